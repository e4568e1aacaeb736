// Nestings of grad, jvp, vmap and jit, up to four deep, of functions that use every part of the
// library, against derivatives by Cauchy's integral of the same functions in complex arithmetic.
//
// On functions of one number each transform is an operator with a known effect on derivatives:
//   grad, jvp   f -> f'
//   vmap        f -> sum_k weight_k f(scale_k x), one example for each k
//   jit         f -> f
// so the expected value of a nesting needs derivatives of the innermost function alone.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <complex>
#include <functional>
#include <string>
#include <vector>

#include <wengert/wengert.hpp>

namespace wg = wengert;
using wg::Array;

namespace {

using Scalar = std::function<Array(Array)>;
using Complex = std::complex<long double>;
using Analytic = std::function<Complex(Complex)>;

// ---- transforms as operators --------------------------------------------------------------------

constexpr std::array scales{1.0, 0.5}, weights{1.0, -0.75};

Scalar transformed(Scalar f, char transform) {
  switch (transform) {
    case 'g':
      return wg::grad(f);
    case 'j':
      return
          [f](Array x) { return wg::jvp(f, std::tuple{x}, std::tuple{wg::ones_like(x)}).second; };
    case 'v':
      return [f](Array x) {
        return Array(wg::sum(Array(weights) * wg::vmap(f)(Array(Array(scales) * x))));
      };
    default:
      return wg::jit(f);
  }
}

/// The nesting's name has its outermost transform first: "gv" is grad(vmap(f)).
Scalar nested(Scalar f, std::string_view nesting) {
  for (std::size_t k = nesting.size(); k-- > 0;) f = transformed(f, nesting[k]);
  return f;
}

/// f^(order)(x): n!/(2 pi i) times the integral of f(z) / (z - x)^(n + 1) along a circle on which f
/// is analytic; the trapezoid rule converges geometrically.
long double derivative(const Analytic& f, int order, long double x) {
  constexpr long double radius = 0.04L;
  constexpr int points = 32;
  Complex sum = 0;
  for (int k = 0; k < points; ++k) {
    const Complex turn = std::polar(1.0L, 2 * 3.14159265358979323846264L * k / points);
    sum += f(x + radius * turn) / std::pow(radius * turn, order);
  }
  return std::tgamma(order + 1.0L) * sum.real() / points;
}

/// The order-th derivative of the nesting at x.
long double expected(const Analytic& f, std::string_view nesting, int order, long double x) {
  if (nesting.empty()) return derivative(f, order, x);
  const std::string_view inner = nesting.substr(1);
  if (nesting[0] == 't') return expected(f, inner, order, x);
  if (nesting[0] != 'v') return expected(f, inner, order + 1, x);
  long double sum = 0;
  for (std::size_t k = 0; k < scales.size(); ++k)
    sum += weights[k] * std::pow((long double)(scales[k]), order) *
           expected(f, inner, order, scales[k] * x);
  return sum;
}

// ---- functions ----------------------------------------------------------------------------------

struct Function {
  const char* name;
  Scalar f;
  Analytic reference;
  std::string_view transforms = "gjvt";
};

const std::array steps{0.5, -0.25, 1.0, 0.8};
Array steps_array() { return Array(steps); }

Array elementwise(Array x) {
  return wg::exp(wg::sin(x) * x) / (1 + x * x) + wg::log1p(wg::sqrt(1 + x * x)) * wg::tanh(x);
}
Complex elementwise(Complex x) {
  return std::exp(std::sin(x) * x) / (1.0L + x * x) +
         std::log(1.0L + std::sqrt(1.0L + x * x)) * std::tanh(x);
}

Array reduction(Array x) {
  const Array v = wg::cos(x * steps_array());
  return wg::logsumexp(v) * wg::prod(v) + wg::mean(v * v);
}
Complex reduction(Complex x) {
  Complex sum = 0, product = 1, squares = 0;
  for (double a : steps) {
    const Complex v = std::cos(x * Complex(a));
    sum += std::exp(v);
    product *= v;
    squares += v * v;
  }
  return std::log(sum) * product + squares / 4.0L;
}

Array matmuls(Array x) {
  const Array w = Array{{0.5, -1.0}, {0.25, 0.75}}.astype(wg::float64);
  const Array m = wg::matmul(w, wg::sin(w * x));
  return wg::sum(wg::matmul(m, wg::tanh(m.T()))) + wg::trace(m);
}
Complex matmuls(Complex x) {
  const long double w[2][2] = {{0.5L, -1}, {0.25L, 0.75L}};
  Complex m[2][2] = {}, sum = 0;
  for (int i = 0; i < 2; ++i)
    for (int j = 0; j < 2; ++j)
      for (int k = 0; k < 2; ++k) m[i][j] += w[i][k] * std::sin(w[k][j] * x);
  for (int i = 0; i < 2; ++i)
    for (int j = 0; j < 2; ++j)
      for (int k = 0; k < 2; ++k) sum += m[i][k] * std::tanh(m[j][k]);
  return sum + m[0][0] + m[1][1];
}

Array scanned(Array x) {
  const auto step = [=](Array c, Array a) {
    return std::pair{Array(wg::sin(c) + a * x), Array(c * x)};
  };
  const auto [last, all] = wg::scan(step, x, steps_array());
  return last + wg::sum(all);
}
Complex scanned(Complex x) {
  Complex c = x, sum = 0;
  for (double a : steps) {
    sum += c * x;
    c = std::sin(c) + Complex(a) * x;
  }
  return c + sum;
}

// Which branch is taken depends on the step and on x.
Array branching_scan(Array x) {
  const auto step = [=](Array c, Array a) {
    const Array next = wg::cond(
        Array(a * x > 0.23), [](Array y, Array z) { return Array(wg::sin(y) * z); },
        [](Array y, Array z) { return Array(y * y + wg::exp(z)); }, c, x);
    return std::pair{next, next};
  };
  return wg::scan(step, x, steps_array()).first;
}
Complex branching_scan(Complex x) {
  Complex c = x;
  for (double a : steps)
    c = (Complex(a) * x).real() > 0.23L ? std::sin(c) * x : c * c + std::exp(x);
  return c;
}

// How often it runs depends on x.
Array repeated(Array x) {
  return wg::while_loop([](Array y) { return Array(y < 3.6); },
                        [=](Array y) { return Array(2 * y + 0.5 + 0.1 * wg::sin(x)); }, x);
}
Complex repeated(Complex x) {
  Complex y = x;
  while (y.real() < 3.6L) y = 2.0L * y + 0.5L + 0.1L * std::sin(x);
  return y;
}

Array counted(Array x) {
  return wg::fori_loop(
      0, 4,
      [=](Array k, Array y) { return Array(y + x * wg::cos(y) * (k.astype(wg::float64) / 4)); }, x);
}
Complex counted(Complex x) {
  Complex y = x;
  for (int k = 0; k < 4; ++k) y += x * std::cos(y) * (k / 4.0L);
  return y;
}

Array indexed(Array x) {
  const Array v = wg::stack({x, wg::sin(x), x * x, wg::exp(x)});
  const Array gathered = v(Array{3, 1, 1, 0});
  const Array scattered = v.at(Array{0, 2, 0}).add(wg::stack({x * x, wg::cos(x), x}));
  return wg::sum(gathered * scattered) + scattered(wg::slice(1, 3))(-1) * v.at(1).set(x)(1);
}
Complex indexed(Complex x) {
  const Complex v[] = {x, std::sin(x), x * x, std::exp(x)};
  const Complex s[] = {v[0] + x * x + x, v[1], v[2] + std::cos(x), v[3]};
  return v[3] * s[0] + v[1] * s[1] + v[1] * s[2] + v[0] * s[3] + s[2] * x;
}

Array solved(Array x) {
  const Array a = Array{{3.0, 1.0}, {-1.0, 2.0}}.astype(wg::float64);
  const Array b = Array{{0.5, 0.25}, {0.25, -0.5}}.astype(wg::float64);
  const Array m = a + x * b;
  return wg::sum(wg::linalg::solve(m, wg::stack({x, wg::sin(x)}))) +
         wg::sum(wg::linalg::inv(m) * b) * wg::linalg::det(m);
}
Complex solved(Complex x) {
  const Complex p = 3.0L + 0.5L * x, q = 1.0L + 0.25L * x, r = -1.0L + 0.25L * x,
                s = 2.0L - 0.5L * x, u = x, v = std::sin(x), det = p * s - q * r;
  const Complex inverse_times_b = 0.5L * s - 0.25L * q - 0.25L * r - 0.5L * p;
  return (s * u - q * v + p * v - r * u) / det + inverse_times_b;
}

Array with_rules(Array x) {
  const auto forward = wg::custom_jvp([](Array y) { return Array(wg::log(1 + wg::exp(y))); },
                                      [](std::tuple<Array> y, std::tuple<Array> dy) {
                                        const Array z = std::get<0>(y);
                                        return std::pair{Array(wg::log(1 + wg::exp(z))),
                                                         Array(std::get<0>(dy) * wg::logistic(z))};
                                      });
  const auto reverse = wg::custom_vjp(
      [](Array y) { return Array(2 * wg::sin(y) * y); },
      [](Array y) { return std::pair{Array(2 * wg::sin(y) * y), y}; },
      [](Array y, Array ct) { return std::tuple{Array(2 * ct * (wg::cos(y) * y + wg::sin(y)))}; });
  return forward(x) * reverse(x);
}
Complex with_rules(Complex x) { return std::log(1.0L + std::exp(x)) * 2.0L * std::sin(x) * x; }

Array sorted(Array x) {
  const Array v = wg::sort(wg::stack({wg::sin(x), wg::exp(x), -x, x * x + 2}));
  return wg::sum(v * wg::cumsum(v)) + wg::max(v);
}
Complex sorted(Complex x) {
  const Complex v[] = {-x, std::sin(x), std::exp(x), x * x + 2.0L};
  Complex sum = 0, running = 0;
  for (const Complex& y : v) sum += y * (running += y);
  return sum + v[3];
}

const Function functions[] = {
    {"Elementwise", [](Array x) { return elementwise(x); },
     [](Complex x) { return elementwise(x); }},
    {"Reduction", [](Array x) { return reduction(x); }, [](Complex x) { return reduction(x); }},
    {"Matmuls", [](Array x) { return matmuls(x); }, [](Complex x) { return matmuls(x); }},
    {"Scan", [](Array x) { return scanned(x); }, [](Complex x) { return scanned(x); }},
    {"CondInScan", [](Array x) { return branching_scan(x); },
     [](Complex x) { return branching_scan(x); }},
    {"WhileLoop", [](Array x) { return repeated(x); }, [](Complex x) { return repeated(x); },
     "jvt"},
    {"ForiLoop", [](Array x) { return counted(x); }, [](Complex x) { return counted(x); }},
    {"Indexing", [](Array x) { return indexed(x); }, [](Complex x) { return indexed(x); }},
    {"Linalg", [](Array x) { return solved(x); }, [](Complex x) { return solved(x); }},
    {"CustomRules", [](Array x) { return with_rules(x); }, [](Complex x) { return with_rules(x); }},
    {"Sort", [](Array x) { return sorted(x); }, [](Complex x) { return sorted(x); }}};

// ---- the walk -----------------------------------------------------------------------------------

/// Every word over the transforms of that length; of jit(jit(f)) and of a fourth vmap there is
/// nothing to learn.
std::vector<std::string> nestings(std::string_view transforms, std::size_t depth) {
  if (depth == 0) return {""};
  std::vector<std::string> all;
  for (const std::string& inner : nestings(transforms, depth - 1))
    for (const char transform : transforms)
      if (transform != 't' || !inner.starts_with('t')) all.push_back(transform + inner);
  std::erase(all, "vvvv");
  return all;
}

void PrintTo(const Function& f, std::ostream* out) { *out << f.name; }

class Nestings : public testing::TestWithParam<Function> {
 protected:
  static void expect_derivatives(const std::string& nesting) {
    SCOPED_TRACE(nesting);
    constexpr double x = 0.7;
    const Array at(std::vector<double>{x}, wg::Shape{});
    const Array got = nested(GetParam().f, nesting)(at);
    const double want = double(expected(GetParam().reference, nesting, 0, x));
    EXPECT_EQ(got.type(), (wg::Type{wg::float64, {}}));
    EXPECT_NEAR(got.item<double>(), want, 1e-9 * (1 + std::abs(want)));
  }
};

TEST_P(Nestings, UpToThreeDeep) {
  for (std::size_t depth = 0; depth <= 3; ++depth)
    for (const std::string& nesting : nestings(GetParam().transforms, depth))
      expect_derivatives(nesting);
}

TEST_P(Nestings, FourDeep) {
  for (const std::string& nesting : nestings(GetParam().transforms, 4)) expect_derivatives(nesting);
}

TEST_P(Nestings, CompiledAtEveryLevel) {
  for (const char* nesting : {"tgtgt", "tjtjt", "tjtgt", "tvtgt", "tvtjt", "tgtvt", "tgtjtv"})
    if (std::string_view(nesting).find_first_not_of(GetParam().transforms) ==
        std::string_view::npos)
      expect_derivatives(nesting);
}

INSTANTIATE_TEST_SUITE_P(Functions, Nestings, testing::ValuesIn(functions),
                         [](const auto& info) { return std::string(info.param.name); });

// What nestings of one number cannot say: Hessians of many, of a batch.
TEST(NestingsOfMany, HessianOfVmapOfScanOfCond) {
  const auto batch_of = [](Array x) {
    return wg::sum(wg::vmap(Scalar([](Array y) { return branching_scan(y); }))(x));
  };
  const Array x(std::vector<double>{0.7, 0.35, 0.175});
  for (const Array& h : {wg::hessian(batch_of)(x), wg::jit(wg::hessian(batch_of))(x),
                         wg::jacrev(wg::jacrev(batch_of))(x), wg::jacfwd(wg::jacfwd(batch_of))(x)})
    for (int i = 0; i < 3; ++i)
      for (int j = 0; j < 3; ++j) {
        const double want = i == j ? double(derivative([](Complex z) { return branching_scan(z); },
                                                       2, x(i).item<double>()))
                                   : 0.0;
        EXPECT_NEAR(h(i, j).item<double>(), want, 1e-9 * (1 + std::abs(want)));
      }
}

}  // namespace
