#!/usr/bin/env bash
# clean_root.sh FOLDER PACKAGE...
#
# Makes FOLDER the root of a Debian system with only the essential packages, the named ones and their dependencies,
# copied from this system: a package installed there must declare all its dependencies. Uses no archive, and takes a
# second or two.
set -euo pipefail
root=$1
shift
mkdir -p "$root"

# The named and essential packages and their dependencies, by name; of alternatives, those that are installed here.
closure() { # package...
  dpkg-query -W -f='${Package}\t${Essential}\t${Pre-Depends}, ${Depends}\t${Provides}\t${db:Status-Abbrev}\n' |
    awk -F '\t' -v wanted="$*" '
      function names_of(list) { gsub(/\([^)]*\)|:[a-z0-9]+/, "", list); gsub(/[ ,|]+/, " ", list); return list }
      function want(name,    i, n, list) {
        n = split(providers[name] " " (name in depends ? name : ""), list, " ")
        for (i = 1; i <= n; ++i) if (!(list[i] in chosen)) { chosen[list[i]] = 1; queue[++last] = list[i] }
      }
      $5 ~ /^ii/ {
        depends[$1] = names_of($3)
        if ($2 == "yes") wanted = wanted " " $1
        n = split(names_of($4), provided, " ")
        for (i = 1; i <= n; ++i) providers[provided[i]] = providers[provided[i]] " " $1
      }
      END {
        n = split(wanted, list, " ")
        for (i = 1; i <= n; ++i) want(list[i])
        while (first < last) { n = split(depends[queue[++first]], list, " "); for (i = 1; i <= n; ++i) want(list[i]) }
        for (name in chosen) print name
      }'
}

packages=$(closure "$@")

# Their files. Debian has merged /bin, /lib and /sbin into /usr; the packages' lists do not show that.
for link in bin sbin lib lib64; do
  [ ! -L "/$link" ] || cp -a "/$link" "$root/"
done
# shellcheck disable=SC2086  # a list of words
dpkg -L $packages | grep '^/' | sed -E 's#^/(bin|sbin|lib|lib64)(/|$)#/usr/\1\2#' |
  grep -vE '^/usr/share/(doc|man|locale|info|lintian)/' | sort -u |
  tar -C / --create --no-recursion --ignore-failed-read --warning=none --files-from=- | tar -C "$root" --extract
mkdir -p "$root"/{dev,proc,root,tmp,var/tmp}
cp -a /etc/alternatives /etc/passwd /etc/group "$root/etc/"
ldconfig -r "$root"
: >"$root/dev/null"

# dpkg's database, for these packages only.
mkdir -p "$root/var/lib/dpkg/info" "$root/var/lib/dpkg/updates"
awk -v packages="$packages" '
  BEGIN { RS = ""; ORS = "\n\n"; n = split(packages, list, "\n"); for (i = 1; i <= n; ++i) wanted[list[i]] = 1 }
  { split($0, words, /[ \n]/) } words[2] in wanted' /var/lib/dpkg/status >"$root/var/lib/dpkg/status"
for package in $packages; do
  for list in /var/lib/dpkg/info/"$package".list /var/lib/dpkg/info/"$package":*.list; do
    [ ! -e "$list" ] || cp "$list" "$root/var/lib/dpkg/info/"
  done
done
