// Continuous distributions beyond those of random.hpp, as JAX draws them. Parameters broadcast; the
// result has their shape, or the one given, to which they must broadcast (ShapeError). The dtype is
// the default float's unless given.
#pragma once

#include "wengert/linalg/decompositions.hpp"
#include "wengert/random/gamma.hpp"

namespace wengert::random {

/// exp(sigma z), z normal.
Array lognormal(const Array& key, const Array& sigma = 1.0, std::optional<Shape> shape = {},
                std::optional<Dtype> dtype = {});
/// Pareto's of shape b, on [1, inf).
Array pareto(const Array& key, const Array& b, std::optional<Shape> shape = {},
             std::optional<Dtype> dtype = {});
/// scale e**(1 / concentration), e exponential.
Array weibull_min(const Array& key, const Array& scale, const Array& concentration,
                  std::optional<Shape> shape = {}, std::optional<Dtype> dtype = {});
/// The length of a normal vector in the plane, times scale.
Array rayleigh(const Array& key, const Array& scale, std::optional<Shape> shape = {},
               std::optional<Dtype> dtype = {});
/// The length of a normal vector in space; the same with a random sign, times scale, plus loc, of
/// the shape and then that of the parameters.
Array maxwell(const Array& key, const Integers& shape = {}, std::optional<Dtype> dtype = {});
Array double_sided_maxwell(const Array& key, const Array& loc, const Array& scale,
                           const Shape& shape = {}, std::optional<Dtype> dtype = {});
/// Wald's, the inverse normal distribution, of that mean and scale 1.
Array wald(const Array& key, const Array& mean, std::optional<Shape> shape = {},
           std::optional<Dtype> dtype = {});
/// Between left and right, most likely at `mode`.
Array triangular(const Array& key, const Array& left, const Array& mode, const Array& right,
                 std::optional<Shape> shape = {}, std::optional<Dtype> dtype = {});
/// Student's, chi-squared and Fisher's of these degrees of freedom.
Array t(const Array& key, const Array& df, std::optional<Shape> shape = {},
        std::optional<Dtype> dtype = {});
Array chisquare(const Array& key, const Array& df, std::optional<Shape> shape = {},
                std::optional<Dtype> dtype = {});
Array f(const Array& key, const Array& dfnum, const Array& dfden, std::optional<Shape> shape = {},
        std::optional<Dtype> dtype = {});
/// Of density proportional to exp(-|x|**p).
Array generalized_normal(const Array& key, double p, const Integers& shape = {},
                         std::optional<Dtype> dtype = {});
/// Points (shape…, d) uniform in the unit ball of the p-norm.
Array ball(const Array& key, std::int64_t d, double p = 2, const Shape& shape = {},
           std::optional<Dtype> dtype = {});
/// Uniform orthogonal matrices (shape…, n, n): q of a normal matrix, its signs fixed by r
/// (Mezzadri 2007); with m columns, orthonormal ones, or rows where m is greater.
WENGERT_WHERE_CALLED Array orthogonal(const Array& key, std::int64_t n, const Shape& shape = {},
                                      std::optional<Dtype> dtype = {},
                                      std::optional<std::int64_t> m = {});

}  // namespace wengert::random

#if WENGERT_BODIES
#include "wengert/numpy/manipulation.hpp"

namespace wengert::random {

namespace sampling {

/// Parameters as the dtype drawn, and the shape of the draws.
struct Draw {
  Dtype dtype;
  Shape shape;

