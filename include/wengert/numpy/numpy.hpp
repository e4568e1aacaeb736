// NumPy's vocabulary: all functions on arrays but linear algebra and random numbers.
#pragma once

#include "wengert/array/factories.hpp"
#include "wengert/array/index.hpp"
#include "wengert/array/print.hpp"
#include "wengert/array/update.hpp"
#include "wengert/numpy/comparison.hpp"
#include "wengert/numpy/contraction.hpp"
#include "wengert/numpy/convolution.hpp"
#include "wengert/numpy/cumulative.hpp"
#include "wengert/numpy/einsum.hpp"
#include "wengert/numpy/elementwise.hpp"
#include "wengert/numpy/indexing.hpp"
#include "wengert/numpy/integers.hpp"
#include "wengert/numpy/manipulation.hpp"
#include "wengert/numpy/reduction.hpp"
#include "wengert/numpy/sorting.hpp"
#include "wengert/numpy/statistics.hpp"
