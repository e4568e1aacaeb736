#include "wengert/backend/memory_access.hpp"

#include "backend/execute.hpp"
#include "backend/fenced.hpp"

namespace wengert::testing {
namespace {

/// A kernel that copies `extent` elements between two buffers, both by strides.
struct StridedCopy {
  lower::Kernel kernel;

  StridedCopy(Dtype dtype, std::int64_t extent, std::int64_t from_stride, std::int64_t to_stride) {
    const Index i = kernel.open_domain(extent);
    const auto at = [&](std::int64_t stride) {
      return stride < 0 ? i * stride + (extent - 1) * -stride : i * stride;
    };
    lower::CellNode load;
    load.kind = lower::CellKind::load;
    load.dtype = dtype;
    load.index = at(from_stride).id;
    const lower::CellId x = kernel.add(std::move(load));
    kernel.stores.push_back({kernel.current, 1, at(to_stride).id, x});
    kernel.lane = kernel.variables[0];
  }
};

constexpr Dtype all_dtypes[] = {Dtype::bool_, Dtype::u8,  Dtype::u16, Dtype::u32, Dtype::u64,
                                Dtype::i8,    Dtype::i16, Dtype::i32, Dtype::i64, Dtype::f16,
                                Dtype::bf16,  Dtype::f32, Dtype::f64, Dtype::c64, Dtype::c128};

// Arrays end, or begin, where the next access faults; every byte but the elements' stays.
void expect_copies(Dtype dtype, std::int64_t extent, std::int64_t from_stride,
                   std::int64_t to_stride, backend::VectorUnit unit) {
  StridedCopy copy(dtype, extent, from_stride, to_stride);
  const auto run = compile(copy.kernel, unit);
  const auto size = std::size_t(size_of(dtype));
  const auto bytes = [&](std::int64_t stride) {
    return extent ? std::size_t((extent - 1) * std::abs(stride) + 1) * size : 0;
  };
  for (const Fenced::Side side : {Fenced::Side::front, Fenced::Side::back}) {
    const Fenced from(bytes(from_stride), side), to(bytes(to_stride), side);
    auto *in = static_cast<unsigned char*>(from.data()),
         *out = static_cast<unsigned char*>(to.data());
    for (std::size_t k = 0; k < bytes(from_stride); ++k)
      in[k] = dtype == Dtype::bool_ ? (k * 7 / 3) % 2 : static_cast<unsigned char>(k * 37 + 1) % 60;
    std::memset(out, 0xee, bytes(to_stride));
    std::vector<unsigned char> want(bytes(to_stride), 0xee);
    const auto at = [&](std::int64_t k, std::int64_t stride) {
      return std::size_t(stride < 0 ? (extent - 1 - k) * -stride : k * stride) * size;
    };
    for (std::int64_t k = 0; k < extent; ++k)
      std::memcpy(want.data() + at(k, to_stride), in + at(k, from_stride), size);
    TestFrame frame({in, out});
    run(frame.data(), 0, extent);
    EXPECT_TRUE(std::equal(want.begin(), want.end(), out))
        << dtype << " " << extent << " by " << from_stride << " to " << to_stride << ", " << unit;
  }
}

TEST(MemoryAccess, TouchesItsElementsAlone) {
  for (const backend::VectorUnit& unit : vector_units)
    for (Dtype dtype : all_dtypes)
      for (std::int64_t extent : {1, 17, 31}) expect_copies(dtype, extent, 1, 1, unit);
}

TEST(MemoryAccess, OfEveryExtent) {
  for (const backend::VectorUnit& unit : vector_units)
    for (Dtype dtype : {Dtype::u8, Dtype::f32, Dtype::f64, Dtype::c64})
      for (std::int64_t extent : {0, 2, 3, 4, 5, 7, 8, 9, 15, 16, 33, 64})
        expect_copies(dtype, extent, 1, 1, unit);
}

TEST(MemoryAccess, OfEveryStride) {
  for (const backend::VectorUnit& unit : vector_units)
    for (Dtype dtype : {Dtype::bool_, Dtype::i16, Dtype::f32, Dtype::f64, Dtype::c64, Dtype::c128})
      for (const auto& [from, to] : {std::pair{2, 1}, {1, 2}, {-1, 1}, {1, -1}, {-3, 2}, {5, -2}})
        expect_copies(dtype, 21, from, to, unit);
}

// A gather of computed positions: lanes that do not exist read nothing.
TEST(MemoryAccess, GathersTouchTheirElementsAlone) {
  for (const backend::VectorUnit& unit : vector_units)
    for (std::int64_t extent : {1, 5, 17, 33}) {
      const Function f =
          parse_ir("{ lambda a:f32[9] i:i32[" + std::to_string(extent) + ",1] . let b:f32[" +
                   std::to_string(extent) + "] = gather[axes=(0) mode=\"clip\"] a i in (b) }");
      const Fenced a(36, Fenced::Side::back), i(std::size_t(extent) * 4, Fenced::Side::back);
      for (int k = 0; k < 9; ++k) static_cast<float*>(a.data())[k] = float(k);
      for (int k = 0; k < extent; ++k) static_cast<std::int32_t*>(i.data())[k] = 8 - k % 9;
      const std::vector<Tensor> inputs{
          Tensor(f.types[0], Buffer::borrow(a.data(), 36)),
          Tensor(f.types[1], Buffer::borrow(i.data(), std::size_t(extent) * 4))};
      const Tensor out = Executable(f, unit).run(inputs)[0];
      for (int k = 0; k < extent; ++k) EXPECT_EQ(out.data<float>()[k], float(8 - k % 9));
    }
}

}  // namespace
}  // namespace wengert::testing
