"""Nothing of a webhook is believed before its signature fits (Standard Webhooks)."""

import json

import pytest

from integrity_monitor_client import MonitorError, WebhookInvalid, webhooks

# The example of the specification, with a body of ours beside it.
SECRET, AT = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 1_614_265_330
SPECIFIED = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": str(AT),
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}
BODY = json.dumps({"type": "hour.certified", "timestamp": "2026-01-01T00:00:00Z", "data": {"unit": "u"}}).encode()


def signed(body: bytes = BODY, *secrets: str, at: int = AT) -> dict[str, str]:
    """What the collector sends; its own function makes it, so that both sides agree."""
    from monitor.core.webhooks import headers

    keys = [webhooks._key(secret) for secret in secrets or (SECRET,)]
    return headers("msg_1", at * 1000, body, keys)


def test_the_example_of_the_specification_fits():
    with pytest.raises(WebhookInvalid, match="none of ours"):  # its signature is good, its body is an example's
        webhooks.verify(SECRET, SPECIFIED, b'{"test": 2432232314}', now=AT)


def test_a_message_of_the_collector_is_read():
    event = webhooks.verify(SECRET, signed(), BODY, now=AT)

    assert (event.id, event.type, event.data) == ("msg_1", "hour.certified", {"unit": "u"})


def test_header_names_have_no_case():
    shouted = {name.upper(): value for name, value in signed().items()}
    assert webhooks.verify(SECRET, shouted, BODY, now=AT).id == "msg_1"


OTHER = "whsec_" + "QUJD" * 8


@pytest.mark.parametrize(
    ("changed", "body"),
    [
        ({}, BODY + b" "),
        ({"webhook-id": "msg_2"}, BODY),
        ({"webhook-timestamp": str(AT + 1)}, BODY),
        ({"webhook-signature": "v1,"}, BODY),
        ({"webhook-signature": "v1,%%%"}, BODY),
        ({"webhook-signature": "v2," + "A" * 44}, BODY),
        ({"webhook-signature": ""}, BODY),
    ],
)
def test_whatever_was_changed_is_refused(changed, body):
    with pytest.raises(WebhookInvalid):
        webhooks.verify(SECRET, {**signed(), **changed}, body, now=AT)


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_missing_header_is_named(missing):
    headers = signed()
    del headers[missing]
    with pytest.raises(WebhookInvalid, match=missing):
        webhooks.verify(SECRET, headers, BODY, now=AT)


def test_another_secret_does_not_fit():
    with pytest.raises(WebhookInvalid):
        webhooks.verify(OTHER, signed(), BODY, now=AT)


def test_while_secrets_change_over_either_will_do():
    both = signed(BODY, OTHER, SECRET)

    assert webhooks.verify(SECRET, both, BODY, now=AT) == webhooks.verify(OTHER, both, BODY, now=AT)
    assert webhooks.verify([OTHER, SECRET], signed(), BODY, now=AT).id == "msg_1"


@pytest.mark.parametrize(("late", "good"), [(-300, True), (300, True), (301, False), (-301, False)])
def test_an_old_message_is_refused(late, good):
    if good:
        webhooks.verify(SECRET, signed(), BODY, now=AT + late)
    else:
        with pytest.raises(WebhookInvalid, match="old"):
            webhooks.verify(SECRET, signed(), BODY, now=AT + late)


@pytest.mark.parametrize("timestamp", ["soon", "-1", "1.5", "１"])
def test_a_strange_time_is_refused(timestamp):
    with pytest.raises(WebhookInvalid, match="number"):
        webhooks.verify(SECRET, {**signed(), "webhook-timestamp": timestamp}, BODY, now=AT)


def test_a_secret_that_is_none_is_the_callers_own_mistake():
    with pytest.raises(MonitorError, match="secret"):
        webhooks.verify("whsec_???", signed(), BODY, now=AT)
