"""Photos and bursts: taken in only where they were asked for and agreed to, judged, and answered on the stream."""

import base64
import hashlib
import sqlite3
from contextlib import closing

import msgspec
import pytest
from sdk_double import seen
from small_world import EMBEDDING, PASS, PLATFORM, jpeg
from sqlalchemy import text

from monitor.adapters.keys import vault_keys
from monitor.core.events import LivenessResult, PhotoJudged, PhotoStored
from monitor.faces.challenge import judge_challenge
from monitor.ports import FaceJudgement, FaceServiceError


def fails(reason: str) -> FaceJudgement:
    return FaceJudgement(verdict="fail", reason=reason, scores={"distance": 0.9})


async def facts_of(world, sdk, kind: type) -> list:
    return [fact for fact in await world.facts(sdk.session) if isinstance(fact, kind)]


async def burst(world, sdk) -> tuple[dict, dict]:
    """Answer the liveness directive that is open; returns it and its outcome."""
    directive = await sdk.until("directive", kind="liveness")
    response = await sdk.post_burst(world.http, directive, [jpeg() for _ in range(8)])
    assert response.status_code == 202, response.text
    return directive, await sdk.until("outcome", nonce=directive["nonce"])


async def ask_photo(world, sdk) -> str:
    """A photo nonce, issued as the supervisor would."""
    from monitor.core.events import DirectiveIssued

    live = await world.collector.sessions.get(sdk.session)
    nonce = f"photo-nonce-{len(live.state.issued)}"
    async with live.lock:
        await live.note(
            DirectiveIssued(
                kind="photo",
                attempt=live.state.opened.attempts[0].attempt,
                nonce=nonce,
                counter=90 + len(live.state.issued),
                engaged=0,
                deadline=world.monitor.clock.now() + 60_000,
            )
        )
    return nonce


async def photo(world, sdk, picture: bytes) -> dict:
    nonce = await ask_photo(world, sdk)
    await sdk.commit_photo(nonce, picture)
    response = await sdk.post_photo(world.http, nonce, picture)
    assert response.status_code == 202, response.text
    return await sdk.until("outcome", nonce=nonce)


# ---------------------------------------------------------------- bursts


async def test_a_challenge_is_passed_with_its_last_step_and_releases_the_lesson(world, sdk):
    outcomes = [await burst(world, sdk) for _ in range(3)]

    assert [(d["step"], o["verdict"], o["final"]) for d, o in outcomes] == [
        (1, "pass", False),
        (2, "pass", False),
        (3, "pass", True),
    ]
    await sdk.until("directive", kind="release")
    assert [result.final for result in await facts_of(world, sdk, LivenessResult)] == [False, False, True]


async def test_every_burst_is_judged_together_with_those_before_it(world, sdk):
    for _ in range(3):
        await burst(world, sdk)

    assert [asked[1] for asked in world.faces.asked if asked[0] == "challenge"] == [1, 2, 3]


async def test_a_burst_that_was_not_accepted_is_not_compared_with_later_ones(world, sdk):
    world.faces.burst = FaceJudgement(verdict="retry", reason="no_face")
    await burst(world, sdk)
    world.faces.burst = PASS
    await burst(world, sdk)

    assert [asked[1] for asked in world.faces.asked if asked[0] == "challenge"] == [1]


async def test_another_person_in_a_later_burst_fails_the_check(world, sdk):
    await burst(world, sdk)
    world.faces.together = FaceJudgement(verdict="fail", reason="person_changed", scores={"challenge_spread": 0.9})
    _, outcome = await burst(world, sdk)
    [_, result] = await facts_of(world, sdk, LivenessResult)

    assert (outcome["verdict"], outcome["final"]) == ("fail", True)
    assert (result.decision, result.reason) == ("spoof_suspected", "person_changed")
    assert result.scores["challenge_spread"] == 0.9


def camera(number: int) -> FaceJudgement:
    """A burst as a real camera delivers it: no frame of it was there before."""
    return FaceJudgement(
        verdict="pass",
        reason="ok",
        image_hashes=tuple(f"{number}{frame:063}" for frame in range(20)),
        thresholds={"distance_session": 0.54, "distance_session_fail": 0.65},
        versions={"embedder": "fake", "metric": "euclidean"},
        embedding=tuple(EMBEDDING),
    )


