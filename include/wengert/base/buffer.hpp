// Reference-counted bytes: owned, aligned to a cache line and recycled; or borrowed from the user.
//
// Freed blocks are kept for the next of their size, within bounds: large ones because fresh pages cost a
// fault each, more than the arithmetic of an elementwise kernel that fills them; small ones, per thread,
// because a scalar operation takes less time than two calls of malloc.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <utility>

#include "wengert/base/config.hpp"
#include "wengert/base/errors.hpp"

namespace wengert {

/// A handle on a block of bytes. Copying shares the block.
class Buffer {
 public:
  static constexpr std::size_t alignment = 64;

  Buffer() = default;
  /// Uninitialised bytes, aligned to 64.
  explicit Buffer(std::size_t bytes) : block_(acquire(bytes)) {}
  /// The user's bytes, not copied and never written; `release` runs when the last handle goes.
  static Buffer borrow(const void* data, std::size_t bytes, std::function<void()> release = {}) {
    Buffer buffer;
    buffer.block_ = new Block{1, const_cast<std::byte*>(static_cast<const std::byte*>(data)), bytes,
                              new std::function<void()>(std::move(release))};
    return buffer;
  }

  Buffer(const Buffer& other) : block_(other.block_) {
    if (block_) block_->references.fetch_add(1, std::memory_order_relaxed);
  }
  Buffer(Buffer&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  Buffer& operator=(Buffer other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~Buffer() {
    if (block_ && block_->references.fetch_sub(1, std::memory_order_acq_rel) == 1) dispose(block_);
  }

  std::byte* data() const { return block_ ? block_->data : nullptr; }
  std::size_t bytes() const { return block_ ? block_->bytes : 0; }
  explicit operator bool() const { return block_ != nullptr; }
  /// True where this is the only handle on bytes the library owns: they may be overwritten.
  bool unique() const {
    return block_ && !block_->release && block_->references.load(std::memory_order_acquire) == 1;
  }
  friend bool operator==(const Buffer& a, const Buffer& b) { return a.block_ == b.block_; }

 private:
  struct Block {
    std::atomic<std::size_t> references;
    std::byte* data;
    std::size_t bytes;
    std::function<void()>* release;  // of borrowed bytes; null where the bytes are the library's
  };
  static Block* acquire(std::size_t bytes);
  static void dispose(Block* block);
  friend struct SmallBlocks;

  Block* block_ = nullptr;
};

}  // namespace wengert

#if WENGERT_BODIES
#include <bit>
#include <cstdlib>
#include <mutex>
#include <new>
#include <vector>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace wengert {

// Bytes from the system; null where it has none. Long blocks in huge pages, which cost one fault for
// 2 MiB instead of 512.
inline void* fresh_block(std::size_t bytes) {
#if defined(__linux__)
  constexpr std::size_t page = std::size_t(2) << 20;
  if (bytes >= 2 * page) {
    void* memory = std::aligned_alloc(page, (bytes + page - 1) / page * page);
    if (memory) madvise(memory, bytes / page * page, MADV_HUGEPAGE);  // advice: refused, it changes nothing
    return memory;
  }
#endif
  return std::aligned_alloc(Buffer::alignment, bytes);
}

// Blocks of at least 64 KiB, by power-of-two size; at most 1 GiB is kept.
struct LargeBlocks {
  static constexpr std::size_t smallest = std::size_t(1) << 16, bound = std::size_t(1) << 30;

  static LargeBlocks& instance() {
    static LargeBlocks* blocks = new LargeBlocks;  // never destroyed: buffers may outlive static objects
    return *blocks;
  }
  // To an eighth of the power of two below, so at most an eighth is wasted.
  static std::size_t rounded(std::size_t bytes) {
    const std::size_t step = std::bit_floor(bytes) / 8;
    return (bytes + step - 1) / step * step;
  }

  void* take(std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    auto& blocks = blocks_[std::size_t(std::bit_width(bytes))];
    for (std::size_t k = blocks.size(); k-- > 0;) {
      if (blocks[k].second != bytes) continue;
      void* memory = blocks[k].first;
      blocks.erase(blocks.begin() + std::ptrdiff_t(k));
      kept_ -= bytes;
      return memory;
    }
    return nullptr;
  }
  bool give(void* memory, std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    if (kept_ + bytes > bound) return false;
    blocks_[std::size_t(std::bit_width(bytes))].emplace_back(memory, bytes);
    kept_ += bytes;
    return true;
  }

 private:
  std::mutex mutex_;
  std::vector<std::pair<void*, std::size_t>> blocks_[64];
  std::size_t kept_ = 0;
};

// Blocks of up to 1 KiB with their header in front, a few of each size for each thread.
struct SmallBlocks {
  static constexpr std::size_t largest = 1024, header = Buffer::alignment, most = 64;
  static constexpr std::size_t classes = largest / Buffer::alignment + 1;

  ~SmallBlocks() {
    for (auto& list : lists)
      while (list.count) std::free(list.blocks[--list.count]);
    gone() = true;
  }
  static bool& gone() {
    thread_local bool value = false;
    return value;
  }
  static SmallBlocks* instance() {
    thread_local SmallBlocks blocks;
    return gone() ? nullptr : &blocks;
  }
  static std::size_t class_of(std::size_t bytes) { return (bytes + Buffer::alignment - 1) / Buffer::alignment; }

  static Buffer::Block* acquire(std::size_t bytes) {
    static_assert(sizeof(Buffer::Block) <= header);
    const std::size_t c = class_of(bytes);
    SmallBlocks* mine = instance();
    void* memory = mine && mine->lists[c].count ? mine->lists[c].blocks[--mine->lists[c].count]
                                                : std::aligned_alloc(Buffer::alignment, header + c * Buffer::alignment);
    if (!memory) throw MemoryError(cat("array: there is no memory for ", bytes, " bytes"));
    return new (memory) Buffer::Block{1, static_cast<std::byte*>(memory) + header, bytes, nullptr};
  }
  static void dispose(Buffer::Block* block) {
    const std::size_t c = class_of(block->bytes);
    SmallBlocks* mine = instance();
    if (mine && mine->lists[c].count < most) mine->lists[c].blocks[mine->lists[c].count++] = block;
    else std::free(block);
  }

  struct List { void* blocks[most]; std::size_t count = 0; };
  List lists[classes];
};

WENGERT_API Buffer::Block* Buffer::acquire(std::size_t bytes) {
  if (bytes <= SmallBlocks::largest) return SmallBlocks::acquire(bytes);
  void* memory = nullptr;
  std::size_t whole = (bytes + alignment - 1) & ~(alignment - 1);
  if (bytes >= LargeBlocks::smallest) {
    whole = LargeBlocks::rounded(bytes);
    memory = LargeBlocks::instance().take(whole);
  }
  if (!memory) memory = fresh_block(whole);
  if (!memory) throw MemoryError(cat("array: there is no memory for ", bytes, " bytes"));
  return new Block{1, static_cast<std::byte*>(memory), bytes, nullptr};
}

WENGERT_API void Buffer::dispose(Block* block) {
  if (block->release) {
    if (*block->release) (*block->release)();
    delete block->release;
    delete block;
    return;
  }
  if (block->bytes <= SmallBlocks::largest) return SmallBlocks::dispose(block);
  const bool large = block->bytes >= LargeBlocks::smallest;
  if (!large || !LargeBlocks::instance().give(block->data, LargeBlocks::rounded(block->bytes))) std::free(block->data);
  delete block;
}

}  // namespace wengert
#endif
