#include "wengert/array/handle.hpp"

#include "transform/numbers.hpp"

namespace wengert {
namespace {

// f run under a dual trace at x, and linearized: what grad and jvp do.
struct Recorded {
  std::vector<Numbers> values, residuals;
  Function linear;
  std::size_t variables;

  Recorded(const Function& f, const std::vector<Numbers>& x) : variables(x.size()) {
    const auto trace = std::make_shared<Trace>(Trace::Mode::dual, "grad");
    const Trace::Scope scope(trace);
    std::vector<Handle> arguments;
    for (std::size_t k = 0; k < x.size(); ++k)
      arguments.push_back(trace->parameter(Handle(tensor(f.types[k], x[k]))));
    std::vector<Value> outputs;
    for (const Handle& h : wengert::bind(f, arguments)) {
      values.push_back(numbers(concrete(h, "test")));
      outputs.push_back(trace->value_of(h));
    }
    const Function recorded = trace->builder().finish(outputs);
    std::vector<bool> active = flags(0, x.size());
    active.resize(recorded.inputs, false);
    Linearization derivative = linearize(recorded, active);
    const std::vector<Value> order = trace->builder().order();
    for (Value v : derivative.needs)
      residuals.push_back(numbers(concrete(trace->primal(order[v]), "test")));
    linear = std::move(derivative.linear);
  }

  std::vector<Numbers> pushed(const std::vector<Numbers>& dx) const {
    return at(linear, joined(residuals, dx));
  }
  std::vector<Numbers> pulled(const std::vector<Numbers>& ct) const {
    return at(transpose(linear, flags(residuals.size(), variables)), joined(residuals, ct));
  }
};

TEST(Trace, ControlFlowRunsOnceAndKeepsItsResiduals) {
  const Function f = parse_ir(R"({ lambda w:f64[] a:f64[2] xs:f64[3,2] . let
    c:f64[2] i:i32[] ys:f64[3,2] = scan[
      body={ lambda w:f64[] c:f64[2] i:i32[] x:f64[2] . let
          v:f64[] = mul w w
          t:f64[2] = mul v c
          u:f64[2] = mul t x
          d:f64[2] = add u x
          j:i32[] = add i 1:i32[]
        in (d, j, u) } length=3 reverse=0 consts=1 carry=2] w a 0:i32[] xs
    q:f64[2] = mul c a
    r:f64[2] = call[
      f={ lambda a:f64[] b:f64[2] . let c:f64[2] = mul a b in (c,) }] w q
    p:f64[2] = cond[branches=[
      { lambda a:f64[] b:f64[2] . let c:f64[2] = mul a b in (c,) }
      { lambda a:f64[] b:f64[2] . let in (b,) }]] 0:i32[] w r
  in (r, ys, p) })");
  const std::vector<Numbers> x = {{0.7}, {1.3, -0.4}, {0.5, -0.3, 0.8, 1.1, -0.6, 0.2}};
  const std::vector<Numbers> ct = sample(f.output_types());
  const Recorded recorded(f, x);
  expect_near(recorded.values, at(f, x));
  expect_near(recorded.pulled(ct), at(pullback(f), joined(x, ct)));
  const std::vector<Numbers> dx = sample(f.input_types(), 3);
  expect_near(recorded.pushed(dx), difference(f, x, dx), 1e-7);
}

TEST(Trace, ALoopWithoutABoundHasBothModes) {
  const Function f = parse_ir(R"({ lambda k:f64[] a:f64[] . let
    b:f64[] n:i32[] = while[
      cond={ lambda a:f64[] n:i32[] . let b:bool[] = lt a 100.0:f64[] in (b,) }
      body={ lambda k:f64[] a:f64[] n:i32[] . let
          b:f64[] = mul a k
          m:i32[] = add n 1:i32[]
        in (b, m) } cond_consts=0 body_consts=1] k a 0:i32[]
  in (b,) })");
  const Recorded recorded(f, {{3}, {2}});
  expect_near(recorded.values, {{162}});
  expect_near(recorded.pushed({{10}, {1}}), {{10 * 4 * 2 * 27 + 81}});
  expect_near(recorded.pulled({{1}}), {{4 * 2 * 27}, {81}});
}

TEST(Trace, WhatHasNoTangentStaysOutside) {
  const auto trace = std::make_shared<Trace>(Trace::Mode::dual, "grad");
  const Trace::Scope scope(trace);
  const Handle n = trace->parameter(Handle(tensor({Dtype::i32, {}}, {4})));
  const FunctionRef f(parse_ir("{ lambda a:i32[] . let b:i32[] = neg a in (b,) }"));
  const Handle result = wengert::bind(primitive<ops::Call>(), ops::Call::attributes(f), {&n, 1})[0];
  EXPECT_FALSE(result.traced());
  EXPECT_EQ(numbers(concrete(result, "test")), Numbers{-4});
}

TEST(Trace, AbstractValuesHaveNoNumbers) {
  const auto trace = std::make_shared<Trace>(Trace::Mode::abstract, "jit");
  const Trace::Scope scope(trace);
  const Handle x = trace->parameter(Type{Dtype::f32, {}});
  EXPECT_FALSE(is_concrete(x));
  try {
    concrete(x, "bool(x)");
    FAIL();
  } catch (const ConcretizationError& e) {
    EXPECT_NE(std::string_view(e.what()).find("f32[]"), std::string_view::npos) << e.what();
  }
}

TEST(Trace, ValuesDoNotOutliveTheirTrace) {
  Handle x;
  {
    const auto trace = std::make_shared<Trace>(Trace::Mode::abstract, "vmap");
    const Trace::Scope scope(trace);
    x = trace->parameter(Type{Dtype::f32, {}});
  }
  EXPECT_THROW(wengert::bind(primitive<ops::Neg>(), {}, {&x, 1}), TracerError);
}

}  // namespace
}  // namespace wengert
