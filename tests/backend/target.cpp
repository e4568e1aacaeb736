#include "wengert/backend/target.hpp"

#include <gtest/gtest.h>
#include <llvm-c/Core.h>

#include <thread>

#include "wengert/runtime/session.hpp"

namespace wengert::backend {
namespace {

TEST(Target, IsTheProcessorThatRunsThis) {
  const Target target = Target::host();
  EXPECT_EQ(target.identity(), native_identity());
  EXPECT_TRUE(target.vectors().bytes == 16 || target.vectors().bytes == 32 ||
              target.vectors().bytes == 64);
  EXPECT_EQ(target.registers(), target.vectors().bytes == 64 ? 32u : 16u);
  // A kernel of another machine must not be taken for one of this.
  char* cpu = LLVMGetHostCPUName();
  EXPECT_NE(target.identity().find(cpu), std::string::npos);
  LLVMDisposeMessage(cpu);
}

// The address of a function that gives x + n.
std::int64_t (*adder(std::int64_t n, Effort effort))(std::int64_t) {
  const std::string name = unique_symbol("adder");
  CodeModule code(effort);
  LlvmEmitter& e = code.emitter();
  LLVMTypeRef i64 = LLVMInt64TypeInContext(e.context());
  LLVMValueRef f = LLVMAddFunction(e.module(), name.c_str(), LLVMFunctionType(i64, &i64, 1, 0));
  LLVMPositionBuilderAtEnd(e.builder(), LLVMAppendBasicBlockInContext(e.context(), f, "entry"));
  LLVMValueRef sum =
      LLVMBuildAdd(e.builder(), LLVMGetParam(f, 0), LLVMConstInt(i64, std::uint64_t(n), 0), "");
  LLVMBuildRet(e.builder(), sum);
  return reinterpret_cast<std::int64_t (*)(std::int64_t)>(link({code.object()}, name));
}

TEST(Target, MakesCodeOfEitherEffort) {
  for (Effort effort : {Effort::full, Effort::quick})
    for (std::int64_t n : {1, -7, 1000}) EXPECT_EQ(adder(n, effort)(35), 35 + n);
}

TEST(Target, ThreadsCompileAtOnce) {
  std::vector<std::thread> threads;
  std::array<std::int64_t, 8> got{};
  for (std::size_t t = 0; t < got.size(); ++t)
    threads.emplace_back([&got, t] {
      for (std::int64_t k = 0; k < 5; ++k) got[t] += adder(std::int64_t(t), Effort::full)(k);
    });
  for (std::thread& t : threads) t.join();
  for (std::size_t t = 0; t < got.size(); ++t) EXPECT_EQ(got[t], 10 + 5 * std::int64_t(t));
}

TEST(Target, MovesAndKeepsItsIdentity) {
  Target a = Target::host();
  const std::string identity = a.identity();
  const Target b = std::move(a);
  EXPECT_EQ(b.identity(), identity);
  EXPECT_EQ(b.vectors().bytes, host_target().vectors().bytes);
}

}  // namespace
}  // namespace wengert::backend
