#include "wengert/backend/program.hpp"

#include "backend/execute.hpp"

namespace wengert::testing {
namespace {

using lower::Copy;
using lower::LibraryCall;
using lower::Product;
using lower::Program;
using lower::StatementBranch;
using lower::StatementLoop;

const Type i32_4{Dtype::i32, {4}};

/// A program of statements over buffers of four integers, compiled; its calls are written down.
class Recorded {
 public:
  explicit Recorded(Program program) : program_(std::move(program)) {
    const std::string name = unique_symbol("recorded");
    CodeModule code;
    for (const auto& kernel : emit_program(code.emitter(), program_, name)) {
      const auto number = kernels_++;
      emit_kernel(code.emitter(), backend::kernel_name(name, number).c_str(), *kernel, {64, true});
    }
    entry_ = reinterpret_cast<void (*)(void*)>(link({code.object()}, name));
  }

  void run(const std::vector<void*>& buffers) {
    calls().clear();
    const backend::FrameTable table{
        [](void*, backend::KernelFunction, std::int64_t extent, std::int64_t grain) {
          calls().push_back(cat("parallel ", extent, " by ", grain));
        },
        [](void*, std::int64_t number, const void* a, const void* b, void* c) {
          calls().push_back(cat("product ", number));
          *static_cast<std::int32_t*>(c) +=
              *static_cast<const std::int32_t*>(a) * *static_cast<const std::int32_t*>(b);
        },
        [](void*, std::int64_t number, void** addresses) {
          calls().push_back(cat("library ", number));
          ++*static_cast<std::int32_t*>(addresses[0]);
        }};
    TestFrame frame(buffers, {}, std::vector<std::int64_t>(std::size_t(program_.loops), -1),
                    &table);
    entry_(frame.data());
  }
  static std::vector<std::string>& calls() {
    static std::vector<std::string> all;
    return all;
  }

