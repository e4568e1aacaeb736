#include "wengert/backend/frame.hpp"

#include <gtest/gtest.h>

#include <cstddef>

namespace wengert::backend {
namespace {

// Object code on disk reads frames by these numbers.
TEST(Frame, WordsKeepTheirPlaces) {
  EXPECT_EQ(unsigned(FrameWord::buffers), 0u);
  EXPECT_EQ(unsigned(FrameWord::literals), 1u);
  EXPECT_EQ(unsigned(FrameWord::table), 2u);
  EXPECT_EQ(unsigned(FrameWord::flags), 3u);
  EXPECT_EQ(unsigned(FrameWord::counters), 4u);
  EXPECT_EQ(literal_stride, 16u);
}

TEST(Frame, TheTableIsAnArrayOfAddresses) {
  EXPECT_EQ(offsetof(FrameTable, parallel), 0 * sizeof(void*));
  EXPECT_EQ(offsetof(FrameTable, product), 1 * sizeof(void*));
  EXPECT_EQ(offsetof(FrameTable, library), 2 * sizeof(void*));
}

}  // namespace
}  // namespace wengert::backend
