#!/usr/bin/env bash
# Everything: format, compile checks, unit tests, house rules, in-framework tests, tests over HTTP.
# Arguments are passed to Maven.
set -euo pipefail
cd "$(dirname "$0")/.."
. runtime/prerequisites.sh
# two modules at a time: they hang on little more than the API
exec mvn -B -ntp -T 2 verify "$@"
