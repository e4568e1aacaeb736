// Arrays as text, character for character as NumPy prints them: columns aligned, at most 8 digits
// after the point, wrapped at 75 columns, summarised above 1000 elements.
#pragma once

#include "wengert/array/array.hpp"

namespace wengert {

/// NumPy's str(x): "[0. 1. 2.]". A traced value prints as "Traced<f32[3], grad>".
std::string str(const Array& x);
/// "Array([0., 1., 2.], dtype=float32)".
std::string repr(const Array& x);

}  // namespace wengert

#if WENGERT_BODIES
#include <cmath>
#include <functional>

#include "wengert/array/decimal.hpp"

namespace wengert {

namespace printing {

inline constexpr int line_width = 75, precision = 8, edge_items = 3, threshold = 1000;

using Elements = std::vector<double>;
using Texts = std::function<std::string(std::int64_t)>;

// ---- floating numbers
// ---------------------------------------------------------------------------------

/// The common format of a set of floating numbers.
class FloatFormat {
 public:
  FloatFormat(const Elements& values, Dtype dtype, bool plus) : dtype_(dtype), plus_(plus) {
    Elements finite;
    bool negative_infinity = plus;
    for (double x : values) {
      if (std::isfinite(x)) finite.push_back(x);
      negative_infinity |= std::isinf(x) && x < 0;
    }
    exponential_ = wants_exponent(finite);
    if (exponential_)
      measure_exponential(finite);
    else
      measure_positional(finite);
    if (finite.size() == values.size()) return;
    const int offset = right_ + 1;
    left_ = std::max({left_, 3 - offset, 3 + int(negative_infinity) - offset});
  }

  std::string operator()(double x) const {
    if (!std::isfinite(x)) {
      std::string text = std::isnan(x) ? "nan" : x < 0 ? "-inf" : "inf";
      if (plus_ && text[0] != '-') text = '+' + text;
      return pad_left(text, left_ + right_ + 1);
    }
    if (exponential_) {
      const std::string text = signed_text(
          Decimal::scientific(x, right_digits_).scientific_text(right_digits_, exponent_digits_));
      const int integer = int(text.find('.'));
      return std::string(std::size_t(std::max(0, left_ - integer)), ' ') + text;
    }
    const Decimal decimal = rounded(x);
    std::string fraction = decimal.fraction_part();
    fraction.resize(std::size_t(right_), ' ');
    return pad_left(signed_text(decimal.integer_part()), left_) + '.' + fraction;
  }

 private:
  static std::string pad_left(const std::string& text, int width) {
    return std::string(std::size_t(std::max(0, width - int(text.size()))), ' ') + text;
  }
  std::string signed_text(const std::string& text) const {
    return plus_ && text[0] != '-' ? '+' + text : text;
  }
  // In the precision of the dtype, as NumPy compares.
  bool wants_exponent(const Elements& finite) const {
    double largest = 0, smallest = INFINITY;
    for (double x : finite)
      if (x != 0) {
        largest = std::max(largest, std::fabs(x));
        smallest = std::min(smallest, std::fabs(x));
      }
    if (largest == 0) return false;
    const double cutoff = real_dtype(dtype_) == Dtype::f64   ? 1e8
                          : real_dtype(dtype_) == Dtype::f32 ? 1e6
                                                             : 1e3;
    const auto round = [&](double x) { return Constant(real_dtype(dtype_), x).as<double>(); };
    return largest >= cutoff || smallest < round(0.0001) || round(largest / smallest) > 1000;
  }
  Decimal rounded(double x) const {
    const Decimal shortest = Decimal::shortest(x, dtype_);
    return shortest.fraction_places() > precision ? Decimal::fixed(x, precision) : shortest;
  }
  void measure_positional(const Elements& finite) {
    for (double x : finite) {
      const Decimal decimal = rounded(x);
      left_ = std::max(left_, int(signed_text(decimal.integer_part()).size()));
      right_ = std::max(right_, decimal.fraction_places());
    }
  }
  void measure_exponential(const Elements& finite) {
    for (double x : finite) {
      Decimal decimal = Decimal::shortest(x, dtype_);
      if (int(decimal.digits.size()) > precision + 1) decimal = Decimal::scientific(x, precision);
      const std::string text = signed_text(decimal.scientific_text(0, 2));
      const std::size_t point = text.find('.'), e = text.find('e');
      left_ = std::max(left_, int(point));
      right_digits_ = std::max(right_digits_, int(e - point) - 1);
      exponent_digits_ = std::max(exponent_digits_, int(text.size() - e) - 2);
    }
    right_ = exponent_digits_ + 2 + right_digits_;
  }

