#!/usr/bin/env bash
# Serves the API on this machine: ./local.sh --help
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$root/jdk.sh"
find_jdk
build local

# exec passes signals on to the server.
exec "$jdk/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx512m --enable-native-access=ALL-UNNAMED \
  --class-path "$(class_path local)" \
  dev.callrecords.local.LocalServer --template "$root/template.yaml" "$@"
