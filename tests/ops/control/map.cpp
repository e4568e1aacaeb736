#include "wengert/ops/control/map.hpp"

#include "transform/numbers.hpp"

namespace wengert {
namespace {

Function mapped() {
  return parse_ir(R"({ lambda w:f64[] v:f64[2] xs:f64[3,2] . let
    ys:f64[3,2] zs:f64[3] = vmap[f={ lambda w:f64[] v:f64[2] x:f64[2] . let
        s:f64[] = mul w w
        t:f64[2] = mul s v
        u:f64[2] = mul t x
        a:f64[2] = mul u x
      in (a, s) } size=3 batched=(0, 0, 1)] w v xs
  in (ys, zs) })");
}

TEST(Vmap, MapsLeadingAxes) {
  expect_near(at(mapped(), {{2}, {1, 10}, {1, 2, 3, 4, 5, 6}}),
              {{4, 160, 36, 640, 100, 1440}, {4, 4, 4}});
}

TEST(Vmap, EveryPass) {
  check_passes(mapped(), {{0.7}, {1.3, -0.4}, {0.5, -0.3, 0.8, 1.1, -0.6, 0.2}});
}

TEST(Vmap, Nests) {
  check_passes(parse_ir(R"({ lambda w:f64[2] xs:f64[3] . let
    ys:f64[3,2] = vmap[f={ lambda w:f64[2] x:f64[] . let
        y:f64[2] = vmap[f={ lambda w:f64[] x:f64[] . let
            a:f64[] = mul w x b:f64[] = mul a x in (b,) } size=2 batched=(1, 0)] w x
      in (y,) } size=3 batched=(0, 1)] w xs
  in (ys,) })"),
               {{0.7, -0.2}, {0.5, -0.3, 0.8}});
}

TEST(Vmap, ResidualsThatAreNotMappedStayUnmapped) {
  const Function f = parse_ir(R"({ lambda w:f64[100] xs:f64[5] . let
    ys:f64[5,100] = vmap[f={ lambda w:f64[100] x:f64[] . let
        v:f64[100] = mul w w y:f64[100] = mul v x in (y,) } size=5 batched=(0, 1)] w xs
  in (ys,) })");
  const Split parts = split(jvp(f, {false, true}).function, {false, false, true});
  for (std::size_t k = 1; k < parts.known->outputs.size(); ++k)
    EXPECT_LE(parts.known->output_types()[k].elements(), 100) << *parts.known;
}

TEST(Vmap, MappedExtentsMustAgree) {
  const FunctionRef f(parse_ir("{ lambda a:f64[] b:f64[] . let c:f64[] = add a b in (c,) }"));
  const auto infer = [&](const Type& a, const Type& b) {
    return ops::Vmap::infer(std::array{a, b}, ops::Vmap::attributes(f, 3, {true, true}));
  };
  EXPECT_EQ(infer({Dtype::f64, {3}}, {Dtype::f64, {3}})[0], (Type{Dtype::f64, {3}}));
  EXPECT_THROW(infer({Dtype::f64, {3}}, {Dtype::f64, {4}}), ShapeError);
  EXPECT_THROW(infer({Dtype::f64, {3}}, {Dtype::f64, {}}), ShapeError);
}

}  // namespace
}  // namespace wengert
