#include "wengert/ops/control.hpp"

#include "transform/numbers.hpp"

namespace wengert {
namespace {

// A loop in a branch in a map: every pass of each through every other.
TEST(Control, Nests) {
  check_passes(parse_ir(R"({ lambda w:f64[] xs:f64[2,3] . let
    ys:f64[2] = vmap[f={ lambda w:f64[] x:f64[3] . let
        y:f64[] = cond[branches=[
          { lambda w:f64[] x:f64[3] . let
              c:f64[] = scan[body={ lambda w:f64[] c:f64[] x:f64[] . let
                  a:f64[] = mul c w
                  b:f64[] = mul a x
                  d:f64[] = call[f={ lambda a:f64[] . let b:f64[] = mul a a in (b,) }] b
                  e:f64[] = add d x
                in (e,) } length=3 reverse=0 consts=1 carry=1] w 0.5:f64[] x
            in (c,) }
          { lambda w:f64[] x:f64[3] . let in (w,) }]] 0:i32[] w x
      in (y,) } size=2 batched=(0, 1)] w xs
  in (ys,) })"),
               {{0.7}, {0.5, -0.3, 0.8, 1.1, -0.6, 0.2}});
}

// A loop whose condition differs between examples, in a map, in forward mode.
TEST(Control, AWhileInAMapHasTangents) {
  const Function f = parse_ir(R"({ lambda k:f64[] as:f64[3] . let
    ys:f64[3] = vmap[f={ lambda k:f64[] a:f64[] . let
        b:f64[] = while[
          cond={ lambda a:f64[] . let b:bool[] = lt a 10.0:f64[] in (b,) }
          body={ lambda k:f64[] a:f64[] . let b:f64[] = mul a k in (b,) }
          cond_consts=0 body_consts=1] k a
      in (b,) } size=3 batched=(0, 1)] k as
  in (ys,) })");
  expect_near(at(f, {{2}, {1, 3, 50}}), {{16, 12, 50}});
  check_forward(f, {{2.1}, {1.1, 3.3, 50.5}});
}

}  // namespace
}  // namespace wengert
