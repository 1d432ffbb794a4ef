// SPDX-License-Identifier: MIT
// gobuster: paths, virtual hosts and subdomains that are there. What it prints, or writes to its file.
#include <algorithm>

#include "formats/dialect/odd_lines.hpp"
#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// "before (Status: 301)" with " (Status: " and ")": cuts it off the end of `line`, and gives the number.
string_view cut_number(string_view& line, string_view before, string_view behind) {
  const std::size_t at = line.rfind(before);
  if (at == line.npos || !line.ends_with(behind)) return {};
  string_view number = line.substr(at + before.size());
  number.remove_suffix(behind.size());
  if (!to_integer(number)) return {};
  line = trim(line.substr(0, at));
  return number;
}

class Reader {
 public:
  explicit Reader(Writer& out) : out_(out) { out.tool("gobuster"); }

  void line(string_view line) {
    line = trim(line);
    // On a terminal the progress is written over.
    line = trim(line.substr(line.rfind('\r') + 1));
    if (line.empty() || line.starts_with("=====") || line.starts_with("Progress: ")) return;
    if (banner(line) || row(line)) return;
    const bool failed =
        line.starts_with("Error: ") || line.find("[ERROR]") != line.npos || line.find("[!]") != line.npos;
    if (failed) return out_.incomplete(Errc::scanner_failed, out_.join({"gobuster: ", clip(line, 200)}));
    odd_.add(line, out_);
  }

  void end() {
    if (!any_ && !began_) return out_.reject(Errc::malformed, "neither the head nor a row of gobuster");
    odd_.tell(out_);
    // A file of its own (-o) has only the rows.
    if (began_ && !ended_)
      out_.incomplete(Errc::truncated, "gobuster did not finish: the line \"Finished\" is missing");
  }

 private:
  bool banner(string_view line) {
    if (line.starts_with("Gobuster v")) {
      out_.tool("gobuster", out_.keep(line.substr(10)));
      return began_ = true;
    }
    if (line.starts_with("[+] Url: ")) base_ = out_.keep(trim(line.substr(9)));
    if (line.starts_with("[+] Method: ")) method_ = out_.keep(trim(line.substr(12)));
    if (line.starts_with("[+] ") || line.starts_with("by OJ Reeves")) return true;
    // Until 3.5 the time stands before them.
    const std::size_t said = line.find("Starting gobuster");
    if (said != line.npos && said != 0) out_.generated(parse_time(trim(line.substr(0, said))));
    if (line == "Finished" || line.ends_with(" Finished")) return ended_ = true;
    return said != line.npos;
  }

  bool row(string_view line) {
    if (line.starts_with("Missed: ")) return true;
    const bool found = line.starts_with("Found: ");
    if (found) line = trim(line.substr(7));
    string_view to;
    if (const std::size_t at = line.find(" [--> "); at != line.npos && line.ends_with(']')) {
      to   = line.substr(at + 6, line.size() - at - 7);
      line = trim(line.substr(0, at));
    }
    const string_view size = cut_number(line, " [Size: ", "]");
    if (const string_view status = cut_number(line, " (Status: ", ")"); !status.empty()) {
      path(line, status, size, to);
    } else if (const string_view host = cut_number(line, " Status: ", ""); !host.empty()) {
      virtual_host(line, host, size, to);
    } else if (!size.empty()) {
      path(line, {}, size, to);
    } else if (!fuzzed(line) && !subdomain(line, found)) {
      return false;
    }
    return any_ = true;
  }

  // Of the answer all but its status, which the title has.
  string_view answer(string_view size, string_view to) {
    return out_.join({size.empty() ? "" : "Size: ", size, size.empty() || to.empty() ? "" : "\n",
                      to.empty() ? "" : "Redirects to ", to});
  }

  void path(string_view at, string_view status, string_view size, string_view to) {
    Draft& f          = out_.add(Kind::dast);
    f.rule_id         = "path";
    f.title           = status.empty() ? out_.join({at, " is there"}) : out_.join({at, " answers ", status});
    f.description     = answer(size, to);
    f.location.url    = base_.empty() || is_url(at) ? out_.keep(at) : url_at(base_, at, out_);
    f.location.method = method_;
  }

  void virtual_host(string_view host, string_view status, string_view size, string_view to) {
    Draft& f            = out_.add(Kind::dast);
    f.rule_id           = "virtual-host";
    f.title             = out_.join({"The virtual host ", host, " answers ", status});
    f.description       = answer(size, to);
    f.location.url      = base_;
    f.location.method   = method_;
    f.location.resource = out_.keep(host);
  }

  // "[Status=200] [Length=4] [Word=tea] http://…"
  bool fuzzed(string_view line) {
    const std::size_t url = line.find("] http");
    if (!line.starts_with("[Status=") || url == line.npos) return false;
    const auto fact = [line](string_view before) {
      const std::size_t at = line.find(before);
      return at == line.npos ? string_view() : line.substr(at + before.size(), line.find(']', at) - at - before.size());
    };
    path(line.substr(url + 2), fact("[Status="), fact("[Length="), {});
    return true;
  }

  // "tea.example", with "[192.0.2.1,192.0.2.2]" or "IPs: 192.0.2.1 CNAME: pot.example" behind it.
  bool subdomain(string_view line, bool found) {
    const std::size_t space = std::min(line.find(' '), line.size());
    const string_view more  = trim(line.substr(space));
    if (!more.starts_with("IPs: ") && !more.starts_with("CNAME: ") && !(found && (more.empty() || more[0] == '['))) {
      return false;
    }
    Draft& f            = out_.add(Kind::network);
    f.rule_id           = "subdomain";
    f.title             = out_.join({"The subdomain ", line.substr(0, space), " is there"});
    f.description       = out_.keep(more);
    f.location.resource = out_.keep(line.substr(0, space));
    return true;
  }

  Writer& out_;
  string_view base_, method_;
  OddLines odd_ = lines_not_understood();
  bool began_ = false, ended_ = false, any_ = false;
};

void read_lines(const Lines& lines, Writer& out) {
  Reader reader(out);
  for (const string_view line : lines) reader.line(line);
  reader.end();
}

}  // namespace

extern constinit const Format gobuster{
    .id      = "gobuster",
    .name    = "Gobuster",
    .url     = "https://github.com/OJ/gobuster",
    .command = "gobuster dir -z -u https://host.example -w words.txt > gobuster.txt",
    .kinds   = "dast network",
    .versions =
        "3.x, text of the modes dir, vhost, dns and fuzz, printed or of -o; rows without status and size have to "
        "be named",
    .severity = "none: it is unknown",
    .missing  = "severity; with -o also address, date and version",
    .known_by =
        "/Gobuster_v/ /by_OJ_Reeves/ | /*_(Status:_~)_[Size:_~]/ | /*_Status:_~_[Size:_~]/ | "
        "/*[Status=~]_[Length=~]_/",
    .read_lines = read_lines,
};

}  // namespace secmon::format
