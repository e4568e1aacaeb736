#include "wengert/backend/cells.hpp"

#include "backend/execute.hpp"

namespace wengert::testing {
namespace {

constexpr const char* dtypes[] = {"bool", "u8",  "u16",  "u32", "u64", "i8",  "i16", "i32",
                                  "i64",  "f16", "bf16", "f32", "f64", "c64", "c128"};

// Values at the edges of every dtype.
Tensor edges(const std::string& dtype, std::int64_t count) {
  Tensor t(Type{parse_ir("{ lambda a:" + dtype + "[] . let in (a) }").types[0].dtype, {count}});
  const double values[] = {
      0,       -0.0,   1,     -1,           0.5,           -0.5,         1.5,
      2.5,     127,    128,   -128,         -129,          255,          256,
      32767,   65535,  65536, 2147483647.0, -2147483648.0, 4294967295.0, 9.2e18,
      -9.2e18, 1.8e19, 1e30,  -1e30,        INFINITY,      -INFINITY,    NAN};
  visit(t.type.dtype, [&]<class T>(std::type_identity<T>) {
    for (std::int64_t k = 0; k < count; ++k)
      t.data<T>()[k] = convert<T>(values[std::size_t(k) % std::size(values)]);
  });
  return t;
}

TEST(Cells, ConversionsBetweenAllDtypes) {
  for (const std::string from : dtypes)
    for (const std::string to : dtypes)
      for (const char* n : {"3", "29"})  // in registers, in lanes
        expect_compiled("{ lambda a:" + from + "[" + n + "] . let b:" + to + "[" + n +
                            "] = convert_element_type[new_dtype=" + to + "] a in (b) }",
                        {edges(from, std::atoi(n))});
}

TEST(Cells, LiteralsOfEveryDtype) {
  for (const std::string d : dtypes)
    for (std::int64_t n : {3, 29}) {
      const Dtype dtype = edges(d, 1).type.dtype;
      Builder b(std::vector<Type>{});
      const Value x = b.literal(Constant(dtype, std::complex<double>(1.5, -2.5)));
      const Attributes attributes({{"shape", Shape{n}}, {"dims", Shape{}}});
      const Primitive& broadcast = *find_primitive("broadcast_in_dim");
      const Function f = b.finish({b.append(broadcast, attributes, std::vector<Value>{x})[0]});
      const std::vector<Tensor> none;
      for (const backend::VectorUnit& unit : vector_units)
        EXPECT_EQ(difference(Executable(f, unit).run(none)[0], eval(f, none)[0]), 0) << d;
    }
}

TEST(Cells, IndicesAsNumbersOfEveryDtype) {
  for (const std::string d : dtypes)
    if (d != "bool")
      expect_compiled("{ lambda . let a:" + d + "[3,40] = iota[dtype=" + d +
                      " shape=(3, 40) dimension=1] b:" + d + "[3,40] = iota[dtype=" + d +
                      " shape=(3, 40) dimension=0] in (a, b) }");
}

TEST(Cells, WhatAGatherFillsIn) {
  Tensor i(Type{Dtype::i32, {29, 1}});
  for (int k = 0; k < 29; ++k) i.data<std::int32_t>()[k] = k - 10;
  for (const std::string d : dtypes)
    expect_compiled("{ lambda a:" + d + "[9] i:i32[29,1] . let b:" + d +
                        "[29] = gather[axes=(0) mode=\"fill\"] a i in (b) }",
                    {edges(d, 9), i});
}

TEST(Cells, IntegersOfEveryDtypeAreClamped) {
  for (const std::string d : {"u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64"})
    for (const char* mode : {"clip", "fill"})
      expect_compiled("{ lambda a:f32[9] i:" + d +
                          "[29,1] . let b:f32[29] = gather[axes=(0) mode=\"" + mode +
                          "\"] a i in (b) }",
                      {sample({Dtype::f32, {9}}, 1), [&] {
                         Tensor i = edges(d, 29);
                         i.type.shape = {29, 1};
                         return i;
                       }()});
}

TEST(Cells, SmallMatricesInLanesAndAlone) {
  for (const char* n : {"1", "2", "3", "4"})
    for (const char* batch : {"", "1,", "17,"}) {
      const std::string t = "f64[" + std::string(batch) + n + "," + n + "]",
                        d = "f64[" + std::string(batch).substr(0, std::string(batch).find(',')) +
                            "]";
      Tensor a(parse_ir("{ lambda a:" + t + " . let in (a) }").types[0]);
      const int m = std::atoi(n);
      for (std::int64_t k = 0; k < a.type.elements(); ++k)  // well conditioned
        a.data<double>()[k] = (k / m) % m == k % m ? 3.0 : 1.0 / double(k + 2);
      expect_compiled(
          "{ lambda a:" + t + " . let b:" + t + " = inv a c:" + d + " = det a in (b, c) }", {a});
    }
}

}  // namespace
}  // namespace wengert::testing
