#!/bin/sh
# uninstall.sh BUILD PREFIX
#
# Removes the files that the last `cmake --install BUILD` installed into PREFIX, and folders that are then empty.
# DESTDIR works as for `cmake --install`. Other files in PREFIX stay.
set -eu
manifest=$1/install_manifest.txt
prefix=$(realpath -m -- "$2")
if [ ! -f "$manifest" ] || ! grep -qF "$prefix/" "$manifest"; then
  echo "Nothing was installed from $1 into $prefix." >&2
  exit 1
fi

while IFS= read -r path || [ -n "$path" ]; do
  case $path in
    "$prefix"/*) ;;
    *) continue ;;
  esac
  rm -f -- "${DESTDIR-}$path"
  folder=$(dirname -- "$path")
  while [ "$folder" != "$prefix" ] && rmdir -- "${DESTDIR-}$folder" 2>/dev/null; do
    folder=$(dirname -- "$folder")
  done
done <"$manifest"
rm -f -- "$manifest"
