// What the perceptron and the support vector machine share: both learn w and b of the boundary
// w·x + b = 0. Here are their data, training loop, report and picture; the mathematics is theirs.
#pragma once

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "boundary.hpp"
#include "command_line.hpp"
#include "dataset.hpp"
#include "progress.hpp"

namespace examples {

struct Method {
  std::string about;  // for --help
  double negative;    // the label of the negative class; the positive is 1
  double blobs_rate, table_rate;
};

inline void report(const char* name, const Params& p, const Part& part) {
  const Array right = (wg::dot(part.X, p.w) + p.b > 0) == (part.Y > 0);
  const int n = int(part.Y.shape()[0]), k = wg::sum(right.astype(wg::int32)).item<int>();
  std::printf("%s accuracy %.4f (%d of %d)\n", name, double(k) / n, k, n);
}

inline Dataset dataset(const CommandLine& line, double negative) {
  if (!line.given("--data")) {
    for (const char* option : {"--label", "--positive"})
      if (line.given(option))
        throw BadInput(std::string(option) + ": there is no table; give --data FILE.csv");
    return blobs(negative);
  }
  if (!line.given("--label"))
    throw BadInput("--label: say which column of the table holds the classes");
  const Table table = read_csv(line.text("--data"));
  const std::size_t label = table.column(line.text("--label"));
  const std::string positive = positive_class(table, line.text("--label"), line.text("--positive"));
  std::vector<std::string> features;
  for (std::size_t k = 0; k < table.header.size(); ++k)
    if (k != label) features.push_back(table.header[k].text);
  if (features.empty()) throw BadInput(table.file + ":1: the label is the only column");
  return split(points(table, label, positive, negative), features,
               line.number("--test-fraction", 0, 1));
}

/// The whole program: total(p, X, Y) is the loss, update(p, X, Y, rate) one step of descent.
template <class Total, class Update>
void classify(int argc, char** argv, const Method& method, Total total, Update update) {
  const CommandLine line(
      argc, argv, method.about,
      {{"--data", "FILE.csv", "", "the points and their classes; without it, synthetic blobs"},
       {"--label", "COLUMN", "", "the column of the classes; all others are features"},
       {"--positive", "VALUE", "", "the class to tell from the rest; of two, the last"},
       {"--epochs", "N", "", "steps of gradient descent (100, on a table 1000)"},
       {"--rate", "X", "", "length of a step"},
       {"--test-fraction", "F", "0.2", "part of the table that is kept for the test"},
       {"--plot", "OUT.png|.svg", "", "draws the points and the decision boundary"},
       {"--features", "A,B", "", "axes of the picture; else two principal components"}});
  const bool table = line.given("--data");
  const int epochs = line.given("--epochs") ? line.count("--epochs") : table ? 1000 : 100;
  const double rate = line.given("--rate") ? line.number("--rate", 0, 1e6)
                      : table              ? method.table_rate
                                           : method.blobs_rate;
  const Dataset data = dataset(line, method.negative);
  std::optional<Gnuplot> plot;
  Plane plane;
  if (line.given("--plot")) {
    plot.emplace(line.text("--plot"));
    plane = plane_of(data, line.text("--features"));
  }

  const auto& [X, Y] = data.train;
  Params p{data.first_weights, 0.0};
  {
    Progress progress(epochs);
    for (int epoch = 0; epoch < epochs; ++epoch) {
      p = update(p, X, Y, rate);
      if (progress.shows(epoch)) progress.show(epoch, total(p, X, Y).template item<double>());
      progress.draw(epoch);
    }
  }
  report("train", p, data.train);
  if (data.test) report("test", p, *data.test);
  if (plot) draw(*plot, p, data, plane);
}

}  // namespace examples
