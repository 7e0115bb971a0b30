#!/bin/sh
# Installs the packages of a folder in a fresh chroot of this machine's Debian release, uses every
# program there and removes them again. Needs root and leaves nothing behind:
# sh packaging/testpackages.sh build/release/packages
set -eu

packages=$(realpath "$1")
here=$(dirname "$0")
# shellcheck source=/dev/null
release=$(. /etc/os-release && echo "$VERSION_CODENAME")

# shellcheck disable=SC2016 # $1 is for the hook, where it is the chroot
mmdebstrap --quiet --variant=apt --include=ca-certificates,curl --format=null \
    --customize-hook="copy-in $packages /tmp" \
    --customize-hook="copy-in $here/trypackages.sh /tmp" \
    --customize-hook='chroot "$1" sh /tmp/trypackages.sh /tmp/packages' \
    "$release" /dev/null
