# Runs the README's shell blocks in order, as in a checkout whose build/release is the binary
# directory and with a home of its own; then compares what the first program prints, however built.
set -euo pipefail
source_dir=$1 binary_dir=$2 blocks=$3

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export HOME=$home
mkdir "$home/build"
ln -s "$source_dir/examples" "$home/examples"
ln -s "$binary_dir" "$home/build/release"
cp "$blocks/first.cpp" "$blocks/CMakeLists.txt" "$home"
cd "$home"
bash "$blocks/shell"
for program in build/first/first ./first; do
  $program | diff "$blocks/first.txt" -
done
