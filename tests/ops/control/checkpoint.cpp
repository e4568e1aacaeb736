#include "wengert/ops/control/checkpoint.hpp"

#include <string>

#include "transform/numbers.hpp"

namespace wengert {
namespace {

constexpr const char* policies[] = {"nothing_saveable",
                                    "everything_saveable",
                                    "dots_saveable",
                                    "dots_with_no_batch_dims_saveable",
                                    "save_only_these_names other,h",
                                    "save_anything_except_these_names h,other"};

/// a product, sines on both sides of it, a name, and an operand that is only handed on.
Function layer(const std::string& policy) {
  return parse_ir(R"({ lambda w:f64[3,2] x:f64[2] . let
    y:f64[3] u:f64[2] = checkpoint[f={ lambda w:f64[3,2] x:f64[2] . let
        a:f64[2] = sin x
        h:f64[2] = checkpoint_name[name="h"] a
        b:f64[3] = dot_general[lhs_contract=(1,) rhs_contract=(0,) lhs_batch=() rhs_batch=()] w h
        c:f64[3] = sin b
      in (c, x) } policy=")" +
                  policy + R"("] w x
    z:f64[3] = mul y y
  in (z, u) })");
}

/// The residuals of f's derivative in all inputs.
std::vector<Type> residuals(const Function& f) {
  const std::size_t n = f.outputs.size();
  const Function forward = jvp(f, flags(0, f.inputs), flags(0, n)).function;
  const Split parts = split(forward, flags(f.inputs, f.inputs), flags(n, n));
  const std::vector<Type> outputs = parts.known->output_types();
  return {outputs.begin() + std::ptrdiff_t(n), outputs.end()};
}

std::string text_of(const std::vector<Type>& types) {
  std::string text;
  for (const Type& t : types) text += (text.empty() ? "" : " ") + t.str();
  return text;
}

TEST(Checkpoint, EveryPassUnderEveryPolicy) {
  for (const char* policy : policies) {
    SCOPED_TRACE(policy);
    check_passes(layer(policy), {{0.7, -0.2, 0.4, 1.3, -0.4, 0.1}, {0.3, 0.8}});
  }
}

// Beside the residuals of z = y * y: y itself.
TEST(Checkpoint, ResidualsAreWhatThePolicyAdmits) {
  const auto of = [](const char* policy) { return text_of(residuals(layer(policy))); };
  EXPECT_EQ(of("nothing_saveable"), "f64[3,2] f64[2] f64[3]");
  EXPECT_EQ(of("dots_saveable"), "f64[3] f64[3,2] f64[2] f64[3]");
  EXPECT_EQ(of("dots_with_no_batch_dims_saveable"), of("dots_saveable"));
  EXPECT_EQ(of("save_only_these_names h"), "f64[2] f64[3,2] f64[2] f64[3]");
  EXPECT_EQ(of("save_only_these_names i"), of("nothing_saveable"));
  EXPECT_EQ(of("everything_saveable"), "f64[2] f64[2] f64[3] f64[3,2] f64[3]");
  EXPECT_EQ(of("save_anything_except_these_names i"), of("everything_saveable"));
  EXPECT_EQ(of("save_anything_except_these_names h"), "f64[2] f64[3] f64[3,2] f64[2] f64[3]");
}

TEST(Checkpoint, BatchDimensionsMatterToOnePolicy) {
  const auto of = [](const char* policy) {
    const BatchedFunction many = batch(layer(policy), {true, true}, 4);
    return residuals(many.function).size();
  };
  EXPECT_EQ(of("dots_saveable"), of("nothing_saveable") + 1);
  EXPECT_EQ(of("dots_with_no_batch_dims_saveable"), of("nothing_saveable"));
}

TEST(Checkpoint, CallsInsideAreSeenThrough) {
  const Function f = parse_ir(R"({ lambda x:f64[2,2] . let
    y:f64[2,2] = checkpoint[f={ lambda x:f64[2,2] . let
        y:f64[2,2] = call[f={ lambda x:f64[2,2] . let
            a:f64[2,2] = dot_general[lhs_contract=(1,) rhs_contract=(0,) lhs_batch=() rhs_batch=()] x x
            b:f64[2,2] = sin a
          in (b,) }] x
      in (y,) } policy="dots_saveable"] x
  in (y,) })");
  EXPECT_EQ(residuals(f).size(), 2u);
  check_passes(f, {{0.7, -0.2, 0.4, 1.3}});
}

TEST(Checkpoint, NestsInItselfAndInLoops) {
  const Function f = parse_ir(R"({ lambda w:f64[] c:f64[2] xs:f64[3,2] . let
    d:f64[2] = scan[body={ lambda w:f64[] c:f64[2] x:f64[2] . let
        e:f64[2] = checkpoint[f={ lambda w:f64[] c:f64[2] x:f64[2] . let
            a:f64[2] = mul c w
            b:f64[2] = checkpoint[f={ lambda a:f64[2] . let
                b:f64[2] = sin a
                c:f64[2] = exp b
              in (c,) } policy="everything_saveable"] a
            d:f64[2] = mul b x
            e:f64[2] = sin d
          in (e,) } policy="nothing_saveable"] w c x
      in (e,) } length=3 reverse=0 consts=1 carry=1] w c xs
  in (d,) })");
  check_passes(f, {{0.7}, {0.1, 0.2}, {0.5, -0.3, 0.8, 1.1, -0.6, 0.2}});
  EXPECT_EQ(text_of(residuals(f)), "f64[] f64[3,2] f64[3,2]");
}

TEST(Checkpoint, InBranchesAndMaps) {
  check_passes(parse_ir(R"({ lambda xs:f64[3] . let
    ys:f64[3] = vmap[f={ lambda x:f64[] . let
        y:f64[] = cond[branches=[
          { lambda x:f64[] . let
              y:f64[] = checkpoint[f={ lambda x:f64[] . let
                  a:f64[] = sin x b:f64[] = sin a in (b,) } policy="nothing_saveable"] x
            in (y,) }
          { lambda x:f64[] . let y:f64[] = exp x in (y,) }]] 0:i32[] x
      in (y,) } size=3 batched=(1,)] xs
  in (ys,) })"),
               {{0.7, -0.4, 0.2}});
}

TEST(Checkpoint, UnknownPoliciesAreFaults) {
  EXPECT_THROW(layer("dots"), Error);
  EXPECT_THROW(layer(""), Error);
}

TEST(Recompute, WaitsForWhatIsLate) {
  const FunctionRef f(parse_ir("{ lambda a:f64[] b:f64[] . let c:f64[] = mul a b in (c,) }"));
  Builder builder;
  const Value a = builder.input({Dtype::f64, {}}), b = builder.input({Dtype::f64, {}});
  const Results c = builder.append(primitive<ops::Recompute>(),
                                   ops::Recompute::attributes(f, {false, true}), std::array{a, b});
  const Function whole = builder.finish({c[0]});
  check_passes(whole, {{0.7}, {1.3}});
  const Split parts = split(whole, {false, true});
  EXPECT_TRUE(parts.known->nodes.empty());
  EXPECT_THROW(ops::Recompute::infer(whole.input_types(), ops::Recompute::attributes(f, {true})),
               ShapeError);
}

}  // namespace
}  // namespace wengert
