// Comparisons with NaN, and the choice that leaks nothing.
#include "ops/apply.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

TEST(Comparison, NanDiffersFromAll) {
  const std::vector<float> x{1, NAN, NAN}, y{1, 1, NAN};
  const auto holds = [&](const Tensor& t) {
    return std::vector<bool>(t.data<bool>(), t.data<bool>() + 3);
  };
  const Tensor a = vector(x), b = vector(y);
  EXPECT_EQ(holds(apply<Eq>({a, b})), (std::vector{true, false, false}));
  EXPECT_EQ(holds(apply<Ne>({a, b})), (std::vector{false, true, true}));
  EXPECT_EQ(holds(apply<Ge>({a, b})), (std::vector{true, false, false}));
  EXPECT_EQ(holds(apply<IsNan>({a})), (std::vector{false, true, true}));
}

TEST(Comparison, ComplexIsFiniteWhereBothPartsAre) {
  using C = std::complex<float>;
  const Tensor t = apply<IsFinite>({vector<C>({{1, 2}, {1, INFINITY}, {NAN, 0}})});
  EXPECT_TRUE(t.data<bool>()[0]);
  EXPECT_FALSE(t.data<bool>()[1]);
  EXPECT_FALSE(t.data<bool>()[2]);
}

TEST(Comparison, SelectTakesAScalarPredicate) {
  EXPECT_EQ(elements<float>(apply<Select>({scalar(true), vector<float>({1, 2}), scalar(5.f)})),
            (std::vector{1.f, 2.f}));
  EXPECT_THROW(apply<Select>({scalar(1), scalar(1.f), scalar(2.f)}), DtypeError);
}

TEST(Comparison, SelectMasksWhatIsBelowIt) { EXPECT_TRUE(primitive<Select>().masks); }

}  // namespace
}  // namespace wengert::testing
