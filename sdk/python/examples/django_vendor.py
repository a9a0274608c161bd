"""A platform's server with Django: open a session, receive a webhook, show the hours; all in one file.

INTEGRITY_URL=… INTEGRITY_KEY=… INTEGRITY_WEBHOOK_SECRET=whsec_… python django_vendor.py runserver
"""

import os
import sys
from functools import cache

import django
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from integrity_monitor_client import ApiError, Client, WebhookInvalid, webhooks

if not settings.configured:
    settings.configure(ROOT_URLCONF=__name__, SECRET_KEY=os.urandom(32).hex(), ALLOWED_HOSTS=["*"], USE_TZ=True)
    django.setup()

SEEN: dict[str, webhooks.Event] = {}  # a real server keeps this in its database


@cache
def monitor() -> Client:
    """One client for all threads of the process."""
    return Client.from_environment()


# 1. The learner opens a lesson page, which needs a session to start the browser SDK with.
@csrf_exempt  # only because this example has no pages; a real one sends Django's token
@require_POST
def open_session(request: HttpRequest, lesson: str) -> HttpResponse:
    learner = logged_in(request)
    if learner is None:
        return JsonResponse({"problem": "log in first"}, status=401)
    try:
        session = monitor().open_session(learner["trainee"], learner["training_class"], lesson)
    except ApiError as refused:
        return JsonResponse({"problem": refused.problem.detail}, status=502)
    return JsonResponse(
        {
            "stream_url": session.stream_url,
            "ticket": session.ticket,
            "countable": session.countable,
            "reasons": session.reasons,
        }
    )


# 2. The monitor tells what became of hours; the same event may come twice.
@csrf_exempt
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    try:
        event = webhooks.verify(os.environ["INTEGRITY_WEBHOOK_SECRET"], request.headers, request.body)
    except WebhookInvalid as error:
        return JsonResponse({"problem": str(error)}, status=400)
    SEEN.setdefault(event.id, event)
    return HttpResponse(status=204)


# 3. The learner looks at the hours of the class.
@require_GET
def hours(request: HttpRequest) -> HttpResponse:
    learner = logged_in(request)
    if learner is None:
        return JsonResponse({"problem": "log in first"}, status=401)
    told = next(monitor().hours(learner["training_class"], learner["trainee"]), None)
    if told is None:
        return JsonResponse({"counted": 0, "left": None, "hours": []})
    shown = [
        {
            "unit": hour.unit,
            "result": hour.outcome_text["zh-CN"],
            "why": [reason.message["zh-CN"] for reason in hour.reasons],
            "what_to_do": [reason.advice["zh-CN"] for reason in hour.reasons],
        }
        for hour in told.hours
    ]
    return JsonResponse({"counted": told.cap.counted, "left": told.cap.left, "hours": shown})


def logged_in(request: HttpRequest) -> dict[str, str] | None:
    """Who asks: here two cookies, in a real server its own session; never what the page says in the body."""
    names = ("trainee", "training_class")
    if any(name not in request.COOKIES for name in names):
        return None
    return {name: request.COOKIES[name] for name in names}


urlpatterns = [
    path("lessons/<str:lesson>/session", open_session),
    path("webhooks/integrity", receive),
    path("my/hours", hours),
]

if __name__ == "__main__":
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
