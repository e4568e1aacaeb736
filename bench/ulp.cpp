// How far elementary functions and sums are from the truth, as a user gets them: in native code
// under jit, and on the host by the interpreter.
//
//   ulp [--stride K] [--samples N] [NAME...]    largest errors in ULP, and where
//   ulp --sum                                   relative errors of sums of float32
//
// float32 at every K-th bit pattern (default 1009; 1 is all of them) against double; float64 at N
// samples of all kinds (default 2^20) against long double, whose 64-bit significand resolves
// 0.001 ULP. Both also at special values and 64 neighbours of hard points: multiples of pi/2, small
// integers, thresholds of overflow, underflow and subnormal numbers. One NaN without the other, or
// a zero of the wrong sign, is an infinite error. Complex functions are measured as vectors. NAMEs
// restrict the table.
#include <cmath>
#include <complex>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include <wengert/wengert.hpp>

#include "../tests/math/accuracy.hpp"

namespace {

namespace wg = wengert;
using wg::Array;
using wg::testing::Samples;
using wg::testing::ulps;
using wg::testing::Wide;

/// Elsewhere there is nothing to measure double against.
constexpr bool has_wide_double = std::numeric_limits<long double>::digits >= 64;

struct Options {
  std::uint64_t stride = 1009, samples = 1u << 20;
  bool sum = false;
  std::vector<std::string> names;

  bool asks_for(const std::string& name) const {
    return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
  }
};

// ---- points ---------------------------------------------------------------------------------

/// Values of every kind, negative ones too, and their neighbours on both sides.
template <class T>
std::vector<T> hard_points() {
  using Limits = std::numeric_limits<T>;
  std::vector<T> centres{0, Limits::min(), Limits::denorm_min(), Limits::max(), Limits::epsilon()};
  for (int k = 1; k <= 20; ++k) centres.push_back(T(k));
  for (int k = 1; k <= 64; ++k) centres.push_back(T(k * 1.57079632679489661923132169163975144L));
  for (double x : {0.5,
                   0.25,
                   0.75,
                   88.7228394,
                   103.972084,
                   128.0,
                   149.0,
                   126.0,
                   709.782712893384,
                   745.133219101941,
                   1024.0,
                   1074.0,
                   1022.0,
                   36.7368,
                   18.7149,
                   17.3287,
                   9.01091,
                   65536.0,
                   105615.0,
                   0x1p24,
                   0x1p30,
                   0x1p53,
                   0.6931471805599453,
                   1.4142135623730951,
                   2.4375,
                   0.84375,
                   1.4616321449683623,
                   0x1.6ac5b262ca1ffp849,
                   0x1.f37b8ap95,
                   45.553093477052002,
                   305.0,
                   2.5e305,
                   4.0e36,
                   27.226,
                   10.054})
    if (x < double(Limits::max())) centres.push_back(T(x));
  std::vector<T> points{Limits::infinity(), -Limits::infinity(), Limits::quiet_NaN()};
  for (T centre : centres) {
    T below = centre, above = centre;
    for (int k = 0; k <= 32; ++k) {
      for (T x : {below, above, -below, -above}) points.push_back(x);
      below = std::nextafter(below, -Limits::infinity());
      above = std::nextafter(above, Limits::infinity());
    }
  }
  return points;
}

/// Hands points out in batches, each a call of the compiled function.
template <class T>
class Points {
 public:
  static constexpr std::size_t batch = 1 << 15;

  explicit Points(const Options& o) : options_(o), hard_(hard_points<T>()) {}

  /// The next batch; empty after the last.
  std::vector<T> next() {
    std::vector<T> points;
    while (points.size() < batch && hard_at_ < hard_.size()) points.push_back(hard_[hard_at_++]);
    while (points.size() < batch && more()) points.push_back(another());
    return points;
  }

 private:
  bool more() const {
    return sizeof(T) == 4 ? at_ < std::uint64_t(1) << 32 : at_ < options_.samples;
  }
  T another() {
    if constexpr (sizeof(T) == 8) return ++at_, samples_.next();
    const std::uint32_t word = std::uint32_t(at_);
    at_ += options_.stride;
    float x;
    std::memcpy(&x, &word, sizeof x);
    return T(x);
  }

