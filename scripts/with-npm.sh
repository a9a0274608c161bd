#!/bin/sh
# Runs npm scripts of a package: with-npm.sh FOLDER SCRIPT...   A script that the package does not have is skipped.
# Says so and succeeds where there is no npm, because Python alone must be enough to run the monitor.
set -eu

folder=$1
shift
[ -f "$folder/package.json" ] || exit 0
if ! command -v npm >/dev/null 2>&1; then
  echo "$folder: no npm here, so $* did not run (make setup installs it)"
  exit 0
fi
[ -d "$folder/node_modules" ] || { echo "$folder: packages are missing; run make setup"; exit 1; }
cd "$folder"
for script in "$@"; do
  npm run --silent --if-present --no-update-notifier "$script"
done
