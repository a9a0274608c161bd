"""What is told when a verdict changes, how it is signed, and when it is tried again."""

import base64
from itertools import pairwise

import pytest
from msgspec.structs import replace

from monitor import rulepacks
from monitor.core import webhooks
from monitor.learners.simulated_cast import SIMULATED

PACK = rulepacks.load("demo")
HOUR = SIMULATED["honest"](PACK)


def verdict(result: str):
    return replace(HOUR, result=result)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (None, "in_progress", []),
        (None, "certified", ["hour.certified"]),
        ("in_progress", "certified", ["hour.certified"]),
        ("certified", "certified", []),
        ("in_progress", "held", ["hour.held"]),
        ("held", "held", []),
        ("held", "certified", ["hour.restored", "hour.certified"]),
        ("held", "void_trainee", ["hour.void_proposed"]),
        ("void_trainee", "certified", ["hour.restored", "hour.certified"]),
        ("void_trainee", "void_platform", []),
        ("certified", "void_platform", ["hour.void_proposed"]),
        (None, "not_counted_platform", ["hour.not_counted"]),
        ("certified", "not_counted_platform", ["hour.not_counted"]),
        ("not_counted_platform", "not_counted_platform", []),
        ("not_counted_platform", "certified", ["hour.reinstated", "hour.restored", "hour.certified"]),
        ("not_counted_platform", "not_counted_cap", ["hour.reinstated"]),
        ("not_counted_platform", "held", ["hour.reinstated", "hour.held"]),
        ("certified", "not_counted_cap", []),
        ("not_counted_cap", "certified", ["hour.certified"]),
    ],
)
def test_a_change_of_the_result_is_news_and_nothing_else_is(before, after, told):
    earlier = verdict(before) if before else None

    assert webhooks.news(verdict(after), earlier, issued=False) == told


def test_a_new_certificate_is_news_of_its_own():
    assert webhooks.news(HOUR, HOUR, issued=True) == ["certificate.issued"]


def test_what_is_said_about_an_hour_names_nobody_and_gives_no_scores():
    said = webhooks.hour(SIMULATED["wrong_order"](PACK))

    assert said["reasons"][0]["message"].keys() == {"zh-CN", "en"}
    assert set(said["reasons"][0]) == {"code", "clause", "message", "advice"}


def test_messages_are_signed_as_the_standard_says():
    """The example of the Standard Webhooks specification."""
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    sent = webhooks.headers("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330_999, b'{"test": 2432232314}', [secret])

    assert sent["webhook-id"] == "msg_p5jXN8AQM9LWM0D4loKWxJek"
    assert sent["webhook-timestamp"] == "1614265330"
    assert sent["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_while_secrets_change_over_there_is_a_signature_of_either():
    one, two = (webhooks.headers("m", 0, b"{}", [secret])["webhook-signature"] for secret in (b"1", b"2"))

    assert webhooks.headers("m", 0, b"{}", [b"2", b"1"])["webhook-signature"] == f"{two} {one}"


def test_the_same_event_of_the_same_source_is_the_same_message():
    first, second, other = (
        webhooks.message("hour.held", source, 1, "t", {}) for source in ("verdict 1", "verdict 1", "verdict 2")
    )

    assert first == second
    assert first.message != other.message


def test_waits_grow_over_nearly_three_days_and_then_end():
    waits = [webhooks.wait_ms(attempt, 1, "m") for attempt in range(1, len(webhooks.SCHEDULE_S) + 2)]

    assert waits[-1] is None
    assert all(shorter < longer for shorter, longer in pairwise(waits[:-2]))
    assert 2 * 86_400_000 < sum(waits[:-1]) < 4 * 86_400_000


def test_deliveries_that_failed_together_come_again_apart():
    waits = {webhooks.wait_ms(3, delivery, "m") for delivery in range(50)}

    assert len(waits) > 40
    assert all(96_000 <= wait <= 144_000 for wait in waits)
