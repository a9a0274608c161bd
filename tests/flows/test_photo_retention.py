"""Photos go at the end of their term or at a lawful request; what they prove stands, and evidence is kept."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from hours_on_desk import honestly, in_doubt, learn_and_claim, replayed, result
from photos_on_desk import developed, file_of
from small_world import CLASS, PLATFORM

from monitor.core import codec
from monitor.core.days import shanghai_day
from monitor.core.events import PhotoDeletion
from monitor.core.office_records import ClassProfile
from monitor.core.photo_term import RETENTION
from monitor.core.platform_facts import CaseDecision, ProbeReported, Repetition
from monitor.core.review_facts import Decision
from monitor.flows.adjudicate import adjudicate
from monitor.flows.lost_photos import report_lost_photos
from monitor.flows.photo_audit import audit_photos
from monitor.flows.photo_requests import Request, archive_of, expire_now, request_deletion
from monitor.flows.photo_retention import put_on_record, tombstone
from monitor.flows.platform_cases import decide, report_probe
from monitor.flows.retained_photos import photos_in
from monitor.flows.review import decide as review

DAY = 86_400_000


def end_class(desk) -> None:
    """The class ends now; the next day its photos may go."""
    desk.monitor.registry.take_in([ClassProfile(training_class=CLASS, ends_at=desk.clock.now())])
    desk.clock.advance(DAY)


async def hour(desk, name: str = "li", how=honestly) -> tuple[str, list]:
    """Somebody learns the unit; returns who, and the photos with their files."""
    trainee = desk.trainee(name)
    await learn_and_claim(desk, trainee, how)
    return trainee, await developed(desk, trainee)


def files(desk, photos) -> int:
    return sum(file_of(desk, photo).exists() for photo in photos)


async def on_record(desk, trainee: str) -> list[PhotoDeletion]:
    streams = [record.stream for record in desk.monitor.registry.sessions_of(trainee)]
    return [
        said for stream in streams for photo in photos_in(await desk.monitor.log.read(stream)) for said in photo.said
    ]


# ---------------------------------------------------------------- the end of a term


async def test_photos_of_a_closed_class_go_their_tombstones_and_the_hour_stay(desk):
    trainee, photos = await hour(desk)
    [kept] = desk.monitor.registry.verdicts(trainee)[-1:]
    end_class(desk)
    done = await expire_now(desk.collector)

    assert (done.expired, files(desk, photos)) == (len(photos), 0)
    assert [(said.sha256, said.decision, said.by) for said in await on_record(desk, trainee)] == [
        (photo.sha256, "expired", RETENTION) for photo in photos
    ]
    [again] = await adjudicate(desk.collector, trainee)
    assert again.result == "certified"
    assert desk.monitor.registry.verdicts(trainee)[-1].number == kept.number
    report = await replayed(desk)
    assert report.ok, report.differences


async def test_the_audit_counts_deleted_photos_apart_and_never_as_lost(desk):
    _, photos = await hour(desk)
    end_class(desk)
    await expire_now(desk.collector)
    audit = await report_lost_photos(desk.collector)

    assert (audit.photos, audit.deleted, audit.lost) == (len(photos), len(photos), [])


async def test_an_audit_that_is_overtaken_by_a_deletion_finds_nothing_lost(desk):
    """The stream was read, then the photo was deleted, then its file was looked for."""
    await hour(desk)
    end_class(desk)
    vault, exists = desk.monitor.vault, desk.monitor.vault.exists

    async def too_late(reference: str) -> bool:
        vault.exists = exists
        await expire_now(desk.collector)
        return await exists(reference)

    vault.exists = too_late
    audit = await audit_photos(desk.monitor.log, vault)

    assert audit.lost == []
    assert audit.deleted == audit.photos


async def test_photos_of_an_open_class_are_kept(desk):
    _, photos = await hour(desk)
    done = await expire_now(desk.collector)

    assert (done.expired, done.kept) == (0, Counter(class_open=len(photos)))
    assert files(desk, photos) == len(photos)


async def test_only_photos_from_before_a_day_go_when_that_is_asked(desk):
    _, photos = await hour(desk)
    taken = shanghai_day(desk.clock.now())
    end_class(desk)

    assert (await expire_now(desk.collector, taken)).expired == 0
    assert (await expire_now(desk.collector, taken + timedelta(1))).expired == len(photos)


async def test_a_dry_run_tells_the_same_and_changes_nothing(desk):
    trainee, photos = await hour(desk)
    end_class(desk)
    done = await expire_now(desk.collector, dry_run=True)

    assert (done.expired, files(desk, photos)) == (len(photos), len(photos))
    assert await on_record(desk, trainee) == []


async def test_what_a_crash_left_between_record_and_file_is_finished_by_the_next_run(desk):
    trainee, photos = await hour(desk)
    end_class(desk)
    [stream] = [record.stream for record in desk.monitor.registry.sessions_of(trainee)]
    first, *_ = photos_in(await desk.monitor.log.read(stream))
    await put_on_record(archive_of(desk.collector), first, tombstone(first, "expired", RETENTION))
    done = await expire_now(desk.collector)

    assert (done.finished, done.expired, files(desk, photos)) == (1, len(photos) - 1, 0)
    assert len(await on_record(desk, trainee)) == len(photos)


async def test_a_file_that_the_disk_keeps_is_named_and_tried_again(desk):
    _, photos = await hour(desk)
    end_class(desk)
    remove, desk.monitor.vault.remove = desk.monitor.vault.remove, _refuse
    stuck = (await expire_now(desk.collector)).stuck
    desk.monitor.vault.remove = remove
    again = await expire_now(desk.collector)

    assert stuck == [photo.store_ref for photo in photos]
    assert (again.finished, again.stuck, files(desk, photos)) == (len(photos), [], 0)


async def _refuse(_reference: str) -> bool:
    return False


# ---------------------------------------------------------------- evidence


async def test_while_an_hour_of_the_class_is_under_review_no_photo_of_the_class_goes(desk):
    _, photos = await hour(desk)
    doubtful, more = await hour(desk, "wu", in_doubt)
    end_class(desk)
    held = await expire_now(desk.collector)
    [attempt] = [record.attempt for record in desk.monitor.registry.open_reviews(limit=9)]
    await review(desk.collector, Decision(attempt=attempt, outcome="restored", decided_by="zhao", reason="seen"))
    freed = await expire_now(desk.collector)

    assert held.kept == Counter(review_open=len(photos) + len(more))
    assert (freed.expired, files(desk, [*photos, *more])) == (len(photos) + len(more), 0)
    assert await result(desk, doubtful) == "certified"


async def accuse(desk) -> None:
    runs = tuple(Repetition(at=desk.clock.now(), allowed=True) for _ in range(3))
    facts = {"disqualifier": "D4", "by": "sun", "authority": "2026-3", "procedure": "a printed photo"}
    await report_probe(desk.collector, ProbeReported(platform=PLATFORM, repetitions=runs, **facts))


async def acquit(desk) -> None:
    said = {"case": "D4-1", "outcome": "dismissed", "document": "2026-9", "reason": "the probe was wrong"}
    for person in ("zhao", "qian"):
        await decide(desk.collector, CaseDecision(platform=PLATFORM, by=person, **said))


async def test_while_a_case_against_the_platform_is_not_decided_no_photo_of_it_goes(desk):
    trainee, photos = await hour(desk)
    end_class(desk)
    await accuse(desk)
    held = await expire_now(desk.collector)
    asked = await request_deletion(desk.collector, request(trainee, "zhao"))
    await acquit(desk)
    freed = await expire_now(desk.collector)

    assert held.kept == Counter(case_open=len(photos))
    assert {(answer.state, answer.why) for answer in asked} == {("kept", "case_open")}
    assert freed.expired == len(photos)


# ---------------------------------------------------------------- lawful requests


def request(trainee: str, by: str, reference: str = "2026-4", **photos: object) -> Request:
    return Request(trainee, CLASS, reference, by, **photos)


async def states(desk, trainee: str, *who: tuple[str, str]) -> list[set[str]]:
    """What each of these people is told, who name a request."""
    asked = [await request_deletion(desk.collector, request(trainee, by, reference)) for by, reference in who]
    return [{answer.state for answer in answers} for answers in asked]


async def test_photos_go_once_a_second_person_names_the_same_request(desk):
    trainee, photos = await hour(desk)
    said = await states(desk, trainee, ("zhao", "2026-4"), ("zhao", "2026-4"), ("qian", "2026-5"))
    waiting = files(desk, photos)
    told = await states(desk, trainee, ("qian", "2026-4"), ("sun", "2026-4"))

    assert (said, waiting) == ([{"waits_for_second_person"}] * 3, len(photos))
    assert (told, files(desk, photos)) == ([{"deleted"}] * 2, 0)
    about_first = [one for one in await on_record(desk, trainee) if one.sha256 == photos[0].sha256]
    assert [(one.by, one.reference) for one in about_first] == [
        ("zhao", "2026-4"), ("qian", "2026-5"), ("qian", "2026-4"),
    ]  # fmt: skip


async def test_one_photo_alone_may_be_asked_for(desk):
    trainee, photos = await hour(desk)
    for person in ("zhao", "qian"):
        chosen = request(trainee, person, photos=frozenset([photos[0].sha256]))
        answers = await request_deletion(desk.collector, chosen)

    assert [answer.photo.stored for answer in answers] == [photos[0]]
    assert [file_of(desk, photo).exists() for photo in photos] == [False] + [True] * (len(photos) - 1)


async def test_an_hour_whose_photos_were_deleted_at_a_request_stands_and_is_replayed(desk):
    trainee, _ = await hour(desk)
    await states(desk, trainee, ("zhao", "2026-4"), ("qian", "2026-4"))
    [verdict] = await adjudicate(desk.collector, trainee)
    report = await replayed(desk)

    assert verdict.result == "certified"
    assert report.ok, report.differences


async def test_ones_own_open_matter_keeps_ones_photos_and_somebody_elses_does_not(desk):
    doubtful, evidence = await hour(desk, "wu", in_doubt)
    trainee, photos = await hour(desk)
    people = (("zhao", "2026-4"), ("qian", "2026-4"))

    assert await states(desk, doubtful, *people) == [{"kept"}] * 2
    assert (await states(desk, trainee, *people))[-1] == {"deleted"}
    assert (files(desk, evidence), files(desk, photos)) == (len(evidence), 0)
    assert await on_record(desk, doubtful) == []


async def test_photos_of_a_lesson_that_goes_on_are_kept(desk):
    from monitor.core.events import PhotoStored

    learner = await (await desk.learner(desk.trainee())).come()
    async with learner.live.lock:
        await learner.live.note(PhotoStored(nonce="nonce-0001", sha256="ab" * 32, store_ref=f"p/ab/{'ab' * 32}.age"))
    [answer] = await request_deletion(desk.collector, request(learner.live.state.trainee, "zhao"))

    assert (answer.state, answer.why) == ("kept", "lesson_open")


async def test_a_decision_about_another_photo_of_the_stream_says_nothing_of_this_one(desk):
    trainee, _ = await hour(desk)
    [stream] = [record.stream for record in desk.monitor.registry.sessions_of(trainee)]
    first, second, *_ = photos_in(await desk.monitor.log.read(stream))
    fact = codec.checked_fact(tombstone(first, "expired", RETENTION))
    await desk.monitor.log.append(stream, desk.clock.now(), "server", fact)
    told = {photo.where: photo.deleted for photo in photos_in(await desk.monitor.log.read(stream))}

    assert (told[first.where], told[second.where]) == (True, False)


@pytest.mark.parametrize("kind", ["deletion", "loss"])
async def test_what_becomes_of_a_photo_years_later_is_not_the_end_of_its_lesson(desk, kind):
    from monitor.core.platform_facts import PhotoLost
    from monitor.core.reading import read

    trainee, photos = await hour(desk)
    [stream] = [record.stream for record in desk.monitor.registry.sessions_of(trainee)]
    entries = await desk.monitor.log.read(stream)
    first, *_ = photos_in(entries)
    fact = tombstone(first, "expired", RETENTION)
    if kind == "loss":
        fact = PhotoLost(platform=PLATFORM, trainee=trainee, stored=first.where, sha256=photos[0].sha256, why="gone")
    desk.clock.advance(1000 * DAY)
    await desk.monitor.log.append(stream, desk.clock.now(), "server", codec.checked_fact(fact))
    [before], [after] = (read({stream: e}).sessions for e in (entries, await desk.monitor.log.read(stream)))

    assert after.last_heard == before.last_heard
