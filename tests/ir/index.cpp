#include "wengert/ir/index.hpp"

#include <gtest/gtest.h>

#include <random>

#include "support/index.hpp"

namespace wengert {
namespace {

using testing::value_of;

TEST(Index, EqualExpressionsAreOneNode) {
  IndexPool pool;
  const Index i = pool.variable(0, 8), j = pool.variable(1, 8);
  EXPECT_EQ(i * 4 + j, i * 4 + j);
  EXPECT_EQ((i + 1) + 2, i + 3);
  EXPECT_EQ((i + 1) + (j + 2), (i + j) + 3);
}

TEST(Index, ReshapesLeaveNoDivision) {
  IndexPool pool;
  const Index i = pool.variable(0, 8), j = pool.variable(1, 4);
  const Index flat = i * 4 + j;
  EXPECT_EQ(flat / 4, i);
  EXPECT_EQ(flat % 4, j);
  EXPECT_EQ((flat / 4) * 4 + flat % 4, flat);
  const Index k = pool.variable(2, 32);
  EXPECT_EQ((k / 8) * 8 + k % 8, k);
  EXPECT_EQ(k % 8 + (k / 8) * 8, k);
  EXPECT_EQ((k / 2) / 4, k / 8);
}

TEST(Index, RangesDecideConditions) {
  IndexPool pool;
  const Index i = pool.variable(0, 8);
  EXPECT_EQ(index_less(i, index_constant(i, 8)), index_constant(i, 1));
  EXPECT_EQ(index_less(i, index_constant(i, 0)), index_constant(i, 0));
  EXPECT_EQ(index_clamp(i, 0, 7), i);
  EXPECT_EQ(index_clamp(i + 8, 0, 7), index_constant(i, 7));
  EXPECT_EQ(pool[index_clamp(i - 1, 0, 5)].low, 0);
  EXPECT_EQ(pool[index_clamp(i - 1, 0, 5)].high, 5);
  EXPECT_EQ(pool.cell(3, 2, 2), index_constant(i, 2));
  EXPECT_EQ(i / 8 + i % 1, index_constant(i, 0));
}

TEST(Index, IntegersShareTheVocabulary) {
  EXPECT_EQ(index_clamp(std::int64_t(-3), 0, 7), 0);
  EXPECT_EQ(index_clamp(std::int64_t(9), 0, 7), 7);
  EXPECT_EQ(index_select(index_less(1, 2), 5, 6), 5);
}

// Whatever is simplified keeps its value and its range.
TEST(Index, RandomExpressionsKeepTheirValues) {
  std::mt19937 random(7);
  const std::vector<std::int64_t> extents = {5, 8, 12};
  for (int trial = 0; trial < 300; ++trial) {
    IndexPool pool;
    std::vector<Index> terms;
    std::vector<std::int64_t> variables, values;
    for (std::size_t v = 0; v < extents.size(); ++v) {
      terms.push_back(pool.variable(std::int64_t(v), extents[v]));
      variables.push_back(std::int64_t(random() % std::uint64_t(extents[v])));
    }
    values = variables;
    for (int step = 0; step < 14; ++step) {
      const std::size_t a = random() % terms.size(), b = random() % terms.size(),
                        c = random() % terms.size();
      const auto n = std::int64_t(1 + random() % 12);
      switch (random() % 7) {
        case 0:
          terms.push_back(terms[a] + terms[b]), values.push_back(values[a] + values[b]);
          break;
        case 1:
          terms.push_back(terms[a] + n), values.push_back(values[a] + n);
          break;
        case 2:
          terms.push_back(terms[a] * n), values.push_back(values[a] * n);
          break;
        case 3:
          terms.push_back(terms[a] / n), values.push_back(values[a] / n);
          break;
        case 4:
          terms.push_back(terms[a] % n), values.push_back(values[a] % n);
          break;
        case 5:
          terms.push_back(index_less(terms[a], terms[b])), values.push_back(values[a] < values[b]);
          break;
        default:
          terms.push_back(index_select(index_less(terms[a], terms[b]), terms[b], terms[c]));
          values.push_back(values[a] < values[b] ? values[b] : values[c]);
      }
      ASSERT_EQ(value_of(pool, terms.back().id, variables), values.back())
          << "trial " << trial << " step " << step;
      ASSERT_LE(pool[terms.back()].low, values.back());
      ASSERT_GE(pool[terms.back()].high, values.back());
      if (values.back() > 1'000'000) break;
    }
  }
}

}  // namespace
}  // namespace wengert
