// One part of the product, compiled by itself.
#pragma once

#include "backend/execute.hpp"
#include "wengert/backend/gemm/writer.hpp"

namespace wengert::testing {

using Int = std::int64_t;

/// The machines of the product's own tests, for elements of T.
template <class T>
std::vector<backend::GemmBlocks> machines() {
  constexpr unsigned words = 8 / sizeof(T);
  return {backend::gemm_blocks(2 * words, 16), backend::gemm_blocks(2 * words, 32),
          backend::gemm_blocks(4 * words, 16), backend::gemm_blocks(8 * words, 32)};
}

/// The function that `write` writes, called from outside.
template <class Signature, class T>
Signature* compile_part(
    const backend::GemmBlocks& blocks,
    const std::function<LLVMValueRef(backend::gemm::Writer&, const std::string&)>& write) {
  return compile<Signature>([&](backend::LlvmEmitter& e, const char* name) {
    const auto type = sizeof(T) == 4 ? backend::GemmType::f32 : backend::GemmType::f64;
    backend::gemm::Writer w(e.module(), type, blocks);
    LLVMSetLinkage(write(w, name), LLVMExternalLinkage);
  });
}

}  // namespace wengert::testing
