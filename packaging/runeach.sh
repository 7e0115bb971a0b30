#!/bin/sh
# Runs every program below a folder whose name fits a pattern, with the given arguments:
# sh packaging/runeach.sh build/bench 'bench_*' [argument...]
set -eu

folder=$1
pattern=$2
shift 2

programs=$(find "$folder" -type f -name "$pattern" -perm -u+x ! -name '*.*' | sort)
[ -n "$programs" ] || { echo "no program $pattern below $folder" >&2; exit 1; }
for program in $programs; do
    name=${program##*/}
    echo "== $name"
    seeds=tests/fuzz/corpus/${name#fuzz_}
    if [ -d "$seeds" ]; then
        # The first folder takes what a fuzzer finds.
        mkdir -p "$folder/corpus/$name"
        "$program" "$@" "$folder/corpus/$name" "$seeds"
    else
        "$program" "$@"
    fi
done