async def test_honest_bursts_pass_together_by_the_shipped_judgement(world, sdk, monkeypatch):
    monkeypatch.setattr(world.faces, "judge_challenge", shipped_judgement)
    verdicts = []
    for number in range(3):
        world.faces.burst = camera(number)
        verdicts.append((await burst(world, sdk))[1]["verdict"])

    assert verdicts == ["pass"] * 3


async def test_frames_that_came_before_fail_by_the_shipped_judgement(world, sdk, monkeypatch):
    monkeypatch.setattr(world.faces, "judge_challenge", shipped_judgement)
    world.faces.burst = camera(0)
    await burst(world, sdk)
    _, outcome = await burst(world, sdk)
    [_, result] = await facts_of(world, sdk, LivenessResult)

    assert (outcome["verdict"], result.decision, result.reason) == ("fail", "spoof_suspected", "replayed_frames")


async def shipped_judgement(bursts, seen=()):
    return judge_challenge(bursts, seen)


async def test_references_of_another_model_are_not_compared_with_and_a_person_decides(world, sdk):
    world.faces.embedder = "a newer model"
    outcomes = [(await burst(world, sdk))[1] for _ in range(3)]
    results = await facts_of(world, sdk, LivenessResult)

    assert {asked[3] for asked in world.faces.asked if asked[0] == "burst"} == {0}
    assert [outcome["verdict"] for outcome in outcomes] == ["review"] * 3
    assert results[-1].reason == "no_reference"


async def test_frames_of_earlier_sessions_are_remembered(world):
    world.faces.burst = FaceJudgement(verdict="pass", reason="ok", image_hashes=("a" * 64, "b" * 64))
    trainee = world.trainee()
    async with await world.sdk(trainee) as older:
        await burst(world, older)
    async with await world.sdk(trainee, "instance-2") as newer:
        await burst(world, newer)

    assert [asked[2] for asked in world.faces.asked if asked[0] == "challenge"] == [0, 2]


async def test_a_judged_challenge_is_followed_by_a_status(world, sdk):
    for _ in range(3):
        await burst(world, sdk)
    status = await sdk.until("status")

    assert (status["unit"], status["state"]) == ("unit-1", "in_progress")


@pytest.mark.parametrize(
    ("judged", "decision", "verdict"),
    [
        (FaceJudgement(verdict="retry", reason="no_face"), "retry", "retry"),
        (FaceJudgement(verdict="review", reason="id_uncertain"), "review", "review"),
        (fails("other_person"), "mismatch", "fail"),
        (fails("flat_face"), "spoof_suspected", "fail"),
        (FaceServiceError("no worker"), "service_error", "retry"),
        (ValueError("cut off"), "retry", "retry"),
    ],
)
async def test_only_positive_evidence_counts_against_anybody(world, sdk, judged, decision, verdict):
    world.faces.burst = judged
    _, outcome = await burst(world, sdk)
    (result,) = await facts_of(world, sdk, LivenessResult)

    assert (result.decision, outcome["verdict"]) == (decision, verdict)
    assert result.final is (verdict == "fail")


async def test_an_outcome_tells_an_attacker_nothing(world, sdk):
    world.faces.burst = fails("flat_face")
    _, outcome = await burst(world, sdk)

    assert outcome["reason"] == "not_confirmed"
    assert set(outcome) == {"type", "nonce", "kind", "verdict", "reason", "message", "final"}


@pytest.mark.parametrize(
    ("judged", "told"),
    [
        (FaceJudgement(verdict="review", reason="spoof_uncertain"), "not_confirmed"),
        (FaceJudgement(verdict="retry", reason="person_changed"), "not_confirmed"),
        (FaceJudgement(verdict="retry", reason="no_turn"), "no_turn"),
        (FaceJudgement(verdict="review", reason="id_uncertain"), "id_uncertain"),
    ],
)
async def test_a_reason_without_a_sentence_of_its_own_stays_in_the_log(world, sdk, judged, told):
    world.faces.burst = judged
    _, outcome = await burst(world, sdk)
    (result,) = await facts_of(world, sdk, LivenessResult)

    assert (outcome["reason"], result.reason) == (told, judged.reason)


# ---------------------------------------------------------------- with what it is compared


