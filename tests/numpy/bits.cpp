// Values from numpy.
#include "acceptance/near.hpp"

TEST(Bits, Count) {
  expect_near(wg::bitwise_count(Array{-1, 7, 0}), wg::array({1, 3, 0}, wg::uint8));
  EXPECT_EQ(wg::bitwise_count(Array{true, false}).dtype(), wg::uint8);
  EXPECT_THROW((void)wg::bitwise_count(1.0), wg::DtypeError);
}

TEST(Bits, PackedAndUnpacked) {
  const Array x = {1, 0, 1, 1, 0, 0, 0, 1, 1};
  expect_near(wg::packbits(x), {177, 128});
  EXPECT_EQ(wg::packbits(x).dtype(), wg::uint8);
  expect_near(wg::packbits(x, {}, wg::BitOrder::little), {141, 1});
  expect_near(wg::packbits({{1, 0, 1}, {0, 1, 1}}, 1), {{160}, {96}});
  expect_near(wg::packbits(Array{{true}, {true}}, 0), {{192}});
  EXPECT_EQ(wg::packbits(wg::zeros(0, wg::int32)).size(), 0);
  const Array bytes = wg::array({2, 7}, wg::uint8);
  expect_near(wg::unpackbits(bytes.reshape({2, 1}), 1),
              {{0, 0, 0, 0, 0, 0, 1, 0}, {0, 0, 0, 0, 0, 1, 1, 1}});
  expect_near(wg::unpackbits(bytes, {}, 10, wg::BitOrder::little), {0, 1, 0, 0, 0, 0, 0, 0, 1, 1});
  expect_near(wg::unpackbits(bytes, {}, -7), {0, 0, 0, 0, 0, 0, 1, 0, 0});
  expect_near(wg::unpackbits(bytes, {}, 18)(-1), 0);
  expect_near(wg::packbits(wg::unpackbits(bytes)), bytes);
  EXPECT_THROW((void)wg::unpackbits(Array{1}), wg::DtypeError);
  EXPECT_THROW((void)wg::packbits(1.0), wg::DtypeError);
}
