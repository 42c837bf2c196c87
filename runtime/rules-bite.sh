#!/usr/bin/env bash
# Shows that the build fails when a rule of it is broken: format, Error Prone, NullAway, drift of a run description. The rules
# for classes and manifests have RulesBiteTest. Makes a checkout of a few tiny modules with our own pom.xml and the checks of
# runtime/dist in a temporary folder, breaks one thing in each, and looks for the message. Takes half a minute.
# Arguments are passed to Maven (for example -o).
set -euo pipefail
cd "$(dirname "$0")/.."
. runtime/prerequisites.sh
checkout=$PWD
version=$(sed -n 's:^  <version>\(.*\)</version>:\1:p' pom.xml | head -1)
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT

# module NAME: one with a package whose only class is read from standard input
module() {
  local dir=$here/bundles/cc.dmart.$1
  mkdir -p "$dir/src/main/java/cc/dmart/$1"
  cat > "$dir/src/main/java/cc/dmart/$1/Thing.java"
  cat > "$dir/src/main/java/cc/dmart/$1/package-info.java" <<END
/** Broken on purpose. */
@NullMarked
package cc.dmart.$1;

import org.jspecify.annotations.NullMarked;
END
  cat > "$dir/pom.xml" <<END
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <parent>
    <groupId>cc.dmart</groupId>
    <artifactId>cc.dmart.parent</artifactId>
    <version>$version</version>
    <relativePath>../../pom.xml</relativePath>
  </parent>
  <artifactId>cc.dmart.$1</artifactId>
  <build>
    <plugins>
      <plugin>
        <groupId>biz.aQute.bnd</groupId>
        <artifactId>bnd-maven-plugin</artifactId>
      </plugin>
    </plugins>
  </build>
</project>
END
}

module whole <<'END'
package cc.dmart.whole;

/** Follows every rule. */
public final class Thing {
    /** Its name. */
    public String name() {
        return "thing";
    }
}
END

module misformatted <<'END'
package cc.dmart.misformatted;

/** Is indented by two. */
public final class Thing {
  /** Its name. */
  public String name() { return "thing"; }
}
END

module mistaken <<'END'
package cc.dmart.mistaken;

/** Compares by identity, which Error Prone knows of. */
public final class Thing {
    /** Whether it is one. */
    public boolean is(Integer one, Integer other) {
        return one == other;
    }
}
END

module nullable <<'END'
package cc.dmart.nullable;

/** Gives null where nothing says so. */
public final class Thing {
    /** Its name. */
    public String name() {
        return null;
    }
}
END

modules=$(cd "$here" && printf '<module>%s<\\/module>' bundles/* | sed 's,bundles/,bundles\\/,g')
sed -e '/<module>/d' -e "s/<modules>/<modules>$modules<module>runtime\/dist<\/module>/" pom.xml > "$here/pom.xml"
cp -r .mvn "$here/"

# the resolver as runtime/dist runs it, over the one bundle that breaks nothing; the committed list lacks it
mkdir -p "$here/runtime/dist" "$here/bndrun"
sed -n '/<build>/q;/<dependencies>/q;p' runtime/dist/pom.xml > "$here/runtime/dist/pom.xml"
{
  printf '<dependencies>\n'
  for artifact in cc.dmart:cc.dmart.whole org.jspecify:jspecify org.apache.felix:org.apache.felix.framework; do
    printf '<dependency><groupId>%s</groupId><artifactId>%s</artifactId>' "${artifact%:*}" "${artifact#*:}"
    case $artifact in cc.dmart:*) printf '<version>${project.version}</version>' ;; esac
    printf '<scope>compile</scope></dependency>\n'
  done
  printf '</dependencies>\n<build><plugins>\n'
  awk '/<plugin>/ { block = ""; inside = 1 } inside { block = block $0 "\n" }
    /<\/plugin>/ { inside = 0; if (block ~ /bnd-resolver-maven-plugin/) printf "%s", block }' runtime/dist/pom.xml
  printf '</plugins></build></project>\n'
} >> "$here/runtime/dist/pom.xml"
for run in server debug; do
  {
    sed -n '/^-runfw/p;/^-runee/p' bndrun/server.bndrun
    printf -- "-runrequires: bnd.identity;id='cc.dmart.whole'\n-runbundles: cc.dmart.gone;version='[1.0.0,2.0.0)'\n"
  } > "$here/bndrun/$run.bndrun"
done

log=$here/log
if (cd "$here" && mvn -B -ntp --fail-at-end verify "$@") > "$log" 2>&1; then
  echo "the build passed, though every rule was broken" >&2
  exit 1
fi
failed=0
# bites RULE MODULE MESSAGE: the module failed, and the log has the message
bites() {
  if grep -q "Failed to execute goal .* on project $2: " "$log" && grep -q -- "$3" "$log"; then
    echo "$1: the build fails: $(grep -m1 -o -- "$3.*" "$log" | cut -c1-120)"
  else
    echo "$1: NOT FOUND: a failure of $2 with: $3" >&2
    failed=1
  fi
}
bites "format" cc.dmart.misformatted "The following files had format violations"
bites "Error Prone" cc.dmart.mistaken "\[BoxedPrimitiveEquality\]"
bites "NullAway" cc.dmart.nullable "\[NullAway\] returning @Nullable expression"
bites "run description" cc.dmart.dist "exist in existing runbundles but missing in calculated"
if grep -q "Failed to execute goal .* on project cc.dmart.whole: " "$log"; then
  echo "cc.dmart.whole breaks nothing and failed" >&2
  failed=1
fi
if [ $failed = 1 ]; then
  mkdir -p "$checkout/target"
  cp "$log" "$checkout/target/rules-bite.log"
  echo "see target/rules-bite.log" >&2
fi
exit $failed
