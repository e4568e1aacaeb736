// Functions whose body a test writes through an Environment, as the kernel emitter does.
#pragma once

#include <llvm-c/Core.h>

#include "backend/execute.hpp"
#include "wengert/backend/environment.hpp"
#include "wengert/backend/memory_access.hpp"

namespace wengert::testing {

using Body = std::function<void(backend::Environment&, LLVMValueRef begin, LLVMValueRef end)>;

/// A kernel function with this body, in an environment of `lanes` lanes.
inline backend::KernelFunction compile_body(lower::Kernel& kernel, unsigned lanes,
                                            const Body& body) {
  return compile<void(void*, std::int64_t, std::int64_t)>([&](backend::LlvmEmitter& e,
                                                              const char* name) {
    LLVMTypeRef i64 = LLVMInt64TypeInContext(e.context());
    LLVMTypeRef parameters[] = {LLVMPointerTypeInContext(e.context(), 0), i64, i64};
    LLVMTypeRef type = LLVMFunctionType(LLVMVoidTypeInContext(e.context()), parameters, 3, 0);
    LLVMValueRef f = LLVMAddFunction(e.module(), name, type);
    LLVMPositionBuilderAtEnd(e.builder(), LLVMAppendBasicBlockInContext(e.context(), f, "entry"));
    backend::Environment environment(e, kernel, lanes);
    environment.set_frame(LLVMGetParam(f, 0));
    body(environment, LLVMGetParam(f, 1), LLVMGetParam(f, 2));
    LLVMBuildRetVoid(e.builder());
  });
}

/// A kernel that has nothing but the use of some buffers.
inline lower::Kernel kernel_of_buffers(std::int64_t count) {
  lower::Kernel kernel;
  for (std::int64_t b = 0; b < count; ++b)
    kernel.stores.push_back({0, b, kernel.pool.constant(0).id, 0});
  return kernel;
}

}  // namespace wengert::testing
