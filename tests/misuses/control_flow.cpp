#include "misuses/misuse.hpp"

namespace wengert::misuses {

const Misuses control_flow = {
    {"branches of other dtypes",
     [] { cond(true, [](Array x) { return x; }, [](Array x) { return x.astype(int32); }, 1.0); },
     "DtypeError: cond: the result at its root is f32[] where i32[] is wanted; convert one of them "
     "with astype"},
    {"branches of other shapes",
     [] { cond(true, [](Array x) { return x; }, [](Array x) { return stack({x, x}); }, 1.0); },
     "ShapeError: cond: the result at its root is f32[] where f32[2] is wanted; they must have one "
     "shape"},
    {"branches of other structures",
     [] {
       cond(
           true, [](Array x) { return std::vector<Array>{x}; },
           [](Array x) { return std::vector<Array>{x, x}; }, 1.0);
     },
     "TreeError: cond: pytrees differ in their lengths at its root: 1 and 2; they must have one "
     "structure"},
    {"a condition of several elements",
     [] { cond(Array{true, false}, [](Array x) { return x; }, [](Array x) { return x; }, 1.0); },
     "ShapeError: cond: the predicate is bool[2]; it must be a scalar, choose elementwise with "
     "where, or reduce with all or any"},
    {"an index of floats",
     [] { switch_(Array(0.5), [](Array x) { return x; }, [](Array x) { return Array(-x); }, 1.0); },
     "DtypeError: switch_: the index is f32[]; it must be an integer, use cond for a bool"},
    {"an index of several elements",
     [] {
       switch_(Array{0, 1}, [](Array x) { return x; }, [](Array x) { return Array(-x); }, 1.0);
     },
     "ShapeError: switch_: the index is i32[2]; it must be a scalar"},
    {"a carry of another shape",
     [] {
       scan([](Array c, Array x) { return std::pair{stack({c, c}), x}; }, Array(0.0), ones({2}));
     },
     "ShapeError: scan: the result at its root is f32[2] where f32[] is wanted; they must have one "
     "shape"},
    {"a carry of another dtype",
     [] { scan([](Array c, Array x) { return std::pair{Array(c + x), x}; }, Array(0), ones({2})); },
     "DtypeError: scan: the result at its root is f32[] where i32[] is wanted; convert one of them "
     "with astype"},
    {"a carry of another structure",
     [] {
       scan(
           [](std::vector<Array> c, Array x) {
             c.push_back(x);
             return std::pair{c, x};
           },
           std::vector<Array>{}, ones({2}));
     },
     "TreeError: scan: pytrees differ in their lengths at its root: 1 and 0; they must have one "
     "structure"},
    {"scan over unequal lengths",
     [] {
       scan([](Array c, std::pair<Array, Array> x) { return std::pair{c, x.first}; }, Array(0.0),
            std::pair{ones({2}), ones({3})});
     },
     "ShapeError: scan: lengths differ: f32[3] has 3 elements where 2 are wanted; leading axes "
     "must be equal"},
    {"scan over a scalar",
     [] { scan([](Array c, Array x) { return std::pair{c, x}; }, Array(0.0), Array(1.0)); },
     "ShapeError: scan: an element of xs is f32[] and has no leading axis to walk along"},
    {"scan over another length than said",
     [] { scan([](Array c, Array x) { return std::pair{c, x}; }, Array(0.0), ones({2}), 3); },
     "ShapeError: scan: lengths differ: f32[2] has 2 elements where 3 are wanted; leading axes "
     "must be equal"},
    {"scan of a negative length",
     [] {
       scan([](Array c, std::vector<Array>) { return std::pair{c, c}; }, Array(0.0),
            std::vector<Array>{}, -1);
     },
     "ValueError: scan: the length is -1; it must not be negative"},
    {"scan of unknown length",
     [] {
       scan([](Array c, std::vector<Array>) { return std::pair{c, c}; }, Array(0.0),
            std::vector<Array>{});
     },
     "ValueError: scan: xs holds no Array, so a length must be given"},
    {"a loop's state of another shape",
     [] {
       while_loop([](Array x) { return Array(sum(x) < 3); }, [](Array x) { return stack({x, x}); },
                  1.0);
     },
     "ShapeError: while_loop: the result at its root is f32[2] where f32[] is wanted; they must "
     "have one shape"},
    {"a loop's state of another dtype",
     [] {
       while_loop([](Array x) { return Array(x < 3); }, [](Array x) { return Array(x * 0.5); }, 1);
     },
     "DtypeError: while_loop: the result at its root is f32[] where i32[] is wanted; convert one "
     "of them with astype"},
    {"a loop's condition that is no boolean",
     [] { while_loop([](Array x) { return x; }, [](Array x) { return x; }, 1.0); },
     "DtypeError: while_loop: the condition has type f32[]; it must be bool[], compare explicitly"},
    {"a loop's condition of several elements",
     [] { while_loop([](Array x) { return Array(x < 1); }, [](Array x) { return x; }, ones({2})); },
     "ShapeError: while_loop: the condition has type bool[2]; it must be one truth value, use all "
     "or any"},
    {"a counted loop's state of another shape",
     [] { fori_loop(0, 3, [](Array, Array x) { return stack({x, x}); }, 1.0); },
     "ShapeError: fori_loop: the result at its root is f32[2] where f32[] is wanted; they must "
     "have one shape"},
    {"a counted loop's bound that is a float",
     [] { fori_loop(0, 2.5, [](Array, Array x) { return x; }, 1.0); },
     "DtypeError: fori_loop: a bound has type f32[]; bounds are integers"},
    {"a counted loop's bound of several elements",
     [] { fori_loop(0, Array{1, 2}, [](Array, Array x) { return x; }, 1.0); },
     "ShapeError: fori_loop: a bound has type i32[2]; bounds are scalars"},
    {"a branch on a number inside scan",
     [] {
       scan([](Array c, Array x) { return std::pair{x > 0 ? c : Array(-c), x}; }, Array(0.0),
            ones({2}));
     },
     "ConcretizationError: bool(x): the value, the result of gt of f32[] and f32[], is traced by "
     "scan and known only as bool[]; its number does not exist yet. Choose elementwise with "
     "where(condition, a, b), branch with cond, loop with while_loop or fori_loop, or pass the "
     "value as a static C++ argument"},
    {"a branch on a number inside a loop",
     [] { fori_loop(0, 3, [](Array k, Array x) { return k > 1 ? x : Array(-x); }, 1.0); },
     "ConcretizationError: bool(x): the value, the result of gt of i32[] and i32[], is traced by "
     "fori_loop and known only as bool[]; its number does not exist yet. Choose elementwise with "
     "where(condition, a, b), branch with cond, loop with while_loop or fori_loop, or pass the "
     "value as a static C++ argument"},
    {"text that is not IR", [] { parse_ir("a = add b c"); },
     "ParseError: parse_ir: 1:1: expected '{', found 'a'"},
    {"IR of a primitive that is not there",
     [] { parse_ir("{ lambda a:f32[] . let b:f32[] = sine a in (b,) }"); },
     "ParseError: parse_ir: 1:34: no primitive is called 'sine'"},
    {"IR of a type that is not inferred",
     [] { parse_ir("{ lambda a:f32[3] . let\n    b:f32[4] = sin a\n  in (b,) }"); },
     "ParseError: parse_ir: 2:5: 'b' is declared as f32[4], but sin gives f32[3]"},
    {"IR that ends early", [] { parse_ir("{ lambda a:f32[3] . let"); },
     "ParseError: parse_ir: 1:24: expected 'in', found the end of the text"},
};

}  // namespace wengert::misuses
