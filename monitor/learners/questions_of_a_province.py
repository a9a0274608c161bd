"""Everything that the collector asks of the registry while it works, asked of a made-up province."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from sqlalchemy import Engine

from monitor.adapters.registry import SqlRegistry
from monitor.adapters.registry.accounts import Accounts
from monitor.core.accounts import Tenant
from monitor.core.callers import Caller
from monitor.core.class_lists import ClassSearch
from monitor.core.consent import PURPOSE
from monitor.core.gates.settling import Settled
from monitor.core.summary import AttemptSearch
from monitor.core.webhooks import Message
from monitor.learners.province import Province, Scale
from monitor.learners.query_plans import Plan, overheard, plans
from monitor.ports import ReviewRecord

# Small, but one of anything is few of all, so that planners choose as they would in a whole province.
SAMPLE = Scale(platforms=60, institutions=200, classes=400, trainees=6_000, attempts=6_000)
NOW = 1_790_000_000_000  # UTC ms
TODAY = date(2026, 9, 21)

# All of it is wanted: for people at the command line, or tables that stay small.
LISTS_ALL = frozenset("classes platforms cohorts ended_person_keys".split())
# What the office enters now and then, by hand or by import; nobody waits for it in a lesson.
OFFICE = frozenset(
    "approve_plan look_over plan_proposal plan_proposals propose_plan refuse_plan registered_lessons take_in_table "
    "accommodate add_class add_endpoint add_institution add_platform add_reference add_references approve_lesson "
    "blacklist catalogue_platform confirm_reference connect_platform decide_make_up end_person_key exit_catalogue "
    "issue_key leave lift_suspension note_report propose_lesson push_to_finance register_key renew_person_key "
    "review_recording revise_plan revoke_key revoke_keys rotate_endpoint rotate_key set_cohort set_eligible "
    "set_questions sign_claim suspend_platform take_in announce_to replay_dead".split()
)

# Who signs in to the console: some hundreds of accounts, each looked up by its name or its cookie.
ACCOUNTS = frozenset(name for name in vars(Accounts) if not name.startswith("_"))


def asked_plans(engine: Engine, registry: SqlRegistry, province: Province) -> Iterator[tuple[str, list[Plan]]]:
    """Ask everything once; how the database found it, verb by verb."""
    for name, ask in questions(registry, province).items():
        with overheard(engine) as statements:
            ask()
        yield name, plans(engine, statements)


def questions(registry: SqlRegistry, province: Province) -> dict[str, Callable[[], object]]:
    """Each verb by name, with arguments that find something; those that write change a few rows."""
    trainee, other, run = province.trainee(0), province.trainee(1), province.training_class(0)
    platform, institution, lesson = province.platform(0), province.institution(0), province.lesson(0, 0)
    attempt, session = province.attempt(0), province.session(0)
    by_platform = Caller(kind="platform", owner=platform, key="k", scopes=frozenset())
    by_institution = Caller(kind="institution", owner=institution, key="k", scopes=frozenset())
    message = Message(message="m-1", event="hour.certified", body=b"{}", created_at=NOW)
    settled = Settled(clause="CAT-02", values={"a": 1}, outcome="pass", reason="seen", by="li", at=NOW)
    review = ReviewRecord(attempt=attempt, trainee=trainee, training_class=run, platform=platform, result="held",
                          state="noticed", noticed_at=NOW, appeal_until=NOW)  # fmt: skip
    county, school = Tenant(kind="office", name="county-000"), Tenant(kind="institution", name=institution)
    r = registry
    return {
        # opening, closing and judging sessions
        "caller_by_key": lambda: r.caller_by_key(province.platform_key(0), NOW),
        "is_theirs (platform)": lambda: r.is_theirs(other, by_platform),
        "is_theirs (institution)": lambda: r.is_theirs(other, by_institution),
        "class_plan": lambda: r.class_plan(run),
        "trainee_state": lambda: r.trainee_state(trainee, run, purpose=PURPOSE, text_version="1"),
        "platform_state": lambda: r.platform_state(platform, TODAY),
        "suspension": lambda: r.suspension(platform, TODAY),
        "questions_of": lambda: r.questions_of(platform, [lesson]),
        "session_facts": lambda: r.session_facts(
            platform, trainee, run, lesson, on=TODAY, purpose=PURPOSE, text_version="1"
        ),
        "register_session": lambda: r.register_session(
            "s-new", trainee=trainee, training_class=run, platform=platform, at=NOW, units=["unit-0"]
        ),
        "issue_ticket, redeem_ticket": lambda: r.redeem_ticket(r.issue_ticket(session, NOW), NOW),
        "session": lambda: r.session(session),
        "sessions_of": lambda: r.sessions_of(trainee, run),
        "sessions_of (all classes)": lambda: r.sessions_of(trainee),
        "close_session": lambda: r.close_session(session, NOW),
        "close_attempt": lambda: r.close_attempt(attempt, NOW),
        "open_sessions": r.open_sessions,
        "trainees_between": lambda: r.trainees_between(NOW, NOW + 1000),
        "trainees_on": lambda: r.trainees_on(platform),
        "attempt": lambda: r.attempt(attempt),
        "attempts_of": lambda: r.attempts_of(trainee, run),
        "save_verdict": lambda: r.save_verdict(attempt, r.verdicts_on(attempt)[0].verdict, head="", decided_at=NOW),
        "verdict": lambda: r.verdict(attempt),
        "verdicts": lambda: r.verdicts(trainee, run),
        "verdicts (all classes)": lambda: r.verdicts(trainee),
        "verdicts_on": lambda: r.verdicts_on(attempt),
        "give_consent": lambda: r.give_consent(trainee, PURPOSE, "1", NOW),
        "withdraw_consent": lambda: r.withdraw_consent(trainee, PURPOSE, NOW),
        "consented": lambda: r.consented(trainee, PURPOSE, "1"),
        "references": lambda: r.references(trainee),
        "class_ends_at": lambda: r.class_ends_at(run),
        "unsettled": lambda: r.unsettled(run),
        "faces_past_use": lambda: r.faces_past_use(NOW, limit=10),
        "forget_faces": lambda: r.forget_faces((trainee,), NOW),
        "reference_records": lambda: r.reference_records(trainee),
        "trainee_of_reference": lambda: r.trainee_of_reference(1),
        # writes that are done once
        "reserve_reply": lambda: r.reserve_reply("c", "k", "h", now=NOW, until=NOW),
        "keep_reply": lambda: r.keep_reply("c", "k", status=200, sealed=b"", until=NOW),
        "release_reply": lambda: r.release_reply("c", "k"),
        "forget_replies": lambda: r.forget_replies(NOW + 1),
        # people
        "add_trainee": lambda: r.add_trainee("11010519491231002X", source_system="s", external_id="1", at=NOW),
        "trainee_of": lambda: r.trainee_of(by_platform.name, "u-0"),
        "enrol": lambda: r.enrol(other, run, source_system="s", external_id="1", at=NOW),
        "may_enrol": lambda: r.may_enrol(trainee, by_platform),
        "accommodations_of": lambda: r.accommodations_of(trainee),
        "check_ins_of": lambda: r.check_ins_of(trainee, grace=0),
        "new_check_ins, note_compared": lambda: r.note_compared(r.new_check_ins(limit=100, grace=0), at=NOW),
        # lists
        "enrolled (platform)": lambda: r.enrolled(by_platform, run, most=21),
        "enrolled (institution)": lambda: r.enrolled(by_institution, run, most=21),
        "learners (platform)": lambda: r.learners(by_platform, run, most=21),
        "learners (institution)": lambda: r.learners(by_institution, run, after=trainee, most=21),
        "learners_of": lambda: r.learners_of(run),
        "lessons": lambda: r.lessons(most=21),
        "lessons (of a course)": lambda: r.lessons(course="course-000", most=21),
        "class_names": lambda: r.class_names(limit=21),
        "class_names (of an institution)": lambda: r.class_names(limit=21, institution=institution),
        "institution_names": lambda: r.institution_names(limit=21),
        "platform_names": lambda: r.platform_names(limit=21),
        "office_names": lambda: r.office_names(limit=21),
        "institution_of": lambda: r.institution_of(run),
        "is_platform": lambda: r.is_platform(platform),
        "keys_of": lambda: r.keys_of(platform),
        "keys_of (institution)": lambda: r.keys_of(institution, "institution"),
        "person_key": lambda: r.person_key("li"),
        # the console
        "attempt_lines": lambda: r.attempt_lines(AttemptSearch(), limit=51),
        "attempt_lines (next page)": lambda: r.attempt_lines(AttemptSearch(), before=(NOW, attempt), limit=51),
        "attempt_lines (platform)": lambda: r.attempt_lines(AttemptSearch(platform=platform), limit=51),
        "attempt_lines (class)": lambda: r.attempt_lines(AttemptSearch(training_class=run), limit=51),
        "attempt_lines (trainee)": lambda: r.attempt_lines(AttemptSearch(trainee=trainee), limit=51),
        "attempt_lines (held)": lambda: r.attempt_lines(AttemptSearch(results=("held",)), limit=51),
        "attempt_lines (rule)": lambda: r.attempt_lines(AttemptSearch(rule="photo_missing"), limit=51),
        "attempt_lines (office)": lambda: r.attempt_lines(AttemptSearch(), tenant=county, limit=51),
        "attempt_lines (institution)": lambda: r.attempt_lines(AttemptSearch(), tenant=school, limit=51),
        "attempt_line": lambda: r.attempt_line(attempt, tenant=county),
        "tallies": lambda: r.tallies(TODAY),
        "tallies (office)": lambda: r.tallies(TODAY, tenant=county),
        "waiting": r.waiting,
        "waiting (office)": lambda: r.waiting(tenant=county),
        "waiting (institution)": lambda: r.waiting(tenant=school),
        "institutions_seen": lambda: r.institutions_seen(county),
        "catalogue": lambda: r.catalogue(TODAY),
        "class_lines": lambda: r.class_lines(ClassSearch(), now=NOW, limit=51),
        "class_lines (running)": lambda: r.class_lines(ClassSearch(state="running"), now=NOW, limit=51),
        "class_lines (institution)": lambda: r.class_lines(ClassSearch(), now=NOW, tenant=school, limit=51),
        "class_line": lambda: r.class_line(run, tenant=county),
        "class_learners": lambda: r.class_learners(run, limit=51),
        "make_ups_of": lambda: r.make_ups_of(run),
        "notices_of": lambda: r.notices_of(run),
        "person": lambda: r.person(trainee, tenant=county),
        "end_own_links": lambda: r.end_own_links(trainee, by="li", at=NOW),
        "own_links_ended": lambda: r.own_links_ended(trainee),
        # reviews
        "note_review": lambda: r.note_review(review),
        "open_reviews": lambda: r.open_reviews(limit=21),
        "open_reviews (platform)": lambda: r.open_reviews(limit=21, platform=platform),
        "open_reviews (class)": lambda: r.open_reviews(limit=21, training_class=run),
        "open_reviews (state)": lambda: r.open_reviews(limit=21, state="noticed"),
        "reviews_past": lambda: r.reviews_past(1_678_000_000_000),
        "close_review": lambda: r.close_review(attempt),
        # gates
        "class_facts": lambda: r.class_facts(run, NOW),
        "enrolments_in": lambda: r.enrolments_in(run, NOW),
        "enrolments_of": lambda: r.enrolments_of(trainee, NOW),
        "earlier_projects": lambda: r.earlier_projects(trainee, run, NOW),
        "platform_facts": lambda: r.platform_facts(platform, TODAY),
        "institution_facts": lambda: r.institution_facts(institution, TODAY),
        "office_facts": lambda: r.office_facts("county-000", TODAY),
        "settle": lambda: r.settle("class", run, settled),
        "settled": lambda: r.settled("class", [run]),
        # exports
        "last_verdict": r.last_verdict,
        "judged_attempts": lambda: r.judged_attempts(through=10**9, limit=100),
        "judged_attempts (platform)": lambda: r.judged_attempts(through=10**9, limit=100, platform=platform),
        "judged_attempts (institution)": lambda: r.judged_attempts(through=10**9, limit=100, institution=institution),
        "judged_attempts (class)": lambda: r.judged_attempts(through=10**9, limit=100, training_class=run),
        "entitled": lambda: r.entitled(date(2026, 9, 1), TODAY, limit=100),
        "entitled (office)": lambda: r.entitled(date(2026, 9, 1), TODAY, limit=100, office="county-000"),
        "entitled_in": lambda: r.entitled_in(run, limit=100),
        # webhooks
        "endpoints_of": lambda: r.endpoints_of(platform),
        "untold": lambda: r.untold(100),
        "tell": lambda: r.tell(1, [message], [("platform", platform)]),
        "announce": lambda: r.announce(message, [("platform", platform)]),
        "due_deliveries": lambda: r.due_deliveries(NOW, until=NOW, most=100),
        "deliveries": lambda: r.deliveries(platform, "platform", most=21),
        "deliveries (state)": lambda: r.deliveries(platform, "platform", state="dead", most=21),
        "replay": lambda: r.replay("m-1", NOW, platform),
        "dead_messages": r.dead_messages,
        "forget_messages": lambda: r.forget_messages(1_678_200_000_000),
    }
