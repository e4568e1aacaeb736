#include "wengert/lower/scope.hpp"

#include "lower/simulate.hpp"

namespace wengert::lower {
namespace {

const Function& sine_and_literal() {
  static const Function f =
      with_slots(parse_ir("{ lambda a:f32[30,40] . let b:f32[30,40] = sin a in (b, 2.0:f32[]) }"));
  return f;
}

struct InScope {
  Program program;
  Scope scope;
  InScope() : scope(program, sine_and_literal(), {{0, 0, {}}}) {
    program.buffers.push_back({Role::input, 0, 4800, 0});
  }
};

TEST(Scope, InputsLieWhereTheCallerPutThem) {
  InScope s;
  EXPECT_EQ(s.scope.ensure_location(0), (Location{0, 0, {}}));
  EXPECT_TRUE(s.scope.statements.empty());
}

TEST(Scope, TemporariesAreFreshBuffers) {
  InScope s;
  const Location x = s.scope.temporary({Dtype::f64, {5}}), y = s.scope.temporary({Dtype::f64, {5}});
  EXPECT_NE(x.buffer, y.buffer);
  EXPECT_EQ(s.program.buffers[std::size_t(y.buffer)].bytes, 40u);
  EXPECT_EQ(s.program.buffers[std::size_t(y.buffer)].role, Role::temporary);
}

// Asked for twice, computed once.
TEST(Scope, ValuesAreStoredWhenSomebodyAsks) {
  InScope s;
  const Value b = sine_and_literal().outputs[0], literal = sine_and_literal().outputs[1];
  const Location at = s.scope.ensure_location(b);
  EXPECT_EQ(s.scope.statements.size(), 1u);
  EXPECT_EQ(s.scope.ensure_location(b), at);
  EXPECT_EQ(s.scope.statements.size(), 1u);
  s.scope.ensure_location(literal);
  EXPECT_EQ(s.scope.statements.size(), 2u);
}

TEST(Scope, BarriersAreNoCopies) {
  const Function f = with_slots(
      parse_ir("{ lambda a:f32[30] b:f32[] . let c:f32[30] = optimization_barrier a b in (c) }"));
  Program program;
  Scope scope(program, f, {{0, 0, {}}, {1, 0, {}}});
  EXPECT_EQ(scope.ensure_location(f.outputs[0]), (Location{0, 0, {}}));
  EXPECT_TRUE(scope.statements.empty());
}

TEST(Scope, StoresOnlyWhatHasALocation) {
  InScope s;
  Kernel kernel;
  Expander expander(kernel);
  const std::vector<Index> index{kernel.open_domain(30), kernel.open_domain(40)};
  const Value b = sine_and_literal().outputs[0];
  s.scope.store(expander, b, index);
  EXPECT_TRUE(kernel.stores.empty());
  s.scope.locations[b] = {1, 10, {}};
  s.scope.store(expander, b, index);
  ASSERT_EQ(kernel.stores.size(), 1u);
  EXPECT_EQ(kernel.stores[0].buffer, 1);
  EXPECT_EQ(testing::value_of(kernel.pool, kernel.stores[0].index, {2, 3}), 10 + 2 * 40 + 3);
}

TEST(Scope, KernelsArePushedWithTheirLanes) {
  InScope s;
  s.scope.copy(sine_and_literal().outputs[0], s.scope.temporary({Dtype::f32, {30, 40}}));
  const auto& kernel = std::get<std::shared_ptr<Kernel>>(s.scope.statements.at(0).what);
  EXPECT_EQ(kernel->lane, kernel->variables[0]);
  EXPECT_GT(kernel->work, 0);
}

}  // namespace
}  // namespace wengert::lower
