// The gamma distribution and those made of it, as JAX draws them. Parameters broadcast; the result
// has their shape, or the one given, to which they must broadcast (ShapeError). The dtype is the
// default float's unless given.
#pragma once

#include "wengert/random.hpp"

namespace wengert::random {

/// The gamma distribution of shape parameters `a` (which broadcast to shape) and scale 1, as JAX
/// draws it (Marsaglia and Tsang 2000). A draw moves with `a` so that its place in the distribution
/// stays: such derivatives, unlike those of the rejection, are on average those of expectations
/// (Figurnov, Mohamed and Mnih 2018).
Array gamma(const Array& key, const Array& a, std::optional<Shape> shape = {},
            std::optional<Dtype> dtype = {});
/// Its logarithm, which is in range where gamma underflows for small a.
Array loggamma(const Array& key, const Array& a, std::optional<Shape> shape = {},
               std::optional<Dtype> dtype = {});
/// Draws from the beta distribution, and along a new last axis from Dirichlet's.
Array beta(const Array& key, const Array& a, const Array& b, std::optional<Shape> shape = {},
           std::optional<Dtype> dtype = {});
Array dirichlet(const Array& key, const Array& alpha, std::optional<Shape> shape = {},
                std::optional<Dtype> dtype = {});

}  // namespace wengert::random

#if WENGERT_BODIES
#include "wengert/api/loop.hpp"
#include "wengert/api/root.hpp"
#include "wengert/api/vmap.hpp"
#include "wengert/scipy/special.hpp"

