// Functions of single elements or small arrays, applied over arrays: NumPy's vectorize,
// apply_along_axis, apply_over_axes and piecewise.
#pragma once

#include <cctype>
#include <functional>
#include <map>
#include <string>

#include "wengert/api/vmap.hpp"
#include "wengert/numpy/construction.hpp"

namespace wengert {

namespace signatures {

/// The named axes of every argument and result: "(m,n),(n)->(m)".
struct Signature {
  std::vector<std::vector<std::string>> arguments, results;
};
/// Throws ValueError where the text does not parse.
Signature parse(std::string_view text);
/// Extents of named axes.
class Extents {
 public:
  /// Throws ShapeError where the last axes of x do not fit the names.
  void meet(std::string_view what, std::size_t k, const std::vector<std::string>& names,
            const Shape& shape);
  /// The same of the axes of result k, which the names must be as many as.
  void meet_whole(std::size_t k, const std::vector<std::string>& names, const Shape& shape);

 private:
  std::map<std::string, std::int64_t> extents_;
};
/// The axes before the last `core` ones; those after the first.
Shape leading(const Shape& shape, std::size_t core);
Shape trailing(const Shape& shape);
/// The leading axes in the shape they broadcast to, flattened to one.
Array flattened(const Array& x, std::size_t core, const Shape& batch);

}  // namespace signatures

/// f, whose arguments and results have the axes that the signature names (none unless given), as a
/// function of arrays with any axes before those, which broadcast:
///   vectorize([](Array v, Array w) { return dot(v, w); }, "(n),(n)->()")
/// Throws ValueError for a signature that does not parse or has another number of arguments,
/// ShapeError where extents do not fit it.
template <class F>
auto vectorize(F f, std::string_view signature = "") {
  return [f = std::move(f),
          signature = std::string(signature)](const std::convertible_to<Array> auto&... given) {
    const std::vector<Array> arguments{Array(given)...};
    constexpr std::size_t count = sizeof...(given);
    signatures::Signature named{std::vector<std::vector<std::string>>(count), {}};
    if (!signature.empty()) named = signatures::parse(signature);
    if (named.arguments.size() != count)
      throw ValueError(cat("vectorize: ", count, " arguments for the signature ", signature));
    signatures::Extents extents;
    Shape batch;
    for (std::size_t k = 0; k < count; ++k) {
      extents.meet("argument", k, named.arguments[k], arguments[k].shape());
      batch = broadcast("vectorize", batch,
                        signatures::leading(arguments[k].shape(), named.arguments[k].size()));
    }
    return [&]<std::size_t... k>(std::index_sequence<k...>) {
      const auto results =
          vmap(f)(signatures::flattened(arguments[k], named.arguments[k].size(), batch)...);
      std::size_t next = 0;
      return tree_map(
          [&](const Array& flat) {
            Shape whole = batch;
            for (int d = 1; d < flat.ndim(); ++d) whole.push_back(flat.shape()[d]);
            if (next < named.results.size())
              extents.meet_whole(next, named.results[next], signatures::trailing(flat.shape()));
            ++next;
            return flat.reshape(Integers(whole));
          },
          results);
    }(std::index_sequence_for<decltype(given)...>());
  };
}

/// f of every vector along an axis; the axes of its result take that axis' place.
template <class F>
Array apply_along_axis(F f, int axis, const Array& x) {
  const int d = normalize_axis("apply_along_axis", axis, x.ndim());
  const Array last = moveaxis(x, d, -1);
  Array result = vectorize(std::move(f), "(n)")(last);
  Integers from, to;
  for (int k = x.ndim() - 1; k < result.ndim(); ++k) {
    from.push_back(k);
    to.push_back(d + k - (x.ndim() - 1));
  }
  return from.empty() ? result : moveaxis(result, from, to);
}

/// f(x, axis) for one axis after the other; where it drops the axis, that comes back with extent 1.
template <class F>
Array apply_over_axes(F f, const Array& x, const Integers& axes) {
  Array result = x;
  for (std::int64_t axis : axes) {
    const int d = normalize_axis("apply_over_axes", axis, x.ndim());
    const Array next = f(result, d);
    result = next.ndim() == result.ndim() ? next : expand_dims(next, d);
    if (result.ndim() != x.ndim())
      throw ShapeError(cat("apply_over_axes: f gave ", next.type(), " of ", x.type(),
                           "; it must keep the rank or drop one axis"));
  }
  return result;
}

/// A value or a function of x.
struct Piece : std::function<Array(const Array&)> {
  template <ArrayLike X>
  Piece(const X& value) : function([value = Array(value)](const Array&) { return value; }) {}
  template <class F>
    requires(!ArrayLike<F> && std::is_invocable_r_v<Array, F&, const Array&>)
  Piece(F f) : function(std::move(f)) {}
};
/// The last piece whose condition holds; where none does, the piece after them, or 0. Of x's dtype.
/// Throws ValueError unless there is a piece for each condition, and at most one more.
Array piecewise(const Array& x, const std::vector<Array>& conditions,
                const std::vector<Piece>& pieces);

}  // namespace wengert

