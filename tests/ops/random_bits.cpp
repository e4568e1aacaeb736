// Threefry-2x32 on the known answers of Random123.
#include "ops/apply.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

using U = std::uint32_t;

TEST(RandomBits, KnownAnswers) {
  const auto block = [](U key0, U key1, U hi, U lo) {
    return elements<std::uint64_t>(
        apply<Threefry2x32>({scalar(key0), scalar(key1), scalar(hi), scalar(lo)}))[0];
  };
  EXPECT_EQ(block(0, 0, 0, 0), 0x6b20015999ba4efeu);
  EXPECT_EQ(block(0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff), 0x1cb996fcbb002be7u);
  EXPECT_EQ(block(0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3), 0xc4923a9c483df7a0u);
}

TEST(RandomBits, OneKeyServesAWholeCounter) {
  const Tensor counter = vector<U>({0, 1, 2});
  const Tensor bits = apply<Threefry2x32>({scalar(U(0)), scalar(U(0)), scalar(U(0)), counter});
  EXPECT_EQ(bits.type, (Type{uint64, {3}}));
  EXPECT_EQ(bits.data<std::uint64_t>()[0], 0x6b20015999ba4efeu);
}

}  // namespace
}  // namespace wengert::testing
