# Sourced by run.sh and test.sh: ends with a list of what is missing and the command that installs it.
missing=()
java_home=${JAVA_HOME:+$JAVA_HOME/bin/}
version=$("${java_home}javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p' || true)
if [ -z "$version" ] || [ "$version" -lt 17 ]; then
  missing+=("JDK 17 or newer (found: ${version:-none}):  apt-get install -y openjdk-17-jdk-headless")
fi
version=$(mvn -version 2>/dev/null | sed -n 's/.*Apache Maven \([0-9]*\.[0-9]*\).*/\1/p' || true)
if [ -z "$version" ] || [ "$(printf '3.8\n%s\n' "$version" | sort -V | head -1)" != 3.8 ]; then
  missing+=("Maven 3.8 or newer (found: ${version:-none}):  apt-get install -y maven")
fi
if [ ${#missing[@]} -gt 0 ]; then
  printf 'missing: %s\n' "${missing[@]}" >&2
  exit 1
fi