  Dtype dtype_;
  bool plus_, exponential_ = false;
  int left_ = 0, right_ = 0, right_digits_ = 0, exponent_digits_ = 0;
};

// ---- elements of any dtype
// ----------------------------------------------------------------------------

inline Texts integer_texts(const Tensor& t, const std::vector<std::int64_t>& shown) {
  auto text = [t](std::int64_t k) {
    return visit(t.type.dtype, [&]<class T>(std::type_identity<T>) -> std::string {
      if constexpr (std::is_integral_v<T>)
        return std::to_string(t.data<T>()[k]);
      else
        return "";
    });
  };
  std::size_t width = 0;
  for (std::int64_t k : shown) width = std::max(width, text(k).size());
  return [=](std::int64_t k) {
    const std::string digits = text(k);
    return std::string(width - digits.size(), ' ') + digits;
  };
}

inline Texts complex_texts(const Tensor& t, const std::vector<std::int64_t>& shown) {
  auto value = [t](std::int64_t k) {
    return t.type.dtype == Dtype::c64 ? std::complex<double>(t.data<std::complex<float>>()[k])
                                      : t.data<std::complex<double>>()[k];
  };
  Elements re, im;
  for (std::int64_t k : shown) {
    re.push_back(value(k).real());
    im.push_back(value(k).imag());
  }
  const FloatFormat real(re, t.type.dtype, false), imaginary(im, t.type.dtype, true);
  return [=](std::int64_t k) {
    std::string i = imaginary(value(k).imag());
    i.insert(i.find_last_not_of(' ') + 1, "j");
    return real(value(k).real()) + i;
  };
}

inline double as_double(const Tensor& t, std::int64_t k) {
  return visit(t.type.dtype,
               [&]<class T>(std::type_identity<T>) { return convert<double>(t.data<T>()[k]); });
}

inline Texts texts_of(const Tensor& t, const std::vector<std::int64_t>& shown) {
  if (is_complex(t.type.dtype)) return complex_texts(t, shown);
  if (is_integer(t.type.dtype)) return integer_texts(t, shown);
  if (t.type.dtype == Dtype::bool_) {
    const std::string yes = t.type.shape.empty() ? "True" : " True";
    return [t, yes](std::int64_t k) { return t.data<bool>()[k] ? yes : std::string("False"); };
  }
  Elements values;
  for (std::int64_t k : shown) values.push_back(as_double(t, k));
  return [t, format = FloatFormat(values, t.type.dtype, false)](std::int64_t k) {
    return format(as_double(t, k));
  };
}

// ---- layout
// -------------------------------------------------------------------------------------------

struct Layout {
  const Shape& shape;
  const Shape strides;
  const Texts& texts;
  std::string separator;
  bool summarised;

  // Positions along an axis; -1 stands for the ellipsis.
  std::vector<std::int64_t> positions(int axis) const {
    std::vector<std::int64_t> result;
    const std::int64_t n = shape[axis];
    const bool summary = summarised && n > 2 * edge_items;
    for (std::int64_t k = 0; k < n; ++k) {
      if (summary && k == edge_items) {
        result.push_back(-1);
        k = n - edge_items;
      }
      result.push_back(k);
    }
    return result;
  }

  void collect(int axis, std::int64_t offset, std::vector<std::int64_t>& shown) const {
    if (axis == shape.rank()) return shown.push_back(offset);
    for (std::int64_t k : positions(axis))
      if (k >= 0) collect(axis + 1, offset + k * strides[axis], shown);
  }

