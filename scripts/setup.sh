#!/usr/bin/env bash
# Makes a fresh clone ready: virtualenv with pinned packages, browser, fonts, npm packages of the SDK, face models.
# Quiet, may be run again at any time, and quick when nothing changed.  What it cannot do it says, with the remedy.
set -euo pipefail
cd "$(dirname "$0")/.."

VENV=.venv
STAMP=$VENV/.setup-stamp
MODELS_STAMP=$VENV/.models-stamp
LOG=$(mktemp)
trap 'rm -f "$LOG"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1 DEBIAN_FRONTEND=noninteractive

INCOMPLETE=''

say() { printf 'setup: %s\n' "$*"; }
die() { say "$*"; exit 1; }
# Something optional is missing: say so, go on, and try again next time.
lacking() { say "$*"; INCOMPLETE=yes; }

# Run a command silently; show its last lines when it fails.
quietly() {
  "$@" >"$LOG" 2>&1 && return 0
  tail -n 25 "$LOG"
  return 1
}

# ---------------------------------------------------------------- has anything changed?

fingerprint() {
  cat pyproject.toml requirements.txt tests/lrs/requirements.txt scripts/setup.sh sdk/*/package-lock.json sdk/js/examples/package-lock.json sdk/*/pyproject.toml dashboards/package-lock.json \
    2>/dev/null | sha256sum | cut -d ' ' -f 1
}

# The stamp also names the folder, because a virtualenv does not survive being moved.
wanted() { printf '%s %s\n' "$(fingerprint)" "$PWD"; }

up_to_date() {
  [ -x $VENV/bin/monitor ] && [ "$(cat $STAMP 2>/dev/null)" = "$(wanted)" ] \
    && { [ ! -f sdk/js/package-lock.json ] || [ -d sdk/js/node_modules ]; } \
    && { [ ! -f dashboards/package-lock.json ] || [ -d dashboards/node_modules ]; }
}

# ---------------------------------------------------------------- Debian packages

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
  command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }
}

has_chromium() {
  [ -n "${MONITOR_CHROMIUM:-}" ] && return 0
  for name in chromium chromium-browser google-chrome google-chrome-stable chrome; do
    command -v $name >/dev/null && return 0
  done
  return 1
}

has_chinese_font() { command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh-cn family 2>/dev/null | head -n 1)" ]; }
has_redis() { command -v redis-server >/dev/null; }
# The face landmarks' native library is linked against these, even where no screen and no graphics card are.
has_library() { ldconfig -p 2>/dev/null | grep -q "$1" || /sbin/ldconfig -p 2>/dev/null | grep -q "$1"; }
has_postgres() { command -v postgres >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null; }

missing_packages() {
  has_chromium || echo chromium
  has_library libGL.so.1 || echo libgl1
  has_library libEGL.so.1 || echo libegl1
  has_library libGLESv2.so.2 || echo libgles2
  has_library libglib-2.0.so.0 || echo libglib2.0-0
  has_chinese_font || echo fonts-noto-cjk
  has_redis || echo redis-server
  has_postgres || echo postgresql
}

apt_install() {
  say "installing Debian packages: $*"
  quietly as_root apt-get install --yes --quiet --no-install-recommends "$@" && return 0
  # The package lists of a fresh image are often missing or old.
  quietly as_root apt-get update --quiet && quietly as_root apt-get install --yes --quiet --no-install-recommends "$@"
}

