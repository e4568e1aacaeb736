#include "wengert/base/buffer.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <thread>
#include <vector>

namespace wengert {
namespace {

// Of each kind: small ones with their header, plain ones, kept ones, and those in huge pages.
constexpr std::size_t sizes[] = {
    1, 64, 1024, 1025, 65535, 1 << 16, (1 << 20) + 1, 5 << 20, (9 << 20) + 12345};

TEST(Buffer, IsAlignedAndAllItsOwn) {
  for (const std::size_t n : sizes) {
    std::vector<Buffer> several;
    for (int k = 0; k < 3; ++k) {
      several.emplace_back(n);
      EXPECT_EQ(several.back().bytes(), n);
      EXPECT_EQ(reinterpret_cast<std::uintptr_t>(several.back().data()) % Buffer::alignment, 0u);
      std::memset(several.back().data(), k + 1, n);
    }
    for (int k = 0; k < 3; ++k) {
      EXPECT_EQ(int(several[std::size_t(k)].data()[0]), k + 1);
      EXPECT_EQ(int(several[std::size_t(k)].data()[n - 1]), k + 1);
    }
  }
}

TEST(Buffer, IsTakenAgainOnceFree) {
  for (const std::size_t n : {std::size_t(64), std::size_t(1) << 20}) {
    const std::byte* first = Buffer(n).data();
    EXPECT_EQ(Buffer(n).data(), first) << n;
  }
}

TEST(Buffer, SharesAndCounts) {
  for (const std::size_t n : sizes) {
    Buffer a(n);
    EXPECT_TRUE(a.unique());
    Buffer b = a;
    EXPECT_EQ(a, b);
    EXPECT_FALSE(a.unique());
    const Buffer c = std::move(b);
    EXPECT_FALSE(b);  // NOLINT: moved from, and empty
    EXPECT_EQ(c.data(), a.data());
    a = Buffer();
    EXPECT_TRUE(c.unique());
  }
  EXPECT_FALSE(Buffer());
  EXPECT_EQ(Buffer().bytes(), 0u);
}

TEST(Buffer, LendsTheUsersBytesUntilTheLastHandleGoes) {
  std::vector<int> numbers{1, 2, 3};
  int released = 0;
  {
    const Buffer a = Buffer::borrow(numbers.data(), 12, [&] { ++released; });
    const Buffer b = a;
    EXPECT_EQ(static_cast<const void*>(b.data()), numbers.data());
    EXPECT_FALSE(Buffer(a).unique());
    EXPECT_EQ(released, 0);
  }
  EXPECT_EQ(released, 1);
  EXPECT_FALSE(Buffer::borrow(numbers.data(), 12).unique());
}

// A buffer may die on another thread than it was born on, and after that thread's own blocks.
TEST(Buffer, CrossesThreads) {
  std::vector<Buffer> made(200);
  std::thread([&] {
    for (Buffer& b : made) b = Buffer(256);
  }).join();
  for (Buffer& b : made) std::memset(b.data(), 1, 256);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (std::size_t k = t; k < made.size(); k += 4) {
        const Buffer copy = made[k];
        made[k] = Buffer(1024);
      }
    });
  for (std::thread& t : threads) t.join();
  for (const Buffer& b : made) EXPECT_TRUE(b.unique());
}

}  // namespace
}  // namespace wengert
