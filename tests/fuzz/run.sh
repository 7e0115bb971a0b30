#!/bin/sh
# A short campaign: runs every fuzzer of a build for some seconds, from the committed corpus and
# what earlier runs found. Stops at the first finding: run.sh build/fuzz 20
set -eu

build=$1
seconds=$2
here=$(dirname "$0")

found=no
for fuzzer in "$build"/bin/fuzz_*; do
    [ -x "$fuzzer" ] || continue
    found=yes
    unit=${fuzzer##*/fuzz_}
    mkdir -p "$build/corpus/$unit" "$build/findings"
    set -- "$build/corpus/$unit"
    [ ! -d "$here/corpus/$unit" ] || set -- "$@" "$here/corpus/$unit"
    [ ! -f "$here/$unit.dict" ] || set -- "-dict=$here/$unit.dict" "$@"
    echo "== fuzz_$unit for $seconds s"
    log=$build/findings/$unit.log
    if ! "$fuzzer" -max_total_time="$seconds" -artifact_prefix="$build/findings/$unit-" \
        -print_final_stats=1 "$@" >"$log" 2>&1; then
        tail -n 60 "$log"
        exit 1
    fi
    grep -E 'number_of_executed_units|average_exec_per_sec' "$log"
done
[ "$found" = yes ] || { echo "no fuzzer below $build/bin" >&2; exit 1; }
