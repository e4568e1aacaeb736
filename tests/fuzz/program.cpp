#include "fuzz/program.hpp"

#include <functional>

namespace fuzz {

namespace {

// A value of the stack, from the back more often than not.
const Array& pick(const Arrays& stack, std::uint32_t which) {
  const std::size_t n = stack.size();
  return stack[which % 3 ? n - 1 - which / 3 % std::min<std::size_t>(n, 4) : which / 3 % n];
}

/// y in x's shape, by whatever means.
Array like(const Array& x, const Array& y) {
  if (y.shape() == x.shape() || y.ndim() == 0) return y;
  if (y.ndim() == 1 && x.ndim() > 0 && y.shape()[0] == x.shape().back()) return y;
  return wg::mean(y);
}

/// The integers 0 … n - 1 in some order, or with repetitions.
Array indices(std::int64_t n, std::uint32_t seed) {
  std::vector<std::int32_t> order;
  for (std::int64_t k = 0; k < n; ++k) order.push_back(std::int32_t((k * 7 + seed) % n));
  return Array(order);
}

using Operation = std::function<Array(const Arrays&, const Instruction&)>;

#define UNARY(expression)                         \
  [](const Arrays& stack, const Instruction& i) { \
    const Array& x = pick(stack, i.a);            \
    (void)i;                                      \
    return Array(expression);                     \
  }
#define BINARY(expression)                        \
  [](const Arrays& stack, const Instruction& i) { \
    const Array& x = pick(stack, i.a);            \
    const Array y = like(x, pick(stack, i.b));    \
    return Array(expression);                     \
  }

int axis_of(const Array& x, std::uint32_t which) { return int(which % std::uint32_t(x.ndim())); }

const std::vector<Operation>& smooth() {
  static const std::vector<Operation> all = {
      UNARY(wg::sin(x)),
      UNARY(wg::cos(x) * 1.5),
      UNARY(wg::tanh(x)),
      UNARY(wg::exp(-x * x)),
      UNARY(wg::log(1.5 + x * x)),
      UNARY(wg::sqrt(1 + x * x)),
      UNARY(wg::arctan(x)),
      UNARY(wg::erf(x)),
      UNARY(1 / (2 + wg::sin(x))),
      UNARY(wg::nn::softplus(x) - 1),
      UNARY(wg::logistic(3 * x)),
      UNARY(wg::pow(wg::sin(x), 3)),
      UNARY(wg::expm1(wg::sin(x))),
      UNARY(wg::log1p(wg::square(x)) * (0.1 * double(i.c % 20))),
      BINARY(x + y),
      BINARY(x - 0.5 * y),
      BINARY(x * wg::sin(y)),
      BINARY(x / (2 + wg::cos(y))),
      BINARY(wg::arctan2(x, 2 + wg::square(y))),
      BINARY(wg::logaddexp(x, y)),
      BINARY(wg::pow(1.5 + wg::sin(x), y / (1 + wg::square(y)))),
      BINARY(wg::where(i.c % 2 ? Array(true) : Array(false), x, y * wg::ones_like(x))),
      // shapes
      UNARY(x.ndim() ? wg::sum(x, axis_of(x, i.c)) / double(x.shape()[axis_of(x, i.c)]) : x),
      UNARY(wg::mean(x)),
      UNARY(x.T()),
      UNARY(wg::flip(x)),
      UNARY(wg::ravel(x)),
      UNARY(x.ndim() ? wg::roll(x, int(i.c % 5), axis_of(x, i.b)) : x),
      UNARY(x.ndim() < 3 && x.size() < 40 ? wg::broadcast_to(x,
                                                             [&] {
                                                               wg::Shape s = x.shape();
                                                               s.insert(0, 1 + i.c % 4);
                                                               return wg::Integers(s);
                                                             }())
                                          : x),
      UNARY(x.ndim() && x.size() < 60 ? wg::concatenate({x, 0.5 * x}, axis_of(x, i.c)) : x),
      UNARY(x.ndim() && x.size() < 60 ? wg::stack({x, wg::sin(x)}, axis_of(x, i.c)) : x),
      UNARY(x.ndim() && x.size() < 60
                ? wg::pad(x,
                          std::vector<wg::Padding>(
                              std::size_t(x.ndim()),
                              wg::Padding{std::int64_t(i.c % 3), 1, std::int64_t(i.b % 2)}),
                          0.3)
                : x),
      UNARY(x.ndim() ? x(wg::slice(std::int64_t(i.c % 2), wg::none, 1 + i.b % 2)) : x),
      UNARY(x.ndim() && x.shape()[0] > 0 ? x(-1) : x),
      UNARY(x.ndim() && x.shape()[0] > 0 ? wg::take(x, indices(x.shape()[0], i.c), 0) : x),
      UNARY(x.ndim() && x.shape()[0] > 1 ? Array(x.at(0).add(0.25)) : x),
      UNARY(x.ndim() && x.shape()[0] > 0 ? Array(x.at(indices(x.shape()[0], i.c)).add(0.5 * x))
                                         : x),
      UNARY(x.ndim() && x.shape()[0] > 0 ? Array(x.at(indices(x.shape()[0], i.c)).set(wg::cos(x)))
                                         : x),
      // contractions and linear algebra
      BINARY(x.ndim() == 2 ? Array(wg::matmul(x, wg::sin(x).T()) / double(1 + x.shape()[1]))
                           : Array(x * y)),
      BINARY(x.ndim() ? Array(wg::tensordot(x, wg::cos(y * wg::ones_like(x)),
                                            x.shape().back() == x.shape()[0] ? 1 : 0) /
                              double(1 + x.size()))
                      : x),
      UNARY(x.ndim() == 2 && x.shape()[0] == x.shape()[1] && x.shape()[0] > 0
                ? wg::linalg::solve(
                      3.0 * wg::eye(x.shape()[0], {}, 0, wg::float64) + wg::sin(x) * 0.3, x)
                : x),
      UNARY(x.ndim() == 2 && x.size() > 0
                ? wg::linalg::inv(wg::eye(x.shape()[0], {}, 0, wg::float64) +
                                  wg::matmul(wg::sin(x), wg::sin(x).T()))
                : x),
      // control flow
      UNARY(wg::fori_loop(
          0, int(1 + i.c % 4), [](Array k, Array v) { return wg::sin(v) + 0.1 * k; }, x)),
      UNARY(wg::while_loop([](std::pair<Array, Array> s) { return s.first < 3; },
                           [](std::pair<Array, Array> s) {
                             return std::pair{Array(s.first + 1),
                                              Array(0.5 * s.second + wg::cos(s.second))};
                           },
                           std::pair{Array(std::int32_t(i.c % 3)), x})
                .second),
      UNARY(x.ndim() && x.shape()[0] > 0 ? wg::scan(
                                               [](Array c, Array v) {
                                                 return std::pair{Array(0.5 * c + v),
                                                                  Array(wg::sin(c) * v)};
                                               },
                                               wg::zeros_like(x(0)), x)
                                               .second
                                         : x),
      UNARY(x.ndim() ? wg::cumsum(x, axis_of(x, i.c)) / 3 : x),
      UNARY(wg::cond(
          Array(i.c % 2 == 0), [](Array v) { return Array(wg::sin(v)); },
          [](Array v) { return Array(v * v); }, wg::tanh(x))),
      UNARY(x.ndim() && x.shape()[0] > 0
                ? wg::vmap([](Array v) { return Array(wg::sin(v) * wg::mean(v)); })(x)
                : x),
      UNARY(wg::jit([](Array v) { return Array(wg::cos(v) + 0.5 * v); })(x)),
  };
  return all;
}

const std::vector<Operation>& rough() {
  static const std::vector<Operation> all = {
      UNARY(wg::abs(x)),
      UNARY(wg::floor(3 * x) / 3),
      UNARY(wg::sign(x)),
      UNARY(wg::nn::relu(x)),
      UNARY(wg::round(x * 4) / 4),
      UNARY(wg::clip(x, -0.7, 0.9)),
      BINARY(wg::maximum(x, y)),
      BINARY(wg::minimum(x, y)),
      BINARY(wg::where(x > 0.1234567, x, y)),
      BINARY(wg::where(wg::logical_and(x<0.7654321, y> - 0.3141), 0.5 * x, y)),
      BINARY(wg::fmod(x, 1.5 + wg::square(y))),
      BINARY(wg::mod(x, 1.5 + wg::square(y))),
      BINARY(wg::copysign(x, y)),
      BINARY(wg::hypot(x, y)),
      UNARY(x.size() ? wg::max(x) : x),
      UNARY(x.ndim() && x.size() ? wg::min(x, axis_of(x, i.c)) : x),
      UNARY(x.ndim() ? wg::sort(x, axis_of(x, i.c)) : x),
      UNARY(x.ndim() && x.size() ? wg::argmax(x, axis_of(x, i.c)).astype(wg::float64) / 8 : x),
      UNARY(x.ndim() && x.size() ? wg::cummax(x, axis_of(x, i.c)) : x),
      UNARY(x.astype(wg::float32).astype(wg::float64)),
      UNARY((x * 8).astype(wg::int32).astype(wg::float64) / 8),
      UNARY((wg::bitwise_xor((x * 100).astype(wg::int64), 5) & 63).astype(wg::float64) / 64),
      UNARY(wg::prod(wg::where(wg::abs(x) > 1, 1.0, 1 + 0.1 * x))),
      UNARY(x.ndim() && x.size() ? wg::logsumexp(x, axis_of(x, i.c)) / 4 : x),
      UNARY(wg::real(wg::exp(x.astype(wg::complex128) * wg::Array(std::complex<double>(0, 1))))),
      UNARY(wg::cond(
          wg::mean(x) > 0.0123, [](Array v) { return Array(wg::sin(v)); },
          [](Array v) { return Array(0.5 * v); }, x)),
      UNARY(x.ndim() && x.shape()[0] > 0 ? wg::vmap([](Array v) {
        return wg::while_loop([](Array s) { return wg::mean(wg::abs(s)) > 0.6; },
                              [](Array s) { return 0.5 * s; }, v);
      })(x)
                                         : x),
      UNARY(x.ndim() && x.shape()[0] > 0 ? Array(x.at(indices(x.shape()[0], i.c)).max(0.2)) : x),
  };
  return all;
}
#undef UNARY
#undef BINARY

}  // namespace

const std::uint32_t smooth_operations = std::uint32_t(smooth().size());
const std::uint32_t operations = smooth_operations + std::uint32_t(rough().size());

Arrays run(const Program& program, const Arrays& inputs) {
  Arrays stack = inputs;
  for (const Instruction& i : program) {
    const Operation& op =
        i.op < smooth_operations ? smooth()[i.op] : rough()[i.op - smooth_operations];
    Array made = op(stack, i);
    if (made.size() <= 400) stack.push_back(std::move(made));
  }
  Array total = 0.0;
  double weight = 1;
  for (std::size_t k = inputs.size(); k < stack.size(); ++k, weight *= 0.9)
    if (stack[k].size() > 0) total = total + weight * wg::mean(stack[k]);
  return {total, stack.back()};
}

Program random_program(std::mt19937_64& random, std::size_t length, bool smooth_only) {
  Program program;
  for (std::size_t k = 0; k < length; ++k)
    program.push_back({std::uint32_t(random() % (smooth_only ? smooth_operations : operations)),
                       std::uint32_t(random()), std::uint32_t(random()), std::uint32_t(random())});
  return program;
}

Arrays random_inputs(std::mt19937_64& random) {
  const auto values = [&](wg::Shape shape) {
    std::vector<double> v;
    for (std::int64_t k = 0; k < shape.elements(); ++k)
      v.push_back(double(random() >> 11) * 0x1p-52 * 1.5 - 1.5 / 2);
    return Array(v, shape);
  };
  constexpr std::int64_t extents[] = {1, 2, 3, 4, 5, 8, 9, 17};
  const std::int64_t n = extents[random() % 8], m = extents[random() % 8];
  return {values({n}), values({m}), values({m, n}), values({})};
}

}  // namespace fuzz
