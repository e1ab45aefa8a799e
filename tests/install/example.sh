#!/usr/bin/env bash
# example.sh NAME: a copy of an example, independent of this repository, passes its own test.
source "$(dirname "$0")/environment.sh"
cp -R "$SOURCE/examples/$1" "$work/example"
cd "$work/example"
./test.sh
