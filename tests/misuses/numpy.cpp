#include "misuses/misuse.hpp"

namespace wengert::misuses {

const Misuses numpy = {
    {"concatenating nothing", [] { concatenate({}); },
     "ValueError: concatenate: no arrays; give at least one"},
    {"concatenating other extents", [] { concatenate({ones({2, 3}), ones({2, 4})}); },
     "ShapeError: concatenate: shapes (2, 3) and (2, 4) differ in more than axis 0"},
    {"concatenating other ranks", [] { concatenate({ones({2, 3}), ones({3})}); },
     "ShapeError: concatenate: shapes (2, 3) and (3,) differ in more than axis 0"},
    {"concatenating along an axis that is not there",
     [] { concatenate({ones({2}), ones({2})}, 1); },
     "IndexError: concatenate: axis 1 is out of range for an array of rank 1; valid axes are -1 to "
     "0"},
    {"concatenating scalars", [] { concatenate({Array(1.0), Array(2.0)}); },
     "IndexError: concatenate: axis 0 is out of range for an array of rank 0; a scalar has no "
     "axes"},
    {"stacking nothing", [] { stack({}); }, "ValueError: stack: no arrays; give at least one"},
    {"stacking other shapes", [] { stack({ones({2}), ones({3})}); },
     "ShapeError: stack: shapes (2,) and (3,) differ; they must be equal"},
    {"stacking along an axis that is not there", [] { stack({ones({2}), ones({2})}, 2); },
     "IndexError: stack: axis 2 is out of range for an array of rank 2; valid axes are -2 to 1"},
    {"vstack of other widths", [] { vstack({ones({2}), ones({3})}); },
     "ShapeError: vstack: shapes (1, 2) and (1, 3) differ in more than axis 0"},
    {"splitting into unequal parts", [] { split(ones({5}), 2); },
     "ShapeError: split: extent 5 of shape (5,) does not divide into 2 equal parts; array_split "
     "makes unequal ones"},
    {"splitting into no parts", [] { split(ones({5}), 0); },
     "ValueError: split: into 0 parts; there must be at least 1"},
    {"unstacking a scalar", [] { unstack(Array(1.0)); },
     "IndexError: unstack: axis 0 is out of range for an array of rank 0; a scalar has no axes"},
    {"moving as many axes to fewer", [] { moveaxis(ones({2, 3, 4}), {0, 1}, {0}); },
     "ValueError: moveaxis: 2 axes to move and 1 places for them"},
    {"moving an axis twice", [] { moveaxis(ones({2, 3, 4}), {0, 0}, {0, 1}); },
     "ValueError: moveaxis: an axis is named twice in (0, 0)"},
    {"expanding at an axis beyond the result", [] { expand_dims(ones({2}), {3}); },
     "IndexError: expand_dims: axis 3 is out of range for an array of rank 2; valid axes are -2 to "
     "1"},
    {"expanding twice at one axis", [] { expand_dims(ones({2}), {0, 0}); },
     "ValueError: expand_dims: an axis is named twice in (0, 0)"},
    {"broadcasting to fewer axes", [] { broadcast_to(ones({2, 3}), {3}); },
     "ShapeError: broadcast_to: shape (2, 3) does not broadcast to (3,), which has fewer axes or "
     "smaller extents"},
    {"broadcasting to other extents", [] { broadcast_to(ones({2, 3}), {2, 4}); },
     "ShapeError: broadcast_to: shapes (2, 3) and (2, 4) do not broadcast: axis -1 has extents 3 "
     "and 4; they must be equal or one of them 1"},
    {"broadcasting to a negative extent", [] { broadcast_to(ones({1}), {-1}); },
     "ShapeError: broadcast_to: f32[-1] has a negative extent"},
    {"flipping an axis that is not there", [] { flip(ones({2}), 1); },
     "IndexError: flip: axis 1 is out of range for an array of rank 1; valid axes are -1 to 0"},
    {"rolling an axis that is not there", [] { roll(ones({2}), 1, 1); },
     "IndexError: roll: axis 1 is out of range for an array of rank 1; valid axes are -1 to 0"},
    {"rotating a vector", [] { rot90(ones({2})); },
     "IndexError: rot90: axis 1 is out of range for an array of rank 1; valid axes are -1 to 0"},
    {"rotating in one axis", [] { rot90(ones({2, 2}), 1, 0, 0); },
     "ValueError: rot90: an axis is named twice in (0, 0)"},
    {"repeating less than never", [] { repeat(ones({2}), -1); },
     "ValueError: repeat: times is -1; it must not be negative"},
    {"tiling less than never", [] { tile(ones({2}), {-1}); },
     "ValueError: tile: repetitions (-1,) must not be negative"},
    {"padding too many axes", [] { pad(ones({2}), {{1, 1}, {1, 1}, {0, 0}}); },
     "ValueError: pad: 3 widths for an array of rank 1; give one for each axis, or one number"},
    {"padding below nothing", [] { pad(ones({2}), -2); },
     "ShapeError: pad: axis 0 of f32[2] padded by -2, -2 and 0 inside has no extent; take fewer "
     "elements away"},
    {"reflecting more than there is", [] { pad(ones({2}), 2, mode::reflect); },
     "ValueError: pad: axis 0 has extent 2, too short to give 2 elements of its own"},
    {"the edge of nothing", [] { pad(ones({0}), 1, mode::edge); },
     "ValueError: pad: axis 0 has extent 0, too short to give 1 elements of its own"},
    {"the diagonal of a vector", [] { diagonal(ones({3})); },
     "ShapeError: diagonal: shape (3,) has no two axes"},
    {"the trace of a scalar", [] { trace(Array(1.0)); },
     "ShapeError: trace: shape () has no two axes"},
    {"diag of three axes", [] { diag(ones({2, 2, 2})); },
     "ShapeError: diag: shape (2, 2, 2) is neither a vector's nor a matrix's"},
    {"a triangle of a vector", [] { tril(ones({3})); },
     "ShapeError: tril: shape (3,) has no two axes"},
    {"the transpose of a vector's matrix", [] { matrix_transpose(ones({3})); },
     "ShapeError: matrix_transpose: f32[3] has no two axes to exchange"},
    {"the maximum of nothing", [] { max(ones({0})); },
     "ValueError: max: shape (0,) has no elements along these axes, and max of nothing is "
     "undefined"},
    {"the minimum of empty rows", [] { min(ones({3, 0}), 1); },
     "ValueError: min: shape (3, 0) has no elements along these axes, and min of nothing is "
     "undefined"},
    {"the position of the maximum of nothing", [] { argmax(ones({0})); },
     "ValueError: argmax: shape (0,) has no elements along these axes, and argmax of nothing is "
     "undefined"},
    {"the position of a maximum along an axis that is not there", [] { argmax(ones({2}), 1); },
     "IndexError: argmax: axis 1 is out of range for an array of rank 1; valid axes are -1 to 0"},
    {"a sum over an axis that is not there", [] { sum(ones({2, 3}), 2); },
     "IndexError: sum: axis 2 is out of range for an array of rank 2; valid axes are -2 to 1"},
    {"a sum over a negative axis that is not there", [] { sum(ones({2, 3}), -3); },
     "IndexError: sum: axis -3 is out of range for an array of rank 2; valid axes are -2 to 1"},
    {"a sum over one axis twice", [] { sum(ones({2, 3}), {0, -2}); },
     "ValueError: sum: an axis is named twice in (0, -2)"},
    {"a sum over an axis of a scalar", [] { sum(Array(1.0), 0); },
     "IndexError: sum: axis 0 is out of range for an array of rank 0; a scalar has no axes"},
    {"the maximum of complex numbers", [] { max(Array(std::complex<float>(0, 1)).reshape({1})); },
     "DtypeError: reduce_max: an operand has type c64[1]; the operation is defined for uint8, "
     "uint16, uint32, uint64, int8, int16, int32, int64, float16, bfloat16, float32, float64; "
     "convert it first with astype"},
    {"an average with weights of another length", [] { average(ones({3}), 0, ones({2})); },
     "ShapeError: average: shapes (2,) and (3,) do not broadcast: axis -1 has extents 2 and 3; "
     "they must be equal or one of them 1"},
    {"the span of nothing", [] { ptp(ones({0})); },
     "ValueError: min: shape (0,) has no elements along these axes, and min of nothing is "
     "undefined"},
    {"a quantile beyond 1", [] { quantile(ones({3}), 1.5); },
     "ValueError: quantile: the fraction is 1.5; it must lie between 0 and 1"},
    {"a quantile of nothing", [] { quantile(ones({0}), 0.5); },
     "ValueError: quantile: f32[0] has no elements along the reduced axes"},
    {"the median of nothing", [] { median(ones({0})); },
     "ValueError: median: f32[0] has no elements along the reduced axes"},
    {"a histogram of no bins", [] { histogram(ones({3}), 0); },
     "ValueError: histogram: 0 bins; there must be at least one"},
    {"a histogram of an empty range", [] { histogram(ones({3}), 4, std::pair{2.0, 1.0}); },
     "ValueError: histogram: the range is 2 to 1; its ends must ascend"},
    {"counts of floats", [] { bincount(ones({3})); },
     "DtypeError: bincount: x has type f32[3]; it must be integers with one axis"},
    {"counts with weights of another length", [] { bincount(Array{1, 2}, {}, ones({3})); },
     "ShapeError: bincount: weights of type f32[3] for x of type i32[2]; give one for each "
     "element"},
    {"a histogram with weights of another length", [] { histogram(ones({3}), 4, {}, ones({2})); },
     "ShapeError: histogram: weights of type f32[2] for x of type f32[3]; give one for each "
     "element"},
    {"fewer than no counts", [] { bincount(Array{1, 2}, -1); },
     "ValueError: bincount: length is -1; it must not be negative"},
    {"a percentile beyond 100", [] { percentile(ones({3}), 101); },
     "ValueError: percentile: the fraction is 1.01; it must lie between 0 and 1"},
    {"interpolation on samples that differ in number",
     [] { interp(Array(0.5), ones({3}), ones({2})); },
     "ShapeError: interp: xp is f32[3] and fp is f32[2]; they must have one axis of equal, "
     "positive extent"},
    {"interpolation on no samples", [] { interp(Array(0.5), ones({0}), ones({0})); },
     "ShapeError: interp: xp is f32[0] and fp is f32[0]; they must have one axis of equal, "
     "positive extent"},
    {"covariance of three axes", [] { cov(ones({2, 2, 2})); },
     "ShapeError: cov: f32[2,2,2] has more than two axes: variables, observations"},
    {"sorting along an axis that is not there", [] { sort(ones({2}), 1); },
     "IndexError: sort: axis 1 is out of range for an array of rank 1; valid axes are -1 to 0"},
    {"sorting a scalar", [] { sort(Array(1.0)); },
     "IndexError: sort: axis -1 is out of range for an array of rank 0; a scalar has no axes"},
    {"lexsort of no keys", [] { lexsort({}); },
     "ValueError: lexsort: no keys; give at least one array"},
    {"lexsort of keys that differ", [] { lexsort({ones({2}), ones({3})}); },
     "ShapeError: lexsort: keys are f32[2] and f32[3]; shapes must be equal"},
    {"more of the largest than there are", [] { top_k(ones({3}), 4); },
     "ShapeError: top_k: 4 of the 3 elements along the last axis of f32[3]; k must be at least 0 "
     "and at most that"},
    {"fewer than none of the largest", [] { top_k(ones({3}), -1); },
     "ShapeError: top_k: -1 of the 3 elements along the last axis of f32[3]; k must be at least 0 "
     "and at most that"},
    {"searching a matrix", [] { searchsorted(ones({2, 2}), Array(1.0)); },
     "ShapeError: searchsorted: a has type f32[2,2]; it must have one axis"},
    {"unique in less than no space", [] { unique(ones({3}), -1); },
     "ValueError: unique: size is -1; it must not be negative"},
    {"nonzero in less than no space", [] { nonzero(ones({3}), -1); },
     "ValueError: nonzero: size is -1; it must not be negative"},
    {"taking floats", [] { take(ones({3}), Array{0.5}); },
     "DtypeError: take: an index array has dtype float32; indices are integers or booleans, "
     "convert with astype"},
    {"taking beyond the end", [] { take(ones({3}), Array{3}); },
     "IndexError: take: index 3 is out of bounds for axis 0 of extent 3; valid indices are -3 to "
     "2"},
    {"taking along an axis that is not there", [] { take(ones({3}), Array{0}, 1); },
     "IndexError: take: axis 1 is out of range for an array of rank 1; valid axes are -1 to 0"},
    {"taking along an axis with indices of another rank",
     [] { take_along_axis(ones({2, 3}), Array{0}, 1); },
     "ShapeError: take_along_axis: indices of type i32[1] for an array of type f32[2,3]; they must "
     "have the same rank"},
    {"taking along an axis with floats", [] { take_along_axis(ones({2, 3}), ones({2, 1}), 1); },
     "DtypeError: take_along_axis: an index array has dtype float32; indices are integers or "
     "booleans, convert with astype"},
    {"taking along an axis beyond the end",
     [] { take_along_axis(ones({2, 3}), Array{{3}, {0}}, 1); },
     "IndexError: take_along_axis: index 3 is out of bounds for axis 1 of extent 3; valid indices "
     "are -3 to 2"},
    {"compressing by a mask that is too long",
     [] { compress(Array{true, false, true}, ones({2})); },
     "IndexError: take: index 2 is out of bounds for axis 0 of extent 2; valid indices are -2 to "
     "1"},
    {"a dynamic slice with too few starts", [] { dynamic_slice(ones({2, 3}), {Array(0)}, {1, 1}); },
     "ShapeError: dynamic_slice: 1 start indices for an operand of type f32[2,3]; give one per "
     "axis"},
    {"a dynamic slice that is too large", [] { dynamic_slice(ones({3}), {Array(0)}, {4}); },
     "ShapeError: dynamic_slice: a slice of (4,) does not fit in f32[3]"},
    {"a dynamic slice at a float", [] { dynamic_slice(ones({3}), {Array(0.5)}, {1}); },
     "DtypeError: dynamic_slice: a start index has type f32[]; it must be an integer scalar"},
    {"a dynamic update that is too large",
     [] { dynamic_update_slice(ones({3}), ones({4}), {Array(0)}); },
     "ShapeError: dynamic_update_slice: an update of type f32[4] does not fit in f32[3]"},
    {"sums over segments of another number", [] { segment_sum(ones({3}), Array{0, 1}); },
     "ShapeError: segment_sum: x is f32[3] and segments are i32[2]; one integer for each row of x "
     "is wanted"},
    {"sums over segments that are floats", [] { segment_sum(ones({2}), Array{0.0, 1.0}); },
     "DtypeError: segment_sum: segments are f32[2]; they must be integers"},
    {"sums over fewer than no segments", [] { segment_sum(ones({2}), Array{0, 1}, -1); },
     "ValueError: segment_sum: count is -1; it must not be negative"},
    {"products of unequal vectors", [] { dot(ones({3}), ones({4})); },
     "ShapeError: dot: inner extents differ: f32[3] x f32[4] contracts axis 0 (3) with axis 0 (4)"},
    {"a product of matrices that do not match", [] { matmul(ones({2, 3}), ones({2, 3})); },
     "ShapeError: matmul: inner extents differ: f32[2,3] x f32[2,3] contracts axis 1 (3) with axis "
     "0 (2)"},
    {"a product with a scalar", [] { matmul(ones({2, 3}), Array(2.0)); },
     "ShapeError: matmul: f32[2,3] x f32[]: a scalar is no matrix; multiply with *"},
    {"a product of batches that do not broadcast", [] { matmul(ones({2, 3, 3}), ones({4, 3, 3})); },
     "ShapeError: matmul: shapes (2,) and (4,) do not broadcast: axis -1 has extents 2 and 4; they "
     "must be equal or one of them 1"},
    {"inner products of unequal rows", [] { inner(ones({2, 3}), ones({2, 4})); },
     "ShapeError: inner: inner extents differ: f32[2,3] x f32[2,4] contracts axis 1 (3) with axis "
     "1 (4)"},
    {"vdot of unequal sizes", [] { vdot(ones({3}), ones({4})); },
     "ShapeError: vdot: inner extents differ: f32[3] x f32[4] contracts axis 0 (3) with axis 0 "
     "(4)"},
    {"tensordot over more axes than there are", [] { tensordot(ones({2}), ones({2}), 2); },
     "ValueError: tensordot: 2 axes of f32[2] and f32[2] are to be contracted; they have 1 and 1"},
    {"tensordot over as many axes as fewer",
     [] { tensordot(ones({2, 3}), ones({2, 3}), {0, 1}, {0}); },
     "ValueError: tensordot: axes (0, 1) and (0,) differ in number; give as many of each"},
    {"tensordot over unequal extents", [] { tensordot(ones({2, 3}), ones({2, 3}), {0}, {1}); },
     "ShapeError: tensordot: inner extents differ: f32[2,3] x f32[2,3] contracts axis 0 (2) with "
     "axis 1 (3)"},
    {"tensordot over one axis twice", [] { tensordot(ones({2, 2}), ones({2, 2}), {0, 0}, {0, 1}); },
     "ShapeError: dot: f32[2,2] x f32[2,2] contracts axes (0, 0) of f32[2,2] and batches (); name "
     "each axis once"},
    {"the vector product of other extents", [] { cross(ones({4}), ones({4})); },
     "ShapeError: cross: an operand has type f32[4]; the last axis must have extent 3"},
    {"einsum without an operand for a term", [] { einsum("ij,jk->ik", ones({2, 3})); },
     "ValueError: einsum: \"ij,jk->ik\" has 2 terms for 1 operands"},
    {"einsum of letters that are too many", [] { einsum("ijk->i", ones({2, 3})); },
     "ValueError: einsum: \"ijk->i\": term \"ijk\" names 3 axes of an operand of type f32[2,3]"},
    {"einsum of extents that differ", [] { einsum("ij,jk->ik", ones({2, 3}), ones({4, 5})); },
     "ShapeError: einsum: \"ij,jk->ik\": axis 'j' has extents 3 and 4 in f32[2,3] and f32[4,5]"},
    {"einsum of a result's letter that no term has", [] { einsum("ij->ik", ones({2, 3})); },
     "ValueError: einsum: \"ij->ik\": the result names axis 'k' that no operand has"},
    {"einsum of a result's letter twice", [] { einsum("ij->ii", ones({2, 3})); },
     "ValueError: einsum: \"ij->ii\": the result names axis 'i' twice"},
    {"einsum of a diagonal that is not square", [] { einsum("ii->i", ones({2, 3})); },
     "ShapeError: einsum: a repeated letter names axes of extents 2 and 3 of f32[2,3]"},
    {"einsum of signs it does not know", [] { einsum("i+j->ij", ones({2, 3})); },
     "ValueError: einsum: \"i+j->ij\": '+' is out of place; write letters, ... and commas, as "
     "\"ij,jk->ik\""},
    {"einsum of half an ellipsis", [] { einsum("i..->i", ones({2, 3})); },
     "ValueError: einsum: \"i..->i\": '.' is out of place; write letters, ... and commas, as "
     "\"ij,jk->ik\""},
    {"a convolution of other channels",
     [] { conv_general_dilated(ones({1, 3, 8}), ones({4, 2, 3}), {1}, "SAME"); },
     "ShapeError: conv_general_dilated: x is f32[1,3,8], w is f32[4,2,3], 1 strides, 1 groups; x "
     "must be (N, C, …), w (O, C / groups, …) with O a multiple of the groups, and one stride for "
     "each further axis"},
    {"a convolution of other ranks",
     [] { conv_general_dilated(ones({1, 3, 8}), ones({4, 3}), {1}, "SAME"); },
     "ShapeError: conv_general_dilated: x is f32[1,3,8], w is f32[4,3], 1 strides, 1 groups; x "
     "must be (N, C, …), w (O, C / groups, …) with O a multiple of the groups, and one stride for "
     "each further axis"},
    {"a convolution with a stride of 0",
     [] { conv_general_dilated(ones({1, 3, 8}), ones({4, 3, 3}), {0}, "SAME"); },
     "ValueError: conv_general_dilated: strides (0,) must be positive"},
    {"a convolution with padding it does not know",
     [] { conv_general_dilated(ones({1, 3, 8}), ones({4, 3, 3}), {1}, "FULL"); },
     "ValueError: conv_general_dilated: padding 'FULL'; use \"SAME\", \"VALID\" or widths"},
    {"a convolution with too many widths",
     [] { conv_general_dilated(ones({1, 3, 8}), ones({4, 3, 3}), {1}, {{1, 1}, {1, 1}}); },
     "ShapeError: conv_general_dilated: 2 paddings for 1 axes; give one each"},
    {"a convolution in groups that do not divide",
     [] {
       conv_general_dilated(ones({1, 3, 8}), ones({4, 1, 3}), {1}, "SAME",
                            {.feature_group_count = 2});
     },
     "ShapeError: conv_general_dilated: x is f32[1,3,8], w is f32[4,1,3], 1 strides, 2 groups; x "
     "must be (N, C, …), w (O, C / groups, …) with O a multiple of the groups, and one stride for "
     "each further axis"},
    {"a convolution of holes below nothing",
     [] {
       conv_general_dilated(ones({1, 3, 8}), ones({4, 3, 3}), {1}, "SAME", {.rhs_dilation = {0}});
     },
     "ShapeError: conv_general_dilated: dilation (0,) for 1 spatial axes; one positive entry for "
     "each"},
    {"a window of no rank",
     [] {
       reduce_window(
           ones({4, 4}), 0.0, [](Array a, Array b) { return Array(a + b); }, {2}, {1}, "VALID");
     },
     "ShapeError: reduce_window: a window of (2,) and strides of (1,) for f32[4,4]; each needs one "
     "entry for each axis"},
    {"convolving a matrix", [] { convolve(ones({2, 2}), ones({2})); },
     "ShapeError: convolve: operands have types f32[2,2] and f32[2]; both must have one axis, and "
     "not be empty"},
    {"convolving nothing", [] { convolve(ones({0}), ones({2})); },
     "ShapeError: convolve: operands have types f32[0] and f32[2]; both must have one axis, and "
     "not be empty"},
    {"a polynomial that is a matrix", [] { polyval(ones({2, 2}), Array(1.0)); },
     "ShapeError: polyval: p has type f32[2,2]; it must have one axis"},
    {"differences less than no times", [] { diff(ones({3}), -1); },
     "ValueError: diff: n is -1; it must not be negative"},
    {"differences along an axis of a scalar", [] { diff(Array(1.0)); },
     "IndexError: diff: axis -1 is out of range for an array of rank 0; a scalar has no axes"},
    {"the gradient of one sample", [] { gradient(ones({1})); },
     "ShapeError: gradient: f32[1] has 1 samples along axis 0; a difference needs two"},
    {"a trapezoid of places that differ in number", [] { trapezoid(ones({3}), ones({2})); },
     "ShapeError: trapezoid: x is f32[2] and y f32[3] has 3 samples along axis 0; give one place "
     "for each"},
    {"a running sum along an axis that is not there", [] { cumsum(ones({3}), 1); },
     "IndexError: cumsum: axis 1 is out of range for an array of rank 1; valid axes are -1 to 0"},
    {"the greatest common divisor of floats", [] { gcd(ones({2}), ones({2})); },
     "DtypeError: gcd: operands have types f32[2] and f32[2]; both must be integers"},
    {"select_n of no cases", [] { select_n(Array(0), {}); },
     "ValueError: select_n: no cases; give at least one"},
    {"select_n by floats", [] { select_n(Array(0.0), {ones({2}), ones({2})}); },
     "DtypeError: select_n: which has type f32[]; it must be bool or integer"},
    {"select_n of three cases by a boolean",
     [] { select_n(Array(true), {Array(1), Array(2), Array(3)}); },
     "ValueError: select_n: 3 cases for a boolean; there can be two"},
    {"select with as many conditions as fewer", [] { select({Array(true)}, {Array(1), Array(2)}); },
     "ValueError: select: 1 conditions for 2 choices; give one each"},
    {"an associative scan of nothing",
     [] {
       associative_scan([](const std::vector<Array>& a, const std::vector<Array>&) { return a; },
                        std::vector<Array>{});
     },
     "ValueError: associative_scan: xs holds no Array"},
    {"an associative scan of unequal extents",
     [] {
       associative_scan([](const std::vector<Array>& a, const std::vector<Array>&) { return a; },
                        std::vector<Array>{ones({2}), ones({3})});
     },
     "ShapeError: scan: lengths differ: f32[3] has 3 elements where 2 are wanted; leading axes "
     "must be equal"},
};

}  // namespace wengert::misuses
