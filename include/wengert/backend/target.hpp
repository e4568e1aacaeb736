// The machine that code is made for, and the way from a module to an object file.
#pragma once

#include <llvm-c/TargetMachine.h>
#include <llvm-c/Types.h>

#include <memory>
#include <string>

#include "wengert/backend/kernel.hpp"

namespace wengert::backend {

/// What code is worth: `quick` is for code that runs each instruction once. It has no vectors, for
/// which LLVM takes several times as long.
enum class Effort : std::uint8_t { full, quick };

/// A target machine and the vectors it has. Not for use by two threads at once.
class Target {
 public:
  /// The processor that runs this program.
  static Target host(Effort effort = Effort::full);
  Target(Target&& other) noexcept
      : machine_(std::exchange(other.machine_, nullptr)),
        effort_(other.effort_),
        unit_(other.unit_),
        identity_(std::move(other.identity_)) {}
  Target(const Target&) = delete;
  ~Target();

  VectorUnit vectors() const { return unit_; }
  unsigned registers() const { return unit_.bytes == 64 ? 32 : 16; }
  /// Names the instruction set: part of the key of a compiled kernel.
  const std::string& identity() const { return identity_; }
  void prepare(LLVMModuleRef module) const;
  /// Optimises the module and gives its object code; the caller disposes of the buffer.
  LLVMMemoryBufferRef object(LLVMModuleRef module) const;

 private:
  Target() = default;
  LLVMTargetMachineRef machine_ = nullptr;
  Effort effort_ = Effort::full;
  VectorUnit unit_;
  std::string identity_;
};

}  // namespace wengert::backend

#if WENGERT_BODIES
#include <llvm-c/Analysis.h>
#include <llvm-c/Core.h>
#include <llvm-c/Error.h>
#include <llvm-c/Target.h>
#include <llvm-c/Transforms/PassBuilder.h>

#include <cstdlib>
#include <mutex>

namespace wengert::backend {

inline std::string take_message(char* message) {
  std::string text = message ? message : "";
  LLVMDisposeMessage(message);
  return text;
}

WENGERT_API Target Target::host(Effort effort) {
  static std::once_flag once;
  std::call_once(once, [] {
    LLVMInitializeNativeTarget();
    LLVMInitializeNativeAsmPrinter();
  });
  Target t;
  t.effort_ = effort;
  const std::string triple = take_message(LLVMGetDefaultTargetTriple());
  const std::string cpu = take_message(LLVMGetHostCPUName());
  std::string features = take_message(LLVMGetHostCPUFeatures());
  const auto has = [&](const char* feature) {
    return features.find(std::string("+") + feature + ",") != std::string::npos;
  };
  if (has("avx512f") && has("avx512dq") && has("avx512vl") && has("avx512bw"))
    t.unit_ = {64, true};
  else if (has("avx2"))
    t.unit_ = {32, false};
  features += ",-prefer-256-bit";
  LLVMTargetRef target = nullptr;
  char* error = nullptr;
  if (LLVMGetTargetFromTriple(triple.c_str(), &target, &error))
    throw DeviceError("LLVM has no target for " + triple + ": " + take_message(error));
  t.machine_ = LLVMCreateTargetMachine(
      target, triple.c_str(), cpu.c_str(), features.c_str(),
      effort == Effort::full ? LLVMCodeGenLevelDefault : LLVMCodeGenLevelNone, LLVMRelocPIC,
      LLVMCodeModelDefault);
  t.identity_ = triple + ' ' + cpu + ' ' + features;
  return t;
}

WENGERT_API Target::~Target() {
  if (machine_) LLVMDisposeTargetMachine(machine_);
}

WENGERT_API void Target::prepare(LLVMModuleRef module) const {
  const std::string triple = take_message(LLVMGetTargetMachineTriple(machine_));
  LLVMSetTarget(module, triple.c_str());
  LLVMTargetDataRef layout = LLVMCreateTargetDataLayout(machine_);
  LLVMSetModuleDataLayout(module, layout);
  LLVMDisposeTargetData(layout);
}

WENGERT_API LLVMMemoryBufferRef Target::object(LLVMModuleRef module) const {
  char* error = nullptr;
#ifndef NDEBUG
  if (LLVMVerifyModule(module, LLVMReturnStatusAction, &error))
    throw InternalError("invalid LLVM module: " + take_message(error));
  LLVMDisposeMessage(error);
  error = nullptr;
#endif
  if (effort_ == Effort::full) {
    LLVMPassBuilderOptionsRef options = LLVMCreatePassBuilderOptions();
    LLVMErrorRef failed = LLVMRunPasses(module, "function(early-cse)", machine_, options);
    LLVMDisposePassBuilderOptions(options);
    if (failed) {
      char* message = LLVMGetErrorMessage(failed);
      const std::string text = message;
      LLVMDisposeErrorMessage(message);
      throw InternalError("LLVM passes: " + text);
    }
  }
  if (std::getenv("WENGERT_DUMP")) LLVMDumpModule(module);
  LLVMMemoryBufferRef code = nullptr;
  if (LLVMTargetMachineEmitToMemoryBuffer(machine_, module, LLVMObjectFile, &error, &code))
    throw InternalError("LLVM code generation: " + take_message(error));
  return code;
}

}  // namespace wengert::backend
#endif
