#!/usr/bin/env bash
# Serves the API on this machine: ./local.sh --help
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# The feature version of the JDK in a folder, or 0 where there is none.
jdk_version() {
  if [ -x "$1/bin/javac" ] && [ -x "$1/bin/java" ]; then
    "$1/bin/java" -XshowSettings:properties -version 2>&1 |
      sed -n 's/^ *java.specification.version = \([0-9]*\)$/\1/p'
  else
    echo 0
  fi
}

# The folder of a JDK of version 25 or newer: the one that JAVA_HOME or the path says, else one where JDKs usually are.
find_jdk() {
  local candidates=("${JAVA_HOME:-}") on_path found
  on_path=$(command -v javac || true)
  if [ -n "$on_path" ]; then
    candidates+=("$(dirname "$(dirname "$(realpath "$on_path")")")")
  fi
  if [ -x /usr/libexec/java_home ] && found=$(/usr/libexec/java_home -v 25+ 2>/dev/null); then
    candidates+=("$found")
  fi
  candidates+=(/usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*)
  for candidate in "${candidates[@]}"; do
    found=$(jdk_version "$candidate")
    if [ "${found:-0}" -ge 25 ]; then
      echo "$candidate"
      return
    fi
  done
  return 1
}

if ! jdk=$(find_jdk); then
  echo "JDK 25 or newer was not found: install it (https://adoptium.net), or point JAVA_HOME at it." >&2
  exit 1
fi
if ! command -v mvn >/dev/null; then
  echo "Maven was not found: install version 3.8.7 or newer (https://maven.apache.org)." >&2
  exit 1
fi

# Maven runs on the JDK that it usually runs on, and its toolchains plugin finds the JDK to build with.
if [ -z "${JAVA_HOME:-}" ] && ! command -v java >/dev/null; then
  export JAVA_HOME=$jdk
fi
class_path_file=$root/local/target/ungated/class-path.txt
if ! mvn -q -B -Dstyle.color=never -Pungated -f "$root/pom.xml" -pl local -am compile dependency:build-classpath \
  -Dmdep.outputFile="$class_path_file" -Dmdep.includeScope=runtime </dev/null; then
  echo "The build failed, see above." >&2
  exit 1
fi

# exec: a signal to this script is one to the server.
exec "$jdk/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx512m --enable-native-access=ALL-UNNAMED \
  --class-path "$root/local/target/ungated/classes:$(cat "$class_path_file")" \
  dev.callrecords.local.LocalServer --template "$root/template.yaml" "$@"
