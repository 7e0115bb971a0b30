#!/bin/sh
# Makes the Debian packages of a release build and prints their paths: makepackages.sh build/release
# What lintian says is shown and decides nothing.
set -eu

build=$1
packages=$build/packages

rm -rf "$packages"
umask 022
log=$(mktemp)
cpack --config "$build/CPackConfig.cmake" -B "$packages" >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
rm -rf "$log" "$packages/_CPack_Packages"
lintian --tag-display-limit 0 --allow-root "$packages"/*.deb || true
ls "$packages"/*.deb
