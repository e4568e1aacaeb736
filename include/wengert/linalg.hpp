// Linear algebra on the last two axes; leading axes are a batch. Names and arguments are NumPy's.
//
// inv, det, solve, cholesky and triangular systems of small matrices (to 8 by 8) are unrolled and
// fuse with what surrounds them; all else goes to a library in double precision. Integers compute
// in the default float. As in JAX a singular or indefinite matrix gives inf and NaN, not an
// exception; check() makes it one. Every function has derivatives of every order, batches and
// compiles; its rules stand with its primitive, in ops/linear_algebra.hpp and ops/decompositions/.
#pragma once

#include "wengert/linalg/decompositions.hpp"
#include "wengert/linalg/norms.hpp"
#include "wengert/linalg/systems.hpp"