namespace wengert::random {

namespace sampling {

enum class Scale : bool { linear, logarithmic };

// A draw for one shape parameter; of a < 1 from a + 1, times a power of a uniform number.
inline Array gamma_of(const Array& key, const Array& a, Scale scale) {
  const Dtype d = a.dtype();
  const Array large = a >= 1;
  const Array base = where(large, a, a + 1) - constant(d, 1.0 / 3);
  const Array c = constant(d, 1.0 / 3) / sqrt(base);
  const Array one = constant(d, 1);
  using Proposal = std::tuple<Array, Array, Array>;      // key, x, v
  using State = std::tuple<Array, Array, Array, Array>;  // key, x^2, v^3, u
  const Array first = random::split(key, 2);
  const auto result = while_loop(
      [&](State s) {
        const auto& [k, x2, v, u] = s;
        return (u >= 1 - constant(d, 0.0331) * (x2 * x2)) &
               (log(u) >= x2 * 0.5 + base * ((1 - v) + log(v)));
      },
      [&](State s) {
        const Array keys = random::split(std::get<0>(s), 3);
        const auto proposal = while_loop([](Proposal p) { return std::get<2>(p) <= 0; },
                                         [&](Proposal p) {
                                           const Array both = random::split(std::get<0>(p), 2);
                                           const Array x = normal(both(1), {}, d);
                                           return Proposal{both(0), x, 1 + x * c};
                                         },
                                         Proposal{keys(1), constant(d, 0), constant(d, -1)});
        const auto& [k, x, v] = proposal;
        return State{keys(0), x * x, (v * v) * v, uniform(keys(2), {}, 0, 1, d)};
      },
      State{first(0), constant(d, 0), one, constant(d, 2)});
  const Array v = std::get<2>(result);
  if (scale == Scale::logarithmic) {
    const Array power = -exponential(first(1), {}, d);
    return log(base) + log(v) + where(large | (power == 0), 0, power / a);
  }
  const Array samples = 1 - uniform(first(1), {}, 0, 1, d);
  return base * v * where(large, one, pow(samples, 1 / a));
}

// What stays where it is while a draw e**y moves with its parameter: a function of the distribution
// function P(a, x), and one whose derivatives neither underflow nor cancel. It is log P = a y - x -
// log Γ(a + 1) + log S below the mean, S being P's series; log Q = a y - x - log Γ(a) + log F above
// it, F being Q's fraction; and for large a the normal number z of Cornish and Fisher's expansion
// x = a + z sqrt(a) + (z^2 - 1) / 3 + (z^3 - 7 z) / (36 sqrt(a)) + O(1 / a).
inline Array level_of(const Array& a, const Array& y) {
  using namespace scipy::special::parts;
  constexpr double wide = 1e5;
  const Array some = minimum(a, wide), x = exp(y), below = x < some + 1;
  const Array small = where(below, x, 0.5 * some), large = where(below, some + 2, x);
  const Array common = some * y - x;
  const Array log_p = common - lgamma(some + 1) + log(gamma_series(some, small));
  const Array log_q = common - lgamma(some) + log(gamma_fraction(some, large));

  const Array many = maximum(a, wide), root = sqrt(many), u = (x - many) / root;
  Array z = u;
  for (int k = 0; k < 3; ++k) z = u - (z * z - 1) / (3 * root) - (z * z * z - 7 * z) / (36 * many);
  return where(a > wide, z, where(below, log_p, log_q));
}

// Element by element, so its derivatives are products with slopes, which forward mode finds:
// reverse mode has no loops to turn round.
inline Array level(const Array& given_a, const Array& given_y) {
  const auto rule = [](Array a, Array y, Array da, Array dy) {
    const Array one = ones_like(a);
    const auto along_a =
        jvp([&](Array b) { return level_of(b, y); }, std::tuple{a}, std::tuple{one});
    const auto along_y =
        jvp([&](Array z) { return level_of(a, z); }, std::tuple{y}, std::tuple{one});
    return std::pair{Array(along_a.first), Array(along_a.second * da + along_y.second * dy)};
  };
  return custom_jvp([](Array a, Array y) { return level_of(a, y); }, rule)(given_a, given_y);
}

inline Array gammas(const char* function, const Array& key, const Array& given,
                    const std::optional<Shape>& wanted, std::optional<Dtype> dtype, Scale scale) {
  require_key(function, key);
  const Dtype d = floating(function, dtype), precise = d == float64 ? float64 : float32;
  const Shape shape = shape_or(function, wanted, given.shape());
  if (shape.elements() == 0) return zeros(Integers(shape), d);
  const Array keys = split(key, shape.elements());
  const Array a = broadcast_to(given.astype(d), Integers(shape)).ravel();
  const auto place = [&](Array drawn) {
    const Array order = a.astype(precise), x = drawn.astype(precise);
    if (scale == Scale::logarithmic) return level(order, x).astype(d);
    const Array present = x > 0;  // what underflows stays 0
    return Array(where(present, level(order, log(where(present, x, 1))), x)).astype(d);
  };
  const auto draw = [&](const auto&, const Array&) {
    return Array(vmap([scale](Array k, Array one) { return gamma_of(k, one, scale); })(keys, a));
  };
  const auto divide = [](const auto& slope, const Array& y) {
    return Array(y / slope(ones_like(y)));
  };
  return custom_root(place, zeros_like(a), draw, divide).reshape(Integers(shape));
}

}  // namespace sampling

WENGERT_API Array gamma(const Array& key, const Array& a, std::optional<Shape> shape,
                        std::optional<Dtype> dtype) {
  return sampling::gammas("random::gamma", key, a, shape, dtype, sampling::Scale::linear);
}
WENGERT_API Array loggamma(const Array& key, const Array& a, std::optional<Shape> shape,
                           std::optional<Dtype> dtype) {
  return sampling::gammas("random::loggamma", key, a, shape, dtype, sampling::Scale::logarithmic);
}

// Quotients of gamma variates, from their logarithms: small parameters would make all of them 0.
WENGERT_API Array beta(const Array& key, const Array& a, const Array& b,
                       std::optional<Shape> wanted, std::optional<Dtype> dtype) {
  sampling::require_key("random::beta", key);
  const Shape least = broadcast("random::beta", a.shape(), b.shape());
  const Shape shape = sampling::shape_or("random::beta", wanted, least);
  const Array keys = split(key);
  const Array x = loggamma(keys(0), a, shape, dtype), y = loggamma(keys(1), b, shape, dtype);
  const Array larger = maximum(x, y), above = exp(x - larger);
  return above / (above + exp(y - larger));
}

WENGERT_API Array dirichlet(const Array& key, const Array& alpha, std::optional<Shape> wanted,
                            std::optional<Dtype> dtype) {
  if (alpha.ndim() == 0)
    throw ShapeError(cat("random::dirichlet: alpha has type ", alpha.type(), "; it needs an axis"));
  Shape shape = wanted.value_or(Shape(std::span(alpha.shape().data(), alpha.shape().size() - 1)));
  shape.push_back(alpha.shape().back());
  const Array x = loggamma(key, alpha, shape, dtype);
  const Array powers = exp(x - max(x, -1, keepdims));
  return powers / sum(powers, -1, keepdims);
}

}  // namespace wengert::random
#endif
