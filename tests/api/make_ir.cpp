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
