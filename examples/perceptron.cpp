// A perceptron: x is positive with probability logistic(z), negative with logistic(-z), z = w·x +
// b. Gradient descent lowers the mean cross-entropy of the labels y, 0 or 1.
#include "common/linear_classifier.hpp"

namespace wg = wengert;
using examples::Params;
using wg::Array;

// 1 / (1 + exp(-z)), in the form whose derivative cannot overflow.
Array logistic(Array z) { return (1 + wg::tanh(z / 2)) / 2; }

// Of one point; 1e-8 keeps the logarithms finite.
Array loss(const Params& p, Array x, Array y) {
  Array z = wg::dot(p.w, x) + p.b;
  return -y * wg::log(logistic(z) + 1e-8) - (1 - y) * wg::log(logistic(-z) + 1e-8);
}

Array total(const Params& p, Array X, Array Y) {
  return wg::mean(wg::vmap(loss, {wg::none, 0, 0})(p, X, Y));
}

Params update(const Params& p, Array X, Array Y, Array rate) {
  return wg::tree_map([&](Array w, Array d) { return w - rate * d; }, p, wg::grad(total)(p, X, Y));
}

int main(int argc, char** argv) {
  return examples::run([&] {
    const examples::Method method{.about = "Tells two classes of points apart with a perceptron.",
                                  .negative = 0,
                                  .blobs_rate = 0.01,
                                  .table_rate = 0.5};
    examples::classify(argc, argv, method, wg::jit(total), wg::jit(update));
  });
}
