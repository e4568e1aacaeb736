#include "wengert/lower/binding.hpp"

#include "lower/simulate.hpp"
#include "wengert/lower/expand.hpp"

namespace wengert::lower {
namespace {

TEST(Binding, StartsFromNodesAndLiterals) {
  const Function f = with_slots(parse_ir(
      "{ lambda a:f64[3] . let b:f64[3] = mul a 2.0:f64[] c:f64[3] = add b 3.0:f64[] in (c) }"));
  const Frame frame(f);
  ASSERT_EQ(f.literals.size(), 2u);
  for (std::size_t slot = 0; slot < 2; ++slot) {
    const Binding& b = frame.bindings[f.literals[slot].value];
    EXPECT_EQ(b.kind, Binding::Kind::literal);
    EXPECT_EQ(b.slot, std::int64_t(slot));
  }
  for (const Node& n : f.nodes) {
    EXPECT_EQ(frame.bindings[n.first_result].kind, Binding::Kind::node);
    EXPECT_EQ(&frame.node_of(n.first_result), &n);
    EXPECT_EQ(frame.type_of(n.first_result), (Type{Dtype::f64, {3}}));
  }
}

// A view is what a body of a loop sees of an array outside: behind leading indices, through frames.
TEST(Binding, ViewsReachThroughFrames) {
  const Function outer = with_slots(parse_ir("{ lambda a:f32[4,5,6] . let in (a) }"));
  const Function middle = with_slots(parse_ir("{ lambda a:f32[5,6] . let in (a) }"));
  const Function inner = with_slots(parse_ir("{ lambda a:f32[6] . let in (a) }"));
  Frame out(outer), mid(middle), in(inner);
  Kernel kernel;
  Expander expander(kernel);
  const Index i = kernel.open_domain(4), j = kernel.open_domain(5), k = kernel.open_domain(6);
  out.bind_memory(0, {7, 1000, {}});
  mid.bind_view(0, out, 0, {i});
  in.bind_view(0, mid, 0, {j});
  const CellNode& c = kernel.cells[expander.cell(in, 0, std::vector{k})];
  ASSERT_EQ(c.kind, CellKind::load);
  EXPECT_EQ(c.number, 7);
  EXPECT_EQ(testing::value_of(kernel.pool, c.index, {1, 2, 3}), 1000 + (1 * 5 + 2) * 6 + 3);
}

TEST(Binding, MayChange) {
  const Function f = with_slots(parse_ir("{ lambda a:f32[9] . let b:f32[9] = sin a in (b) }"));
  Frame frame(f);
  frame.bind_memory(0, {0, 0, {}});
  frame.bind_memory(1, {3, 5, {}});
  Kernel kernel;
  Expander expander(kernel);
  const Index i = kernel.open_domain(9);
  EXPECT_EQ(kernel.cells[expander.cell(frame, 1, std::vector{i})].number, 3);
}

}  // namespace
}  // namespace wengert::lower
