// Elements keep their values and change their places.
#include "ops/apply.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

Tensor counting(const Shape& shape) {
  return apply<Iota>(
      {}, {{"dtype", int32}, {"shape", Shape{shape.elements()}}, {"dimension", std::int64_t(0)}});
}
Tensor matrix(const Shape& shape) { return apply<Reshape>({counting(shape)}, {{"shape", shape}}); }

TEST(Movement, ReshapeSharesTheBuffer) {
  const Tensor x = counting({6});
  EXPECT_EQ(apply<Reshape>({x}, {{"shape", Shape{2, 3}}}).bytes(), x.bytes());
}

TEST(Movement, TransposeReverseAndSliceByRows) {
  const Tensor x = matrix({2, 3});
  EXPECT_EQ(elements<int>(apply<Transpose>({x}, {{"permutation", Shape{1, 0}}})),
            (std::vector{0, 3, 1, 4, 2, 5}));
  EXPECT_EQ(elements<int>(apply<Rev>({x}, {{"dimensions", Shape{1}}})),
            (std::vector{2, 1, 0, 5, 4, 3}));
  EXPECT_EQ(elements<int>(apply<ops::Slice>(
                {x}, {{"start", Shape{0, 0}}, {"limit", Shape{2, 3}}, {"strides", Shape{1, 2}}})),
            (std::vector{0, 2, 3, 5}));
}

TEST(Movement, BroadcastRepeatsExtentsOfOne) {
  const Tensor x = matrix({2, 1});
  EXPECT_EQ(
      elements<int>(apply<BroadcastInDim>({x}, {{"shape", Shape{2, 3}}, {"dims", Shape{0, 1}}})),
      (std::vector{0, 0, 0, 1, 1, 1}));
}

TEST(Movement, TypeRulesNameTheFault) {
  const Tensor x = matrix({2, 3});
  EXPECT_EQ(message_of<ShapeError>([&] {
              apply<Reshape>({x}, {{"shape", Shape{4}}});
            }),
            "reshape: i32[2,3] has 6 elements, shape (4,) has 4; they must be equal");
  EXPECT_THROW(apply<Transpose>({x}, {{"permutation", Shape{0, 0}}}), ValueError);
  EXPECT_THROW(apply<ops::Slice>(
                   {x}, {{"start", Shape{0, 2}}, {"limit", Shape{2, 4}}, {"strides", Shape{1, 1}}}),
               IndexError);
  EXPECT_THROW(apply<BroadcastInDim>({x}, {{"shape", Shape{3, 2}}, {"dims", Shape{0, 1}}}),
               ShapeError);
}

}  // namespace
}  // namespace wengert::testing
