"""Rule packs: which there are, how two of them differ, and what one would change before it is decreed."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Annotated, Literal

from fastapi import Depends, Path, Query, Request, Response
from pydantic import BaseModel, Field, model_validator

from monitor.core.accounts import Viewer
from monitor.core.days import shanghai_day
from monitor.core.errors import RulePackError
from monitor.core.pack_trial import Difference, differences
from monitor.core.rulepack import RulePack, parse
from monitor.core.terms import first_moment
from monitor.core.verdict import Result
from monitor.flows.collector import Collector
from monitor.flows.pack_trials import LISTED, PackTrials, State, Trial, TrialRuns, stop
from monitor.web.console.access import For
from monitor.web.console.route import NumbersRoute, because, console_router
from monitor.web.console.threshold_words import note_of
from monitor.web.needs import TheCollector
from monitor.web.problems import Refusal
from monitor.web.times import moment, moment_or_none
from monitor.web.vendor_api.common import Day, nothing_of_this_name

router = console_router("rule packs", NumbersRoute)

MOST_DAYS = 92
LONGEST_PACK = 200_000  # characters

Ruler = Annotated[Viewer, Depends(For("administrator", "office_lead", "auditor"))]
Trier = Annotated[Viewer, Depends(For("administrator", "office_lead"))]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class PackSaid(BaseModel):
    """A rule pack without its numbers."""

    name: str
    version: str
    hash: str
    title: dict[str, str]
    purpose: Literal["real", "demonstration"]
    hour_policy: Literal["restorative", "strict"]
    effective_from: str
    effective_to: str
    in_force: bool = Field(description="Whether hours that begin now are learned under it.")


class PacksSaid(BaseModel):
    """All packs that are installed: shipped ones, and those that ever judged here."""

    packs: list[PackSaid]


class DifferenceSaid(BaseModel):
    """A threshold with another value, as the new pack explains it."""

    name: str
    old: int
    new: int
    clause: str
    basis: Literal["plan", "project"]
    note: dict[str, str] = Field(description="What it means, in both languages.")


class DifferencesSaid(BaseModel):
    """How two packs differ."""

    old: PackSaid
    new: PackSaid
    policy_changes: bool = Field(description="Whether a class hour is restored otherwise.")
    thresholds: list[DifferenceSaid]


class TrialWanted(BaseModel):
    """Which rules are to be tried on which days (Asia/Shanghai, both included); the last thirty if none are named."""

    hash: Hash | None = Field(None, description="Of an installed pack; or else")
    toml: str = Field("", max_length=LONGEST_PACK, description="the text of a pack that is not installed.")
    first_day: Day | None = None
    last_day: Day | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> TrialWanted:
        if (self.hash is None) != bool(self.toml.strip()):
            raise ValueError("give either hash or toml")
        return self


class Move(BaseModel):
    """How many class hours would have another result."""

    before: Result
    after: Result
    hours: int


class ChangeSaid(BaseModel):
    """A class hour that would have another result."""

    attempt: str
    trainee: str
    training_class: str
    unit: str
    before: Result
    after: Result


class TrialSaid(BaseModel):
    """How far a trial is, and what it found so far; nothing of it is stored."""

    trial: int
    pack: PackSaid
    since: datetime
    until: datetime
    by: str
    state: State
    started_at: datetime
    ended_at: datetime | None
    people: int = Field(description="How many learned in that time.")
    judged: int = Field(description="How many of them are done.")
    skipped: int = Field(description="How many could not be judged.")
    hours: dict[str, int] = Field(description="The class hours of that time by their result now.")
    moves: list[Move]
    changed: int = Field(description="All class hours with another result.")
    changes: list[ChangeSaid] = Field(description=f"{LISTED} of them at most.")


class TrialsSaid(BaseModel):
    """The latest trials since the collector began, the latest first."""

    trials: list[TrialSaid]


def the_trials(request: Request) -> PackTrials:
    """One list for the whole application."""
    state = request.app.state
    if getattr(state, "pack_trials", None) is None:
        state.pack_trials = PackTrials()
    trials: PackTrials = state.pack_trials
    return trials


Trials = Annotated[PackTrials, Depends(the_trials)]
Number = Annotated[int, Path(ge=1)]


@router.get("/rule-packs")
async def get_packs(collector: TheCollector, _: Ruler) -> PacksSaid:
    """The rule packs that are installed, and which one is in force."""
    found = await asyncio.to_thread(collector.monitor.installed_packs)
    return PacksSaid(packs=[_pack(collector, pack) for pack in found])


@router.get("/rule-packs/differences")
async def get_differences(
    collector: TheCollector, _: Ruler, old: Annotated[Hash, Query()], new: Annotated[Hash, Query()]
) -> DifferencesSaid:
    """How two installed packs differ, threshold by threshold with its clause."""
    was, now = await _installed(collector, old), await _installed(collector, new)
    return DifferencesSaid(
        old=_pack(collector, was),
        new=_pack(collector, now),
        policy_changes=was.hour_policy != now.hour_policy,
        thresholds=[_difference(one) for one in differences(was, now)],
    )


@router.get("/rule-packs/trials")
async def get_trials(collector: TheCollector, trials: Trials, _: Ruler) -> TrialsSaid:
    """The latest trials, how far they are and what they found."""
    return TrialsSaid(trials=[_trial(collector, trial) for trial in reversed(trials.trials)])


@router.post("/rule-packs/trials", status_code=202)
async def post_trial(
    wanted: TrialWanted, request: Request, collector: TheCollector, trials: Trials, viewer: Trier
) -> TrialSaid:
    """Judge the hours of a time as if a pack had been in force, in the background; nothing is stored."""
    pack = await _installed(collector, wanted.hash) if wanted.hash else _read(wanted.toml)
    today = shanghai_day(collector.monitor.clock.now())
    first, last = wanted.first_day or today - timedelta(days=30), wanted.last_day or today
    if not 0 <= (last - first).days < MOST_DAYS:
        raise _days()
    because(request, pack=f"{pack.name} {pack.version}", hash=pack.hash)
    since, until = first_moment(first), first_moment(last + timedelta(days=1))
    try:
        return _trial(collector, trials.start(collector, pack, since, until, viewer.account))
    except TrialRuns as error:
        raise _runs() from error


@router.delete("/rule-packs/trials/{trial}", status_code=204)
async def delete_trial(trial: Number, trials: Trials, _: Trier) -> Response:
    """Stop a trial; what it found so far stays to be looked at."""
    known = trials.trial(trial)
    if known is None:
        raise nothing_of_this_name("trial", str(trial))
    stop(known)
    return Response(status_code=204)


# ---------------------------------------------------------------- in words


def _read(text: str) -> RulePack:
    try:
        return parse(text)
    except RulePackError as error:
        raise Refusal(
            422,
            "bad_rule_pack",
            f"This is no rule pack: {error}",
            field="toml",
            remedy="Correct the file; a pack gives every threshold with value, clause and basis.",
        ) from error


async def _installed(collector: Collector, digest: str) -> RulePack:
    packs = await asyncio.to_thread(collector.monitor.installed_packs)
    for pack in packs:
        if pack.hash == digest:
            return pack
    raise nothing_of_this_name("hash", digest)


def _days() -> Refusal:
    return Refusal(
        422,
        "bad_days",
        f"These are not 1 to {MOST_DAYS} days.",
        field="first_day",
        remedy="Choose a first day that is not behind the last one, and a shorter time.",
    )


def _runs() -> Refusal:
    return Refusal(
        409,
        "trial_runs",
        "Another trial runs.",
        field="trial",
        remedy="Wait for its end, or stop it.",
    )


def _pack(collector: Collector, pack: RulePack) -> PackSaid:
    facts = PackSaid.model_fields.keys() - {"in_force"}
    return PackSaid(**{name: getattr(pack, name) for name in facts}, in_force=pack.hash == collector.monitor.pack.hash)


def _difference(one: Difference) -> DifferenceSaid:
    return DifferenceSaid(
        name=one.name,
        old=one.old.value,
        new=one.new.value,
        clause=one.new.clause,
        basis=one.new.basis,
        note=note_of(one.name, one.new.note),
    )


def _trial(collector: Collector, trial: Trial) -> TrialSaid:
    moves = [Move(before=a, after=b, hours=count) for (a, b), count in sorted(trial.moves.items())]
    return TrialSaid(
        trial=trial.number,
        pack=_pack(collector, trial.pack),
        since=moment(trial.since),
        until=moment(trial.until),
        by=trial.by,
        state=trial.state,
        started_at=moment(trial.started_at),
        ended_at=moment_or_none(trial.ended_at),
        people=trial.people,
        judged=trial.judged,
        skipped=trial.skipped,
        hours={str(result): count for result, count in trial.before.items()},
        moves=moves,
        changed=trial.moves.total(),
        changes=[ChangeSaid.model_validate(change, from_attributes=True) for change in trial.changes],
    )