async def test_a_session_of_a_confirmed_face_is_never_compared_with_one_that_nobody_confirmed(world):
    """A face goes out of force when its owner joins a class in which somebody else has it."""
    trainee = world.trainee()
    async with await world.sdk(trainee) as sdk:
        with closing(sqlite3.connect(world.folder / "registry.db")) as database, database:
            database.execute("UPDATE face_references SET in_force = 0")
        assert world.monitor.registry.references(trainee) == [EMBEDDING]
        await burst(world, sdk)
        (result,) = await facts_of(world, sdk, LivenessResult)

    assert [asked[3] for asked in world.faces.asked if asked[0] == "burst"] == [0]
    assert (result.decision, result.reason) == ("review", "no_reference")


async def test_workers_who_cannot_say_what_they_compare_with_are_a_fault_of_the_service(world, sdk, monkeypatch):
    async def away():
        raise FaceServiceError("no worker answers")

    monkeypatch.setattr(world.faces, "versions", away)
    _, outcome = await burst(world, sdk)
    (result,) = await facts_of(world, sdk, LivenessResult)

    assert (outcome["verdict"], result.decision) == ("retry", "service_error")


@pytest.mark.parametrize(("worker", "decision"), [("another", "service_error"), ("dlib", "mismatch")])
async def test_a_stranger_by_the_numbers_of_another_model_is_nobodys_fault(world, worker, decision):
    trainee = world.trainee("wu", referenced=False)
    registry = world.monitor.registry
    registry.add_reference(trainee, embedding=EMBEDDING, sha256="0" * 64, supplied_by="x", at=0, embedder="dlib")
    world.faces.embedder = "dlib"
    world.faces.burst = msgspec.structs.replace(fails("other_person"), versions={"embedder": worker})
    async with await world.sdk(trainee) as sdk:
        await burst(world, sdk)
        (result,) = await facts_of(world, sdk, LivenessResult)

    assert result.decision == decision


async def test_without_a_reference_a_person_has_to_look(world):
    async with await world.sdk(world.trainee("wu", referenced=False)) as sdk:
        await burst(world, sdk)
        (result,) = await facts_of(world, sdk, LivenessResult)

    assert (result.decision, result.reason) == ("review", "no_reference")


async def test_a_burst_is_judged_once(world, sdk):
    directive, _ = await burst(world, sdk)
    response = await sdk.post_burst(world.http, directive, [jpeg()])

    assert (response.status_code, response.json()["code"]) == (404, "unknown_nonce")


async def test_another_action_than_the_asked_one_is_refused(world, sdk):
    directive = await sdk.until("directive", kind="liveness")
    other = "nod" if directive["action"] != "nod" else "blink"
    response = await sdk.post_burst(world.http, directive, [jpeg()], action=other)

    assert (response.status_code, response.json()["field"]) == (422, "action")


# ---------------------------------------------------------------- photos


async def test_a_committed_photo_is_sealed_and_accepted(world, sdk):
    picture = jpeg()
    outcome = await photo(world, sdk, picture)
    (stored,), (judged,) = await facts_of(world, sdk, PhotoStored), await facts_of(world, sdk, PhotoJudged)

    assert (outcome["verdict"], judged.decision) == ("accepted", "accepted")
    assert await world.monitor.vault.exists(stored.store_ref)


async def test_no_picture_is_in_the_log_or_readable_on_the_disk(world, sdk, tmp_path):
    picture = jpeg()
    await photo(world, sdk, picture)

    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert not [file for file in files if picture[3:100] in file.read_bytes()]


async def test_a_file_that_was_not_committed_is_refused(world, sdk):
    nonce = await ask_photo(world, sdk)
    await sdk.commit_photo(nonce, jpeg())
    response = await sdk.post_photo(world.http, nonce, jpeg())

    assert (response.status_code, response.json()["code"]) == (409, "another_file")
    assert not await facts_of(world, sdk, PhotoStored)


async def test_a_photo_answers_no_face_check(world, sdk):
    directive, picture = await sdk.until("directive", kind="liveness"), jpeg()
    await sdk.commit_photo(directive["nonce"], picture)
    response = await sdk.post_photo(world.http, directive["nonce"], picture)
    live = await world.collector.sessions.get(sdk.session)

    assert (response.status_code, response.json()["code"]) == (404, "unknown_nonce")
    assert [ask.nonce for ask in live.supervisor.open_directives()] == [directive["nonce"]]


async def test_a_commitment_to_nothing_that_was_asked_is_not_remembered(world, sdk):
    await sdk.commit_photo("nonce-of-nothing", jpeg())
    live = await world.collector.sessions.get(sdk.session)

    assert live.state.commits == {}


