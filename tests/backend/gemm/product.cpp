#include "wengert/backend/gemm/product.hpp"

#include <llvm-c/Analysis.h>

#include "backend/gemm/part.hpp"
#include "wengert/backend/gemm.hpp"

namespace wengert::testing {
namespace {

// Values and bits are tested in ../gemm.cpp; here, that the function is what it says it is.
TEST(GemmProduct, IsOneFunctionOverItsParts) {
  for (const backend::GemmBlocks& blocks : machines<float>()) {
    CodeModule code;
    LLVMModuleRef module = code.emitter().module();
    LLVMValueRef product = emit_gemm(module, "product", backend::GemmType::f32, blocks.lanes,
                                     blocks.rows == 8 ? 32 : 16);
    EXPECT_EQ(LLVMGetNamedFunction(module, "product"), product);
    EXPECT_EQ(LLVMCountParams(product), 13u);
    char* message = nullptr;
    EXPECT_FALSE(LLVMVerifyModule(module, LLVMReturnStatusAction, &message)) << message;
    LLVMDisposeMessage(message);
    int visible = 0;
    for (LLVMValueRef f = LLVMGetFirstFunction(module); f; f = LLVMGetNextFunction(f))
      visible += !LLVMIsDeclaration(f) && LLVMGetLinkage(f) == LLVMExternalLinkage;
    EXPECT_EQ(visible, 1);  // two products in one process do not clash
  }
}

// It may use the workspace that gemm_workspace says, and no byte more.
TEST(GemmProduct, KeepsToItsWorkspace) {
  for (const backend::GemmBlocks& blocks : machines<float>()) {
    const unsigned registers = blocks.rows == 8 ? 32 : 16;
    const auto product =
        compile<void(const float*, Int, Int, const float*, Int, Int, float*, Int, Int, Int, Int,
                     Int, void*)>([&](backend::LlvmEmitter& e, const char* name) {
          emit_gemm(e.module(), name, backend::GemmType::f32, blocks.lanes, registers);
        });
    for (const auto& [m, n, k] :
         {std::array<Int, 3>{1, 1, 1}, {70, 300, 33}, {300, 70, 33}, {5, 5, 600}}) {
      const std::size_t bytes =
          backend::gemm_workspace(backend::GemmType::f32, blocks.lanes, registers, m, n, k);
      std::vector<float> a(std::size_t(m * k), 1), b(std::size_t(k * n), 1), c(std::size_t(m * n));
      for (std::size_t shift : {0u, 4u, 60u}) {
        std::vector<unsigned char> workspace(bytes + 256, 0xee);
        unsigned char* from = workspace.data() + 64 + shift;
        // A^T and B^T, so that both are copied.
        product(a.data(), 1, m, b.data(), 1, k, c.data(), n, m, n, k, 0, from);
        for (float x : c) ASSERT_EQ(x, float(k));
        for (unsigned char* p = workspace.data(); p < workspace.data() + workspace.size(); ++p)
          if (p < from || p >= from + bytes) {
            ASSERT_EQ(*p, 0xee) << p - from << " of " << bytes;
          }
      }
    }
  }
}

}  // namespace
}  // namespace wengert::testing
