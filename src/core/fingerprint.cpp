// SPDX-License-Identifier: MIT
// The recipe of docs/design.md, "Fingerprints, version 1". A change here is a change of everybody's history: it needs
// a new version.
#include "core/fingerprint.hpp"

#include <cstring>

#include "core/ascii.hpp"
#include "core/parts.hpp"
#include "core/text.hpp"

namespace secmon {

using std::string_view;

string_view image_name(string_view image) noexcept {
  image                   = image.substr(0, image.find('@'));
  const std::size_t slash = image.rfind('/');
  const std::size_t colon = image.find(':', slash == string_view::npos ? 0 : slash);
  return image.substr(0, colon);
}

bool is_about_package(const Finding& f) noexcept {
  const bool kind =
      f.kind == Kind::sca || f.kind == Kind::container || f.kind == Kind::license || f.kind == Kind::malware;
  return kind && !f.package.name.empty();
}

namespace {

// "acme/shop", "default/Deployment/web": where the same may be found again. Others are chains of dependencies, or have
// versions or digests in them, which come and go.
void add_owner(Parts& parts, string_view resource) noexcept {
  const bool named = resource.find('/') != string_view::npos && resource.find_first_of(":@> ") == string_view::npos;
  if (named) parts.add(resource);
}

void add_package(Parts& parts, const Finding& f) {
  parts.add(f.ids.empty() ? f.rule_id : f.ids[0]);
  parts.add(f.package.ecosystem);
  parts.add(f.package.name);
  parts.add_path(f.location.path.empty() ? f.package.manifest : f.location.path);
  parts.add(image_name(f.package.image));
  add_owner(parts, f.location.resource);
}

void add_web(Parts& parts, const Finding& f) noexcept {
  parts.add_url(f.location.url);
  parts.add(f.location.method);
  parts.add(f.location.parameter);
}

void add_place(Parts& parts, const Finding& f) {
  parts.add_path(f.location.path);
  parts.add(f.location.function);
  parts.add(f.location.resource);
  if (!f.location.snippet.empty()) {
    parts.add_if(f.location.snippet, [](char c) { return !is_space(c); });
  } else {
    // Titles count things and name lines: "3 problems", "in line 12".
    parts.add_without_digits(f.title.empty() ? f.description : f.title);
  }
}

}  // namespace

Identity identity(const Finding& finding) {
  const bool package = is_about_package(finding);
  const bool secret  = finding.kind == Kind::secret;
  const bool web     = finding.kind == Kind::dast;
  Parts parts;
  parts.add("1");
  parts.add(package ? "package" : secret ? "secret" : web ? "web" : "place");
  parts.add_lower(finding.tool);
  parts.add(finding.rule_id);
  if (package) {
    add_package(parts, finding);
  } else if (secret) {
    // Nothing that the scanner quotes: it may be the secret, and a hash of a short secret can be guessed.
    parts.add_path(finding.location.path);
    parts.add(image_name(finding.package.image));
    add_owner(parts, finding.location.resource);
  } else if (web) {
    add_web(parts, finding);
  } else {
    add_place(parts, finding);
  }
  return parts.identity();
}

// ---- telling equal findings apart -----------------------------------------------------------------------------------

Identity distinguished(Identity same, std::uint32_t ordinal) noexcept {
  std::array<char, 20> bytes;  // the lowest byte first, whatever the machine does
  for (std::size_t i = 0; i < 8; ++i) {
    bytes[i]     = static_cast<char>(same.high >> (8 * i));
    bytes[8 + i] = static_cast<char>(same.low >> (8 * i));
  }
  for (std::size_t i = 0; i < 4; ++i) bytes[16 + i] = static_cast<char>(ordinal >> (8 * i));
  return Parts::hash({bytes.data(), bytes.size()});
}

// Where it is, or the free slot where it would be. There must be a free one.
std::size_t Occurrences::place_of(Identity identity) const noexcept {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at         = static_cast<std::size_t>(identity.low) & mask;
  while (slots_[at].count != 0 && slots_[at].identity != identity) at = (at + 1) & mask;
  return at;
}

std::uint32_t Occurrences::count(Identity identity) const noexcept {
  return slots_.empty() ? 0 : slots_[place_of(identity)].count;
}

std::uint32_t Occurrences::row(Identity identity) const noexcept { return slots_[place_of(identity)].row; }

void Occurrences::add(const Occurrences& others) {
  // Room for all of them first: in the order of their slots they would crowd together in a table that is smaller.
  while ((used_ + others.used_) * 4 > slots_.size() * 3) grow();
  for (const Slot& slot : others.slots_) {
    if (slot.count != 0) find(slot.identity).count += slot.count;
  }
}

Identity Occurrences::distinct(Identity same, std::uint32_t row) {
  Slot& first                = find(same);
  const std::uint32_t before = first.count++;
  if (before == 0) {
    first.row = row;
    return same;
  }
  // A made identity may, however unlikely, be that of another finding: then the next ordinal is taken.
  for (std::uint32_t ordinal = before + 1;; ++ordinal) {
    const Identity other = distinguished(same, ordinal);
    Slot& slot           = find(other);
    if (slot.count++ != 0) continue;
    slot.row         = row;
    find(same).count = ordinal;
    return other;
  }
}

// The slot of that identity, which must be counted now if its count is 0.
Occurrences::Slot& Occurrences::find(Identity identity) {
  if ((used_ + 1) * 4 > slots_.size() * 3) grow();
  Slot& slot = slots_[place_of(identity)];
  if (slot.count == 0) {
    slot.identity = identity;
    ++used_;
  }
  return slot;
}

void Occurrences::grow() {
  LargeVector<Slot> old(slots_.empty() ? 64 : slots_.size() * 2);
  old.swap(slots_);
  for (const Slot& slot : old) {
    if (slot.count != 0) slots_[place_of(slot.identity)] = slot;
  }
}

namespace {

// Two digits for each byte.
constexpr auto kHex = [] {
  constexpr string_view kDigits = "0123456789abcdef";
  std::array<char, 512> hex{};
  for (std::size_t byte = 0; byte < 256; ++byte) {
    hex[2 * byte]     = kDigits[byte >> 4U];
    hex[2 * byte + 1] = kDigits[byte & 15U];
  }
  return hex;
}();

}  // namespace

std::array<char, 34> to_text(Identity identity) noexcept {
  std::array<char, 34> text{'1', ':'};
  for (std::size_t i = 0; i < 8; ++i) {
    const auto shift = static_cast<unsigned>(56 - 8 * i);
    std::memcpy(&text[2 + 2 * i], &kHex[2 * ((identity.high >> shift) & 0xFFU)], 2);
    std::memcpy(&text[18 + 2 * i], &kHex[2 * ((identity.low >> shift) & 0xFFU)], 2);
  }
  return text;
}

}  // namespace secmon
