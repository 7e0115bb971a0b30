#!/bin/sh
# The part of testpackages.sh that runs inside the chroot: sh trypackages.sh FOLDER
set -eu

packages=$1
export DEBIAN_FRONTEND=noninteractive QT_QPA_PLATFORM=offscreen HOME=/root LC_ALL=C.UTF-8
log=$(mktemp)

say() { echo "packages: $*"; }
fail() { say "$*" && cat "$log" && exit 1; }

# Starts a program, waits for the address it prints, and leaves $id and $address.
start() {
    : >"$log"
    "$@" >"$log" 2>&1 &
    id=$!
    for _ in $(seq 100); do
        address=$(grep -o -m1 'http://[0-9.]*:[0-9]*' "$log" || true)
        [ -z "$address" ] || return 0
        kill -0 "$id" 2>/dev/null || break
        sleep 0.1
    done
    fail "$1 did not say where it listens"
}

stop() {
    kill "$id"
    wait "$id" || fail "$1 ended with status $?"
}

install() { apt-get -q -y install --no-install-recommends "$@" >"$log" 2>&1 || fail "cannot install $*"; }

install "$packages"/tinyobs-server_*.deb
if dpkg-query --show libqt6gui6 libqt6gui6t64 >/dev/null 2>&1; then
    fail "the server's package brings GUI libraries"
fi
start tinyobsd --port 0
curl -fsS -d '{"metrics":[{"name":"package_test","value":7,"labels":{"service":"trial"}}]}' \
    "$address/ingest" >>"$log" || fail "cannot post a sample"
curl -fsS "$address/api/metrics?name=package_test" | grep -q '"value":7' || fail "the sample is gone"
curl -fsS "$address/" | grep -qi '<html' || fail "no dashboard"
stop tinyobsd
say "tinyobsd takes a sample, gives it back and serves the dashboard"

install "$packages"/tinyobs-example_*.deb
start tinyobs-example --port 0
curl -fsS "$address/health" >>"$log" || fail "the demo service does not answer"
stop tinyobs-example
say "tinyobs-example answers"

install "$packages"/tinyobs_*.deb
start tinyobs --port 0
curl -fsS "$address/api/status" >>"$log" || fail "the desktop app's server does not answer"
stop tinyobs
say "tinyobs starts its window and its server"

apt-get -q -y purge tinyobs tinyobs-server tinyobs-example >"$log" 2>&1 || fail "cannot remove them"
[ ! -e /usr/bin/tinyobsd ] || fail "removing left /usr/bin/tinyobsd"
say "installed, used and removed"
