// The picture of a linear classifier: points and boundary in a plane through the origin, spanned by
// two features or by the first two principal components.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "dataset.hpp"
#include "gnuplot.hpp"

namespace examples {

/// Weights (d) and bias of a linear classifier.
struct Params {
  Array w, b;
};

/// The direction in which X, with columns of mean 0 and covariance C, varies most: power iteration.
inline Array leading_direction(Array C) {
  const auto step = [&](Array, Array v) {
    const Array u = wg::dot(C, v);
    return Array(u / wg::sqrt(wg::dot(u, u)));
  };
  return wg::fori_loop(0, 200, step, wg::random::normal(wg::random::key(0), {C.shape()[0]}));
}

/// The first two principal components of X, as columns (d, 2).
inline Array principal_components(Array X) {
  const Array C = wg::dot(X.T(), X);
  const Array v = leading_direction(C);
  const Array rest =
      C - wg::dot(v, wg::dot(C, v)) * v(wg::all, wg::newaxis) * v(wg::newaxis, wg::all);
  return wg::stack({v, leading_direction(rest)}, 1);
}

/// The plane of the picture: the two directions (d, 2) that span it, and their names.
struct Plane {
  Array axes;
  std::string x, y;
};

inline Plane plane_of(const Dataset& data, const std::string& chosen) {
  const auto& names = data.features;
  if (names.size() < 2)
    throw BadInput("--plot: there is one feature only, and a picture needs two");
  const Array unit = wg::eye(std::int64_t(names.size()));
  if (chosen.empty() && names.size() == 2) return {unit, names[0], names[1]};
  if (chosen.empty())
    return {principal_components(data.train.X), "first principal component",
            "second principal component"};
  const std::vector<std::string> pair = between_commas(chosen);
  if (pair.size() != 2)
    throw BadInput("--features: '" + chosen + "' is not two names with a comma between");
  const auto index = [&](const std::string& name) {
    const auto at = std::find(names.begin(), names.end(), name);
    if (at == names.end()) throw BadInput("--features: no feature '" + name + "'");
    return at - names.begin();
  };
  return {wg::stack({unit(index(pair[0])), unit(index(pair[1]))}, 1), pair[0], pair[1]};
}

inline void write_points(Gnuplot& plot, const Part& part, const Plane& plane) {
  const std::vector<float> z = Array(wg::dot(part.X, plane.axes)).to_vector<float>();
  const std::vector<float> y = part.Y.to_vector<float>();
  for (std::size_t k = 0; k < y.size(); ++k)
    plot << z[2 * k] << ' ' << z[2 * k + 1] << ' ' << y[k] << '\n';
}

/// All points projected to a plane through the origin, and the boundary's cut with it: at
/// x = axes z, w·x + b = 0 says n·z + b = 0 with n = axesᵀ w.
inline void draw(Gnuplot& plot, const Params& p, const Dataset& data, const Plane& plane) {
  const std::vector<float> n = Array(wg::dot(plane.axes.T(), p.w)).to_vector<float>();
  const float foot = -p.b.item<float>() / (n[0] * n[0] + n[1] * n[1]), far = 1e3f;
  plot << "$points << end\n";
  write_points(plot, data.train, plane);
  if (data.test) write_points(plot, *data.test, plane);
  plot << "end\n$boundary << end\n";
  for (float t : {-far, far})
    plot << foot * n[0] - t * n[1] << ' ' << foot * n[1] + t * n[0] << '\n';
  plot << "end\nset xlabel " << quoted(plane.x) << " noenhanced\n"
       << "set ylabel " << quoted(plane.y) << " noenhanced\n"
       << "stats $points using 1:2 name 'z' nooutput\nset key above\nset clip two\n"
       << "set xrange [z_min_x - 0.5:z_max_x + 0.5]\nset yrange [z_min_y - 0.5:z_max_y + 0.5]\n"
       << "plot $points using 1:($3 > 0 ? $2 : NaN) pt 7 lc rgb '#c0392b' title 'positive', "
       << "$points using 1:($3 > 0 ? NaN : $2) pt 6 lc rgb '#2471a3' title 'negative', "
       << "$boundary with lines lw 2 lc rgb 'black' title 'decision boundary'\n";
  plot.draw();
}

}  // namespace examples
