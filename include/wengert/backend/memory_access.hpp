// Loads and stores of a kernel: scalar, contiguous under a mask, or gathered and scattered, as the
// position says. Complex elements are two accesses, booleans are bytes in memory.
#pragma once

#include <llvm-c/Types.h>

#include "wengert/backend/address.hpp"
#include "wengert/backend/environment.hpp"

namespace wengert::backend {

/// The elements at `at`, counted from `pointer`. Lanes that the mask excludes are zero, unread.
CellValue load(const Environment& environment, Dtype dtype, LLVMValueRef pointer,
               const Position& at);
/// Writes v there, in the lanes of the mask.
void store(const Environment& environment, Dtype dtype, LLVMValueRef pointer, const Position& at,
           CellValue v);

}  // namespace wengert::backend

#if WENGERT_BODIES
#include <llvm-c/Core.h>

namespace wengert::backend {

/// Access to the elements of one array that lie `scale` machine values apart, from machine value
/// `part`.
class MemoryAccess {
 public:
  MemoryAccess(const Environment& environment, Dtype dtype, LLVMValueRef pointer, std::int64_t part)
      : k_(environment),
        b_(environment.builder),
        memory_(environment.emitter.memory_type(dtype)),
        pointer_(pointer),
        bytes_(unsigned(size_of(real_dtype(dtype)))),
        scale_(is_complex(dtype) ? 2 : 1),
        part_(part) {}

  LLVMValueRef load(const Position& at) const {
    if (at.uniform()) return aligned(LLVMBuildLoad2(b_, memory_, address(scaled(at.base)), ""));
    LLVMTypeRef vector = LLVMVectorType(memory_, k_.lanes);
    if (contiguous(at)) {
      LLVMValueRef start = address(at.base);
      if (!k_.mask) return aligned(LLVMBuildLoad2(b_, vector, start, ""));
      return masked("llvm.masked.load", {vector, LLVMTypeOf(start)}, {start},
                    {k_.mask, LLVMConstNull(vector)});
    }
    LLVMValueRef elements, from = pointer_;
    if (at.vector) {
      elements = scaled_lanes(at.vector);
    } else {  // constant offsets from one address
      from = address(scaled(at.base));
      const std::int64_t stride = at.stride * scale_, span = stride * k_.lanes;
      elements =
          k_.emitter.iota(k_.lanes, stride, span == std::int32_t(span) ? Dtype::i32 : Dtype::i64);
    }
    LLVMValueRef pointers = LLVMBuildGEP2(b_, memory_, from, &elements, 1, "");
    return k_.emitter.gather(memory_, pointers, k_.mask, k_.lanes, bytes_);
  }

  void store(const Position& at, LLVMValueRef v) const {
    if (at.uniform()) {
      if (LlvmEmitter::lanes(v) > 1) throw InternalError("kernel: lanes that store to one place");
      (void)aligned(LLVMBuildStore(b_, v, address(scaled(at.base))));
      return;
    }
    v = k_.emitter.splat(v, k_.lanes);
    const auto scatter = [&](const char* name, LLVMValueRef where) {
      LLVMValueRef mask = k_.mask ? k_.mask : k_.emitter.all_true(k_.lanes);
      (void)masked(name, {LLVMTypeOf(v), LLVMTypeOf(where)}, {v, where}, {mask});
    };
    if (contiguous(at)) {
      LLVMValueRef start = address(at.base);
      if (k_.mask)
        scatter("llvm.masked.store", start);
      else
        (void)aligned(LLVMBuildStore(b_, v, start));
      return;
    }
    LLVMValueRef elements = scaled_lanes(spread(k_, at));
    scatter("llvm.masked.scatter", LLVMBuildGEP2(b_, memory_, pointer_, &elements, 1, ""));
  }

 private:
  bool contiguous(const Position& at) const { return !at.vector && at.stride * scale_ == 1; }
  LLVMValueRef address(LLVMValueRef element) const {
    if (LLVMIsNull(element)) return pointer_;
    return LLVMBuildGEP2(b_, memory_, pointer_, &element, 1, "");
  }
  LLVMValueRef scaled(LLVMValueRef base) const {
    if (scale_ == 1) return base;
    return LLVMBuildAdd(b_, LLVMBuildMul(b_, base, k_.i64(scale_), ""), k_.i64(part_), "");
  }
  LLVMValueRef scaled_lanes(LLVMValueRef elements) const {
    if (scale_ == 1) return elements;
    const auto all = [&](std::int64_t c) { return k_.emitter.splat(k_.i64(c), k_.lanes); };
    return LLVMBuildAdd(b_, LLVMBuildMul(b_, elements, all(scale_), ""), all(part_), "");
  }
  LLVMValueRef aligned(LLVMValueRef access) const {
    LLVMSetAlignment(access, bytes_);
    return access;
  }
  // The masked intrinsics take their alignment between address and mask up to LLVM 21.
  LLVMValueRef masked(const char* name, std::vector<LLVMTypeRef> types,
                      std::vector<LLVMValueRef> arguments,
                      std::initializer_list<LLVMValueRef> after) const {
#if LLVM_VERSION_MAJOR < 22
    arguments.push_back(LLVMConstInt(LLVMInt32TypeInContext(k_.emitter.context()), bytes_, 0));
#endif
    arguments.insert(arguments.end(), after);
    return k_.emitter.call(name, std::move(types), std::move(arguments));
  }

  const Environment& k_;
  const LLVMBuilderRef b_;
  const LLVMTypeRef memory_;
  const LLVMValueRef pointer_;
  const unsigned bytes_;
  const std::int64_t scale_, part_;
};

WENGERT_API CellValue load(const Environment& k, Dtype dtype, LLVMValueRef pointer,
                           const Position& at) {
  LLVMValueRef v = MemoryAccess(k, dtype, pointer, 0).load(at);
  if (is_complex(dtype)) return {v, MemoryAccess(k, dtype, pointer, 1).load(at)};
  if (dtype == Dtype::bool_)
    v = LLVMBuildTrunc(k.builder, v, k.emitter.type(Dtype::bool_, LlvmEmitter::lanes(v)), "");
  return {v, nullptr};
}

WENGERT_API void store(const Environment& k, Dtype dtype, LLVMValueRef pointer, const Position& at,
                       CellValue v) {
  LLVMValueRef x = v.re;
  if (dtype == Dtype::bool_) {
    LLVMTypeRef memory = k.emitter.memory_type(dtype);
    const unsigned n = LlvmEmitter::lanes(x);
    x = LLVMBuildZExt(k.builder, x, n > 1 ? LLVMVectorType(memory, n) : memory, "");
  }
  MemoryAccess(k, dtype, pointer, 0).store(at, x);
  if (is_complex(dtype)) MemoryAccess(k, dtype, pointer, 1).store(at, v.im);
}

}  // namespace wengert::backend
#endif
