#!/usr/bin/env bash
# The Python tests: first, alone, what keeps real time and fails where others take the processor; then the rest in two
# runs side by side, because those that start a browser mostly wait and the others use the time.  What the last one says
# is shown when the one before it is over.  Arguments go to all three.
set -uo pipefail
cd "$(dirname "$0")/.."

NO_TEST_ASKED_FOR=5 # by the arguments, in one of the three

others=$(mktemp)
running=
trap '[ -z "$running" ] || kill "$running" 2>/dev/null; rm -f "$others"' EXIT

.venv/bin/pytest -q -m "alone and not soak" "$@"
ended=($?)

nice -n 5 .venv/bin/pytest -q -m "not browser and not alone and not soak" "$@" >"$others" 2>&1 &
running=$!
.venv/bin/pytest -q -m "browser and not alone and not soak" "$@"
ended+=($?)
wait "$running"
ended+=($?)
cat "$others"

for status in "${ended[@]}"; do
  [ "$status" -eq 0 ] || [ "$status" -eq $NO_TEST_ASKED_FOR ] || exit 1
done
