// SPDX-License-Identifier: MIT
// firmwalker: files and texts of interest in the file system of a firmware. Its text file, in sections.
#include "formats/dialect/odd_lines.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// What stands between runs of one character: "***Search for urls***", "##### passwd", "----- admin -----".
string_view between(string_view line, char c) {
  const std::size_t begin = line.find_first_not_of(c);
  if (begin == line.npos) return {};
  return trim(line.substr(begin, line.find_last_not_of(c) + 1 - begin));
}

class Reader {
 public:
  explicit Reader(Writer& out) : out_(out) { out.tool("firmwalker"); }

  void line(string_view line) {
    line = trim(line);
    if (line.empty()) return;
    // The text of a certificate; its lines may look like paths.
    if (line.starts_with("-----BEGIN ")) inside_ = true;
    if (line.starts_with("-----END ")) inside_ = false;
    if (line.starts_with("***") && line.ends_with("***")) return section(between(line, '*'));
    if (line.starts_with("##########")) return topic(between(line, '#'));
    if (line.starts_with("---------- ") || line.starts_with("--------------------")) return topic(between(line, '-'));
    if (inside_ || line.starts_with("-----END ")) return;
    item(line);
  }

  void end() {
    if (!began_) return out_.reject(Errc::malformed, "no firmware directory: not a file of firmwalker");
    if (section_ != "emails") {
      out_.incomplete(Errc::truncated, "firmwalker did not finish: its last section, of emails, is missing");
    }
    odd_.tell(out_);
  }

 private:
  void section(string_view title) {
    leave();
    section_ = out_.keep(title.starts_with("Search for ") ? title.substr(11) : title);
    topic_   = {};
    f_       = nullptr;
    began_   = began_ || title == "Firmware Directory";
  }

  void topic(string_view name) {
    leave();
    topic_ = out_.keep(name);
    f_     = nullptr;
  }

  void leave() {
    if (inside_) odd("a certificate that does not end");
    inside_ = false;
  }

  void item(string_view line) {
    if (section_ == "Firmware Directory") {
      folder_ = out_.keep(line);
    } else if (section_ == "Unix-MD5 hashes") {
      hash(line);
    } else if (section_.starts_with("List ")) {  // ls -l of a folder: nothing was searched for
    } else if (section_ == "ip addresses" || section_ == "urls" || section_ == "emails") {
      text(line);
    } else if (!topic_.empty() && is_path(line)) {
      // Where the folder does not end in '/', paths are cut one character before their own.
      const string_view path = out_.keep(line.substr(line[0] != '/'));
      f_                     = &add(Kind::other, path);
      f_->location.path      = path;
    } else if (section_ == "SSL related files" && f_ != nullptr) {  // what the certificate says in words
      if (line.starts_with("serial=")) f_->description = out_.join({"Serial number: ", line.substr(7)});
    } else {
      odd(line);
    }
  }

  [[nodiscard]] bool is_path(string_view line) const {
    const bool cut = !folder_.empty() && folder_.back() != '/';
    return line.starts_with('/') || (cut && line.starts_with(folder_.back()) && line.substr(1).starts_with('/'));
  }

  // Of these only the text is listed, not where it is. Behind the last ones the words of eslint may stand.
  void text(string_view line) {
    const bool fits = section_ == "urls"     ? is_url(line)
                      : section_ == "emails" ? line.find('@') != line.npos && line.find(' ') == line.npos
                                             : is_digit(line[0]) && line.find('.') != line.npos;
    if (!fits) return odd(line);
    Draft& f                                                    = add(Kind::other, line);
    (section_ == "urls" ? f.location.url : f.location.resource) = out_.keep(line);
  }

  // "/fw/etc/shadow:$1$…", of which the hash is not copied; in a program it is not shown.
  void hash(string_view line) {
    const std::size_t at     = line.find(":$1$");
    const string_view binary = "Binary file ", matches = " matches";
    string_view file = line.substr(0, at);
    if (line.starts_with(binary) && line.ends_with(matches)) {
      file = line.substr(binary.size(), line.size() - binary.size() - matches.size());
    } else if (at == line.npos) {
      return odd({});
    }
    if (!folder_.empty() && file.starts_with(folder_)) file.remove_prefix(folder_.size() - folder_.ends_with('/'));
    Draft& f        = add(Kind::secret, file);
    f.location.path = out_.keep(file);
  }

  Draft& add(Kind kind, string_view item) {
    Draft& f  = out_.add(kind);
    f.rule_id = topic_.empty() || topic_ == section_ ? section_ : out_.join({section_, ": ", topic_});
    f.title   = out_.join({item, " (", f.rule_id, ")"});
    return f;
  }

  void odd(string_view line) { odd_.add(line.empty() ? "a line of hashes" : line, out_); }

  Writer& out_;
  Draft* f_ = nullptr;
  string_view folder_, section_, topic_;
  bool began_ = false, inside_ = false;
  OddLines odd_ = lines_not_understood();
};

void read_lines(const Lines& lines, Writer& out) {
  Reader reader(out);
  for (const string_view line : lines) reader.line(line);
  reader.end();
}

}  // namespace

extern constinit const Format firmwalker{
    .id         = "firmwalker",
    .name       = "Firmwalker",
    .url        = "https://github.com/craigz28/firmwalker",
    .command    = "firmwalker.sh rootfs/ firmwalker.txt",
    .kinds      = "other secret",
    .versions   = "the text file",
    .severity   = "none: it is unknown",
    .missing    = "severity, line, date, hashes; the listing of etc/ssl",
    .known_by   = "/***Firmware_Directory***/",
    .read_lines = read_lines,
};

}  // namespace secmon::format
