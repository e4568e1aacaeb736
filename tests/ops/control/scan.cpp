#include "wengert/ops/control/scan.hpp"

#include "transform/numbers.hpp"

namespace wengert {
namespace {

TEST(Scan, CarriesAndStacks) {
  const char* text = R"({ lambda a:f64[] xs:f64[3] . let
    c:f64[] ys:f64[3] = scan[body={ lambda c:f64[] x:f64[] . let
        d:f64[] = add c x e:f64[] = mul c x
      in (d, e) } length=3 reverse=REVERSE consts=0 carry=1] a xs
  in (c, ys) })";
  const auto run = [&](const char* reverse) {
    std::string copy = text;
    copy.replace(copy.find("REVERSE"), 7, reverse);
    return at(parse_ir(copy), {{1}, {2, 3, 4}});
  };
  expect_near(run("0"), {{10}, {2, 9, 24}});
  expect_near(run("1"), {{10}, {16, 15, 4}});
}

TEST(Scan, NoStepsAtAll) {
  const Function f = parse_ir(R"({ lambda a:f64[] xs:f64[0,2] . let
    c:f64[] ys:f64[0,2] = scan[body={ lambda c:f64[] x:f64[2] . let
        in (c, x) } length=0 reverse=0 consts=0 carry=1] a xs
  in (c, ys) })");
  expect_near(at(f, {{5}, {}}), {{5}, {}});
}

// Constants, a counter in the carry, a carry that only becomes active, a step invariant, a slice as
// residual.
Function busy(const char* reverse) {
  std::string text = R"({ lambda w:f64[] a:f64[2] xs:f64[3,2] . let
    c:f64[2] s:f64[] i:i32[] ys:f64[3,2] zs:f64[3] = scan[body={
      lambda w:f64[] c:f64[2] s:f64[] i:i32[] x:f64[2] . let
        v:f64[] = mul w w
        t:f64[2] = mul v c
        u:f64[2] = mul t x
        d:f64[2] = add u x
        f:f64[] = convert_element_type[new_dtype=f64] i
        g:f64[] = mul f w
        h:f64[] = add g s
        k:f64[] = mul h h
        j:i32[] = add i 1:i32[]
     
      in (d, h, j, u, k) } length=3 reverse=REVERSE consts=1 carry=3] w a 0.0:f64[] 0:i32[] xs
  in (c, s, ys, zs) })";
  text.replace(text.find("REVERSE"), 7, reverse);
  return parse_ir(text);
}

TEST(Scan, EveryPass) {
  for (const char* reverse : {"0", "1"})
    check_passes(busy(reverse), {{0.7}, {1.3, -0.4}, {0.5, -0.3, 0.8, 1.1, -0.6, 0.2}});
}

TEST(Scan, NestedLoops) {
  check_passes(parse_ir(R"({ lambda w:f64[] xs:f64[2,3] . let
    c:f64[] = scan[body={ lambda w:f64[] c:f64[] x:f64[3] . let
        d:f64[] = scan[body={ lambda w:f64[] c:f64[] x:f64[] . let
            a:f64[] = mul c w b:f64[] = mul a x d:f64[] = add b x
      in (d,) } length=3 reverse=1 consts=1 carry=1] w c x
     
      in (d,) } length=2 reverse=0 consts=1 carry=1] w 0.5:f64[] xs
  in (c,) })"),
               {{0.7}, {0.5, -0.3, 0.8, 1.1, -0.6, 0.2}});
}

TEST(Scan, InvariantResidualsAreNotStacked) {
  const Function f = parse_ir(R"({ lambda w:f64[100] a:f64[100] . let
    c:f64[100] = scan[body={ lambda w:f64[100] c:f64[100] . let
        v:f64[100] = mul w w d:f64[100] = mul v c
      in (d,) } length=50 reverse=0 consts=1 carry=1] w a
  in (c,) })");
  const Function forward = jvp(f, {false, true}).function;
  const Split parts = split(forward, {false, false, true});
  for (const Type& t : parts.known->output_types()) EXPECT_LE(t.elements(), 100) << *parts.known;
}

TEST(Scan, KnownSequencesAreHandedOnAsTheyAre) {
  const Function f = parse_ir(R"({ lambda a:f64[] xs:f64[4] . let
    c:f64[] = scan[body={ lambda c:f64[] x:f64[] . let
        d:f64[] = mul c x
      in (d,) } length=4 reverse=0 consts=0 carry=1] a xs
  in (c,) })");
  const Split parts = split(jvp(f, {true, false}).function, {false, false, true}, {false, true});
  ASSERT_EQ(parts.known->outputs.size(), 2u);
  EXPECT_EQ(parts.known->outputs[1], 1u) << *parts.known;
}

TEST(Scan, ATransposeRunsTheOtherWay) {
  const Function f = parse_ir(R"({ lambda k:f64[3] a:f64[] . let
    c:f64[] ys:f64[3] = scan[body={ lambda c:f64[] k:f64[] . let
        d:f64[] = mul k c
      in (d, c) } length=3 reverse=0 consts=0 carry=1] a k
  in (c, ys) })");
  // c = k0 k1 k2 a, ys = (a, k0 a, k0 k1 a)
  expect_near(at(transpose(f, {false, true}), {{2, 3, 5}, {1}, {10, 100, 1000}}),
              {{30 + 10 + 200 + 6000}});
}

TEST(Scan, ACounterBesideALinearCarryRunsFirst) {
  const Function f = parse_ir(R"({ lambda a:f64[] . let
    i:f64[] c:f64[] = scan[body={ lambda i:f64[] c:f64[] . let
        j:f64[] = add i 1.0:f64[] d:f64[] = mul i c
      in (j, d) } length=3 reverse=0 consts=0 carry=2] 1.0:f64[] a
  in (c,) })");
  expect_near(at(transpose(f, {true}), {{10}}), {{60}});
}

TEST(Scan, SequencesHaveTheLengthOfTheLoop) {
  const FunctionRef body(parse_ir("{ lambda c:f64[] x:f64[] . let in (c, x) }"));
  const auto infer = [&](const Type& xs, std::int64_t length) {
    return ops::Scan::infer(std::array{Type{Dtype::f64, {}}, xs},
                            ops::Scan::attributes(body, length, false, 0, 1));
  };
  EXPECT_EQ(infer({Dtype::f64, {4}}, 4)[1], (Type{Dtype::f64, {4}}));
  EXPECT_THROW(infer({Dtype::f64, {4}}, 5), ShapeError);
  EXPECT_THROW(infer({Dtype::f64, {}}, 5), ShapeError);
  EXPECT_THROW(infer({Dtype::f32, {4}}, 4), DtypeError);
}

}  // namespace
}  // namespace wengert
