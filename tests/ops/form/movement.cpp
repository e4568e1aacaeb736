// The interpreter's walk over a result, by elements and by rows.
#include "ops/apply.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

TEST(MovementForm, RowsAgreeWithElements) {
  Tensor x(Type{int32, {3, 4, 5}});
  for (int k = 0; k < 60; ++k) x.data<int>()[k] = k;
  const Attributes attributes{{"permutation", Shape{2, 0, 1}}};
  const Type result{int32, {5, 3, 4}};
  const auto walked = [&](Rows rows) {
    return elements<int>(
        run_movement(&Transpose::move<std::int64_t>, rows, std::span(&x, 1), attributes, result));
  };
  EXPECT_EQ(walked(Rows::uniform), walked(Rows::irregular));
}

TEST(MovementForm, ElementsOfEverySize) {
  for (Dtype d : {int8, int16, int32, int64, complex128}) {
    Tensor x(Type{d, {2, 3}});
    for (std::size_t k = 0; k < x.type.bytes(); ++k) x.bytes()[k] = std::byte(k);
    const Tensor y = testing::apply<Transpose>({x}, {{"permutation", Shape{1, 0}}});
    const Tensor back = testing::apply<Transpose>({y}, {{"permutation", Shape{1, 0}}});
    EXPECT_EQ(std::memcmp(back.bytes(), x.bytes(), x.type.bytes()), 0) << d;
  }
}

TEST(MovementForm, AddressesFoldIntoOneIndex) {
  IndexPool pool;
  const Index i = pool.variable(0, 6), j = pool.variable(1, 4);
  struct Recorder : Reader<Index> {
    IndexPool& pool;
    std::vector<Index> last;
    explicit Recorder(IndexPool& p) : pool(p) {}
    Source element(int, std::span<const Index> index) override {
      last.assign(index.begin(), index.end());
      return {};
    }
    Index integer(int, std::span<const Index>, std::int64_t, std::int64_t) override {
      return pool.constant(0);
    }
    Source value(Index) override { return {}; }
    Source select(Index, Source a, Source) override { return a; }
    void check(Index) override {}
    Index constant(std::int64_t c) override { return pool.constant(c); }
  } recorder(pool);
  const std::vector<Type> types{Type{float32, {24}}};
  const Index index[] = {i, j};
  Reshape::move<Index>(recorder, types, {{"shape", Shape{6, 4}}}, index);
  ASSERT_EQ(recorder.last.size(), 1u);
  EXPECT_EQ(recorder.last[0], i * 4 + j);
}

}  // namespace
}  // namespace wengert::testing
