#!/usr/bin/env bash
# Builds the three examples and runs them on real data; the pictures are in build/demo/.
set -euo pipefail
cd "$(dirname "$0")/.."

bash cmake/dependencies.sh
cmake --preset release -DWENGERT_TESTS=OFF -DWENGERT_BENCH=OFF
cmake --build --preset release

bin=build/release/examples data=examples/data out=build/demo
mkdir -p "$out"
run() { printf '\n$ %s\n' "$*"; "$@"; }
run $bin/perceptron
run $bin/perceptron --data $data/breast_cancer.csv --label malignant \
    --plot $out/perceptron_breast_cancer.png
run $bin/perceptron --data $data/iris.csv --label species --positive virginica \
    --plot $out/perceptron_iris.png
run $bin/svm
run $bin/svm --data $data/breast_cancer.csv --label malignant --plot $out/svm_breast_cancer.png
run $bin/svm --data $data/iris.csv --label species --positive virginica \
    --features petal_length_cm,petal_width_cm --plot $out/svm_iris.png
run $bin/newton_lagrange --plot $out/newton_lagrange.png
printf '\nPictures: %s\n' "$(ls "$out"/*.png | tr '\n' ' ')"
