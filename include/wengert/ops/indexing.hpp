// Elements at places known only at run time: dynamic slices and gathers.
//
// A gather's `indices` have a last dimension of k entries, one for each of the operand's `axes`;
// the result has the other dimensions of the indices, and then the operand's dimensions without
// `axes`. Negative indices are not wrapped here. Next: scatter.hpp, the transposes.
#pragma once

#include "wengert/ops/movement.hpp"

namespace wengert::ops {

inline void require_starts(std::string_view name, std::span<const Type> starts,
                           const Type& operand) {
  if (starts.size() != operand.shape.size())
    throw ShapeError(cat(name, ": ", starts.size(), " start indices for an operand of type ",
                         operand, "; give one per axis"));
  for (const Type& t : starts)
    if (!t.shape.empty() || !is_integer(t.dtype))
      throw DtypeError(cat(name, ": a start index has type ", t, "; it must be an integer scalar"));
}
inline void require_indices(std::string_view name, const Type& operand, const Type& indices,
                            const Axes& axes) {
  if (!is_integer(indices.dtype))
    throw DtypeError(cat(name, ": indices have type ", indices, "; they must be integers"));
  if (indices.shape.empty() || indices.shape.back() != axes.rank())
    throw ShapeError(cat(name, ": indices of type ", indices, " for axes ", axes, " of ", operand,
                         "; their last extent must be the number of axes"));
  require_axes(name, operand, axes);
  if (axes.empty()) throw ShapeError(cat(name, ": no axis of ", operand, " is indexed"));
  for (const std::int64_t d : axes)
    if (operand.shape[d] == 0 && indices.elements() > 0)
      throw IndexError(cat(name, ": axis ", d, " of ", operand, " has no elements to index"));
}
inline void require_mode(std::string_view name, const std::string& mode) {
  for (const char* known : {"check", "clip", "fill", "unchecked"})
    if (mode == known) return;
  throw ValueError(
      cat(name, ": no mode is called '", mode, "'; modes are check, clip, fill and unchecked"));
}
/// The operand's extents along all axes but those indexed.
inline Shape window_of(const Shape& operand, const Axes& axes) {
  Shape window;
  for (int d = 0; d < operand.rank(); ++d)
    if (!axes.contains(d)) window.push_back(operand[d]);
  return window;
}
/// indices.shape without its last extent, then `window`.
inline Shape gathered_shape(const Shape& indices, const Shape& window) {
  Shape shape(std::span(indices.data(), indices.size() - 1));
  for (std::int64_t extent : window) shape.push_back(extent);
  return shape;
}
/// Indices with one more entry in front: which example each belongs to.
inline Symbol with_example_number(Symbol indices) {
  Shape one = indices.shape();
  one[one.rank() - 1] = 1;
  return concatenate(std::array{iota(*indices.builder, indices.dtype(), one, 0), indices},
                     one.rank() - 1);
}

/// Which elements of a gather have a place in an operand of that shape, in the gather's shape.
inline Symbol indices_inside(Symbol indices, const Shape& operand, const Axes& axes) {
  Shape places = indices.shape(), start = Shape::filled(places.size(), 0), limit = places;
  places.erase(places.size() - 1);
  Symbol all = full(*indices.builder, {Dtype::bool_, places}, 1);
  for (std::int64_t k = 0; k < axes.rank(); ++k) {
    start[places.rank()] = k;
    limit[places.rank()] = k + 1;
    const Symbol at = reshape(slice(indices, start, limit, Shape::filled(start.size(), 1)), places);
    all = all & (at >= like(at, 0)) & (at < like(at, double(operand[axes[k]])));
  }
  const Shape shape = gathered_shape(indices.shape(), window_of(operand, axes));
  return broadcast_in_dim(all, shape, Shape::iota(places.size()));
}

/// The place of a batched dynamic slice, as indices along the axes that it does not span.
struct BatchedPlace {
  Axes axes;       // of the batched operand, the batch axis among them
  Symbol indices;  // (size, extents of the slice along the other axes..., axes.size())
  Axes order;      // dimension k of the gathered array is dimension order[k] of the batched slice
};
BatchedPlace place_of(const Application& application, std::span<const Symbol> starts,
                      const std::vector<bool>& starts_batched, const Shape& operand,
                      const Shape& sizes, std::int64_t size);

/// `sizes` elements from the starts, which are held so that the slice lies inside.
struct DynamicSlice : Movement, LinearIn<0> {
  static constexpr Name name = "dynamic_slice";
  static constexpr int arity = at_least(1);
  static constexpr Rows rows = Rows::uniform;

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes& attributes) {
    const Shape& sizes = attributes.shape("sizes");
    require_rank(name, operands[0], sizes.size(), "sizes");
    require_starts(name, operands.subspan(1), operands[0]);
    for (std::size_t d = 0; d < sizes.size(); ++d)
      if (sizes[d] < 0 || sizes[d] > operands[0].shape[d])
        throw ShapeError(cat(name, ": a slice of ", sizes, " does not fit in ", operands[0]));
    return {Type{operands[0].dtype, sizes}};
  }

