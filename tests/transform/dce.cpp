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

TEST(Dce, LoopsLoseWhatNobodyNeeds) {
  // Of three carries the second feeds the first; the third, the ys and their sequence are dead.
  const Function f = parse_ir(R"({ lambda w:f64[] v:f64[] a:f64[] xs:f64[3] . let
    b:f64[] c:f64[] d:f64[] ys:f64[3] = scan[
      body={ lambda w:f64[] v:f64[] b:f64[] c:f64[] d:f64[] x:f64[] . let
          e:f64[] = mul b c
          f:f64[] = add c w
          g:f64[] = mul d v
          h:f64[] = mul g x
        in (e, f, g, h) }
      length=3 reverse=0 consts=2 carry=3] w v a a a xs
  in (b,) })");
  EXPECT_EQ(dce(f).str(), R"({ lambda a:f64[] b:f64[] c:f64[] d:f64[3] . let
    e:f64[] f:f64[] = scan[
      body={ lambda a:f64[] b:f64[] c:f64[] . let
          d:f64[] = mul b c
          e:f64[] = add c a
        in (d, e) }
      length=3
      reverse=0
      consts=1
      carry=2] a c c
  in (e,) })");
  expect_near(at(dce(f), {{1}, {2}, {3}, {4, 5, 6}}), at(f, {{1}, {2}, {3}, {4, 5, 6}}));
}

TEST(Dce, EveryFormOfControlFlow) {
  const char* outputs[] = {"(b,)", "(c,)", "(d,)", "(e,)", "(g,)", "(h,)"};
  for (const char* output : outputs) {
    const Function f = parse_ir(std::string(R"({ lambda i:i32[] x:f64[] y:f64[] . let
      b:f64[] c:f64[] = cond[branches=[
        { lambda x:f64[] y:f64[] . let in (y, x) }
        { lambda x:f64[] y:f64[] . let z:f64[] = neg x in (x, z) }]] i x y
      d:f64[] e:f64[] = while[
        cond={ lambda x:f64[] y:f64[] . let z:bool[] = lt x 50.0:f64[] in (z,) }
        body={ lambda w:f64[] x:f64[] y:f64[] . let z:f64[] = add x x t:f64[] = mul y w in (z, t) }
        cond_consts=0 body_consts=1] y x y
      g:f64[] h:f64[] = call[f={ lambda x:f64[] y:f64[] . let in (y, x) }] d c
    in )") + output + " }");
    const std::vector<Numbers> x = {{1}, {2}, {3}};
    expect_near(at(dce(f), x), at(f, x));
    EXPECT_LT(dce(f).str().size(), f.str().size());
  }
}

TEST(Dce, IsIdempotent) {
  const Function f = parse_ir(
      "{ lambda a:f64[] . let b:f64[] = add a 1.0:f64[] c:f64[] = neg a in (c, 2.0:f64[]) }");
  EXPECT_EQ(dce(dce(f)), dce(f));
}

}  // namespace
}  // namespace wengert
