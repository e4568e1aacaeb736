// Generated matrix products against their definition, bit for bit, and inside fences.
#include "wengert/backend/gemm.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "backend/fenced.hpp"
#include "wengert/runtime/session.hpp"

namespace {

using namespace wengert::backend;
using wengert::testing::Fenced;
using Int = std::int64_t;

template <class T>
constexpr GemmType type_of = sizeof(T) == 4 ? GemmType::f32 : GemmType::f64;

// ---- compiling ----------------------------------------------------------------------------------

struct Machine {
  unsigned lanes, registers;
};

/// One compiled product.
template <class T>
class Product {
 public:
  explicit Product(Machine machine) : machine_(machine) {
    const std::string name = wengert::unique_symbol("product");
    wengert::CodeModule code;
    emit_gemm(code.emitter().module(), name.c_str(), type_of<T>, machine.lanes, machine.registers);
    function_ = reinterpret_cast<Function*>(wengert::link({code.object()}, name));
  }

  std::size_t workspace(Int M, Int N, Int K) const {
    return gemm_workspace(type_of<T>, machine_.lanes, machine_.registers, M, N, K);
  }
  template <class... Arguments>
  void operator()(Arguments... arguments) const {
    function_(arguments...);
  }

 private:
  using Function = void(const T*, Int, Int, const T*, Int, Int, T*, Int, Int, Int, Int, Int, void*);
  Machine machine_;
  Function* function_ = nullptr;
};

template <class T>
const std::vector<Product<T>>& products() {
  constexpr unsigned words = 8 / sizeof(T);  // lanes of f32 are twice those of f64
  static const std::vector<Product<T>> all{Product<T>({2 * words, 16}), Product<T>({2 * words, 32}),
                                           Product<T>({4 * words, 16}),
                                           Product<T>({8 * words, 32})};
  return all;
}

// ---- memory and numbers -------------------------------------------------------------------------

struct Extents {
  Int M, N, K;
};

/// A matrix as the product takes it; `last` is the greatest offset of an element.
struct Layout {
  Int row_stride, column_stride, last;
};

enum class Order { rows, columns, spread, padded };

Layout layout(Order order, Int rows, Int columns) {
  const Int row = order == Order::rows      ? columns
                  : order == Order::columns ? 1
                  : order == Order::spread  ? 3 * columns + 1
                                            : columns + 5;
  const Int column = order == Order::columns ? rows : order == Order::spread ? 3 : 1;
  const bool empty = rows == 0 || columns == 0;
  return {row, column, empty ? -1 : (rows - 1) * row + (columns - 1) * column};
}

template <class T>
std::vector<T> numbers(Int n, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<T> range(-1, 1);
  std::vector<T> values(static_cast<std::size_t>(n));
  for (T& x : values) x = range(random);
  return values;
}

/// The definition: runs of k, each a chain of fma from zero, added to C in order.
template <class T>
T definition(const T* a, Int a_step, const T* b, Int b_step, Int K, bool accumulate, T c) {
  const Int depth = gemm_blocks(4, 16).depth;
  for (Int from = 0; from < std::max<Int>(K, 1); from += depth) {
    T sum = 0;
    for (Int k = from; k < std::min(K, from + depth); ++k)
      sum = std::fma(a[k * a_step], b[k * b_step], sum);
    c = accumulate || from > 0 ? c + sum : sum;
  }
  return c;
}

template <class T>
class Gemm : public testing::Test {
 protected:
  static void check(const Product<T>& product, Extents e, Order a_order, Order b_order,
                    Int accumulate, typename Fenced::Side side) {
    const Layout a = layout(a_order, e.M, e.K), b = layout(b_order, e.K, e.N);
    const Layout c = layout(Order::padded, e.M, e.N);
    const auto place = [&](const Layout& x, unsigned seed) {
      auto memory = std::make_unique<Fenced>(std::size_t(x.last + 1) * sizeof(T), side);
      const std::vector<T> values = numbers<T>(x.last + 1, seed);
      if (!values.empty()) std::memcpy(memory->data(), values.data(), values.size() * sizeof(T));
      return memory;
    };
    const auto A = place(a, 1), B = place(b, 2), C = place(c, 3);
    const Fenced workspace(product.workspace(e.M, e.N, e.K), Fenced::Side::back);
    const auto *A_data = static_cast<T*>(A->data()), *B_data = static_cast<T*>(B->data());
    auto* C_data = static_cast<T*>(C->data());
    product(A_data, a.row_stride, a.column_stride, B_data, b.row_stride, b.column_stride, C_data,
            c.row_stride, e.M, e.N, e.K, accumulate, workspace.data());
    const std::vector<T> before = numbers<T>(c.last + 1, 3);
    Int wrong = 0;
    for (Int at = 0; at <= c.last; ++at) {
      const Int i = at / c.row_stride, j = at % c.row_stride;
      const T old = before[std::size_t(at)];
      const T expected = j >= e.N ? old
                                  : definition(A_data + i * a.row_stride, a.column_stride,
                                               B_data + j * b.column_stride, b.row_stride, e.K,
                                               accumulate != 0, old);
      wrong += expected != C_data[at];
    }
    EXPECT_EQ(wrong, 0) << e.M << " x " << e.N << " x " << e.K << ", orders " << int(a_order)
                        << int(b_order) << ", accumulate " << accumulate;
  }
};

using Types = testing::Types<float, double>;
TYPED_TEST_SUITE(Gemm, Types);

// ---- promises -----------------------------------------------------------------------------------

TYPED_TEST(Gemm, EveryMachineGivesTheBitsOfTheDefinition) {
  const Extents extents[] = {{1, 1, 1},   {8, 8, 8},   {3, 5, 7},    {7, 33, 2},  {17, 31, 65},
                             {9, 64, 4},  {6, 1, 40},  {1, 50, 20},  {13, 47, 3}, {2, 40, 1100},
                             {65, 19, 9}, {40, 70, 5}, {24, 96, 12}, {5, 3, 513}};
  for (const auto& product : products<TypeParam>())
    for (Extents e : extents)
      for (Order a : {Order::rows, Order::columns, Order::spread})
        for (Order b : {Order::rows, Order::columns, Order::spread})
          for (Int accumulate : {0, 1}) {
            this->check(product, e, a, b, accumulate, Fenced::Side::back);
            this->check(product, e, a, b, accumulate, Fenced::Side::front);
          }
}

TYPED_TEST(Gemm, BlocksThatAreCopied) {
  const Extents extents[] = {{300, 270, 30}, {530, 261, 9}, {70, 515, 520}, {519, 40, 514}};
  for (const auto& product : products<TypeParam>())
    for (Extents e : extents)
      for (Order a : {Order::rows, Order::columns})
        for (Order b : {Order::rows, Order::columns})
          this->check(product, e, a, b, 1, Fenced::Side::back);
}

TYPED_TEST(Gemm, ExtentsOfZero) {
  for (const auto& product : products<TypeParam>())
    for (Extents e : {Extents{0, 5, 5}, {5, 0, 5}, {5, 40, 0}, {0, 0, 0}})
      for (Int accumulate : {0, 1})
        this->check(product, e, Order::rows, Order::rows, accumulate, Fenced::Side::back);
}

TYPED_TEST(Gemm, StridesOfZeroAndBelow) {
  using T = TypeParam;
  const Int M = 11, N = 37, K = 9;
  const std::vector<T> a = numbers<T>(M, 1), b = numbers<T>(K * N, 2);
  for (const auto& product : products<T>()) {
    std::vector<T> c(std::size_t(M * N));
    std::vector<char> workspace(product.workspace(M, N, K));
    // A repeats one column; B is read from its last element to its first.
    product(a.data(), 1, 0, b.data() + K * N - 1, -N, -1, c.data(), N, M, N, K, 0,
            workspace.data());
    for (Int i = 0; i < M; ++i)
      for (Int j = 0; j < N; ++j)
        EXPECT_EQ(c[std::size_t(i * N + j)],
                  definition(a.data() + i, 0, b.data() + K * N - 1 - j, -N, K, false, T(0)));
  }
}

TYPED_TEST(Gemm, PiecesOfAProductHaveItsBits) {
  using T = TypeParam;
  const Int M = 301, N = 283, K = 530;
  const std::vector<T> a = numbers<T>(M * K, 1), b = numbers<T>(K * N, 2);
  for (const auto& product : products<T>()) {
    std::vector<char> workspace(product.workspace(M, N, K));
    std::vector<T> whole(std::size_t(M * N)), pieces(whole.size());
    product(a.data(), K, 1, b.data(), N, 1, whole.data(), N, M, N, K, 0, workspace.data());
    const Int rows[] = {0, 3, 120, 300, M}, columns[] = {0, 1, 17, 250, N};
    for (int r = 0; r < 4; ++r)
      for (int s = 0; s < 4; ++s) {
        const Int i = rows[r], j = columns[s];
        product(a.data() + i * K, K, 1, b.data() + j, N, 1, pieces.data() + i * N + j, N,
                rows[r + 1] - i, columns[s + 1] - j, K, 0, workspace.data());
      }
    EXPECT_EQ(std::memcmp(whole.data(), pieces.data(), whole.size() * sizeof(T)), 0);
  }
}

}  // namespace
