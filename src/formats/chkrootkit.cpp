// SPDX-License-Identifier: MIT
// chkrootkit: signs of rootkits on a host. What it prints: a line for each check, with what it says behind it or below.
#include <algorithm>

#include "formats/dialect/odd_lines.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr string_view kClean[] = {"not infected", "not found", "nothing found",
                                  "started",      "finished",  "no suspect files"};
// Before 0.57 a warning was a line of its own making.
constexpr string_view kBad[] = {"Warning: ",      "Possible ",      "INFECTED",    "PACKET SNIFFER",
                                "process hidden", "were not found", "deletion(s)", "deleted or never logged",
                                "suspicious",     "Suspect "};
// What the commands that it calls complain of: then a check is no answer.
constexpr string_view kErrors[] = {
    ": No such file or directory", ": Permission denied", "RTNETLINK answers", ": not found",
    ": command not found",         "can't exec",          "can't find"};

template <std::size_t N>
bool says_one_of(string_view text, const string_view (&list)[N]) {
  return std::any_of(std::begin(list), std::end(list), [text](string_view s) { return text.find(s) != text.npos; });
}

// Also "chkproc: nothing detected", and "lo: not promisc and no packet sniffer sockets".
bool is_clean(string_view text) {
  return std::find(std::begin(kClean), std::end(kClean), text) != std::end(kClean) ||
         text.ends_with(": nothing detected") || text.ends_with(": nothing deleted") ||
         text.find(": not promisc and no ") != text.npos;
}

class Reader {
 public:
  explicit Reader(Writer& out) : out_(out) { out.tool("chkrootkit"); }

  void line(string_view line) {
    const string_view text = trim(line);
    if (text.empty()) return told();
    if (text.starts_with("ROOTDIR is `")) return;
    const std::size_t dots = text.find("...");
    if (dots != text.npos && (text.starts_with("Checking `") || text.starts_with("Searching for "))) {
      const string_view head = text.substr(0, dots);
      check(head[0] == 'C' ? trim_quotes(head.substr(9)) : head.substr(14));
      if (const string_view result = trim(text.substr(dots + 3)); !result.empty()) says(result);
    } else {
      says(text);
    }
  }

  void end() {
    close();
    out_.finish();
    if (checks_ == 0 && out_.size() == 0) {
      return out_.reject(Errc::malformed, "neither a check nor a warning of chkrootkit: not what it prints");
    }
    // A run of all checks has this one last; who names some checks gets no more than these.
    if (all_ && name_ != "OSX_RSPLUG") {
      out_.incomplete(Errc::truncated, out_.join({"chkrootkit did not finish: its last check is ", name_}));
    }
    errors_.tell(out_);
    odd_.tell(out_);
    if (!not_tested_.empty()) out_.remark(Errc::ok, out_.join({"not tested: ", not_tested_.kept(out_)}));
  }

 private:
  static string_view trim_quotes(string_view name) {
    name.remove_prefix(name.starts_with('`'));
    name.remove_suffix(name.ends_with('\''));
    return name;
  }

  void check(string_view name) {
    close();
    if (checks_ == 0) first_is_amd_ = name == "amd";
    if (checks_ == 1) all_ = first_is_amd_ && name == "basename";
    ++checks_;
    name_    = out_.keep(name);
    waiting_ = true;
  }

  void says(string_view text) {
    waiting_ = false;
    if (text == "WARNING") {  // and the line that says what
      warns_ = true;
    } else if (text.starts_with("WARNING: ")) {
      told();
      const string_view what = trim(text.substr(9));
      if (what.find("not tested") != what.npos) {
        errors_.add(what, out_);
      } else {
        open(what.ends_with(':') ? what.substr(0, what.size() - 1) : what, warns_ ? name_ : "warning");
        block_ = true;
      }
      warns_ = false;
    } else if (block_) {
      if (text.find("WARNING: Skipping") != text.npos) errors_.add(text, out_);
      about(text);
    } else if (text == "not tested" || text.ends_with(": not tested")) {
      not_tested_.add(text == "not tested" ? name_ : text.substr(0, text.size() - 12));
    } else if (!is_clean(text)) {
      odd(text);
    }
  }

  // A text that is no plain "not infected".
  void odd(string_view text) {
    const bool sniffs = text.find("PACKET SNIFFER") != text.npos;
    if (says_one_of(text, kErrors)) {
      errors_.add(text, out_);
    } else if (text.starts_with("INFECTED") && !name_.empty()) {
      open(out_.join({name_, ": ", text}), name_);
    } else if (says_one_of(text, kBad) && (f_ == nullptr || sniffs)) {
      open(text.starts_with("Warning: ") ? text.substr(9) : text, name_.empty() ? "warning" : name_);
    } else if (f_ != nullptr) {
      about(text);
    } else if (text.starts_with('/') && checks_ != 0) {  // the files that it searched for
      open(out_.join({"Found: ", name_}), name_);
      about(text);
    } else {
      odd_.add(text, out_);
    }
  }

  void open(string_view title, string_view rule) {
    told();
    f_          = &out_.add(Kind::malware);
    f_->rule_id = rule;
    f_->title   = out_.keep(title);
  }

  void about(string_view text) {
    about_.add(text);
    if (++lines_ == 1) only_ = out_.keep(text);
  }

  // The lines about a finding end.
  void told() {
    if (f_ != nullptr) f_->description = about_.kept(out_);
    if (f_ != nullptr && lines_ == 1 && only_.starts_with('/')) f_->location.path = only_;
    f_     = nullptr;
    about_ = Joined("\n");
    lines_ = 0;
    block_ = false;
  }

  // A check ends.
  void close() {
    told();
    if (warns_) open(out_.join({name_, ": WARNING"}), name_);
    told();
    if (waiting_) out_.incomplete(Errc::truncated, out_.join({"chkrootkit does not say how the check ended: ", name_}));
    warns_ = waiting_ = false;
  }

  Writer& out_;
  Draft* f_ = nullptr;
  Joined about_{"\n"}, not_tested_{", "};
  string_view name_, only_;
  std::size_t checks_ = 0, lines_ = 0;
  OddLines odd_ = lines_not_understood();
  OddLines errors_{Errc::scanner_failed, "checks that chkrootkit could not make", 200};
  bool first_is_amd_ = false, all_ = false;
  bool waiting_ = false, warns_ = false, block_ = false;  // of the check that is being read
};

void read_lines(const Lines& lines, Writer& out) {
  Reader reader(out);
  for (const string_view line : lines) reader.line(line);
  reader.end();
}

}  // namespace

extern constinit const Format chkrootkit{
    .id       = "chkrootkit",
    .name     = "chkrootkit",
    .url      = "https://www.chkrootkit.org",
    .command  = "chkrootkit > chkrootkit.txt",
    .kinds    = "malware",
    .versions = "0.48 and later, what it prints, also with -q; not with -x",
    .severity = "none: it is unknown",
    .missing  = "severity, date, version",
    .known_by =
        "/ROOTDIR_is_`/ | /Checking_`/ | /WARNING:_chk/ | /WARNING:_Possible_/ | /WARNING:_The_following_/ | "
        "/WARNING:_Suspect_directory_/ | /WARNING:_Potential_bindshell_/",
    .read_lines = read_lines,
};

}  // namespace secmon::format
