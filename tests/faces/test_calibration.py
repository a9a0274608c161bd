"""Error rates by cohort, and when no threshold is recommended."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
from typer.testing import CliRunner

from monitor.__main__ import app
from monitor.calibrate_folder import read_cohorts
from monitor.core.shares import wilson
from monitor.faces.calibration import EVERYBODY, Cohort, Rate, measure, propose, refuse
from monitor.judge_folders import WrongInputError


@pytest.mark.parametrize(
    ("errors", "pairs", "low", "high"),
    [(0, 0, 0.0, 1.0), (0, 8, 0.0, 0.324), (0, 700, 0.0, 0.0055), (5, 10, 0.237, 0.763), (10, 10, 0.722, 1.0)],
)
def test_the_wilson_interval(errors, pairs, low, high):
    assert wilson(errors, pairs) == pytest.approx((low, high), abs=0.001)


def test_distances_are_measured_for_everybody_and_within_each_cohort():
    people = {
        name: [np.array([place, 0.0]), np.array([place, 0.1])] for name, place in zip("abcd", range(4), strict=True)
    }
    everybody, first, second = measure(people, {"a": "x", "b": "x", "c": "y", "d": "y"}, "euclidean")
    assert [cohort.name for cohort in (everybody, first, second)] == [EVERYBODY, "x", "y"]
    assert len(everybody.genuine) == 4
    assert everybody.genuine == pytest.approx([0.1] * 4)
    assert len(everybody.impostor) == 6 * 4
    assert len(first.impostor) == len(second.impostor) == 4
    assert min(first.impostor) == pytest.approx(1.0)


def test_a_distance_exactly_on_the_threshold_is_a_match():
    cohort = Cohort("x", (0.3, 0.5), (0.4, 0.6))
    assert cohort.false_match(0.4) == Rate(1, 2)
    assert cohort.false_match(0.399) == Rate(0, 2)
    assert cohort.false_non_match(0.3) == Rate(1, 2)
    assert cohort.false_non_match(0.299) == Rate(2, 2)


def spaced(low, high, count):
    return tuple(np.linspace(low, high, count))


APART = Cohort(EVERYBODY, spaced(0.2, 0.4, 101), spaced(0.6, 1.0, 1001))


def test_the_largest_match_threshold_within_the_limit_is_proposed():
    proposal = propose([APART], 0.01)
    assert proposal.refusal == ""
    assert APART.false_match(proposal.match).value <= 0.01 < APART.false_match(proposal.match + 0.002).value
    assert proposal.mismatch >= proposal.match


def test_the_worst_cohort_decides():
    alike = Cohort("alike", spaced(0.2, 0.4, 101), spaced(0.45, 0.9, 1001))
    together, alone = propose([APART, alike], 0.01), propose([APART], 0.01)
    assert together.match < alone.match
    assert alike.false_match(together.match).value <= 0.01


def test_nobody_is_called_somebody_else_more_often_in_one_cohort():
    aged = Cohort("aged", spaced(0.2, 0.7, 101), spaced(0.6, 1.0, 1001))
    proposal = propose([APART, aged], 0.01)
    assert aged.false_non_match(proposal.mismatch).value <= 0.01
    assert proposal.match < proposal.mismatch


def test_a_cohort_that_the_model_cannot_tell_apart_gets_no_threshold():
    twins = Cohort("twins", spaced(0.2, 0.4, 101), spaced(0.1, 0.5, 1001))
    proposal = propose([APART, twins], 0.01)
    assert proposal.match is proposal.mismatch is None
    assert "twins" in proposal.refusal
    assert "do not match" in proposal.refusal
    assert propose([APART, twins], 0.7).match is not None, "the limit is the operator's"


@pytest.mark.parametrize(("impostor", "genuine"), [((), (0.1,)), ((0.9,), ())])
def test_a_cohort_of_which_nothing_is_known_gets_no_threshold(impostor, genuine):
    proposal = propose([APART, Cohort("few", genuine, impostor)], 0.01)
    assert proposal.match is None
    assert "nothing is known" in proposal.refusal
    assert "few" in proposal.refusal


def test_a_threshold_above_the_limit_in_one_cohort_is_not_recommended():
    alike = Cohort("alike", (0.2,), spaced(0.3, 1.0, 100))
    assert refuse([APART, alike], 0.5, 0.01).startswith("at 0.500 29.0% of the impostor pairs of alike match")
    assert refuse([APART, alike], 0.5, 0.29) == ""


def test_few_pairs_are_told():
    (warning,) = propose([Cohort("few", (0.1,), (0.9, 0.95))], 0.01).warnings
    assert warning == "few: with 2 impostor pairs the false match rate may be up to 65.8%"


# ---------------------------------------------------------------- the command


@pytest.fixture(scope="module")
def people(tmp_path_factory, film):
    folder = tmp_path_factory.mktemp("people")
    for name in ("astronaut", "other", "third"):
        (folder / name).mkdir()
        for seed in (1, 2):
            (folder / name / f"{seed}.jpg").write_bytes(film(name, "rest", seed)[3])
    (folder / "other" / "broken.jpg").write_bytes(b"no picture")
    return folder


def run(people, *more):
    return CliRunner().invoke(app, ["models", "calibrate", str(people), *more])


def with_cohorts(tmp_path, rows):
    file = tmp_path / "cohorts.csv"
    with file.open("w", newline="") as out:
        csv.writer(out).writerows(rows)
    return "--cohorts", str(file)


def test_the_command_proposes_thresholds_and_tells_what_it_did_not_use(people):
    result = run(people)
    assert result.exit_code == 0, result.output
    assert "all: 3 genuine, 12 impostor pairs" in result.stdout
    assert "not used: other, picture 3: not_a_jpeg" in result.stdout
    assert "proposed: match 0." in result.stdout
    assert "with 12 impostor pairs the false match rate may be up to" in result.stdout


def test_a_cohort_of_one_person_is_refused(people, tmp_path):
    rows = [("person", "cohort"), ("astronaut", "x"), ("other", "y"), ("third", "y")]
    result = run(people, *with_cohorts(tmp_path, rows), "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["match"] is None
    assert "no two people to tell apart in x" in told["refusal"]
    assert [cohort["name"] for cohort in told["cohorts"]] == ["all", "x", "y"]
    assert told["cohorts"][0]["rows"][0]["false_match"]["pairs"] == 12


def test_cohorts_may_be_a_json_object(people, tmp_path):
    file = tmp_path / "cohorts.json"
    file.write_text(json.dumps({"astronaut": "x", "other": "x"}))
    result = run(people, "--cohorts", str(file))
    assert result.exit_code == 0, result.output
    assert "x: 2 genuine, 4 impostor pairs" in result.stdout


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_cohorts_may_be_saved_as_chinese_spreadsheets_save_them(tmp_path, encoding):
    file = tmp_path / "cohorts.csv"
    file.write_bytes("甲,汉族\n".encode(encoding))

    assert read_cohorts(file) == {"甲": "汉族"}


def test_cohorts_that_are_no_text_are_told(tmp_path):
    file = tmp_path / "cohorts.csv"
    file.write_bytes(b"\xff\xff\x00")

    with pytest.raises(WrongInputError, match="save it as CSV in UTF-8"):
        read_cohorts(file)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([("astronaut", "x", "z")], "expected a person and a cohort"),
        ([("nobody", "x")], "names people who have no folder: nobody"),
    ],
)
def test_wrong_cohorts_are_told(people, tmp_path, rows, why):
    result = run(people, *with_cohorts(tmp_path, rows))
    assert result.exit_code == 2
    assert why in result.stderr


def test_one_person_is_not_enough(tmp_path, film):
    (tmp_path / "only").mkdir()
    (tmp_path / "only" / "1.jpg").write_bytes(film("astronaut", "rest")[0])
    assert "at least two people" in run(tmp_path).stderr
    assert run(tmp_path / "nowhere").exit_code == 2
