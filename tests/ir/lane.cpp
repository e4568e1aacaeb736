// The functions of math/ instantiated for Lanes give the bits that they give for host numbers.
#include "wengert/ir/lane.hpp"

#include "math/expect.hpp"
#include "math/host_emitter.hpp"
#include "wengert/math/arithmetic.hpp"
#include "wengert/math/complex.hpp"
#include "wengert/math/error.hpp"
#include "wengert/math/gamma.hpp"

namespace wengert::testing {
namespace {

template <class T, class F>
void expect_same_bits(F f, int count) {
  HostEmitter emitter;
  Samples first, second;
  second.next();
  for (int i = 0; i < count; ++i) {
    const T x = sampled<T>(first), y = sampled<T>(second);
    const Real<T> lane = f(emitter.real(x), emitter.real(y));
    ASSERT_TRUE(same(HostEmitter::number<T>(lane), f(x, y))) << x << ", " << y;
    emitter.forget();
  }
}

template <class F>
void expect_same_bits(F f) {
  expect_same_bits<float>(f, 200);
  expect_same_bits<double>(f, 200);
}

#define WG_SAME(name) expect_same_bits([](auto x, auto) { return math::name(x); })
#define WG_SAME_2(name) expect_same_bits([](auto x, auto y) { return math::name(x, y); })

TEST(Lane, ExponentialsAndLogarithms) {
  WG_SAME(exp);
  WG_SAME(exp2);
  WG_SAME(expm1);
  WG_SAME(logistic);
  WG_SAME(log);
  WG_SAME(log2);
  WG_SAME(log10);
  WG_SAME(log1p);
}

TEST(Lane, TrigonometricAndHyperbolic) {
  WG_SAME(sin);
  WG_SAME(cos);
  WG_SAME(tan);
  WG_SAME(asin);
  WG_SAME(acos);
  WG_SAME(atan);
  WG_SAME_2(atan2);
  WG_SAME(sinh);
  WG_SAME(cosh);
  WG_SAME(tanh);
  WG_SAME(asinh);
  WG_SAME(acosh);
  WG_SAME(atanh);
}

TEST(Lane, PowersErrorAndGamma) {
  WG_SAME_2(pow);
  WG_SAME(cbrt);
  WG_SAME(rsqrt);
  WG_SAME_2(hypot);
  WG_SAME(erf);
  WG_SAME(erfc);
  WG_SAME(erf_inv);
  WG_SAME(lgamma);
  WG_SAME(digamma);
}

TEST(Lane, Arithmetic) {
  WG_SAME(sign);
  WG_SAME(round_half_even);
  WG_SAME_2(remainder_truncated);
  WG_SAME_2(remainder_floored);
  WG_SAME_2(floor_divide);
  WG_SAME_2(nextafter);
  WG_SAME_2(minimum);
  WG_SAME_2(maximum);
}

TEST(Lane, ComplexNumbers) {
  const auto expression = []<class V>(V x, V y) {
    const math::Complex<V> z = {x, y}, w = math::sqrt(z) * math::exp(z) / math::conj(z);
    const math::Complex<V> v = math::pow(math::log(w), math::tan(z)) + math::cosh(math::tanh(w));
    return v.re - v.im + math::abs(math::sin(z)) + math::arg(math::integer_pow(w, -3));
  };
  expect_same_bits<float>(expression, 40);
  expect_same_bits<double>(expression, 40);
}

TEST(Lane, Integers) {
  HostEmitter emitter;
  const Lane three = emitter.bits_constant(Dtype::i64, 3);
  EXPECT_EQ(HostEmitter::number<std::int64_t>(math::integer_pow(three, 4)), 81);
}

#undef WG_SAME
#undef WG_SAME_2

/// Steps of f at 0.73, constants and common subexpressions aside: what a kernel executes, before a
/// compiler folds negations into fma, and makes minima and maxima of comparisons.
template <class T, class F>
int steps_of(F f) {
  HostEmitter emitter;
  f(emitter.real(T(0.73)));
  return emitter.steps();
}

TEST(Lane, FunctionsStayShort) {
  EXPECT_LE(steps_of<float>([](auto x) { return math::exp(x); }), 24);
  EXPECT_LE(steps_of<double>([](auto x) { return math::exp(x); }), 29);
  EXPECT_LE(steps_of<float>([](auto x) { return math::log(x); }), 33);
  EXPECT_LE(steps_of<double>([](auto x) { return math::log(x); }), 44);
  EXPECT_LE(steps_of<float>([](auto x) { return math::sin(x); }), 40);
  EXPECT_LE(steps_of<float>([](auto x) { return math::tanh(x); }), 36);
  EXPECT_LE(steps_of<double>([](auto x) { return math::pow(x, x); }), 96);
}

}  // namespace
}  // namespace wengert::testing
