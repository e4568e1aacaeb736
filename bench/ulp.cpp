// How far the functions of math/ are from the truth: a table of largest errors in ULP, and where.
//
//   ulp [--step N] [--samples N] [NAME...]
//
// float: every N-th bit pattern (default 101) against double; double: structured samples (default
// 2^20 a function) against long double, whose 64-bit significand resolves 0.001 ULP. NAMEs restrict
// the table.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "../tests/math/accuracy.hpp"
#include "wengert/math/arithmetic.hpp"
#include "wengert/math/error.hpp"
#include "wengert/math/exponential.hpp"
#include "wengert/math/gamma.hpp"
#include "wengert/math/hyperbolic.hpp"
#include "wengert/math/logarithm.hpp"
#include "wengert/math/power.hpp"
#include "wengert/math/trigonometric.hpp"

namespace {

using namespace wengert;
using testing::Samples;
using testing::Worst;

struct Options {
  std::uint64_t step = 101;
  std::uint64_t samples = 1u << 20;
  std::vector<std::string> names;

  bool asks_for(const char* name) const {
    if (names.empty()) return true;
    for (const std::string& wanted : names)
      if (wanted == name) return true;
    return false;
  }
};

template <class T>
void report(const char* name, const Worst<T>& worst, bool binary) {
  std::printf("%-10s %s  %9.4f ULP  at %a", name, sizeof(T) == 4 ? "f32" : "f64", worst.error,
              double(worst.x));
  if (binary) std::printf(", %a", double(worst.y));
  std::printf("  (%.17g)  %llu points\n", double(worst.x),
              static_cast<unsigned long long>(worst.count));
  std::fflush(stdout);
}

template <class F, class Truth>
void unary(const Options& options, const char* name, F f, Truth truth) {
  if (!options.asks_for(name)) return;
  Worst<float> single;
  for (std::uint64_t word = 0; word < (std::uint64_t(1) << 32); word += options.step) {
    const float x = std::bit_cast<float>(std::uint32_t(word));
    single.see(f(x), truth(double(x)), x);
  }
  report(name, single, false);
  Worst<double> wide;
  Samples samples;
  for (std::uint64_t i = 0; i < options.samples; ++i) {
    const double x = samples.next();
    wide.see(f(x), truth(static_cast<long double>(x)), x);
  }
  report(name, wide, false);
}

template <class F, class Truth>
void binary(const Options& options, const char* name, F f, Truth truth) {
  if (!options.asks_for(name)) return;
  Worst<float> single;
  Worst<double> wide;
  Samples first, second;
  for (int i = 0; i < 3; ++i) second.next();
  for (std::uint64_t i = 0; i < options.samples; ++i) {
    const double x = first.next();
    const double y =
        i % 3 ? second.next() : second.uniform(-1.2, 1.2) * 745 / std::log(std::fabs(x));
    if (i % 23 == 0) second.next();
    wide.see(f(x, y), truth(static_cast<long double>(x), static_cast<long double>(y)), x, y);
    const float u = float(x),
                v = i % 3 ? float(y)
                          : float(second.uniform(-1.2, 1.2) * 89) / std::log(std::fabs(u));
    single.see(f(u, v), truth(double(u), double(v)), u, v);
  }
  report(name, single, true);
  report(name, wide, true);
}

/// digamma by recurrence to 40 and the asymptotic series, by reflection below 0.
template <class W>
W digamma(W x) {
  if (x < 0 && x == std::floor(x)) return NAN;
  const W pi = W(3.14159265358979323846264338327950288L);
  if (x < 0) return digamma(1 - x) - pi / std::tan(pi * (x - std::round(x)));
  if (std::isinf(x)) return x;
  W sum = 0;
  for (; x < 40; x += 1) sum -= 1 / x;
  const W z = 1 / (x * x);
  const W low = W(1) / 240 - z * (W(1) / 132 - z * (W(691) / 32760 - z / 12));
  const W series = z * (W(1) / 12 - z * (W(1) / 120 - z * (W(1) / 252 - z * low)));
  return sum + (std::log(x) - 1 / (2 * x) - series);
}

/// |x|, but not so near the root of digamma that the sum above does not resolve an ULP.
template <class W>
W away_from_root(W x) {
  const W a = std::fabs(x);
  return a > W(1.43f) && a < W(1.49f) ? W(2) : a;
}

/// The inverse of erf by Newton's method on whichever of erf and erfc is small.
template <class W>
W erf_inv(W x) {
  if (!(std::fabs(x) < 1)) return std::fabs(x) == 1 ? std::copysign(W(INFINITY), x) : W(NAN);
  const W a = std::fabs(x), slope = W(1.12837916709551257389615890312154517L);
  const W complement = 1 - a, w = -std::log(complement * (1 + a));
  W y = w < 4 ? a * W(0.886) : std::sqrt(w) - std::log(std::sqrt(w) + 1) / (2 * std::sqrt(w));
  for (int i = 0; i < 40; ++i) {
    const W error = a < W(0.5) ? std::erf(y) - a : complement - std::erfc(y);
    const W step = error / (slope * std::exp(-y * y));
    y -= step / (1 + y * step);
    if (std::fabs(step) < 1e-12 * y) break;
  }
  return std::copysign(y, x);
}

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    if (!std::strcmp(argv[i], "--step") && i + 1 < argc)
      options.step = std::strtoull(argv[++i], nullptr, 10);
    else if (!std::strcmp(argv[i], "--samples") && i + 1 < argc)
      options.samples = std::strtoull(argv[++i], nullptr, 10);
    else
      options.names.push_back(argv[i]);
  }
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  const Options o = parse(argc, argv);
#define WG_UNARY(name) \
  unary(o, #name, [](auto x) { return math::name(x); }, [](auto x) { return std::name(x); })
#define WG_BINARY(name)                                          \
  binary(                                                        \
      o, #name, [](auto x, auto y) { return math::name(x, y); }, \
      [](auto x, auto y) { return std::name(x, y); })
  WG_UNARY(exp);
  WG_UNARY(exp2);
  WG_UNARY(expm1);
  unary(
      o, "logistic", [](auto x) { return math::logistic(x); },
      [](auto x) { return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x)); });
  WG_UNARY(log);
  WG_UNARY(log2);
  WG_UNARY(log10);
  WG_UNARY(log1p);
  WG_UNARY(sin);
  WG_UNARY(cos);
  WG_UNARY(tan);
  WG_BINARY(pow);
  WG_UNARY(asin);
  WG_UNARY(acos);
  WG_UNARY(atan);
  WG_BINARY(atan2);
  WG_UNARY(sinh);
  WG_UNARY(cosh);
  WG_UNARY(tanh);
  WG_UNARY(asinh);
  WG_UNARY(acosh);
  WG_UNARY(atanh);
  WG_UNARY(cbrt);
  WG_BINARY(hypot);
  unary(o, "rsqrt", [](auto x) { return math::rsqrt(x); }, [](auto x) { return 1 / std::sqrt(x); });
  WG_UNARY(erf);
  WG_UNARY(erfc);
  unary(o, "erf_inv", [](auto x) { return math::erf_inv(x); }, [](auto x) { return erf_inv(x); });
  WG_UNARY(lgamma);
  // Near the zeros below 0 no bound holds relative to the result: the right half-line stands by
  // itself.
  unary(o, "lgamma+", [](auto x) { return math::lgamma(math::abs(x)); },
        [](auto x) { return std::lgamma(std::fabs(x)); });
  unary(o, "digamma+", [](auto x) { return math::digamma(away_from_root(x)); },
        [](auto x) { return digamma(away_from_root(x)); });
  unary(o, "digamma", [](auto x) { return math::digamma(x); }, [](auto x) { return digamma(x); });
  binary(o, "fmod", [](auto x, auto y) { return math::remainder_truncated(x, y); },
         [](auto x, auto y) { return std::fmod(x, y); });
}
