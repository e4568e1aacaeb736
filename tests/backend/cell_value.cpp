#include "wengert/backend/cell_value.hpp"

#include "backend/body.hpp"

namespace wengert::testing {
namespace {

using backend::CellValue;
using backend::Environment;

constexpr Dtype dtypes[] = {Dtype::bool_, Dtype::u8,  Dtype::u16, Dtype::u32, Dtype::u64,
                            Dtype::i8,    Dtype::i16, Dtype::i32, Dtype::i64, Dtype::f16,
                            Dtype::bf16,  Dtype::f32, Dtype::f64, Dtype::c64, Dtype::c128};

// Constants, and what selects and splats make of them, arrive in memory bit by bit.
TEST(CellValue, ConstantsOfEveryDtype) {
  for (Dtype d : dtypes) {
    std::vector<Constant> constants{Constant(d, 0), Constant(d, 1)};
    if (d != Dtype::bool_) constants.push_back(Constant(d, 100));
    if (is_inexact(d))
      for (double x : {-0.0, 1.5, -2.25, double(INFINITY)}) constants.push_back(Constant(d, x));
    if (is_complex(d)) constants.push_back(Constant(d, std::complex<double>(1.5, -2.5)));
    for (const Constant& c : constants)
      for (unsigned lanes : {1u, 4u}) {
        lower::Kernel kernel = kernel_of_buffers(1);
        const auto run = compile_body(kernel, lanes, [&](Environment& k, auto begin, auto end) {
          const CellValue x = constant_value(k.emitter, c, d),
                          y = constant_value(k.emitter, Constant(d, 1), d);
          EXPECT_EQ(x.im != nullptr, is_complex(d));
          LLVMValueRef first = LLVMBuildICmp(k.builder, LLVMIntEQ, begin, end, "");
          const CellValue chosen = splat(k.emitter, select(k.emitter, first, x, y), lanes);
          EXPECT_EQ(backend::LlvmEmitter::lanes(chosen.re), lanes);
          store(k, d, k.buffer(0), {k.i64(0), lanes > 1 ? 1 : 0, nullptr}, chosen);
        });
        for (bool first : {true, false}) {
          std::vector<unsigned char> out(lanes * std::size_t(size_of(d)), 0xee);
          TestFrame frame({out.data()});
          run(frame.data(), 0, first ? 0 : 1);
          const Constant want = first ? c : Constant(d, 1);
          for (unsigned l = 0; l < lanes; ++l)
            EXPECT_EQ(std::memcmp(out.data() + l * std::size_t(size_of(d)), want.bits.data(),
                                  std::size_t(size_of(d))),
                      0)
                << d << " " << c.as<std::complex<double>>() << " in " << lanes << " lanes";
        }
      }
  }
}

TEST(CellValue, IsWhatOperationsTake) {
  lower::Kernel kernel = kernel_of_buffers(1);
  compile_body(kernel, 1, [&](Environment& k, auto begin, auto) {
    const CellValue x = constant_value(k.emitter, Constant(Dtype::c128, 2), Dtype::c128);
    const Cell cell = as_cell(k.emitter, x, Dtype::c128);
    EXPECT_EQ(cell.re.dtype, Dtype::f64);
    EXPECT_EQ(cell.dtype, Dtype::c128);
    const CellValue back = backend::value_of(cell, Dtype::c128);
    EXPECT_EQ(back.re, x.re);
    EXPECT_EQ(back.im, x.im);
    EXPECT_FALSE(
        backend::value_of(as_cell(k.emitter, {begin, nullptr}, Dtype::i64), Dtype::i64).im);
  });
}

}  // namespace
}  // namespace wengert::testing
