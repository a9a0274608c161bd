"""The cookie that stands for a signed-in person, and the token that proves that a write comes from our own page."""

from __future__ import annotations

import asyncio
import hashlib
import hmac

from fastapi import Request, Response

from monitor.core.accounts import LONGEST_MS, Viewer
from monitor.flows.collector import Collector
from monitor.flows.known_browsers import KNOWN_MS
from monitor.web.needs import the_collector
from monitor.web.problems import Refusal

_SECURE, _PLAIN = "__Host-console", "console"
_BROWSER = "-browser"  # what a browser keeps of earlier sign-ins, beside the cookie that stands for one
CSRF_HEADER = "X-CSRF-Token"


def _is_secure(request: Request) -> bool:
    """Whether browsers reach us over TLS, here or at a proxy that we were told of."""
    return request.url.scheme == "https" or the_collector(request).monitor.public_url.startswith("https:")


def token_of(request: Request) -> str:
    """The cookie's text; empty when there is none."""
    return request.cookies.get(_name(request), "")


def set_cookie(request: Request, response: Response, token: str) -> None:
    """Hand the browser its token; no script can read it, and no other site can send it."""
    _keep(request, response, "", token, LONGEST_MS)


def known_browser(request: Request) -> str:
    """What the browser keeps of an earlier sign-in; empty when there was none."""
    return request.cookies.get(_name(request) + _BROWSER, "")


def know_browser(request: Request, response: Response, text: str) -> None:
    """Let the browser keep that this person signed in with it."""
    _keep(request, response, _BROWSER, text, KNOWN_MS)


def _name(request: Request) -> str:
    return _SECURE if _is_secure(request) else _PLAIN


def _keep(request: Request, response: Response, suffix: str, text: str, lasts_ms: int) -> None:
    response.set_cookie(
        _name(request) + suffix,
        text,
        max_age=lasts_ms // 1000,
        path="/",
        secure=_is_secure(request),
        httponly=True,
        samesite="strict",
    )


def clear_cookie(request: Request, response: Response) -> None:
    """Let the browser forget its token."""
    response.delete_cookie(_name(request), path="/", secure=_is_secure(request), httponly=True, samesite="strict")


def csrf_token(collector: Collector, token: str) -> str:
    """What our page sends with every write of this sign-in; another page cannot read it."""
    return hmac.digest(collector.monitor.keys.derive("csrf"), token.encode(), hashlib.sha256).hex()


async def visitor(request: Request) -> Viewer:
    """Who is signed in; raises `Refusal` 401."""
    collector, token = the_collector(request), token_of(request)
    now = collector.monitor.clock.now()
    viewer = await asyncio.to_thread(collector.monitor.registry.visitor, token, now) if token else None
    if viewer is None:
        raise Refusal(
            401,
            "not_signed_in",
            "Nobody is signed in, or the sign-in is over.",
            field="Cookie",
            remedy="Sign in again.",
        )
    return viewer


def refuse_other_sites(request: Request) -> None:
    """A browser says where a request comes from; one that another site started is refused."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise _foreign()


def refuse_without_token(request: Request) -> None:
    """A write needs the token that only our own page knows; raises `Refusal` 403."""
    wanted = csrf_token(the_collector(request), token_of(request))
    if not hmac.compare_digest(request.headers.get(CSRF_HEADER, "").encode(), wanted.encode()):
        raise _foreign()


def _foreign() -> Refusal:
    return Refusal(
        403,
        "foreign_request",
        "This request does not come from the console's own page.",
        field=CSRF_HEADER,
        remedy="Reload the page and try again.",
    )
