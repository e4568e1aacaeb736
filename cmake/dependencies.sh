#!/usr/bin/env bash
# Installs what building and testing need on Debian or Ubuntu, and only what is missing.
set -euo pipefail

available() { apt-cache show "$1" > /dev/null 2>&1; }
missing() {
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2> /dev/null | grep -q 'ok installed' || echo "$package"
  done
}
as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }
apt_get() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" > /dev/null
}

if ! command -v apt-get > /dev/null; then
  echo "cmake/dependencies.sh: no apt-get here; taking the tools and libraries as they are" >&2
  exit 0
fi

packages=(g++ clang cmake ninja-build ccache pkg-config gnuplot-nox
          libeigen3-dev libgtest-dev libbenchmark-dev nlohmann-json3-dev)
updated=no
update_once() { [ "$updated" = yes ] || { apt_get update; updated=yes; }; }

if ! ls /usr/lib/llvm-{22,21,20,19,18,17}/lib/cmake/llvm/LLVMConfig.cmake > /dev/null 2>&1; then
  update_once
  for version in 22 19 21 20 18 17; do
    if available "llvm-$version-dev"; then packages+=("llvm-$version-dev"); break; fi
  done
fi

mapfile -t wanted < <(missing "${packages[@]}")
if [ "${#wanted[@]}" -gt 0 ]; then
  echo "installing ${wanted[*]}"
  update_once
  apt_get install --no-install-recommends "${wanted[@]}"
fi
