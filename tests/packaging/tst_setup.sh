#!/bin/sh
# Runs packaging/setup.sh against a made-up system: the package tools are small scripts that read
# $system/installed and $system/available and write what they were asked to $system/calls.
set -eu

source=$1
system=$(mktemp -d)
trap 'rm -rf "$system"' EXIT
mkdir "$system/bin"
cp "$source/packaging/setup.sh" "$system/"
cat >"$system/debian-packages.txt" <<'LIST'
# a comment
build  compiler
build  newname|oldname
web    nodejs
test   browser
LIST

tool() { { echo '#!/bin/sh' && cat; } >"$system/bin/$1" && chmod +x "$system/bin/$1"; }
tool dpkg-query <<'TOOL'
sed 's/^/installed /' "$system/installed"
TOOL
tool apt-cache <<'TOOL'
grep -qx "$2" "$system/available" && echo "  Candidate: 1.0" || echo "  Candidate: (none)"
TOOL
tool apt-get <<'TOOL'
echo "$*" | sed 's/-q -o [^ ]* -o [^ ]* //' >>"$system/calls"
case "$*" in
*update*) [ ! -e "$system/after-update" ] || cp "$system/after-update" "$system/available" ;;
esac
TOOL
tool id <<'TOOL'
cat "$system/user"
TOOL
tool sudo <<'TOOL'
echo sudo >>"$system/calls"
exec "$@"
TOOL
tool node <<'TOOL'
cat "$system/node"
TOOL
tool npm </dev/null
export system PATH="$system/bin:$PATH"

# Sets the system: the packages installed, those available, node's version.
given() {
    rm -f "$system/after-update" "$system/calls"
    echo "$1" | tr ' ' '\n' >"$system/installed"
    echo "$2" | tr ' ' '\n' >"$system/available"
    echo "$3" >"$system/node"
    echo 0 >"$system/user"
    : >"$system/calls"
}

failures=0
# expect <what> <expected calls> <purpose>...
expect() {
    what=$1
    wanted=$2
    shift 2
    status=0
    sh "$system/setup.sh" "$@" >"$system/out" 2>&1 || status=$?
    calls=$(tr '\n' ';' <"$system/calls")
    if [ "$status:$calls" = "$wanted" ]; then
        echo "ok: $what"
    else
        echo "failed: $what: got '$status:$calls', expected '$wanted'" && cat "$system/out"
        failures=$((failures + 1))
    fi
}

given "compiler newname browser" "" v18.1.0
expect "nothing is asked when all is there" "0:" build web test

given "compiler oldname" "" v18.1.0
expect "the other name of a package counts" "0:" build

given "compiler" "oldname" v18.1.0
expect "the name that this release has is installed" \
    "0:install -y --no-install-recommends oldname;" build

given "compiler newname" "nodejs" v16.20.0
expect "an old node is replaced" "0:install -y --no-install-recommends nodejs;" web

given "compiler newname" "" v18.1.0
echo browser >"$system/after-update"
expect "an empty index is refreshed once" \
    "0:update;install -y --no-install-recommends browser;" test

given "compiler newname" "" v18.1.0
expect "a package that nobody has is named" "1:update;" test
grep -q "no package for 'browser'" "$system/out" || { echo "failed: it is not named" && exit 1; }

given "compiler newname" "browser" v18.1.0
echo 1000 >"$system/user"
expect "a plain user goes through sudo" \
    "0:sudo;install -y --no-install-recommends browser;" test

given "compiler newname" "browser" v18.1.0
expect "an unknown purpose is refused" "1:" build nonsense

exit "$failures"
