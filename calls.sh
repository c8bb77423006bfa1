#!/usr/bin/env bash
# The operator's command line for calls and API keys: ./calls.sh --help
set -euo pipefail
# Java would open another file as standard output, and write there.
if ! { true 3>&1; } 2>/dev/null; then
  echo "error: standard output is closed, and nothing was done: send it somewhere, such as to /dev/null" >&2
  exit 4
fi
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$root/jdk.sh"
find_jdk

# Whether a source is newer than the last build; of a folder that is: whether a file was added or removed.
is_stale() {
  local built=$root/admin/target/ungated/class-path.txt
  [ ! -f "$built" ] || [ -n "$(find "$root/pom.xml" "$root"/functions/{parent/pom.xml,pom.xml,src/main} \
    "$root"/admin/{pom.xml,src/main} -newer "$built" -print -quit)" ]
}

# In `calls.sh generate | calls.sh import` both start at once, and only one may build.
if is_stale; then
  mkdir -p "$root/admin/target/ungated"
  lock=$root/admin/target/ungated/build.lock
  until (set -o noclobber && echo $$ >"$lock") 2>/dev/null; do
    if ! kill -0 "$(cat "$lock" 2>/dev/null || echo 0)" 2>/dev/null; then
      rm -f "$lock"
    fi
    sleep 0.2
  done
  trap 'rm -f "$lock"' EXIT
  if is_stale; then
    build admin
  fi
  rm -f "$lock"
  trap - EXIT
fi

terminals=()
if [ -t 1 ]; then terminals+=(-Dcalls.out.terminal=true); fi
if [ -t 2 ]; then terminals+=(-Dcalls.err.terminal=true); fi

# The property selects one of two HTTP clients on the class path for the SDK's internal requests. exec passes signals on.
exec "$jdk/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -Xmx512m \
  -Dsoftware.amazon.awssdk.http.service.impl=software.amazon.awssdk.http.urlconnection.UrlConnectionSdkHttpService \
  ${terminals[@]+"${terminals[@]}"} --class-path "$(class_path admin)" dev.callrecords.admin.cli.Calls "$@"
