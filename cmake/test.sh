#!/usr/bin/env bash
# Builds everything and runs every test. The last line is ctest's summary.
set -euo pipefail
cd "$(dirname "$0")/.."

bash cmake/dependencies.sh
cmake --preset release -DWENGERT_TESTS=ON -DWENGERT_BENCH=ON
cmake --build --preset release
ctest --preset release | tee build/test.log
grep 'tests passed' build/test.log