async def test_a_file_may_overtake_its_commitment(world, sdk):
    import asyncio

    picture, nonce = jpeg(), await ask_photo(world, sdk)
    upload = asyncio.create_task(sdk.post_photo(world.http, nonce, picture))
    live = await world.collector.sessions.get(sdk.session)

    async def waits() -> bool:
        return nonce in live._commits

    await seen(waits)
    await sdk.commit_photo(nonce, picture)

    assert (await upload).status_code == 202


async def test_a_file_that_is_sent_twice_at_once_is_judged_once(world, sdk):
    import asyncio

    picture, nonce = jpeg(), await ask_photo(world, sdk)
    uploads = [asyncio.create_task(sdk.post_photo(world.http, nonce, picture)) for _ in range(2)]
    await asyncio.wait(uploads, return_when=asyncio.FIRST_COMPLETED)
    await sdk.commit_photo(nonce, picture)
    statuses = sorted([(await upload).status_code for upload in uploads])
    await sdk.until("outcome", nonce=nonce)

    assert statuses == [202, 404]
    assert len(await facts_of(world, sdk, PhotoStored)) == len(await facts_of(world, sdk, PhotoJudged)) == 1


async def test_a_photo_that_came_before_the_end_of_the_session_is_judged_after_it(world, sdk, monkeypatch):
    import asyncio

    free, judge = asyncio.Event(), world.faces.judge_photo

    async def busy(*asked, **who):
        await free.wait()
        return await judge(*asked, **who)

    monkeypatch.setattr(world.faces, "judge_photo", busy)
    picture, nonce = jpeg(), await ask_photo(world, sdk)
    await sdk.commit_photo(nonce, picture)
    await sdk.post_photo(world.http, nonce, picture)
    assert (await world.platform("POST", f"/v1/sessions/{sdk.session}/close")).status_code < 300
    free.set()
    await world.collector.background.settle()
    (judged,) = await facts_of(world, sdk, PhotoJudged)

    assert judged.decision == "accepted"


async def test_the_same_picture_again_is_rejected_whoever_sends_it(world, sdk):
    picture = jpeg()
    await photo(world, sdk, picture)
    async with await world.sdk(world.trainee("wu")) as other:
        outcome = await photo(world, other, picture)

    assert (outcome["verdict"], outcome["reason"]) == ("rejected", "duplicate")


async def cases(world) -> list:
    from monitor.flows.dossiers import dossier

    await world.collector.background.settle()
    return (await dossier(world.collector, PLATFORM)).cases


async def test_one_file_of_two_people_is_for_a_person_and_names_both_sessions_once(world, sdk):
    picture = jpeg()
    await photo(world, sdk, picture)
    async with await world.sdk(world.trainee("wu")) as other:
        for _ in range(2):
            await photo(world, other, picture)
        [case] = await cases(world)
    [signal] = case.signals

    assert (case.case, case.stage, signal.source, signal.trainees) == ("D6-1", "signal", "photo_copies", 2)
    assert [position.rpartition(":")[0] for position in signal.evidence] == [sdk.session, other.session]
    assert signal.attempts == ()  # of neither it is said that the hour is wrong


async def test_a_further_person_with_the_same_file_is_named_in_the_same_case(world, sdk):
    picture = jpeg()
    await photo(world, sdk, picture)
    for name in ("wu", "he"):
        async with await world.sdk(world.trainee(name)) as other:
            await photo(world, other, picture)
    [case] = await cases(world)

    assert [signal.source for signal in case.signals] == ["photo_copies"] * 2
    assert len({signal.evidence[1] for signal in case.signals}) == 2


async def test_a_case_names_so_many_copies_and_the_record_all(world, sdk, monkeypatch):
    from monitor.core.codec import decode_fact
    from monitor.core.platform_facts import PhotoCopied
    from monitor.flows.streams import audits_stream

    monkeypatch.setattr("monitor.flows.platform_cases.COPIES_MAX", 1)
    picture = jpeg()
    await photo(world, sdk, picture)
    for name in ("wu", "he"):
        async with await world.sdk(world.trainee(name)) as other:
            await photo(world, other, picture)
    [case] = await cases(world)
    facts = [decode_fact(entry.payload) for entry in await world.monitor.log.read(audits_stream(PLATFORM))]

    assert len(case.signals) == 1
    assert len([fact for fact in facts if isinstance(fact, PhotoCopied)]) == 2


