// Hashing that is the same in every process and on every machine: kernel keys are written to disk.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace wengert {

/// 64-bit FNV-1a of a text.
constexpr std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash;
}

/// Mixes one more word into a hash (the finaliser of MurmurHash3).
constexpr std::uint64_t combine(std::uint64_t hash, std::uint64_t word) {
  std::uint64_t x = hash * 0x9e3779b97f4a7c15u + word;
  x = (x ^ x >> 33) * 0xff51afd7ed558ccdu;
  x = (x ^ x >> 33) * 0xc4ceb9fe1a85ec53u;
  return x ^ x >> 33;
}

}  // namespace wengert
