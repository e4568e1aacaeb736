// Conversion saturates, truncates and drops imaginary parts, as NumPy's astype.
#include "ops/apply.hpp"
#include "wengert/runtime/native.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

Tensor converted(const Tensor& x, Dtype d) {
  return apply<ConvertElementType>({x}, {{"new_dtype", d}});
}

TEST(Convert, FloatsToIntegersTruncateAndSaturate) {
  const Tensor x = vector<float>({-2.7f, 2.7f, 1e20f, -1e20f, NAN});
  EXPECT_EQ(elements<std::int8_t>(converted(x, int8)),
            (std::vector<std::int8_t>{-2, 2, 127, -128, 0}));
  EXPECT_EQ(elements<std::uint8_t>(converted(x, uint8)),
            (std::vector<std::uint8_t>{0, 2, 255, 0, 0}));
}

// Compiled code gives the bits of the interpreter, of numbers halfway between two and just off it
// too.
TEST(Convert, WideNumbersRoundOnce) {
  for (const char* from : {"f64", "f32", "i64", "u32"})
    for (const Dtype to : {float16, bfloat16}) {
      const Function f = parse_ir(cat("{ lambda a:", from, "[400] . let b:", short_name_of(to),
                                      "[400] = convert_element_type[new_dtype=", short_name_of(to),
                                      "] a in (b) }"));
      std::vector<double> x = {NAN, INFINITY, -INFINITY, 0, -0.0, 1e-300, 65519.999, 65520, 1e5};
      for (int k = 0; x.size() < 400; ++k) {
        const double middle = std::ldexp(2 * k + 1, k % 40 - 24);
        x.insert(x.end(), {middle, std::nextafter(middle, 0.0), -std::nextafter(middle, INFINITY)});
      }
      x.resize(400);
      const std::vector<Tensor> input{converted(vector<double>(x), f.types[0].dtype)};
      const Tensor want = eval(f, input)[0], got = Native(f).run(input, {})[0];
      for (std::size_t k = 0; k < x.size(); ++k)
        EXPECT_EQ(reinterpret_cast<const std::uint16_t*>(got.bytes())[k],
                  reinterpret_cast<const std::uint16_t*>(want.bytes())[k])
            << x[k] << " as " << from << " to " << to;
    }
}

TEST(Convert, AnythingNonZeroIsTrue) {
  const Tensor x = converted(vector<std::complex<float>>({{0, 0}, {0, 1}, {0.5, 0}}), bool_);
  EXPECT_FALSE(x.data<bool>()[0]);
  EXPECT_TRUE(x.data<bool>()[1]);
  EXPECT_TRUE(x.data<bool>()[2]);
}

TEST(Convert, StopGradientHasNone) {
  EXPECT_EQ(elements<double>(tangent<StopGradient>({scalar(3.)}, {scalar(1.)})), std::vector{0.});
}

}  // namespace
}  // namespace wengert::testing
