#include "wengert/lower/expand.hpp"

#include "lower/simulate.hpp"

namespace wengert::lower {
namespace {

using testing::count_cells;
using testing::expect_lowered;
using testing::kernels_of;

TEST(Expand, FusedOperationsLeaveNoArrayBehind) {
  const Program p = expect_lowered(R"({ lambda a:f32[30,40] . let
      b:f32[40,30] = transpose[permutation=(1, 0)] a
      c:f32[40,30] = exp b
      d:f32[1200] = reshape[shape=(1200)] c
      e:f32[600] = slice[start=(1) limit=(1200) strides=(2)] d
      f:f32[600] = rev[dimensions=(0)] e in (f) })");
  EXPECT_EQ(p.statements.size(), 1u);
  EXPECT_EQ(p.arena, 0u);
}

TEST(Expand, EachElementIsLoadedOnce) {
  const Program p = expect_lowered(
      "{ lambda a:f32[100] . let b:f32[100] = mul a a c:f32[100] = add b a d:f32[100] = mul c b in "
      "(d) }");
  EXPECT_EQ(count_cells(*kernels_of(p).at(0), CellKind::load), 1u);
  EXPECT_EQ(count_cells(*kernels_of(p).at(0), CellKind::apply), 3u);
}

TEST(Expand, ScalarsStandOutsideTheLoops) {
  const Program p = expect_lowered(
      "{ lambda a:f32[100] s:f32[] . let t:f32[] = exp s b:f32[100] = mul a t in (b) }");
  const Kernel& k = *kernels_of(p).back();
  for (const CellNode& c : k.cells) {
    if (c.kind == CellKind::load && c.number == 1) {
      EXPECT_EQ(c.block, 0u);
    }
  }
}

TEST(Expand, EveryDtype) {
  for (const char* dtype : {"bool", "u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64", "f16",
                            "bf16", "f32", "f64", "c64", "c128"}) {
    const std::string t = dtype;
    expect_lowered("{ lambda a:" + t + "[20,3] b:" + t + "[3] . let c:" + t +
                   "[20,3] = broadcast_in_dim[shape=(20, 3) dims=(1)] b d:" + t +
                   "[40,3] = "
                   "concatenate[dimension=0] a c e:" +
                   t +
                   "[3,40] = transpose[permutation=(1, 0)] d f:bool[3,40] = eq e e in (e, f) }");
  }
}

TEST(Expand, SmallMatrices) {
  expect_lowered(
      "{ lambda a:f64[3,3] b:f64[3,2] . let c:f64[3,3] = inv a d:f64[] = det a "
      "e:f64[3,2] = solve a b in (c, d, e) }");
  expect_lowered(
      "{ lambda a:f64[5,2,2] b:f64[5,2,3] . let c:f64[5,2,3] = solve a b d:f64[5] = det "
      "a e:f64[3,5,2] = transpose[permutation=(2, 0, 1)] c in (d, e) }");
}

// As many elements in matrices of other sizes: once taken for the same cell.
TEST(Expand, SmallMatricesOfEqualElements) {
  const Program p = expect_lowered(R"({ lambda x:f64[] . let
      a:f64[1,1] = broadcast_in_dim[shape=(1, 1) dims=()] x
      b:f64[1,5] = broadcast_in_dim[shape=(1, 5) dims=()] x
      c:f64[1,5] = solve a b
      d:f64[2,2] = broadcast_in_dim[shape=(2, 2) dims=()] x
      e:f64[2,1] = broadcast_in_dim[shape=(2, 1) dims=()] x
      f:f64[2,1] = solve d e in (c, f) })",
                                   {Tensor(Constant(Dtype::f64, 2))});
}

// Movements of movements of …: the work is by their number, not exponential in it.
TEST(Expand, LongChainsOfMovements) {
  const auto chain = [](const std::string& step, int length, const std::string& type) {
    std::string text = "{ lambda i:i32[] v0:" + type + " . let ";
    for (int k = 0; k < length; ++k) {
      const std::string from = "v" + std::to_string(k), to = "v" + std::to_string(k + 1);
      std::string line = step;
      for (std::size_t at; (at = line.find('@')) != std::string::npos;) line.replace(at, 1, from);
      for (std::size_t at; (at = line.find('#')) != std::string::npos;) line.replace(at, 1, to);
      text += line + " ";
    }
    return text + "in (v" + std::to_string(length) + ") }";
  };
  const std::string type = "f32[30,4]";
  for (const char* step :
       {"#:f32[30,4] = rev[dimensions=(0)] @",
        "a#:f32[4,30] = transpose[permutation=(1, 0)] @ #:f32[30,4] = reshape[shape=(30, 4)] a#",
        "a#:f32[32,4] = pad[low=(1, 0) high=(1, 0) interior=(0, 0)] @ 0.5:f32[] #:f32[30,4] = "
        "slice[start=(2, 0) limit=(32, 4) strides=(1, 1)] a#",
        "a#:f32[7,4] = slice[start=(0, 0) limit=(7, 4) strides=(1, 1)] @ b#:f32[23,4] = "
        "slice[start=(7, 0) limit=(30, 4) strides=(1, 1)] @ #:f32[30,4] = concatenate[dimension=0] "
        "b# a#",
        "a#:f32[2,4] = dynamic_slice[sizes=(2, 4)] @ i 0:i32[] #:f32[30,4] = dynamic_update_slice "
        "@ a# i 0:i32[]"})
    expect_lowered(chain(step, 40, type));
}

}  // namespace
}  // namespace wengert::lower
