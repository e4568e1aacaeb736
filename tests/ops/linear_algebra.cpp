// Small matrices unrolled and large ones factorised give the same; singular ones give no exception.
#include "ops/apply.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

Tensor regular(std::int64_t n, std::uint64_t seed) {
  Tensor a(Type{float64, {n, n}});
  for (std::int64_t i = 0; i < n * n; ++i)
    a.data<double>()[i] =
        double(combine(seed, std::uint64_t(i)) % 1000) / 500 - 1 + (i % (n + 1) == 0 ? 1 : 0);
  return a;
}

TEST(LinearAlgebra, InversesOfEveryOrder) {
  for (std::int64_t n : {1, 2, 3, 4, 7, 8, 9, 31, 32, 33, 100}) {
    const Tensor a = regular(n, 3), x = apply<Inv>({a});
    const Tensor one = apply<DotGeneral>({a, x}, {{"lhs_contract", Shape{1}},
                                                  {"rhs_contract", Shape{0}},
                                                  {"lhs_batch", Shape{}},
                                                  {"rhs_batch", Shape{}}});
    for (std::int64_t i = 0; i < n * n; ++i)
      EXPECT_NEAR(one.data<double>()[i], i % (n + 1) == 0, 1e-9) << n;
  }
}

TEST(LinearAlgebra, SystemsWithManyRightHandSides) {
  for (std::int64_t n : {3, 20, 70}) {
    const Tensor a = regular(n, 5),
                 identity = apply<DotGeneral>({a, apply<Inv>({a})}, {{"lhs_contract", Shape{1}},
                                                                     {"rhs_contract", Shape{0}},
                                                                     {"lhs_batch", Shape{}},
                                                                     {"rhs_batch", Shape{}}});
    const Tensor x = apply<Solve>({a, a});
    for (std::int64_t i = 0; i < n * n; ++i)
      EXPECT_NEAR(x.data<double>()[i], identity.data<double>()[i], 1e-9);
  }
}

TEST(LinearAlgebra, DeterminantsKnowTheSignOfThePermutation) {
  EXPECT_EQ(elements<double>(apply<Det>({array<double>({2, 2}, {0, 1, 1, 0})})), std::vector{-1.});
  EXPECT_EQ(elements<double>(apply<Det>({array<double>({3, 3}, {0, 1, 0, 0, 0, 1, 1, 0, 0})})),
            std::vector{1.});
  Tensor cycle(Type{float64, {10, 10}});
  for (std::int64_t i = 0; i < 100; ++i) cycle.data<double>()[i] = (i / 10 + 1) % 10 == i % 10;
  EXPECT_EQ(elements<double>(apply<Det>({cycle})), std::vector{-1.});
}

TEST(LinearAlgebra, SingularMatrices) {
  const Tensor a = array<double>({2, 2}, {1, 2, 2, 4});
  EXPECT_EQ(elements<double>(apply<Det>({a})), std::vector{0.});
  for (double x : elements<double>(apply<Inv>({a}))) EXPECT_FALSE(std::isfinite(x));
  for (double x : elements<double>(apply<Inv>({Tensor(array<double>({2, 2}, {0, 0, 0, 0}))})))
    EXPECT_FALSE(std::isfinite(x));
}

TEST(LinearAlgebra, ComplexAndSinglePrecision) {
  using C = std::complex<float>;
  const Tensor a = array<C>({2, 2}, {{0, 1}, {2, 0}, {1, 0}, {0, -1}});
  EXPECT_EQ(elements<C>(apply<Det>({a})), std::vector<C>{C(-1, 0)});
}

TEST(LinearAlgebra, OperandsMustBeSquare) {
  EXPECT_EQ(message_of<ShapeError>([] {
              apply<Inv>({Tensor(Type{float32, {2, 3}})});
            }),
            "inv: f32[2,3] does not end in a square matrix; its last two extents must be equal");
  EXPECT_THROW(apply<Solve>({Tensor(Type{float32, {2, 2}}), Tensor(Type{float32, {3, 1}})}),
               ShapeError);
  EXPECT_THROW(apply<Det>({Tensor(Type{int32, {2, 2}})}), DtypeError);
}

}  // namespace
}  // namespace wengert::testing
