// Tables from NumPy and ml_dtypes by way of jax.numpy 0.10.2.
#include "acceptance/near.hpp"

namespace {

TEST(Inspection, ShapesOfAnything) {
  const Array x = wg::zeros({2, 3});
  EXPECT_EQ(wg::shape(x), (wg::Shape{2, 3}));
  EXPECT_EQ(wg::shape(1.0), wg::Shape{});
  EXPECT_EQ(wg::ndim(x + x), 2);
  EXPECT_EQ(wg::size(x), 6);
  EXPECT_EQ(wg::size(x, -1), 3);
  EXPECT_THROW((void)wg::size(x, 2), wg::IndexError);
  EXPECT_EQ(wg::broadcast_shapes(wg::Shape{8, 1, 6, 1}, wg::Shape{7, 1, 5}),
            (wg::Shape{8, 7, 6, 5}));
  EXPECT_EQ(wg::broadcast_shapes(std::vector<wg::Shape>{}), wg::Shape{});
  EXPECT_THROW((void)wg::broadcast_shapes(wg::Shape{2}, wg::Shape{3}), wg::ShapeError);
  EXPECT_NEAR(wg::constants::e, std::exp(1.0), 1e-15);
  EXPECT_TRUE(wg::isscalar(2.0) && wg::isscalar(Array(1)) && !wg::isscalar(x));
}

TEST(Inspection, DtypesMeet) {
  EXPECT_EQ(wg::promote_types(wg::int8, wg::uint8), wg::int16);
  EXPECT_EQ(wg::promote_types(wg::float16, wg::bfloat16), wg::float32);
  EXPECT_EQ(wg::result_type(wg::int16, 2), wg::int16);
  EXPECT_EQ(wg::result_type(wg::int16, 2.0), wg::float32);
  EXPECT_EQ(wg::result_type(wg::ones({2}, wg::float16), wg::int64, 1.0), wg::float16);
  EXPECT_EQ(wg::result_type(1, true), wg::int32);
  EXPECT_EQ(wg::result_type(true), wg::bool_);
  EXPECT_TRUE(wg::iscomplexobj(wg::zeros({1}, wg::complex64)) && wg::isrealobj(1.0));
}

TEST(Inspection, Categories) {
  using wg::Category;
  struct Row {
    wg::Dtype dtype;
    std::vector<Category> in;
  };
  const std::vector<Row> rows{
      {wg::bool_, {Category::generic}},
      {wg::uint8,
       {Category::generic, Category::number, Category::integer, Category::unsigned_integer}},
      {wg::int64,
       {Category::generic, Category::number, Category::integer, Category::signed_integer}},
      {wg::bfloat16, {Category::generic, Category::number, Category::inexact, Category::floating}},
      {wg::complex64,
       {Category::generic, Category::number, Category::inexact, Category::complex_floating}}};
  for (const Row& row : rows)
    for (int c = 0; c <= int(Category::complex_floating); ++c)
      EXPECT_EQ(wg::issubdtype(row.dtype, Category(c)),
                std::ranges::count(row.in, Category(c)) == 1)
          << row.dtype << " in category " << c;
  EXPECT_TRUE(wg::issubdtype(wg::float32, wg::float32));
  EXPECT_FALSE(wg::issubdtype(wg::float32, wg::float64));
}

// Rows convert from, columns to: bool u8 u16 u32 u64 i8 i16 i32 i64 f16 bf16 f32 f64 c64 c128.
TEST(Inspection, SafeConversions) {
  const char* safe[] = {"111111111111111", "011110111111111", "001110011001111", "000110001000101",
                        "000010000000101", "000001111111111", "000000111001111", "000000011000101",
                        "000000001000101", "000000000101111", "000000000011111", "000000000001111",
                        "000000000000101", "000000000000011", "000000000000001"};
  for (int from = 0; from < wg::dtype_count; ++from)
    for (int to = 0; to < wg::dtype_count; ++to)
      EXPECT_EQ(wg::can_cast(wg::Dtype(from), wg::Dtype(to)), safe[from][to] == '1')
          << wg::Dtype(from) << " to " << wg::Dtype(to);
  using wg::Casting;
  EXPECT_TRUE(wg::can_cast(wg::float64, wg::float32, Casting::same_kind));
  EXPECT_TRUE(wg::can_cast(wg::uint64, wg::int8, Casting::same_kind));
  EXPECT_FALSE(wg::can_cast(wg::int8, wg::uint8, Casting::same_kind));
  EXPECT_TRUE(wg::can_cast(wg::complex64, wg::bool_, Casting::unsafe));
  EXPECT_FALSE(wg::can_cast(wg::float32, wg::float64, Casting::no));
}

TEST(Inspection, Limits) {
  const wg::FloatInfo single = wg::finfo(wg::complex64);
  EXPECT_EQ(single.dtype, wg::float32);
  EXPECT_EQ(single.eps, 0x1p-23);
  EXPECT_EQ(single.epsneg, 0x1p-24);
  EXPECT_EQ(single.max, double(std::numeric_limits<float>::max()));
  EXPECT_EQ(single.min, -single.max);
  EXPECT_EQ(single.tiny, 0x1p-126);
  EXPECT_EQ(single.smallest_subnormal, 0x1p-149);
  EXPECT_EQ(single.resolution, 1e-6);
  struct Row {
    wg::Dtype dtype;
    int bits, nexp, nmant, minexp, maxexp, precision;
    double max;
  };
  for (const Row& r :
       {Row{wg::float16, 16, 5, 10, -14, 16, 3, 65504},
        Row{wg::bfloat16, 16, 8, 7, -126, 128, 2, 0x1.fep127},
        Row{wg::float64, 64, 11, 52, -1022, 1024, 15, std::numeric_limits<double>::max()}}) {
    const wg::FloatInfo f = wg::finfo(r.dtype);
    EXPECT_EQ(f.bits, r.bits);
    EXPECT_EQ(f.nexp, r.nexp);
    EXPECT_EQ(f.nmant, r.nmant);
    EXPECT_EQ(f.minexp, r.minexp);
    EXPECT_EQ(f.maxexp, r.maxexp);
    EXPECT_EQ(f.precision, r.precision);
    EXPECT_EQ(f.max, r.max);
  }
  EXPECT_THROW((void)wg::finfo(wg::int32), wg::DtypeError);
  EXPECT_EQ(wg::iinfo(wg::int8).min, -128);
  EXPECT_EQ(wg::iinfo(wg::uint64).max, std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(wg::iinfo(wg::int32).bits, 32);
  EXPECT_THROW((void)wg::iinfo(wg::bool_), wg::DtypeError);
}

}  // namespace
