#!/usr/bin/env bash
# Builds what is missing and starts the server in the foreground, with a working copy of spaces/ in run/, so that
# running never changes the checkout. Settings are taken from DMART_* variables as usual.
#   --debug   waits for a debugger on port 5005 of the loopback address
#   --clean   forgets the bundle cache
set -euo pipefail
cd "$(dirname "$0")/.."
checkout=$PWD
dist=$checkout/runtime/dist/target/dmart
for argument in "$@"; do
  case $argument in
    --debug)
      export DMART_JAVA_OPTS="${DMART_JAVA_OPTS:-} -agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=127.0.0.1:5005"
      ;;
    --clean) rm -rf "${DMART_DATA:-$checkout/run/data}/run" "$dist" ;;
    *)
      echo "usage: runtime/run.sh [--debug] [--clean]" >&2
      exit 2
      ;;
  esac
done

newer() {
  find pom.xml bndrun bundles/*/pom.xml bundles/*/bnd.bnd bundles/*/src/main plugins-dropin/*/pom.xml \
    plugins-dropin/*/bnd.bnd plugins-dropin/*/src/main runtime/launcher/src/main \
    runtime/dist/pom.xml runtime/dist/src -newer "$dist/.built" -type f -print -quit 2>/dev/null
}
if [ ! -f "$dist/.built" ] || [ -n "$(newer)" ]; then
  . runtime/prerequisites.sh
  echo "building the distribution ..." >&2
  stamp=$(mktemp)
  mvn -q -B -ntp package -DskipTests -Pquick -Ddmart.archive.skip=false -pl runtime/dist -am
  mv "$stamp" "$dist/.built"
fi

mkdir -p run
if [ ! -d run/spaces ] && [ -d spaces ]; then
  cp -r spaces run/spaces.new
  mv run/spaces.new run/spaces
fi
if [ -z "${DMART_SPACES:-}" ]; then
  # the working copy is ours and has no password yet: make one at its first start
  export DMART_GENERATE_ADMIN_PASSWORD=${DMART_GENERATE_ADMIN_PASSWORD:-true}
fi
export DMART_SPACES=${DMART_SPACES:-$checkout/run/spaces}
export DMART_DATA=${DMART_DATA:-$checkout/run/data}
export DMART_PLUGINS=${DMART_PLUGINS:-$checkout/plugins-dropin}
exec "$dist/bin/dmart"
