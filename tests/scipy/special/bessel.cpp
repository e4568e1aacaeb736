// Values from scipy.special.jv.
#include "support/derivatives.hpp"

namespace {

using wg::scipy::special::bessel_jn;

TEST(BesselJn, OrdersByPoints) {
  const Array z = Array(std::vector<double>{0, 1e-6, 0.5, -2.5, 10, 25});
  const Array want = Array(std::vector<double>{1,
                                               0.99999999999975,
                                               0.938469807240813,
                                               -0.04838377646819792,
                                               -0.24593576445134832,
                                               0.09626678327595811,
                                               0,
                                               4.999999999999377e-07,
                                               0.2422684576748739,
                                               -0.4970941024642741,
                                               0.0434727461688616,
                                               -0.1253502495802899,
                                               0,
                                               1.2499999999998987e-13,
                                               0.030604023458682638,
                                               0.44605905843961724,
                                               0.2546303136851206,
                                               -0.10629480324238133,
                                               0,
                                               2.0833333333332103e-20,
                                               0.002563729994587244,
                                               -0.21660039103911358,
                                               0.05837937930518667,
                                               0.10834308106150892})
                         .reshape({4, 6});
  expect_near(bessel_jn(z, 3), want, 1e-9, 1e-300);
  expect_near(bessel_jn(z.astype(wg::float32), 3), want.astype(wg::float32), 1e-4, 1e-6);
  const auto f = [](Array x) { return bessel_jn(x, 3); };
  expect_near(wg::jit(f)(z), want, 1e-9, 1e-300);
  expect_near(wg::vmap(f)(z), want.T(), 1e-9, 1e-300);
  const Array far = bessel_jn(Array(std::vector<double>{0.1, 1e-5}), 20, 60)(20);
  expect_near(far, Array(std::vector<double>{3.919437720858608e-45, 3.9199043496201017e-125}), 1e-9,
              0);
  expect_near(bessel_jn(Array(0.5).astype(wg::float16), 1),
              Array{0.9385, 0.2423}.astype(wg::float16), 1e-2);
  EXPECT_EQ(bessel_jn(Array{{1, 2}}, 0).shape(), (wg::Shape{1, 1, 2}));
}

TEST(BesselJn, DerivativesAndFaults) {
  expect_derivatives([](Array z) { return bessel_jn(z, 4); },
                     Array(std::vector<double>{-7, 0.01, 0.3, 2, 12}));
  // 2 J_n' = J_n-1 - J_n+1, also where the power series stands for them.
  for (double at : {0.0, 1e-9, 3.0}) {
    const Array z = Array(std::vector<double>{at}), j = bessel_jn(z, 3);
    const Array slopes = wg::jacfwd([](Array x) { return bessel_jn(x, 2); })(z).reshape({3, 1});
    expect_near(slopes(1), (j(0) - j(2)) / 2.0, 1e-10, 1e-15);
    expect_near(slopes(0), -j(1), 1e-10, 1e-15);
  }
  EXPECT_THROW((void)bessel_jn(1.0, -1), wg::ValueError);
  EXPECT_THROW((void)bessel_jn(1.0, 5, 4), wg::ValueError);
  EXPECT_THROW((void)bessel_jn(Array(std::complex<float>(1, 1)), 1), wg::DtypeError);
}

}  // namespace
