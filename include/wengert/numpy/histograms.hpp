// Histograms of points of several coordinates, and the edges of histogram's bins; statistics.hpp
// has the histogram of numbers.
#pragma once

#include "wengert/numpy/statistics.hpp"

namespace wengert {

/// `bins` intervals between low and high, the extremes of x unless given.
Array histogram_bin_edges(const Array& x, std::int64_t bins = 10,
                          std::optional<std::pair<double, double>> range = {});

/// How a histogram of several coordinates is made: bins along each (one number for all), between
/// those limits; weights of the points; divided by their sum and the bins' volumes where `density`.
struct HistogramOptions {
  Integers bins = 10;
  std::vector<std::pair<double, double>> ranges = {};
  std::optional<Array> weights = {};
  bool density = false;
};
struct HistogramND {
  Array counts;
  std::vector<Array> edges;
};
/// How many points, rows of x, lie in each box. Throws ShapeError unless x has two axes, ValueError
/// for bins or ranges of another number than columns.
HistogramND histogramdd(const Array& x, const HistogramOptions& options = {});
/// Of points (x, y).
HistogramND histogram2d(const Array& x, const Array& y, const HistogramOptions& options = {});

}  // namespace wengert

#if WENGERT_BODIES
#include "wengert/numpy/construction.hpp"
#include "wengert/numpy/cumulative.hpp"

namespace wengert {

WENGERT_API Array histogram_bin_edges(const Array& x, std::int64_t bins,
                                      std::optional<std::pair<double, double>> range) {
  return histogram(x, bins, range).edges;
}

WENGERT_API HistogramND histogramdd(const Array& given, const HistogramOptions& options) {
  if (given.ndim() != 2)
    throw ShapeError(
        cat("histogramdd: x has type ", given.type(), "; it must have a point in each row"));
  const Array x = given.astype(to_inexact(given.dtype()));
  const std::int64_t points = x.shape()[0], columns = x.shape()[1];
  Shape bins = options.bins;
  if (bins.rank() == 1) bins = Shape::filled(std::size_t(columns), bins[0]);
  if (bins.rank() != columns ||
      (!options.ranges.empty() && std::int64_t(options.ranges.size()) != columns))
    throw ValueError(cat("histogramdd: bins ", Shape(options.bins), " and ", options.ranges.size(),
                         " ranges for ", columns, " columns; give one for each"));
  HistogramND result;
  std::vector<Array> places;
  Array inside = ones(points, Dtype::bool_);
  for (std::int64_t k = 0; k < columns; ++k) {
    const Array column = x(all, k);
    const auto range =
        options.ranges.empty() ? std::nullopt : std::optional(options.ranges[std::size_t(k)]);
    const Array edges = histogram_bin_edges(column, bins[k], range);
    inside = inside & (column >= edges(0)) & (column <= edges(-1));
    places.push_back(clip(searchsorted(edges, column, Side::right) - 1, 0, bins[k] - 1));
    result.edges.push_back(edges);
  }
  const std::int64_t boxes = bins.elements();
  const Array flat = ravel_multi_index(places, Integers(bins), IndexMode::unchecked);
  const Array place = where(inside, flat, boxes);
  const Array amount = options.weights ? options.weights->ravel() : ones(points, x.dtype());
  Array counts = zeros(boxes, amount.dtype()).at(place).add(amount, IndexMode::fill);
  counts = counts.reshape(Integers(bins));
  if (options.density) {
    counts = counts / sum(counts);
    for (int k = 0; k < int(columns); ++k)
      counts = counts / grids::along(diff(result.edges[std::size_t(k)]), k, bins.size());
  }
  result.counts = counts;
  return result;
}

WENGERT_API HistogramND histogram2d(const Array& x, const Array& y,
                                    const HistogramOptions& options) {
  if (x.ndim() != 1 || x.shape() != y.shape())
    throw ShapeError(cat("histogram2d: x is ", x.type(), " and y is ", y.type(),
                         "; they must have one axis of equal extent"));
  return histogramdd(stack({x, y}, 1), options);
}

}  // namespace wengert
#endif
