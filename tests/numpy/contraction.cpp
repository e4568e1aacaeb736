// dot, matmul and their like, against NumPy's.
#include "acceptance/near.hpp"

#include <complex>

namespace {

Array numbers(const wg::Shape& shape) {
  return (wg::arange(shape.elements()) % 7 - 3).astype(wg::float32).reshape(shape);
}

TEST(Contraction, Dot) {
  expect_near(wg::dot(numbers({3}), numbers({3})), 14.0);
  expect_near(wg::dot(numbers({2, 3}), numbers({3})), {14.0, -4.0});
  expect_near(wg::dot(numbers({3}), numbers({3, 2})), {10.0, 4.0});
  expect_near(wg::dot(numbers({2, 3}), numbers({4, 3, 2})),
              {{{10.0, 4.0}, {-5.0, 10.0}, {1.0, -5.0}, {-7.0, 1.0}},
               {{1.0, 4.0}, {-2.0, 1.0}, {-5.0, -2.0}, {-1.0, -5.0}}});
  expect_near(wg::dot(2.0, numbers({3})), {-6.0, -4.0, -2.0});
  expect_near(numbers({2, 3}).dot(numbers({3, 2})), {{10.0, 4.0}, {1.0, 4.0}});
}

TEST(Contraction, Matmul) {
  expect_near(wg::matmul(numbers({2, 3}), numbers({3, 4})),
              {{9.0, 3.0, -3.0, 5.0}, {-3.0, 0.0, 3.0, -1.0}});
  expect_near(wg::matmul(numbers({3}), numbers({3, 4})), {9.0, 3.0, -3.0, 5.0});
  expect_near(wg::matmul(numbers({2, 3}), numbers({3})), {14.0, -4.0});
  expect_near(wg::matmul(numbers({5, 2, 3}), numbers({5, 3, 2})), {{{10.0, 4.0}, {1.0, 4.0}},
                                                                   {{15.0, -8.0}, {-3.0, 4.0}},
                                                                   {{-2.0, 0.0}, {-1.0, -4.0}},
                                                                   {{1.0, -7.0}, {-7.0, 1.0}},
                                                                   {{-4.0, -1.0}, {0.0, -2.0}}});
  expect_near(wg::matmul(numbers({5, 2, 3}), numbers({3, 2})), {{{10.0, 4.0}, {1.0, 4.0}},
                                                                {{-8.0, -10.0}, {4.0, 4.0}},
                                                                {{-12.0, -10.0}, {7.0, 4.0}},
                                                                {{-2.0, 4.0}, {10.0, 4.0}},
                                                                {{1.0, 4.0}, {-8.0, -10.0}}});
  expect_near(wg::matmul(numbers({2, 3}), numbers({5, 3, 2})), {{{10.0, 4.0}, {1.0, 4.0}},
                                                                {{-5.0, 10.0}, {-2.0, 1.0}},
                                                                {{1.0, -5.0}, {-5.0, -2.0}},
                                                                {{-7.0, 1.0}, {-1.0, -5.0}},
                                                                {{-1.0, -7.0}, {-4.0, -1.0}}});
  expect_near(wg::matmul(numbers({4, 1, 2, 3}), numbers({5, 3, 2})),
              {{{{10.0, 4.0}, {1.0, 4.0}},
                {{-5.0, 10.0}, {-2.0, 1.0}},
                {{1.0, -5.0}, {-5.0, -2.0}},
                {{-7.0, 1.0}, {-1.0, -5.0}},
                {{-1.0, -7.0}, {-4.0, -1.0}}},
               {{{-8.0, -10.0}, {4.0, 4.0}},
                {{15.0, -8.0}, {-3.0, 4.0}},
                {{17.0, 15.0}, {-3.0, -3.0}},
                {{-2.0, 17.0}, {-3.0, -3.0}},
                {{0.0, -2.0}, {-3.0, -3.0}}},
               {{{-12.0, -10.0}, {7.0, 4.0}},
                {{0.0, -12.0}, {-4.0, 7.0}},
                {{-2.0, 0.0}, {-1.0, -4.0}},
                {{17.0, -2.0}, {-5.0, -1.0}},
                {{15.0, 17.0}, {-2.0, -5.0}}},
               {{{-2.0, 4.0}, {10.0, 4.0}},
                {{-1.0, -2.0}, {-5.0, 10.0}},
                {{-7.0, -1.0}, {1.0, -5.0}},
                {{1.0, -7.0}, {-7.0, 1.0}},
                {{-5.0, 1.0}, {-1.0, -7.0}}}});
  expect_near(wg::matmul(numbers({5, 2, 3}), numbers({3})),
              {{14.0, -4.0}, {-1.0, 2.0}, {-9.0, 8.0}, {-10.0, 14.0}, {-4.0, -1.0}});
  expect_near(wg::matmul(numbers({3}), numbers({5, 3, 2})),
              {{10.0, 4.0}, {-5.0, 10.0}, {1.0, -5.0}, {-7.0, 1.0}, {-1.0, -7.0}});
  EXPECT_EQ(wg::matmul(Array{{1, 2}, {3, 4}}, Array{1, 1}).dtype(), wg::int32);
}

TEST(Contraction, Others) {
  expect_near(wg::inner(numbers({2, 3}), numbers({4, 3})),
              {{14.0, -4.0, -1.0, 2.0}, {-4.0, 5.0, -7.0, 2.0}});
  expect_near(wg::outer(numbers({2}), numbers({3})), {{9.0, 6.0, 3.0}, {6.0, 4.0, 2.0}});
  expect_near(wg::tensordot(numbers({2, 3, 4}), numbers({3, 4, 2})), {{22.0, 17.0}, {-30.0, -3.0}});
  expect_near(wg::tensordot(numbers({2, 3}), numbers({3, 2}), 1), {{10.0, 4.0}, {1.0, 4.0}});
  expect_near(wg::tensordot(numbers({2, 3, 4}), numbers({4, 2}), {0, 2}, {1, 0}),
              {6.0, -13.0, 3.0});
  expect_near(wg::tensordot(numbers({2}), numbers({2}), 0), {{9.0, 6.0}, {6.0, 4.0}});
  expect_near(wg::kron(numbers({2, 2}), numbers({2, 3})), {{9.0, 6.0, 3.0, 6.0, 4.0, 2.0},
                                                           {-0.0, -3.0, -6.0, -0.0, -2.0, -4.0},
                                                           {3.0, 2.0, 1.0, -0.0, -0.0, -0.0},
                                                           {-0.0, -1.0, -2.0, 0.0, 0.0, 0.0}});
  expect_near(wg::kron(numbers({2}), numbers({2, 2})),
              {{9.0, 6.0, 6.0, 4.0}, {3.0, -0.0, 2.0, -0.0}});
  expect_near(wg::cross(numbers({2, 3}), numbers({3})), {{0.0, 0.0, 0.0}, {3.0, -6.0, 3.0}});
  using C = std::complex<float>;
  const Array z = {C(1, 2), C(3, -1)};
  EXPECT_EQ(wg::vdot(z, z).item<C>(), C(15, 0));
}

TEST(Contraction, ProductsOfVectorsConjugateTheLeft) {
  using C = std::complex<float>;
  const Array z = Array(std::vector<C>{C(0, 1), C(2, 0)});
  EXPECT_EQ(wg::vecdot(z, Array(std::vector<C>{C(0, 1), C(3, 0)})).item<C>(), C(7, 0));
  EXPECT_EQ(wg::vecmat(z, {{1.0, 2.0}, {3.0, 4.0}})(0).item<C>(), C(6, -1));
  expect_near(wg::matvec({{0.0, 1.0, 2.0}, {3.0, 4.0, 5.0}}, Array{1.0, 2.0, 3.0}), {8.0, 26.0});
  EXPECT_EQ(wg::matvec(wg::ones({5, 1, 2, 3}), wg::ones({4, 3})).shape(), (wg::Shape{5, 4, 2}));
  EXPECT_EQ(wg::vecdot(wg::ones({4, 3}), wg::ones({5, 1, 3})).shape(), (wg::Shape{5, 4}));
  EXPECT_THROW((void)wg::matvec(wg::ones(3), wg::ones(3)), wg::ShapeError);
  EXPECT_THROW((void)wg::vecdot(1.0, wg::ones(3)), wg::ShapeError);
}

TEST(Contraction, ErrorsNameTheAxes) {
  try {
    (void)wg::dot(wg::ones({8, 3}), wg::ones({4, 8}));
    FAIL();
  } catch (const wg::ShapeError& error) {
    EXPECT_STREQ(
        error.what(),
        "dot: inner extents differ: f32[8,3] x f32[4,8] contracts axis 1 (3) with axis 0 (4)");
  }
  EXPECT_THROW((void)wg::matmul(2.0, wg::ones({3})), wg::ShapeError);
  EXPECT_THROW((void)wg::matmul(wg::ones({2, 3, 4}), wg::ones({3, 4, 5})), wg::ShapeError);
}

}  // namespace
