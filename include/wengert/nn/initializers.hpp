// First values of weights: each function gives an Initializer, to be called with a key, a shape and
// perhaps a dtype.
//   const Array w = nn::initializers::he_normal()(key, {784, 128});
#pragma once

#include <functional>

#include "wengert/random.hpp"

namespace wengert::nn::initializers {

/// f(key, shape, dtype); the dtype is the default float's unless given.
class Initializer {
 public:
  using Function = std::function<Array(const Array&, const Integers&, Dtype)>;
  explicit Initializer(Function f) : f_(std::move(f)) {}
  Array operator()(const Array& key, const Integers& shape, std::optional<Dtype> dtype = {}) const {
    return f_(key, shape, dtype.value_or(default_float()));
  }

 private:
  Function f_;
};

Initializer zeros();
Initializer ones();
Initializer constant(double value);
/// Uniform in [0, scale); normal; normal, cut at `bound` deviations.
Initializer uniform(double scale = 0.01);
Initializer normal(double deviation = 0.01);
Initializer truncated_normal(double deviation = 0.01, double bound = 2);

/// By what the variance scale / n is divided: the number of inputs of a unit, of its outputs, or
/// their mean.
enum class Fan : std::uint8_t { in, out, average };
enum class Distribution : std::uint8_t { truncated_normal, normal, uniform };
/// Which axes of the shape are inputs and outputs; the others are a receptive field.
struct FanAxes {
  int in = -2, out = -1;
};
/// Mean 0 and variance scale / n. A truncated normal, cut at two deviations, is widened to that
/// variance. The Initializer throws ShapeError of shapes with fewer than two axes.
Initializer variance_scaling(double scale, Fan fan, Distribution distribution, FanAxes axes = {});
/// Glorot and Bengio 2010, LeCun et al. 1998, He et al. 2015.
Initializer glorot_uniform(FanAxes axes = {});
Initializer glorot_normal(FanAxes axes = {});
Initializer lecun_uniform(FanAxes axes = {});
Initializer lecun_normal(FanAxes axes = {});
Initializer he_uniform(FanAxes axes = {});
Initializer he_normal(FanAxes axes = {});

}  // namespace wengert::nn::initializers

#if WENGERT_BODIES
#include <cmath>

namespace wengert::nn::initializers {

WENGERT_API Initializer constant(double value) {
  return Initializer(
      [=](const Array&, const Integers& shape, Dtype d) { return full(shape, value, d); });
}
WENGERT_API Initializer zeros() { return constant(0); }
WENGERT_API Initializer ones() { return constant(1); }
WENGERT_API Initializer uniform(double scale) {
  return Initializer([=](const Array& key, const Integers& shape, Dtype d) {
    return Array(random::uniform(key, shape, 0, 1, d) * scale);
  });
}
WENGERT_API Initializer normal(double deviation) {
  return Initializer([=](const Array& key, const Integers& shape, Dtype d) {
    return Array(random::normal(key, shape, d) * deviation);
  });
}
WENGERT_API Initializer truncated_normal(double deviation, double bound) {
  return Initializer([=](const Array& key, const Integers& shape, Dtype d) {
    return Array(random::truncated_normal(key, -bound, bound, shape, d) * deviation);
  });
}

namespace fans {
inline double count(const Shape& shape, Fan fan, const FanAxes& axes) {
  if (shape.rank() < 2)
    throw ShapeError(cat("variance_scaling: shape ", shape,
                         " has no axes of inputs and outputs; it must have at least two axes"));
  const int in = normalize_axis("variance_scaling", axes.in, shape.rank()),
            out = normalize_axis("variance_scaling", axes.out, shape.rank());
  double field = 1;
  for (int k = 0; k < shape.rank(); ++k)
    if (k != in && k != out) field *= double(shape[k]);
  const double inputs = field * double(shape[in]), outputs = field * double(shape[out]);
  return fan == Fan::in ? inputs : fan == Fan::out ? outputs : (inputs + outputs) / 2;
}
}  // namespace fans

WENGERT_API Initializer variance_scaling(double scale, Fan fan, Distribution distribution,
                                         FanAxes axes) {
  return Initializer([=](const Array& key, const Integers& shape, Dtype d) -> Array {
    const double variance = scale / std::max(1.0, fans::count(shape, fan, axes));
    switch (distribution) {
      case Distribution::uniform:
        return random::uniform(key, shape, -1, 1, d) * std::sqrt(3 * variance);
      case Distribution::normal:
        return random::normal(key, shape, d) * std::sqrt(variance);
      case Distribution::truncated_normal:
        break;
    }
    // The deviation of a normal number within two deviations.
    constexpr double cut = 0.87962566103423978;
    return random::truncated_normal(key, -2, 2, shape, d) * (std::sqrt(variance) / cut);
  });
}

WENGERT_API Initializer glorot_uniform(FanAxes axes) {
  return variance_scaling(1, Fan::average, Distribution::uniform, axes);
}
WENGERT_API Initializer glorot_normal(FanAxes axes) {
  return variance_scaling(1, Fan::average, Distribution::truncated_normal, axes);
}
WENGERT_API Initializer lecun_uniform(FanAxes axes) {
  return variance_scaling(1, Fan::in, Distribution::uniform, axes);
}
WENGERT_API Initializer lecun_normal(FanAxes axes) {
  return variance_scaling(1, Fan::in, Distribution::truncated_normal, axes);
}
WENGERT_API Initializer he_uniform(FanAxes axes) {
  return variance_scaling(2, Fan::in, Distribution::uniform, axes);
}
WENGERT_API Initializer he_normal(FanAxes axes) {
  return variance_scaling(2, Fan::in, Distribution::truncated_normal, axes);
}

}  // namespace wengert::nn::initializers
#endif