async def test_ones_own_file_again_is_refused_and_no_matter_for_a_case(world, sdk):
    picture = jpeg()
    outcomes = [await photo(world, sdk, picture) for _ in range(2)]

    assert [outcome["verdict"] for outcome in outcomes] == ["accepted", "rejected"]
    assert await cases(world) == []


async def test_other_words_about_the_same_pixels_make_no_other_photo(world, sdk):
    pixels = jpeg()[2:]
    await photo(world, sdk, b"\xff\xd8" + pixels)
    app1 = b"\xff\xe1\x00\x0aExif\0\0ab"
    async with await world.sdk(world.trainee("wu")) as other:
        outcome = await photo(world, other, b"\xff\xd8" + app1 + pixels)
        [case] = await cases(world)

    assert (outcome["verdict"], outcome["reason"]) == ("rejected", "duplicate")
    assert case.signals[0].source == "photo_copies"


@pytest.mark.parametrize("words", [b"", b"\xff\xfe\x00\x04ab"])
async def test_a_frame_of_a_burst_is_no_photo_whatever_else_it_says(world, sdk, words):
    frame = jpeg()
    world.faces.burst = msgspec.structs.replace(PASS, image_hashes=(hashlib.sha256(frame).hexdigest(),))
    await burst(world, sdk)
    outcome = await photo(world, sdk, frame[:2] + words + frame[2:])

    assert (outcome["verdict"], outcome["reason"]) == ("rejected", "duplicate")


def forget_photos(world):
    """The registry as a version before this one left it."""
    with world.monitor.registry._engine.begin() as connection:
        for table in ("photo_index", "photo_digests", "photo_looks"):
            connection.execute(text(f"DELETE FROM {table}"))


async def test_a_log_that_could_not_be_read_at_first_still_knows_every_copy(world, sdk, monkeypatch):
    from monitor.core.photos import Origin
    from monitor.flows.photo_index import PhotoIndex
    from monitor.ports import EventLogError

    picture, log = jpeg(), world.monitor.log
    await photo(world, sdk, picture)
    [stored] = await facts_of(world, sdk, PhotoStored)
    forget_photos(world)
    index, streams = PhotoIndex(world.monitor), log.streams

    async def unreadable():
        raise EventLogError("the disk is away")

    monkeypatch.setattr(log, "streams", unreadable)
    with pytest.raises(EventLogError):
        await index.load()
    with pytest.raises(EventLogError):
        await index.origin_of(Origin("another", "nonce"), stored.sha256)
    monkeypatch.setattr(log, "streams", streams)

    assert (await index.origin_of(Origin("another", "nonce"), stored.sha256)).session == sdk.session


async def test_whose_file_it_was_is_remembered_by_the_log(world, sdk):
    from monitor.core.photos import Origin
    from monitor.flows.photo_index import PhotoIndex

    picture, index = jpeg(), PhotoIndex(world.monitor)
    await photo(world, sdk, picture)
    [stored] = await facts_of(world, sdk, PhotoStored)
    forget_photos(world)
    first = await index.origin_of(Origin("another", "nonce"), stored.sha256)

    assert first == Origin(sdk.session, stored.nonce)


async def test_a_photo_that_the_disk_refused_may_be_sent_again(world, sdk, monkeypatch):
    picture, nonce = jpeg(), await ask_photo(world, sdk)
    await sdk.commit_photo(nonce, picture)
    vault, put = world.monitor.vault, world.monitor.vault.put

    async def full(*_):
        raise OSError("no space left")

    monkeypatch.setattr(vault, "put", full)
    first = await sdk.post_photo(world.http, nonce, picture)
    monkeypatch.setattr(vault, "put", put)
    again = await sdk.post_photo(world.http, nonce, picture)
    outcome = await sdk.until("outcome", nonce=nonce)

    assert (first.status_code, again.status_code, outcome["verdict"]) == (500, 202, "accepted")


def looks(number: int) -> FaceJudgement:
    """An accepted photo that looks like others of its number."""
    rising = bytes([number]) * 248
    fingerprint = base64.b64encode(b"\xff" * 248 + rising).decode()
    return msgspec.structs.replace(PASS, likenesses=(fingerprint,), views=(bytes(248), rising))


