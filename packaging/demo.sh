#!/bin/sh
# Starts the app (the server where there is no display) and the demo service, and ends both when
# either ends or the script is interrupted: sh packaging/demo.sh build/release/bin
set -u

bin=${1:?the folder of the programs}
app=$bin/tinyobsd
[ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && app=$bin/tinyobs

app_id=""
example_id=""
stop() {
    trap - INT TERM EXIT
    # shellcheck disable=SC2086 # one may not have been started
    kill $app_id $example_id 2>/dev/null
    wait
}
trap 'stop; exit 130' INT TERM
trap stop EXIT

"$app" &
app_id=$!
sleep 1 # the server listens by then, and the example has nothing to complain of
"$bin/tinyobs-example" --history 1h &
example_id=$!

while kill -0 "$app_id" 2>/dev/null && kill -0 "$example_id" 2>/dev/null; do
    sleep 1
done
