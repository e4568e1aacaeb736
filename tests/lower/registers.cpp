#include "wengert/lower/registers.hpp"

#include <gtest/gtest.h>

#include "wengert/ir/parse.hpp"
#include "wengert/ops/manifest.hpp"

namespace wengert::lower {
namespace {

bool fits(const std::string& text) { return fits_registers(parse_ir(text)); }

std::string sine(const std::string& shape) {
  return "{ lambda a:f32[" + shape + "] . let b:f32[" + shape + "] = sin a in (b) }";
}

TEST(Registers, HoldArraysOfFewElements) {
  for (const char* shape : {"", "1", "64", "8,8", "4,4,4", "0"}) EXPECT_TRUE(fits(sine(shape)));
  for (const char* shape : {"65", "8,9", "1000"}) EXPECT_FALSE(fits(sine(shape)));
}

TEST(Registers, HoldBodiesOfFewElementsAltogether) {
  const auto chain = [](int length) {
    std::string text = "{ lambda a:f32[64] . let ";
    for (int k = 0; k < length; ++k)
      text += "v" + std::to_string(k) + ":f32[64] = sin " +
              (k ? "v" + std::to_string(k - 1) : "a") + " ";
    return text + "in (v" + std::to_string(length - 1) + ") }";
  };
  EXPECT_TRUE(fits(chain(63)));  // 64 values of 64 elements
  EXPECT_FALSE(fits(chain(64)));
}

TEST(Registers, HoldWhatCanBeUnrolled) {
  EXPECT_TRUE(fits("{ lambda a:f32[4,4] . let b:f32[4,4] = inv a in (b) }"));
  EXPECT_FALSE(fits("{ lambda a:f32[9] . let b:f32[9] = sort[dimension=0 num_keys=1] a in (b) }"));
  EXPECT_FALSE(fits("{ lambda a:f32[0] . let b:f32[] = reduce_sum[axes=(0)] a in (b) }"));
}

TEST(Registers, LookIntoBodies) {
  const auto loop = [](const std::string& n) {
    const std::string t = "f64[" + n + "]";
    return "{ lambda x:" + t + " . let y:" + t + " = scan[body={ lambda c:" + t + " . let d:" + t +
           " = sin c in (d) } length=3 reverse=0 consts=0 carry=1] x in (y) }";
  };
  EXPECT_TRUE(fits(loop("64")));
  EXPECT_FALSE(fits(loop("65")));
  // Outputs of each iteration go through memory: not inside a body, but at the outermost level.
  const Function f = parse_ir(
      "{ lambda x:f64[] . let y:f64[] z:f64[3] = scan[body={ lambda c:f64[] . let d:f64[] = sin c "
      "in (d, d) } length=3 reverse=0 consts=0 carry=1] x in (y, z) }");
  EXPECT_FALSE(fits_registers(f));
  EXPECT_TRUE(fits_registers(f, f.nodes[0]));
}

TEST(Registers, ArePreferredForTheSmallestAlone) {
  const auto prefers = [](const std::string& text) {
    const Function f = parse_ir(text);
    return prefers_registers(f, f.nodes[0]);
  };
  EXPECT_TRUE(prefers(sine("16")));
  EXPECT_FALSE(prefers(sine("17")));
  const auto sum = [](const std::string& n) {
    return "{ lambda a:f32[" + n + "] . let b:f32[] = reduce_sum[axes=(0)] a in (b) }";
  };
  EXPECT_TRUE(prefers(sum("128")));
  EXPECT_FALSE(prefers(sum("129")));
  EXPECT_FALSE(prefers(sum("0")));
}

TEST(Registers, ShortReductions) {
  const auto is_short = [](const std::string& n) {
    const Function f = parse_ir("{ lambda a:f32[1000," + n +
                                "] . let b:f32[1000] = reduce_sum[axes=(1)] a in (b) }");
    return is_short_reduction(f, f.nodes[0]);
  };
  EXPECT_FALSE(is_short("0"));
  EXPECT_TRUE(is_short("1"));
  EXPECT_TRUE(is_short("16"));
  EXPECT_FALSE(is_short("17"));
}

}  // namespace
}  // namespace wengert::lower
