#include "wengert/lower/reader.hpp"

#include "lower/simulate.hpp"

namespace wengert::lower {
namespace {

using testing::expect_lowered;
using testing::kernels_of;
using testing::sample;

Tensor integers(const Shape& shape, const std::vector<std::int32_t>& values) {
  Tensor t(Type{Dtype::i32, shape});
  std::copy(values.begin(), values.end(), t.data<std::int32_t>());
  return t;
}

TEST(Reader, DynamicIndicesAreClamped) {
  const Tensor a = sample({Dtype::f32, {10, 20}}, 1), u = sample({Dtype::f32, {3, 5}}, 2);
  for (std::int32_t i : {-100, -1, 0, 7, 8, 100})
    for (std::int32_t j : {-3, 0, 15, 16}) {
      expect_lowered(
          "{ lambda a:f32[10,20] i:i32[] j:i32[] . let b:f32[3,5] = "
          "dynamic_slice[sizes=(3, 5)] a i j in (b) }",
          {a, integers({}, {i}), integers({}, {j})});
      expect_lowered(
          "{ lambda a:f32[10,20] u:f32[3,5] i:i32[] j:i32[] . let b:f32[10,20] = "
          "dynamic_update_slice a u i j in (b) }",
          {a, u, integers({}, {i}), integers({}, {j})});
    }
}

TEST(Reader, GathersOfEachMode) {
  const std::vector<Tensor> inputs{sample({Dtype::f32, {10, 20}}, 1),
                                   integers({6, 1}, {0, 9, 10, -1, 100, -100})};
  for (const char* mode : {"clip", "fill"})
    expect_lowered("{ lambda a:f32[10,20] i:i32[6,1] . let b:f32[6,20] = gather[axes=(0) mode=\"" +
                       std::string(mode) + "\"] a i in (b) }",
                   inputs);
}

TEST(Reader, CheckedGathersRaise) {
  const std::string text =
      "{ lambda a:f32[10,20] i:i32[3,1] . let b:f32[3,20] = gather[axes=(0) mode=\"check\"] a i in "
      "(b) }";
  const Tensor a = sample({Dtype::f32, {10, 20}}, 1);
  expect_lowered(text, {a, integers({3, 1}, {0, 9, 5})});
  for (std::int32_t wrong : {10, -1, 1000}) {
    const Function f = parse_ir(text);
    const Program p = lower(f);
    EXPECT_THROW(testing::Simulator(p).run({a, integers({3, 1}, {0, wrong, 5})}, {}), IndexError)
        << wrong;
  }
}

TEST(Reader, IndicesBecomeNumbers) {
  for (const char* dtype : {"u8", "i16", "i64", "f16", "f32", "f64", "c64"}) {
    const std::string t = dtype;
    expect_lowered("{ lambda . let a:" + t + "[70] = iota[dtype=" + t +
                   " shape=(70) dimension=0] b:" + t + "[5,9] = iota[dtype=" + t +
                   " shape=(5, 9) dimension=1] in (a, b) }");
  }
}

// What a condition decides from ranges alone costs nothing.
TEST(Reader, DecidedSelectionsAreNoCells) {
  const Program p = expect_lowered(R"({ lambda a:f32[100] b:f32[100] . let
      c:f32[200] = concatenate[dimension=0] a b
      d:f32[90] = slice[start=(5) limit=(95) strides=(1)] c in (d) })");
  EXPECT_EQ(testing::count_cells(*kernels_of(p).at(0), CellKind::select), 0u);
}

}  // namespace
}  // namespace wengert::lower
