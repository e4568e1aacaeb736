// Random numbers: counter-based, from explicit keys, bit for bit those of JAX.
//
// Threefry-2x32 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3") in the order
// that JAX calls partitionable: element i of an array is made from block i of the key's stream,
// whatever the shape. A key is an Array u32[2]; split it rather than use it twice.
#pragma once

#include <cstdint>
#include <optional>

#include "wengert/array/factories.hpp"
#include "wengert/numpy/elementwise.hpp"

namespace wengert::random {

/// The key of a seed: its high and its low 32 bits.
Array key(std::int64_t seed);
inline Array PRNGKey(std::int64_t seed) { return key(seed); }
/// n keys, of shape (n, 2), independent of each other and of the key.
///   Array keys = split(key);  normal(keys(0), {3});
Array split(const Array& key, std::int64_t n = 2);
/// A key for item `data` (taken mod 2^32) of a stream.
Array fold_in(const Array& key, const Array& data);

/// Random bits as unsigned integers of the dtype. Throws DtypeError for any other dtype.
Array bits(const Array& key, const Integers& shape, Dtype dtype = uint32);
/// Uniform in [low, high): 23 random bits in float32, 52 in float64. The default dtype is the
/// default float.
Array uniform(const Array& key, const Integers& shape = {}, double low = 0.0, double high = 1.0,
              std::optional<Dtype> dtype = {});
/// The same between Arrays of bounds, which broadcast to the shape.
Array uniform(const Array& key, const Integers& shape, const Array& low, const Array& high,
              std::optional<Dtype> dtype = {});
/// Normal with mean 0 and variance 1: sqrt(2) erf_inv of a uniform on (-1, 1).
Array normal(const Array& key, const Integers& shape = {}, std::optional<Dtype> dtype = {});
/// Normal, restricted to (low, high).
Array truncated_normal(const Array& key, double low, double high, const Integers& shape = {},
                       std::optional<Dtype> dtype = {});
/// Exponential with rate 1.
Array exponential(const Array& key, const Integers& shape = {}, std::optional<Dtype> dtype = {});
/// Standard Gumbel: -log(-log(u)).
Array gumbel(const Array& key, const Integers& shape = {}, std::optional<Dtype> dtype = {});
/// Laplace with mean 0 and scale 1.
Array laplace(const Array& key, const Integers& shape = {}, std::optional<Dtype> dtype = {});

/// Integers in [low, high); the default dtype is the default integer. Where high <= low all are
/// low.
Array randint(const Array& key, const Integers& shape, std::int64_t low, std::int64_t high,
              std::optional<Dtype> dtype = {});
/// True with probability p. The shape is that of p unless given.
Array bernoulli(const Array& key, const Array& p = 0.5, std::optional<Shape> shape = {});
/// Indices drawn with probabilities softmax(logits) along an axis, by the Gumbel-max trick; one for
/// each row of logits unless a shape is given, whose last extents are those rows.
Array categorical(const Array& key, const Array& logits, int axis = -1,
                  std::optional<Shape> shape = {});

/// 0 … n - 1 in random order.
Array permutation(const Array& key, std::int64_t n);
/// x in random order along an axis.
Array permutation(const Array& key, const Array& x, int axis = 0);

Array cauchy(const Array& key, const Integers& shape = {}, std::optional<Dtype> dtype = {});
Array logistic(const Array& key, const Integers& shape = {}, std::optional<Dtype> dtype = {});
/// -1 or 1.
Array rademacher(const Array& key, const Integers& shape = {}, std::optional<Dtype> dtype = {});

enum class Replace : bool { no, yes };
/// Numbers below n, or slices of x along an axis: with replacement, or each at most once.
Array choice(const Array& key, std::int64_t n, const Integers& shape,
             Replace replace = Replace::yes, std::optional<Array> p = {});
Array choice(const Array& key, const Array& x, const Integers& shape,
             Replace replace = Replace::yes, std::optional<Array> p = {}, int axis = 0);

/// Normal vectors of that mean (…, n) and covariance (…, n, n), by its Cholesky factor.
Array multivariate_normal(const Array& key, const Array& mean, const Array& covariance,
                          std::optional<Shape> shape = {}, std::optional<Dtype> dtype = {});

}  // namespace wengert::random