  template <class I>
  static Source move(Reader<I>& reader, std::span<const Type> operands,
                     const Attributes& attributes, std::span<const I> index) {
    const Shape& sizes = attributes.shape("sizes");
    std::array<I, max_rank> from;
    for (std::size_t d = 0; d < index.size(); ++d)
      from[d] = index[d] + reader.integer(int(d) + 1, {}, 0, operands[0].shape[d] - sizes[d]);
    return reader.element(0, std::span(from.data(), index.size()));
  }

  static std::vector<Maybe> transpose(const Application& application, Symbol ct,
                                      const std::vector<bool>&) {
    std::vector<Symbol> operands{full(application.builder, application.operand_types[0], 0), ct};
    for (std::size_t k = 1; k < application.operands.size(); ++k)
      operands.push_back(operand_of(application, k));
    std::vector<Maybe> found(application.operands.size());
    found[0] = apply(primitive<DynamicUpdateSlice>(), {}, operands).value;
    return found;
  }

  static Batched batch(const Application& application, const std::vector<bool>& batched,
                       std::int64_t size);
};

/// The operand with `update` in place of the elements from the starts, which are held so that it
/// fits.
struct DynamicUpdateSlice : Movement, LinearIn<0, 1> {
  static constexpr Name name = "dynamic_update_slice";
  static constexpr int arity = at_least(2);

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes&) {
    const Type &x = operands[0], &update = operands[1];
    require_rank(name, update, x.shape.size(), "the operand");
    require_starts(name, operands.subspan(2), x);
    for (std::size_t d = 0; d < x.shape.size(); ++d)
      if (update.shape[d] > x.shape[d] || update.dtype != x.dtype)
        throw ShapeError(cat(name, ": an update of type ", update, " does not fit in ", x));
    return {x};
  }

  static std::vector<Tensor> evaluate(std::span<const Tensor> operands, const Attributes&,
                                      std::span<const Type> results);
  template <class I>
  static Source move(Reader<I>& reader, std::span<const Type> operands, const Attributes&,
                     std::span<const I> index) {
    const Shape &shape = operands[0].shape, &sizes = operands[1].shape;
    const Source before = reader.element(0, index);
    if (operands[1].elements() == 0) return before;
    I inside = reader.constant(1);
    std::array<I, max_rank> from;
    for (std::size_t d = 0; d < index.size(); ++d) {
      const I at = index[d] - reader.integer(int(d) + 2, {}, 0, shape[d] - sizes[d]);
      inside = index_both(inside, index_both(index_less(reader.constant(-1), at),
                                             index_less(at, reader.constant(sizes[d]))));
      from[d] = index_clamp(at, 0, sizes[d] - 1);
    }
    return reader.select(inside, reader.element(1, std::span(from.data(), index.size())), before);
  }

  static std::vector<Index> place(Reader<Index>& reader, std::span<const Type> operands,
                                  std::span<const Index> index) {
    std::vector<Index> to;
    for (std::size_t d = 0; d < index.size(); ++d)
      to.push_back(index[d] +
                   reader.integer(int(d) + 2, {}, 0, operands[0].shape[d] - operands[1].shape[d]));
    return to;
  }

  static std::vector<Maybe> transpose(const Application& application, Symbol ct,
                                      const std::vector<bool>& linear) {
    const Type& update = application.operand_types[1];
    std::vector<Symbol> replaced{ct, full(application.builder, update, 0)}, taken{ct};
    for (std::size_t k = 2; k < application.operands.size(); ++k) {
      replaced.push_back(operand_of(application, k));
      taken.push_back(operand_of(application, k));
    }
    std::vector<Maybe> found(application.operands.size());
    // Taken before it is replaced, so that a loop may replace it in place.
    if (linear[1])
      found[1] = apply(primitive<DynamicSlice>(), {{"sizes", update.shape}}, taken).value;
    if (linear[0]) found[0] = apply(application.op, {}, replaced).value;
    return found;
  }

  static Batched batch(const Application& application, const std::vector<bool>& batched,
                       std::int64_t size);
};