  Draw(const char* function, std::optional<Dtype> wanted_dtype,
       const std::optional<Shape>& wanted_shape, std::initializer_list<Array> parameters)
      : dtype(floating(function, wanted_dtype)) {
    for (const Array& p : parameters) shape = broadcast(function, shape, p.shape());
    shape = shape_or(function, wanted_shape, shape);
  }
  Array of(const Array& parameter) const { return parameter.astype(dtype); }
};

}  // namespace sampling

WENGERT_API Array lognormal(const Array& key, const Array& sigma, std::optional<Shape> shape,
                            std::optional<Dtype> dtype) {
  const sampling::Draw draw("random::lognormal", dtype, shape, {sigma});
  return exp(normal(key, draw.shape, draw.dtype) * draw.of(sigma));
}

WENGERT_API Array pareto(const Array& key, const Array& b, std::optional<Shape> shape,
                         std::optional<Dtype> dtype) {
  const sampling::Draw draw("random::pareto", dtype, shape, {b});
  return exp(exponential(key, draw.shape, draw.dtype) / draw.of(b));
}

WENGERT_API Array weibull_min(const Array& key, const Array& scale, const Array& concentration,
                              std::optional<Shape> shape, std::optional<Dtype> dtype) {
  const sampling::Draw draw("random::weibull_min", dtype, shape, {scale, concentration});
  return pow(exponential(key, draw.shape, draw.dtype), 1 / draw.of(concentration)) * draw.of(scale);
}

WENGERT_API Array rayleigh(const Array& key, const Array& scale, std::optional<Shape> shape,
                           std::optional<Dtype> dtype) {
  const sampling::Draw draw("random::rayleigh", dtype, shape, {scale});
  return draw.of(scale) * sqrt(-2 * log(uniform(key, draw.shape, 0, 1, draw.dtype)));
}

WENGERT_API Array maxwell(const Array& key, const Integers& given, std::optional<Dtype> dtype) {
  const Dtype d = sampling::floating("random::maxwell", dtype);
  Shape shape = given;
  shape.push_back(3);
  return sqrt(sum(square(normal(key, shape, d)), -1));
}
WENGERT_API Array double_sided_maxwell(const Array& key, const Array& loc, const Array& scale,
                                       const Shape& given, std::optional<Dtype> dtype) {
  sampling::require_key("random::double_sided_maxwell", key);
  const sampling::Draw draw("random::double_sided_maxwell", dtype, {}, {loc, scale});
  // JAX repeats the parameters' shape where none is given.
  Shape shape = given.empty() ? draw.shape : given;
  for (std::int64_t extent : draw.shape) shape.push_back(extent);
  const Array keys = split(key);
  const Array signs = rademacher(keys(1), shape, draw.dtype);
  return signs * maxwell(keys(0), shape, draw.dtype) * draw.of(scale) + draw.of(loc);
}

// Michael, Schucany and Haas 1976: the smaller root of a quadratic, or mean^2 over it.
WENGERT_API Array wald(const Array& key, const Array& given, std::optional<Shape> shape,
                       std::optional<Dtype> dtype) {
  sampling::require_key("random::wald", key);
  const sampling::Draw draw("random::wald", dtype, shape, {given});
  const Array keys = split(key), mean = draw.of(given);
  const Array y = square(normal(keys(0), draw.shape, draw.dtype));
  const Array z = uniform(keys(1), draw.shape, 0, 1, draw.dtype), squared = mean * mean;
  const Array x = mean + squared * y / 2 - mean / 2 * sqrt(4 * mean * y + squared * (y * y));
  return where(z <= mean / (mean + x), x, squared / x);
}

WENGERT_API Array triangular(const Array& key, const Array& given_left, const Array& given_mode,
                             const Array& given_right, std::optional<Shape> shape,
                             std::optional<Dtype> dtype) {
  const sampling::Draw draw("random::triangular", dtype, shape,
                            {given_left, given_mode, given_right});
  const Array left = draw.of(given_left), mode = draw.of(given_mode), right = draw.of(given_right),
              width = right - left;
  const Array u = uniform(key, draw.shape, 0, 1, draw.dtype);
  return where(u < (mode - left) / width, left + sqrt(u * width * (mode - left)),
               right - sqrt((1 - u) * width * (right - mode)));
}

WENGERT_API Array t(const Array& key, const Array& df, std::optional<Shape> shape,
                    std::optional<Dtype> dtype) {
  sampling::require_key("random::t", key);
  const sampling::Draw draw("random::t", dtype, shape, {df});
  const Array keys = split(key), half = draw.of(df) / 2;
  return normal(keys(0), draw.shape, draw.dtype) *
         sqrt(half / gamma(keys(1), half, draw.shape, draw.dtype));
}
WENGERT_API Array chisquare(const Array& key, const Array& df, std::optional<Shape> shape,
                            std::optional<Dtype> dtype) {
  const sampling::Draw draw("random::chisquare", dtype, shape, {df});
  return 2 * exp(loggamma(key, draw.of(df) / 2, draw.shape, draw.dtype));
}
WENGERT_API Array f(const Array& key, const Array& dfnum, const Array& dfden,
                    std::optional<Shape> shape, std::optional<Dtype> dtype) {
  sampling::require_key("random::f", key);
  const sampling::Draw draw("random::f", dtype, shape, {dfnum, dfden});
  const Array keys = split(key), above = draw.of(dfnum), below = draw.of(dfden);
  return chisquare(keys(1), above, draw.shape, draw.dtype) / above /
         (chisquare(keys(0), below, draw.shape, draw.dtype) / below);
}

WENGERT_API Array generalized_normal(const Array& key, double p, const Integers& shape,
                                     std::optional<Dtype> dtype) {
  sampling::require_key("random::generalized_normal", key);
  const Dtype d = sampling::floating("random::generalized_normal", dtype);
  const Array keys = split(key);
  const Array size = pow(gamma(keys(0), sampling::constant(d, 1 / p), shape, d), 1 / p);
  return rademacher(keys(1), shape, d) * size;
}

// Barthe et al. 2005: coordinates of that density over the norm of them and one more, exponential.
WENGERT_API Array ball(const Array& key, std::int64_t n, double p, const Shape& shape,
                       std::optional<Dtype> dtype) {
  sampling::require_key("random::ball", key);
  const Dtype d = sampling::floating("random::ball", dtype);
  const Array keys = split(key);
  Shape points = shape;
  points.push_back(n);
  const Array x = generalized_normal(keys(0), p, points, d);
  const Array norm = pow(sum(pow(abs(x), p), -1) + exponential(keys(1), shape, d), 1 / p);
  return x / expand_dims(norm, -1);
}

WENGERT_WHERE_CALLED Array orthogonal(const Array& key, std::int64_t n, const Shape& given,
                                      std::optional<Dtype> dtype, std::optional<std::int64_t> m) {
  const Dtype d = sampling::floating("random::orthogonal", dtype);
  const std::int64_t columns = m.value_or(n);
  Shape shape = given;
  shape.push_back(std::max(n, columns));
  shape.push_back(std::min(n, columns));
  const linalg::QrResult factors = linalg::qr(normal(key, shape, d));
  const Array signs = sign(einsum("...ii->...i", factors.r));
  const Array x = factors.q * expand_dims(signs, -2);
  return n < columns ? matrix_transpose(x) : x;
}

}  // namespace wengert::random
#endif
