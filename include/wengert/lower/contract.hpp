// Sums and the products that they alone read, as fused multiply-adds.
//
// Which sums round once is decided here, for each node, not by the code generator, for each kernel:
// a value that two kernels compute has the same bits in both, and is found where it is compared
// with an extremum over itself.
#pragma once

#include "wengert/base/config.hpp"
#include "wengert/ir/function.hpp"

namespace wengert::lower {

/// Fuses the real sums of products among f's own nodes. The products stay, read by nobody.
void contract(Function& f);

}  // namespace wengert::lower

#if WENGERT_BODIES
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "wengert/ops/manifest.hpp"

namespace wengert::lower {

WENGERT_API void contract(Function& f) {
  const Primitive &add = primitive<ops::Add>(), &sub = primitive<ops::Sub>(),
                  &mul = primitive<ops::Mul>(), &square = primitive<ops::Square>();
  std::vector<std::uint32_t> reads(f.types.size(), 0);
  for (const Node& n : f.nodes)
    for (Value v : f.operands(n)) ++reads[v];
  for (Value v : f.outputs) ++reads[v];

  std::vector<const Node*> products(f.types.size(), nullptr);
  const auto fuse = [&](Node& n, const Primitive& op, std::size_t k) {
    const auto operands = f.operands(n);
    const auto factors = f.operands(*products[operands[k]]);
    const std::array<Value, 3> fused{factors.front(), factors.back(), operands[1 - k]};
    n.op = &op;
    n.first_operand = std::uint32_t(f.operand_list.size());
    n.operand_count = std::uint32_t(fused.size());
    f.operand_list.insert(f.operand_list.end(), fused.begin(), fused.end());
  };
  for (Node& n : f.nodes) {
    const bool is_sum = n.op->id == add.id || n.op->id == sub.id,
               is_product = n.op->id == mul.id || n.op->id == square.id;
    if (!is_sum && !is_product) continue;
    const Dtype dtype = f.types[n.first_result].dtype;
    if (dtype != Dtype::f32 && dtype != Dtype::f64) continue;
    const auto operands = f.operands(n);
    if (is_product) {
      if (reads[n.first_result] == 1) products[n.first_result] = &n;
    } else if (products[operands[0]]) {
      fuse(n,
           n.op->id == add.id ? primitive<ops::MultiplyAdd>() : primitive<ops::MultiplySubtract>(),
           0);
    } else if (products[operands[1]]) {
      fuse(n,
           n.op->id == add.id ? primitive<ops::MultiplyAdd>() : primitive<ops::SubtractProduct>(),
           1);
    }
  }
}

}  // namespace wengert::lower
#endif