  const Options& options_;
  std::vector<T> hard_;
  std::size_t hard_at_ = 0;
  std::uint64_t at_ = 0;
  Samples samples_;
};

// ---- one function ---------------------------------------------------------------------------

template <class T>
double error_of(T got, Wide<T> truth) {
  // Of a zero the sign counts too.
  const bool wrong = got == 0 && !std::isnan(truth) && std::signbit(got) != std::signbit(truth);
  return wrong ? std::numeric_limits<double>::infinity() : ulps(got, truth);
}
/// The distance in the plane, in ULPs of the larger part.
template <class T>
double error_of(std::complex<T> got, std::complex<Wide<T>> truth) {
  const Wide<T> part = std::fmax(std::fabs(truth.real()), std::fabs(truth.imag()));
  const int exponent =
      std::max(part == 0 ? -9999 : std::ilogb(part), std::numeric_limits<T>::min_exponent - 1);
  const Wide<T> unit = std::scalbn(Wide<T>(1), exponent - std::numeric_limits<T>::digits + 1);
  return double(std::abs(std::complex<Wide<T>>(got) - truth) / unit);
}

/// The largest error, and the arguments it occurs at.
template <class V>
struct Worst {
  double error = 0;
  V x{}, y{};

  void see(double here, V at_x, V at_y) {
    if (here > error) error = here, x = at_x, y = at_y;
  }
};

std::string text_of(double x) {
  char text[64];
  std::snprintf(text, sizeof text, "%.17g (%a)", x, x);
  return text;
}
std::string text_of(std::complex<double> z) {
  return text_of(z.real()) + " + i " + text_of(z.imag());
}

template <class V>
void print(const std::string& name, const char* path, const Worst<V>& worst, bool binary) {
  constexpr wg::Dtype d = wg::dtype_of<V>;
  std::string at = "-";
  if (worst.error > 0) {
    using Double = std::conditional_t<wg::is_complex_v<V>, std::complex<double>, double>;
    at = text_of(Double(worst.x)) + (binary ? ", " + text_of(Double(worst.y)) : "");
  }
  std::printf("%-10s %-4s %-6s %9.4f  %s\n", name.c_str(),
              std::string(wg::short_name_of(d)).c_str(), path, worst.error, at.c_str());
  std::fflush(stdout);
}

/// f, compiled and interpreted, against truth at the batches that `next` gives.
template <class V, class F, class Truth, class Next>
void measure(const std::string& name, F f, Truth truth, Next next, bool binary) {
  const auto compiled = wg::jit(f);
  Worst<V> native, host;
  for (std::pair<std::vector<V>, std::vector<V>> points = next(); !points.first.empty();
       points = next()) {
    const Array x = points.first, y = points.second;
    const wg::Function program = wg::make_ir(f)(x, y);
    const std::vector<V> by_jit = compiled(x, y).template to_vector<V>();
    const wg::Tensor inputs[] = {x.handle().tensor(), y.handle().tensor()};
    const std::vector<V> by_eval = Array(wg::eval(program, inputs)[0]).template to_vector<V>();
    for (std::size_t k = 0; k < points.first.size(); ++k) {
      const V u = points.first[k], v = points.second[k];
      const auto expected = truth(u, v);
      native.see(error_of(by_jit[k], expected), u, v);
      host.see(error_of(by_eval[k], expected), u, v);
    }
  }
  print(name, "native", native, binary);
  print(name, "eval", host, binary);
}

template <class T, class F, class Truth>
void real_unary(const Options& o, const std::string& name, F f, Truth truth) {
  Points<T> source(o);
  const auto next = [&] {
    std::vector<T> points = source.next();
    return std::pair{points, points};
  };
  const auto of_first = [f](Array x, Array) { return Array(f(x)); };
  const auto wide = [truth](T x, T) { return Wide<T>(truth(Wide<T>(x))); };
  measure<T>(name, of_first, wide, next, false);
}

/// f at points paired with others of the same kinds, and with those for which x**y is in range.
template <class T, class F, class Truth>
void real_binary(const Options& o, const std::string& name, F f, Truth truth) {
  Points<T> first(o);
  Samples second;
  const double largest = std::log(double(std::numeric_limits<T>::max()));
  const auto next = [&] {
    std::pair<std::vector<T>, std::vector<T>> points{first.next(), {}};
    for (T x : points.first) {
      const double in_range = second.uniform(-1.2, 1.2) * largest / std::log(std::fabs(double(x)));
      const T any_kind = wg::testing::sampled<T>(second);
      points.second.push_back(points.second.size() % 3 ? any_kind : T(in_range));
    }
    return points;
  };
  const auto of_both = [f](Array x, Array y) { return Array(f(x, y)); };
  const auto wide = [truth](T x, T y) { return Wide<T>(truth(Wide<T>(x), Wide<T>(y))); };
  measure<T>(name, of_both, wide, next, true);
}

/// At parts of ordinary size and of every exponent whose square is in range.
template <class T, class F, class Truth>
void complex_unary(const Options& o, const std::string& name, F f, Truth truth) {
  using V = std::complex<T>;
  Samples samples;
  std::uint64_t left = o.samples / 4;
  const auto part = [&] {
    const double sign = samples.uniform(-1, 1) < 0 ? -1 : 1;
    return left % 4 ? samples.uniform(-8, 8) : sign * std::exp2(samples.uniform(-60, 6));
  };
  const auto next = [&] {
    std::vector<V> points;
    for (; left > 0 && points.size() < Points<T>::batch; --left)
      points.push_back(V(T(part()), T(part())));
    return std::pair{points, points};
  };
  const auto of_first = [f](Array z, Array) { return Array(f(z)); };
  const auto wide = [truth](V z, V) {
    return std::complex<Wide<T>>(truth(std::complex<Wide<T>>(z)));
  };
  measure<V>(name, of_first, wide, next, false);
}

// ---- truths that the C++ library lacks --------------------------------------------------------

/// digamma by recurrence to 40 and the asymptotic series, by reflection below 0.
template <class W>
W digamma(W x) {
  if (x < 0 && x == std::floor(x)) return NAN;
  if (x == 0 || std::isnan(x)) return -1 / x;
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
template <class X>
auto away_from_root(const X& x) {
  if constexpr (std::is_floating_point_v<X>) {
    const X a = std::fabs(x);
    return a > X(1.43f) && a < X(1.49f) ? X(2) : a;
  } else {
    const Array a = wg::abs(x);
    return Array(wg::where((a > double(1.43f)) & (a < double(1.49f)), 2, a));
  }
}

/// The inverse of erf by Newton's method on whichever of erf and erfc is small.
template <class W>
W erf_inv(W x) {
  if (!(std::fabs(x) < 1)) return std::fabs(x) == 1 ? std::copysign(W(INFINITY), x) : W(NAN);
  if (x == 0) return x;
  const W a = std::fabs(x), slope = W(1.12837916709551257389615890312154517L);
  if (a < W(1e-9)) return x / slope;
  const W complement = 1 - a, w = -std::log(complement * (1 + a));
  W y = w < 4 ? a * W(0.886) : std::sqrt(w) - std::log(std::sqrt(w) + 1) / (2 * std::sqrt(w));
  for (int i = 0; i < 40; ++i) {
    const W error = a < W(0.5) ? std::erf(y) - a : complement - std::erfc(y);
    const W step = error / (slope * std::exp(-y * y));
    y -= step / (1 + y * step);
    if (std::fabs(step) < W(1e-12) * y) break;
  }
  return std::copysign(y, x);
}

// ---- the table ----------------------------------------------------------------------------------

void table(const Options& o) {
  std::printf("%-10s %-4s %-6s %9s  at\n", "function", "of", "path", "ULP");
  const auto unary = [&](const std::string& name, auto f, auto truth) {
    if (!o.asks_for(name)) return;
    real_unary<float>(o, name, f, truth);
    if constexpr (has_wide_double) real_unary<double>(o, name, f, truth);
  };
  const auto binary = [&](const std::string& name, auto f, auto truth) {
    if (!o.asks_for(name)) return;
    real_binary<float>(o, name, f, truth);
    if constexpr (has_wide_double) real_binary<double>(o, name, f, truth);
  };
  const auto complex = [&](const std::string& name, auto f, auto truth) {
    if (!o.asks_for(name)) return;
    complex_unary<float>(o, name, f, truth);
    if constexpr (has_wide_double) complex_unary<double>(o, name, f, truth);
  };
#define WG_UNARY(name, f) \
  unary(#name, [](auto x) { return wg::f(x); }, [](auto x) { return std::name(x); })
#define WG_BINARY(name, f)                               \
  binary(                                                \
      #name, [](auto x, auto y) { return wg::f(x, y); }, \
      [](auto x, auto y) { return std::name(x, y); })
#define WG_COMPLEX(name, f) \
  complex("c" #name, [](auto z) { return wg::f(z); }, [](auto z) { return std::name(z); })
  WG_UNARY(exp, exp);
  WG_UNARY(exp2, exp2);
  WG_UNARY(expm1, expm1);
  unary(
      "logistic", [](auto x) { return wg::logistic(x); },
      [](auto x) { return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x)); });
  WG_UNARY(log, log);
  WG_UNARY(log2, log2);
  WG_UNARY(log10, log10);
  WG_UNARY(log1p, log1p);
  WG_UNARY(sin, sin);
  WG_UNARY(cos, cos);
  WG_UNARY(tan, tan);
  WG_UNARY(asin, asin);
  WG_UNARY(acos, acos);
  WG_UNARY(atan, atan);
  WG_BINARY(atan2, arctan2);
  WG_UNARY(sinh, sinh);
  WG_UNARY(cosh, cosh);
  WG_UNARY(tanh, tanh);
  WG_UNARY(asinh, asinh);
  WG_UNARY(acosh, acosh);
  WG_UNARY(atanh, atanh);
  WG_BINARY(pow, power);
  WG_UNARY(sqrt, sqrt);
  unary("rsqrt", [](auto x) { return wg::rsqrt(x); }, [](auto x) { return 1 / std::sqrt(x); });
  WG_UNARY(cbrt, cbrt);
  WG_BINARY(hypot, hypot);
  WG_BINARY(fmod, fmod);
  WG_UNARY(erf, erf);
  WG_UNARY(erfc, erfc);
  unary("erf_inv", [](auto x) { return wg::erf_inv(x); }, [](auto x) { return erf_inv(x); });
  // Near the zeros below 0 no bound holds relative to the result: the right half-line stands by
  // itself.
  unary(
      "lgamma+", [](auto x) { return wg::lgamma(wg::abs(x)); },
      [](auto x) { return std::lgamma(std::fabs(x)); });
  WG_UNARY(lgamma, lgamma);
  unary(
      "digamma+", [](auto x) { return wg::digamma(away_from_root(x)); },
      [](auto x) { return digamma(away_from_root(x)); });
  unary("digamma", [](auto x) { return wg::digamma(x); }, [](auto x) { return digamma(x); });
  WG_COMPLEX(exp, exp);
  WG_COMPLEX(log, log);
  WG_COMPLEX(sqrt, sqrt);
  WG_COMPLEX(sin, sin);
  WG_COMPLEX(cos, cos);
  WG_COMPLEX(tan, tan);
  WG_COMPLEX(sinh, sinh);
  WG_COMPLEX(cosh, cosh);
  WG_COMPLEX(tanh, tanh);
  WG_COMPLEX(log10, log10);
  WG_COMPLEX(asin, arcsin);
  WG_COMPLEX(acos, arccos);
  WG_COMPLEX(atan, arctan);
  WG_COMPLEX(asinh, arcsinh);
  WG_COMPLEX(acosh, arccosh);
  WG_COMPLEX(atanh, arctanh);
#undef WG_UNARY
#undef WG_BINARY
#undef WG_COMPLEX
}

void sums() {
  std::printf("%12s %12s %12s %12s\n", "elements", "eager", "jit", "eval");
  const auto total = [](Array x) { return wg::sum(x); };
  const auto compiled = wg::jit(total);
  for (std::int64_t n = 10'000; n <= 100'000'000; n *= 10) {
    const Array x = wg::random::uniform(wg::random::key(n), {n});
    long double truth = 0;
    for (float value : x.span<float>()) truth += value;
    const auto error = [&](const Array& got) {
      return double(std::fabs(got.item<float>() - truth) / truth);
    };
    const wg::Tensor inputs[] = {x.handle().tensor()};
    const Array by_eval(wg::eval(wg::make_ir(total)(x), inputs)[0]);
    std::printf("%12lld %12.3g %12.3g %12.3g\n", static_cast<long long>(n), error(total(x)),
                error(compiled(x)), error(by_eval));
  }
}

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const auto number = [&](std::uint64_t& value) {
      value = std::strtoull(i + 1 < argc ? argv[++i] : "", nullptr, 10);
      if (value == 0)
        std::fprintf(stderr, "%s needs a positive number\n", argv[i - 1]), std::exit(2);
    };
    if (!std::strcmp(argv[i], "--stride"))
      number(options.stride);
    else if (!std::strcmp(argv[i], "--samples"))
      number(options.samples);
    else if (!std::strcmp(argv[i], "--sum"))
      options.sum = true;
    else
      options.names.push_back(argv[i]);
  }
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  setenv("WENGERT_BACKEND", "llvm", 1);  // jit compiles at once, however small the batch
  const Options options = parse(argc, argv);
  options.sum ? sums() : table(options);
}