/// Elements of the operand at `indices`. mode: "check" raises IndexError once computed, "clip"
/// holds the indices inside, "fill" gives NaN (0 of integers), "unchecked" promises that they are
/// inside.
struct Gather : Movement, LinearIn<0> {
  static constexpr Name name = "gather";
  static constexpr int arity = 2;

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes& attributes) {
    const Axes& axes = attributes.shape("axes");
    require_indices(name, operands[0], operands[1], axes);
    require_mode(name, attributes.text("mode"));
    return {Type{operands[0].dtype,
                 gathered_shape(operands[1].shape, window_of(operands[0].shape, axes))}};
  }

  template <class I>
  static Source move(Reader<I>& reader, std::span<const Type> operands,
                     const Attributes& attributes, std::span<const I> index) {
    const Axes& axes = attributes.shape("axes");
    const std::string& mode = attributes.text("mode");
    const bool clipped = mode == "clip" || mode == "unchecked";
    const std::size_t leading = operands[1].shape.size() - 1;
    std::array<I, max_rank> place;
    std::copy_n(index.begin(), leading, place.begin());
    I valid = reader.constant(1);
    std::array<I, max_rank> from;
    std::size_t next = leading, entry = 0;
    for (std::size_t d = 0; d < operands[0].shape.size(); ++d) {
      if (!axes.contains(std::int64_t(d))) {
        from[d] = index[next++];
        continue;
      }
      const std::int64_t extent = operands[0].shape[d];
      place[leading] = reader.constant(std::int64_t(entry++));
      if (clipped) {
        from[d] = reader.integer(1, std::span(place.data(), leading + 1), 0, extent - 1);
        continue;
      }
      const I at = reader.integer(1, std::span(place.data(), leading + 1), -1, extent);
      valid = index_both(valid, index_both(index_less(reader.constant(-1), at),
                                           index_less(at, reader.constant(extent))));
      from[d] = index_clamp(at, 0, extent - 1);
    }
    const Source found = reader.element(0, std::span(from.data(), operands[0].shape.size()));
    if (clipped) return found;
    if (mode == "fill") return reader.select(valid, found, reader.missing());
    reader.check(valid);
    return found;
  }

  /// What is filled in does not depend on the operand.
  static std::vector<Maybe> jvp(const Application& application, std::span<const Maybe> tangents) {
    const Axes& axes = application.attributes.shape("axes");
    const std::string& mode = application.attributes.text("mode");
    const Symbol dx{&application.builder, *tangents[0]}, indices = operand_of(application, 1);
    if (mode != "fill") return {gather(dx, indices, axes, mode).value};
    const Symbol inside = indices_inside(indices, dx.shape(), axes);
    return {select(inside, gather(dx, indices, axes, "clip"), like(dx, 0)).value};
  }

  static std::vector<Maybe> transpose(const Application& application, Symbol ct,
                                      const std::vector<bool>&) {
    const Symbol zeros = full(application.builder, application.operand_types[0], 0);
    return {scatter(zeros, operand_of(application, 1), ct, application.attributes.shape("axes"),
                    "add", application.attributes.text("mode"))
                .value,
            std::nullopt};
  }

  static Batched batch(const Application& application, const std::vector<bool>& batched,
                       std::int64_t) {
    const Axes& axes = application.attributes.shape("axes");
    const std::string& mode = application.attributes.text("mode");
    const Symbol x = operand_of(application, 0), indices = operand_of(application, 1);
    if (!batched[0]) return {{gather(x, indices, axes, mode).value}, {true}};
    if (batched[1])
      return {
          {gather(x, with_example_number(indices), with_front(behind_batch(axes), 0), mode).value},
          {true}};
    const Symbol found = gather(x, indices, behind_batch(axes), mode);
    Axes front = Shape::iota(found.shape().size());
    const std::size_t batch_axis = indices.shape().size() - 1;
    front.erase(batch_axis);
    front.insert(0, std::int64_t(batch_axis));
    return {{ops::transpose(found, front).value}, {true}};
  }
};

}  // namespace wengert::ops

#if WENGERT_BODIES
#include <cstring>

