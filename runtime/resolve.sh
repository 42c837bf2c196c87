#!/usr/bin/env bash
# Writes -runbundles of every run description anew: after a change of dependencies or of -runrequires.
# Arguments are passed to Maven (for example -o).
set -euo pipefail
cd "$(dirname "$0")/.."
for run in bndrun/server.bndrun bndrun/debug.bndrun; do
  sed -i '/^-runbundles:/,$d' "$run"
done
# -am leaves the tests of the bundles out: the point is the list, not the proof
mvn -q -B package -DskipTests -Pquick -Dbndrun.drift.fails=false -pl runtime/dist -am "$@"
git diff --stat -- bndrun