#if WENGERT_BODIES
#include <cmath>

#include "wengert/linalg.hpp"
#include "wengert/numpy/cumulative.hpp"
#include "wengert/numpy/einsum.hpp"
#include "wengert/numpy/indexing.hpp"
#include "wengert/numpy/manipulation.hpp"
#include "wengert/numpy/reduction.hpp"
#include "wengert/numpy/sorting.hpp"
#include "wengert/ops/manifest.hpp"

namespace wengert::random {

namespace sampling {

inline void require_key(const char* function, const Array& key) {
  if (key.dtype() != uint32)
    throw DtypeError(
        cat(function, ": the key is ", key.type(), "; make one with random::key(seed)"));
  if (key.shape() != Shape{2})
    throw ShapeError(cat(function, ": the key is ", key.type(),
                         ", not u32[2]; take one of several with keys(k), or vmap"));
}

inline void require_probabilities(const char* function, const char* name, const Array& p) {
  if (!is_floating(p.dtype()))
    throw DtypeError(cat(function, ": ", name, " is ", p.type(),
                         "; it must be floating, convert it with astype"));
}

inline Shape shape_or(const char* function, const std::optional<Shape>& shape, const Shape& least) {
  if (shape && broadcast(function, *shape, least) != *shape)
    throw ShapeError(
        cat(function, ": parameters of shape ", least, " do not broadcast to ", *shape));
  return shape.value_or(least);
}

inline Dtype floating(const char* function, std::optional<Dtype> dtype) {
  const Dtype d = dtype.value_or(default_float());
  if (!is_floating(d)) throw DtypeError(cat(function, ": ", d, " is not a floating dtype"));
  return d;
}

inline Array constant(Dtype d, auto value) { return Array(Tensor(Constant(d, value))); }

/// 64 random bits for each block (high, low).
inline Array blocks(const Array& key, const Array& high, const Array& low) {
  return apply_primitive(primitive<ops::Threefry2x32>(), {},
                         {key(0).handle(), key(1).handle(), high.handle(), low.handle()});
}

/// 64 random bits for each element of a shape.
inline Array stream(const char* function, const Array& key, const Shape& shape) {
  require_key(function, key);
  require_array(function, {uint64, shape});
  const std::int64_t n = shape.elements();
  const auto count = [&](Dtype d) {
    return apply_primitive(primitive<ops::Iota>(),
                           {{"dtype", d}, {"shape", Shape{n}}, {"dimension", 0}}, {});
  };
  Array words;
  if (n <= std::int64_t(1) << 32) {
    words = blocks(key, constant(uint32, 0), count(uint32));
  } else {
    const Array i = count(uint64);
    words = blocks(key, Array(i >> 32).astype(uint32), i.astype(uint32));
  }
  return words.reshape(shape);
}

/// A block as the two words of a key, along a new last axis.
inline Array as_key(const Array& words) {
  return stack({Array(words >> 32).astype(uint32), words.astype(uint32)}, -1);
}

// The bits of a significand that are drawn, and of how many random bits they are the first.
struct Significand {
  int drawn, of;
};
inline Significand significand(Dtype d) {
  switch (d) {
    case Dtype::f16:
      return {10, 16};
    case Dtype::bf16:
      return {7, 8};
    case Dtype::f32:
      return {23, 32};
    default:
      return {52, 64};
  }
}

/// Uniform in [0, 1).
inline Array unit(const char* function, const Array& key, const Shape& shape, Dtype d) {
  const auto [drawn, of] = significand(d);
  const Dtype word = of == 8 ? uint8 : of == 16 ? uint16 : of == 32 ? uint32 : uint64;
  require_key(function, key);
  return (bits(key, shape, word) >> (of - drawn)).astype(d) * std::ldexp(1.0, -drawn);
}

/// Uniform in [low, high). In float32 rounded once, as by the FMA that XLA makes of it: the product
/// of two significands is exact in float64.
inline Array between(const char* function, const Array& key, const Shape& shape, const Array& low,
                     const Array& high, Dtype d) {
  const Array u = unit(function, key, shape, d), span = high - low;
  if (d != float32) return maximum(low, u * span + low);
  return maximum(low, Array(u.astype(float64) * span + low).astype(float32));
}

/// Uniform in (-1, 1): from the least value above -1 on. Doubling is exact, so this rounds once.
inline Array symmetric(const char* function, const Array& key, const Shape& shape, Dtype d) {
  const double low = std::ldexp(1.0, -significand(d).drawn - 1) - 1;
  return maximum(low, 2.0 * unit(function, key, shape, d) + low);
}

/// x sorted by random keys. Rounds as in JAX: enough that all strings of keys differ almost surely.
inline Array shuffled(Array key, Array x) {
  const double size = double(std::max<std::int64_t>(1, x.size()));
  const int rounds = int(std::ceil(3 * std::log(size) / std::log(4294967295.0)));
  for (int k = 0; k < rounds; ++k) {
    const Array keys = split(key);
    key = keys(0);
    const Handle operands[] = {bits(keys(1), x.shape()).handle(), x.handle()};
    x = Array(bind(primitive<ops::Sort>(), {{"dimension", 0}, {"num_keys", 1}}, operands)[1]);
  }
  return x;
}

}  // namespace sampling

WENGERT_API Array key(std::int64_t seed) {
  const std::uint32_t words[] = {std::uint32_t(std::uint64_t(seed) >> 32), std::uint32_t(seed)};
  return Array(std::span<const std::uint32_t>(words));
}

WENGERT_API Array split(const Array& key, std::int64_t n) {
  return sampling::as_key(sampling::stream("random::split", key, {n}));
}

WENGERT_API Array fold_in(const Array& key, const Array& data) {
  sampling::require_key("random::fold_in", key);
  return sampling::as_key(
      sampling::blocks(key, sampling::constant(uint32, 0), data.astype(uint32)));
}

WENGERT_API Array bits(const Array& key, const Integers& shape, Dtype dtype) {
  if (kind_of(dtype) != Kind::unsigned_integer)
    throw DtypeError(cat("random::bits: ", dtype, " is not an unsigned integer dtype"));
  const Array words = sampling::stream("random::bits", key, shape);
  if (dtype == uint64) return words;
  return Array(words ^ (words >> 32)).astype(uint32).astype(dtype);
}

WENGERT_API Array uniform(const Array& key, const Integers& shape, double low, double high,
                          std::optional<Dtype> dtype) {
  const Dtype d = sampling::floating("random::uniform", dtype);
  if (low == 0 && high == 1) return sampling::unit("random::uniform", key, shape, d);
  return sampling::between("random::uniform", key, shape, sampling::constant(d, low),
                           sampling::constant(d, high), d);
}

WENGERT_API Array uniform(const Array& key, const Integers& shape, const Array& low,
                          const Array& high, std::optional<Dtype> dtype) {
  const Dtype d = sampling::floating("random::uniform", dtype);
  return sampling::between("random::uniform", key, shape, low.astype(d), high.astype(d), d);
}

WENGERT_API Array normal(const Array& key, const Integers& shape, std::optional<Dtype> dtype) {
  const Dtype d = sampling::floating("random::normal", dtype);
  return std::sqrt(2.0) * erf_inv(sampling::symmetric("random::normal", key, shape, d));
}

WENGERT_API Array truncated_normal(const Array& key, double low, double high, const Integers& shape,
                                   std::optional<Dtype> dtype) {
  const Dtype d = sampling::floating("random::truncated_normal", dtype);
  const Array root = sampling::constant(d, std::sqrt(2.0)), a = sampling::constant(d, low),
              b = sampling::constant(d, high);
  const Array u =
      sampling::between("random::truncated_normal", key, shape, erf(a / root), erf(b / root), d);
  return clip(root * erf_inv(u), nextafter(a, sampling::constant(d, inf)),
              nextafter(b, sampling::constant(d, -inf)));
}

WENGERT_API Array exponential(const Array& key, const Integers& shape, std::optional<Dtype> dtype) {
  const Dtype d = sampling::floating("random::exponential", dtype);
  return -log1p(-sampling::unit("random::exponential", key, shape, d));
}

WENGERT_API Array gumbel(const Array& key, const Integers& shape, std::optional<Dtype> dtype) {
  const Dtype d = sampling::floating("random::gumbel", dtype);
  const double tiny = std::ldexp(1.0, d == float16 ? -14 : d == float64 ? -1022 : -126);
  return -log(-log(maximum(tiny, sampling::unit("random::gumbel", key, shape, d) + tiny)));
}

WENGERT_API Array laplace(const Array& key, const Integers& shape, std::optional<Dtype> dtype) {
  const Dtype d = sampling::floating("random::laplace", dtype);
  const Array u = sampling::symmetric("random::laplace", key, shape, d);
  return sign(u) * log1p(-abs(u));
}

WENGERT_API Array randint(const Array& key, const Integers& shape, std::int64_t low,
                          std::int64_t high, std::optional<Dtype> dtype) {
  const Dtype d = dtype.value_or(default_int());
  if (!is_integer(d)) throw DtypeError(cat("random::randint: ", d, " is not an integer dtype"));
  const int width = 8 * size_of(d);
  const bool is_signed = kind_of(d) == Kind::signed_integer;
  const std::int64_t least = is_signed ? -(std::int64_t(1) << (width - 1)) : 0;
  const std::int64_t greatest =
      width == 64 ? INT64_MAX : (std::int64_t(1) << (width - (is_signed ? 1 : 0))) - 1;
  const std::int64_t from = std::clamp(low, least, greatest),
                     to = std::clamp(high, least, greatest);
  std::uint64_t span =
      to <= from ? 1 : std::uint64_t(to) - std::uint64_t(from) + (high > greatest ? 1 : 0);
  const Dtype word = width == 8 ? uint8 : width == 16 ? uint16 : width == 32 ? uint32 : uint64;
  if (width < 64) span &= (std::uint64_t(1) << width) - 1;

  // Twice as many bits as the dtype has, mod span: bias falls as span^2 / 2^(2 width). A span of 0
  // is the whole range, where every remainder is the number itself. The square wraps, as it does in
  // JAX.
  const Array keys = split(key);
  const Array lower = bits(keys(1), shape, word);
  Array offset = lower;
  if (span != 0) {
    const std::uint64_t half = (std::uint64_t(1) << (width / 2)) % span;
    const std::uint64_t square =
        width < 64 ? half * half & ((std::uint64_t(1) << width) - 1) : half * half;
    const Array n = sampling::constant(word, span),
                multiplier = sampling::constant(word, square % span);
    offset = (bits(keys(0), shape, word) % n * multiplier + lower % n) % n;
  }
  return sampling::constant(d, from) + offset.astype(d);
}

WENGERT_API Array bernoulli(const Array& key, const Array& p, std::optional<Shape> shape) {
  sampling::require_probabilities("random::bernoulli", "p", p);
  const Shape drawn = sampling::shape_or("random::bernoulli", shape, p.shape());
  return sampling::unit("random::bernoulli", key, drawn, p.dtype()) < p;
}

WENGERT_API Array categorical(const Array& key, const Array& logits, int axis,
                              std::optional<Shape> shape) {
  sampling::require_key("random::categorical", key);
  sampling::require_probabilities("random::categorical", "logits", logits);
  const int a = normalize_axis("random::categorical", axis, logits.ndim());
  Shape rows = logits.shape();
  rows.erase(std::size_t(a));
  Shape drawn = shape.value_or(rows);
  // One Gumbel variate per logit and draw; the axis keeps its place counted from the back.
  const int from_back = logits.ndim() - a;
  if (drawn.rank() < rows.rank() || broadcast("random::categorical", drawn, rows) != drawn)
    throw ShapeError(cat("random::categorical: shape ", drawn, " does not end in the rows ", rows,
                         " of logits ", logits.type()));
  drawn.insert(std::size_t(drawn.rank() + 1 - from_back), logits.shape()[a]);
  return argmax(gumbel(key, drawn, logits.dtype()) + logits, -from_back);
}

WENGERT_API Array permutation(const Array& key, std::int64_t n) {
  sampling::require_key("random::permutation", key);
  if (n < 0) throw ValueError(cat("random::permutation: n is ", n, "; it must not be negative"));
  return sampling::shuffled(key, arange(n));
}

WENGERT_API Array permutation(const Array& key, const Array& x, int axis) {
  sampling::require_key("random::permutation", key);
  const int a = normalize_axis("random::permutation", axis, x.ndim());
  if (x.ndim() == 1) return sampling::shuffled(key, x);
  return take(x, sampling::shuffled(key, arange(x.shape()[a])), a);
}

WENGERT_API Array cauchy(const Array& key, const Integers& shape, std::optional<Dtype> dtype) {
  const Dtype d = sampling::floating("random::cauchy", dtype);
  const double tiny = std::ldexp(1.0, d == float16    ? -10
                                      : d == float64  ? -52
                                      : d == bfloat16 ? -7
                                                      : -23);
  return tan(pi * (uniform(key, shape, tiny, 1, d) - 0.5));
}
WENGERT_API Array logistic(const Array& key, const Integers& shape, std::optional<Dtype> dtype) {
  const Dtype d = sampling::floating("random::logistic", dtype);
  const double tiny = std::ldexp(1.0, d == float16    ? -10
                                      : d == float64  ? -52
                                      : d == bfloat16 ? -7
                                                      : -23);
  const Array u = uniform(key, shape, tiny, 1, d);
  return log(u / (1 - u));
}
WENGERT_API Array rademacher(const Array& key, const Integers& shape, std::optional<Dtype> dtype) {
  const Array heads = bernoulli(key, sampling::constant(default_float(), 0.5), Shape(shape));
  return (2 * heads.astype(dtype.value_or(default_int())) - 1);
}

WENGERT_API Array choice(const Array& key, std::int64_t n, const Integers& shape, Replace replace,
                         std::optional<Array> p) {
  sampling::require_key("random::choice", key);
  const std::int64_t drawn = Shape(shape).elements();
  if (n < 1 && drawn > 0)
    throw ValueError(
        cat("random::choice: nothing to choose from: n is ", n, "; it must be positive"));
  if (replace == Replace::no && drawn > n)
    throw ValueError(cat("random::choice: ", drawn, " different ones of ", n,
                         "; draw fewer, or with replacement"));
  if (p && (p->ndim() != 1 || p->size() != n))
    throw ShapeError(
        cat("random::choice: p has type ", p->type(), "; it must have ", n, " entries"));
  if (p) sampling::require_probabilities("random::choice", "p", *p);
  if (!p) {
    if (replace == Replace::yes) return randint(key, shape, 0, n);
    return permutation(key, n)(slice(0, drawn)).reshape(shape);
  }
  if (replace == Replace::yes) {
    const Array total = cumsum(*p);
    const Array r = total(-1) * (1 - uniform(key, shape, 0, 1, p->dtype()));
    return searchsorted(total, r);
  }
  // The Gumbel trick: the largest perturbed logarithms, largest first.
  const Array perturbed = -gumbel(key, {n}, p->dtype()) - log(*p);
  return argsort(perturbed)(slice(0, drawn)).reshape(shape);
}
WENGERT_API Array choice(const Array& key, const Array& x, const Integers& shape, Replace replace,
                         std::optional<Array> p, int axis) {
  const int d = normalize_axis("random::choice", axis, x.ndim());
  return take(x, choice(key, x.shape()[d], shape, replace, std::move(p)), d);
}

WENGERT_API Array multivariate_normal(const Array& key, const Array& mean, const Array& covariance,
                                      std::optional<Shape> wanted, std::optional<Dtype> dtype) {
  const Dtype d = sampling::floating("random::multivariate_normal", dtype);
  if (mean.ndim() < 1 || covariance.ndim() < 2 || covariance.shape().back() != mean.shape().back())
    throw ShapeError(cat("random::multivariate_normal: the mean is ", mean.type(),
                         " and the covariance ", covariance.type(),
                         "; they must end in (n) and (n, n)"));
  const std::int64_t n = mean.shape().back();
  const auto leading = [](const Shape& s, std::size_t but) {
    return Shape(std::span(s.data(), s.size() - but));
  };
  Shape shape = wanted.value_or(broadcast("random::multivariate_normal", leading(mean.shape(), 1),
                                          leading(covariance.shape(), 2)));
  shape.push_back(n);
  const Array z = normal(key, shape, d);
  const Array factor = linalg::cholesky(covariance.astype(d));
  return mean.astype(d) + einsum("...ij,...j->...i", factor, z);
}

}  // namespace wengert::random
#endif
