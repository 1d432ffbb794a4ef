// SPDX-License-Identifier: MIT
// Memory of the system, past the heap.
#include "core/pages.hpp"

#include <cstdint>
#include <new>

#if __has_include(<sys/mman.h>)
#include <sys/mman.h>
#endif

namespace secmon {

#if defined(MADV_DONTNEED) && defined(MAP_ANONYMOUS)

std::byte* allocate_pages(std::size_t size) {
  const std::size_t asked = size + kLargePage;
  void* const got         = ::mmap(nullptr, asked, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (got == MAP_FAILED) throw std::bad_alloc();
  auto* const begin       = static_cast<std::byte*>(got);
  const std::size_t front = (kLargePage - reinterpret_cast<std::uintptr_t>(begin) % kLargePage) % kLargePage;
  std::byte* const pages  = begin + front;
  if (front != 0) ::munmap(begin, front);
  if (const std::size_t back = asked - front - size; back != 0) ::munmap(pages + size, back);
  return pages;
}

void free_pages(std::byte* pages, std::size_t size) noexcept { ::munmap(pages, size); }

void empty_pages(std::byte* begin, std::byte* end) noexcept {
  constexpr std::size_t kWorthIt = std::size_t{64} << 10;  // and a multiple of the size of a small page
  const std::size_t used         = reinterpret_cast<std::uintptr_t>(begin) % kWorthIt;
  std::byte* const from          = begin + (used == 0 ? 0 : kWorthIt - used);
  if (from < end) ::madvise(from, static_cast<std::size_t>(end - from), MADV_DONTNEED);
}

#else

std::byte* allocate_pages(std::size_t size) {
  return static_cast<std::byte*>(::operator new (size, std::align_val_t{kLargePage}));
}

void free_pages(std::byte* pages, std::size_t) noexcept { ::operator delete (pages, std::align_val_t{kLargePage}); }
void empty_pages(std::byte*, std::byte*) noexcept {}

#endif

}  // namespace secmon
