// Values from scipy.special.
#include "support/same.hpp"

namespace {

namespace special = wg::scipy::special;

Array wide(std::vector<double> v) { return Array(v); }

TEST(ExponentialIntegrals, OfEachOrder) {
  const Array x = wide({0, 1e-3, 0.5, 1, 1.0001, 2, 10, 50, 800, -1, wg::inf, wg::nan});
  expect_same(special::expn(0, x),
              wide({wg::inf, 999.000499833375, 1.2130613194252668, 0.36787944117144233,
                    0.36780587447921315, 0.06766764161830635, 4.539992976248485e-06,
                    3.8574996959278354e-24, 0, wg::nan, 0, wg::nan}),
              1e-13, 0);
  expect_same(special::exp1(x),
              wide({wg::inf, 6.331539364136149, 0.5597735947761608, 0.2193839343955205,
                    0.21934715012989106, 0.048900510708061146, 4.156968929685325e-06,
                    3.783264029550459e-24, 0, wg::nan, 0, wg::nan}),
              1e-13, 0);
  expect_same(special::expn(2, x),
              wide({1, 0.9926689604692389, 0.3266438623245532, 0.14849550677592194,
                    0.14847357022175706, 0.03753426182049047, 3.8302404656316095e-06,
                    3.711783318868828e-24, 0, wg::nan, 0, wg::nan}),
              1e-13, 0);
  expect_same(special::expn(5, x),
              wide({0.25, 0.24966691650035058, 0.13097731169586482, 0.07045423746172041,
                    0.070445631761023, 0.021322400202323035, 3.089728914253686e-06,
                    3.5124400631332395e-24, 0, wg::nan, 0, wg::nan}),
              1e-13, 0);
  EXPECT_THROW((void)special::expn(-1, x), wg::ValueError);
}

TEST(ExponentialIntegrals, PrincipalValue) {
  const Array x = wide({-50, -1, -1e-3, 0, 1e-3, 1, 10, 39, 41, 100, wg::inf, -wg::inf, wg::nan});
  expect_same(special::expi(x),
              wide({-3.783264029550459e-24, -0.2193839343955205, -6.331539364136149, -wg::inf,
                    -6.329539364025038, 1.895117816355937, 2492.2289762418773, 2280446200301900.5,
                    1.6006649143244784e+16, 2.71555274485388e+41, wg::inf, 0, wg::nan}),
              1e-13, 1e-30);
}

TEST(ExponentialIntegrals, Derivatives) {
  expect_near(wg::grad([](Array v) { return special::exp1(v); })(2.0), -0.067667642);
  const auto slope = wg::grad([](Array v) { return special::expn(3, v); });
  expect_near(slope(2.0), -0.037534262);
  expect_near(wg::grad(slope)(2.0), 0.048900511);
  expect_near(wg::grad([](Array v) { return special::expi(v); })(2.0), 3.6945280);
  expect_near(wg::jit(wg::vmap(special::exp1))(Array{0.5, 2.0}), {0.55977359, 0.048900511});
}

}  // namespace
