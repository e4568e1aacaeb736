#include "wengert/transform/dce.hpp"

#include "transform/numbers.hpp"

namespace wengert {
namespace {

TEST(Dce, DropsWhatNoOutputNeedsAndKeepsInputs) {
  const Function f = parse_ir(R"({ lambda a:f64[] b:f64[] . let
    c:f64[] = mul a 2.0:f64[]
    d:f64[] = mul a 3.0:f64[]
    e:f64[] = neg c
  in (d,) })");
  EXPECT_EQ(dce(f).str(),
            "{ lambda a:f64[] b:f64[] . let\n    c:f64[] = mul a 3.0:f64[]\n  in (c,) }");
  EXPECT_EQ(dce(f).literals.size(), 1u);
}

TEST(Dce, IsIdempotent) {
  const Function f = parse_ir(
      "{ lambda a:f64[] . let b:f64[] = add a 1.0:f64[] c:f64[] = neg a in (c, 2.0:f64[]) }");
  EXPECT_EQ(dce(dce(f)), dce(f));
}

}  // namespace
}  // namespace wengert
