#include "acceptance/near.hpp"

TEST(MakeIr, ShowsParametersCapturesAndResults) {
  const Array a = {1.0, 2.0};
  const wg::Function f = wg::make_ir([&](std::pair<Array, int> p, Array y) {
    return std::pair{Array(p.first * a + p.second), y};
  })(std::pair{Array{3.0, 4.0}, 5}, 2);
  EXPECT_EQ(f.inputs, 3u);
  EXPECT_EQ(f.outputs.size(), 2u);
  EXPECT_EQ(f.types[1], (wg::Type{wg::int32, {}}));
  EXPECT_EQ(wg::parse_ir(f.str()), f);
}

TEST(MakeIr, OfTransformedFunctions) {
  const auto f = [](Array x) { return wg::sum(wg::sin(x)); };
  const std::string text = wg::make_ir(wg::grad(f))(wg::ones({3})).str();
  EXPECT_NE(text.find("cos"), std::string::npos) << text;
  EXPECT_NE(wg::make_ir(wg::vmap(f))(wg::ones({2, 3})).str().find("f32[2,3]"), std::string::npos);
}

// A small array from outside a traced function stays small: what repeats its elements is recorded.
TEST(MakeIr, CapturesAreNotBroadcast) {
  const Array k = wg::arange(4.0).reshape({4, 1, 1});
  const auto largest = [](const wg::Function& f) {
    std::int64_t most = 0;
    for (const wg::Type& t : f.input_types()) most = std::max(most, t.elements());
    return most;
  };
  const auto sum = [&](Array x) { return Array(x + k); };
  const auto total = [&](Array x) { return Array(wg::sum(wg::sin(x + k))); };
  const auto each = [&](Array x) {
    return wg::vmap([&](Array a) { return Array(a * x); })(k.reshape({4}));
  };
  const Array x = wg::ones({2, 3});
  EXPECT_EQ(largest(wg::make_ir(sum)(x)), 6);
  EXPECT_EQ(largest(wg::make_ir(wg::grad(total))(x)), 6);
  EXPECT_EQ(largest(wg::make_ir(each)(x)), 6);
  EXPECT_EQ(largest(wg::make_ir(wg::vmap(sum))(wg::stack({x, x}))), 12);
}
