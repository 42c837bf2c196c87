#!/usr/bin/env bash
# Makes the project of a plugin: a listener, a resource, a job, a test.
#   runtime/new-plugin.sh NAME [FOLDER]     the folder is ./NAME unless given
# NAME is the name of the plugin and the first part of its paths: a lower-case letter, then letters, digits and _.
set -euo pipefail
checkout=$(cd "$(dirname "$0")/.." && pwd)
name=${1:-}
folder=${2:-$name}
if ! [[ $name =~ ^[a-z][a-z0-9_]{0,63}$ ]]; then
  echo "usage: runtime/new-plugin.sh NAME [FOLDER]   (NAME: a lower-case letter, then lower-case letters, digits and _)" >&2
  exit 2
fi
case $name in
  user | managed | public | info | qr | ws | mcp | oauth | admin | web | docs | cxb | cat | attach | health | metrics | system | wt)
    echo "$name is the name of a path of the server" >&2
    exit 2
    ;;
esac
if [ -e "$folder" ]; then
  echo "$folder is there already" >&2
  exit 2
fi

api=$checkout/bundles/cc.dmart.api/target
newest() { find "$api" -maxdepth 1 -name "$1" ! -name "${2:-none}" 2>/dev/null | sort | tail -1; }
jar=$(newest 'cc.dmart.api-*.jar' '*-tests.jar')
tests=$(newest 'cc.dmart.api-*-tests.jar')
if [ -z "$jar" ] || [ -z "$tests" ]; then
  . "$checkout/runtime/prerequisites.sh"
  echo "building the API ..." >&2
  (cd "$checkout" && mvn -q -B -ntp package -DskipTests -Pquick -pl bundles/cc.dmart.api -am)
  jar=$(newest 'cc.dmart.api-*.jar' '*-tests.jar')
  tests=$(newest 'cc.dmart.api-*-tests.jar')
fi

# versions are those of this build
property() { sed -n "s|.*<$1>\(.*\)</$1>.*|\1|p" "$checkout/pom.xml" | head -1; }
plugin() { grep -A1 "<artifactId>$1</artifactId>" "$checkout/pom.xml" | sed -n 's|.*<version>\([0-9].*\)</version>.*|\1|p' | head -1; }
version=$(basename "$jar" .jar)
package=com.example.$name
place=src/%s/java/${package//./\/}

mkdir -p "$folder/lib"
cp "$jar" "$folder/lib/cc.dmart.api.jar"
cp "$tests" "$folder/lib/cc.dmart.api-tests.jar"
fill() {
  mkdir -p "$(dirname "$2")"
  sed -e "s|@name@|$name|g" -e "s|@package@|$package|g" -e "s|@api@|${version#cc.dmart.api-}|g" \
    -e "s|@slf4j@|$(property slf4j.version)|g" -e "s|@jackson@|$(property jackson.version)|g" \
    -e "s|@junit@|$(property junit.version)|g" -e "s|@bnd@|$(property bnd.version)|g" \
    -e "s|@surefire@|$(property surefire.version)|g" -e "s|@compiler@|$(plugin maven-compiler-plugin)|g" \
    -e "s|@resources@|$(plugin maven-resources-plugin)|g" "$1" >"$2"
}
template=$checkout/runtime/new-plugin
for file in pom.xml bnd.bnd README.md; do fill "$template/$file" "$folder/$file"; done
fill "$template/gitignore" "$folder/.gitignore"
for set in main test; do
  # shellcheck disable=SC2059
  for file in "$template/src/$set"/java/*.java; do fill "$file" "$folder/$(printf "$place" $set)/$(basename "$file")"; done
done
echo "$folder: mvn -q package && cp target/$name-1.0.0.jar <server>/plugins-dropin/"
