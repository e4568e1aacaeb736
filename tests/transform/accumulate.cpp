#include "wengert/transform/accumulate.hpp"

#include "transform/numbers.hpp"

namespace wengert {
namespace {

std::size_t sums_of(const Function& f, const Type& type) {
  std::size_t n = 0;
  for (const Node& node : f.nodes)
    n += node.op->name == "add" && f.types[node.first_result] == type;
  return n;
}

// Parts of x by a slice and by indices, and x as a whole, which an update overwrites.
const Function& reader() {
  static const Function f = parse_ir(R"({ lambda i:f64[] x:f64[6] . let
      at:i32[] = reshape[shape=()] 2:i32[]
      part:f64[2] = dynamic_slice[sizes=(2,)] x at
      places:i32[1] = broadcast_in_dim[shape=(1,) dims=()] 4:i32[]
      one:f64[] = gather[axes=(0,) mode="clip"] x places
      two:f64[] = mul one i
      z:f64[6] = dynamic_update_slice x part 1:i32[]
      w:f64[6] = scatter[axes=(0,) kind="set" mode="clip"] z places two
    in (w,) })");
  return f;
}

// No array of x's size is added to another.
TEST(Accumulate, CotangentsOfPartsGoWhereTheWholeLies) {
  Builder b;
  const ops::Symbol ct{&b, b.input({Dtype::f64, {6}})}, update{&b, b.input({Dtype::f64, {2}})};
  const ops::Symbol start{&b, b.literal(Constant(Dtype::i32, 3))};
  const ops::Symbol zeros = ops::full(b, {Dtype::f64, {6}}, 0);
  const ops::Symbol made =
      ops::apply(primitive<ops::DynamicUpdateSlice>(), {}, std::array{zeros, update, start});
  for (const auto& [x, y] : {std::pair(ct, made), std::pair(made, ct)}) {
    const Function f = dce(b.finish({Accumulator(b).add(x.value, y.value)}));
    EXPECT_EQ(sums_of(f, {Dtype::f64, {6}}), 0u) << f.str();
    expect_near(at(f, {{1, 2, 3, 4, 5, 6}, {10, 20}}), {{1, 2, 3, 14, 25, 6}});
  }
}

TEST(Accumulate, WhatIsComputedIsAddedAsAWhole) {
  Builder b;
  const ops::Symbol x{&b, b.input({Dtype::f64, {6}})}, update{&b, b.input({Dtype::f64, {2}})};
  const ops::Symbol start{&b, b.literal(Constant(Dtype::i32, 3))};
  const auto updated = [&](ops::Symbol onto) {
    return ops::apply(primitive<ops::DynamicUpdateSlice>(), {}, std::array{onto, update, start});
  };
  const ops::Symbol zeros = ops::full(b, x.type(), 0), ones = ops::full(b, x.type(), 1);
  for (const auto& [a, c] : {std::pair(x * x, updated(zeros)), std::pair(x, updated(ones)),
                             std::pair(x, x * x), std::pair(zeros, ones)}) {
    const Function f = dce(b.finish({Accumulator(b).add(a.value, c.value)}));
    EXPECT_EQ(sums_of(f, x.type()), 1u) << f.str();
  }
}

TEST(Accumulate, DerivativesOfWhatReadsParts) {
  check_passes(reader(), sample(reader().input_types()));
}

TEST(Accumulate, OnlyParts) {
  const Function back = transpose(reader(), {false, true});
  EXPECT_EQ(sums_of(back, {Dtype::f64, {6}}), 0u) << back.str();
}

}  // namespace
}  // namespace wengert
