// SPDX-License-Identifier: MIT
// Fortify: results of the source code analyzer (FVDL, alone or in an FPR with what was audited) and XML reports.
#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr string_view kAnalysis = "87f2364f-dcd4-49e6-861d-f8d3f351686b";  // the tag "Analysis", in every template

// "CWE ID 259,CWE ID 798", "[13] CWE ID 287".
void add_weaknesses(Draft& f, string_view list) {
  constexpr string_view kStart = "CWE ID ";
  for (std::size_t at = list.find(kStart); at != list.npos; at = list.find(kStart, at)) {
    at += kStart.size();
    const std::size_t end = std::min(list.find_first_not_of("0123456789", at), list.size());
    f.add_cwe(list.substr(at, end - at));
  }
}

void analysed(Draft& f, string_view analysis) {
  if (equal_ignoring_case(analysis, "Not an Issue")) {
    f.state = State::false_positive, f.state_reason = analysis;
  } else {
    f.add_tag(analysis);
  }
}

// ---- FVDL -----------------------------------------------------------------------------------------------------------

struct Audited {
  string_view analysis, comment;
  bool suppressed = false;
};

struct Rule {
  string_view impact, accuracy, probability, cwe;
};

struct Analysis {
  std::map<string_view, Audited> audited;                // by instance
  std::map<string_view, Rule> rules;                     // by class
  std::map<string_view, Xml> descriptions;               // by class
  std::map<string_view, Xml> nodes;                      // of the pool
  std::map<string_view, string_view> snippets, replace;  // replace: placeholders of the vulnerability
};

void meta(Rule& rule, Xml info) {
  for (Xml group : info.all("Group")) {
    const string_view name = group.attr("name");
    if (name == "Impact") rule.impact = group.text();
    if (name == "Accuracy") rule.accuracy = group.text();
    if (name == "Probability") rule.probability = group.text();
    if (name == "altcategoryCWE") rule.cwe = group.text();
  }
}

Analysis facts(Xml fvdl, Xml audit) {
  Analysis a;
  for (Xml issue : audit.at("IssueList").all("Issue")) {
    Audited& about   = a.audited[issue.attr("instanceId")];
    about.suppressed = issue.attr("suppressed") == "true";
    for (Xml tag : issue.all("Tag")) {
      if (tag.attr("id") == kAnalysis) about.analysis = tag.text("Value");
    }
    about.comment = issue.text("ThreadedComments/Comment/Content");
  }
  for (Xml rule : fvdl.at("EngineData/RuleInfo").all("Rule")) meta(a.rules[rule.attr("id")], rule.at("MetaInfo"));
  for (Xml d : fvdl.all("Description")) a.descriptions[d.attr("classID")] = d;
  for (Xml node : fvdl.at("UnifiedNodePool").all("Node")) a.nodes[node.attr("id")] = node;
  for (Xml s : fvdl.at("Snippets").all("Snippet")) a.snippets[s.attr("id")] = s.text("Text");
  return a;
}

// "<Content>The method <Replace key="EnclosingFunction.name"/> …</Content>"
string_view plain(string_view text, const Analysis& a, Writer& out) {
  constexpr string_view kReplace = "<Replace key=\"";
  std::string made;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = std::min(text.find('<', at), text.size());
    made += text.substr(at, begin - at);
    const string_view tag = text.substr(begin, std::min(text.find('>', begin), text.size()) - begin);
    if (tag.starts_with(kReplace)) {
      const string_view key = tag.substr(kReplace.size(), tag.find('"', kReplace.size()) - kReplace.size());
      if (const auto value = a.replace.find(key); value != a.replace.end()) made += value->second;
    }
    at = begin + tag.size() + 1;
  }
  return out.keep(trim(made));
}

// The priority that Fortify shows: from the impact of the rule and how likely it is that this instance is real.
void rate(Draft& f, const Rule& rule, string_view confidence, Writer& out) {
  const auto impact = to_number(rule.impact), accuracy = to_number(rule.accuracy);
  const auto probability = to_number(rule.probability), sure = to_number(confidence);
  if (!impact || !accuracy || !probability || !sure) return;
  const bool likely = *accuracy * *sure * *probability / 25 >= 2.5, strong = *impact >= 2.5;
  f.rate(strong ? (likely ? Severity::critical : Severity::high) : (likely ? Severity::medium : Severity::low),
         SeverityFrom::score,
         out.join({"impact ", rule.impact, ", accuracy ", rule.accuracy, ", probability ", rule.probability,
                   ", confidence ", confidence}));
}

// The node that the tool shows is marked; without a mark it is the last one, where the data arrives.
Xml place_of(Xml vulnerability, const Analysis& a) {
  Xml place;
  for (Xml entry : vulnerability.at("AnalysisInfo/Unified/Trace/Primary").all("Entry")) {
    Xml node       = entry.at("Node");
    const auto ref = a.nodes.find(entry.at("NodeRef").attr("id"));
    if (!node && ref != a.nodes.end()) node = ref->second;
    if (node) place = node.at("SourceLocation");
    if (node.attr("isDefault") == "true") break;
  }
  return place;
}

