// Matrix products: the generated function for each type, compiled once, and its division among threads.
#pragma once

#include "wengert/base/config.hpp"
#include "wengert/lower/program.hpp"

namespace wengert {

/// c = a b, as the product describes.
void multiply(const lower::Product& product, const void* a, const void* b, void* c);

}  // namespace wengert

#if WENGERT_BODIES
#include <algorithm>

#include "wengert/backend/gemm.hpp"
#include "wengert/runtime/session.hpp"
#include "wengert/runtime/threads.hpp"

namespace wengert {

using ProductFunction = void (*)(const void* a, std::int64_t a_row, std::int64_t a_column, const void* b, std::int64_t b_row,
                                 std::int64_t b_column, void* c, std::int64_t c_row, std::int64_t m, std::int64_t n,
                                 std::int64_t k, std::int64_t accumulate, void* workspace);

template <class T>
struct ProductKernel {
  ProductFunction function;
  unsigned lanes, registers;

  static constexpr backend::GemmType type = sizeof(T) == 4 ? backend::GemmType::f32 : backend::GemmType::f64;
  static const ProductKernel& instance() {
    static const ProductKernel kernel = [] {
      const backend::Target& target = host_target();
      const unsigned width = target.vectors().bytes / unsigned(sizeof(T)), count = target.registers();
      const std::string name = unique_symbol("product");
      CodeModule code;
      (void)backend::emit_gemm(code.emitter().module(), name.c_str(), type, width, count);
      void* f = link({code.object()}, name);
      return ProductKernel{reinterpret_cast<ProductFunction>(f), width, count};
    }();
    return kernel;
  }
};

// Pieces of whole register tiles along the longer of the free extents; every element's sum runs over k
// in the same order whatever the pieces are.
template <class T>
void multiply_as(const lower::Product& p, const T* a, const T* b, T* c) {
  const ProductKernel<T>& kernel = ProductKernel<T>::instance();
  const auto run = [&](std::int64_t batch, std::int64_t m0, std::int64_t m1, std::int64_t n0, std::int64_t n1) {
    const Buffer workspace(backend::gemm_workspace(kernel.type, kernel.lanes, kernel.registers, m1 - m0, n1 - n0, p.k));
    kernel.function(a + batch * p.a_batch + m0 * p.a_row, p.a_row, p.a_column, b + batch * p.b_batch + n0 * p.b_column,
                    p.b_row, p.b_column, c + (batch * p.m + m0) * p.n + n0, p.n, m1 - m0, n1 - n0, p.k, 0, workspace.data());
  };
  constexpr double worth_sharing = 1 << 19;
  if (double(p.m) * double(p.n) * double(p.k) * double(p.batch) < worth_sharing || thread_count() == 1) {
    for (std::int64_t batch = 0; batch < p.batch; ++batch) run(batch, 0, p.m, 0, p.n);
    return;
  }
  if (p.batch >= thread_count()) {
    parallel_for(p.batch, 1, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t batch = begin; batch < end; ++batch) run(batch, 0, p.m, 0, p.n);
    });
    return;
  }
  const bool rows = p.m >= p.n;
  const std::int64_t extent = rows ? p.m : p.n;
  constexpr std::int64_t tile = 64;
  const std::int64_t share = (extent + thread_count() - 1) / thread_count();
  const std::int64_t grain = std::max(tile, (share + tile - 1) / tile * tile);
  for (std::int64_t batch = 0; batch < p.batch; ++batch)
    parallel_for(extent, grain, [&](std::int64_t begin, std::int64_t end) {
      if (rows) run(batch, begin, end, 0, p.n);
      else run(batch, 0, p.m, begin, end);
    });
}

WENGERT_API void multiply(const lower::Product& p, const void* a, const void* b, void* c) {
  if (p.dtype == Dtype::f32) multiply_as(p, static_cast<const float*>(a), static_cast<const float*>(b), static_cast<float*>(c));
  else multiply_as(p, static_cast<const double*>(a), static_cast<const double*>(b), static_cast<double*>(c));
}

}  // namespace wengert
#endif
