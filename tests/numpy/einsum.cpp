// Einstein summation against NumPy's.
#include "acceptance/near.hpp"

namespace {

// Small whole numbers, so sums are exact in any order.
Array numbers(const wg::Shape& shape) {
  return (wg::arange(shape.elements()) % 7 - 3).astype(wg::float32).reshape(shape);
}

TEST(Einsum, Contractions) {
  const Array a = numbers({2, 3}), b = numbers({3, 4}), c = numbers({4, 2});
  expect_near(wg::einsum("ij,jk->ik", a, b), {{9.0, 3.0, -3.0, 5.0}, {-3.0, 0.0, 3.0, -1.0}});
  expect_near(wg::einsum("ij,jk", a, b), {{9.0, 3.0, -3.0, 5.0}, {-3.0, 0.0, 3.0, -1.0}});
  expect_near(wg::einsum("ij,jk->ki", a, b), {{9.0, -3.0}, {3.0, 0.0}, {-3.0, 3.0}, {5.0, -1.0}});
  expect_near(wg::einsum("ij,jk,kl->il", a, b, c), {{-18.0, -39.0}, {9.0, 15.0}});
  expect_near(wg::einsum("ij,jk,ki", a, b, c), -3.0);
  expect_near(wg::einsum("ij,ij->", a, a), 19.0);
  expect_near(wg::einsum("ij,kj->ik", a, a), {{14.0, -4.0}, {-4.0, 5.0}});
  expect_near(wg::einsum("i,j->ij", a(0), b(wg::all, 1)),
              {{6.0, -6.0, 3.0}, {4.0, -4.0, 2.0}, {2.0, -2.0, 1.0}});
}

TEST(Einsum, BatchesAndEllipses) {
  const Array x = numbers({2, 3, 4}), y = numbers({2, 4, 5}), w = numbers({2});
  expect_near(
      wg::einsum("bij,bjk->bik", x, y),
      {{{5.0, -1.0, 7.0, 1.0, 2.0}, {7.0, 10.0, -1.0, 2.0, -16.0}, {2.0, 0.0, 5.0, 3.0, 1.0}},
       {{18.0, 4.0, 4.0, -17.0, -17.0},
        {-10.0, -1.0, 1.0, 3.0, 5.0},
        {11.0, -13.0, -16.0, 2.0, -1.0}}});
  expect_near(
      wg::einsum("...ij,...jk->...ik", x, y),
      {{{5.0, -1.0, 7.0, 1.0, 2.0}, {7.0, 10.0, -1.0, 2.0, -16.0}, {2.0, 0.0, 5.0, 3.0, 1.0}},
       {{18.0, 4.0, 4.0, -17.0, -17.0},
        {-10.0, -1.0, 1.0, 3.0, 5.0},
        {11.0, -13.0, -16.0, 2.0, -1.0}}});
  expect_near(wg::einsum("i...,i...", x, x),
              {{13.0, 13.0, 10.0, 4.0}, {2.0, 4.0, 10.0, 13.0}, {13.0, 10.0, 4.0, 2.0}});
  expect_near(wg::einsum("i...,i...->...", x, x),
              {{13.0, 13.0, 10.0, 4.0}, {2.0, 4.0, 10.0, 13.0}, {13.0, 10.0, 4.0, 2.0}});
  expect_near(wg::einsum("i,i...->...", w, x),
              {{5.0, 0.0, 9.0, 4.0}, {-1.0, -6.0, -11.0, 5.0}, {0.0, 9.0, 4.0, -1.0}});
  expect_near(wg::einsum("...j,j->...", x, numbers({4})), {{14.0, -10.0, 8.0}, {-9.0, 2.0, -1.0}});
  expect_near(wg::einsum("...i,...i->...", numbers({3, 1, 2}), numbers({4, 2})),
              {{13.0, 3.0, -7.0, -3.0}, {3.0, 1.0, -1.0, -3.0}, {-7.0, -1.0, 5.0, -3.0}});
  expect_near(
      wg::einsum("b...i,...ij->b...j", numbers({2, 3, 4}), numbers({3, 4, 2})),
      {{{10.0, 4.0}, {13.0, 16.0}, {-1.0, -3.0}}, {{-18.0, -4.0}, {-2.0, 0.0}, {-10.0, 1.0}}});
}

TEST(Einsum, OneOperandAndDiagonals) {
  const Array m = numbers({3, 3}), x = numbers({2, 3, 4}), t = numbers({3, 2, 3, 2});
  expect_near(wg::einsum("ii", m), -4.0);
  expect_near(wg::einsum("ii->i", m), {-3.0, 1.0, -2.0});
  expect_near(wg::einsum("ii,j->j", m, numbers({2})), {12.0, 8.0});
  expect_near(wg::einsum("ijij->ji", t), {{-3.0, -3.0, -3.0}, {-3.0, -3.0, -3.0}});
  expect_near(wg::einsum("ijk->kij", x), {{{-3.0, 1.0, -2.0}, {2.0, -1.0, 3.0}},
                                          {{-2.0, 2.0, -1.0}, {3.0, 0.0, -3.0}},
                                          {{-1.0, 3.0, 0.0}, {-3.0, 1.0, -2.0}},
                                          {{0.0, -3.0, 1.0}, {-2.0, 2.0, -1.0}}});
  expect_near(wg::einsum("ijk->k", x), {0.0, -1.0, -2.0, -3.0});
  expect_near(wg::einsum("...k->k...", x), {{{-3.0, 1.0, -2.0}, {2.0, -1.0, 3.0}},
                                            {{-2.0, 2.0, -1.0}, {3.0, 0.0, -3.0}},
                                            {{-1.0, 3.0, 0.0}, {-3.0, 1.0, -2.0}},
                                            {{0.0, -3.0, 1.0}, {-2.0, 2.0, -1.0}}});
  expect_near(wg::einsum("ba", numbers({2, 3})), {{-3.0, 0.0}, {-2.0, 1.0}, {-1.0, 2.0}});
}

TEST(Einsum, Errors) {
  const Array a = numbers({2, 3});
  EXPECT_THROW((void)wg::einsum("ij,jk->ik", a, a), wg::ShapeError);
  EXPECT_THROW((void)wg::einsum("ij->ik", a), wg::ValueError);
  EXPECT_THROW((void)wg::einsum("ij->ii", a), wg::ValueError);
  EXPECT_THROW((void)wg::einsum("i", a), wg::ValueError);
  EXPECT_THROW((void)wg::einsum("ij,ij", a), wg::ValueError);
  EXPECT_THROW((void)wg::einsum("i1", a), wg::ValueError);
  EXPECT_THROW((void)wg::einsum("ii", a), wg::ShapeError);
}

TEST(Einsum, Differentiates) {
  const Array a = numbers({2, 3}), b = numbers({3, 4});
  auto f = [&](Array x) { return wg::sum(wg::einsum("ij,jk->ik", x, b) * 2); };
  expect_near(wg::grad(f)(a), wg::broadcast_to(2 * wg::sum(b, 1), {2, 3}));
}

}  // namespace
