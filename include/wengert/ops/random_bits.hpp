// Random bits from a counter: the same key and counter give the same bits, everywhere.
#pragma once

#include "wengert/ops/base.hpp"

namespace wengert::ops {

/// The block cipher Threefry-2x32 with 20 rounds: of the key (key0, key1) and the block (hi, lo),
/// the two words y0 and y1 as y0 2^32 + y1. Salmon, Moraes, Dror and Shaw 2011, "Parallel random
/// numbers: as easy as 1, 2, 3".
struct Threefry2x32 : Elementwise<4>, Flat {
  static constexpr Name name = "threefry2x32";
  static constexpr Dtypes dtypes = {uint32};
  static constexpr int cost = 110;
  static constexpr Dtype result(Dtype) { return Dtype::u64; }

  template <class V> static auto eval(V key0, V key1, V hi, V lo) {
    constexpr int rotations[2][4] = {{13, 15, 26, 6}, {17, 29, 16, 24}};
    const V keys[3] = {key0, key1, key0 ^ key1 ^ math::like(key0, 0x1BD11BDA)};
    V x = hi + keys[0], y = lo + keys[1];
    for (int group = 0; group < 5; ++group) {
      for (int r : rotations[group % 2]) {
        x = x + y;
        y = x ^ ((y << math::like(y, r)) | (y >> math::like(y, 32 - r)));
      }
      x = x + keys[(group + 1) % 3];
      y = y + keys[(group + 2) % 3] + math::like(y, group + 1);
    }
    const auto high = math::widen(x), low = math::widen(y);
    return (high << math::like(high, 32)) | low;
  }
};

}  // namespace wengert::ops
