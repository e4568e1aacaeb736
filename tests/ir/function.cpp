#include "wengert/ir/function.hpp"

#include <gtest/gtest.h>

#include "wengert/ir/parse.hpp"
#include "wengert/ir/print.hpp"
#include "wengert/ops/manifest.hpp"

namespace wengert {
namespace {

TEST(Function, TellsTypesOfItsParts) {
  const Function f = parse_ir("{ lambda a:f32[] b:f32[3] . let c:f32[3] = add a b in (c, a) }");
  const Type scalar{Dtype::f32, {}}, vector{Dtype::f32, {3}};
  EXPECT_EQ(std::vector<Type>(f.input_types().begin(), f.input_types().end()),
            (std::vector{scalar, vector}));
  EXPECT_EQ(f.output_types(), (std::vector{vector, scalar}));
  EXPECT_EQ(f.operand_types(f.nodes[0]), (std::vector{scalar, vector}));
  EXPECT_EQ(f.result_types(f.nodes[0])[0], vector);
  EXPECT_EQ(f.operands(f.nodes[0])[1], 1u);
}

TEST(Function, HasValueSemantics) {
  const Function f = parse_ir("{ lambda a:f32[] . let b:f32[] = neg a in (b,) }");
  Function copy = f;
  EXPECT_EQ(copy, f);
  copy.outputs[0] = 0;
  EXPECT_NE(copy, f);
}

}  // namespace
}  // namespace wengert
