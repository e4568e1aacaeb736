#include "wengert/lower/lanes.hpp"

#include "lower/simulate.hpp"

namespace wengert::lower {
namespace {

TEST(Lanes, CoefficientOfEachKind) {
  IndexPool pool;
  const Index i = pool.variable(0, 100), j = pool.variable(1, 100), c = pool.cell(7, 0, 99);
  ASSERT_EQ(i.id, 0u);  // an operand with this id was once taken for the absence of one
  const auto of = [&](Index index, std::int64_t variable) {
    return coefficient(pool, index.id, variable);
  };
  EXPECT_EQ(of(pool.constant(5), 0), 0);
  EXPECT_EQ(of(i, 0), 1);
  EXPECT_EQ(of(i, 1), 0);
  EXPECT_EQ(of(c, 0), std::nullopt);
  EXPECT_EQ(of(i + j, 0), 1);
  EXPECT_EQ(of(i * 3 + j * -2 + 4, 0), 3);
  EXPECT_EQ(of(i * 3 + j * -2 + 4, 1), -2);
  EXPECT_EQ(of(i + c, 0), std::nullopt);
  EXPECT_EQ(of(i - i, 0), 0);
  for (const auto& [x, y, variable, other] :
       {std::tuple{i, j, 0, 1}, std::tuple{j, i, 1, 0}}) {  // in both orders of ids
    const Index condition = index_less(x, pool.constant(5));
    const Index of_x[] = {x / 3,
                          x % 3,
                          (x * 2 + 1) / 3,
                          condition,
                          index_less(pool.constant(5), x),
                          index_both(condition, index_less(x, pool.constant(3))),
                          index_select(condition, pool.constant(1), pool.constant(2)),
                          index_select(index_less(y, pool.constant(5)), x, pool.constant(200)),
                          index_select(index_less(y, pool.constant(5)), pool.constant(200), x)};
    for (Index index : of_x) EXPECT_EQ(of(index, variable), std::nullopt) << index.id;
    const Index of_y[] = {y / 3, y % 3, index_less(y, pool.constant(5)),
                          index_select(index_less(y, pool.constant(5)), pool.constant(1), y)};
    for (Index index : of_y) EXPECT_EQ(of(index, variable), 0) << index.id << " " << other;
  }
}

// A coefficient, where there is one, is what every step of the variable adds.
TEST(Lanes, CoefficientIsTheChangeOfTheValue) {
  int constant = 0;
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::uint64_t state = seed;
    const auto random = [&](int n) { return int((state = combine(state, 11)) >> 33) % n; };
    IndexPool pool;
    std::vector<Index> known{pool.variable(0, 9), pool.variable(1, 9), pool.constant(4)};
    for (int step = 0; step < 12; ++step) {
      const auto pick = [&] { return known[std::size_t(random(int(known.size())))]; };
      const Index x = pick(), y = pick();
      switch (random(6)) {
        case 0:
          known.push_back(x + y);
          break;
        case 1:
          known.push_back(x * (1 + random(4)));
          break;
        case 2:
          known.push_back(x / (1 + random(5)));
          break;
        case 3:
          known.push_back(x % (1 + random(5)));
          break;
        case 4:
          known.push_back(index_less(x, y));
          break;
        default:
          known.push_back(index_select(index_less(x, y), y, pick()));
      }
    }
    for (Index index : known) {
      const auto c = coefficient(pool, index.id, 0);
      if (!c) continue;
      ++constant;
      for (std::int64_t i = 0; i + 1 < 9; ++i)
        for (std::int64_t j = 0; j < 9; ++j)
          ASSERT_EQ(testing::value_of(pool, index.id, {i + 1, j}) -
                        testing::value_of(pool, index.id, {i, j}),
                    *c)
              << "seed " << seed;
    }
  }
  EXPECT_GT(constant, 500);
}

// A kernel that copies buffer 0 to buffer 1 over two loops.
struct CopyKernel {
  Kernel kernel;
  Index i = kernel.open_domain(20), j = kernel.open_domain(30);

  CopyKernel(const auto& from, const auto& to) {
    CellNode load;
    load.kind = CellKind::load;
    load.index = from(i, j).id;
    kernel.stores.push_back({kernel.current, 1, to(i, j).id, kernel.add(std::move(load))});
  }
};

TEST(Lanes, AccessesRunAlongWhatTheyFollow) {
  const auto rows = [](Index i, Index j) { return i * 30 + j; };
  const auto columns = [](Index i, Index j) { return j * 20 + i; };
  const auto backwards = [](Index i, Index j) { return i * 30 + (j * -1 + 29); };
  const auto first = [](Index i, Index) { return i; };
  const auto along = [](const CopyKernel& k, Index variable) {
    return accesses_run_along(k.kernel, k.kernel.pool.at(variable.id).value);
  };
  const CopyKernel same(rows, rows), turned(columns, rows), reversed(backwards, rows),
      repeated(first, rows);
  EXPECT_TRUE(along(same, same.j));
  EXPECT_FALSE(along(same, same.i));
  EXPECT_FALSE(along(turned, turned.j));
  EXPECT_FALSE(along(turned, turned.i));
  EXPECT_FALSE(along(reversed, reversed.j));
  EXPECT_TRUE(along(repeated, repeated.j));
}

TEST(Lanes, ReductionsOfRowsRunAcrossLanes) {
  // Along the innermost of: the domain, or what is reduced, whichever is contiguous.
  const auto lanes_of = [](const std::string& shape, const std::string& result, const char* axis) {
    const Program p =
        testing::expect_lowered("{ lambda a:f32[" + shape + "] . let b:f32[" + result +
                                "] = reduce_sum[axes=(" + axis + ")] a in (b) }");
    const Kernel& k = *testing::kernels_of(p).at(0);
    EXPECT_EQ(k.reductions.size(), 1u);
    return k.lane == k.reductions[0].variable ? "reduction"
           : k.lane == k.variables.back()     ? "domain"
                                              : "none";
  };
  EXPECT_STREQ(lanes_of("40,50", "40", "1"), "reduction");
  EXPECT_STREQ(lanes_of("40,50", "50", "0"), "domain");
}

TEST(Lanes, WorkGrowsWithTheDomain) {
  const auto work_of = [](const std::string& n) {
    const Program p =
        lower(parse_ir("{ lambda a:f32[" + n + "] . let b:f32[" + n + "] = sin a in (b) }"));
    return testing::kernels_of(p).at(0)->work;
  };
  EXPECT_GT(work_of("1000"), 0);
  EXPECT_NEAR(work_of("64000") / work_of("1000"), 64, 1);
}

}  // namespace
}  // namespace wengert::lower
