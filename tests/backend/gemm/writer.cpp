#include "wengert/backend/gemm/writer.hpp"

#include "backend/gemm/part.hpp"

namespace wengert::testing {
namespace {

using backend::gemm::Term;
using backend::gemm::Terms;
using backend::gemm::Writer;

const backend::GemmBlocks eight_lanes = backend::gemm_blocks(8, 32);

// Runs what `write` writes on parameters (out, x, y), and gives what it stored.
template <class Element = float>
std::vector<Element> written(Int x, Int y, std::size_t count,
                             const std::function<void(Writer&, Term, Term, Term)>& write) {
  const auto run = compile_part<void(Element*, Int, Int), float>(
      eight_lanes, [&](Writer& w, const std::string& name) {
        LLVMValueRef f = w.begin(name, "pii");
        write(w, w.parameter(0), w.parameter(1), w.parameter(2));
        w.finish();
        return f;
      });
  std::vector<Element> out(count, Element(-1));
  run(out.data(), x, y);
  return out;
}

void put(Writer& w, Term out, Int at, Term value) {
  const Term place = w.offset(out, w.integer(2 * at));  // of i64, counted in floats
  LLVMBuildStore(w.builder, value.value, place.value);
}

TEST(GemmWriter, ArithmeticOfIntegers) {
  for (const auto& [x, y] : {std::pair<Int, Int>{7, 3}, {3, 7}, {-5, 5}, {4, 4}}) {
    const auto got = written<Int>(x, y, 9, [](Writer& w, Term out, Term a, Term b) {
      const Term results[] = {a + b,     a - b,     a * b,          a & b,          a | b,
                              min(a, b), max(a, b), w.widen(a < b), w.widen(a == b)};
      for (Int k = 0; k < 9; ++k) put(w, out, k, results[k]);
    });
    EXPECT_EQ(got, (std::vector<Int>{x + y, x - y, x * y, x & y, x | y, std::min(x, y),
                                     std::max(x, y), x < y, x == y}));
  }
}

TEST(GemmWriter, LoopsCarryTheirState) {
  for (Int n : {-1, 0, 1, 10}) {
    const auto got = written<Int>(n, 3, 2, [](Writer& w, Term out, Term end, Term step) {
      // i and the sum of its squares
      const Terms last = w.loop(end, {w.integer(0), w.integer(0)}, [&](const Terms& s) {
        return Terms{s[0] + step, s[1] + s[0] * s[0]};
      });
      put(w, out, 0, last[0]);
      put(w, out, 1, last[1]);
    });
    Int i = 0, sum = 0;
    for (; i < n; i += 3) sum += i * i;
    EXPECT_EQ(got, (std::vector<Int>{i, sum})) << n;
  }
}

TEST(GemmWriter, BranchesGiveTheirValues) {
  for (Int x : {1, 2}) {
    const auto got = written<Int>(x, 0, 2, [](Writer& w, Term out, Term a, Term) {
      const Term one = w.integer(1);
      const Terms v = w.branch(
          a == one, [&] { return Terms{w.integer(10), a + one}; },
          [&] { return Terms{w.integer(20), a}; });
      put(w, out, 0, v[0]);
      w.when(a == one, [&] { put(w, out, 1, v[1]); });
    });
    EXPECT_EQ(got, (std::vector<Int>{x == 1 ? 10 : 20, x == 1 ? 2 : -1}));
  }
}

TEST(GemmWriter, MasksAreTheFirstLanes) {
  for (Int count : {0, 1, 5, 8}) {
    const auto got = written<float>(
        count, 0, 8, [](Writer& w, Term out, Term n, Term) { w.store(w.zeros(), out, w.mask(n)); });
    for (Int k = 0; k < 8; ++k) EXPECT_EQ(got[std::size_t(k)], k < count ? 0.0f : -1.0f) << count;
  }
}

TEST(GemmWriter, CacheLinesBeginAtMultiplesOf64) {
  for (Int at : {0, 1, 63, 64, 65}) {
    const auto got = written<Int>(at, 0, 1, [](Writer& w, Term out, Term x, Term) {
      const Term address{w.builder, LLVMBuildIntToPtr(w.builder, x.value, w.pointer, "")};
      const Term line = w.next_cache_line(address);
      put(w, out, 0, {w.builder, LLVMBuildPtrToInt(w.builder, line.value, w.i64, "")});
    });
    EXPECT_EQ(got[0], (at + 63) / 64 * 64);
  }
}

}  // namespace
}  // namespace wengert::testing
