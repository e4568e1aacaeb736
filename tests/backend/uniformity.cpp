#include "wengert/backend/uniformity.hpp"

#include "lower/simulate.hpp"

namespace wengert::testing {
namespace {

// What varies among the cells of a program's only kernel, by the kind of cell and what it reads.
struct Varying {
  lower::Program program;
  const lower::Kernel* kernel;
  std::vector<bool> varies;

  explicit Varying(const std::string& text)
      : program(lower::lower(parse_ir(text))),
        kernel(kernels_of(program).at(0)),
        varies(backend::varying_cells(*kernel)) {}

  bool operator()(const std::function<bool(const lower::CellNode&)>& which) const {
    for (lower::CellId id = 0; id < kernel->cells.size(); ++id)
      if (which(kernel->cells[id])) return varies[id];
    ADD_FAILURE() << "no such cell";
    return false;
  }
  bool load(std::int64_t buffer) const {
    return (*this)(
        [=](const auto& c) { return c.kind == lower::CellKind::load && c.number == buffer; });
  }
  bool op(const std::string& name) const {
    return (*this)([=](const auto& c) { return c.op && c.op->name == name; });
  }
};

TEST(Uniformity, ElementsVaryScalarsDoNot) {
  const Varying v(R"({ lambda a:f32[20,30] b:f32[20] s:f32[] . let
      t:f32[] = exp s
      c:f32[20] = mul b t
      d:f32[20,30] = broadcast_in_dim[shape=(20, 30) dims=(0)] b
      e:f32[20,30] = add a d
      f:f32[20,30] = sub e 2.0:f32[] in (f) })");
  EXPECT_TRUE(v.load(0));
  EXPECT_FALSE(v.load(1));  // one row, in every lane
  EXPECT_TRUE(v.op("add"));
  EXPECT_FALSE(v([](const auto& c) { return c.kind == lower::CellKind::literal; }));
}

// Lanes that a reduction joins hold one value afterwards.
TEST(Uniformity, ReductionsAcrossLanesAreUniform) {
  const auto reduced = [](const char* axis, const char* result) {
    return Varying("{ lambda a:f32[40,50] . let b:f32[" + std::string(result) +
                   "] = reduce_sum[axes=(" + axis + ")] a in (b) }")(
        [](const auto& c) { return c.kind == lower::CellKind::reduce; });
  };
  EXPECT_FALSE(reduced("1", "40"));
  EXPECT_TRUE(reduced("0", "50"));
}

TEST(Uniformity, IndicesVaryAsTheirVariablesDo) {
  const Varying v(R"({ lambda . let
      a:f32[20,30] = iota[dtype=f32 shape=(20, 30) dimension=0]
      b:f32[20,30] = iota[dtype=f32 shape=(20, 30) dimension=1]
      c:f32[20,30] = mul a b in (c) })");
  int varying = 0;
  for (lower::CellId id = 0; id < v.kernel->cells.size(); ++id)
    varying += v.kernel->cells[id].kind == lower::CellKind::position && v.varies[id];
  EXPECT_EQ(varying, v.kernel->domain.rank() == 1 ? 2 : 1);
}

TEST(Uniformity, NothingVariesWithoutLanes) {
  const Varying v(
      "{ lambda a:f32[4] . let b:f32[4] = sin a c:f32[] = reduce_sum[axes=(0)] b in (b, c) }");
  ASSERT_LT(v.kernel->lane, 0);
  for (bool varies : v.varies) EXPECT_FALSE(varies);
}

TEST(Uniformity, CarriedValuesVaryInLanes) {
  const Varying v(R"({ lambda x:f64[30] . let
      y:f64[30] = vmap[f={ lambda x:f64[] . let
          y:f64[] = scan[body={ lambda c:f64[] . let d:f64[] = mul c 0.5:f64[] in (d) }
                         length=3 reverse=0 consts=0 carry=1] x in (y) } size=30 batched=(1)] x
    in (y) })");
  EXPECT_TRUE(v([](const auto& c) { return c.kind == lower::CellKind::parameter; }));
  EXPECT_TRUE(v([](const auto& c) { return c.kind == lower::CellKind::project; }));
}

}  // namespace
}  // namespace wengert::testing
