#include "oracle/table.hpp"

namespace oracle {

namespace {

using Reduction = std::function<Array(Array, wg::ReducedAxes, wg::Reduced)>;

#define REDUCTION(name) \
  {#name, [](Array x, wg::ReducedAxes axes, wg::Reduced kept) { return wg::name(x, axes, kept); }}
const std::map<std::string, Reduction> reductions = {
    REDUCTION(sum),     REDUCTION(prod),   REDUCTION(mean),   REDUCTION(var),
    REDUCTION(std),     REDUCTION(max),    REDUCTION(min),    REDUCTION(nansum),
    REDUCTION(nanmean), REDUCTION(nanmax), REDUCTION(nanmin), REDUCTION(ptp),
    REDUCTION(median),  REDUCTION(any),    REDUCTION(all),    REDUCTION(count_nonzero)};
#undef REDUCTION

void add_reductions(Table& table) {
  constexpr auto dropped = wg::Reduced::dropped, kept = wg::keepdims;
  for (const auto& [name, f] : reductions) {
    table[name + "_all"] = unary([f](Array x) { return f(x, {}, dropped); });
    table[name + "_axis0"] = unary([f](Array x) { return f(x, 0, dropped); });
    table[name + "_axis_last"] = unary([f](Array x) { return f(x, -1, dropped); });
    table[name + "_axes02_keepdims"] = unary([f](Array x) { return f(x, {0, 2}, kept); });
  }
  for (const auto& [name, f] :
       std::map<std::string, Array (*)(const Array&, std::optional<int>, wg::Reduced)>{
           {"argmax", wg::argmax}, {"argmin", wg::argmin}}) {
    table[name + "_all"] = unary([f](Array x) { return f(x, std::nullopt, dropped); });
    table[name + "_axis0"] = unary([f](Array x) { return f(x, 0, dropped); });
    table[name + "_axis_last"] = unary([f](Array x) { return f(x, -1, dropped); });
  }
  for (const char* name : {"sum_int32", "sum_bool", "sum_empty"})
    table[name] = unary([](Array x) { return wg::sum(x); });
  table["mean_int32"] = unary([](Array x) { return wg::mean(x); });
  for (const char* name : {"max_ties", "max_nan"})
    table[name] = unary([](Array x) { return wg::max(x); });
  table["prod_zero"] = unary([](Array x) { return wg::prod(x); });
  table["nanargmax"] = unary([](Array x) { return wg::nanargmax(x); });
  table["logsumexp"] = unary([](Array x) { return wg::scipy::special::logsumexp(x, 1); });
  table["average"] = binary([](Array x, Array w) { return wg::average(x, {}, w); });
  table["quantile"] = unary([](Array x) { return wg::quantile(x, 0.3); });
  table["percentile_axis"] = unary([](Array x) { return wg::percentile(x, 70, 0); });
  table["histogram"] = [](const Arrays& x) {
    const auto [counts, edges] = wg::histogram(x[0], 4, std::pair{-3.0, 3.0});
    return Arrays{counts, edges};
  };
  table["bincount"] = unary([](Array x) { return wg::bincount(x, 6); });
  table["cov"] = unary([](Array x) { return wg::cov(x); });
  table["corrcoef"] = unary([](Array x) { return wg::corrcoef(x); });
  table["cumsum_axis1"] = unary([](Array x) { return wg::cumsum(x, 1); });
  table["cumsum_flat"] = unary([](Array x) { return wg::cumsum(x); });
  table["cumprod_axis1"] = unary([](Array x) { return wg::cumprod(x, 1); });
  table["cumprod_flat"] = unary([](Array x) { return wg::cumprod(x); });
  table["cummax_axis0"] = unary([](Array x) { return wg::cummax(x, 0); });
  table["cummin_axis0"] = unary([](Array x) { return wg::cummin(x, 0); });
  table["cumlogsumexp_axis0"] = unary([](Array x) { return wg::cumlogsumexp(x, 0); });
  table["cumsum_reverse"] = unary([](Array x) { return wg::cumsum(x, 0, wg::reverse); });
  table["diff"] = unary([](Array x) { return wg::diff(x); });
  table["diff_n2_axis0"] = unary([](Array x) { return wg::diff(x, 2, 0); });
  table["gradient"] = unary([](Array x) { return wg::gradient(x); });
  table["trapezoid"] = unary([](Array y) { return wg::trapezoid(y, 0.1); });
  table["interp"] =
      unary([](Array x) { return wg::interp(x, wg::arange(5.0), wg::pow(wg::arange(5.0), 2)); });
  table["convolve_same"] =
      binary([](Array a, Array b) { return wg::convolve(a, b, wg::Extent::same); });
  table["polyval"] = binary([](Array p, Array x) { return wg::polyval(p, x); });
}

void add_shapes(Table& table) {
  table["reshape"] = unary([](Array x) { return x.reshape(4, -1); });
  table["ravel"] = unary([](Array x) { return wg::ravel(x); });
  table["transpose"] = unary([](Array x) { return x.T(); });
  table["transpose_perm"] = unary([](Array x) { return wg::transpose(x, {1, 2, 0}); });
  table["swapaxes"] = unary([](Array x) { return wg::swapaxes(x, 0, 2); });
  table["moveaxis"] = unary([](Array x) { return wg::moveaxis(x, 0, -1); });
  table["expand_dims"] = unary([](Array x) { return wg::expand_dims(x, {0, 2}); });
  table["squeeze"] = unary([](Array x) { return wg::squeeze(x(wg::slice(0, 1))); });
  table["broadcast_to"] = unary([](Array x) { return wg::broadcast_to(x, {5, 2, 3, 4}); });
  table["flip"] = unary([](Array x) { return wg::flip(x, 1); });
  table["flip_all"] = unary([](Array x) { return wg::flip(x); });
  table["roll"] = unary([](Array x) { return wg::roll(x, 2, 2); });
  table["roll_flat"] = unary([](Array x) { return wg::roll(x, 5); });
  table["tile"] = unary([](Array x) { return wg::tile(x, {2, 1, 2}); });
  table["repeat"] = unary([](Array x) { return wg::repeat(x, 2, 1); });
  table["rot90"] = unary([](Array x) { return wg::rot90(x); });
  table["pad_constant"] = unary([](Array x) { return wg::pad(x, {{1, 0}, {0, 2}, {0, 0}}); });
  table["pad_edge"] = unary([](Array x) { return wg::pad(x, 1, wg::mode::edge); });
  table["pad_reflect"] = unary([](Array x) { return wg::pad(x, 1, wg::mode::reflect); });
  table["lax_pad_interior"] =
      unary([](Array x) { return wg::pad(x, {{1, 1, 1}, {0, 0, 0}, {-1, 0, 0}}, 0.0); });
  table["split"] = [](const Arrays& x) { return wg::split(x[0], 3, 1); };
  table["array_split"] = [](const Arrays& x) { return wg::array_split(x[0], 3, 2); };
  table["concatenate_self"] = unary([](Array x) { return wg::concatenate({x, 2 * x}, 1); });
  table["stack"] = unary([](Array x) { return wg::stack({x, -x}, -1); });
  table["vstack"] = unary([](Array x) { return wg::vstack({x(0), x(1)}); });
  table["hstack"] = unary([](Array x) { return wg::hstack({x(0), x(1)}); });
  table["tril"] = unary([](Array x) { return wg::tril(x(0)); });
  table["triu_k1"] = unary([](Array x) { return wg::triu(x(0), 1); });
  table["diagonal"] = unary([](Array x) { return wg::diagonal(x(0)); });
  table["diag_build"] = unary([](Array x) { return wg::diag(x(0, 0)); });
  table["trace"] = unary([](Array x) { return wg::trace(x(0)); });
  table["atleast_2d"] = unary([](Array x) { return wg::atleast_2d(x(0, 0)); });
  table["meshgrid"] = [](const Arrays& x) {
    const auto [a, b] = wg::meshgrid(x[0], x[1]);
    return Arrays{a, b};
  };
  table["outer"] = binary([](Array a, Array b) { return wg::outer(a, b); });
  table["one_hot"] = unary([](Array i) { return wg::nn::one_hot(i, 5, wg::float32); });
  table["linspace_arrays"] = binary([](Array a, Array b) { return wg::linspace(a, b, 5); });
  table["arange_like"] = unary([](Array x) { return wg::arange(6.0).reshape(2, 3) + x; });
}

void add_indexing(Table& table) {
  using wg::all, wg::slice, wg::ellipsis, wg::newaxis;
  using Integers = std::vector<std::int32_t>;
  const auto positions = [](Integers i) { return Array(i); };
  table["index_int"] = unary([](Array x) { return x(1); });
  table["index_neg"] = unary([](Array x) { return x(-1, all, -2); });
  table["slice_step"] =
      unary([](Array x) { return x(all, slice(1, wg::none), slice(wg::none, wg::none, 2)); });
  table["slice_reverse"] =
      unary([](Array x) { return x(ellipsis, slice(wg::none, wg::none, -1)); });
  table["index_ellipsis_new"] = unary([](Array x) { return x(ellipsis, newaxis, 1); });
  table["index_array"] = unary([=](Array x) { return x(all, positions({2, 0, 2})); });
  table["index_two_arrays"] =
      unary([=](Array x) { return x(positions({0, 1, 1}), positions({2, 0, 2})); });
  table["index_split_arrays"] =
      unary([=](Array x) { return x(positions({0, 1}), all, positions({3, 0})); });
  table["take_axis"] = unary([=](Array x) { return wg::take(x, positions({1, 1, 0}), 1); });
  table["dynamic_slice"] =
      unary([](Array x) { return wg::dynamic_slice(x, {0, 1, 2}, {2, 2, 2}); });
  table["dynamic_update_slice"] = unary(
      [](Array x) { return wg::dynamic_update_slice(x, 9 * wg::ones({1, 2, 2}), {1, 1, 1}); });
  table["at_set"] = unary([](Array x) { return x.at(1, 0).set(7); });
  table["at_add_slice"] = unary([](Array x) { return x.at(all, slice(1, wg::none)).add(0.5); });
  table["at_mul"] = unary([](Array x) { return x.at(0).multiply(-2); });
  table["at_min"] = unary([](Array x) { return x.at(0).min(0); });
  table["at_max"] = unary([](Array x) { return x.at(0).max(0); });
  table["at_add_duplicates"] =
      unary([=](Array x) { return x.at(all, positions({1, 1})).add(1.0); });
  table["take_along_axis"] = binary([](Array x, Array i) { return wg::take_along_axis(x, i, 1); });
  table["at_set_values"] = ternary([](Array x, Array i, Array v) { return x.at(i).set(v); });
  table["at_add_values"] = ternary([](Array x, Array i, Array v) { return x.at(i).add(v); });
  table["segment_sum"] = binary([](Array x, Array i) { return wg::segment_sum(x, i, 4); });
}

void add_contractions(Table& table) {
  table["dot_vv"] = binary([](Array a, Array b) { return wg::dot(a, b); });
  for (const char* name : {"dot_mv", "dot_vm", "dot_mm", "matmul_batch", "matmul_batch_broadcast",
                           "dot_f32", "dot_complex", "dot_int"})
    table[name] = binary([](Array a, Array b) { return wg::matmul(a, b); });
  table["tensordot"] = binary([](Array a, Array b) { return wg::tensordot(a, b, 2); });
  table["inner"] = binary([](Array a, Array b) { return wg::inner(a, b); });
  table["vdot"] = binary([](Array a, Array b) { return wg::vdot(a, b); });
  table["kron"] = binary([](Array a, Array b) { return wg::kron(a, b); });
  table["cross"] = binary([](Array a, Array b) { return wg::cross(a, b); });
  for (const auto& [name, subscripts] :
       std::map<std::string, std::string>{{"ij_jk", "ij,jk->ik"},
                                          {"bij_bjk", "bij,bjk->bik"},
                                          {"implicit_ellipsis", "i...,i..."},
                                          {"outer", "i,j->ij"},
                                          {"trace", "ii,j->j"},
                                          {"bhqd_bhkd", "bhqd,bhkd->bhqk"}})
    table["einsum_" + name] =
        binary([s = subscripts](Array a, Array b) { return wg::einsum(s, a, b); });
  table["einsum_three"] =
      ternary([](Array a, Array b, Array c) { return wg::einsum("ij,jk,kl->il", a, b, c); });
  table["conv2d_same"] =
      binary([](Array x, Array w) { return wg::conv_general_dilated(x, w, {1, 1}, "SAME"); });
  table["conv2d_stride_dilate"] = binary([](Array x, Array w) {
    return wg::conv_general_dilated(x, w, {2, 1}, "VALID", {.rhs_dilation = {1, 2}});
  });
  table["max_pool"] = unary([](Array x) {
    return wg::reduce_window(
        x, -wg::inf, [](Array a, Array b) { return Array(wg::maximum(a, b)); }, {1, 1, 2, 2},
        {1, 1, 2, 2}, "VALID");
  });
  table["avg_pool"] = unary([](Array x) {
    return wg::reduce_window(
               x, 0.0, [](Array a, Array b) { return Array(a + b); }, {1, 1, 2, 2}, {1, 1, 2, 2},
               "VALID") /
           4;
  });
}

void add_sorting(Table& table) {
  for (const char* name : {"sort", "sort_nan"})
    table[name] = unary([](Array x) { return wg::sort(x); });
  table["sort_axis0"] = unary([](Array x) { return wg::sort(x, 0); });
  for (const char* name : {"argsort", "argsort_stable_ties"})
    table[name] = unary([](Array x) { return wg::argsort(x); });
  table["top_k"] = [](const Arrays& x) {
    const auto [values, indices] = wg::top_k(x[0], 2);
    return Arrays{values, indices};
  };
  table["searchsorted"] = binary([](Array a, Array v) { return wg::searchsorted(a, v); });
  table["unique_sized"] = unary([](Array x) { return wg::unique(x, 4, Array(-1)); });
  table["nonzero_sized"] = [](const Arrays& x) { return wg::nonzero(x[0], 3); };
  table["lexsort"] = binary([](Array a, Array b) { return wg::lexsort({a, b}); });
}

}  // namespace

void add_arrays(Table& table) {
  add_reductions(table);
  add_shapes(table);
  add_indexing(table);
  add_contractions(table);
  add_sorting(table);
}

}  // namespace oracle
