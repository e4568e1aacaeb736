// What the bases derive: sums over operands, broadcast tangents, transposes summed to scalars.
#include "ops/apply.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

// All operands at once, with the result and an attribute.
struct Blend : Elementwise<2>, Smooth {
  static constexpr Name name = "blend";
  static constexpr Dtypes dtypes = floating;
  static std::int64_t parameter(const Attributes& attributes) {
    return attributes.integer("weight");
  }
  template <class V> static V eval(V x, V y, std::int64_t weight) {
    return x * y * math::like(x, double(weight));
  }
  template <class V> static V jvp(V x, V y, V dx, V dy, V, std::int64_t weight) {
    return double(weight) * (dx * y + x * dy);
  }
};

TEST(Derivative, OneRuleForAllOperandsTakesZeroForAbsentTangents) {
  const Function f =
      function_of<Blend>({Type{float64, {2}}, Type{float64, {}}}, {{"weight", std::int64_t(3)}});
  const Function forward = jvp(f, {false, true}).function;
  EXPECT_EQ(elements<double>(eval(
                forward, std::vector<Tensor>{vector<double>({1, 2}), scalar(5.), scalar(1.)})[1]),
            (std::vector{3., 6.}));
}

TEST(Derivative, TangentsOfScalarsAreBroadcast) {
  const Function forward =
      jvp(function_of<Add>({Type{float64, {}}, Type{float64, {2}}}), {true, false}).function;
  EXPECT_EQ(elements<double>(eval(
                forward, std::vector<Tensor>{scalar(1.), vector<double>({0, 0}), scalar(7.)})[1]),
            (std::vector{7., 7.}));
}

TEST(Derivative, CotangentsOfScalarsAreSums) {
  const Function back =
      transpose(function_of<Mul>({Type{float64, {}}, Type{float64, {2}}}), {true, false});
  EXPECT_EQ(elements<double>(eval(
                back, std::vector<Tensor>{vector<double>({3, 4}), vector<double>({1, 10})})[0]),
            std::vector{43.});
}

TEST(Derivative, FlatOperationsHaveNone) {
  const Jvp forward = jvp(function_of<Floor>({Type{float64, {}}}), {true});
  EXPECT_EQ(forward.active_outputs, std::vector<bool>{false});
}

}  // namespace
}  // namespace wengert::testing
