#!/usr/bin/env bash
# Plugins built by hand, with only the compiler and pkg-config.
source "$(dirname "$0")/environment.sh"
cd "$work"

check() { # plugin
  maelstrom-conformance check "./$1" >report || { cat report; fail "$1"; }
}

expect "the version" "$(maelstrom-host --version | cut -d ' ' -f 2)" "$(pkg-config --modversion maelstrom-sdk)"
# eval, here and below, because the prefix contains a space, which pkg-config quotes.
expect "where plugins are" "$PREFIX/lib/maelstrom/plugins" "$(eval realpath "$(pkg-config --variable=plugindir maelstrom-sdk)")"

cp "$SOURCE/examples/c_plugin/g_counter.c" .
eval "$CC -std=c99 -O1 -Wall -Wextra -Werror g_counter.c $(pkg-config --cflags --libs maelstrom-sdk) -o g_counter.so"
check g_counter.so

eval "$CXX -std=c++20 -O0 '$SOURCE/plugins/echo/echo.cpp' \
  $(pkg-config --cflags --libs maelstrom-sdk nlohmann_json) -o echo_by_hand.so"
check echo_by_hand.so