async def test_a_photo_that_looks_like_an_earlier_one_of_the_class_is_accepted_and_flagged(world, sdk):
    world.faces.photo = looks(0x5A)
    first = await photo(world, sdk, jpeg())
    async with await world.sdk(world.trainee("wu")) as other:
        again = await photo(world, other, jpeg())
        [judged] = await facts_of(world, other, PhotoJudged)

    assert (first["verdict"], again["verdict"], judged.reason) == ("accepted", "accepted", "near_duplicate")
    assert again["reason"] == "ok"  # whoever made the copy does not learn that it was noticed
    assert judged.scores["nearest_photo"] == 0.0 < judged.thresholds["nearest_photo"]


@pytest.mark.parametrize(
    ("judged", "verdict"),
    [
        (FaceJudgement(verdict="pass", reason="second_face", faces=2), "accepted"),
        (FaceJudgement(verdict="review", reason="second_face", faces=2), "review"),
    ],
)
async def test_a_photo_with_somebody_beside_the_trainee_counts_and_the_reviewer_is_told(world, sdk, judged, verdict):
    world.faces.photo = judged
    outcome = await photo(world, sdk, jpeg())
    live = await world.collector.sessions.get(sdk.session)
    attempt = live.state.opened.attempts[0].attempt
    course = (await world.http.get(f"/v1/attempts/{attempt}/timeline")).json()
    [mark] = [mark for mark in course["picture"]["marks"] if mark["kind"] == "photo"]

    assert (outcome["verdict"], outcome["reason"], mark["reason"]) == (verdict, "second_face", "second_face")
    assert outcome["message"]["en"] == "The photo has arrived; somebody else is in it, too."
    assert [fact.faces for fact in await facts_of(world, sdk, PhotoJudged)] == [2]


@pytest.mark.parametrize(("seen", "reason"), [(0x5A, "near_duplicate"), (0xC3, "ok")])
async def test_a_photo_that_looks_like_a_frame_of_the_sessions_bursts_is_accepted_and_flagged(world, sdk, seen, reason):
    world.faces.burst = looks(0x5A)
    await burst(world, sdk)
    world.faces.photo = looks(seen)
    outcome = await photo(world, sdk, jpeg())
    [judged] = await facts_of(world, sdk, PhotoJudged)

    assert (outcome["verdict"], judged.reason) == ("accepted", reason)
    assert (judged.scores["nearest_frame"] <= judged.thresholds["nearest_frame"]) is (reason == "near_duplicate")


async def test_a_photo_is_not_compared_with_bursts_of_other_learners(world, sdk):
    world.faces.burst = looks(0x5A)
    await burst(world, sdk)
    world.faces.photo = looks(0x5A)
    async with await world.sdk(world.trainee("wu")) as other:
        outcome = await photo(world, other, jpeg())

    assert outcome["reason"] == "ok"


async def test_photos_that_look_different_are_accepted(world, sdk):
    verdicts = []
    for number in (0x5A, 0x5B, 0xC3):
        world.faces.photo = looks(number)
        verdicts.append((await photo(world, sdk, jpeg()))["verdict"])

    assert verdicts == ["accepted"] * 3


async def test_what_photos_look_like_is_remembered_by_the_log(world, sdk):
    from monitor.core.photos import Origin, Place
    from monitor.flows.photo_index import PhotoIndex

    world.faces.photo = looks(0x5A)
    await photo(world, sdk, jpeg())
    live = await world.collector.sessions.get(sdk.session)
    place, index, another = Place.of(live.state.opened), PhotoIndex(world.monitor), Origin("another", "nonce")
    forget_photos(world)

    assert await index.nearest(place, another, "", looks(0x5A).views) == 0.0
    assert await index.nearest(place._replace(platform="another"), another, "", looks(0x5A).views) is None
    assert await index.nearest(place._replace(training_class="another"), another, "", looks(0x5A).views) is None


async def test_where_and_with_what_a_photo_was_taken_is_not_kept(world, sdk):
    exif = b"Exif\0\0 34.7466 N 113.6253 E"
    picture = jpeg(exif=exif)
    await photo(world, sdk, picture)
    [stored] = await facts_of(world, sdk, PhotoStored)
    sealed = await world.monitor.vault.open(stored.store_ref, vault_keys(world.folder / "keys").private)

    assert exif in picture
    assert sealed == picture[:2] + picture[2 + 4 + len(exif) :]
    assert hashlib.sha256(picture).hexdigest() == stored.sha256
    assert hashlib.sha256(sealed).hexdigest() == stored.sealed_sha256


