#include "wengert/backend/kernel.hpp"

#include "backend/execute.hpp"

namespace wengert::testing {
namespace {

const std::vector<std::string>& dtypes() {
  static const std::vector<std::string> all{"bool", "u8",  "u16", "u32", "u64",
                                            "i8",   "i16", "i32", "i64", "f16",
                                            "bf16", "f32", "f64", "c64", "c128"};
  return all;
}

// Around the lanes of each vector: 2, 4, 8 and 16.
TEST(Kernel, ExtentsAroundTheLanes) {
  for (int extent : {0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 1000})
    for (const char* dtype : {"f32", "f64"}) {
      const std::string t = dtype + ("[" + std::to_string(extent)) + "]";
      expect_compiled("{ lambda a:" + t + " b:" + t + " . let c:" + t + " = mul a b d:" + t +
                      " = sub c a e:" + t + " = div d b in (e, c) }");
    }
}

TEST(Kernel, EveryDtype) {
  for (const std::string& d : dtypes())
    for (const char* extent : {"1", "17", "31", "64"}) {
      const std::string t = d + "[" + extent + "]", mask = "bool[" + std::string(extent) + "]";
      expect_compiled("{ lambda a:" + t + " b:" + t + " . let c:" + mask + " = eq a b d:" + t +
                      " = select c b a e:" + t + " = rev[dimensions=(0)] d in (c, d, e) }");
      if (d != "bool")
        expect_compiled("{ lambda a:" + t + " b:" + t + " . let c:" + t + " = mul a b d:" + t +
                        " = add c a e:" + t + " = neg d in (e) }");
    }
}

// The lanes of the last vector that do not exist divide nothing by nothing.
TEST(Kernel, IntegerDivisionOfEveryExtent) {
  for (const char* d : {"u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64"})
    for (int extent : {1, 7, 17, 33}) {
      const Type type{parse_ir("{ lambda a:" + std::string(d) + "[] . let in (a) }").types[0].dtype,
                      {extent}};
      Tensor a(type), b(type);
      visit(type.dtype, [&]<class T>(std::type_identity<T>) {
        if constexpr (std::is_integral_v<T>)
          for (int k = 0; k < extent; ++k) {
            a.data<T>()[k] = T(k * 7 - 20);
            b.data<T>()[k] = T(k % 5 - 2);  // zero among them
          }
      });
      const std::string t = d + ("[" + std::to_string(extent)) + "]";
      expect_compiled("{ lambda a:" + t + " b:" + t + " . let c:" + t + " = div a b d:" + t +
                          " = rem a b in (c, d) }",
                      {a, b});
    }
}

TEST(Kernel, StridedAndReversedSlices) {
  for (const char* d : {"i8", "f16", "f32", "f64", "c64", "bool"})
    for (const auto& [range, count] : {std::pair{"start=(0) limit=(100) strides=(1)", "100"},
                                       {"start=(3) limit=(100) strides=(2)", "49"},
                                       {"start=(1) limit=(99) strides=(3)", "33"},
                                       {"start=(99) limit=(100) strides=(1)", "1"},
                                       {"start=(5) limit=(100) strides=(50)", "2"}}) {
      const std::string t = d + ("[" + std::string(count)) + "]";
      expect_compiled("{ lambda a:" + std::string(d) + "[100] . let b:" + t + " = slice[" + range +
                      "] a c:" + t + " = rev[dimensions=(0)] b in (b, c) }");
    }
}

TEST(Kernel, NestedLoops) {
  for (const char* shape : {"1,1", "1,17", "17,1", "3,31", "31,3", "20,65", "2,3,17", "5,1,9"}) {
    const std::string s = shape, t = "f32[" + s + "]";
    const std::string last = s.substr(s.rfind(',') + 1), first = s.substr(0, s.find(','));
    const std::string axis = std::to_string(std::count(s.begin(), s.end(), ','));
    std::string spaced;
    for (char c : s) spaced += c == ',' ? std::string(", ") : std::string(1, c);
    expect_compiled("{ lambda a:" + t + " b:f32[" + last + "] c:f32[" + first + "] . let d:" + t +
                    " = broadcast_in_dim[shape=(" + spaced + ") dims=(" + axis + ")] b e:" + t +
                    " = broadcast_in_dim[shape=(" + spaced + ") dims=(0)] c f:" + t +
                    " = mul a d g:" + t + " = add f e in (g) }");
  }
}

// A thread gets a range of the outermost loop, and writes that alone.
TEST(Kernel, RunsTheIterationsItIsAsked) {
  const Function f = parse_ir("{ lambda a:f32[100] . let b:f32[100] = add a a in (b) }");
  for (const backend::VectorUnit& unit : vector_units) {
    lower::Program program = lower::lower(f);
    auto& kernel = std::get<std::shared_ptr<lower::Kernel>>(program.statements.at(0).what);
    const backend::KernelFunction run = compile(*kernel, unit);
    for (const auto& [begin, end] :
         {std::pair{0, 100}, {0, 0}, {100, 100}, {3, 4}, {16, 32}, {5, 60}, {99, 100}, {7, 6}}) {
      std::vector<float> in(100), out(100, -1);
      for (int k = 0; k < 100; ++k) in[std::size_t(k)] = float(k);
      TestFrame frame({in.data(), out.data()});
      run(frame.data(), begin, end);
      for (int k = 0; k < 100; ++k)
        EXPECT_EQ(out[std::size_t(k)], begin <= k && k < end ? float(2 * k) : -1.0f)
            << unit << ", " << begin << " … " << end << " at " << k;
    }
  }
}

// Long bodies are emitted once, masked; short ones twice.
TEST(Kernel, LongBodies) {
  for (const char* extent : {"1", "15", "17", "100"}) {
    std::string text = "{ lambda v0:f32[" + std::string(extent) + "] . let ";
    for (int k = 0; k < 60; ++k)
      text += "v" + std::to_string(k + 1) + ":f32[" + extent + "] = " + (k % 3 ? "sin" : "exp") +
              " v" + std::to_string(k) + " ";
    expect_compiled(text + "in (v60) }");
  }
}

TEST(Kernel, ChecksRaiseFlagsOfLanesThatExist) {
  const std::string text =
      "{ lambda a:f32[10] i:i32[17,1] . let b:f32[17] = gather[axes=(0) mode=\"check\"] a i in (b) "
      "}";
  const Tensor a = sample({Dtype::f32, {10}}, 1);
  for (int wrong : {-1, 0, 8, 16}) {
    Tensor i(Type{Dtype::i32, {17, 1}});
    for (int k = 0; k < 17; ++k) i.data<std::int32_t>()[k] = k == wrong ? 10 : k % 10;
    if (wrong < 0)
      expect_compiled(text, {a, i});
    else
      for (const backend::VectorUnit& unit : vector_units)
        EXPECT_THROW(Executable(parse_ir(text), unit).run({a, i}), IndexError) << wrong;
  }
}

}  // namespace
}  // namespace wengert::testing
