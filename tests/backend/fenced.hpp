// Memory beside which every access faults.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <stdexcept>

namespace wengert::testing {

/// `bytes` that end where the next access faults, or begin where the one before does.
class Fenced {
 public:
  enum class Side { front, back };
  Fenced(std::size_t bytes, Side side) {
    const std::size_t page = std::size_t(sysconf(_SC_PAGESIZE));
    const std::size_t inside = (bytes + page - 1) / page * page;
    size_ = inside + 2 * page;
    void* all = mmap(nullptr, size_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (all == MAP_FAILED) throw std::runtime_error("no memory");
    base_ = static_cast<char*>(all);
    if (inside) mprotect(base_ + page, inside, PROT_READ | PROT_WRITE);
    data_ = base_ + page + (side == Side::front ? 0 : inside - bytes);
  }
  Fenced(const Fenced&) = delete;
  Fenced& operator=(const Fenced&) = delete;
  ~Fenced() { munmap(base_, size_); }
  void* data() const { return data_; }

 private:
  char *base_ = nullptr, *data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace wengert::testing
