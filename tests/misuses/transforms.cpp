#include "misuses/misuse.hpp"

#include <thread>

namespace wengert::misuses {

const Misuses transforms = {
    {"grad of a vector", [] { grad([](Array x) { return Array(x * x); })(ones({3})); },
     "ShapeError: grad: the function returned f32[3], but only a scalar has a gradient; reduce it "
     "with sum or mean, or use jacrev for its Jacobian, vjp for a product with it"},
    {"grad with respect to an integer", [] { grad([](Array x) { return Array(x * x); })(3); },
     "DtypeError: grad: argument 0 has dtype int32; derivatives are taken of floating or complex "
     "values, use float32 via astype"},
    {"grad with respect to a boolean", [] { grad([](Array x) { return Array(x * 1.0); })(true); },
     "DtypeError: grad: argument 0 has dtype bool; derivatives are taken of floating or complex "
     "values, use float32 via astype"},
    {"grad of an integer", [] { grad([](Array x) { return x.astype(int32); })(1.0); },
     "DtypeError: grad: the function returned i32[], and derivatives are taken of floating or "
     "complex values, use float32 via astype"},
    {"grad of a complex number",
     [] { grad([](Array x) { return Array(x * std::complex<double>(0, 1)); })(1.0); },
     "DtypeError: grad: the function returned c64[], and a complex value has no gradient; take "
     "real(), imag() or abs() of it, or pass wg::holomorphic where the function is "
     "complex-differentiable"},
    {"grad with respect to a complex number",
     [] { grad([](Array x) { return Array(x * x); })(Array(std::complex<float>(0, 1))); },
     "DtypeError: grad: the function returned c64[], and a complex value has no gradient; take "
     "real(), imag() or abs() of it, or pass wg::holomorphic where the function is "
     "complex-differentiable"},
    {"a holomorphic grad of a real number",
     [] { grad([](Array x) { return real(x); }, holomorphic)(Array(std::complex<float>(0, 1))); },
     "DtypeError: grad: the function returned f32[]; with holomorphic it must be complex"},
    {"a holomorphic grad with respect to a real number",
     [] { grad([](Array x) { return Array(x * x); }, holomorphic)(1.0); },
     "DtypeError: grad: argument 0 has dtype float32; with holomorphic it must be complex, use "
     "complex64 via astype"},
    {"hessian of a vector of integers", [] { hessian([](Array x) { return sum(x); })(arange(3)); },
     "DtypeError: jacfwd: argument 0 has dtype int32; derivatives are taken of floating or complex "
     "values, use float32 via astype"},
    {"jacfwd with respect to an integer", [] { jacfwd([](Array x) { return Array(x * x); })(3); },
     "DtypeError: jacfwd: argument 0 has dtype int32; derivatives are taken of floating or complex "
     "values, use float32 via astype"},
    {"jacrev with respect to an integer", [] { jacrev([](Array x) { return Array(x * x); })(3); },
     "DtypeError: jacrev: argument 0 has dtype int32; derivatives are taken of floating or complex "
     "values, use float32 via astype"},
    {"jacfwd with respect to a complex number",
     [] { jacfwd([](Array x) { return Array(x * x); })(Array(std::complex<float>(0, 1))); },
     "DtypeError: jacfwd: argument 0 has dtype complex64; pass wg::holomorphic where the function "
     "is complex-differentiable, or use jacrev"},
    {"jacrev of an integer", [] { jacrev([](Array x) { return x.astype(int32); })(1.0); },
     "DtypeError: jacrev: the function returned i32[], and derivatives are taken of floating or "
     "complex values, use float32 via astype"},
    {"a tangent of another shape",
     [] {
       jvp([](Array x) { return Array(x * x); }, std::tuple{ones({2})}, std::tuple{ones({3})});
     },
     "ShapeError: jvp: at .0 the tangent is f32[3] beside a value of f32[2]; they must have one "
     "shape"},
    {"a tangent of another dtype",
     [] {
       jvp([](Array x) { return Array(x * x); }, std::tuple{ones({2})},
           std::tuple{ones({2}, float64)});
     },
     "DtypeError: jvp: at .0 the tangent is f64[2] beside a value of f32[2]; convert it with "
     "astype"},
    {"a cotangent of another shape",
     [] { vjp([](Array x) { return Array(x * x); }, ones({2})).second(ones({3})); },
     "ShapeError: vjp: at its root the cotangent is f32[3] beside a value of f32[2]; they must "
     "have one shape"},
    {"a cotangent of another dtype",
     [] { vjp([](Array x) { return Array(x * x); }, ones({2})).second(ones({2}, float64)); },
     "DtypeError: vjp: at its root the cotangent is f64[2] beside a value of f32[2]; convert it "
     "with astype"},
    {"a cotangent of another structure",
     [] {
       vjp([](Array x) { return std::vector<Array>{x, x}; }, ones({2}))
           .second(std::vector<Array>{ones({2})});
     },
     "TreeError: vjp: pytrees differ in their lengths at its root: 2 and 1; they must have one "
     "structure"},
    {"linearize at a tangent of another shape",
     [] { linearize([](Array x) { return Array(x * x); }, ones({2})).second(ones({3})); },
     "ShapeError: linearize: at .0 the tangent is f32[3] beside a value of f32[2]; they must have "
     "one shape"},
    {"vmap of a scalar", [] { vmap([](Array x) { return Array(x * x); })(1.0); },
     "ShapeError: vmap: argument 0 is f32[] and has no axis 0 to map; pass wg::none in in_axes to "
     "give it to every example"},
    {"vmap of unequal extents",
     [] { vmap([](Array x, Array y) { return Array(x * y); })(ones({2}), ones({3})); },
     "ShapeError: vmap: mapped extents differ: argument 0 has 2 along axis 0, argument 1 (f32[3]) "
     "has 3 along axis 0; they must be equal"},
    {"vmap over an axis that is not there",
     [] { vmap([](Array x) { return Array(x * x); }, 2)(ones({2, 3})); },
     "ShapeError: vmap: argument 0 is f32[2,3] and has no axis 2 to map; pass wg::none in in_axes "
     "to give it to every example"},
    {"vmap over a negative axis that is not there",
     [] { vmap([](Array x) { return Array(x * x); }, -3)(ones({2, 3})); },
     "ShapeError: vmap: argument 0 is f32[2,3] and has no axis -3 to map; pass wg::none in in_axes "
     "to give it to every example"},
    {"vmap with axes for fewer arguments",
     [] { vmap([](Array x, Array y) { return Array(x * y); }, {0})(ones({2}), ones({2})); },
     "ValueError: vmap: in_axes names 1 axes for 2 arguments; give one for each, wg::none where "
     "the argument is not mapped"},
    {"vmap over nothing", [] { vmap([](Array x) { return Array(x * x); }, {none})(ones({2})); },
     "ValueError: vmap: no argument is mapped; name an axis of at least one Array in in_axes"},
    {"vmap to an axis that is not there",
     [] { vmap([](Array x) { return Array(x * x); }, 0, 2)(ones({2})); },
     "IndexError: vmap: out_axis: axis 2 is out of range for an array of rank 1; valid axes are -1 "
     "to 0"},
    {"a branch on a number under jit",
     [] { jit([](Array x) { return x > 0 ? Array(x) : Array(-x); })(1.0); },
     "ConcretizationError: bool(x): the value, the result of gt of f32[] and f32[], is traced by "
     "jit and known only as bool[]; its number does not exist yet. Choose elementwise with "
     "where(condition, a, b), branch with cond, loop with while_loop or fori_loop, or pass the "
     "value as a static C++ argument"},
    {"a branch on a number under vmap",
     [] { vmap([](Array x) { return x > 0 ? Array(x) : Array(-x); })(ones({2})); },
     "ConcretizationError: bool(x): the value, the result of gt of f32[] and f32[], is traced by "
     "vmap and known only as bool[]; its number does not exist yet. Choose elementwise with "
     "where(condition, a, b), branch with cond, loop with while_loop or fori_loop, or pass the "
     "value as a static C++ argument"},
    {"item under jit", [] { jit([](Array x) { return Array(x.item<float>()); })(1.0); },
     "ConcretizationError: item(): the value, a parameter of the function, is traced by jit and "
     "known only as f32[]; its number does not exist yet. Choose elementwise with where(condition, "
     "a, b), branch with cond, loop with while_loop or fori_loop, or pass the value as a static "
     "C++ argument"},
    {"a loop to a number under jit",
     [] {
       jit([](Array n) {
         Array s = 0;
         for (int k = 0; k < n.item<int>(); ++k) s += 1;
         return s;
       })(3);
     },
     "ConcretizationError: item(): the value, a parameter of the function, is traced by jit and "
     "known only as i32[]; its number does not exist yet. Choose elementwise with where(condition, "
     "a, b), branch with cond, loop with while_loop or fori_loop, or pass the value as a static "
     "C++ argument"},
    {"to_vector under jit",
     [] { jit([](Array x) { return Array(x.to_vector<float>()); })(ones({2})); },
     "ConcretizationError: to_vector(): the value, a parameter of the function, is traced by jit "
     "and known only as f32[2]; its number does not exist yet. Choose elementwise with "
     "where(condition, a, b), branch with cond, loop with while_loop or fori_loop, or pass the "
     "value as a static C++ argument"},
    {"span under vmap", [] { vmap([](Array x) { return Array(x.span<float>()[0]); })(ones({2})); },
     "ConcretizationError: span(): the value, a parameter of the function, is traced by vmap and "
     "known only as f32[]; its number does not exist yet. Choose elementwise with where(condition, "
     "a, b), branch with cond, loop with while_loop or fori_loop, or pass the value as a static "
     "C++ argument"},
    {"a mask under jit", [] { jit([](Array x) { return x(x > 0); })(ones({2})); },
     "ConcretizationError: a mask, or nonzero() without a size: the value, the result of gt of "
     "f32[2] and f32[], is traced by jit and known only as bool[2]; its number does not exist yet. "
     "Choose elementwise with where(condition, a, b), branch with cond, loop with while_loop or "
     "fori_loop, or pass the value as a static C++ argument"},
    {"nonzero under jit", [] { jit([](Array x) { return nonzero(x)[0]; })(ones({2})); },
     "ConcretizationError: a mask, or nonzero() without a size: the value, a parameter of the "
     "function, is traced by jit and known only as f32[2]; its number does not exist yet. Choose "
     "elementwise with where(condition, a, b), branch with cond, loop with while_loop or "
     "fori_loop, or pass the value as a static C++ argument"},
    {"unique under jit", [] { jit([](Array x) { return unique(x); })(ones({2})); },
     "ConcretizationError: a mask, or nonzero() without a size: the value, the result of "
     "concatenate of bool[1] and bool[1], is traced by jit and known only as bool[2]; its number "
     "does not exist yet. Choose elementwise with where(condition, a, b), branch with cond, loop "
     "with while_loop or fori_loop, or pass the value as a static C++ argument"},
    {"counting to a number under jit",
     [] { jit([](Array x) { return bincount(x); })(Array{1, 2}); },
     "ConcretizationError: bincount() without a length: the value, a parameter of the function, is "
     "traced by jit and known only as i32[2]; its number does not exist yet. Choose elementwise "
     "with where(condition, a, b), branch with cond, loop with while_loop or fori_loop, or pass "
     "the value as a static C++ argument"},
    {"sums over unknown segments under jit",
     [] { jit([](Array x) { return segment_sum(ones({2}), x); })(Array{1, 2}); },
     "ConcretizationError: segment_sum() without a count: the value, a parameter of the function, "
     "is traced by jit and known only as i32[2]; its number does not exist yet. Choose elementwise "
     "with where(condition, a, b), branch with cond, loop with while_loop or fori_loop, or pass "
     "the value as a static C++ argument"},
    {"an index out of bounds under jit",
     [] { jit([](Array x, Array k) { return x(k); })(ones({3}), 3); },
     "IndexError: gather or scatter: an index is out of bounds in compiled code; use mode::clip or "
     "mode::fill to allow it"},
    {"an update out of bounds under jit",
     [] { jit([](Array x, Array k) { return x.at(k).set(0.0); })(ones({3}), 5); },
     "IndexError: gather or scatter: an index is out of bounds in compiled code; use mode::clip or "
     "mode::fill to allow it"},
    {"several updates, one of them out of bounds, under jit",
     [] { jit([](Array x, Array k) { return x.at(k).set(0.0); })(ones({3}), Array{0, 5}); },
     "IndexError: scatter: an index is out of bounds for f32[3]; use mode::clip or mode::fill to "
     "allow it"},
    {"shapes that do not broadcast under jit",
     [] { jit([](Array x, Array y) { return Array(x + y); })(ones({3}), ones({4})); },
     "ShapeError: add: shapes (3,) and (4,) do not broadcast: axis -1 has extents 3 and 4; they "
     "must be equal or one of them 1"},
    {"shapes that do not broadcast under vmap",
     [] { vmap([](Array x, Array y) { return Array(x + y); })(ones({2, 3}), ones({2, 4})); },
     "ShapeError: add: shapes (3,) and (4,) do not broadcast: axis -1 has extents 3 and 4; they "
     "must be equal or one of them 1"},
    {"a tracer that escapes jit",
     [] {
       Array leaked;
       jit([&](Array x) {
         leaked = x;
         return x;
       })(1.0);
       Array(leaked + 1);
     },
     "TracerError: a traced value of type f32[] was used after its jit ended; return it from the "
     "function instead of storing it outside"},
    {"a tracer that escapes grad",
     [] {
       Array leaked;
       grad([&](Array x) {
         leaked = x * 2;
         return x;
       })(1.0);
       Array(leaked + 1);
     },
     "TracerError: a traced value of type f32[] was used after its grad ended; return it from the "
     "function instead of storing it outside"},
    {"a tracer that escapes vmap",
     [] {
       Array leaked;
       vmap([&](Array x) {
         leaked = x;
         return x;
       })(ones({2}));
       Array(leaked + 1);
     },
     "TracerError: a traced value of type f32[] was used after its vmap ended; return it from the "
     "function instead of storing it outside"},
    {"a tracer that escapes scan",
     [] {
       Array leaked;
       scan(
           [&](Array c, Array x) {
             leaked = c;
             return std::pair{Array(c + x), x};
           },
           Array(0.0), ones({2}));
       leaked.item<float>();
     },
     "TracerError: a traced value of type f32[] was used after its scan ended; return it from the "
     "function instead of storing it outside"},
    {"a jit that calls itself without end",
     [] {
       std::function<Array(Array)> f;
       f = jit([&](Array x) { return f(x); });
       f(1.0);
     },
     "TracerError: jit: the function calls itself with the signature it is being traced with, "
     "without end; end the recursion on a static argument, or use while_loop"},
    {"a tracer on another thread",
     [] {
       jit([](Array x) {
         std::exception_ptr error;
         std::thread([&] {
           try {
             Array(x + 1);
           } catch (...) {
             error = std::current_exception();
           }
         }).join();
         if (error) std::rethrow_exception(error);
         return x;
       })(1.0);
     },
     "TracerError: add: a value traced by jit on one thread was used on another; a trace stays on "
     "its thread"},
    {"a custom rule of another shape",
     [] {
       grad([](Array x) {
         return custom_jvp([](Array y) { return y; },
                           [](std::tuple<Array> p, std::tuple<Array>) {
                             return std::pair{std::get<0>(p), ones({2})};
                           })(x);
       })(1.0);
     },
     "ShapeError: custom_jvp: the result at its root is f32[2] where f32[] is wanted; they must "
     "have one shape"},
    {"a custom rule of another dtype",
     [] {
       grad([](Array x) {
         return custom_jvp([](Array y) { return y; },
                           [](std::tuple<Array> p, std::tuple<Array> t) {
                             return std::pair{std::get<0>(p), std::get<0>(t).astype(float64)};
                           })(x);
       })(1.0);
     },
     "DtypeError: custom_jvp: the result at its root is f64[] where f32[] is wanted; convert one "
     "of them with astype"},
    {"a backward rule of another shape",
     [] {
       grad([](Array x) {
         return custom_vjp([](Array y) { return y; }, [](Array y) { return std::pair{y, y}; },
                           [](Array, Array) { return std::tuple{ones({2})}; })(x);
       })(1.0);
     },
     "ShapeError: custom_vjp: the result at .0 is f32[2] where f32[] is wanted; they must have one "
     "shape"},
    {"a backward rule of another dtype",
     [] {
       grad([](Array x) {
         return custom_vjp([](Array y) { return y; }, [](Array y) { return std::pair{y, y}; },
                           [](Array, Array ct) { return std::tuple{ct.astype(float64)}; })(x);
       })(1.0);
     },
     "DtypeError: custom_vjp: the result at .0 is f64[] where f32[] is wanted; convert one of them "
     "with astype"},
    {"a forward rule of another result",
     [] {
       grad([](Array x) {
         return custom_vjp([](Array y) { return y; },
                           [](Array y) { return std::pair{Array(stack({y, y})), y}; },
                           [](Array, Array ct) { return std::tuple{ct}; })(x);
       })(1.0);
     },
     "ShapeError: custom_vjp: the forward rule's results (outputs, then residuals): value 0 has "
     "type f32[2] where f32[] is wanted; reshape or broadcast it"},
    {"trees of unequal lengths",
     [] {
       tree_map([](Array a, Array b) { return Array(a + b); }, std::vector<Array>{ones({2})},
                std::vector<Array>{});
     },
     "TreeError: tree_map: pytrees differ in their lengths at its root: 1 and 0; they must have "
     "one structure"},
    {"trees of unequal keys",
     [] {
       tree_map([](Array a, Array b) { return Array(a + b); },
                std::map<std::string, Array>{{"w", 1.0}}, std::map<std::string, Array>{{"b", 1.0}});
     },
     "TreeError: tree_map: pytrees differ in their numbers of values at [\"w\"]: 1 and 0; they "
     "must have one structure"},
    {"trees of unequal values",
     [] {
       tree_map([](Array a, Array b) { return Array(a + b); }, std::optional<Array>(1.0),
                std::optional<Array>());
     },
     "TreeError: tree_map: pytrees differ in their numbers of values at its root: 1 and 0; they "
     "must have one structure"},
    {"a tree from too few leaves",
     [] { tree_unflatten(std::pair{Array(1.0), Array(2.0)}, {Array(1.0)}); },
     "TreeError: tree_unflatten: the tree holds 2 Arrays but 1 leaves were given; give one for "
     "each"},
};

}  // namespace wengert::misuses
