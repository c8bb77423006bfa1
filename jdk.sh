# Sourced by the launchers: finds a JDK, and builds a module with what it needs.

# The feature version of the JDK in a folder, or nothing where there is none.
jdk_version() {
  if [ -x "$1/bin/javac" ] && [ -f "$1/release" ]; then
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
  fi
}

# Sets jdk to the folder of a JDK of version 25 or newer: the one that JAVA_HOME or the path says, else one where JDKs
# usually are. Ends the script where there is none.
find_jdk() {
  local candidates=("${JAVA_HOME:-}") on_path found
  on_path=$(command -v javac || true)
  if [ -n "$on_path" ]; then
    candidates+=("$(dirname "$(dirname "$(realpath "$on_path")")")")
  fi
  candidates+=(/usr/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*)
  for jdk in "${candidates[@]}"; do
    found=$(jdk_version "$jdk")
    if [ "${found:-0}" -ge 25 ]; then
      return
    fi
  done
  echo "JDK 25 or newer was not found: install it (https://adoptium.net), or point JAVA_HOME at it." >&2
  exit 1
}

# Compiles a module of the folder root, without the gates, and writes its class path down; with its tests where the
# scope, runtime otherwise, is test. Ends the script where that fails.
build() {
  local module=$1 scope=${2:-runtime} phase=compile
  if [ "$scope" = test ]; then
    phase=test-compile
  fi
  if ! command -v mvn >/dev/null; then
    echo "Maven was not found: install version 3.8.7 or newer (https://maven.apache.org)." >&2
    exit 1
  fi
  # Maven's own lines are the progress; they are for a person, who is there at the first build.
  local quiet=-q
  if [ ! -f "$root/$module/target/ungated/class-path.txt" ]; then
    echo "Building Call Records. The first time Maven fetches some 130 MB, which can take minutes." >&2
    if [ -t 2 ]; then quiet=; fi
  fi
  # Maven runs on the JDK that it usually runs on, and its toolchains plugin finds the JDK to build with.
  if [ -z "${JAVA_HOME:-}" ] && ! command -v java >/dev/null; then
    export JAVA_HOME=$jdk
  fi
  # One compiler and one thread for garbage: Maven ends before more of them have earned what they cost.
  # To standard error: standard output is the program's own.
  # Maven ends with an escape sequence, into a pipe too, which no option of it prevents.
  if ! MAVEN_OPTS="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC ${MAVEN_OPTS:-}" \
    mvn ${quiet:+-q} -B -Dstyle.color=never -Pungated -f "$root/pom.xml" -pl "$module" -am "$phase" dependency:build-classpath \
    -Dmdep.outputFile="$root/$module/target/ungated/class-path.txt" -Dmdep.includeScope="$scope" \
    -Dmdep.regenerateFile=true </dev/null 2>&1 | sed "s/$(printf '\033')\[0m//g" >&2; then
    echo "The build failed, see above." >&2
    exit 1
  fi
}

# The class path of a module that was built.
class_path() {
  echo "$root/$1/target/ungated/classes:$(cat "$root/$1/target/ungated/class-path.txt")"
}
