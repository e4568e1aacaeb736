#include "wengert/ir/attributes.hpp"

#include <gtest/gtest.h>

#include "wengert/ir/compare.hpp"

namespace wengert {
namespace {

TEST(Attributes, AreFoundByNameAndKind) {
  const Attributes a{{"y", std::int64_t(2)},
                     {"axes", Shape{0, 1}},
                     {"mode", std::string("clip")},
                     {"dtype", Dtype::f16}};
  EXPECT_EQ(a.integer("y"), 2);
  EXPECT_EQ(a.shape("axes"), (Shape{0, 1}));
  EXPECT_EQ(a.text("mode"), "clip");
  EXPECT_EQ(a.dtype("dtype"), Dtype::f16);
  EXPECT_EQ(a.find("none"), nullptr);
  EXPECT_THROW(a.integer("axes"), InternalError);
  EXPECT_THROW(a.integer("none"), InternalError);
}

TEST(Attributes, FlagsAreListsOfOnesAndZeros) {
  const std::vector<bool> flags{true, false, true};
  const Attributes a{{"late", flag_list(flags)}};
  EXPECT_EQ(a.shape("late"), (Shape{1, 0, 1}));
  EXPECT_EQ(a.flags("late"), flags);
  const Attributes none{{"late", Shape{}}};
  EXPECT_TRUE(none.flags("late").empty());
}

TEST(Attributes, CompareByValue) {
  const Attributes a{{"y", std::int64_t(2)}}, same{{"y", std::int64_t(2)}},
      other{{"y", std::int64_t(3)}};
  EXPECT_EQ(a, same);
  EXPECT_EQ(hash_of(a), hash_of(same));
  EXPECT_FALSE(a == other);
  EXPECT_NE(hash_of(a), hash_of(other));
  EXPECT_EQ(Attributes(), Attributes(std::vector<Attributes::Entry>()));
}

TEST(Attributes, WithReplacesOrAdds) {
  const Attributes a{{"y", std::int64_t(2)}};
  EXPECT_EQ(a.with("y", std::int64_t(3)).integer("y"), 3);
  EXPECT_EQ(a.with("z", std::int64_t(4)).entries().size(), 2u);
  EXPECT_EQ(a.integer("y"), 2);
}

TEST(Attributes, RulesAreEqualOnlyToThemselves) {
  struct Rule : CustomRule {
    FunctionRef derive() override { return {}; }
  };
  const RuleRef one = std::make_shared<Rule>(), two = std::make_shared<Rule>();
  EXPECT_EQ((Attributes{{"rule", one}}), (Attributes{{"rule", one}}));
  EXPECT_FALSE((Attributes{{"rule", one}}) == (Attributes{{"rule", two}}));
}

}  // namespace
}  // namespace wengert
