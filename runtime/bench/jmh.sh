#!/usr/bin/env bash
# Runs the JMH benchmarks of a bundle; they lie in its test sources as *Bench, compiled by every build and run by none.
#   runtime/bench/jmh.sh BUNDLE BENCH [JMH OPTION ...]     such as: runtime/bench/jmh.sh core AccessBench -f 1
set -eu
cd "$(dirname "$0")/../.."
bundle=bundles/cc.dmart.$1
bench=$2
shift 2
mvn -q -B -ntp -Pquick -pl "$bundle" -am test-compile dependency:build-classpath -Dmdep.outputFile=target/bench.classpath
out=$bundle/target/jmh
classpath=$bundle/target/test-classes:$bundle/target/classes:$(cat "$bundle/target/bench.classpath")
rm -rf "$out"
mkdir -p "$out"
javac -nowarn -Xlint:none -d "$out" -cp "$classpath" $(find "$bundle/src/test" -name "$bench.java")
exec java -cp "$out:$classpath" org.openjdk.jmh.Main ".*\.$bench\..*" "$@"
