#include "wengert/lower/cell_builder.hpp"

#include "lower/simulate.hpp"

namespace wengert::lower {
namespace {

CellId literal(Kernel& k, std::int64_t slot) { return literal_cell(k, slot, Dtype::f32); }

TEST(CellBuilder, ConvertingToItsOwnDtypeIsNoCell) {
  Kernel k;
  const CellId x = literal(k, 0);
  EXPECT_EQ(convert_cell(k, x, Dtype::f32), x);
  const CellId y = convert_cell(k, x, Dtype::f64);
  EXPECT_EQ(k.cells[y].kind, CellKind::convert);
  EXPECT_EQ(k.cells[y].dtype, Dtype::f64);
  EXPECT_EQ(convert_cell(k, x, Dtype::f64), y);
}

TEST(CellBuilder, ElementsAtConstantIndicesAreThemselves) {
  Kernel k;
  std::vector<CellId> elements;
  for (std::int64_t slot = 0; slot < 6; ++slot) elements.push_back(literal(k, slot));
  const std::size_t before = k.cells.size();
  for (std::int64_t r = 0; r < 2; ++r)
    for (std::int64_t c = 0; c < 3; ++c) {
      const std::vector<Index> index{k.pool.constant(r), k.pool.constant(c)};
      EXPECT_EQ(element_cell(k, elements, {2, 3}, index), elements[std::size_t(r * 3 + c)]);
    }
  EXPECT_EQ(k.cells.size(), before);
}

// Stores the element at a varying index of an unrolled array, for each of `extent` iterations.
std::vector<float> elements_at(std::int64_t extent, std::int64_t step, std::int64_t first) {
  Kernel k;
  std::vector<CellId> elements;
  for (std::int64_t slot = 0; slot < 7; ++slot) elements.push_back(literal(k, slot));
  const Index i = k.open_domain(extent);
  const CellId chosen = element_cell(k, elements, {7}, std::vector<Index>{i * step + first});
  k.stores.push_back({k.current, 0, i.id, chosen});
  std::vector<float> out(std::size_t(extent), -1);
  testing::Memory memory;
  memory.addresses = {reinterpret_cast<std::byte*>(out.data())};
  memory.bytes = {out.size() * sizeof(float)};
  for (int slot = 0; slot < 7; ++slot) memory.literals.push_back(Constant(Dtype::f32, 10 * slot));
  testing::KernelSimulator(k, memory).run();
  return out;
}

TEST(CellBuilder, ElementsAtVaryingIndicesAreSelected) {
  using Floats = std::vector<float>;
  EXPECT_EQ(elements_at(7, 1, 0), (Floats{0, 10, 20, 30, 40, 50, 60}));
  EXPECT_EQ(elements_at(3, 1, 2), (Floats{20, 30, 40}));
  EXPECT_EQ(elements_at(4, -2, 6), (Floats{60, 40, 20, 0}));
}

// Only elements that the index can reach take part.
TEST(CellBuilder, SelectionsFollowTheRangeOfTheIndex) {
  Kernel k;
  std::vector<CellId> elements;
  for (std::int64_t slot = 0; slot < 64; ++slot) elements.push_back(literal(k, slot));
  const Index i = k.open_domain(3);
  (void)element_cell(k, elements, {64}, std::vector<Index>{i + 20});
  EXPECT_EQ(testing::count_cells(k, CellKind::select), 2u);
}

TEST(CellBuilder, LoadsReadTheirLocation) {
  Kernel k;
  const Index i = k.open_domain(5);
  const CellId x = load_cell(k, {4, 7, {}}, {Dtype::i16, {5, 3}}, std::vector{i, i});
  const CellNode& c = k.cells[x];
  EXPECT_EQ(c.kind, CellKind::load);
  EXPECT_EQ(c.number, 4);
  EXPECT_EQ(c.dtype, Dtype::i16);
  EXPECT_EQ(testing::value_of(k.pool, c.index, {2}), 7 + 2 * 3 + 2);
}

}  // namespace
}  // namespace wengert::lower
