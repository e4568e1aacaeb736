// The passes over Functions, all of them; ir/transforms.hpp says what each promises.
#pragma once

#include "wengert/transform/batch.hpp"
#include "wengert/transform/dce.hpp"
#include "wengert/transform/eval.hpp"
#include "wengert/transform/jvp.hpp"
#include "wengert/transform/linearize.hpp"
#include "wengert/transform/simplify.hpp"
#include "wengert/transform/split.hpp"
#include "wengert/transform/transpose.hpp"
