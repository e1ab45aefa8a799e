#!/usr/bin/env bash
# Builds the Debian package, has lintian read it, installs it in a clean root, builds plugins against it there and runs them, and
# removes it again.
source "$(dirname "$0")/environment.sh"
command -v dpkg-shlibdeps >/dev/null || skip "dpkg-dev is not installed: there is no Debian package to build"

cpack --config "$BUILD/CPackConfig.cmake" -B "$work" >"$work/cpack.log" 2>&1 || { cat "$work/cpack.log"; fail "cpack"; }
package=$(ls "$work"/maelstrom-node_*.deb)

if command -v lintian >/dev/null; then
  # A distributor must set a valid address; the default has none.
  lintian --allow-root --fail-on error,warning \
    --suppress-tags bogus-mail-host,bogus-mail-host-in-debian-changelog "$package" 2>&1 || fail "lintian"
else
  echo "lintian is not installed: the package was not read by it"
fi

names() { # field: the packages in it, without versions
  dpkg-deb -f "$package" "$1" | sed -E 's/\([^)]*\)|,/ /g'
}
[[ " $(names Depends) " == *" libc6 "* ]] || fail "it depends on: $(names Depends)"
unshare --mount --pid --fork true 2>/dev/null || skip "a root of its own needs root's rights; the package itself is well"

# shellcheck disable=SC2046  # lists of words
"$SOURCE/tests/install/clean_root.sh" "$work/root" $(names Depends) $(names Recommends) $(names Suggests) make pkg-config 2>/dev/null
cp "$package" "$work/root/maelstrom-node.deb"
cp -R "$SOURCE/examples/c_plugin" "$work/root/c_plugin"

inside() { # script: runs in the root, with its own processes and mounts, which end with it
  # shellcheck disable=SC2016  # expanded there
  unshare --mount --pid --fork bash -euc 'mount -t proc proc "$1/proc" && exec env -i PATH=/usr/sbin:/usr/bin HOME=/root chroot "$1" /bin/bash -euc "$2"' \
    bash "$work/root" "cd /tmp; $1"
}

inside '
  dpkg -i /maelstrom-node.deb
  maelstrom-host --list
  mkdir c && cp -R /c_plugin/* c && (cd c && make CC=gcc && maelstrom-conformance check ./g_counter.so -w g-counter)
  maelstrom-host --new-plugin my-plugin
  cd my-plugin
  CXX=g++ cmake -B build -DCMAKE_CXX_FLAGS_RELEASE=-O0
  cmake --build build
  ctest --test-dir build --output-on-failure
  cmake --install build --prefix /usr/local
  cd /tmp && MAELSTROM_PLUGIN_PATH=/usr/local/lib/maelstrom/plugins maelstrom-host --plugin my-plugin --describe
' >"$work/inside.log" 2>&1 || { cat "$work/inside.log"; fail "in a clean root"; }
grep -q '/usr/lib/maelstrom/plugins/unique_ids.so' "$work/inside.log" || fail "the host finds the package's plugins"
grep -q '100% tests passed' "$work/inside.log" || fail "the new plugin's tests ran"

inside 'dpkg -r maelstrom-node' >"$work/inside.log" 2>&1 || { cat "$work/inside.log"; fail "it cannot be removed"; }
left=$(find "$work/root/usr" -path "$work/root/usr/local" -prune -o -name '*maelstrom*' -print)
expect "nothing is left of it" "" "$left"
