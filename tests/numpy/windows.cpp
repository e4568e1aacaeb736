// Values from numpy.
#include "acceptance/near.hpp"

TEST(Windows, Values) {
  expect_near(wg::bartlett(5), {0.0, 0.5, 1.0, 0.5, 0.0});
  expect_near(wg::hanning(5), {0.0, 0.5, 1.0, 0.5, 0.0});
  expect_near(wg::hamming(5), {0.08, 0.54, 1.0, 0.54, 0.08});
  expect_near(wg::blackman(5), {0.0, 0.34, 1.0, 0.34, 0.0});
  expect_near(wg::kaiser(5, 8.6), {0.0013325140, 0.34039362, 1.0, 0.34039362, 0.0013325140}, 1e-4);
}

TEST(Windows, OfFewSamples) {
  for (const auto& w : {wg::bartlett, wg::hanning, wg::hamming, wg::blackman}) {
    EXPECT_EQ(w(0).size(), 0);
    expect_near(w(1), {1.0});
    EXPECT_THROW((void)w(-1), wg::ValueError);
  }
  expect_near(wg::kaiser(1, 5.0), {1.0});
  EXPECT_EQ(wg::kaiser(0, 5.0).size(), 0);
}
