// A primitive of the user's own is made as the built-in ones are, and is equal to them.
#include "ops/apply.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

struct Softsign : Elementwise<1>, Smooth {
  static constexpr Name name = "softsign";
  static constexpr Dtypes dtypes = floating;
  template <class V> static V eval(V x) { return x / (math::like(x, 1) + math::abs(x)); }
  template <class V> static V jvp(V x, V dx) { return dx / square(1 + abs(x)); }
};

struct Twice : Elementwise<1>, Linear {
  static constexpr Name name = "twice";
  static constexpr Dtypes dtypes = numeric;
  template <class V> static V eval(V x) { return x + x; }
  template <class V> static V transpose(V ct) { return apply<Twice>(ct); }
};

TEST(Base, RowsAreBuiltAtCompileTime) {
  static constexpr Primitive row = row_of<Softsign>();
  static_assert(row.name == "softsign" && row.form == Form::elementwise && row.arity == 1);
  static_assert(row.id == hash_of("softsign") && !row.transpose);
}

TEST(Base, AUsersPrimitiveHasAllRules) {
  EXPECT_EQ((testing::apply_to<Softsign, double>({-1, 3})), (std::vector{-0.5, 0.75}));
  EXPECT_EQ(elements<double>(tangent<Softsign>({scalar(1.)}, {scalar(1.)})), std::vector{0.25});
  EXPECT_EQ(elements<int>(testing::apply<Twice>({scalar(4)})), std::vector{8});
  const Function back = transpose(function_of<Twice>({Type{float64, {}}}), {true});
  EXPECT_EQ(elements<double>(eval(back, std::vector<Tensor>{scalar(3.)})[0]), std::vector{6.});
}

TEST(Base, TheTextFormFindsItOnceRegistered) {
  EXPECT_EQ(find_primitive("twice"), nullptr);
  register_primitive(primitive<Twice>());
  EXPECT_EQ(find_primitive("twice"), &primitive<Twice>());
}

}  // namespace
}  // namespace wengert::testing
