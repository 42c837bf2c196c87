#!/usr/bin/env bash
# Everything: format, compile checks, unit tests, house rules, in-framework tests, tests over HTTP.
# Arguments are passed to Maven.
set -euo pipefail
cd "$(dirname "$0")/.."
. runtime/prerequisites.sh
exec mvn -B -ntp verify "$@"
