#include "wengert/lower/reduction.hpp"

#include "lower/simulate.hpp"
#include "wengert/lower/expand.hpp"
#include "wengert/lower/layout.hpp"

namespace wengert::lower {
namespace {

using testing::expect_lowered;
using testing::kernels_of;

std::string reduce(const std::string& op, const std::string& shape, const std::string& axes,
                   const std::string& result, const std::string& dtype = "f64") {
  return "{ lambda a:" + dtype + "[" + shape + "] . let b:" + dtype + "[" + result + "] = " + op +
         "[axes=(" + axes + ")] a in (b) }";
}

TEST(Reduction, EveryMonoidOverEveryAxis) {
  for (const char* op : {"reduce_sum", "reduce_prod", "reduce_max", "reduce_min"})
    for (const auto& [shape, axes, result] : {std::tuple{"5,7", "0", "7"},
                                              {"5,7", "1", "5"},
                                              {"5,7", "0, 1", ""},
                                              {"20,30", "0", "30"},
                                              {"20,30", "1", "20"},
                                              {"20,30", "0, 1", ""},
                                              {"3,20,4", "1", "3,4"},
                                              {"20,3,20", "0, 2", "3"},
                                              {"2,30,30", "1, 2", "2"},
                                              {"1,1", "0", "1"}}) {
      expect_lowered(reduce(op, shape, axes, result));
      expect_lowered(reduce(op, shape, axes, result, "i32"));
    }
  for (const char* op : {"reduce_and", "reduce_or"})
    expect_lowered(reduce(op, "20,30", "1", "20", "bool"));
}

// An empty reduction is the identity of its monoid.
TEST(Reduction, OfNothing) {
  for (const char* dtype : {"f32", "f64", "c64", "i32", "u8"})
    for (const char* op : {"reduce_sum", "reduce_prod"})
      expect_lowered(reduce(op, "0,20", "0", "20", dtype));
  for (const char* dtype : {"f32", "f64", "i32", "u8"})
    for (const char* op : {"reduce_max", "reduce_min"})
      expect_lowered(reduce(op, "0,20", "0", "20", dtype));
}

std::size_t loops_of(const std::string& text) {
  return kernels_of(expect_lowered(text)).at(0)->reductions.size();
}

TEST(Reduction, ShortOnesAreTrees) {
  EXPECT_EQ(loops_of(reduce("reduce_sum", "100,16", "1", "100")), 0u);
  EXPECT_EQ(loops_of(reduce("reduce_sum", "100,17", "1", "100")), 1u);
  EXPECT_EQ(loops_of(reduce("reduce_sum", "64", "0", "")), 0u);  // at a constant index
  EXPECT_EQ(loops_of(reduce("reduce_sum", "500", "0", "")), 1u);
}

TEST(Reduction, AdjacentAxesAreOneLoop) {
  EXPECT_EQ(loops_of(reduce("reduce_sum", "20,30,40", "1, 2", "20")), 1u);
  EXPECT_EQ(loops_of(reduce("reduce_sum", "20,30,40", "0, 1", "40")), 1u);
  EXPECT_EQ(loops_of(reduce("reduce_sum", "20,30,40", "0, 2", "30")), 2u);
}

TEST(Reduction, NarrowFloatsAccumulateWide) {
  const Function f = parse_ir(reduce("reduce_sum", "3000", "0", "", "f16"));
  Tensor ones(f.types[0]);
  for (int k = 0; k < 3000; ++k) ones.data<float16_t>()[k] = float16_t(1.0f);
  const Program p = lower(f);
  const Tensor sum = testing::Simulator(p).run({ones}, {})[0];
  EXPECT_EQ(float(sum.data<float16_t>()[0]), 3000.0f);  // 2048 + 1 is 2048 in f16
}

// Pieces of any length, joined, are the whole.
TEST(Reduction, PartsJoinToTheWhole) {
  const Function f = with_slots(parse_ir(reduce("reduce_sum", "3,10,10", "1, 2", "3")));
  const Node& n = f.nodes[0];
  const ReductionPlan plan = n.op->reduction(f.operand_types(n), n.attributes);
  const std::vector<Tensor> inputs{testing::sample(f.types[0], 1)};
  const Tensor want = eval(parse_ir(reduce("reduce_sum", "3,10,10", "1, 2", "3")), inputs)[0];
  for (std::int64_t piece : {1, 7, 50, 100, 1000}) {
    const std::int64_t pieces = (100 + piece - 1) / piece;
    const Type parts_type{Dtype::f64, {3, pieces}}, result_type{Dtype::f64, {3}};
    const Tensor parts(parts_type), got(result_type);
    testing::Memory memory;
    memory.addresses = {inputs[0].bytes(), parts.bytes(), got.bytes()};
    memory.bytes = {inputs[0].type.bytes(), parts_type.bytes(), result_type.bytes()};
    Frame frame(f);
    frame.bind_memory(0, {0, 0, {}});
    Kernel first;
    Expander expander(first);
    const std::vector<Index> at{first.open_domain(3), first.open_domain(pieces)};
    const Index from = at[1] * piece, rest = first.pool.constant(100) - from;
    const Index bound = index_select(index_less(rest, first.pool.constant(piece)), rest,
                                     first.pool.constant(piece));
    const CellId part =
        partial_reduction(expander, frame, n, std::span(at).first(1), from, piece, bound);
    first.stores.push_back(
        {first.current, 1, offset(first, {1, 0, {}}, parts_type.shape, at).id, part});
    testing::KernelSimulator(first, memory).run();
    Kernel second;
    const std::vector<Index> row{second.open_domain(3)};
    const CellId total = joined_parts(second, {1, 0, {}}, parts_type, row, plan, Dtype::f64);
    second.stores.push_back({second.current, 2, row[0].id, total});
    testing::KernelSimulator(second, memory).run();
    EXPECT_LE(testing::difference(got, want), 1e-14) << piece;
  }
}

}  // namespace
}  // namespace wengert::lower
