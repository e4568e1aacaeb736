// Contractions as Product statements: operands read where they lie if strides can say how, else
// packed.
#pragma once

#include "wengert/lower/scope.hpp"

namespace wengert::lower {

/// Emits the product that a contraction is; see is_product.
void emit_product(Scope& scope, const Node& node);

}  // namespace wengert::lower

#if WENGERT_BODIES
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "wengert/lower/layout.hpp"
#include "wengert/lower/views.hpp"

namespace wengert::lower {

namespace product_operands {

struct Operand {
  Location location;
  ProductStrides strides;
};

// Stores it as (batch, free, contracted).
inline Location pack(Scope& scope, Value v, const std::vector<int>& order) {
  const Type& type = scope.type_of(v);
  const Location packed = scope.temporary(type);
  auto kernel = std::make_shared<Kernel>();
  Expander expander(*kernel);
  std::vector<Index> packed_index, index(order.size());
  Shape packed_shape;
  for (int d : order) {
    packed_shape.push_back(type.shape[d]);
    packed_index.push_back(kernel->open_domain(packed_shape.back()));
    index[std::size_t(d)] = packed_index.back();
  }
  const CellId cell = expander.cell(scope.frame, v, index);
  store_element(*kernel, packed, packed_shape, packed_index, cell);
  scope.push(std::move(kernel));
  return packed;
}

inline Operand find_or_pack(Scope& scope, const Node& n, const ReductionPlan& plan,
                            const ProductShape& shape, int number) {
  const Value v = scope.function.operands(n)[std::size_t(number)];
  if (const std::optional<View> view = strided_view(scope.frame, v)) {
    const auto strides =
        product_strides(plan, shape, number, scope.type_of(v).shape, view->strides);
    if (strides) return {view->location, *strides};
  }
  const std::int64_t rows = number == 0 ? shape.m : shape.n;
  return {pack(scope, v, product_order(plan, shape, number)), {shape.k * rows, shape.k, 1}};
}

}  // namespace product_operands

WENGERT_API void emit_product(Scope& scope, const Node& n) {
  const ReductionPlan plan = n.op->reduction(scope.function.operand_types(n), n.attributes);
  const ProductShape shape = product_shape(plan, scope.type_of(n.first_result).shape);
  const auto a = product_operands::find_or_pack(scope, n, plan, shape, 0);
  const auto b = product_operands::find_or_pack(scope, n, plan, shape, 1);
  Product p;
  p.dtype = scope.type_of(n.first_result).dtype;
  p.a = a.location;
  p.b = b.location;
  p.c = scope.locations.at(n.first_result);
  p.batch = shape.batch;
  p.m = shape.m;
  p.n = shape.n;
  p.k = shape.k;
  p.a_batch = a.strides.batch;
  p.a_row = a.strides.free;
  p.a_column = a.strides.contracted;
  p.b_batch = b.strides.batch;
  p.b_row = b.strides.contracted;
  p.b_column = b.strides.free;
  scope.statements.push_back({std::move(p)});
}

}  // namespace wengert::lower
#endif