 private:
  Program program_;
  std::size_t kernels_ = 0;
  void (*entry_)(void*) = nullptr;
};

using Integers = std::array<std::int32_t, 4>;
using Calls = std::vector<std::string>;

Copy copy(std::int64_t from, std::int64_t to) { return {{from, 0, {}}, {to, 0, {}}, i32_4}; }

TEST(Program, StatementsRunInOrder) {
  Program p;
  p.statements = {{copy(0, 1)}, {copy(1, 2)}, {Copy{{2, 1, {}}, {0, 2, {}}, {Dtype::i32, {2}}}}};
  Integers a{1, 2, 3, 4}, b{}, c{};
  Recorded(p).run({a.data(), b.data(), c.data()});
  EXPECT_EQ(c, (Integers{1, 2, 3, 4}));
  EXPECT_EQ(a, (Integers{1, 2, 2, 3}));
}

LibraryCall increment(std::int64_t buffer) {
  LibraryCall call;
  call.operands = {{buffer, 0, {}}};
  call.operand_types = {{Dtype::i32, {}}};
  return call;
}

Product multiply(std::int64_t a, std::int64_t b, std::int64_t c) {
  Product p;
  p.a = {a, 0, {}};
  p.b = {b, 0, {}};
  p.c = {c, 0, {}};
  return p;
}

TEST(Program, CallsAreNumberedInTheOrderOfTheText) {
  Program p;
  auto branch = std::make_shared<StatementBranch>();
  branch->chooser = {0, 0, {}};
  branch->branches = {{{increment(1)}}, {{increment(2)}, {multiply(1, 1, 2)}}};
  p.statements = {{increment(1)}, {multiply(1, 1, 2)}, {branch}, {increment(1)}};
  Integers a{1}, b{}, c{};
  Recorded recorded(p);
  recorded.run({a.data(), b.data(), c.data()});
  EXPECT_EQ(Recorded::calls(),
            (Calls{"library 0", "product 0", "library 2", "product 1", "library 3"}));
  EXPECT_EQ(b[0], 2);
  EXPECT_EQ(c[0], 1 + 1 + 1);
}

TEST(Program, BranchesTakeTheNearestArm) {
  Program p;
  auto branch = std::make_shared<StatementBranch>();
  branch->chooser = {0, 1, {}};
  branch->branches = {{{increment(1)}}, {{increment(2)}}, {{increment(3)}}};
  p.statements = {{branch}};
  Recorded recorded(p);
  for (const auto& [chooser, arm] :
       {std::pair{-2147483647, 0}, {-1, 0}, {0, 0}, {1, 1}, {2, 2}, {3, 2}, {2147483647, 2}}) {
    Integers a{9, chooser}, b{}, c{}, d{};
    recorded.run({a.data(), b.data(), c.data(), d.data()});
    EXPECT_EQ((std::array{b[0], c[0], d[0]}),
              (std::array{arm == 0 ? 1 : 0, arm == 1 ? 1 : 0, arm == 2 ? 1 : 0}))
        << chooser;
  }
}

TEST(Program, LoopsCountAndSwap) {
  for (std::int64_t trips : {0, 1, 2, 5}) {
    Program p;
    p.loops = 1;
    auto loop = std::make_shared<StatementLoop>();
    loop->trips = trips;
    // Element i of buffer 2 is what state holds in iteration i; the two halves of the state swap.
    loop->body = {{Copy{{0, 0, {}}, {2, 0, {{0, 1}}}, {Dtype::i32, {}}}}};
    loop->swaps = {{0, 1}};
    p.statements = {{loop}, {Copy{{0, 0, {}}, {3, 0, {}}, {Dtype::i32, {}}}}};
    Integers x{10}, y{20}, last{};
    std::array<std::int32_t, 8> seen{};
    Recorded(p).run({x.data(), y.data(), seen.data(), last.data()});
    for (std::size_t i = 0; i < 8; ++i)
      EXPECT_EQ(seen[i], std::int64_t(i) >= trips ? 0 : i % 2 ? 20 : 10);
    EXPECT_EQ(last[0], trips % 2 ? 20 : 10);
  }
}

// A nested loop starts again from zero each time.
TEST(Program, LoopsNest) {
  Program p;
  p.loops = 2;
  auto inner = std::make_shared<StatementLoop>(), outer = std::make_shared<StatementLoop>();
  inner->number = 1;
  inner->trips = 3;
  inner->body = {{Copy{{0, 0, {{0, 3}, {1, 1}}}, {1, 8, {{0, -3}, {1, -1}}}, {Dtype::i32, {}}}}};
  outer->number = 0;
  outer->trips = 3;
  outer->body = {{inner}};
  p.statements = {{outer}};
  std::array<std::int32_t, 9> from{}, to{}, want{};
  for (std::size_t k = 0; k < 9; ++k) want[8 - k] = from[k] = std::int32_t(k + 1);
  Recorded(p).run({from.data(), to.data()});
  EXPECT_EQ(to, want);
}

TEST(Program, LoopsTestBeforeTheirBody) {
  Program p;
  p.loops = 1;
  auto loop = std::make_shared<StatementLoop>();
  loop->condition = {0, 0, {}};
  // Reads a flag for each iteration.
  loop->test = {{Copy{{1, 0, {{0, 1}}}, {0, 0, {}}, {Dtype::bool_, {}}}}};
  loop->body = {{increment(2)}};
  p.statements = {{loop}};
  for (int count : {0, 1, 4}) {
    std::array<bool, 8> flags{};
    std::fill_n(flags.begin(), count, true);
    bool condition = true;
    std::int32_t times = 0;
    Recorded(p).run({&condition, flags.data(), &times});
    EXPECT_EQ(times, count);
  }
}

// Kernels of much work are shared between threads, in whole vectors; others run in place.
TEST(Program, LargeKernelsAreShared) {
  const auto calls_of = [](std::int64_t extent, double work) {
    Program p;
    auto kernel = std::make_shared<lower::Kernel>();
    const Index i = kernel->open_domain(extent);
    lower::CellNode position;
    position.kind = lower::CellKind::position;
    position.dtype = Dtype::i32;
    position.index = i.id;
    kernel->stores.push_back({kernel->current, 0, i.id, kernel->add(std::move(position))});
    kernel->lane = kernel->variables[0];
    kernel->work = work;
    p.statements = {{kernel}};
    std::vector<std::int32_t> out(std::size_t(extent), -1);
    Recorded(p).run({out.data()});
    const bool here = extent == 0 || out.back() == extent - 1;
    return std::pair(Recorded::calls(), here);
  };
  EXPECT_EQ(calls_of(1000, backend::parallel_work - 1), std::pair(Calls{}, true));
  EXPECT_EQ(calls_of(1, backend::parallel_work * 10), std::pair(Calls{}, true));
  const auto [calls, here] = calls_of(1000, backend::parallel_work);
  EXPECT_FALSE(here);
  ASSERT_EQ(calls.size(), 1u);
  EXPECT_EQ(calls[0], "parallel 1000 by 128");  // an eighth, in multiples of 64
}

TEST(Program, EmptyCopiesTouchNothing) {
  Program p;
  p.statements = {{Copy{{0, 0, {}}, {1, 0, {}}, {Dtype::f64, {0, 5}}}}};
  Recorded(p).run({nullptr, nullptr});
}

}  // namespace
}  // namespace wengert::testing