  static std::string trimmed(std::string text) {
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
  }

  std::string text(int axis, std::int64_t offset, const std::string& indent, int width) const {
    if (axis == shape.rank()) return texts(offset);
    return '[' +
           (axis == shape.rank() - 1 ? row(axis, offset, indent, width)
                                     : block(axis, offset, indent, width)) +
           ']';
  }

  std::string row(int axis, std::int64_t offset, const std::string& indent, int width) const {
    const int room = width - std::max(int(trimmed(separator).size()), 1);
    std::string done, line = indent;
    const std::vector<std::int64_t> all = positions(axis);
    for (std::size_t n = 0; n < all.size(); ++n) {
      const std::string word = all[n] < 0 ? "..." : texts(offset + all[n] * strides[axis]);
      if (int(line.size() + word.size()) > room && line.size() > indent.size()) {
        done += trimmed(line) + '\n';
        line = indent;
      }
      line += word;
      if (n + 1 < all.size()) line += separator;
    }
    return (done + line).substr(indent.size());
  }

  std::string block(int axis, std::int64_t offset, const std::string& indent, int width) const {
    const std::string line_separator =
        trimmed(separator) + std::string(std::size_t(shape.rank() - axis - 1), '\n');
    std::string all;
    for (std::int64_t k : positions(axis)) {
      if (!all.empty()) all += line_separator;
      all += indent;
      all += k < 0 ? "..." : text(axis + 1, offset + k * strides[axis], indent + ' ', width - 1);
    }
    return all.substr(indent.size());
  }
};

inline std::string array_text(const Tensor& t, const std::string& separator, std::size_t prefix,
                              int width) {
  const Shape& shape = t.type.shape;
  if (shape.elements() == 0) return "[]";
  Texts texts;
  Layout layout{shape, strides_of(shape), texts, separator, shape.elements() > threshold};
  std::vector<std::int64_t> shown;
  layout.collect(0, 0, shown);
  texts = texts_of(t, shown);
  return layout.text(0, 0, std::string(prefix + 1, ' '), width);
}

inline std::string scalar_str(const Tensor& t) {
  if (is_floating(t.type.dtype)) return scalar_text(as_double(t, 0), t.type.dtype);
  if (!is_complex(t.type.dtype)) return texts_of(t, {0})(0);
  const auto z = t.scalar().as<std::complex<double>>();
  const auto part = [&](double x) {
    std::string text = scalar_text(x, t.type.dtype);
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    return text;
  };
  const bool pure = z.real() == 0 && !std::signbit(z.real());
  if (pure) return part(z.imag()) + 'j';
  const std::string im = part(z.imag());
  return '(' + part(z.real()) + (im[0] == '-' ? "" : "+") + im + "j)";
}

}  // namespace printing

WENGERT_API std::string str(const Array& x) {
  if (x.traced()) return cat("Traced<", x.type(), ", ", x.handle().trace()->transform(), ">");
  if (x.shape().empty()) return printing::scalar_str(x.handle().tensor());
  return printing::array_text(x.handle().tensor(), " ", 0, printing::line_width);
}

WENGERT_API std::string repr(const Array& x) {
  if (x.traced()) return str(x);
  const std::string prefix = "Array(";
  std::string text =
      printing::array_text(x.handle().tensor(), ", ", prefix.size(), printing::line_width - 1);
  if (x.size() == 0) text += cat(", shape=", x.shape());
  text = prefix + text + ',';
  const std::string dtype = cat("dtype=", x.dtype(), ")");
  const std::size_t last_line = text.size() - (text.rfind('\n') + 1);
  const bool wraps = last_line + dtype.size() + 1 > std::size_t(printing::line_width);
  return text + (wraps ? '\n' + std::string(prefix.size(), ' ') : " ") + dtype;
}

WENGERT_API std::ostream& operator<<(std::ostream& out, const Array& x) { return out << str(x); }

}  // namespace wengert
#endif