#if WENGERT_BODIES
namespace wengert {

namespace signatures {

WENGERT_API Signature parse(std::string_view text) {
  const auto refuse = [&](std::string_view fault) {
    throw ValueError(
        cat("vectorize: signature ", text, " ", fault, "; it should read like (m,n),(n)->(m)"));
  };
  Signature result;
  auto* side = &result.arguments;
  bool arrow = false;
  std::size_t at = 0;
  const auto skip = [&] { at = std::min(text.find_first_not_of(' ', at), text.size()); };
  const auto next_is = [&](std::string_view token) {
    skip();
    if (text.substr(at, token.size()) != token) return false;
    at += token.size();
    return true;
  };
  do {
    if (!next_is("(")) refuse("lacks an opening parenthesis");
    std::vector<std::string> names;
    while (!next_is(")")) {
      if (!names.empty() && !next_is(",")) refuse("lacks a comma or a closing parenthesis");
      skip();
      const std::size_t start = at;
      while (at < text.size() && (std::isalnum(text[at]) || text[at] == '_')) ++at;
      if (at == start) refuse("has an axis without a name");
      names.emplace_back(text.substr(start, at - start));
    }
    side->push_back(std::move(names));
    if (next_is(",")) continue;
    skip();
    if (at == text.size()) break;
    if (arrow || !next_is("->")) refuse("goes on after its end");
    arrow = true;
    side = &result.results;
  } while (true);
  return result;
}

WENGERT_API void Extents::meet(std::string_view what, std::size_t k,
                               const std::vector<std::string>& names, const Shape& extents) {
  if (extents.size() < names.size())
    throw ShapeError(cat("vectorize: ", what, " ", k, " has shape ", extents, ", but ",
                         names.size(), " axes in the signature"));
  for (std::size_t d = 0; d < names.size(); ++d) {
    const std::int64_t extent = extents[extents.size() - names.size() + d];
    const auto [known, fresh] = extents_.try_emplace(names[d], extent);
    if (!fresh && known->second != extent)
      throw ShapeError(cat("vectorize: ", what, " ", k, " of shape ", extents, " has extent ",
                           extent, " along ", names[d], ", which is ", known->second,
                           " elsewhere"));
  }
}

WENGERT_API void Extents::meet_whole(std::size_t k, const std::vector<std::string>& names,
                                     const Shape& extents) {
  if (extents.size() != names.size())
    throw ShapeError(cat("vectorize: result ", k, " has shape ", extents, ", but ", names.size(),
                         " axes in the signature"));
  meet("result", k, names, extents);
}

WENGERT_API Shape leading(const Shape& extents, std::size_t core) {
  return Shape(std::span(extents.data(), extents.size() - core));
}
WENGERT_API Shape trailing(const Shape& extents) {
  return Shape(std::span(extents.data() + 1, extents.size() - 1));
}

WENGERT_API Array flattened(const Array& x, std::size_t core, const Shape& batch) {
  Shape whole = batch, flat{batch.elements()};
  for (std::size_t d = x.shape().size() - core; d < x.shape().size(); ++d) {
    whole.push_back(x.shape()[d]);
    flat.push_back(x.shape()[d]);
  }
  return broadcast_to(x, whole).reshape(Integers(flat));
}

}  // namespace signatures

WENGERT_API Array piecewise(const Array& x, const std::vector<Array>& conditions,
                            const std::vector<Piece>& pieces) {
  const std::size_t n = conditions.size();
  if (pieces.size() != n && pieces.size() != n + 1)
    throw ValueError(cat("piecewise: ", pieces.size(), " pieces for ", n,
                         " conditions; give one each, and at most one for the rest"));
  Array result = pieces.size() > n ? pieces[n](x).astype(x.dtype()) : zeros_like(x);
  for (std::size_t k = 0; k < n; ++k)
    result = where(conditions[k], pieces[k](x).astype(x.dtype()), result);
  return broadcast_to(result, x.shape());
}

}  // namespace wengert
#endif
