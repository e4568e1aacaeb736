set -euo pipefail
cmake=$1 binary_dir=$2 consumer=$3

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$cmake" --install "$binary_dir" --prefix "$scratch/installed" > /dev/null
mv "$scratch/installed" "$scratch/moved"
"$cmake" -S "$consumer" -B "$scratch/build" -G Ninja -DCMAKE_PREFIX_PATH="$scratch/moved"
"$cmake" --build "$scratch/build"
for target in headers compiled; do
  [ "$("$scratch/build/$target")" = "[2. 4.] [2. 4.]" ]
done
