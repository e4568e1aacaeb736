// A support vector machine: of the planes w·x + b = 0 that keep the labels y, -1 or 1, at a
// distance of one, the one with the widest margin. Points on the wrong side pay the hinge max(0, 1
// - y (w·x + b)).
#include "common/linear_classifier.hpp"

namespace wg = wengert;
using examples::Params;
using wg::Array;

Array hinge(const Params& p, Array x, Array y) {
  return wg::maximum(0.0, 1.0 - y * (wg::dot(p.w, x) + p.b));
}

Array total(const Params& p, Array X, Array Y) {
  return 0.05 * wg::dot(p.w, p.w) + wg::mean(wg::vmap(hinge, {wg::none, 0, 0})(p, X, Y));
}

Params update(const Params& p, Array X, Array Y, Array rate) {
  return wg::tree_map([&](Array w, Array d) { return w - rate * d; }, p, wg::grad(total)(p, X, Y));
}

int main(int argc, char** argv) {
  return examples::run([&] {
    const examples::Method method{
        .about = "Tells two classes of points apart with a support vector machine.",
        .negative = -1,
        .blobs_rate = 0.1,
        .table_rate = 0.1};
    examples::classify(argc, argv, method, wg::jit(total), wg::jit(update));
  });
}
