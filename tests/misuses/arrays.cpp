#include "misuses/misuse.hpp"

namespace wengert::misuses {

const Misuses arrays = {
    {"ragged braces", [] { Array{{1.0, 2.0}, {3.0}}; },
     "ShapeError: Array: braces are ragged at depth 1: a list of 1 where the first is a list of 2"},
    {"data of the wrong length", [] { Array(std::vector<float>{1, 2, 3}, Shape{2, 2}); },
     "ShapeError: Array: 3 elements do not fill shape (2, 2)"},
    {"data of a negative shape", [] { Array(std::vector<float>{1, 2, 3}, Shape{-3}); },
     "ShapeError: Array: f32[-3] has a negative extent"},
    {"borrowed data of the wrong length",
     [] {
       static const float x[3] = {};
       Array::borrow(std::span<const float>(x), Shape{4});
     },
     "ShapeError: Array::borrow: 3 elements do not fill shape (4,)"},
    {"borrowed data of rank 33",
     [] {
       static const float x[1] = {};
       Array::borrow(std::span<const float>(x), Shape::filled(33, 1));
     },
     "ShapeError: Array::borrow: an array of rank 33; an array has at most 32 axes"},
    {"a negative extent", [] { zeros({2, -1}); },
     "ShapeError: zeros: f32[2,-1] has a negative extent"},
    {"more elements than 64 bits count", [] { zeros({1LL << 40, 1LL << 40}); },
     "ShapeError: zeros: f32[1099511627776,1099511627776] would hold 2^63 bytes or more"},
    {"more bytes than 64 bits count", [] { zeros({1LL << 31, 1LL << 31}); },
     "ShapeError: zeros: f32[2147483648,2147483648] would hold 2^63 bytes or more"},
    {"more bytes than there are", [] { zeros({1LL << 57}); },
     "MemoryError: array: there is no memory for 576460752303423488 bytes"},
    {"a rank above 32", [] { ones(Integers(Shape::filled(33, 1))); },
     "ShapeError: ones: an array of rank 33; an array has at most 32 axes"},
    {"broadcasting to more elements than 64 bits count",
     [] { broadcast_to(ones({1}), {1LL << 40, 1LL << 40}); },
     "ShapeError: broadcast_to: f32[1099511627776,1099511627776] would hold 2^63 bytes or more"},
    {"an identity of negative order", [] { eye(-1); },
     "ShapeError: eye: f32[-1,-1] has a negative extent"},
    {"arange by 0", [] { arange(0, 5, 0); },
     "ValueError: arange: the step is 0; it must be positive or negative"},
    {"arange without end", [] { arange(0.0, INFINITY); },
     "ValueError: arange: 0 to inf by 1 has no end; give finite numbers"},
    {"arange of NaN", [] { arange(NAN); },
     "ValueError: arange: 0 to nan by 1 has no end; give finite numbers"},
    {"linspace of fewer than no points", [] { linspace(0, 1, -2); },
     "ValueError: linspace: the number of points is -2; it must not be negative"},
    {"item of several elements", [] { ones({3}).item<float>(); },
     "ShapeError: item(): an array of type f32[3] has no single value; index it, or reduce it as "
     "with all(x) or any(x)"},
    {"item of none", [] { ones({0}).item<float>(); },
     "ShapeError: item(): an array of type f32[0] has no single value; index it, or reduce it as "
     "with all(x) or any(x)"},
    {"bool of several elements",
     [] {
       if (Array(ones({2}) > 0)) return;
     },
     "ShapeError: bool(x): an array of type bool[2] has no single value; index it, or reduce it as "
     "with all(x) or any(x)"},
    {"span of another dtype", [] { ones({3}).span<double>(); },
     "DtypeError: span: the elements are float32, not float64; convert with astype, or read with "
     "to_vector"},
    {"a double for an integer span", [] { arange(3).span<float>(); },
     "DtypeError: span: the elements are int32, not float32; convert with astype, or read with "
     "to_vector"},
    {"reshape to another number of elements", [] { ones({2, 3}).reshape({4, 2}); },
     "ShapeError: reshape: 6 elements of shape (2, 3) do not fill shape (4, 2)"},
    {"reshape with two unknown extents", [] { ones({2, 3}).reshape({-1, -1}); },
     "ShapeError: reshape: (-1, -1) is not a shape; one extent may be -1"},
    {"reshape with an extent that does not divide", [] { ones({2, 3}).reshape({4, -1}); },
     "ShapeError: reshape: 6 elements of shape (2, 3) do not fill shape (4, -1)"},
    {"reshape of nothing to an unknown extent", [] { ones({0, 3}).reshape({0, -1}); },
     "ShapeError: reshape: 0 elements of shape (0, 3) do not fill shape (0, -1)"},
    {"reshape to a negative extent", [] { ones({2, 3}).reshape({-2, -3}); },
     "ShapeError: reshape: (-2, -3) is not a shape; one extent may be -1"},
    {"transpose naming an axis twice", [] { ones({2, 3}).transpose({0, 0}); },
     "ValueError: transpose: an axis is named twice in (0, 0)"},
    {"transpose naming too few axes", [] { ones({2, 3}).transpose({0}); },
     "ValueError: transpose: axes (0,) for an array of rank 2; name each axis once"},
    {"transpose of an axis that is not there", [] { ones({2, 3}).transpose({0, 2}); },
     "IndexError: transpose: axis 2 is out of range for an array of rank 2; valid axes are -2 to "
     "1"},
    {"swapping an axis that is not there", [] { ones({2, 3}).swapaxes(0, 2); },
     "IndexError: swapaxes: axis 2 is out of range for an array of rank 2; valid axes are -2 to 1"},
    {"squeezing an extent of 3", [] { ones({2, 3}).squeeze({1}); },
     "ShapeError: squeeze: axis 1 of shape (2, 3) has extent 3; only axes of extent 1 can be "
     "dropped"},
    {"squeezing an axis that is not there", [] { ones({1, 3}).squeeze({2}); },
     "IndexError: squeeze: axis 2 is out of range for an array of rank 2; valid axes are -2 to 1"},
    {"too many subscripts", [] { ones({2, 3})(0, 0, 0); },
     "IndexError: index: 3 subscripts for an array of rank 2 and shape (2, 3); give at most one "
     "for each axis"},
    {"an index out of bounds", [] { ones({2, 3})(2); },
     "IndexError: index: index 2 is out of bounds for axis 0 of extent 2; valid indices are -2 to "
     "1"},
    {"a negative index out of bounds", [] { ones({2, 3})(0, -4); },
     "IndexError: index: index -4 is out of bounds for axis 1 of extent 3; valid indices are -3 to "
     "2"},
    {"a subscript of a scalar", [] { Array(1.0)(0); },
     "IndexError: index: 1 subscripts for an array of rank 0 and shape (); give at most one for "
     "each axis"},
    {"an index array of floats", [] { ones({4})(Array{0.0, 1.0}); },
     "DtypeError: index: an index array has dtype float32; indices are integers or booleans, "
     "convert with astype"},
    {"an index array out of bounds", [] { arange(4)(Array{0, 4}); },
     "IndexError: index: index 4 is out of bounds for axis 0 of extent 4; valid indices are -4 to "
     "3"},
    {"a negative index array out of bounds", [] { arange(4)(Array{-5}); },
     "IndexError: index: index -5 is out of bounds for axis 0 of extent 4; valid indices are -4 to "
     "3"},
    {"index arrays that do not broadcast", [] { ones({4, 4})(Array{0, 1}, Array{0, 1, 2}); },
     "ShapeError: index arrays: shapes (2,) and (3,) do not broadcast: axis -1 has extents 2 and "
     "3; they must be equal or one of them 1"},
    {"a mask of the wrong shape", [] { ones({4})(Array{true, false}); },
     "IndexError: index: a mask of shape (2,) does not match shape (4,) from axis 0 on; a mask has "
     "the extents of the axes it selects from"},
    {"two ellipses", [] { ones({2, 3})(ellipsis, 0, ellipsis); },
     "IndexError: index: more than one ellipsis; one stands for all axes left"},
    {"a slice by 0", [] { ones({4})(slice(0, 4, 0)); },
     "IndexError: slice: the step is 0; it must be positive or negative"},
    {"an update that does not broadcast", [] { zeros({3}).at(all).set(ones({2})); },
     "ShapeError: at: shapes (2,) and (3,) do not broadcast: axis -1 has extents 2 and 3; they "
     "must be equal or one of them 1"},
    {"a floating update of integers", [] { arange(3).at(0).set(0.5); },
     "DtypeError: at: an update of dtype float64 does not fit an array of int32; convert the array "
     "or the update with astype"},
    {"a complex update of floats", [] { zeros({3}).at(0).add(Array(std::complex<float>(0, 1))); },
     "DtypeError: at: an update of dtype complex64 does not fit an array of float32; convert the "
     "array or the update with astype"},
    {"an update out of bounds", [] { zeros({3}).at(3).set(1.0); },
     "IndexError: at: index 3 is out of bounds for axis 0 of extent 3; valid indices are -3 to 2"},
    {"an update at an index array out of bounds", [] { zeros({3}).at(Array{0, 7}).add(1.0); },
     "IndexError: at: index 7 is out of bounds for axis 0 of extent 3; valid indices are -3 to 2"},
    {"shapes that do not broadcast", [] { Array(ones({3}) + ones({4})); },
     "ShapeError: add: shapes (3,) and (4,) do not broadcast: axis -1 has extents 3 and 4; they "
     "must be equal or one of them 1"},
    {"a comparison of shapes that do not broadcast", [] { Array(ones({2, 3}) < ones({2})); },
     "ShapeError: lt: shapes (2, 3) and (2,) do not broadcast: axis -1 has extents 3 and 2; they "
     "must be equal or one of them 1"},
    {"where of shapes that do not broadcast", [] { Array(where(ones({2}) > 0, ones({3}), 0.0)); },
     "ShapeError: where: shapes (2,) and (3,) do not broadcast: axis -1 has extents 2 and 3; they "
     "must be equal or one of them 1"},
    {"an assignment that does not broadcast",
     [] {
       Array x = ones({2});
       x += ones({3});
     },
     "ShapeError: add: shapes (2,) and (3,) do not broadcast: axis -1 has extents 2 and 3; they "
     "must be equal or one of them 1"},
    {"subtracting booleans", [] { Array(Array{true} - Array{false}); },
     "DtypeError: sub: booleans have no differences; use ^ or !, or astype(int32)"},
    {"negating booleans", [] { Array(-Array{true}); },
     "DtypeError: neg: booleans have no differences; use ^ or !, or astype(int32)"},
    {"bits of floats", [] { Array(ones({2}) & ones({2})); },
     "DtypeError: and: operands are float32; bits are those of integers and booleans, convert with "
     "astype"},
    {"shifting floats", [] { Array(ones({2}) << 1); },
     "DtypeError: shift_left: operands are float32; bits are those of integers and booleans, "
     "convert with astype"},
    {"inverting floats", [] { Array(~ones({2})); },
     "DtypeError: not: operands are float32; bits are those of integers and booleans, convert with "
     "astype"},
    {"ordering complex numbers", [] { Array(Array(std::complex<float>(0, 1)) < 1.0); },
     "DtypeError: lt: an operand has type c64[]; the operation is defined for uint8, uint16, "
     "uint32, uint64, int8, int16, int32, int64, float16, bfloat16, float32, float64; convert it "
     "first with astype"},
    {"the floor of complex numbers", [] { Array(floor(Array(std::complex<float>(0, 1)))); },
     "DtypeError: floor: an operand has type c64[]; the operation is defined for float16, "
     "bfloat16, float32, float64; convert it first with astype"},
    {"the remainder of complex numbers", [] { Array(Array(std::complex<float>(0, 1)) % 2); },
     "DtypeError: rem: an operand has type c64[]; the operation is defined for uint8, uint16, "
     "uint32, uint64, int8, int16, int32, int64, float16, bfloat16, float32, float64; convert it "
     "first with astype"},
    {"an error function of complex numbers", [] { Array(erf(Array(std::complex<float>(0, 1)))); },
     "DtypeError: erf: an operand has type c64[]; the operation is defined for float16, bfloat16, "
     "float32, float64; convert it first with astype"},
    {"atan2 of complex numbers", [] { Array(atan2(Array(std::complex<float>(0, 1)), 1.0)); },
     "DtypeError: atan2: an operand has type c64[]; the operation is defined for float16, "
     "bfloat16, float32, float64; convert it first with astype"},
    {"an integer that its dtype cannot hold",
     [] { Array(Array(std::vector<std::uint8_t>{1, 2}) + 300); },
     "ValueError: uint8: the integer 300 does not fit; convert the array beside it with astype "
     "first"},
    {"a negative integer beside unsigned ones",
     [] { Array(Array(std::vector<std::uint8_t>{1, 2}) * -1); },
     "ValueError: uint8: the integer -1 does not fit; convert the array beside it with astype "
     "first"},
    {"an integer array to a negative power", [] { Array(pow(arange(3), -1)); },
     "ValueError: pow: an integer array to the power -1 is not an integer; convert it to a "
     "floating dtype with astype"},
    {"a default float of integers", [] { const DefaultFloat ints(int32); },
     "DtypeError: DefaultFloat: int32 is not a floating dtype"},
    {"bits of another width", [] { bitcast_convert_type(ones({2}), int64); },
     "DtypeError: bitcast_convert_type: f32[2] to int64; both must be real numbers of one width"},
    {"bits of complex numbers",
     [] { bitcast_convert_type(Array(std::complex<float>(0, 1)), int64); },
     "DtypeError: bitcast_convert_type: c64[] to int64; both must be real numbers of one width"},
};

}  // namespace wengert::misuses