namespace wengert::ops {

// Indices run over the batch, and along each axis of which the slice is a part; starts are held
// inside.
WENGERT_API BatchedPlace place_of(const Application& application, std::span<const Symbol> starts,
                                  const std::vector<bool>& starts_batched, const Shape& operand,
                                  const Shape& sizes, std::int64_t size) {
  Builder& builder = application.builder;
  BatchedPlace place;
  Shape grid{size};
  Axes parts, spanned;
  for (int d = 0; d < operand.rank(); ++d) (sizes[d] == operand[d] ? spanned : parts).push_back(d);
  for (std::int64_t d : parts) grid.push_back(sizes[d]);
  const Shape column = [&] {
    Shape shape = grid;
    shape.push_back(1);
    return shape;
  }();

  std::vector<Symbol> columns{iota(builder, Dtype::i64, column, 0)};
  place.axes.push_back(0);
  for (std::size_t k = 0; k < parts.size(); ++k) {
    const std::int64_t d = parts[k];
    Symbol start = convert(starts[std::size_t(d)], Dtype::i64);
    start = select(start < like(start, 0), like(start, 0), start);
    const Symbol last = like(start, double(operand[d] - sizes[d]));
    start = select(start > last, last, start);
    if (starts_batched[std::size_t(d)]) start = broadcast_in_dim(start, column, {0});
    columns.push_back(iota(builder, Dtype::i64, column, std::int64_t(k) + 1) + start);
    place.axes.push_back(d + 1);
  }
  place.indices = concatenate(columns, grid.rank());
  place.order.push_back(0);
  for (std::int64_t d : parts) place.order.push_back(d + 1);
  for (std::int64_t d : spanned) place.order.push_back(d + 1);
  return place;
}

inline std::vector<bool> rest_of(const std::vector<bool>& batched, std::size_t first) {
  return {batched.begin() + std::ptrdiff_t(first), batched.end()};
}
inline bool any_of(const std::vector<bool>& flags) {
  return std::find(flags.begin(), flags.end(), true) != flags.end();
}
/// The starts of unbatched slices, behind a 0 for the batch axis.
inline std::vector<Symbol> starts_behind_zero(const Application& application, std::size_t first) {
  std::vector<Symbol> starts;
  for (std::size_t k = first; k < application.operands.size(); ++k)
    starts.push_back(operand_of(application, k));
  Builder& builder = application.builder;
  starts.insert(starts.begin(), {&builder, builder.literal(Constant(Dtype::i64, 0))});
  return starts;
}

WENGERT_API Batched DynamicSlice::batch(const Application& application,
                                        const std::vector<bool>& batched, std::int64_t size) {
  const Shape& sizes = application.attributes.shape("sizes");
  const std::vector<bool> starts_batched = rest_of(batched, 1);
  std::vector<Symbol> operands = starts_behind_zero(application, 1);
  const Symbol x = operand_of(application, 0);
  if (!any_of(starts_batched)) {
    operands.insert(operands.begin(), x);
    return {{apply(application.op, {{"sizes", with_front(sizes, size)}}, operands).value}, {true}};
  }
  operands.erase(operands.begin());
  BatchedPlace place = place_of(application, operands, starts_batched,
                                application.operand_types[0].shape, sizes, size);
  const Symbol whole = with_batch_axis(x, batched[0], size);
  const Symbol found = gather(whole, place.indices, place.axes, "unchecked");
  Axes back = place.order;
  for (std::size_t k = 0; k < back.size(); ++k) back[place.order[k]] = std::int64_t(k);
  return {{ops::transpose(found, back).value}, {true}};
}

// The update's rows over a copy.
WENGERT_API std::vector<Tensor> DynamicUpdateSlice::evaluate(std::span<const Tensor> operands,
                                                             const Attributes&,
                                                             std::span<const Type> results) {
  const Shape &shape = results[0].shape, &sizes = operands[1].type.shape;
  Tensor out(results[0]);
  if (const std::size_t bytes = results[0].bytes())
    std::memcpy(out.bytes(), operands[0].bytes(), bytes);
  if (sizes.elements() == 0) return {out};
  HostReader reader(operands, results[0].dtype);
  Shape to;
  for (int d = 0; d < shape.rank(); ++d)
    to.push_back(reader.integer(d + 2, {}, 0, shape[d] - sizes[d]));
  const Shape starts = to;
  const std::size_t row =
      std::size_t(size_of(results[0].dtype)) * std::size_t(sizes.empty() ? 1 : sizes.back());
  const std::byte* from = operands[1].bytes();
  Shape index = Shape::filled(sizes.size(), 0);
  do {
    for (std::size_t d = 0; d < to.size(); ++d) to[d] = starts[d] + index[d];
    const auto* place = reinterpret_cast<const std::byte*>(reader.element(0, to).token);
    std::memcpy(out.bytes() + (place - operands[0].bytes()), from, row);
    from += row;
  } while (advance(index, sizes, shape.rank() - 1));
  return {out};
}

WENGERT_API Batched DynamicUpdateSlice::batch(const Application& application,
                                              const std::vector<bool>& batched, std::int64_t size) {
  const Symbol x = with_batch_axis(operand_of(application, 0), batched[0], size),
               update = with_batch_axis(operand_of(application, 1), batched[1], size);
  const std::vector<bool> starts_batched = rest_of(batched, 2);
  std::vector<Symbol> operands = starts_behind_zero(application, 2);
  if (!any_of(starts_batched)) {
    operands.insert(operands.begin(), {x, update});
    return {{apply(application.op, {}, operands).value}, {true}};
  }
  operands.erase(operands.begin());
  const BatchedPlace place =
      place_of(application, operands, starts_batched, application.operand_types[0].shape,
               application.operand_types[1].shape, size);
  return {{scatter(x, place.indices, ops::transpose(update, place.order), place.axes, "set",
                   "unchecked")
               .value},
          {true}};
}

}  // namespace wengert::ops
#endif
