"""Everything that the collector asks of the registry while it works, asked of a made-up province."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from sqlalchemy import Engine

from monitor.adapters.registry import SqlRegistry
from monitor.adapters.registry.accesses import Accesses
from monitor.adapters.registry.accounts import Accounts
from monitor.adapters.registry.visits import Visits
from monitor.core.accounts import Tenant
from monitor.core.callers import Caller
from monitor.core.class_lists import ClassSearch
from monitor.core.consent import PURPOSE
from monitor.core.gates.settling import Settled
from monitor.core.photos import Origin, Place
from monitor.core.plan_proposals import ProposalSearch
from monitor.core.record_lists import RecordSearch
from monitor.core.summary import AttemptSearch
from monitor.core.webhooks import Message
from monitor.learners.province import Province, Scale
from monitor.learners.query_plans import Plan, overheard, plans
from monitor.ports import Peer, ReviewRecord

# Small, but one of anything is few of all, so that planners choose as they would in a whole province.
SAMPLE = Scale(platforms=60, institutions=200, classes=400, trainees=6_000, attempts=6_000)
NOW = 1_790_000_000_000  # UTC ms
TODAY = date(2026, 9, 21)

# All of it is wanted: for people at the command line, for a report about a year, or tables that stay small.
LISTS_ALL = frozenset(
    "classes platforms cohorts ended_person_keys hours_in trainings_in certificates_in offices_seen "
    "offices_of_institutions office_lines institution_lines reported_at".split()
)
# What the office enters now and then, by hand or by import; nobody waits for it in a lesson.
OFFICE = frozenset(
    "approve_plan look_over plan_proposal plan_proposals propose_plan refuse_plan registered_lessons take_in_table "
    "accommodate add_class add_endpoint add_institution add_platform add_reference add_references approve_lesson "
    "blacklist catalogue_platform confirm_reference connect_platform decide_make_up end_person_key exit_catalogue "
    "issue_key leave lift_suspension note_report propose_lesson push_to_finance register_key renew_person_key "
    "review_recording revise_plan revoke_key revoke_keys rotate_endpoint rotate_key set_cohort set_eligible "
    "set_questions approve_waiting_lesson sign_claim suspend_platform take_in announce_to replay_dead".split()
)

# Who signs in to the console: some hundreds of accounts, each looked up by its name or its cookie.
ACCOUNTS = frozenset(name for part in (Accounts, Visits, Accesses) for name in vars(part) if not name.startswith("_"))


Questions = dict[str, Callable[[], object]]


def asked_plans(engine: Engine, registry: SqlRegistry, province: Province) -> Iterator[tuple[str, list[Plan]]]:
    """Ask everything once; how the database found it, verb by verb."""
    for name, ask in questions(registry, province).items():
        with overheard(engine) as statements:
            ask()
        yield name, plans(engine, statements)


class Subjects:
    """Whom and what is asked about: such of whom there is something to find."""

    def __init__(self, province: Province) -> None:
        self.trainee, self.other, self.run = province.trainee(0), province.trainee(1), province.training_class(0)
        self.platform, self.institution = province.platform(0), province.institution(0)
        self.lesson, self.attempt, self.session = province.lesson(0, 0), province.attempt(0), province.session(0)
        self.proposal = province.proposal(0)
        self.key = province.platform_key(0)
        self.by_platform = Caller(kind="platform", owner=self.platform, key="k", scopes=frozenset())
        self.by_institution = Caller(kind="institution", owner=self.institution, key="k", scopes=frozenset())
        self.county = Tenant(kind="office", name="county-000")
        self.school = Tenant(kind="institution", name=self.institution)
        self.message = Message(message="m-1", event="hour.certified", body=b"{}", created_at=NOW)
        self.settled = Settled(clause="CAT-02", values={"a": 1}, outcome="pass", reason="seen", by="li", at=NOW)
        self.review = ReviewRecord(attempt=self.attempt, trainee=self.trainee, training_class=self.run,
                                   platform=self.platform, result="held", state="noticed", noticed_at=NOW,
                                   appeal_until=NOW)  # fmt: skip


def questions(registry: SqlRegistry, province: Province) -> Questions:
    """Each verb by name, with arguments that find something; those that write change a few rows."""
    subjects = Subjects(province)
    return {name: ask for group in _GROUPS for name, ask in group(registry, subjects).items()}


def _about_sessions(r: SqlRegistry, s: Subjects) -> Questions:
    return {
        "caller_by_key": lambda: r.caller_by_key(s.key, NOW),
        "is_theirs (platform)": lambda: r.is_theirs(s.other, s.by_platform),
        "is_theirs (institution)": lambda: r.is_theirs(s.other, s.by_institution),
        "class_plan": lambda: r.class_plan(s.run),
        "trainee_state": lambda: r.trainee_state(s.trainee, s.run, purpose=PURPOSE, text_version="1"),
        "platform_state": lambda: r.platform_state(s.platform, TODAY),
        "suspension": lambda: r.suspension(s.platform, TODAY),
        "questions_of": lambda: r.questions_of(s.platform, [s.lesson]),
        "question_origins": lambda: r.question_origins(s.platform, s.lesson),
        "session_facts": lambda: r.session_facts(
            s.platform, s.trainee, s.run, s.lesson, on=TODAY, purpose=PURPOSE, text_version="1"
        ),
        "register_session": lambda: r.register_session(
            "s-new", trainee=s.trainee, training_class=s.run, platform=s.platform, at=NOW, units=["unit-0"]
        ),
        "issue_ticket, redeem_ticket": lambda: r.redeem_ticket(r.issue_ticket(s.session, NOW), NOW),
        "session": lambda: r.session(s.session),
        "sessions_of": lambda: r.sessions_of(s.trainee, s.run),
        "sessions_of (all classes)": lambda: r.sessions_of(s.trainee),
        "close_session": lambda: r.close_session(s.session, NOW),
        "note_unjudged": lambda: r.note_unjudged(s.session, NOW),
        "note_judged": lambda: r.note_judged({s.session: NOW}),
        "unjudged": lambda: r.unjudged(NOW, 100),
        "close_attempt": lambda: r.close_attempt(s.attempt, NOW),
        "open_sessions": r.open_sessions,
        "some_session": r.some_session,
        "own_session": lambda: r.own_session(s.session, "collector-1"),
        "owner_of": lambda: r.owner_of(s.session),
        "owners": r.owners,
        "adopt_sessions": lambda: r.adopt_sessions("collector-1", "collector-2"),
        "join_collectors": lambda: r.join_collectors(Peer("collector-1", "http://one:8000", "")),
        "collectors": r.collectors,
        "leave_collectors": lambda: r.leave_collectors("collector-1"),
        "trainees_between": lambda: r.trainees_between(NOW, NOW + 1000),
        "trainees_on": lambda: r.trainees_on(s.platform),
        "attempt": lambda: r.attempt(s.attempt),
        "attempts_of": lambda: r.attempts_of(s.trainee, s.run),
        "save_verdict": lambda: r.save_verdict(s.attempt, r.verdicts_on(s.attempt)[0].verdict, head="", decided_at=NOW),
        "verdict": lambda: r.verdict(s.attempt),
        "first_verdict": r.first_verdict,
        "verdicts": lambda: r.verdicts(s.trainee, s.run),
        "verdicts (all classes)": lambda: r.verdicts(s.trainee),
        "last_verdicts": lambda: r.last_verdicts(s.trainee),
        "verdicts_on": lambda: r.verdicts_on(s.attempt),
        "give_consent": lambda: r.give_consent(s.trainee, PURPOSE, "1", NOW),
        "withdraw_consent": lambda: r.withdraw_consent(s.trainee, PURPOSE, NOW),
        "consented": lambda: r.consented(s.trainee, PURPOSE, "1"),
        "references": lambda: r.references(s.trainee),
        "class_ends_at": lambda: r.class_ends_at(s.run),
        "unsettled": lambda: r.unsettled(s.run),
        "faces_past_use": lambda: r.faces_past_use(NOW, limit=10),
        "forget_faces": lambda: r.forget_faces((s.trainee,), NOW),
        "reference_records": lambda: r.reference_records(s.trainee),
        "trainee_of_reference": lambda: r.trainee_of_reference(1),
    }


def _about_photos(r: SqlRegistry, s: Subjects) -> Questions:
    place, origin, digest = Place(s.platform, s.run), Origin(s.session, "nonce-1"), b"d" * 32
    return {
        "note_digests": lambda: r.note_digests(origin, [digest]),
        "note_look": lambda: r.note_look(place, origin, "look", 0),
        "has_read_photos": r.has_read_photos,
        "read_photos_anew": r.read_photos_anew,
        "add_photos": lambda: r.add_photos([(digest, origin)], [(place, origin, "look")]),
        "photos_are_read": lambda: r.photos_are_read(NOW),
    }


def _about_replies(r: SqlRegistry, _: Subjects) -> Questions:
    return {
        "reserve_reply": lambda: r.reserve_reply("c", "k", "h", now=NOW, until=NOW),
        "keep_reply": lambda: r.keep_reply("c", "k", status=200, sealed=b"", until=NOW),
        "release_reply": lambda: r.release_reply("c", "k"),
        "forget_replies": lambda: r.forget_replies(NOW + 1),
    }


def _about_people(r: SqlRegistry, s: Subjects) -> Questions:
    return {
        "add_trainee": lambda: r.add_trainee("11010519491231002X", source_system="s", external_id="1", at=NOW),
        "trainee_of": lambda: r.trainee_of(s.by_platform.name, "u-0"),
        "enrol": lambda: r.enrol(s.other, s.run, source_system="s", external_id="1", at=NOW),
        "may_enrol": lambda: r.may_enrol(s.trainee, s.by_platform),
        "accommodations_of": lambda: r.accommodations_of(s.trainee),
        "check_ins_of": lambda: r.check_ins_of(s.trainee, grace=0),
        "new_check_ins, note_compared": lambda: r.note_compared(r.new_check_ins(limit=100, grace=0), at=NOW),
    }


def _lists(r: SqlRegistry, s: Subjects) -> Questions:
    return {
        "enrolled (platform)": lambda: r.enrolled(s.by_platform, s.run, most=21),
        "enrolled (institution)": lambda: r.enrolled(s.by_institution, s.run, most=21),
        "learners (platform)": lambda: r.learners(s.by_platform, s.run, most=21),
        "learners (institution)": lambda: r.learners(s.by_institution, s.run, after=s.trainee, most=21),
        "learners_of": lambda: r.learners_of(s.run),
        "lessons": lambda: r.lessons(most=21),
        "lessons (of a course)": lambda: r.lessons(course="course-000", most=21),
        "class_names": lambda: r.class_names(limit=21),
        "class_names (of an institution)": lambda: r.class_names(limit=21, institution=s.institution),
        "institution_names": lambda: r.institution_names(limit=21),
        "platform_names": lambda: r.platform_names(limit=21),
        "office_names": lambda: r.office_names(limit=21),
        "institution_of": lambda: r.institution_of(s.run),
        "is_platform": lambda: r.is_platform(s.platform),
        "keys_of": lambda: r.keys_of(s.platform),
        "keys_of (institution)": lambda: r.keys_of(s.institution, "institution"),
        "person_key": lambda: r.person_key("li"),
        "key_is_revoked": lambda: r.key_is_revoked("k-1"),
    }


def _about_the_console(r: SqlRegistry, s: Subjects) -> Questions:
    return {
        "attempt_lines": lambda: r.attempt_lines(AttemptSearch(), limit=51),
        "attempt_lines (next page)": lambda: r.attempt_lines(AttemptSearch(), before=(NOW, s.attempt), limit=51),
        "attempt_lines (platform)": lambda: r.attempt_lines(AttemptSearch(platform=s.platform), limit=51),
        "attempt_lines (class)": lambda: r.attempt_lines(AttemptSearch(training_class=s.run), limit=51),
        "attempt_lines (trainee)": lambda: r.attempt_lines(AttemptSearch(trainee=s.trainee), limit=51),
        "attempt_lines (held)": lambda: r.attempt_lines(AttemptSearch(results=("held",)), limit=51),
        "attempt_lines (rule)": lambda: r.attempt_lines(AttemptSearch(rule="photo_missing"), limit=51),
        "attempt_lines (office)": lambda: r.attempt_lines(AttemptSearch(), tenant=s.county, limit=51),
        "attempt_lines (institution)": lambda: r.attempt_lines(AttemptSearch(), tenant=s.school, limit=51),
        "lines_of": lambda: r.lines_of([s.attempt]),
        "attempt_line": lambda: r.attempt_line(s.attempt, tenant=s.county),
        "tallies": lambda: r.tallies(TODAY),
        "tallies (office)": lambda: r.tallies(TODAY, tenant=s.county),
        "waiting": r.waiting,
        "waiting_since": r.waiting_since,
        "waiting (office)": lambda: r.waiting(tenant=s.county),
        "waiting (institution)": lambda: r.waiting(tenant=s.school),
        "institution_lines": lambda: r.institution_lines(limit=51),
        "institution_lines (office)": lambda: r.institution_lines(office="county-000", limit=51),
        "key_lines": lambda: r.key_lines(limit=51),
        "key_lines (owner)": lambda: r.key_lines(owner=s.platform, limit=51),
        "institutions_seen": lambda: r.institutions_seen(s.county),
        "catalogue": lambda: r.catalogue(TODAY),
    }


def _classes_and_people_in_the_console(r: SqlRegistry, s: Subjects) -> Questions:
    return {
        "class_lines": lambda: r.class_lines(ClassSearch(), now=NOW, limit=51),
        "class_lines (running)": lambda: r.class_lines(ClassSearch(state="running"), now=NOW, limit=51),
        "class_lines (institution)": lambda: r.class_lines(ClassSearch(), now=NOW, tenant=s.school, limit=51),
        "class_line": lambda: r.class_line(s.run, tenant=s.county),
        "class_learners": lambda: r.class_learners(s.run, limit=51),
        "notices_of": lambda: r.notices_of(s.run),
        "person": lambda: r.person(s.trainee, tenant=s.county),
        "waiting_faces": lambda: r.waiting_faces(limit=51),
        "waiting_faces (institution)": lambda: r.waiting_faces(tenant=s.school, limit=51),
        "trainee_by_identity": lambda: r.trainee_by_identity("11010519491231002X"),
        "trainees_by_phone": lambda: r.trainees_by_phone("13800138000", limit=21),
        "take_phone_back": lambda: r.take_phone_back(s.trainee),
        "let_phone_be_kept": lambda: r.let_phone_be_kept(s.trainee),
        "end_own_links": lambda: r.end_own_links(s.trainee, by="li", at=NOW),
        "own_links_ended": lambda: r.own_links_ended(s.trainee),
    }


def _records_that_wait(r: SqlRegistry, s: Subjects) -> Questions:
    return {
        "recording_lines": lambda: r.recording_lines(limit=21),
        "recording_lines (waiting)": lambda: r.recording_lines(RecordSearch(state="waiting"), limit=21),
        "recording_lines (class)": lambda: r.recording_lines(RecordSearch(training_class=s.run), limit=21),
        "recording_lines (institution)": lambda: r.recording_lines(tenant=s.school, limit=21),
        "make_up_lines": lambda: r.make_up_lines(limit=21),
        "make_up_lines (waiting)": lambda: r.make_up_lines(RecordSearch(state="waiting"), limit=21),
        "make_up_lines (class)": lambda: r.make_up_lines(RecordSearch(training_class=s.run), limit=21),
        "make_up_lines (institution)": lambda: r.make_up_lines(tenant=s.school, limit=21),
        "claim_lines": lambda: r.claim_lines(signers=2, limit=21),
        "claim_lines (waiting)": lambda: r.claim_lines(RecordSearch(state="waiting"), signers=2, limit=21),
    }


def _proposed_plans(r: SqlRegistry, s: Subjects) -> Questions:
    return {
        "proposal_lines": lambda: r.proposal_lines(limit=21),
        "proposal_lines (proposed)": lambda: r.proposal_lines(ProposalSearch(state="proposed"), limit=21),
        "proposal_lines (proposer)": lambda: r.proposal_lines(ProposalSearch(proposer=s.platform), limit=21),
        "proposal_lines (class)": lambda: r.proposal_lines(ProposalSearch(training_class=s.run), limit=21),
        "proposal_lines (institution)": lambda: r.proposal_lines(tenant=s.school, limit=21),
        "proposal_lines (office)": lambda: r.proposal_lines(tenant=s.county, limit=21),
        "proposal_line": lambda: r.proposal_line(s.proposal, tenant=s.county),
        "waiting_videos": lambda: r.waiting_videos(limit=21),
        "planned_videos": lambda: r.planned_videos([s.lesson]),
    }


def _about_reviews(r: SqlRegistry, s: Subjects) -> Questions:
    return {
        "note_review": lambda: r.note_review(s.review),
        "open_reviews": lambda: r.open_reviews(limit=21),
        "open_reviews (platform)": lambda: r.open_reviews(limit=21, platform=s.platform),
        "open_reviews (class)": lambda: r.open_reviews(limit=21, training_class=s.run),
        "open_reviews (state)": lambda: r.open_reviews(limit=21, states=("noticed",)),
        "open_reviews (rule)": lambda: r.open_reviews(limit=21, rules=("photo_missing",)),
        "reviews_past": lambda: r.reviews_past(1_678_000_000_000),
        "close_review": lambda: r.close_review(s.attempt),
    }


def _about_gates(r: SqlRegistry, s: Subjects) -> Questions:
    return {
        "class_facts": lambda: r.class_facts(s.run, NOW),
        "enrolments_in": lambda: r.enrolments_in(s.run, NOW),
        "enrolments_of": lambda: r.enrolments_of(s.trainee, NOW),
        "earlier_projects": lambda: r.earlier_projects(s.trainee, s.run, NOW),
        "platform_facts": lambda: r.platform_facts(s.platform, TODAY),
        "institution_facts": lambda: r.institution_facts(s.institution, TODAY),
        "office_facts": lambda: r.office_facts("county-000", TODAY),
        "settle": lambda: r.settle("class", s.run, s.settled),
        "settled": lambda: r.settled("class", [s.run]),
    }


def _exports(r: SqlRegistry, s: Subjects) -> Questions:
    return {
        "last_verdict": r.last_verdict,
        "sessions_closed": lambda: r.sessions_closed((0, ""), limit=100, settled=NOW),
        "verdicts_after": lambda: r.verdicts_after(0, limit=100, settled=NOW),
        "judged_attempts": lambda: r.judged_attempts(through=10**9, limit=100),
        "judged_attempts (platform)": lambda: r.judged_attempts(through=10**9, limit=100, platform=s.platform),
        "judged_attempts (institution)": lambda: r.judged_attempts(through=10**9, limit=100, institution=s.institution),
        "judged_attempts (class)": lambda: r.judged_attempts(through=10**9, limit=100, training_class=s.run),
        "entitled": lambda: r.entitled(date(2026, 9, 1), TODAY, limit=100),
        "entitled (office)": lambda: r.entitled(date(2026, 9, 1), TODAY, limit=100, office="county-000"),
        "entitled_in": lambda: r.entitled_in(s.run, limit=100),
    }


def _about_webhooks(r: SqlRegistry, s: Subjects) -> Questions:
    return {
        "endpoints_of": lambda: r.endpoints_of(s.platform),
        "untold": lambda: r.untold(100),
        "tell": lambda: r.tell(1, [s.message], [("platform", s.platform)]),
        "announce": lambda: r.announce(s.message, [("platform", s.platform)]),
        "overdue_deliveries": lambda: r.overdue_deliveries(NOW),
        "due_deliveries": lambda: r.due_deliveries(NOW, until=NOW, most=100),
        "deliveries": lambda: r.deliveries(s.platform, "platform", most=21),
        "deliveries (state)": lambda: r.deliveries(s.platform, "platform", state="dead", most=21),
        "replay": lambda: r.replay("m-1", NOW, s.platform),
        "dead_messages": r.dead_messages,
        "forget_messages": lambda: r.forget_messages(1_678_200_000_000),
    }


# In this order, as what is written is read afterwards.
_GROUPS = (
    _about_sessions,
    _about_photos,
    _about_replies,
    _about_people,
    _lists,
    _about_the_console,
    _classes_and_people_in_the_console,
    _records_that_wait,
    _proposed_plans,
    _about_reviews,
    _about_gates,
    _exports,
    _about_webhooks,
)
