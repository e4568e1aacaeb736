// Equality of arrays in which NaN equals NaN.
#pragma once

#include "acceptance/near.hpp"

inline void expect_same(const Array& got, const Array& want, double rtol = 1e-5,
                        double atol = 1e-6) {
  ASSERT_EQ(got.shape(), want.shape());
  const Array both_nan = wg::isnan(got) & wg::isnan(want);
  EXPECT_TRUE(bool(wg::all(wg::isclose(got, want, rtol, atol) | both_nan))) << "got\n"
                                                                            << got << "\nwant\n"
                                                                            << want;
}
