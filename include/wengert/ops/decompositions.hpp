// Decompositions of the trailing matrices of arrays, a file each, with their derivatives.
#pragma once

#include "wengert/ops/decompositions/cholesky.hpp"
#include "wengert/ops/decompositions/eig.hpp"
#include "wengert/ops/decompositions/eigh.hpp"
#include "wengert/ops/decompositions/lu.hpp"
#include "wengert/ops/decompositions/qr.hpp"
#include "wengert/ops/decompositions/sqrtm.hpp"
#include "wengert/ops/decompositions/svd.hpp"
