// SPDX-License-Identifier: MIT
// In place of the history, in a library that was built without it. Nothing but open() can be reached.
#include "secmon/history.hpp"

#include <cstdlib>

namespace secmon {

class History::Data {};

History::History(std::unique_ptr<Data> data) noexcept : data_(std::move(data)) {}
History::History(History&&) noexcept            = default;
History& History::operator=(History&&) noexcept = default;
History::~History()                             = default;

namespace {

Error absent() { return {Errc::storage, "this libsecmon was built without history (SECMON_HISTORY=OFF)"}; }

}  // namespace

Result<History> History::open(const std::filesystem::path&, const HistoryOptions&) { return absent(); }
Result<Ingest> History::ingest(std::string_view, std::span<const Report>, const Scan&) { return absent(); }
Result<Report> History::findings(std::string_view, const HistoryFilter&) const { return absent(); }
Result<Past> History::past(std::string_view, std::string_view, Time, std::string_view) const { return absent(); }
Result<std::vector<Past>> History::pasts(std::string_view, const Report&, Time, std::string_view) const {
  return absent();
}
Result<std::vector<Event>> History::events(std::string_view, std::string_view, std::string_view) const {
  return absent();
}
Result<std::vector<ScanRecord>> History::scans(std::string_view, Time, Time, std::string_view) const {
  return absent();
}
Result<std::vector<Episode>> History::episodes(std::string_view, std::string_view) const { return absent(); }
Result<std::uint64_t> History::triage(std::string_view, const Triage&) { return absent(); }
Result<Retained> History::retain(std::string_view, Time) { return absent(); }
Result<std::vector<Project>> History::projects() const { return absent(); }

}  // namespace secmon