void vulnerability(Xml v, Analysis& a, Writer& out) {
  const Xml info = v.at("ClassInfo"), instance = v.at("InstanceInfo"), unified = v.at("AnalysisInfo/Unified");
  const string_view type = info.text("Type"), subtype = info.text("Subtype"), id = instance.text("InstanceID");
  a.replace.clear();
  for (Xml def : unified.at("ReplacementDefinitions").all("Def")) a.replace[def.attr("key")] = def.attr("value");
  Draft& f    = out.add(Kind::sast);
  f.rule_id   = info.text("ClassID");
  f.rule_name = subtype.empty() ? type : out.join({type, ": ", subtype});
  f.title     = f.rule_name;
  if (const auto d = a.descriptions.find(f.rule_id); d != a.descriptions.end()) {
    f.description = plain(d->second.text("Abstract"), a, out);
    f.remediation = plain(d->second.text("Recommendations"), a, out);
  }
  Rule rule = a.rules[f.rule_id];
  meta(rule, instance.at("MetaInfo"));  // of this instance, where it differs from its rule
  rate(f, rule, instance.text("Confidence"), out);
  add_weaknesses(f, rule.cwe);
  const Xml place       = place_of(v, a);
  f.location.path       = place.attr("path");
  f.location.start_line = place.attr_line("line");
  f.location.end_line   = place.attr_line("lineEnd");
  f.location.function   = unified.at("Context/Function").attr("name");
  const bool secret     = type.starts_with("Password") || type.starts_with("Key") || type.starts_with("Credential");
  if (const auto s = a.snippets.find(place.attr("snippet")); s != a.snippets.end() && !secret) {
    f.location.snippet = s->second;
  }
  f.add_tag(info.text("Kingdom"));
  f.add_tag(info.text("AnalyzerName"));
  f.native_id = id;
  if (const auto about = a.audited.find(id); about != a.audited.end()) {
    if (!about->second.analysis.empty()) analysed(f, about->second.analysis);
    if (about->second.suppressed && f.state == State::open) f.state = State::suppressed;
    if (!about->second.comment.empty() && f.state != State::open) f.state_reason = about->second.comment;
  }
}

void fvdl(Xml root, Xml audit, Writer& out) {
  out.tool("Fortify", root.text("EngineData/EngineVersion"));
  const Xml made = root.at("CreatedTS");
  out.generated(parse_time(out.join({made.attr("date"), "T", made.attr("time")})));
  Analysis a = facts(root, audit);
  if (!root.at("Vulnerabilities")) out.incomplete(Errc::malformed, "no element <Vulnerabilities>");
  for (Xml v : root.at("Vulnerabilities").all("Vulnerability")) vulnerability(v, a, out);
}

// ---- reports --------------------------------------------------------------------------------------------------------

string_view advice(Xml group) {
  for (Xml info : group.at("MajorAttributeSummary").all("MetaInfo")) {
    if (info.text("Name") == "Recommendations") return info.text("Value");
  }
  return {};
}

void issue(Xml r, string_view remediation, Writer& out) {
  const Xml place = r.at("Primary");
  Draft& f        = out.add(Kind::sast);
  f.rule_id       = r.attr("ruleID");
  f.rule_name     = r.text("Category");
  f.title         = f.rule_name;
  f.description   = r.text("Abstract");
  f.remediation   = remediation;
  f.rate(r.text("Friority"));  // so spelled
  f.location.path       = place.text("FilePath");
  f.location.start_line = place.line("LineStart");
  f.location.function   = place.text("TargetFunction");
  const bool secret     = f.title.starts_with("Password") || f.title.starts_with("Key") || f.title.starts_with("Cred");
  if (!secret) f.location.snippet = place.text("Snippet");
  for (Xml category : r.all("ExternalCategory")) add_weaknesses(f, category.text());
  for (Xml tag : r.all("Tag")) {
    if (tag.text("Name") == "Analysis") analysed(f, tag.text("Value"));
  }
  if (!r.text("Comment/Comment").empty() && f.state != State::open) f.state_reason = r.text("Comment/Comment");
  f.add_tag(r.text("Kingdom"));
  f.native_id = r.attr("iid");
}

void report(Xml root, Writer& out) {
  out.tool("Fortify");
  std::set<string_view> seen;  // a report may list its issues more than once
  for (Xml section : root.all("ReportSection")) {
    for (Xml part : section.all("SubSection")) {
      for (Xml group : part.at("IssueListing/Chart").all("GroupingSection")) {
        const string_view remediation = advice(group), count = group.attr("count");
        std::int64_t listed = 0;
        for (Xml r : group.all("Issue")) {
          if (++listed; seen.insert(r.attr("iid")).second || r.attr("iid").empty()) issue(r, remediation, out);
        }
        if (part.at("IssueListing").attr("listing") == "true" && to_integer(count).value_or(0) > listed) {
          out.incomplete(Errc::truncated, out.join({"\"", group.text("groupTitle"), "\": the report lists ",
                                                    std::to_string(listed), " of ", count, " issues"}));
        }
      }
    }
  }
}

void read_xml(Xml root, Writer& out) {
  if (root.name() == "FVDL") return fvdl(root, {}, out);
  if (root.name() == "zip" && root.at("FVDL")) return fvdl(root.at("FVDL"), root.at("Audit"), out);
  if (root.name() == "ReportDefinition" && root.at("ReportSection")) return report(root, out);
  out.reject(Errc::malformed, "neither <FVDL> nor <ReportDefinition>: not a report of Fortify");
}

}  // namespace

extern constinit const Format fortify{
    .id       = "fortify",
    .name     = "Fortify Static Code Analyzer",
    .url      = "https://www.opentext.com/products/fortify-static-code-analyzer",
    .command  = "sourceanalyzer -b BUILD -scan -f results.fpr",
    .kinds    = "sast",
    .versions = "FPR (audit.fvdl and audit.xml), FVDL, XML reports; WebInspect is a format of its own",
    .severity =
        "the priority: in reports a word, in FPRs from impact, accuracy, probability and confidence; unknown "
        "where the rule has none",
    .missing = "columns; the flagged code where it may hold a password",
    .known_by =
        "<FVDL> Build Vulnerabilities | <FVDL> UUID | <zip> FVDL | <ReportDefinition> TemplateName ReportSection",
    .read_xml = read_xml,
};

}  // namespace secmon::format
