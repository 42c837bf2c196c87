#!/usr/bin/env bash
# Milliseconds from the start of the JVM to ready, on the sample spaces: first the first start of a new data folder, then restarts.
#   start.sh [DISTRIBUTION] [RESTARTS]
# SPACES in the environment names other spaces. Two distributions are compared in turn, on a machine that does nothing else. With large
# SPACES on ext4 let a minute pass between two runs, since each removes its copy in the end (CONTRIBUTING.md).
set -euo pipefail
dist=${1:-$(dirname "$0")/../dist/target/dmart}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "${SPACES:-$dist/spaces}" "$work/spaces"
for run in $(seq 0 "${2:-4}"); do
  DMART_ADMIN_PASSWORD=Start_measure_1 DMART_SPACES=$work/spaces DMART_DATA=$work/data DMART_PORT=${PORT:-8298} \
    "$dist/bin/dmart" once >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
  echo "$([ "$run" = 0 ] && echo "first start" || echo restart) $(grep -oE '[0-9]+ ms after start' "$work/log")"
done