system_packages() {
  local packages
  mapfile -t packages < <(missing_packages)
  [ ${#packages[@]} -eq 0 ] && return 0
  if may_install && apt_install "${packages[@]}"; then return 0; fi
  mapfile -t packages < <(missing_packages)
  [ ${#packages[@]} -eq 0 ] && return 0
  lacking "these Debian packages are missing: ${packages[*]}"
  say "  install them with: sudo apt-get install ${packages[*]}"
  say "  (lib... are for the face checks, chromium and a Chinese font for the demonstration, redis-server and postgresql"
  say "   for grown mode only)"
}

# ---------------------------------------------------------------- Python

find_python() {
  local candidate
  for candidate in "${PYTHON:-}" python3.13 python3.12 python3.11 python3 python; do
    if [ -n "$candidate" ] && command -v "$candidate" >/dev/null \
      && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$candidate"
      return 0
    fi
  done
  return 1
}

create_venv() {
  local python
  [ -x $VENV/bin/python ] && $VENV/bin/python -m pip --version >/dev/null 2>&1 && return 0
  python=$(find_python) || die "Python 3.11 or newer was not found; install it, or name it: PYTHON=/path/to/python make setup"
  quietly "$python" -m venv --clear $VENV && return 0
  # Debian splits venv off; uv and virtualenv bring their own.
  if may_install && apt_install python3-venv && quietly "$python" -m venv --clear $VENV; then return 0; fi
  die "$python cannot create a virtualenv; install python3-venv (Debian) and run make setup again"
}

python_packages() {
  if ! quietly $VENV/bin/python -m pip install --quiet --prefer-binary -r requirements.txt; then
    command -v cc >/dev/null || say "no C compiler here; if the lines above say that one is needed: apt-get install build-essential python3-dev"
    die "the Python packages could not be installed; is a package index reachable?"
  fi
  # The build backend is among the pinned packages, so nothing more is downloaded for this.
  quietly $VENV/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable . || die "the project could not be installed"
  [ ! -f sdk/python/pyproject.toml ] \
    || quietly $VENV/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable sdk/python \
    || die "sdk/python could not be installed"
}

# A real learning record store for the tests of the xAPI export; it needs other versions of packages that we use too.
record_store() {
  { [ -x $VENV/lrs/bin/python ] || quietly $VENV/bin/python -m venv $VENV/lrs; } \
    && quietly $VENV/lrs/bin/python -m pip install --quiet --prefer-binary -r tests/lrs/requirements.txt \
    || lacking "the record store for tests/lrs could not be installed; those tests will fail"
}

managed_browser() {
  has_chromium && return 0
  say "no Chromium on this system; trying the one that Playwright manages"
  quietly timeout 300 $VENV/bin/python -m playwright install chromium \
    || lacking "no browser: the demonstration needs Chromium (apt-get install chromium, or set MONITOR_CHROMIUM)"
}

# ---------------------------------------------------------------- npm

npm_packages() {
  local folder
  export PATH="$PWD/$VENV/bin:$PATH"
  command -v npm >/dev/null || { say "no npm: the browser SDK is used as built, its tests are left out"; return 0; }
  for folder in sdk/js sdk/js/examples dashboards; do
    [ -f $folder/package-lock.json ] || continue
    $VENV/bin/python scripts/npm_as_locked.py $folder && continue
    (cd $folder && quietly npm ci --silent --no-fund --no-audit --no-update-notifier) \
      || lacking "$folder: npm packages could not be installed; its tests will not run"
  done
}

# The console's pages are not in git: their files change with every build.  A second is enough where nothing changed.
console_pages() {
  [ -d dashboards/node_modules ] || return 0
  quietly scripts/with-npm.sh dashboards check:dist || lacking "dashboards: the console's pages could not be built"
}

# ---------------------------------------------------------------- models

models() {
  [ -f $MODELS_STAMP ] && return 0
  if quietly timeout 600 $VENV/bin/monitor models fetch; then
    touch $MODELS_STAMP
  else
    say "the face models are not here yet: live face checks will say so; try again with: $VENV/bin/monitor models fetch"
  fi
}

main() {
  export PATH="$PWD/$VENV/bin:$PATH"
  if up_to_date; then
    console_pages
    models
    say "nothing to do"
    return 0
  fi
  say "this takes some minutes, once"
  system_packages
  create_venv
  say "Python packages (1 of 4)"
  python_packages
  record_store
  say "browser and npm packages (2 of 4)"
  managed_browser
  npm_packages
  say "the console's pages (3 of 4)"
  console_pages
  [ -n "$INCOMPLETE" ] || wanted >$STAMP
  say "face models (4 of 4)"
  models
  say "ready: make check, make test, make demo"
}

main
