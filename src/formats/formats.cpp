// SPDX-License-Identifier: MIT
// The list of formats: formats.def, expanded twice.
#include "formats/formats.hpp"

#include <algorithm>
#include <array>

#include "secmon/format.hpp"

namespace secmon {

namespace format {

#define FORMAT(id) extern const Format id;
#include "formats/formats.def"
#undef FORMAT

namespace {

constexpr std::array kAll = {
#define FORMAT(id) &(id),
#include "formats/formats.def"
#undef FORMAT
};

}  // namespace

std::span<const Format* const> all() noexcept { return kAll; }

const Format* find(std::string_view id) noexcept {
  const auto* const found = std::find_if(kAll.begin(), kAll.end(), [&](const Format* f) { return f->id == id; });
  return found == kAll.end() ? nullptr : *found;
}

}  // namespace format

namespace {

FormatInfo info(const format::Format& f) noexcept {
  return {f.id, f.name, f.url, f.command, f.kinds, f.versions, f.severity, f.missing};
}

}  // namespace

std::span<const FormatInfo> formats() noexcept {
  static const auto infos = [] {
    std::array<FormatInfo, format::kAll.size()> list;
    std::transform(format::kAll.begin(), format::kAll.end(), list.begin(), [](const auto* f) { return info(*f); });
    return list;
  }();
  return infos;
}

const FormatInfo* find_format(std::string_view id) noexcept {
  const std::span<const FormatInfo> list = formats();
  const auto found = std::find_if(list.begin(), list.end(), [&](const FormatInfo& f) { return f.id == id; });
  return found == list.end() ? nullptr : &*found;
}

}  // namespace secmon
