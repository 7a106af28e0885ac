#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace cytotwin {

/// A fixed number of threads that share loops over index ranges.
///
/// Every loop is cut into blocks whose boundaries depend on the range alone, never on the number
/// of threads; a sum adds the blocks' results in block order. So a loop whose body writes only to
/// its own indices gives the same bytes for any number of threads. Blocks may run in any order.
/// Const methods may be called from several threads; nested calls run in the calling thread's pool.
class Workers {
 public:
  /// @param threads  >= 1
  /// @throws std::invalid_argument if threads is 0
  explicit Workers(unsigned threads);
  ~Workers();
  Workers(Workers&&) noexcept;
  Workers& operator=(Workers&&) noexcept;

  unsigned threads() const;

  /// Calls body(begin, end) for consecutive blocks of at most `block` indices of [0, size).
  void for_blocks(std::size_t size, std::size_t block,
                  const std::function<void(std::size_t, std::size_t)>& body) const;

  /// Sum of body(begin, end) over the blocks, added in block order.
  double sum_blocks(std::size_t size, std::size_t block,
                    const std::function<double(std::size_t, std::size_t)>& body) const;

  /// Largest body(begin, end) over the blocks; 0 for an empty range.
  double max_blocks(std::size_t size, std::size_t block,
                    const std::function<double(std::size_t, std::size_t)>& body) const;

 private:
  struct Arena;
  std::unique_ptr<Arena> arena_;
};

}  // namespace cytotwin
