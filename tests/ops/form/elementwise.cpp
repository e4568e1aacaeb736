// Blocks, scalars among whole operands, and shapes that do not match.
#include "ops/apply.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

TEST(Elementwise, LongerThanABlock) {
  std::vector<float> x(5000);
  for (std::size_t k = 0; k < x.size(); ++k) x[k] = float(k);
  const std::vector<float> y = elements<float>(testing::apply<Mul>({vector(x), scalar(2.f)}));
  for (std::size_t k = 0; k < x.size(); ++k) ASSERT_EQ(y[k], 2 * x[k]);
}

TEST(Elementwise, HalvesLongerThanABlock) {
  std::vector<bfloat16_t> x(1500);
  for (std::size_t k = 0; k < x.size(); ++k) x[k] = bfloat16_t(float(k % 100));
  const Tensor y = testing::apply<Add>({vector(x), scalar(bfloat16_t(1.f))});
  for (std::size_t k = 0; k < x.size(); ++k)
    ASSERT_EQ(float(y.data<bfloat16_t>()[k]), float(k % 100) + 1);
}

TEST(Elementwise, NoElements) {
  EXPECT_EQ(testing::apply<Add>({vector<float>({}), scalar(1.f)}).type, (Type{float32, {0}}));
}

TEST(Elementwise, ShapesMustBeEqualOrScalar) {
  EXPECT_EQ(message_of<ShapeError>([] {
              testing::apply<Add>({vector<float>({1, 2}), vector<float>({1, 2, 3})});
            }),
            "add: operands have types f32[2] and f32[3]; their shapes must be equal, or one of "
            "them a scalar");
}

TEST(Elementwise, ConversionsOfEveryPairOfDtypes) {
  for (int from = 0; from < dtype_count; ++from)
    for (int to = 0; to < dtype_count; ++to) {
      const Tensor one(Constant(Dtype(from), 1)), out(Type{Dtype(to), {}});
      convert_elements(Dtype(from), one.bytes(), Dtype(to), out.bytes(), 1);
      EXPECT_EQ(out.scalar().as<double>(), 1) << Dtype(from) << " to " << Dtype(to);
    }
}

}  // namespace
}  // namespace wengert::testing
