// The process's JIT: object code in, callable addresses out.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "wengert/backend/target.hpp"
#include "wengert/base/config.hpp"

namespace wengert {

/// LLVM IR on its way to object code. Each thread may have its own.
class CodeModule {
 public:
  explicit CodeModule(backend::Effort effort = backend::Effort::full);
  CodeModule(const CodeModule&) = delete;
  ~CodeModule();
  backend::LlvmEmitter& emitter() { return emitter_; }
  /// The object code, to be given to link.
  LLVMMemoryBufferRef object();

 private:
  backend::Effort effort_;
  LLVMContextRef context_;
  LLVMModuleRef module_;
  LLVMBuilderRef builder_;
  backend::LlvmEmitter emitter_;
};

/// Takes the objects into the process and gives the address of `symbol`. Any thread may call this.
void* link(const std::vector<LLVMMemoryBufferRef>& objects, const std::string& symbol);

/// Takes what `emit` writes under `symbol` into the process, unless it is there. Any thread may call this.
void link_once(const std::string& symbol, const std::function<void(backend::LlvmEmitter&)>& emit);

/// A name that no other code in the process has.
std::string unique_symbol(const char* stem);

/// The vectors and registers of the processor.
const backend::Target& host_target();

/// Names the machine and compiler that compile_native makes code for.
std::string native_identity();

}  // namespace wengert

#if WENGERT_BODIES
#include <llvm-c/Core.h>
#include <llvm-c/Error.h>
#include <llvm-c/LLJIT.h>
#include <llvm-c/Orc.h>

#include <array>
#include <atomic>
#include <mutex>
#include <optional>
#include <unordered_set>

namespace wengert {

class Session {
 public:
  // Never destroyed: compiled code may run while static objects go away.
  static Session& instance() {
    static Session* session = new Session;
    return *session;
  }

  const backend::Target& target() const { return target_; }

  /// A target machine for the caller's use, until it is given back.
  backend::Target take(backend::Effort effort) {
    {
      const std::lock_guard lock(mutex_);
      auto& spare = spare_[std::size_t(effort)];
      if (!spare.empty()) {
        backend::Target t = std::move(spare.back());
        spare.pop_back();
        return t;
      }
    }
    return backend::Target::host(effort);
  }
  void give_back(backend::Target target, backend::Effort effort) {
    const std::lock_guard lock(mutex_);
    spare_[std::size_t(effort)].push_back(std::move(target));
  }

  void add(LLVMMemoryBufferRef object) {
    check(LLVMOrcLLJITAddObjectFile(jit_, LLVMOrcLLJITGetMainJITDylib(jit_), object));
  }
  void* find(const std::string& symbol) {
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

  const backend::Target target_;  // asked, never used to compile
  LLVMOrcLLJITRef jit_ = nullptr;
  std::mutex mutex_;
  std::array<std::vector<backend::Target>, 2> spare_;
};

WENGERT_API const backend::Target& host_target() { return Session::instance().target(); }
WENGERT_API std::string native_identity() { return host_target().identity(); }

WENGERT_API std::string unique_symbol(const char* stem) {
  static std::atomic<std::uint64_t> number{0};
  return cat("wengert_", stem, number++);
}

WENGERT_API CodeModule::CodeModule(backend::Effort effort)
    : effort_(effort),
      context_(LLVMContextCreate()),
      module_(LLVMModuleCreateWithNameInContext("wengert", context_)),
      builder_(LLVMCreateBuilderInContext(context_)),
      emitter_(module_, context_, builder_) {
  host_target().prepare(module_);
  if (effort == backend::Effort::quick) emitter_.most_expanded = 0;
  emitter_.share = link_once;
}

WENGERT_API CodeModule::~CodeModule() {
  LLVMDisposeBuilder(builder_);
  LLVMDisposeModule(module_);
  LLVMContextDispose(context_);
}

WENGERT_API LLVMMemoryBufferRef CodeModule::object() {
  backend::Target target = Session::instance().take(effort_);
  LLVMMemoryBufferRef code = target.object(module_);
  Session::instance().give_back(std::move(target), effort_);
  return code;
}

WENGERT_API void* link(const std::vector<LLVMMemoryBufferRef>& objects, const std::string& symbol) {
  for (LLVMMemoryBufferRef object : objects) Session::instance().add(object);
  return Session::instance().find(symbol);
}

WENGERT_API void link_once(const std::string& symbol, const std::function<void(backend::LlvmEmitter&)>& emit) {
  static std::mutex mutex;
  static std::unordered_set<std::string>* present = new std::unordered_set<std::string>;  // never destroyed, as the session
  const std::lock_guard lock(mutex);
  if (present->contains(symbol)) return;
  CodeModule code;
  emit(code.emitter());
  Session::instance().add(code.object());
  present->insert(symbol);
}

}  // namespace wengert
#endif
