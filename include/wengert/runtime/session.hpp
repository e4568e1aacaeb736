// The process's JIT: object code in, callable addresses out.
#pragma once

#include <functional>
#include <string>

#include "wengert/backend/emitter.hpp"
#include "wengert/base/config.hpp"

namespace wengert {

/// Compiles what `emit` puts into a module and gives the address of its function `entry`, which is
/// renamed so that it is unique in the process. Any thread may call this.
void* compile_native(const std::string& entry, const std::function<void(backend::LlvmEmitter&)>& emit);

/// Names the machine and compiler that compile_native makes code for.
std::string native_identity();

}  // namespace wengert

#if WENGERT_BODIES
#include <llvm-c/Core.h>
#include <llvm-c/Error.h>
#include <llvm-c/LLJIT.h>
#include <llvm-c/Orc.h>

#include <atomic>
#include <mutex>

#include "wengert/backend/target.hpp"

namespace wengert {

class Session {
 public:
  // Never destroyed: compiled code may run while static objects go away.
  static Session& instance() {
    static Session* session = new Session;
    return *session;
  }

  const backend::Target& target() const { return target_; }
  std::mutex& mutex() { return mutex_; }

  void* add(LLVMMemoryBufferRef object, const std::string& symbol) {
    check(LLVMOrcLLJITAddObjectFile(jit_, LLVMOrcLLJITGetMainJITDylib(jit_), object));
    LLVMOrcExecutorAddress address = 0;
    check(LLVMOrcLLJITLookup(jit_, &address, symbol.c_str()));
    return reinterpret_cast<void*>(address);
  }

 private:
  Session() : target_(backend::Target::host()) {
    check(LLVMOrcCreateLLJIT(&jit_, nullptr));
    LLVMOrcDefinitionGeneratorRef generator = nullptr;  // memmove, fmod and their like
    check(LLVMOrcCreateDynamicLibrarySearchGeneratorForProcess(&generator, LLVMOrcLLJITGetGlobalPrefix(jit_), nullptr, nullptr));
    LLVMOrcJITDylibAddGenerator(LLVMOrcLLJITGetMainJITDylib(jit_), generator);
  }

  static void check(LLVMErrorRef failed) {
    if (!failed) return;
    char* message = LLVMGetErrorMessage(failed);
    const std::string text = message;
    LLVMDisposeErrorMessage(message);
    throw InternalError("LLVM ORC: " + text);
  }

  backend::Target target_;
  LLVMOrcLLJITRef jit_ = nullptr;
  std::mutex mutex_;  // a target machine serves one thread at a time
};

WENGERT_API std::string native_identity() { return Session::instance().target().identity(); }

WENGERT_API void* compile_native(const std::string& entry, const std::function<void(backend::LlvmEmitter&)>& emit) {
  static std::atomic<std::uint64_t> number{0};
  Session& session = Session::instance();
  const std::lock_guard lock(session.mutex());
  struct Context {
    LLVMContextRef context = LLVMContextCreate();
    LLVMModuleRef module = LLVMModuleCreateWithNameInContext("wengert", context);
    LLVMBuilderRef builder = LLVMCreateBuilderInContext(context);
    ~Context() {
      LLVMDisposeBuilder(builder);
      LLVMDisposeModule(module);
      LLVMContextDispose(context);
    }
  } c;
  session.target().prepare(c.module);
  backend::LlvmEmitter emitter(c.module, c.context, c.builder);
  emit(emitter);
  LLVMValueRef f = LLVMGetNamedFunction(c.module, entry.c_str());
  const std::string symbol = "wengert_" + entry + std::to_string(number++);
  LLVMSetValueName2(f, symbol.data(), symbol.size());
  return session.add(session.target().object(c.module), symbol);
}

}  // namespace wengert
#endif
