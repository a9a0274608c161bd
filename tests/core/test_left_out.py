"""What evidence tells of a run is what it would tell with all its states there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.core.left_out import told_of
from monitor.core.rules.telling import ends


@given(st.lists(st.integers(0, 20), min_size=1, max_size=4))
def test_evidence_of_runs_is_told_as_if_all_states_were_there(lengths: list[int]) -> None:
    whole: list[str] = []
    shortened: list[str] = []
    for number, length in enumerate(lengths):
        inside = [f"s:{number}-{place}" for place in range(length)]
        whole += [f"s:{number}-first", *inside, f"s:{number}-last"]
        shortened += [f"s:{number}-first", *told_of(inside), f"s:{number}-last"]

    assert ends(shortened) == ends(whole)
