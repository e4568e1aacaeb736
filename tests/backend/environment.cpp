#include "wengert/backend/environment.hpp"

#include "backend/body.hpp"

namespace wengert::testing {
namespace {

using backend::Environment;

TEST(Environment, ScopesForgetWhatWasKnownInside) {
  lower::Kernel kernel = kernel_of_buffers(1);
  for (int c = 0; c < 3; ++c) kernel.add_here({});
  compile_body(kernel, 1, [&](Environment& k, auto, auto) {
    k.define(0, {k.i64(5), nullptr});
    k.place(7, {k.i64(1), 0, nullptr});
    {
      const Environment::Scope outer(k);
      k.define(1, {k.i64(6), nullptr});
      {
        const Environment::Scope inner(k);
        k.define(2, {k.i64(7), nullptr});
        k.place(8, {k.i64(2), 0, nullptr});
        EXPECT_TRUE(k.value(2).re && k.find(8));
      }
      EXPECT_TRUE(k.value(0).re && k.value(1).re && k.find(7));
      EXPECT_FALSE(k.value(2).re || k.find(8));
    }
    EXPECT_TRUE(k.value(0).re && k.find(7));
    EXPECT_FALSE(k.value(1).re);
  });
}

// One variable may stand in the pool with several ranges; all of them are its value.
TEST(Environment, PlacesAVariableInEveryRange) {
  lower::Kernel kernel = kernel_of_buffers(1);
  const Index i = kernel.variable(10), j = kernel.variable(10);
  const Index again = kernel.pool.variable(kernel.pool[i].value, 99);
  ASSERT_NE(i.id, again.id);
  compile_body(kernel, 1, [&](Environment& k, auto, auto) {
    k.place_variable(kernel.pool[i].value, {k.i64(3), 0, nullptr});
    EXPECT_TRUE(k.find(i.id) && k.find(again.id));
    EXPECT_FALSE(k.find(j.id));
  });
}

TEST(Environment, ReadsTheFrame) {
  lower::Kernel kernel = kernel_of_buffers(3);
  (void)kernel.counter(2, 1000);
  const auto run = compile_body(kernel, 1, [&](Environment& k, auto, auto) {
    LLVMTypeRef i64 = LLVMInt64TypeInContext(k.emitter.context());
    const backend::Position first{k.i64(0), 0, nullptr}, second{k.i64(1), 0, nullptr};
    store(k, Dtype::i64, k.buffer(2), first, load(k, Dtype::i64, k.buffer(0), first));
    store(k, Dtype::i64, k.buffer(2), second,
          {k.frame_word(backend::FrameWord::counters, i64, 2), nullptr});
  });
  std::int64_t x = 42, unused = 0, out[2] = {};
  TestFrame frame({&x, &unused, out}, {}, {7, 8, 9});
  run(frame.data(), 0, 0);
  EXPECT_EQ(out[0], 42);
  EXPECT_EQ(out[1], 9);
}

}  // namespace
}  // namespace wengert::testing