async def test_a_file_that_is_no_picture_inside_is_refused_and_may_be_sent_again(world, sdk):
    nonce, broken = await ask_photo(world, sdk), b"\xff\xd8\xff" + bytes(300) + b"\xff\xd9"
    await sdk.commit_photo(nonce, broken)
    first = await sdk.post_photo(world.http, nonce, broken)
    again = await sdk.post_photo(world.http, nonce, broken)

    assert first.status_code == again.status_code == 422, first.text
    assert first.json()["field"] == "body"


async def test_another_face_on_a_photo_is_a_mismatch_in_the_log_alone(world, sdk):
    world.faces.photo = fails("other_person")
    outcome = await photo(world, sdk, jpeg())
    (judged,) = await facts_of(world, sdk, PhotoJudged)

    assert judged.decision == "mismatch"
    assert (outcome["verdict"], outcome["reason"]) == ("rejected", "not_confirmed")


async def test_a_service_that_is_down_leaves_the_photo_to_a_person(world, sdk):
    world.faces.photo = FaceServiceError("no worker")
    await photo(world, sdk, jpeg())
    (judged,) = await facts_of(world, sdk, PhotoJudged)

    assert (judged.decision, judged.reason) == ("review", "service_error")


# ---------------------------------------------------------------- who may send what


async def test_no_consent_no_picture(world):
    async with await world.sdk(world.trainee("wu", consented=False)) as sdk:
        response = await sdk.post_photo(world.http, "nonce-0001", jpeg())
        assert (response.status_code, response.json()["code"]) == (403, "consent_missing")

        await sdk.send_acked(sdk.event("consent_given", purpose="face_check", text_version="1"))
        response = await sdk.post_photo(world.http, "nonce-0001", jpeg())
        assert response.json()["code"] == "unknown_nonce"


async def test_consent_given_on_the_stream_reaches_the_registry(world):
    trainee = world.trainee("wu", consented=False)
    async with await world.sdk(trainee) as sdk:
        await sdk.send_acked(sdk.event("consent_given", purpose="face_check", text_version="1"))

        async def kept() -> bool:
            return world.monitor.registry.consented(trainee, "face_check", "1")

        await seen(kept)


async def test_pictures_need_the_upload_token(world, sdk):
    sdk.upload = "nonsense"
    response = await sdk.post_photo(world.http, "nonce-0001", jpeg())

    assert (response.status_code, response.json()["field"]) == (401, "Authorization")


async def test_a_picture_over_its_limit_is_refused(world, sdk):
    response = await sdk.post_photo(world.http, "nonce-0001", b"\xff\xd8\xff" + bytes(150_000))

    assert (response.status_code, response.json()["code"]) == (413, "oversized")


async def test_what_is_no_jpeg_is_refused(world, sdk):
    response = await sdk.post_photo(world.http, "nonce-0001", b"GIF89a")

    assert (response.status_code, response.json()["code"]) == (415, "not_a_jpeg")


async def test_a_session_that_sends_pictures_without_end_is_asked_to_wait(world, sdk):
    import asyncio

    picture, nonces = jpeg(), [await ask_photo(world, sdk) for _ in range(7)]
    uploads = [asyncio.create_task(sdk.post_photo(world.http, nonce, picture)) for nonce in nonces]
    done, _ = await asyncio.wait(uploads, return_when=asyncio.FIRST_COMPLETED)
    refused = done.pop().result()

    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_at_once")
    assert refused.headers["retry-after"] == "1"
    assert {(await upload).status_code for upload in uploads} == {409, 429}


async def test_a_burst_of_too_many_frames_is_refused(world, sdk):
    directive = await sdk.until("directive", kind="liveness")
    response = await sdk.post_burst(world.http, directive, [jpeg() for _ in range(25)])

    assert response.status_code == 422


async def test_pages_of_other_origins_may_send_pictures_and_nothing_else(world):
    asked = {"Origin": "https://vendor.example", "Access-Control-Request-Method": "POST"}
    pictures = await world.http.options("/v1/photos", headers=asked)
    sessions = await world.http.options("/v1/sessions", headers=asked)

    assert pictures.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in pictures.headers
    assert "access-control-allow-origin" not in sessions.headers
