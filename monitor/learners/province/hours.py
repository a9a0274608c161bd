"""What was learned: sessions, attempts, verdicts and reviews."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.core.verdict import CreditSpan, Verdict
from monitor.learners.province.cast import DAYS, HOUR_MS, LESSON_MS, UNIT_MS, UNITS, Batch, Cast, Names, Rows, noon, on


def learning(p: Cast) -> Iterator[Batch]:
    columns: Names = ("session", "trainee", "training_class", "platform", "stream", "opened_at", "closed_at",
                      "attempts")  # fmt: skip
    yield (
        "learning_sessions",
        columns,
        (
            (
                p.session(n),
                p.trainee(t),
                p.training_class(c),
                p.platform_of(c),
                p.session(n),
                at,
                at + LESSON_MS,
                f'["{p.attempt(n)}"]',
            )
            for n, t, c, at in p.tries()
        ),
    )
    columns = ("attempt", "trainee", "training_class", "unit", "platform", "ordinal", "state", "opened_at",
               "closed_at")  # fmt: skip
    yield (
        "attempts",
        columns,
        (
            (
                p.attempt(n),
                p.trainee(t),
                p.training_class(c),
                f"unit-{n % UNITS}",
                p.platform_of(c),
                1,
                "closed",
                at,
                at + LESSON_MS,
            )
            for n, t, c, at in p.tries()
        ),
    )
    yield "attempt_summaries", *_summaries(p)
    yield "attempt_rules", ("attempt", "rule"), _rules(p)
    yield "verdicts", ("id", "attempt", "verdict", "head", "decided_at", "certificate"), _verdicts(p)
    columns = ("attempt", "trainee", "training_class", "platform", "result", "state", "noticed_at", "appeal_until")
    yield (
        "open_reviews",
        columns,
        (
            (
                p.attempt(n),
                p.trainee(t),
                p.training_class(c),
                p.platform_of(c),
                "held",
                "noticed",
                at,
                noon(3 * DAYS),
            )
            for n, t, c, at in p.tries()
            if n % 199 == 0
        ),
    )


def _summaries(p: Cast) -> tuple[Names, Rows]:
    columns = ("attempt", "trainee", "training_class", "institution", "platform", "unit", "result", "stage", "code",
               "reason", "credited_ms", "required_ms", "claimed", "day", "changed_at")  # fmt: skip
    rows = (
        (p.attempt(n), p.trainee(t), p.training_class(c), p.institution(c), p.platform_of(c),
         f"unit-{n % UNITS}", "held" if n % 199 == 0 else "certified", "final", "", "{}", UNIT_MS, HOUR_MS, True,
         on(p.begins(c) + n % UNITS), at + LESSON_MS)
        for n, t, c, at in p.tries()
    )  # fmt: skip
    return columns, rows


def _rules(p: Cast) -> Rows:
    return ((p.attempt(n), _RULES[n % len(_RULES)]) for n in range(0, p.scale.attempts, 7))


def _verdicts(p: Cast) -> Rows:
    template, jws = _verdict_template(), "e30." + "x" * 640 + "." + "y" * 86
    for n, t, c, at in p.tries():
        held = n % 199 == 0
        said = {
            b"@attempt@": p.attempt(n),
            b"@trainee@": p.trainee(t),
            b"@class@": p.training_class(c),
            b"@platform@": p.platform_of(c),
            b"@unit@": f"unit-{n % UNITS}",
            b"@session@": p.session(n),
            b"@result@": "held" if held else "certified",
        }
        verdict = template
        for place, value in said.items():
            verdict = verdict.replace(place, value.encode())
        yield n + 1, p.attempt(n), verdict, _HEAD, at + LESSON_MS, None if held else jws


_HEAD = "ab" * 32
_RULES = ("photo_missing", "popup_gap", "multi_window", "fast_forward", "out_of_order", "incomplete")


def _verdict_template() -> bytes:
    """A verdict's canonical bytes with places for what differs; half as long as one hour's really are."""
    span = CreditSpan(lesson="lesson-1", media_from=0, media_to=UNIT_MS // 2, start=0, end=UNIT_MS // 2,
                      session="@session@", checkpoint="@session@:58#0", reason="")  # fmt: skip
    verdict = Verdict(
        attempt="@attempt@", unit="@unit@", trainee="@trainee@", training_class="@class@", platform="@platform@",
        result="@result@", credited_ms=UNIT_MS, required_ms=HOUR_MS, completed_at=0, claimed=True,  # type: ignore[arg-type]
        ledger=(span, span), rule_pack="henan-2023", rule_pack_version="1", rule_pack_hash=_HEAD, purpose="real",
        heads={"@session@": _HEAD},
    )  # fmt: skip
    return verdict.to_bytes()
