#!/usr/bin/env bash
# Makes the Python environment in the folder given: uv, then what requirements.lock names.
set -euo pipefail
var=$1
mkdir -p "$var"
if [ ! -x "$var/tools/bin/uv" ]; then
  echo "Fetching uv…"
  rm -rf "$var/tools"
  if python3 -c 'import ensurepip' 2>/dev/null; then
    python3 -m venv "$var/tools"
    "$var/tools/bin/pip" install -q --disable-pip-version-check --require-hashes -r requirements-uv.lock
  elif python3 -m pip --version >/dev/null 2>&1; then
    python3 -m pip install -q --disable-pip-version-check --require-hashes --target "$var/tools" -r requirements-uv.lock
  elif [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing the Debian package python3-venv…"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
    exec bash "$0" "$@"
  else
    echo "Python's venv module is missing: install the Debian package python3-venv, then run this again." >&2
    exit 1
  fi
fi
uv="$var/tools/bin/uv"
[ -x "$var/venv/bin/python" ] || "$uv" venv -q --python "$(command -v python3.11 || command -v python3)" "$var/venv"
echo "Installing the libraries named in requirements.lock…"
"$uv" pip sync -q --python "$var/venv/bin/python" requirements.lock
