#include "wengert/runtime/session.hpp"

#include <gtest/gtest.h>
#include <llvm-c/Core.h>

#include <array>
#include <atomic>
#include <stdexcept>
#include <thread>

namespace wengert {
namespace {

using backend::LlvmEmitter;
using Integers = std::int64_t(std::int64_t);

LLVMTypeRef signature(LlvmEmitter& e) {
  LLVMTypeRef i64 = LLVMInt64TypeInContext(e.context());
  return LLVMFunctionType(i64, &i64, 1, 0);
}

/// symbol(x) = body(x).
void define(LlvmEmitter& e, const std::string& symbol,
            const std::function<LLVMValueRef(LLVMValueRef)>& body) {
  LLVMValueRef f = LLVMAddFunction(e.module(), symbol.c_str(), signature(e));
  LLVMPositionBuilderAtEnd(e.builder(), LLVMAppendBasicBlockInContext(e.context(), f, "entry"));
  LLVMBuildRet(e.builder(), body(LLVMGetParam(f, 0)));
}

LLVMValueRef number(std::uint64_t n, LLVMValueRef like) {
  return LLVMConstInt(LLVMTypeOf(like), n, 0);
}

/// f(x) = shared(x) + n, in a module of its own.
Integers* caller(const std::string& shared, std::uint64_t n) {
  const std::string name = unique_symbol("caller");
  CodeModule code;
  LlvmEmitter& e = code.emitter();
  define(e, name, [&](LLVMValueRef x) {
    LLVMValueRef f = LLVMAddFunction(e.module(), shared.c_str(), signature(e));
    LLVMValueRef y = LLVMBuildCall2(e.builder(), signature(e), f, &x, 1, "");
    return LLVMBuildAdd(e.builder(), y, number(n, x), "");
  });
  return reinterpret_cast<Integers*>(link({code.object()}, name));
}

TEST(Session, AFunctionIsSharedByManyModules) {
  const std::string shared = unique_symbol("shared");
  std::atomic<int> written{0};
  const auto triple = [&](LlvmEmitter& e) {
    ++written;
    define(e, shared,
           [&](LLVMValueRef x) { return LLVMBuildMul(e.builder(), x, number(3, x), ""); });
  };
  std::array<std::int64_t, 8> got{};
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < got.size(); ++t)
    threads.emplace_back([&, t] {
      link_once(shared, triple);
      got[t] = caller(shared, t)(5);
    });
  for (std::thread& t : threads) t.join();
  for (std::size_t t = 0; t < got.size(); ++t) EXPECT_EQ(got[t], 15 + std::int64_t(t));
  EXPECT_EQ(written, 1);
}

TEST(Session, AFunctionThatCouldNotBeWrittenIsWrittenLater) {
  const std::string shared = unique_symbol("shared");
  EXPECT_THROW(link_once(shared, [](LlvmEmitter&) { throw std::runtime_error("not yet"); }),
               std::runtime_error);
  link_once(shared, [&](LlvmEmitter& e) { define(e, shared, [](LLVMValueRef x) { return x; }); });
  EXPECT_EQ(caller(shared, 2)(5), 7);
}

}  // namespace
}  // namespace wengert
