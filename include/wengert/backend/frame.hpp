// The frame: all that compiled code is given at a run, and what it calls back into.
//
// A frame is an array of words of 8 bytes: FrameWord names the first, and the counters of the
// program's statement loops follow. Object code holds no addresses but reads them from here, so
// that it can be kept on disk. runtime/native.hpp fills frames.
#pragma once

#include <cstdint>

namespace wengert::backend {

enum class FrameWord : unsigned {
  buffers,   // the addresses of the program's buffers, in order
  literals,  // the table of literals, one in every literal_stride bytes
  table,     // FrameTable
  flags,     // whether an index was wrong: kernels set it
  counters   // one for each statement loop
};

inline constexpr unsigned literal_stride = 16;

/// Runs iterations begin … end of a kernel's outermost loop.
using KernelFunction = void (*)(void* frame, std::int64_t begin, std::int64_t end);

/// The run-time functions that compiled code calls.
struct FrameTable {
  void (*parallel)(void* frame, KernelFunction kernel, std::int64_t extent, std::int64_t grain);
  void (*product)(void* frame, std::int64_t number, const void* a, const void* b, void* c);
  /// `addresses`: of the operands, then the results.
  void (*library)(void* frame, std::int64_t number, void** addresses);
};

}  // namespace wengert::backend
