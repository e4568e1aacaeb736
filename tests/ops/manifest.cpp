// Names are unique, rows are found by name, and each says how it is computed.
#include "ops/apply.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

TEST(Manifest, RowsAreFoundByName) {
  EXPECT_EQ(find_primitive("sin"), &primitive<Sin>());
  EXPECT_EQ(find_primitive("no such primitive"), nullptr);
}

TEST(Manifest, EveryNameOnce) {
  std::size_t count = 0;
  Primitives::each([&]<class Op>(std::type_identity<Op>) {
    ++count;
    EXPECT_EQ(find_primitive(Op::name)->id, hash_of(Op::name)) << Op::name;
  });
  std::size_t found = 0;
  for (const Primitive* op : all_primitives())
    Primitives::each([&]<class Op>(std::type_identity<Op>) { found += op->name == Op::name; });
  EXPECT_EQ(found, count);
}

TEST(Manifest, EveryFormHasItsLowering) {
  for (const Primitive* op : all_primitives()) {
    EXPECT_TRUE(op->infer && op->eval && op->batch && op->jvp) << op->name;
    if (op->form == Form::elementwise) {
      EXPECT_TRUE(op->emit && op->cost >= 0) << op->name;
    }
    if (op->form == Form::movement) {
      EXPECT_TRUE(op->move) << op->name;
    }
    if (op->form == Form::reduction) {
      EXPECT_TRUE(op->reduction) << op->name;
    }
    if (op->form == Form::blockwise) {
      EXPECT_TRUE(op->emit_block && op->unrolls && op->core_ranks) << op->name;
    }
  }
}

}  // namespace
}  // namespace wengert::testing
