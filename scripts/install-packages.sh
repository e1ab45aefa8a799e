#!/bin/sh
# install-packages.sh PACKAGE...
#
# Installs the Debian packages that are not installed yet, with sudo when not root. On a system without apt-get it
# installs nothing: it prints the list of packages, and CMake reports missing libraries.
set -eu

if ! command -v apt-get >/dev/null 2>&1; then
  missing=""
  for tool in c++ cmake ninja; do
    command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"
  done
  if [ -n "$missing" ]; then
    echo "Missing:$missing" >&2
    echo "This system has no apt-get. Install what corresponds to these Debian packages, then run make again:" >&2
    echo "  $*" >&2
    exit 1
  fi
  exit 0
fi

missing=""
for package in "$@"; do
  status=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
  [ "$status" = "install ok installed" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

sudo=""
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null 2>&1; then
    echo "Missing packages:$missing" >&2
    echo "Install them as root: apt-get install$missing" >&2
    exit 1
  fi
  sudo="sudo"
fi
echo "Installing:$missing"
$sudo apt-get update -q
# shellcheck disable=SC2086  # a list of words
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
