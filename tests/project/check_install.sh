#!/usr/bin/env bash
# Installs the built project into a fresh prefix, then builds and runs another program against it.
# Arguments: build directory, this directory, C++ compiler.
set -euo pipefail
prefix=$(mktemp -d)
trap 'rm -rf "$prefix"' EXIT
cmake --install "$1" --prefix "$prefix/installed" >"$prefix/log" || { cat "$prefix/log"; exit 1; }
cmake -S "$2/consumer" -B "$prefix/consumer" -G Ninja -DCMAKE_PREFIX_PATH="$prefix/installed" \
  -DCMAKE_CXX_COMPILER="$3" -DCMAKE_BUILD_TYPE=Release >>"$prefix/log" || { cat "$prefix/log"; exit 1; }
cmake --build "$prefix/consumer"
"$prefix/consumer/consumer"
"$prefix/installed/bin/twin" --version
"$prefix/installed/bin/twin" check \
  "$prefix/installed/share/cytotwin/scenarios/immunotherapy/spheroid.toml"
