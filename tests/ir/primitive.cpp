#include "wengert/ir/primitive.hpp"

#include <gtest/gtest.h>

#include "wengert/ops/manifest.hpp"

namespace wengert {
namespace {

TEST(Primitive, IsFoundByName) {
  EXPECT_EQ(find_primitive("add"), &primitive<ops::Add>());
  EXPECT_EQ(find_primitive("no such thing"), nullptr);
  EXPECT_EQ(primitive<ops::Add>().id, hash_of("add"));
}

TEST(Primitive, UsersRegisterTheirOwn) {
  static Primitive mine = primitive<ops::Neg>();
  mine.name = "users_own";
  mine.id = hash_of(mine.name);
  register_primitive(mine);
  EXPECT_EQ(find_primitive("users_own"), &mine);
}

TEST(Primitive, EveryRowIsComplete) {
  const std::vector<const Primitive*> all = all_primitives();
  EXPECT_GT(all.size(), 80u);
  for (const Primitive* p : all) {
    EXPECT_EQ(p->id, hash_of(p->name));
    EXPECT_TRUE(p->infer) << p->name;
    EXPECT_TRUE(p->eval) << p->name;
    EXPECT_TRUE(p->jvp) << p->name;
    EXPECT_TRUE(p->batch) << p->name;
  }
}

}  // namespace
}  // namespace wengert
