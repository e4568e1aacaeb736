#include "wengert/backend/emitter.hpp"

#include <llvm-c/Core.h>

#include "backend/execute.hpp"

namespace wengert::testing {
namespace {

using backend::LlvmEmitter;
using Lanes = std::vector<Lane>;
using Write = std::function<Lane(LlvmEmitter&, const Lanes&)>;

LLVMValueRef load_vector(LlvmEmitter& e, Dtype d, unsigned lanes, LLVMValueRef from) {
  LLVMTypeRef memory = e.memory_type(d);
  LLVMValueRef v =
      LLVMBuildLoad2(e.builder(), lanes > 1 ? LLVMVectorType(memory, lanes) : memory, from, "");
  LLVMSetAlignment(v, 1);
  return d == Dtype::bool_ ? LLVMBuildTrunc(e.builder(), v, e.type(d, lanes), "") : v;
}

/// Applies what `write` writes to n elements, `lanes` at a time.
template <class Result, class T>
std::vector<Result> apply(unsigned lanes, const std::vector<std::vector<T>>& operands,
                          const Write& write) {
  const auto run = compile<void(const void* const*, void*)>([&](LlvmEmitter& e, const char* name) {
    LLVMTypeRef pointer = LLVMPointerTypeInContext(e.context(), 0);
    LLVMTypeRef parameters[] = {pointer, pointer};
    LLVMValueRef f = LLVMAddFunction(
        e.module(), name, LLVMFunctionType(LLVMVoidTypeInContext(e.context()), parameters, 2, 0));
    LLVMPositionBuilderAtEnd(e.builder(), LLVMAppendBasicBlockInContext(e.context(), f, "entry"));
    Lanes x;
    for (std::size_t k = 0; k < operands.size(); ++k) {
      LLVMValueRef at = LLVMConstInt(LLVMInt64TypeInContext(e.context()), k, 0);
      LLVMValueRef slot = LLVMBuildGEP2(e.builder(), pointer, LLVMGetParam(f, 0), &at, 1, "");
      LLVMValueRef from = LLVMBuildLoad2(e.builder(), pointer, slot, "");
      x.push_back(e.lane(load_vector(e, dtype_of<T>, lanes, from), dtype_of<T>));
    }
    const Lane out = write(e, x);
    EXPECT_EQ(out.dtype, dtype_of<Result>);
    LLVMValueRef v = e.splat(backend::value(out), lanes);
    if (out.dtype == Dtype::bool_) v = backend::value(e.convert(e.lane(v, out.dtype), Dtype::u8));
    LLVMSetAlignment(LLVMBuildStore(e.builder(), v, LLVMGetParam(f, 1)), 1);
    LLVMBuildRetVoid(e.builder());
  });
  std::vector<Result> results;
  for (std::size_t first = 0; first + lanes <= operands[0].size(); first += lanes) {
    std::vector<const void*> from;
    for (const auto& x : operands) from.push_back(x.data() + first);
    std::array<Result, 64> out{};
    run(from.data(), out.data());
    results.insert(results.end(), out.begin(), out.begin() + lanes);
  }
  return results;
}

constexpr unsigned widths[] = {1, 4, 16};

template <class T>
std::vector<T> integers() {
  using Limits = std::numeric_limits<T>;
  return {T(0),
          T(1),
          T(2),
          T(3),
          T(7),
          T(11),
          T(100),
          T(-1),
          T(-2),
          T(-7),
          T(-100),
          Limits::max(),
          Limits::min(),
          T(Limits::max() / 2),
          T(Limits::max() - 1),
          T(64)};
}
template <class T>
std::vector<T> turned(const std::vector<T>& x, std::size_t by) {
  std::vector<T> y;
  for (std::size_t k = 0; k < x.size(); ++k) y.push_back(x[(k + by) % x.size()]);
  return y;
}

template <class T>
void expect_steps(const std::vector<T>& x, const std::vector<T>& y, Step step, T (*want)(T, T)) {
  for (unsigned lanes : widths) {
    const auto got = apply<T, T>(
        lanes, {x, y}, [&](LlvmEmitter& e, const Lanes& v) { return e.binary(step, v[0], v[1]); });
    for (std::size_t k = 0; k < got.size(); ++k) {
      const T expected = want(x[k], y[k]);
      EXPECT_EQ(std::memcmp(&got[k], &expected, sizeof(T)), 0)
          << name_of(dtype_of<T>) << " step " << int(step) << " of " << +x[k] << ", " << +y[k];
    }
  }
}

template <class T>
void expect_integer_steps() {
  using U = std::make_unsigned_t<T>;
  for (std::size_t by : {0u, 1u, 5u}) {
    const std::vector<T> x = integers<T>(), y = turned(x, by);
    expect_steps<T>(x, y, Step::add, [](T a, T b) { return T(U(a) + U(b)); });
    expect_steps<T>(x, y, Step::subtract, [](T a, T b) { return T(U(a) - U(b)); });
    expect_steps<T>(x, y, Step::multiply,
                    [](T a, T b) { return T(std::uint64_t(a) * std::uint64_t(b)); });
    expect_steps<T>(x, y, Step::minimum, [](T a, T b) { return std::min(a, b); });
    expect_steps<T>(x, y, Step::maximum, [](T a, T b) { return std::max(a, b); });
    expect_steps<T>(x, y, Step::bit_and, [](T a, T b) { return T(a & b); });
    expect_steps<T>(x, y, Step::bit_or, [](T a, T b) { return T(a | b); });
    expect_steps<T>(x, y, Step::bit_xor, [](T a, T b) { return T(a ^ b); });
    std::vector<T> nonzero, shifts;
    for (T v : y) {
      nonzero.push_back(v == 0 || v == T(-1) ? T(3) : v);
      shifts.push_back(T(U(v) % (8 * sizeof(T))));
    }
    expect_steps<T>(x, nonzero, Step::divide, [](T a, T b) { return T(a / b); });
    expect_steps<T>(x, nonzero, Step::remainder, [](T a, T b) { return T(a % b); });
    expect_steps<T>(x, shifts, Step::shift_left, [](T a, T b) { return T(std::uint64_t(a) << b); });
    expect_steps<T>(x, shifts, Step::shift_right, [](T a, T b) { return T(a >> b); });
  }
}

TEST(Emitter, IntegersOfEveryWidth) {
  expect_integer_steps<std::uint8_t>();
  expect_integer_steps<std::uint16_t>();
  expect_integer_steps<std::uint32_t>();
  expect_integer_steps<std::uint64_t>();
  expect_integer_steps<std::int8_t>();
  expect_integer_steps<std::int16_t>();
  expect_integer_steps<std::int32_t>();
  expect_integer_steps<std::int64_t>();
}

template <class T>
std::vector<T> floats() {
  return {T(0),
          T(-0.0),
          T(1),
          T(-1),
          T(0.1),
          T(2.5),
          T(-3.5),
          T(0.5),
          T(1e30),
          T(-1e-30),
          T(INFINITY),
          T(-INFINITY),
          T(7),
          T(1.75),
          std::numeric_limits<T>::denorm_min(),
          std::numeric_limits<T>::max()};
}

template <class T>
void expect_float_steps() {
  for (std::size_t by : {0u, 1u, 5u}) {
    const std::vector<T> x = floats<T>(), y = turned(x, by);
    // NaN has many bits: compared where the result is a number.
    const auto plain = [](T v) { return v == v ? v : T(NAN); };
    for (unsigned lanes : widths)
      for (const auto& [step, want] : std::initializer_list<std::pair<Step, T (*)(T, T)>>{
               {Step::add, [](T a, T b) { return a + b; }},
               {Step::subtract, [](T a, T b) { return a - b; }},
               {Step::multiply, [](T a, T b) { return a * b; }},
               {Step::divide, [](T a, T b) { return a / b; }},
               {Step::remainder, [](T a, T b) { return std::fmod(a, b); }},
               {Step::copy_sign, [](T a, T b) { return std::copysign(a, b); }}}) {
        const auto got = apply<T, T>(lanes, {x, y}, [s = step](LlvmEmitter& e, const Lanes& v) {
          return e.binary(s, v[0], v[1]);
        });
        for (std::size_t k = 0; k < got.size(); ++k) {
          const T expected = plain(want(x[k], y[k])), mine = plain(got[k]);
          EXPECT_TRUE((mine != mine && expected != expected) ||
                      (mine == expected && std::signbit(mine) == std::signbit(expected)))
              << "step " << int(step) << " of " << x[k] << ", " << y[k] << ": " << mine;
        }
      }
  }
  for (unsigned lanes : widths)
    for (const auto& [step, want] : std::initializer_list<std::pair<Step, T (*)(T)>>{
             {Step::negate, [](T a) { return -a; }},
             {Step::absolute, [](T a) { return std::fabs(a); }},
             {Step::floor, [](T a) { return std::floor(a); }},
             {Step::ceil, [](T a) { return std::ceil(a); }},
             {Step::truncate, [](T a) { return std::trunc(a); }},
             {Step::round_even, [](T a) { return std::nearbyint(a); }},
             {Step::sqrt, [](T a) { return std::sqrt(std::fabs(a)); }}}) {
      const std::vector<T> x = floats<T>();
      const auto got = apply<T, T>(lanes, {x}, [s = step](LlvmEmitter& e, const Lanes& v) {
        return e.unary(s, s == Step::sqrt ? e.unary(Step::absolute, v[0]) : v[0]);
      });
      for (std::size_t k = 0; k < got.size(); ++k)
        EXPECT_EQ(got[k], want(x[k])) << int(step) << " of " << x[k];
    }
}

TEST(Emitter, FloatsOfEveryWidth) {
  expect_float_steps<float>();
  expect_float_steps<double>();
}

TEST(Emitter, BitsAreCounted) {
  for (unsigned lanes : widths) {
    const std::vector<std::uint32_t> x = integers<std::uint32_t>();
    const auto ones = apply<std::uint32_t, std::uint32_t>(
        lanes, {x}, [](LlvmEmitter& e, const Lanes& v) { return e.unary(Step::count_ones, v[0]); });
    const auto zeros = apply<std::uint32_t, std::uint32_t>(
        lanes, {x},
        [](LlvmEmitter& e, const Lanes& v) { return e.unary(Step::count_leading_zeros, v[0]); });
    for (std::size_t k = 0; k < ones.size(); ++k) {
      EXPECT_EQ(ones[k], unsigned(std::popcount(x[k])));
      EXPECT_EQ(zeros[k], unsigned(std::countl_zero(x[k])));
    }
  }
}

// Relations on floats are ordered, except not_equal: NaN differs from all.
TEST(Emitter, Relations) {
  std::vector<float> x = floats<float>();
  x[3] = x[9] = NAN;
  for (std::size_t by : {0u, 1u, 6u})
    for (unsigned lanes : widths) {
      const std::vector<float> y = turned(x, by);
      for (const auto& [relation, want] :
           std::initializer_list<std::pair<Relation, bool (*)(float, float)>>{
               {Relation::equal, [](float a, float b) { return a == b; }},
               {Relation::not_equal, [](float a, float b) { return a != b; }},
               {Relation::less, [](float a, float b) { return a < b; }},
               {Relation::less_equal, [](float a, float b) { return a <= b; }},
               {Relation::greater, [](float a, float b) { return a > b; }},
               {Relation::greater_equal, [](float a, float b) { return a >= b; }}}) {
        const auto got = apply<bool, float>(
            lanes, {x, y},
            [r = relation](LlvmEmitter& e, const Lanes& v) { return e.compare(r, v[0], v[1]); });
        for (std::size_t k = 0; k < got.size(); ++k)
          EXPECT_EQ(got[k], want(x[k], y[k])) << x[k] << " " << y[k] << " " << int(relation);
      }
    }
  const auto less = [](LlvmEmitter& e, const Lanes& v) {
    return e.compare(Relation::less, v[0], v[1]);
  };
  EXPECT_EQ((apply<bool, std::int8_t>(1, {{-1}, {1}}, less)), std::vector<bool>{true});
  EXPECT_EQ((apply<bool, std::uint8_t>(1, {{255}, {1}}, less)), std::vector<bool>{false});
}

// Without `contract` a product is rounded before it is added; fma rounds once.
TEST(Emitter, ContractsOnlyWhereItMay) {
  const float a = 1 + 0x1p-12f, c = -(1 + 0x1p-11f);
  const auto sum = [](LlvmEmitter& e, const Lanes& v) {
    return e.binary(Step::add, e.binary(Step::multiply, v[0], v[0]), v[1]);
  };
  EXPECT_EQ((apply<float, float>(1, {{a}, {c}}, sum)), std::vector<float>{0});
  EXPECT_EQ(
      (apply<float, float>(1, {{a}, {c}},
                           [](LlvmEmitter& e, const Lanes& v) { return e.fma(v[0], v[0], v[1]); })),
      std::vector<float>{0x1p-24f});
}

TEST(Emitter, ScalarsMeetVectors) {
  std::vector<float> x(16);
  for (std::size_t k = 0; k < 16; ++k) x[k] = float(k);
  const auto got = apply<float, float>(16, {x}, [](LlvmEmitter& e, const Lanes& v) {
    const Lane two = e.constant(Dtype::f32, 2),
               mask = e.compare(Relation::less, v[0], e.constant(Dtype::f32, 8));
    return e.select(mask, e.binary(Step::multiply, two, v[0]),
                    e.fma(two, two, e.binary(Step::add, v[0], two)));
  });
  for (std::size_t k = 0; k < 16; ++k) EXPECT_EQ(got[k], k < 8 ? 2 * x[k] : x[k] + 6);
}

TEST(Emitter, TablesAreLookedUpInEachLane) {
  const std::vector<std::uint64_t> bits{std::bit_cast<std::uint32_t>(1.5f),
                                        std::bit_cast<std::uint32_t>(-2.0f),
                                        std::bit_cast<std::uint32_t>(7.0f)};
  for (unsigned lanes : widths) {
    std::vector<std::int32_t> x(16);
    for (std::size_t k = 0; k < 16; ++k) x[k] = std::int32_t(k * 5 % 3);
    const auto got = apply<float, std::int32_t>(lanes, {x}, [&](LlvmEmitter& e, const Lanes& v) {
      return e.lookup(Dtype::f32, bits, v[0]);
    });
    for (std::size_t k = 0; k < got.size(); ++k)
      EXPECT_EQ(got[k], std::bit_cast<float>(std::uint32_t(bits[std::size_t(x[k])])));
  }
}

// The slow way runs where some lane needs it, and is taken by the lanes that do.
TEST(Emitter, RareWaysAreTakenWhereNeeded) {
  for (unsigned lanes : widths) {
    std::vector<float> x(32, 1.0f);
    x[5] = x[31] = -4.0f;
    const auto got = apply<float, float>(lanes, {x}, [](LlvmEmitter& e, const Lanes& v) {
      const Lane negative = e.compare(Relation::less, v[0], e.constant(Dtype::f32, 0));
      return e.rare(
          negative, [&] { return e.unary(Step::negate, v[0]); }, e.constant(Dtype::f32, 9));
    });
    for (std::size_t k = 0; k < got.size(); ++k)
      EXPECT_EQ(got[k], x[k] < 0 ? 4.0f : 9.0f) << lanes << " " << k;
  }
}

TEST(Emitter, BitsAreKept) {
  for (unsigned lanes : widths) {
    const auto got = apply<std::uint32_t, float>(
        lanes, {floats<float>()},
        [](LlvmEmitter& e, const Lanes& v) { return e.bitcast(v[0], Dtype::u32); });
    for (std::size_t k = 0; k < got.size(); ++k)
      EXPECT_EQ(got[k], std::bit_cast<std::uint32_t>(floats<float>()[k]));
  }
}

// Code generation takes more than linear time: a dear operation used often is one function.
// Functions that erf's uses define and declare; beyond the first few uses, one function serves all.
TEST(Emitter, DearOperationsAreWrittenAFewTimes) {
  const auto functions_with = [](int uses, bool shares) {
    std::pair<int, int> functions;
    compile<void()>([&](LlvmEmitter& e, const char* name) {
      if (!shares) e.share = nullptr;
      LLVMTypeRef f64 = LLVMDoubleTypeInContext(e.context());
      LLVMValueRef f = LLVMAddFunction(e.module(), name, LLVMFunctionType(f64, &f64, 1, 0));
      LLVMPositionBuilderAtEnd(e.builder(), LLVMAppendBasicBlockInContext(e.context(), f, "entry"));
      Cell x{e.lane(LLVMGetParam(f, 0), Dtype::f64), {}, Dtype::f64};
      const Primitive& erf = *find_primitive("erf");
      for (int k = 0; k < uses; ++k) x = e.apply(erf, {}, std::vector<Cell>{x}, Dtype::f64);
      LLVMBuildRet(e.builder(), backend::value(x.re));
      for (LLVMValueRef g = LLVMGetFirstFunction(e.module()); g; g = LLVMGetNextFunction(g)) {
        std::size_t length = 0;
        const bool intrinsic = std::string(LLVMGetValueName2(g, &length)).starts_with("llvm.");
        functions.first += !LLVMIsDeclaration(g);
        functions.second += LLVMIsDeclaration(g) && !intrinsic;
      }
    });
    return functions;
  };
  EXPECT_EQ(functions_with(2, false), std::pair(1, 0));
  EXPECT_EQ(functions_with(100, false), std::pair(2, 0));
  EXPECT_EQ(functions_with(2, true), std::pair(1, 0));
  EXPECT_EQ(functions_with(100, true), std::pair(1, 1));
}

}  // namespace
}  // namespace wengert::testing
