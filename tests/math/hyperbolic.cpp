#include "wengert/math/hyperbolic.hpp"

#include "expect.hpp"

namespace wengert::testing {
namespace {

constexpr auto sinh = [](auto x) { return math::sinh(x); };
constexpr auto cosh = [](auto x) { return math::cosh(x); };
constexpr auto tanh = [](auto x) { return math::tanh(x); };
constexpr auto asinh = [](auto x) { return math::asinh(x); };
constexpr auto acosh = [](auto x) { return math::acosh(x); };
constexpr auto atanh = [](auto x) { return math::atanh(x); };

TEST(Hyperbolic, SinhAndCoshAreWithin2UlpUpToOverflow) {
  const std::initializer_list<double> hard = {
      0,     0.3466, 0.35,   7.97, 8.3, 9, 18.4, 88.73, 89.415985, 709.8, 710.475860073944,
      1e-40, 1e-310};
  expect_within(2, sinh, [](auto x) { return std::sinh(x); }, hard);
  expect_within(2, cosh, [](auto x) { return std::cosh(x); }, hard);
}

TEST(Hyperbolic, TanhIsWithin2Ulp) {
  expect_within(2, tanh, [](auto x) { return std::tanh(x); },
                {0, 0.55, -0.55, 9.01, 19.06, 1e-40, 1e-310, 0.2284});
}

TEST(Hyperbolic, InversesAreWithin2Ulp) {
  expect_within(2, asinh, [](auto x) { return std::asinh(x); },
                {0, 0.25, 0x1p30, 0x1p60, 1e-40, 1e308});
  expect_within(2, acosh, [](auto x) { return std::acosh(x); },
                {1, 1.03, 2, 0x1p30, 0x1p60, 1e308});
  expect_within(2, atanh, [](auto x) { return std::atanh(x); }, {0, 0.19, 0.5, 1, -1, 1e-40});
}

TEST(Hyperbolic, SpecialValues) {
  expect_exact(sinh, {{0, 0}, {-0.0, -0.0}, {inf, inf}, {-inf, -inf}, {nan, nan}, {1e-44, 1e-44}});
  expect_exact(cosh, {{0, 1}, {inf, inf}, {-inf, inf}, {nan, nan}});
  expect_exact(tanh, {{0, 0}, {-0.0, -0.0}, {inf, 1}, {-inf, -1}, {nan, nan}, {1e-44, 1e-44}});
  expect_exact(asinh, {{0, 0}, {-0.0, -0.0}, {inf, inf}, {-inf, -inf}, {nan, nan}});
  expect_exact(acosh, {{1, 0}, {0.5, nan}, {-inf, nan}, {inf, inf}, {nan, nan}});
  expect_exact(atanh, {{0, 0}, {-0.0, -0.0}, {1, inf}, {-1, -inf}, {2, nan}, {-inf, nan}});
}

}  // namespace
}  // namespace wengert::testing
