#include "wengert/runtime/threads.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

namespace wengert {
namespace {

TEST(Threads, EveryPieceRunsOnce) {
  for (const std::int64_t extent : {0, 1, 7, 1000})
    for (const std::int64_t grain : {1, 3, 5000}) {
      std::vector<std::atomic<int>> runs(std::size_t(extent) + 1);
      parallel_for(extent, grain, [&](std::int64_t begin, std::int64_t end) {
        EXPECT_LT(begin, end);
        for (std::int64_t k = begin; k < end; ++k) ++runs[std::size_t(k)];
      });
      for (std::int64_t k = 0; k <= extent; ++k)
        ASSERT_EQ(runs[std::size_t(k)], k < extent) << extent << " by " << grain;
    }
}

TEST(Threads, LimitsAreScopedAndOfTheThread) {
  const int before = thread_count();
  {
    const ThreadLimit one(1);
    EXPECT_EQ(thread_count(), 1);
    const auto caller = std::this_thread::get_id();
    parallel_for(100, 1, [&](std::int64_t begin, std::int64_t end) {
      EXPECT_EQ(std::this_thread::get_id(), caller);
      EXPECT_EQ(end - begin, 100);
    });
    std::thread([&] { EXPECT_EQ(thread_count(), before); }).join();
    const ThreadLimit more(1 << 20);
    EXPECT_GE(thread_count(), 1);
    EXPECT_LE(thread_count(), 256);
  }
  EXPECT_EQ(thread_count(), before);
  const ThreadLimit none(-3);
  EXPECT_EQ(thread_count(), 1);
}

TEST(Threads, ExceptionsReachTheCaller) {
  for (const std::int64_t grain : {1, 1000})
    EXPECT_THROW(parallel_for(100, grain,
                              [](std::int64_t, std::int64_t) { throw std::runtime_error("no"); }),
                 std::runtime_error);
}

TEST(Threads, WorkMayHaveWorkOfItsOwn) {
  std::atomic<std::int64_t> sum{0};
  parallel_for(20, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t k = begin; k < end; ++k)
      parallel_for(50, 1, [&](std::int64_t b, std::int64_t e) { sum += e - b; });
  });
  EXPECT_EQ(sum, 1000);
}

TEST(Threads, AnyThreadMayCall) {
  std::atomic<std::int64_t> sum{0};
  std::vector<std::thread> callers;
  for (int t = 0; t < 4; ++t)
    callers.emplace_back([&] {
      for (int k = 0; k < 20; ++k)
        parallel_for(100, 7, [&](std::int64_t b, std::int64_t e) { sum += e - b; });
    });
  for (std::thread& t : callers) t.join();
  EXPECT_EQ(sum, 4 * 20 * 100);
}

}  // namespace
}  // namespace wengert
