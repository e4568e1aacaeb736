#include "wengert/lower/updates.hpp"

#include "lower/simulate.hpp"

namespace wengert::lower {
namespace {

using testing::expect_lowered;

std::optional<std::vector<std::uint32_t>> updates(const std::string& nodes,
                                                  const std::string& outputs) {
  const Function f =
      parse_ir("{ lambda a:f32[100] b:f32[3] i:i32[] . let " + nodes + " in (" + outputs + ") }");
  return updates_in_place(f, Uses(f), 0, 0);
}

constexpr const char* first = "c:f32[100] = dynamic_update_slice a b i ";
using Nodes = std::vector<std::uint32_t>;

TEST(Updates, AChainIsInPlace) {
  EXPECT_EQ(updates("", "a"), Nodes{});
  EXPECT_EQ(updates(first, "c"), Nodes{0});
  EXPECT_EQ(updates(std::string(first) + "d:f32[100] = dynamic_update_slice c b 7:i32[]", "d, b"),
            (Nodes{0, 1}));
  EXPECT_EQ(updates(std::string("d:f32[100] = neg a ") + first, "c, d"), Nodes{1});
}

TEST(Updates, WhatIsReadLaterIsNot) {
  EXPECT_FALSE(updates(std::string(first) + "d:f32[100] = neg a", "c, d"));
  EXPECT_FALSE(updates(first, "c, a"));
  EXPECT_FALSE(updates("c:f32[100] = neg a", "c"));
  EXPECT_FALSE(updates("c:f32[100] = dynamic_update_slice a a i", "c"));
  EXPECT_FALSE(updates(std::string(first) + "d:f32[100] = dynamic_update_slice c b i", "d, c"));
}

const StatementLoop& loop_of(const Program& p) {
  for (const Statement& s : p.statements)
    if (const auto* loop = std::get_if<std::shared_ptr<StatementLoop>>(&s.what)) return **loop;
  throw std::logic_error("no loop");
}

// What is read of the array is stored before it is overwritten, however it is used.
TEST(Updates, LoopsCarryOneBuffer) {
  const Program p = expect_lowered(R"({ lambda a:f32[100] . let
      b:i32[] c:f32[100] = scan[body={ lambda i:i32[] a:f32[100] . let
          b:f32[3] = dynamic_slice[sizes=(3,)] a i
          c:f32[3] = mul b b
          j:i32[] = add i 1:i32[]
          d:f32[100] = dynamic_update_slice a c j
          e:f32[100] = dynamic_update_slice d b 90:i32[] in (j, e) }
        length=40 reverse=0 consts=0 carry=2] 0:i32[] a in (c) })");
  EXPECT_EQ(loop_of(p).swaps.size(), 1u);
}

TEST(Updates, ScattersOfOneUpdateAreInPlace) {
  for (const std::string mode : {"check", "clip", "fill", "unchecked"})
    for (const std::string kind : {"set", "add", "mul"}) {
      const Program p = expect_lowered(R"({ lambda a:f32[100] . let
          start:i32[1] = broadcast_in_dim[shape=(1,) dims=()] 0:i32[]
          b:i32[1] c:f32[100] = scan[body={ lambda i:i32[1] a:f32[100] . let
              x:f32[] = gather[axes=(0,) mode="clip"] a i
              y:f32[] = exp x
              c:f32[100] = scatter[axes=(0,) kind=")" +
                                       kind + R"(" mode=")" + mode + R"("] a i y
              j:i32[1] = add i 1:i32[] in (j, c) }
            length=40 reverse=0 consts=0 carry=2] start a in (c) })");
      EXPECT_EQ(loop_of(p).swaps.size(), 1u) << kind << " " << mode;
    }
}

TEST(Updates, LoopsThatReadLaterCarryTwo) {
  const Program p = expect_lowered(R"({ lambda a:f32[100] . let
      c:f32[100] = scan[body={ lambda a:f32[100] . let
          s:f32[1] = reshape[shape=(1,)] 2.0:f32[]
          b:f32[100] = dynamic_update_slice a s 5:i32[]
          c:f32[100] = add a b in (c) }
        length=4 reverse=0 consts=0 carry=1] a in (c) })");
  EXPECT_EQ(loop_of(p).swaps.size(), 1u);
}

}  // namespace
}  // namespace wengert::lower
