#!/bin/sh
# Installs the Debian packages of the given purposes that are missing: sh packaging/setup.sh build test
# Says nothing and asks no package index when everything is there.
set -eu

list="$(dirname "$0")/debian-packages.txt"

say() { echo "setup: $*" >&2; }
fail() { say "$*"; exit 1; }

has_node() {
    command -v npm >/dev/null 2>&1 || return 1
    major=$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/')
    [ "${major:-0}" -ge 18 ]
}

# The lines of the list ("a" or "a|b") for one purpose.
wanted() {
    grep -q "^$1 " "$list" || fail "no purpose '$1' in $list"
    if [ "$1" = web ] && has_node; then return; fi
    awk -v purpose="$1" '$1 == purpose { print $2 }' "$list"
}

# Those of the lines on standard input of which no alternative is installed.
missing() {
    dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' 2>/dev/null |
        awk 'NR == FNR { if ($1 == "installed") there[$2] = 1; next }
             { n = split($1, names, "|"); for (i = 1; i <= n; i++) if (names[i] in there) next; print }' \
            - "$1"
}

# The first alternative of a line that apt can install.
installable() {
    for name in $(echo "$1" | tr '|' ' '); do
        case "$(LC_ALL=C apt-cache policy "$name" 2>/dev/null)" in
        *"Candidate: (none)"* | "") ;;
        *) echo "$name" && return 0 ;;
        esac
    done
    return 1
}

# Sets $chosen to installable names for all lines of the file; fails when one has none.
choose() {
    chosen=""
    while read -r line; do
        name=$(installable "$line") || { lacking="$line" && return 1; }
        chosen="$chosen $name"
    done <"$1"
}

[ $# -gt 0 ] || fail "name at least one purpose of $list"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for purpose in "$@"; do wanted "$purpose" >>"$work/wanted"; done

if ! command -v dpkg-query >/dev/null 2>&1; then
    command -v cmake >/dev/null 2>&1 ||
        fail "this is not Debian: install what packaging/debian-packages.txt names with your package manager"
    exit 0
fi

missing "$work/wanted" >"$work/missing"
[ -s "$work/missing" ] || exit 0

as_root=""
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 ||
        fail "missing packages and neither root nor sudo; as root run: apt-get install $(tr '\n' ' ' <"$work/missing")"
    as_root="sudo"
fi
apt="$as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o Dpkg::Use-Pty=0 -o Acquire::Retries=3"

say "installing $(tr '\n' ' ' <"$work/missing")"
fresh=no
refresh() {
    fresh=yes
    $apt update >"$work/log" 2>&1 || { cat "$work/log" >&2 && say "apt-get update failed, going on"; }
}
choose "$work/missing" || { refresh && choose "$work/missing"; } ||
    fail "no package for '$lacking' in this system's package sources"
# An index that is days old may name files the mirror no longer has: refresh once, then again.
install() {
    # shellcheck disable=SC2086 # the list of names is meant to be split
    $apt install -y --no-install-recommends $chosen >"$work/log" 2>&1
}
install || { [ "$fresh" = no ] && refresh && install; } ||
    { cat "$work/log" >&2 && fail "apt-get could not install the packages"; }
