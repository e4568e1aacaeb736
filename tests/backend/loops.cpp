#include "wengert/backend/loops.hpp"

#include "backend/body.hpp"
#include "wengert/backend/address.hpp"

namespace wengert::testing {
namespace {

using backend::Environment;
constexpr std::int64_t size = 100;

// Adds 1 to the elements of buffer 0 that the loop visits.
Body count_visits(Index i, const std::function<void(Environment&, LLVMValueRef, LLVMValueRef,
                                                    const std::function<void()>&)>& loop) {
  return [=](Environment& k, LLVMValueRef begin, LLVMValueRef end) {
    loop(k, begin, end, [&] {
      const backend::Position at = position(k, i);
      const backend::CellValue old = load(k, Dtype::i64, k.buffer(0), at);
      LLVMValueRef one = k.emitter.splat(k.i64(1), backend::LlvmEmitter::lanes(old.re));
      store(k, Dtype::i64, k.buffer(0), at, {LLVMBuildAdd(k.builder, old.re, one, ""), nullptr});
    });
  };
}

void expect_each_once(backend::KernelFunction run, const std::string& what) {
  for (const auto& [begin, end] : {std::pair{0, 100},
                                   {0, 0},
                                   {5, 5},
                                   {6, 5},
                                   {100, 100},
                                   {99, 100},
                                   {0, 1},
                                   {3, 19},
                                   {16, 32},
                                   {1, 98},
                                   {0, 64}}) {
    std::vector<std::int64_t> visits(size);
    TestFrame frame({visits.data()});
    run(frame.data(), begin, end);
    for (std::int64_t k = 0; k < size; ++k)
      EXPECT_EQ(visits[std::size_t(k)], begin <= k && k < end)
          << what << ", " << begin << " … " << end << " at " << k;
  }
}

TEST(Loops, VisitEachIterationOnce) {
  lower::Kernel scalar = kernel_of_buffers(1);
  const Index i = scalar.variable(size);
  expect_each_once(
      compile_body(scalar, 1,
                   count_visits(i, [](Environment& k, auto begin, auto end,
                                      const auto& body) { scalar_loop(k, 0, begin, end, body); })),
      "scalar");
  for (unsigned lanes : {2u, 4u, 8u, 16u})
    for (bool masked : {false, true})
      for (int cells : {0, 50, 500}) {  // short bodies twice, long ones once
        lower::Kernel kernel = kernel_of_buffers(1);
        const Index j = kernel.variable(size);
        for (int c = 0; c < cells; ++c) kernel.add_here({});
        expect_each_once(
            compile_body(kernel, lanes,
                         count_visits(j,
                                      [&](Environment& k, auto begin, auto end, const auto& body) {
                                        lane_loop(k, 0, begin, end, masked, body);
                                      })),
            cat(lanes, " lanes, ", cells, " cells"));
      }
}

TEST(Loops, MasksEndWhereTheRangeDoes) {
  for (unsigned lanes : {2u, 4u, 8u, 16u}) {
    lower::Kernel kernel = kernel_of_buffers(1);
    const auto run = compile_body(kernel, lanes, [&](Environment& k, auto begin, auto end) {
      LLVMValueRef mask = mask_before(k, begin, end);
      EXPECT_EQ(backend::LlvmEmitter::lanes(mask), lanes);
      LLVMTypeRef i64 = LLVMVectorType(LLVMInt64TypeInContext(k.emitter.context()), lanes);
      store(k, Dtype::i64, k.buffer(0), {k.i64(0), 1, nullptr},
            {LLVMBuildZExt(k.builder, mask, i64, ""), nullptr});
    });
    constexpr auto far = std::int64_t(1) << 40;
    for (std::int64_t begin : {std::int64_t(0), std::int64_t(5), far})
      for (std::int64_t count : {std::int64_t(1), std::int64_t(lanes) - 1, std::int64_t(lanes),
                                 std::int64_t(lanes) + 1, far}) {
        std::vector<std::int64_t> out(lanes, -1);
        TestFrame frame({out.data()});
        run(frame.data(), begin, begin + count);
        for (unsigned l = 0; l < lanes; ++l)
          EXPECT_EQ(out[l], l < count) << lanes << " lanes, " << count << " from " << begin;
      }
  }
}

// What a body knows, the code after its loop does not.
TEST(Loops, AreScopes) {
  lower::Kernel kernel = kernel_of_buffers(1);
  const Index i = kernel.variable(size);
  kernel.add_here({});
  compile_body(kernel, 4, [&](Environment& k, auto begin, auto end) {
    lane_loop(k, 0, begin, end, true, [&] {
      EXPECT_TRUE(k.find(i.id));
      k.define(0, {k.i64(1), nullptr});
    });
    EXPECT_FALSE(k.find(i.id));
    EXPECT_FALSE(k.value(0).re);
    EXPECT_FALSE(k.mask);
  });
}

}  // namespace
}  // namespace wengert::testing
