"""One process at a time writes into a data folder, or several that know of each other; whatever ends them frees it."""

import subprocess
import sys

import pytest

from monitor.adapters.data_folder import FolderInUse, claim_folder

HOLD = """
import sys, pathlib
from monitor.adapters.data_folder import claim_folder
claim_folder(pathlib.Path(sys.argv[1]), shared=sys.argv[2] == "shared")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path, request):
    """Another process that writes there, alone unless told otherwise."""
    words = (sys.executable, "-c", HOLD, str(tmp_path), getattr(request, "param", "alone"))
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_folder_that_another_process_holds_is_refused_until_that_one_is_killed(tmp_path, holder):
    with pytest.raises(FolderInUse, match="another process"):
        claim_folder(tmp_path)
    holder.kill()
    holder.wait()

    claim_folder(tmp_path)()


@pytest.mark.parametrize("holder", ["shared"], indirect=True)
def test_a_folder_that_is_shared_takes_others_who_share_it_and_nobody_alone(tmp_path, holder):
    claim_folder(tmp_path, shared=True)()
    with pytest.raises(FolderInUse, match="another process"):
        claim_folder(tmp_path)


def test_a_folder_that_somebody_holds_alone_is_not_shared(tmp_path, holder):
    with pytest.raises(FolderInUse, match="another process"):
        claim_folder(tmp_path, shared=True)


def test_a_folder_that_was_let_go_of_is_free(tmp_path):
    for _ in range(2):
        claim_folder(tmp_path)()
