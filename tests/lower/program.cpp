#include "wengert/lower/program.hpp"

#include "lower/simulate.hpp"

namespace wengert::lower {
namespace {

TEST(Program, LocationsAreEqualByAllTheySay) {
  const Location x{1, 2, {{3, 4}}};
  EXPECT_EQ(x, (Location{1, 2, {{3, 4}}}));
  for (const Location& other :
       {Location{0, 2, {{3, 4}}}, Location{1, 0, {{3, 4}}}, Location{1, 2, {{0, 4}}},
        Location{1, 2, {{3, 0}}}, Location{1, 2, {}}})
    EXPECT_FALSE(x == other);
  EXPECT_TRUE(x.valid());
  EXPECT_FALSE(Location().valid());
}

// Buffers are the inputs, the outputs, then temporaries inside the arena.
TEST(Program, OwnsOneBufferForEachArray) {
  const Program p = testing::expect_lowered(R"({ lambda a:f32[50,60] b:f64[3] . let
      c:f32[50,60] = exp a
      d:f32[50] = reduce_sum[axes=(1)] c
      e:f32[50,60] = broadcast_in_dim[shape=(50, 60) dims=(0)] d
      f:f32[50,60] = div c e in (f, b) })");
  ASSERT_GE(p.buffers.size(), 5u);
  const auto expect = [&](std::size_t number, Role role, std::int64_t of, std::size_t bytes) {
    EXPECT_EQ(p.buffers[number].role, role) << number;
    EXPECT_EQ(p.buffers[number].number, of) << number;
    EXPECT_EQ(p.buffers[number].bytes, bytes) << number;
  };
  expect(0, Role::input, 0, 12000);
  expect(1, Role::input, 1, 24);
  expect(2, Role::output, 0, 12000);
  expect(3, Role::output, 1, 24);
  for (std::size_t b = 4; b < p.buffers.size(); ++b) {
    EXPECT_EQ(p.buffers[b].role, Role::temporary);
    EXPECT_LE(p.buffers[b].arena + p.buffers[b].bytes, p.arena);
  }
  EXPECT_EQ(p.inputs, (std::vector<Type>{{Dtype::f32, {50, 60}}, {Dtype::f64, {3}}}));
}

}  // namespace
}  // namespace wengert::lower
