// Conversion saturates, truncates and drops imaginary parts, as NumPy's astype.
#include "ops/apply.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

Tensor converted(const Tensor& x, Dtype d) {
  return apply<ConvertElementType>({x}, {{"new_dtype", d}});
}

TEST(Convert, FloatsToIntegersTruncateAndSaturate) {
  const Tensor x = vector<float>({-2.7f, 2.7f, 1e20f, -1e20f, NAN});
  EXPECT_EQ(elements<std::int8_t>(converted(x, int8)),
            (std::vector<std::int8_t>{-2, 2, 127, -128, 0}));
  EXPECT_EQ(elements<std::uint8_t>(converted(x, uint8)),
            (std::vector<std::uint8_t>{0, 2, 255, 0, 0}));
}

TEST(Convert, AnythingNonZeroIsTrue) {
  const Tensor x = converted(vector<std::complex<float>>({{0, 0}, {0, 1}, {0.5, 0}}), bool_);
  EXPECT_FALSE(x.data<bool>()[0]);
  EXPECT_TRUE(x.data<bool>()[1]);
  EXPECT_TRUE(x.data<bool>()[2]);
}

TEST(Convert, StopGradientHasNone) {
  EXPECT_EQ(elements<double>(tangent<StopGradient>({scalar(3.)}, {scalar(1.)})), std::vector{0.});
}

}  // namespace
}  // namespace wengert::testing
