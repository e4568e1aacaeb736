// Operations that carry Functions: calls, branches, loops, maps, and functions with derivatives of
// their own.
#pragma once

#include "wengert/ops/control/call.hpp"
#include "wengert/ops/control/checkpoint.hpp"
#include "wengert/ops/control/cond.hpp"
#include "wengert/ops/control/custom.hpp"
#include "wengert/ops/control/linear_solve.hpp"
#include "wengert/ops/control/linearized.hpp"
#include "wengert/ops/control/map.hpp"
#include "wengert/ops/control/scan.hpp"
#include "wengert/ops/control/while.hpp"
