#!/usr/bin/env bash
# Every source of ours reads as clang-format 14 writes it.
set -euo pipefail
cd "$1"
mapfile -t sources < <(git ls-files -co --exclude-standard '*.h' '*.cpp')
clang-format-14 --dry-run --Werror "${sources[@]}"
echo "${#sources[@]} files are formatted"
