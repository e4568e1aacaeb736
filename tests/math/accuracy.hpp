// How far a result is from the truth, in units of its last place, and where errors hide.
//
// The truth of float is the host's function in double, that of double the one in long double, whose
// 64-bit significand resolves 0.001 ULP. Used by the tests of math/ and by bench/ulp.cpp.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <type_traits>

namespace wengert::testing {

template <class T>
using Wide = std::conditional_t<std::is_same_v<T, float>, double, long double>;

/// |got - truth| in units of T's last place at truth. Infinity counts as the power of two above the
/// largest number; one NaN without the other is an infinite error.
template <class T>
double ulps(T got, Wide<T> truth) {
  using Limits = std::numeric_limits<T>;
  if (std::isnan(truth) || std::isnan(got)) {
    return std::isnan(truth) == std::isnan(got) ? 0 : std::numeric_limits<double>::infinity();
  }
  if (std::isinf(got) && T(truth) == got) return 0;
  const Wide<T> above = std::scalbn(Wide<T>(1), Limits::max_exponent);
  const Wide<T> bounded = std::isinf(truth) ? std::copysign(above, truth) : truth;
  const Wide<T> value = std::isinf(got) ? std::copysign(above, Wide<T>(got)) : Wide<T>(got);
  const int least = Limits::min_exponent - 1, most = Limits::max_exponent - 1;
  const int exponent = bounded == 0 ? least : std::clamp(std::ilogb(bounded), least, most);
  return double(std::scalbn(std::fabs(value - bounded), Limits::digits - 1 - exponent));
}

/// The worst error seen so far.
template <class T>
struct Worst {
  double error = 0;
  T x = 0, y = 0;
  std::uint64_t count = 0;

  void see(T got, Wide<T> truth, T at_x, T at_y = 0) {
    ++count;
    const double here = ulps(got, truth);
    if (here > error) error = here, x = at_x, y = at_y;
  }
};

/// Doubles of every exponent, the neighbourhood of small integers and of multiples of pi/2, the
/// ordinary range, and the range in which exponentials are finite; the same in every run.
class Samples {
 public:
  double next() {
    switch (count_++ % 8) {
      case 0: return std::bit_cast<double>(random_());
      case 1: return uniform(-1.5, 1.5);
      case 2: return uniform(-30, 30);
      case 3: return uniform(-750, 750);
      case 4: return near(std::round(uniform(-20, 20)));
      case 5: return near(double(std::round(uniform(-1e4, 1e4)) * 1.5707963267948966192L));
      case 6: return sign() * std::exp2(uniform(-70, 70));
      default: return sign() * std::exp2(uniform(-12, 4));
    }
  }
  double uniform(double low, double high) {
    return low + (high - low) * (double(random_() >> 11) * 0x1p-53);
  }

 private:
  double sign() { return random_() & 1 ? 1 : -1; }
  double near(double x) {
    return x + sign() * std::exp2(uniform(-60, -1)) * std::fmax(std::fabs(x), 1e-3);
  }

  std::mt19937_64 random_{20240229};
  std::uint64_t count_ = 0;
};

/// The next sample in T. A float out of the range of double is one of any exponent instead.
template <class T>
T sampled(Samples& samples) {
  const double x = samples.next();
  const bool beyond = sizeof(T) == 4 && !(std::fabs(x) < 1e38 && std::fabs(x) > 1e-38);
  return beyond ? T(std::bit_cast<float>(std::uint32_t(std::bit_cast<std::uint64_t>(x)))) : T(x);
}

}  // namespace wengert::testing
