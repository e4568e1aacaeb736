// Everything: arrays with NumPy's vocabulary, and grad, vmap, jit and their kin.
//
//   #include <wengert/wengert.hpp>
//   namespace wg = wengert;
#pragma once

#include "wengert/api/cond.hpp"
#include "wengert/api/custom.hpp"
#include "wengert/api/eval_shape.hpp"
#include "wengert/api/grad.hpp"
#include "wengert/api/jacobian.hpp"
#include "wengert/api/jit.hpp"
#include "wengert/api/jvp.hpp"
#include "wengert/api/linear_transpose.hpp"
#include "wengert/api/loop.hpp"
#include "wengert/api/make_ir.hpp"
#include "wengert/api/ravel_pytree.hpp"
#include "wengert/api/scan.hpp"
#include "wengert/api/vmap.hpp"
#include "wengert/array/array.hpp"
#include "wengert/fft.hpp"
#include "wengert/ir/parse.hpp"
#include "wengert/ir/print.hpp"
#include "wengert/linalg.hpp"
#include "wengert/nn.hpp"
#include "wengert/numpy/associative_scan.hpp"
#include "wengert/numpy/numpy.hpp"
#include "wengert/ops/manifest.hpp"
#include "wengert/random.hpp"
#include "wengert/runtime/execute.hpp"
#include "wengert/scipy/linalg.hpp"
#include "wengert/scipy/special.hpp"
#include "wengert/scipy/stats.hpp"
#include "wengert/transform/transforms.hpp"
