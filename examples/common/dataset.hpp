// Two classes of points to tell apart: the synthetic blobs, or the rows of a table.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <wengert/wengert.hpp>

#include "csv.hpp"

namespace examples {

namespace wg = wengert;
using wg::Array;

/// Points (n, d) and their labels (n): 1, or the method's number for the negative class.
struct Part {
  Array X, Y;
};

struct Dataset {
  std::vector<std::string> features;
  Array first_weights;
  Part train;
  std::optional<Part> test;
};

/// Fifty points around (2, 2), fifty around (-2, -2).
inline Dataset blobs(double negative) {
  const Array key = wg::random::key(0);
  const Array pos = 1.3 * wg::random::normal(key, {50, 2}) + Array{2.0, 2.0};
  const Array neg = 1.6 * wg::random::normal(key, {50, 2}) + Array{-2.0, -2.0};
  const Part all{wg::concatenate({pos, neg}),
                 wg::concatenate({wg::ones({50}), wg::full({50}, negative)})};
  return {{"x", "y"}, wg::random::normal(key, {2}), all, std::nullopt};
}

/// The value of the label column that is the positive class: as asked for, or the last of the two.
inline std::string positive_class(const Table& table, const std::string& label,
                                  const std::string& asked) {
  const std::set<std::string> classes = table.values(table.column(label));
  std::string known;
  for (const std::string& value : classes) known += (known.empty() ? "" : ", ") + value;
  const std::string where = table.file + ": " + label;
  if (classes.size() == 1) throw BadInput(where + ": there is one class only, " + known);
  if (asked.empty() && classes.size() > 2)
    throw BadInput(where + ": there are more than two classes (" + known +
                   "); choose with --positive");
  if (!asked.empty() && !classes.contains(asked))
    throw BadInput(where + ": no row is '" + asked + "'; there are " + known);
  return asked.empty() ? *classes.rbegin() : asked;
}

/// All columns of a table but the label, as numbers.
inline Part points(const Table& table, std::size_t label, const std::string& positive,
                   double negative) {
  std::vector<float> X, Y;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    for (std::size_t k = 0; k < table.header.size(); ++k)
      if (k != label) X.push_back(float(table.number(row, k)));
    Y.push_back(table.rows[row][label].text == positive ? 1.0f : float(negative));
  }
  const auto n = std::int64_t(table.rows.size());
  return {Array(X).reshape({n, -1}), Array(Y)};
}

/// The rows of a table in random order, the first of them for the test, every feature scaled to
/// mean 0 and deviation 1 by what the training part shows.
inline Dataset split(const Part& all, std::vector<std::string> features, double test_fraction) {
  const std::int64_t n = all.Y.shape()[0], tests = std::int64_t(test_fraction * double(n));
  if (tests == 0 || tests == n)
    throw BadInput("--test-fraction: one of the two parts would be empty");
  const Array order = wg::random::permutation(wg::random::key(0), n);
  const auto part = [&](wg::Slice which) {
    const Array rows = order(which);
    return Part{all.X(rows), all.Y(rows)};
  };
  Part train = part(wg::slice(tests, wg::none)), test = part(wg::slice(0, tests));

  const Array mean = wg::mean(train.X, 0);
  const Array deviation = wg::sqrt(wg::mean(wg::square(train.X - mean), 0));
  const Array scale = wg::where(deviation > 0, deviation, 1.0);  // a constant feature stays 0
  train.X = (train.X - mean) / scale;
  test.X = (test.X - mean) / scale;
  return {std::move(features), wg::zeros_like(mean), train, test};
}

}  // namespace examples
