#!/usr/bin/env bash
# test-clean-root.sh [TARGET...]
#
# Runs each make target (default: `package`) in a minimal Debian with git and make, like a user on a new machine: a
# target fails if it does not install all its packages. Needs root and debootstrap; the environment variables SUITE and
# MIRROR select another Debian. Removes its files at the end.
set -euo pipefail
cd "$(dirname "$0")/.."
# All mounts, also those of debootstrap, are in a namespace that ends with this script.
if [ "${IN_NAMESPACE-}" != yes ]; then
  IN_NAMESPACE=yes exec unshare --mount --pid --fork --kill-child "$0" "$@"
fi
[ $# -gt 0 ] || set -- package
scripts/install-packages.sh debootstrap
suite=${SUITE:-$(. /etc/os-release && echo "$VERSION_CODENAME")}
mirror=${MIRROR:-http://deb.debian.org/debian}
work=$(mktemp -d)

# Removes a folder, but nothing that is mounted in it.
remove() { # folder
  local point
  awk -v folder="$1/" 'index($2, folder) == 1 { print $2 }' /proc/self/mounts | sort -r |
    while IFS= read -r point; do umount "$point"; done
  rm -rf --one-file-system "$1"
}
trap 'remove "$work"' EXIT

echo "Making a root of Debian $suite"
debootstrap --variant=minbase --include=git,make,ca-certificates "$suite" "$work/base" "$mirror" >"$work/log" 2>&1 ||
  { tail -20 "$work/log"; exit 1; }
cp /etc/resolv.conf "$work/base/etc/resolv.conf"
[ ! -d /etc/apt/apt.conf.d ] || cp -R /etc/apt/apt.conf.d/. "$work/base/etc/apt/apt.conf.d/"  # proxies

# The sources of a fresh clone, with the uncommitted changes.
mkdir "$work/base/clone"
git ls-files -z --cached --others --exclude-standard | tar --create --null --ignore-failed-read --files-from=- |
  tar -C "$work/base/clone" --extract

# Runs make in the root.
make_inside() { # root target
  mount -t proc proc "$1/proc"
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 ${http_proxy:+http_proxy="$http_proxy"} \
    chroot "$1" make -C /clone "$2"
}

failed=0
for target in "$@"; do
  cp -a --one-file-system "$work/base" "$work/root"
  log=$work/$target.log
  if make_inside "$work/root" "$target" >"$log" 2>&1; then
    echo "make $target: passed"
  else
    echo "make $target: FAILED"
    tail -20 "$log"
    failed=1
  fi
  remove "$work/root"
done
exit $failed
