#include "wengert/backend/address.hpp"

#include "backend/execute.hpp"
#include "support/index.hpp"

namespace wengert::testing {
namespace {

/// Every kind of index expression over two loop variables and a number read from memory.
class RandomIndices {
 public:
  RandomIndices(std::uint64_t seed, std::vector<Index> known)
      : state_(seed), known_(std::move(known)) {}

  Index next() {
    const Index x = pick(), y = pick();
    const auto low = [](Index i) { return (*i.pool)[i].low; };
    switch (random(7)) {
      case 0:
        return keep(x + y);
      case 1:
        return keep(x * (random(7) - 3));
      case 2:
        return low(x) < 0 ? x : keep(x / (1 + random(6)));
      case 3:
        return low(x) < 0 ? x : keep(x % (1 + random(6)));
      case 4:
        return keep(index_less(x, y));
      case 5:
        return keep(index_both(index_less(x, pick()), index_less(pick(), y)));
      default:
        return keep(index_select(index_less(x, y), pick(), pick()));
    }
  }

 private:
  int random(int n) { return int((state_ = combine(state_, 3)) >> 33) % n; }
  Index pick() { return known_[std::size_t(random(int(known_.size())))]; }
  Index keep(Index i) {
    known_.push_back(i);
    return i;
  }

  std::uint64_t state_;
  std::vector<Index> known_;
};

// Compiled, expressions have the values that their definition gives, whichever loop has the lanes.
TEST(Address, ExpressionsOfEveryKind) {
  constexpr std::int64_t rows = 5, columns = 19, count = 8;
  std::vector<std::int32_t> numbers(columns);
  for (std::size_t k = 0; k < columns; ++k) numbers[k] = std::int32_t((k * 7) % 11);
  for (std::uint64_t seed = 0; seed < 12; ++seed)
    for (const backend::VectorUnit& unit : vector_units)
      for (int lane : {-1, 0, 1}) {
        lower::Kernel k;
        const Index i = k.open_domain(rows), j = k.open_domain(columns);
        lower::CellNode load;
        load.kind = lower::CellKind::load;
        load.dtype = Dtype::i32;
        load.index = j.id;
        lower::CellNode clamp;
        clamp.kind = lower::CellKind::clamp;
        clamp.dtype = Dtype::i64;
        clamp.bounds = {0, 10};
        clamp.args = {k.add(std::move(load))};
        const Index cell = k.pool.cell(k.add(std::move(clamp)), 0, 10);
        RandomIndices random(seed, {i, j, cell, k.pool.constant(3)});
        for (int warm = 0; warm < 6; ++warm) random.next();
        std::vector<Index> indices;
        for (std::int64_t e = 0; e < count; ++e) {
          indices.push_back(random.next());
          lower::CellNode position;
          position.kind = lower::CellKind::position;
          position.dtype = Dtype::i64;
          position.index = indices.back().id;
          const Index to = (i * columns + j) * count + e;
          k.stores.push_back({k.current, 1, to.id, k.add(std::move(position))});
        }
        if (lane >= 0) k.lane = k.variables[std::size_t(lane)];
        std::vector<std::int64_t> out(rows * columns * count, -99);
        TestFrame frame({numbers.data(), out.data()});
        compile(k, unit)(frame.data(), 0, rows);
        for (std::int64_t r = 0; r < rows; ++r)
          for (std::int64_t c = 0; c < columns; ++c) {
            const std::vector<std::int64_t> cells(k.cells.size(), numbers[std::size_t(c)]);
            for (std::int64_t e = 0; e < count; ++e)
              ASSERT_EQ(out[std::size_t((r * columns + c) * count + e)],
                        value_of(k.pool, indices[std::size_t(e)].id, {r, c}, cells))
                  << "seed " << seed << ", lane " << lane << ", " << unit;
          }
      }
}

// Chains of reshapes share their parts; their code is as long as their parts, not as their text.
TEST(Address, LongChainsOfReshapes) {
  std::string text = "{ lambda v0:f32[30,4] . let ";
  for (int k = 0; k < 40; ++k) {
    const std::string n = std::to_string(k), m = std::to_string(k + 1);
    text += "t" + n + ":f32[4,30] = transpose[permutation=(1, 0)] v" + n + " v" + m +
            ":f32[30,4] = reshape[shape=(30, 4)] t" + n + " ";
  }
  expect_compiled(text + "w:f32[30,4] = neg v40 in (w) }");
}

// Loops of a statement around the kernel add their strides.
TEST(Address, CountersOfStatementLoops) {
  lower::Kernel k;
  const Index i = k.open_domain(17);
  lower::CellNode position;
  position.kind = lower::CellKind::position;
  position.dtype = Dtype::i64;
  position.index = (i + k.counter(1, 100) * 1000 + k.counter(0, 100) * 7).id;
  k.stores.push_back({k.current, 0, i.id, k.add(std::move(position))});
  k.lane = k.variables[0];
  std::vector<std::int64_t> out(17);
  TestFrame frame({out.data()}, {}, {4, 5});
  compile(k, {64, true})(frame.data(), 0, 17);
  for (std::int64_t e = 0; e < 17; ++e) EXPECT_EQ(out[std::size_t(e)], e + 5000 + 28);
}

}  // namespace
}  // namespace wengert::testing
