#!/usr/bin/env bash
# Installs into one folder and moves it to another, with a space in its name: no installed file may contain its original
# path.
source "$(dirname "$0")/environment.sh"

cmake --install "$BUILD" --prefix "$work/first" >/dev/null
rm -rf "$PREFIX"
mv "$work/first" "$PREFIX"

for path in bin/maelstrom-host bin/maelstrom-conformance include/maelstrom/abi.h include/maelstrom/workload.hpp \
  include/maelstrom/simulation.hpp lib/maelstrom/simulation/libmaelstrom_simulation.so \
  lib/maelstrom/plugins/echo.so lib/maelstrom/plugins/unique_ids.so share/cmake/maelstrom_sdk/maelstrom_sdkConfig.cmake \
  share/pkgconfig/maelstrom-sdk.pc share/maelstrom/abi-v1.0.txt share/man/man1/maelstrom-host.1 \
  share/man/man1/maelstrom-conformance.1 share/bash-completion/completions/maelstrom-host \
  share/doc/maelstrom-node/plugin-guide.md; do
  [ -s "$PREFIX/$path" ] || fail "there is no $path"
done
[ ! -e "$PREFIX/bin/host" ] || fail "host would shadow the DNS tool"
named=$(grep -rIlF -e "$work" -e "$BUILD" -e "$SOURCE" "$PREFIX" || true)
expect "these name the folder of the build" "" "$named"
