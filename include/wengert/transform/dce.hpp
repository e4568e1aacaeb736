// Dead code elimination: what no output needs is dropped, and values are numbered canonically.
#pragma once

#include "wengert/ir/transforms.hpp"

#if WENGERT_BODIES
#include "wengert/ir/rewrite.hpp"
#include "wengert/ir/verify.hpp"

namespace wengert {

WENGERT_API Function dce(const Function& f) {
  return verified(rearrange(f, value_range(0, f.inputs), f.outputs));
}

}  // namespace wengert
#endif
