#include "wengert/lower/cells.hpp"

#include <gtest/gtest.h>

#include "wengert/ops/manifest.hpp"

namespace wengert::lower {
namespace {

CellNode load_at(Index index, std::int64_t buffer = 0) {
  CellNode node;
  node.kind = CellKind::load;
  node.number = buffer;
  node.index = index.id;
  return node;
}

CellNode sum_of(CellId x, CellId y) {
  CellNode node;
  node.kind = CellKind::apply;
  node.op = &primitive<ops::Add>();
  node.args = {x, y};
  return node;
}

TEST(Cells, EqualCellsAreOne) {
  Kernel k;
  const Index i = k.open_domain(10);
  const CellId x = k.add(load_at(i)), y = k.add(load_at(i + 1));
  EXPECT_NE(x, y);
  EXPECT_EQ(k.add(load_at(i)), x);
  EXPECT_NE(k.add(load_at(i, 1)), x);
  const CellId sum = k.add(sum_of(x, y));
  EXPECT_EQ(k.add(sum_of(x, y)), sum);
  EXPECT_NE(k.add(sum_of(y, x)), sum);
  EXPECT_EQ(k.cells.size(), 5u);
}

// Every field that tells two cells apart.
TEST(Cells, DifferentCellsAreTwo) {
  Kernel k;
  const CellId zero = k.add(load_at(k.pool.constant(0)));
  const auto blockwise = [&](std::vector<Type> types, std::int64_t attribute) {
    CellNode node;
    node.kind = CellKind::block;
    node.op = &primitive<ops::Solve>();
    node.args.assign(6, zero);
    node.types = std::move(types);
    node.attributes = Attributes({{"a", attribute}});
    return k.add(std::move(node));
  };
  const Type f32_1_1{Dtype::f32, {1, 1}}, f32_1_5{Dtype::f32, {1, 5}}, f32_2_2{Dtype::f32, {2, 2}},
      f32_2_1{Dtype::f32, {2, 1}};
  const CellId one = blockwise({f32_1_1, f32_1_5}, 0);
  EXPECT_EQ(blockwise({f32_1_1, f32_1_5}, 0), one);
  EXPECT_NE(blockwise({f32_1_1, f32_1_5}, 1), one);
  EXPECT_NE(blockwise({f32_2_2, f32_2_1}, 0), one);  // as many elements, of other matrices
  const auto clamp = [&](std::int64_t high) {
    CellNode node;
    node.kind = CellKind::clamp;
    node.dtype = Dtype::i64;
    node.args = {zero};
    node.bounds = {0, high};
    return k.add(std::move(node));
  };
  EXPECT_NE(clamp(1), clamp(2));
  const auto literal = [&](Dtype dtype) {
    CellNode node;
    node.dtype = dtype;
    return k.add(std::move(node));
  };
  EXPECT_NE(literal(Dtype::f32), literal(Dtype::f64));
}

TEST(Cells, StandWhereAllTheyNeedIsKnown) {
  Kernel k;
  const Index i = k.open_domain(10);
  const BlockId outer = k.current;
  const Index j = k.open_domain(20);
  const BlockId inner = k.current;
  const CellId nowhere = k.add(load_at(k.pool.constant(3)));
  const CellId rows = k.add(load_at(i)), columns = k.add(load_at(j)), both = k.add(load_at(i + j));
  EXPECT_EQ(k.cells[nowhere].block, 0u);
  EXPECT_EQ(k.cells[rows].block, outer);
  EXPECT_EQ(k.cells[columns].block, inner);
  EXPECT_EQ(k.cells[both].block, inner);
  EXPECT_EQ(k.cells[k.add(sum_of(nowhere, rows))].block, outer);
  EXPECT_EQ(k.cells[k.add(sum_of(rows, columns))].block, inner);
  for (BlockId b = 0; b < k.blocks.size(); ++b)
    for (CellId id : k.blocks[b].cells) EXPECT_EQ(k.cells[id].block, b);
}

TEST(Cells, WhatOneArmComputesTheOtherDoesNotSee) {
  Kernel k;
  const CellId before = k.add(load_at(k.pool.constant(0)));
  const BlockId first = k.open_block(true);
  const CellId mine = k.add(load_at(k.pool.constant(1)));
  EXPECT_EQ(k.add(load_at(k.pool.constant(0))), before);
  EXPECT_EQ(k.cells[mine].block, first);  // not hoisted: the arm may not run
  k.close_block();
  const BlockId second = k.open_block(true);
  const CellId yours = k.add(load_at(k.pool.constant(1)));
  EXPECT_NE(yours, mine);
  EXPECT_EQ(k.cells[yours].block, second);
  k.open_block();  // a loop inside the arm
  EXPECT_EQ(k.cells[k.add(load_at(k.pool.constant(2)))].block, second);
}

TEST(Cells, AddHereNeitherMergesNorHoists) {
  Kernel k;
  const BlockId loop = k.open_block();
  CellNode parameter;
  parameter.kind = CellKind::parameter;
  const CellId x = k.add_here(parameter), y = k.add_here(parameter);
  EXPECT_NE(x, y);
  EXPECT_EQ(k.cells[x].block, loop);
  EXPECT_EQ(k.cells[y].block, loop);
}

TEST(Cells, BlockOfAnIndex) {
  Kernel k;
  const Index i = k.open_domain(10);
  const BlockId outer = k.current;
  const Index j = k.open_domain(10);
  const BlockId inner = k.current;
  const CellId loaded = k.add(load_at(i));
  const Index cell = k.pool.cell(loaded, 0, 9), five = k.pool.constant(5);
  EXPECT_EQ(k.block_of(five), 0u);
  EXPECT_EQ(k.block_of(k.counter(0, 100) + 3), 0u);
  EXPECT_EQ(k.block_of(cell), outer);
  EXPECT_EQ(k.block_of(i * 3 + 1), outer);
  for (Index index : {i + j, (i + j) / 3, (i + j) % 3, index_less(i, j), index_less(j, i),
                      index_both(index_less(i, five), index_less(j, five)),
                      index_select(index_less(j, five), i, five),
                      index_select(index_less(i, five), five, j), cell + j})
    EXPECT_EQ(k.block_of(index), inner) << index.id;
}

TEST(Cells, CountersOfOneLoopAreOneVariable) {
  Kernel k;
  EXPECT_EQ(k.counter(3, 100), k.counter(3, 100));
  EXPECT_NE(k.counter(3, 100).id, k.counter(4, 100).id);
  EXPECT_EQ(k.counters.size(), 2u);
}

}  // namespace
}  // namespace wengert::lower
