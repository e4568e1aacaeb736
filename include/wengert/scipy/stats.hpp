// SciPy's scipy.stats: densities and distribution functions, and descriptive statistics.
#pragma once

#include "wengert/scipy/stats/continuous.hpp"
#include "wengert/scipy/stats/descriptive.hpp"
#include "wengert/scipy/stats/discrete.hpp"
#include "wengert/scipy/stats/multivariate.hpp"
