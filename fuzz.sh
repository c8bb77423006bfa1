#!/usr/bin/env bash
# Lets a fuzzer look for inputs that break the functions: ./fuzz.sh --help
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$root/jdk.sh"

usage() {
  cat <<'HELP'
Usage: ./fuzz.sh [SECONDS] [NAME]

Runs each fuzz test of fuzz-tests/ for so many seconds (default: 60), as many at once as there are processors (at most
2), and prints how many inputs each has tried. NAME chooses those fuzz tests whose class or method holds it.

Inputs that reach new code are kept in fuzz-tests/target/fuzz/, and the next run begins with them. Ends with 1 when an
input breaks something, and says where that input is.
HELP
}

if [ "${1:-}" = --help ]; then
  usage
  exit 0
fi
seconds=${1:-60}
chosen=${2:-}
if ! [[ $seconds =~ ^[1-9][0-9]{0,5}$ ]]; then
  echo "SECONDS must be a whole number from 1." >&2
  usage >&2
  exit 2
fi

find_jdk
module=$root/fuzz-tests
package=dev/callrecords/fuzz
found=$module/target/fuzz
build fuzz-tests test

# Every method with the annotation, as `Class method`.
targets() {
  local file
  for file in "$module/src/test/java/$package"/*FuzzTest.java; do
    awk -v class="$(basename "$file" .java)" \
      '/@FuzzTest/ {on = 1} on && /void/ {sub(/.*void /, ""); sub(/\(.*/, ""); print class, $0; on = 0}' "$file"
  done | grep -F -- "$chosen"
}

fuzz() {
  local class=$1 method=$2
  local corpus=$found/$class/$method log=$found/$class.$method.log failed=0
  mkdir -p "$corpus"
  # Stack traces are limited: many inputs end in a caught exception, and deep traces dominate the cost.
  # Only main code is instrumented: the fuzzer must not learn the tests' assertions. JUnit's timeout would cover the
  # whole run; the fuzzer has one per input.
  (cd "$module" && exec "$jdk/bin/java" -XX:+UseSerialGC -Xmx1g -XX:MaxJavaStackTraceDepth=40 \
    -XX:+EnableDynamicAgentLoading --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -Djunit.jupiter.execution.timeout.mode=disabled \
    --class-path "$module/target/ungated/test-classes:$(class_path fuzz-tests)" com.code_intelligence.jazzer.Jazzer \
    --target_class="${package//\//.}.$class" --target_method="$method" --hooks=true \
    --instrument='dev.callrecords.aws.**,dev.callrecords.domain.**,dev.callrecords.dynamodb.**,dev.callrecords.http.**,dev.callrecords.lambda.**,dev.callrecords.s3.**' \
    --reproducer_path="$found" -dict="src/test/resources/$package/$class.dict" -max_len=4096 -timeout=10 \
    -rss_limit_mb=0 -max_total_time="$seconds" -print_final_stats=1 -artifact_prefix="$found/$class.$method." \
    "$corpus" "src/test/resources/$package/${class}Inputs") >"$log" 2>&1 || failed=$?
  local tried
  tried=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  if [ "$failed" = 0 ] && [ -n "$tried" ]; then
    printf '%11d  %s %s\n' "$tried" "$class" "$method"
  else
    printf '%11s  %s %s: see %s\n' BROKEN "$class" "$method" "$log"
    return 1
  fi
}

targets=$(targets) || { echo "No fuzz test has $chosen in its name." >&2; exit 2; }
mkdir -p "$found"
results=$found/results.txt
: >"$results"
# A process group per fuzz test, to kill all of its processes when this script is interrupted.
set -m
trap 'for job in $(jobs -p); do kill -- "-$job" 2>/dev/null || true; done' EXIT
running=0
while read -r class method; do
  if [ "$running" -ge "$(($(nproc) < 2 ? 1 : 2))" ]; then
    wait -n || true
    running=$((running - 1))
  fi
  fuzz "$class" "$method" | tee -a "$results" &
  running=$((running + 1))
done <<<"$targets"
wait

awk '{total += $1} END {printf "%11d  inputs in all\n", total}' "$results"
if grep -q BROKEN "$results"; then
  echo "The inputs that broke something are $found/<class>.<method>.crash-*, or .timeout-*: put each into"
  echo "fuzz-tests/src/test/resources/$package/<class>Inputs/<method>/ under a name that says what it is, and fix what it broke."
  exit 1
fi
