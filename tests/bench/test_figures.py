"""A figure says honestly whether its goal was reached, in the terminal, as JSON and in the document."""

import decoding
import pytest
from figures import Figure, goals, not_run, read, write
from measuring import Extent
from page import GOALS, HEAD, PAGE, page, whole

TINY = Extent(rounds=1, entries=100, hours=10, connections=10, seconds=0.1, rate=100)


@pytest.mark.parametrize(
    ("value", "at_least", "outcome"),
    [(1.1, False, "reached"), (1.11, False, "MISSED"), (8.0, True, "reached"), (7.99, True, "MISSED")],
)
def test_a_goal_is_reached_exactly_on_its_number(value, at_least, outcome):
    figure = Figure(4, "a / b", value, wanted=8.0 if at_least else 1.1, at_least=at_least)

    assert figure.outcome == outcome
    assert figure.line.endswith(outcome)


def test_what_was_not_run_says_why_and_counts_as_nothing():
    figure = not_run(2, "a / b", "there is no C compiler")

    assert figure.line.endswith("–               not run here: there is no C compiler")


def test_the_list_of_goals_names_each_without_the_rows_above_it():
    found = [
        Figure(3, "batch at 20 a second: 10 sessions / 5", 1.0, wanted=1.1),
        Figure(3, "… 8 sessions / 5", 1.2, wanted=1.1),
        Figure(3, "… median", 14.0, "ms"),
        Figure(1, "batch / echo, saturated, 9 learners", 3.0, wanted=2.0),
        Figure(1, "… at 2,000 batches a second", 2.0, wanted=2.2),
        Figure(1, "… over A / over B, at that rate", 2.0, wanted=2.0),
        Figure(1, "… for 100,000 batches", 9.0, "CPU s"),
        not_run(2, "batch / C", "there is no C compiler"),
    ]

    assert [(one.name, one.outcome.partition(":")[0]) for one in goals(found)] == [
        ("batch / echo, saturated, 9 learners", "MISSED"),
        ("batch / echo, at 2,000 batches a second", "reached"),
        ("batch over A / over B, at 2,000 batches a second", "reached"),
        ("batch / C", "not run here"),
        ("batch at 20 a second: 10 sessions / 5", "reached"),
        ("batch at 20 a second: 8 sessions / 5", "MISSED"),
    ]


def test_the_document_of_the_repository_has_the_head_that_is_made():
    assert PAGE.read_text("utf-8").startswith(HEAD)


def test_json_and_document_say_what_the_terminal_says(tmp_path):
    found = [Figure(1, "a / b", 2.5, wanted=2.0), Figure(1, "…", 40.0, "µs"), not_run(2, "a / c", "no compiler")]
    write(tmp_path / "bench.json", found, short=True, system="Linux 6", cores=2, python="3.11", sqlite="3.40", load=0.1)
    about, again = read(tmp_path / "bench.json")
    document = page(about, again)

    assert again == found
    assert "| a / b | 2.50 × | ≤ 2 × | MISSED |" in document
    assert f"## 2. {GOALS[2]}" in document
    assert "not run here: no compiler" in document


def test_the_province_s_own_run_stands_in_its_place(tmp_path):
    about = {"short": True, "system": "Linux 6", "cores": 2, "python": "3.11", "sqlite": "3.40", "load": 0.1}
    write(tmp_path / "bench.json", [Figure(8, "a / b", 40.0), not_run(9, "learners", "alone")], **about)
    write(tmp_path / "province.json", [Figure(9, "learners", 150.0, "ms", wanted=200)])

    assert "not run here: alone" in whole(tmp_path / "bench.json", None)
    document = whole(tmp_path / "bench.json", tmp_path / "province.json")
    assert "| learners | 150 ms | ≤ 200 ms | reached |" in document
    assert "not run here" not in document


def test_the_bench_measures_what_it_names():
    figures = list(decoding.run(TINY))

    assert [figure.goal for figure in figures] == [5] * len(figures)
    assert all(figure.value and figure.value > 0 for figure in figures)
