#!/usr/bin/env bash
# The Python tests in two runs side by side: those that start a browser mostly wait, the others use the time.
# What the second one says is shown when the first is over.  Arguments go to both.
set -uo pipefail
cd "$(dirname "$0")/.."

others=$(mktemp)
trap 'kill "$running" 2>/dev/null; rm -f "$others"' EXIT
nice -n 5 .venv/bin/pytest -q -m "not browser and not soak" "$@" >"$others" 2>&1 &
running=$!

.venv/bin/pytest -q -m "browser and not soak" "$@"
browsers=$?
wait "$running"
rest=$?
cat "$others"
exit $((browsers | rest))
