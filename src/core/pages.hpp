// SPDX-License-Identifier: MIT
// Memory for what is large, in pieces of two megabytes that begin at such multiples: where the system hands out pages
// of that size by itself, one takes the place of 512. It is not asked to. Where memory is not at hand, as in a virtual
// machine that gave it back, filling a large page with zeros takes longer than the small ones of it that are needed.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace secmon {

inline constexpr std::size_t kLargePage = std::size_t{2} << 20;

/// `size` bytes, a multiple of kLargePage, at such a multiple. To be given back with free_pages(). Throws
/// std::bad_alloc.
std::byte* allocate_pages(std::size_t size);
void free_pages(std::byte* pages, std::size_t size) noexcept;
/// What stands between two places of such pages is no longer needed; it may be written to again.
void empty_pages(std::byte* begin, std::byte* end) noexcept;

/// For vectors that may become large: from the heap as long as they are not.
template <class T>
struct PageAllocator {
  using value_type = T;
  PageAllocator()  = default;
  template <class U>
  explicit PageAllocator(const PageAllocator<U>& /*other*/) noexcept {}

  T* allocate(std::size_t n) {
    if (n < kLeast) return std::allocator<T>().allocate(n);
    return reinterpret_cast<T*>(allocate_pages(whole_pages(n)));
  }
  void deallocate(T* items, std::size_t n) noexcept {
    if (n < kLeast) return std::allocator<T>().deallocate(items, n);
    free_pages(reinterpret_cast<std::byte*>(items), whole_pages(n));
  }
  template <class U>
  bool operator==(const PageAllocator<U>& /*other*/) const noexcept {
    return true;
  }

 private:
  static constexpr std::size_t kLeast = kLargePage / 2 / sizeof(T);
  // Of more items than fit into the address space, which vectors refuse before, it is not asked.
  static std::size_t whole_pages(std::size_t n) noexcept {
    return (n * sizeof(T) + kLargePage - 1) / kLargePage * kLargePage;
  }
};

template <class T>
using LargeVector = std::vector<T, PageAllocator<T>>;

}  // namespace secmon
