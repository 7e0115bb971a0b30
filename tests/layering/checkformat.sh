#!/bin/sh
# Fails when a tracked C++ file is not formatted as .clang-format says: checkformat.sh clang-format
# The answer depends on the release, so any other than 14 skips the check (status 77).
set -eu

case "$("$1" --version)" in
*"version 14."*) ;;
*) echo "skipped: formatting is checked with clang-format 14 only" && exit 77 ;;
esac
git -c safe.directory='*' ls-files -z -- '*.cpp' '*.h' |
    xargs -0 -r -n 32 -P 2 "$1" --dry-run -Werror --style=file
