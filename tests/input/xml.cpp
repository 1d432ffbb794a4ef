// SPDX-License-Identifier: MIT
// The XML cursor: what it gives of good documents, and what is left of bad ones.
#include "input/xml.hpp"

#include <chrono>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "core/text.hpp"
#include "core/writer.hpp"
#include "input/xml_source.hpp"
#include "secmon/report.hpp"

using namespace std::string_view_literals;
using secmon::Errc;
using secmon::Limits;
using secmon::Xml;

namespace {

using List  = std::vector<std::string>;
using Sizes = secmon::XmlSource::Sizes;

// Every case is held against a text that is parsed as a whole, and against one that is read in slices of any size.
Sizes current;
#define EACH_WAY current = GENERATE(Sizes{}, Sizes{0, 1}, Sizes{0, 16}, Sizes{0, 100}, Sizes{0, 1 << 16})

/// A document with its report. `text` is copied, to show that nothing borrows from it.
struct Document {
  explicit Document(std::string_view text, const Limits& limits = {})
      : copy(text),
        writer(report, "test", {}),
        source(std::make_unique<secmon::XmlSource>(copy, writer, limits, current)) {
    open = source->open();
    root = open ? source->root() : Xml();
  }

  /// The notes as "code offset", with '!' if they make the report incomplete.
  [[nodiscard]] List notes() const {
    List list;
    for (const secmon::Note& note : report.notes()) {
      list.push_back(std::string(secmon::name(note.code)) + (note.incomplete ? "! " : " ") +
                     std::to_string(note.offset));
    }
    return list;
  }

  std::string copy;
  secmon::Report report;
  secmon::Writer writer;
  std::unique_ptr<secmon::XmlSource> source;
  bool open = false;
  Xml root;
};

List names(const Xml& parent, std::string_view name = {}) {
  List list;
  for (const Xml& child : parent.all(name)) list.emplace_back(child.name());
  return list;
}

/// The rows that a format would get out of <r><i n="…"/>…</r>.
List rows(Document& document) {
  for (const Xml& item : document.root.all("i")) {
    secmon::Draft& f = document.writer.add(secmon::Kind::sast);
    f.title          = item.attr("n");
    f.description    = item.text();
  }
  document.writer.finish();
  List list;
  for (const secmon::Finding& f : document.report) list.emplace_back(f.title);
  return list;
}

/// All that the cursor says of an element and of those in it.
void describe(const Xml& element, std::string& to) {
  to += "<" + std::string(element.name()) + "@" + std::to_string(element.offset());
  to += " n=" + std::string(element.attr("n")) + (element.has_attr("n") ? "!" : "");
  to += " text=" + std::string(element.text()) + " first=" + std::string(element.at("i").attr("n"));
  to += " deep=" + std::string(element.text("i/i")) + " number=" + std::to_string(element.integer("n", -1)) + ">";
  for (const Xml& child : element.all()) describe(child, to);
  to += "(";
  for (const Xml& child : element.all("i")) to += std::to_string(child.offset()) + ",";
  to += ")</>\n";
}

std::string describe(std::string_view text, const Limits& limits, Sizes sizes) {
  current = sizes;
  Document d(text, limits);
  std::string to;
  for (Xml root = d.root; root; root = d.source->next(root)) describe(root, to);
  for (const secmon::Finding& f : d.report) to += f.title;
  for (const secmon::Note& n : d.report.notes()) {
    to += std::to_string(n.offset) + (n.incomplete ? "! " : " ") + std::string(n.message) + "\n";
  }
  const secmon::Error& rejection = d.writer.rejection();
  return to + std::string(secmon::name(rejection.code)) + rejection.message + std::to_string(rejection.offset);
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  all.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

TEST_CASE("xml: elements, attributes and text") {
  EACH_WAY;
  const Document d(R"(<?xml version="1.0"?>
<scan tool="x" version=" 1.2 ">
  <host ip="10.0.0.1"><name> web </name><port id="443"/></host>
  <host ip="10.0.0.2"/>
</scan>)");
  REQUIRE(d.open);
  CHECK(d.root.name() == "scan");
  CHECK(d.root.attr("tool") == "x");
  CHECK(d.root.attr("version") == "1.2");
  CHECK(d.root.has_attr("tool"));
  CHECK_FALSE(d.root.has_attr("none"));
  CHECK(names(d.root) == List{"host", "host"});
  CHECK(d.root.at("host").attr("ip") == "10.0.0.1");
  CHECK(d.root.text("host/name") == "web");
  CHECK(d.root.at("host/port").attr_line("id") == 443);
  CHECK(d.notes().empty());
}

TEST_CASE("xml: of many children the first of a name is found, in whatever order they are asked for") {
  EACH_WAY;
  std::string text = "<r><a><x:late n='0'/></a><b>";
  for (int i = 0; i < 100; ++i) text += "<c" + std::to_string(i % 90) + " n='" + std::to_string(i) + "'/>text";
  const Document d(text + "<late n='100'/><c0 n='101'/></b></r>");
  const Xml a = d.root.at("a"), b = d.root.at("b");
  for (const int i : {89, 0, 47, 48, 49, 1, 60}) {
    const std::string n = std::to_string(i);
    CHECK(b.at("c" + n).attr("n") == n);
    CHECK(a.at("late").attr("n") == "0");
  }
  CHECK(b.at("late").attr("n") == "100");
  CHECK_FALSE(b.at("c90"));
  CHECK_FALSE(a.at("c0"));
  CHECK(names(b, "c5") == List{"c5", "c5"});
  CHECK(names(b).size() == 102);
}

TEST_CASE("xml: nowhere answers every question") {
  EACH_WAY;
  const Xml nowhere;
  CHECK_FALSE(nowhere.exists());
  CHECK(nowhere.name().empty());
  CHECK(nowhere.text().empty());
  CHECK(nowhere.attr("a").empty());
  CHECK_FALSE(nowhere.has_attr("a"));
  CHECK_FALSE(nowhere.at("a/b").exists());
  CHECK(nowhere.text("a/b").empty());
  CHECK(nowhere.integer("a", 7) == 7);
  CHECK(nowhere.number("a", 0.5) == 0.5);
  CHECK(nowhere.line("a") == 0);
  CHECK(nowhere.attr_line("a") == 0);
  CHECK(nowhere.offset() == 0);
  CHECK(names(nowhere).empty());

  const Document d("<a><b/></a>");
  CHECK_FALSE(d.root.at("c"));
  CHECK_FALSE(d.root.at("b/c/d"));
  CHECK(names(d.root.at("c")).empty());
}

TEST_CASE("xml: names are local names, and attributes prefer the name as it is written") {
  EACH_WAY;
  const Document d(R"(<s:scan xmlns:s="urn:s" xmlns:id="urn:id"><s:item x:id="1" id="2" x:other="3"/></s:scan>)");
  CHECK(d.root.name() == "scan");
  const Xml item = d.root.at("item");
  REQUIRE(item);
  CHECK(item.attr("id") == "2");
  CHECK(item.attr("x:id") == "1");
  CHECK(item.attr("other") == "3");
  CHECK_FALSE(d.root.has_attr("id"));
}

TEST_CASE("xml: text holds CDATA and the text of children") {
  EACH_WAY;
  const auto text = [](std::string_view xml) {
    const Document d(xml);
    return std::string(d.root.text());
  };
  CHECK(text("<a> one </a>") == "one");
  CHECK(text("<a><![CDATA[<b> & ]]></a>") == "<b> &");
  CHECK(text("<a><![CDATA[x]]]]><![CDATA[>y]]></a>") == "x]]>y");
  CHECK(text("<a>one<b>two</b>three</a>") == "one two three");
  CHECK(text("<a>\n <b>one</b>\n <b>two<c/></b> </a>") == "one two");
  CHECK(text("<a>&lt;&amp;&gt;&quot;&apos;&#65;&#x42;</a>") == "<&>\"'AB");
  CHECK(text("<a>one<!-- no -->two<?no no?></a>") == "onetwo");
  CHECK(text("<a/>").empty());
  CHECK(text("<a>  </a>").empty());
}

TEST_CASE("xml: numbers come from elements and attributes") {
  EACH_WAY;
  const Document d(R"(<a n="5" big="99999999999" zero="0"><n>12</n><f>443.0</f><neg>-3</neg><x>no</x><v>7.5</v></a>)");
  CHECK(d.root.integer("n") == 12);
  CHECK(d.root.integer("big") == 99999999999);
  CHECK(d.root.integer("f") == 443);
  CHECK(d.root.integer("neg") == -3);
  CHECK(d.root.integer("x", -1) == -1);
  CHECK(d.root.integer("none", -1) == -1);
  CHECK(d.root.number("v") == 7.5);
  CHECK(d.root.number("x", 0.25) == 0.25);
  CHECK(d.root.line("n") == 12);
  CHECK(d.root.line("neg") == 0);
  CHECK(d.root.attr_line("n") == 5);
  CHECK(d.root.attr_line("big") == 0);
  CHECK(d.root.attr_line("zero") == 0);

  const Document nested(R"(<a><b port="80"/></a>)");
  CHECK(nested.root.integer("b/port") == 80);
}

TEST_CASE("xml: offsets are those of the '<'") {
  EACH_WAY;
  const Document d("<?xml version=\"1.0\"?>\n<a>&amp;&amp;<b x=\"&lt;\"/><c/></a>");
  CHECK(d.root.offset() == 22);
  CHECK(d.root.at("b").offset() == d.copy.find("<b"));
  CHECK(d.root.at("c").offset() == d.copy.find("<c"));
}

TEST_CASE("xml: text outlives the document and its source") {
  EACH_WAY;
  Document d("<a n='from the document'>text <b>in pieces</b></a>");
  const std::string_view attribute = d.root.attr("n");
  const std::string_view text      = d.root.text();
  d.source.reset();
  d.copy.assign(d.copy.size(), '#');
  CHECK(attribute == "from the document");
  CHECK(text == "text in pieces");
}

TEST_CASE("xml: several documents back to back are all reached") {
  EACH_WAY;
  const Document d("<?xml version='1.0'?><a/>\n<?xml version='1.0'?><b/><!-- end -->");
  REQUIRE(d.open);
  CHECK(d.root.name() == "a");
  const Xml second = d.source->next(d.root);
  CHECK(second.name() == "b");
  CHECK_FALSE(d.source->next(second));
}

TEST_CASE("xml: declared entities are not expanded and none is loaded") {
  EACH_WAY;
  const Document d(R"(<?xml version="1.0"?>
<!DOCTYPE a [
  <!ENTITY one "expanded">
  <!ENTITY file SYSTEM "file:///etc/passwd">
  <!ENTITY % more SYSTEM "https://example.org/x.dtd"> %more;
]>
<a x="&one;">&one;&file;</a>)");
  REQUIRE(d.open);
  CHECK(d.root.attr("x") == "&one;");
  CHECK(d.root.text() == "&one;&file;");
  CHECK(d.notes().empty());
}

TEST_CASE("xml: an expanding bomb stays as small as it is written") {
  EACH_WAY;
  std::string bomb = "<!DOCTYPE a [<!ENTITY e0 \"xxxxxxxxxx\">";
  for (int i = 1; i < 20; ++i) {
    bomb += "<!ENTITY e" + std::to_string(i) + " \"" + repeated("&e" + std::to_string(i - 1) + ";", 10) + "\">";
  }
  const Document d(bomb + "]><a>&e19;</a>");
  REQUIRE(d.open);
  CHECK(d.root.text() == "&e19;");
}

TEST_CASE("xml: the depth limit holds exactly, without recursion anywhere") {
  EACH_WAY;
  Limits limits;
  limits.depth = 10;
  const Document fits(repeated("<a>", 10) + repeated("</a>", 10), limits);
  CHECK(fits.open);
  const Document deep("<r><b/>" + repeated("<a>", 10) + repeated("</a>", 10) + "</r>", limits);
  CHECK_FALSE(deep.open);
  CHECK(deep.writer.rejection().code == Errc::too_deep);
  CHECK(deep.writer.rejection().offset == 7 + 9 * 3);

  limits.depth = 1'000'000;  // is taken as 1000
  CHECK(Document(repeated("<a>", 1000) + repeated("</a>", 1000), limits).open);
  CHECK_FALSE(Document(repeated("<a>", 1001) + repeated("</a>", 1001), limits).open);
  const Document abyss(repeated("<a>", 1'000'000));
  CHECK_FALSE(abyss.open);
  CHECK(abyss.writer.rejection().code == Errc::too_deep);
}

TEST_CASE("xml: a document that is cut off gives what came before") {
  EACH_WAY;
  const auto cut = [](std::string_view text, const List& titles, std::size_t offset) {
    INFO(text);
    Document d(text);
    REQUIRE(d.open);
    CHECK(rows(d) == titles);
    CHECK(d.notes() == List{"truncated! " + std::to_string(offset)});
  };
  const std::string whole = "<r><i n='1'>x</i><i n='2'>y</i></r>";
  cut(whole.substr(0, 17), {"1"}, 17);       // behind an element
  cut(whole.substr(0, 18), {"1"}, 17);       // <
  cut(whole.substr(0, 19), {"1"}, 17);       // <i
  cut(whole.substr(0, 20), {"1"}, 17);       // <i_
  cut(whole.substr(0, 21), {"1"}, 17);       // <i n
  cut(whole.substr(0, 22), {"1"}, 17);       // <i n=
  cut(whole.substr(0, 23), {"1"}, 17);       // <i n='
  cut(whole.substr(0, 25), {"1"}, 17);       // <i n='2'
  cut(whole.substr(0, 26), {"1"}, 26);       // behind the start tag: half a finding
  cut(whole.substr(0, 27), {"1"}, 27);       // in the text
  cut(whole.substr(0, 29), {"1"}, 27);       // </
  cut(whole.substr(0, 30), {"1"}, 27);       // </i
  cut(whole.substr(0, 31), {"1", "2"}, 31);  // before the last end tag
  cut(whole.substr(0, 34), {"1", "2"}, 31);  // </r
  cut("<r><i n='1'/><!-- com", {"1"}, 13);
  cut("<r><i n='1'/><!-", {"1"}, 13);
  cut("<r><i n='1'/><![CDATA[ data", {"1"}, 13);
  cut("<r><i n='1'/><![CDA", {"1"}, 13);
  cut("<r><i n='1'/><?pi", {"1"}, 13);
  cut("<r><i n='1'/><i n='swallows > all", {"1"}, 13);
  cut("<r><i n='1'/></r><", {"1"}, 17);
  cut("<r>", {}, 3);
}

TEST_CASE("xml: every cut of a document is told, and gives a beginning of its rows") {
  EACH_WAY;
  const std::string whole =
      "<?xml version='1.0'?><!DOCTYPE r [<!ELEMENT r ANY>]><!-- c --><r a='1'><i n='1'><![CDATA[x]]></i>"
      "<b><c d=\"e\"/></b><i n='2'>&amp;<?pi x?></i><i n='3'/></r>";
  std::size_t before = 0;
  for (std::size_t size = 1; size < whole.size(); ++size) {
    INFO(whole.substr(0, size));
    Document d(whole.substr(0, size));
    const List found = rows(d);
    CHECK(found.size() >= before);
    CHECK(d.report.status() == secmon::Status::incomplete);
    if (!d.open) CHECK(d.writer.rejection().code == Errc::truncated);
    before = found.size();
  }
  CHECK(before == 3);
  Document d(whole);
  CHECK(rows(d) == List{"1", "2", "3"});
  CHECK(d.notes().empty());
}

TEST_CASE("xml: a document that is wrong in the middle gives what came before") {
  EACH_WAY;
  const auto wrong = [](std::string_view text, const List& titles) {
    INFO(text);
    Document d(text);
    REQUIRE(d.open);
    CHECK(rows(d) == titles);
    REQUIRE(d.report.notes().size() == 1);
    CHECK(d.report.notes()[0].code == Errc::malformed);
    CHECK(d.report.notes()[0].incomplete);
  };
  wrong("<r><i n='1'/><i n='2'></b></i></r>", {"1"});
  wrong("<r><i n='1'/><i n=2/><i n='3'/></r>", {"1"});
  wrong("<r><i n='1'/>a < b<i n='3'/></r>", {"1"});
  wrong("<r><i n='1'/><i n='2'x='3'/></r>", {"1"});
  wrong("<r><i n='1'/></r></r>", {"1"});
  wrong("<r><i n='1'/><>", {"1"});
  wrong("<r><i n='1'/></>", {"1"});
}

TEST_CASE("xml: rows of nested loops are kept, but for the half one") {
  EACH_WAY;
  Document d("<r><site><i n='1'/></site><site><i n='2'/><i n='3'>");
  REQUIRE(d.open);
  List titles;
  for (const Xml& site : d.root.all("site")) {
    for (const Xml& item : site.all("i")) d.writer.add(secmon::Kind::dast).title = item.attr("n");
  }
  d.writer.finish();
  for (const secmon::Finding& f : d.report) titles.emplace_back(f.title);
  CHECK(titles == List{"1", "2"});

  // A loop over details must not make its half row whole.
  Document half("<r><i n='1'><ref/></i><i n='2'><ref/><ref/>");
  for (const Xml& item : half.root.all("i")) {
    for (const Xml& ref : item.all("ref")) CHECK(ref.exists());
    half.writer.add(secmon::Kind::dast).title = item.attr("n");
  }
  half.writer.finish();
  CHECK(half.report.size() == 1);
  half.source.reset();
  half.writer.add(secmon::Kind::dast).title = "later";
  half.writer.finish();
  CHECK(half.report.size() == 2);
}

TEST_CASE("xml: a text that is read in slices is what it is as a whole") {
  std::mt19937 random(5);
  constexpr std::string_view kPieces[] = {"<i>",  "<i n='1'>", "<b>",         "</i>",         "</b>",
                                          "</i>", "</b>",      "<i/>",        "<b n=\"2\"/>", "<n>7</n>",
                                          "text", " ",         "<!-- -->",    "<?p?>",        "&lt;",
                                          "\n",   "c",         "<x:i n='3'>", "</x:i>",       "<![CDATA[<i>]]>"};
  constexpr std::string_view kBad[]    = {
         "<",         ">",      "/",           "'",         "\"",           "=",
         "<!--",      "-->",    "<![CDATA[",   "]]>",       "<?",           "?>",
         "<!DOCTYPE", "[",      "]",           "&",         "&#0;",         "<!",
         "<i",        "</",     "<i n=",       "<1>",       "<!DOCTYPE a>", "<!DOCTYPE [<!A '>'>]>",
         "\0"sv,      "<\xB0>", "</\xC2\xB0>", "<\xC2\xB0>"};
  Limits limits;
  for (int round = 0; round < 30'000; ++round) {
    limits.depth     = 8 + static_cast<std::uint32_t>(random() % 3);
    std::string text = random() % 2 == 0 ? "<i>" : "";
    const bool bad   = random() % 2 == 0;
    for (auto left = random() % 40; left > 0; --left) {
      text += bad && random() % 20 == 0 ? kBad[random() % std::size(kBad)] : kPieces[random() % std::size(kPieces)];
    }
    if (random() % 3 == 0) text = "<?xml version='1.0'?><!DOCTYPE i><r>" + text + "</r>";
    INFO(text);
    const std::string whole = describe(text, limits, Sizes{});
    for (const std::size_t window : {std::size_t{1}, 1 + random() % 8, 1 + random() % 100}) {
      REQUIRE(describe(text, limits, {0, window}) == whole);
    }
  }
}

TEST_CASE("xml: what stands beside a large list is reached at any time, and stays good in loops over it") {
  EACH_WAY;
  std::string text = "<r v='1'><tool n='before'><name>x</name></tool><list>";
  for (int i = 0; i < 2'000; ++i) text += "<i n='" + std::to_string(i) + "'><b>" + repeated("t", 50) + "</b></i>";
  text += "</list><rules><i n='first'/><i n='second'/></rules><end>behind</end></r>";
  const Document d(text);
  const Xml tool  = d.root.at("tool");
  const Xml rules = d.root.at("rules");
  const Xml rule  = rules.at("i");
  int count       = 0;
  for (const Xml& item : d.root.at("list").all("i")) {
    REQUIRE(item.attr("n") == std::to_string(count++));
    REQUIRE(item.text("b").size() == 50);
    if (count % 100 != 0) continue;
    CHECK(d.root.attr("v") == "1");
    CHECK(d.root.text("end") == "behind");
    CHECK(tool.text("name") == "x");
    CHECK(rule.attr("n") == "first");
    CHECK(d.root.at("list/i").attr("n") == "0");
    // Loops may stand in each other, also over the same elements.
    std::string all;
    for (const Xml& other : d.root.all()) all += other.name();
    CHECK(all == "toollistrulesend");
    for (const Xml& other : d.root.at("list").all("i")) {
      if (other.attr("n") == "1999") all = other.attr("n");
    }
    CHECK(all == "1999");
  }
  CHECK(count == 2'000);
}

TEST_CASE("xml: a cursor that is kept longer than its row is read again") {
  EACH_WAY;
  std::string text = "<r>";
  for (int i = 0; i < 3'000; ++i) text += "<i n='" + std::to_string(i) + "'>\n<b><c/></b><b v='x'>t</b></i> ";
  const Document d(text + "</r>");
  std::vector<Xml> kept, inner;
  for (const Xml& item : d.root.all("i")) {
    kept.push_back(item);
    for (const Xml& b : item.all("b")) inner.push_back(b);
  }
  REQUIRE(kept.size() == 3'000);
  REQUIRE(inner.size() == 6'000);
  for (std::size_t i = 0; i < kept.size(); i += 7) {
    const Xml& item = kept[kept.size() - 1 - i];
    REQUIRE(item.attr("n") == std::to_string(kept.size() - 1 - i));
    REQUIRE(item.at("b/c"));
    REQUIRE(item.text() == "t");
    REQUIRE(names(item) == List{"b", "b"});
    const Xml& b = inner[2 * i + 1];
    REQUIRE(text.substr(b.offset(), 8) == "<b v='x'");
    REQUIRE(b.attr("v") == "x");
    REQUIRE(b.text() == "t");
  }
}

TEST_CASE("xml: what holds no element is rejected") {
  EACH_WAY;
  const auto rejected = [](std::string_view text) {
    const Document d(text);
    CHECK_FALSE(d.open);
    CHECK_FALSE(d.writer.rejection().message.empty());
    return d.writer.rejection().code;
  };
  CHECK(rejected("<?xml version='1.0'?>") == Errc::truncated);
  CHECK(rejected("<!-- only a comment -->") == Errc::truncated);
  CHECK(rejected("<scan") == Errc::truncated);
  CHECK(rejected("<") == Errc::truncated);
  CHECK(rejected("<!DOCTYPE a [") == Errc::truncated);
  CHECK(rejected("</a>") == Errc::malformed);
  CHECK(rejected("<1>x</1>") == Errc::malformed);
  CHECK(rejected("<>") == Errc::malformed);
}

TEST_CASE("xml: text around the document is ignored with a remark") {
  EACH_WAY;
  Document d("Scanning...\n<r><i n='1'/></r>\nDone.");
  REQUIRE(d.open);
  CHECK(rows(d) == List{"1"});
  CHECK(d.notes() == List{"malformed 0"});
}

TEST_CASE("xml: declared encodings: Latin-1 is converted, valid UTF-8 is kept whatever is declared") {
  EACH_WAY;
  const auto text = [](std::string_view encoding, std::string_view content, const List& notes) {
    const Document d("<?xml version='1.0' encoding='" + std::string(encoding) + "'?><a b='" + std::string(content) +
                     "'>" + std::string(content) + "</a>");
    REQUIRE(d.open);
    CHECK(d.notes() == notes);
    CHECK(d.root.attr("b") == d.root.text());
    return std::string(d.root.text());
  };
  CHECK(text("UTF-8", "caf\u00E9", {}) == "café");
  CHECK(text("utf-16", "caf\u00E9", {}) == "café");
  CHECK(text("ISO-8859-1", "caf\u00E9", {}) == "café");
  CHECK(text("ISO-8859-1", "caf\xE9", {}) == "café");
  CHECK(text("iso-8859-1", "caf\xE9 \xC3\xA9", {}) == "café Ã©");
  CHECK(text("Windows-1252", "\x80 \x93x\x94", {}) == "€ “x”");
  CHECK(text("UTF-8", "caf\xE9 caf\u00E9", {"unreadable_bytes 0"}) == "café café");
  CHECK(text("Shift_JIS", "\x83\x65", {"unreadable_bytes 0"}) == "ƒe");
  const Document undeclared("<a>caf\xE9</a>");
  CHECK(undeclared.root.text() == "café");
  CHECK(undeclared.notes() == List{"unreadable_bytes 0"});
}

TEST_CASE("xml: a name is read in the encoding of the document, also where it looks like UTF-8") {
  EACH_WAY;
  const Document d("<?xml version='1.0' encoding='iso-8859-1'?><r><\xC3\xA9>caf\xE9</\xC3\xA9></r>");
  REQUIRE(d.open);
  CHECK(d.root.at("\u00C3\u00A9").text() == "caf\u00E9");
  for (const Xml& child : d.root.all()) CHECK(child.name() == "\u00C3\u00A9");
}

TEST_CASE("xml: a byte order mark in the middle is text, also where a slice begins") {
  EACH_WAY;
  const Document d(
      "<r>\xEF\xBB\xBF"
      "a<i n='1'/>\xEF\xBB\xBF"
      "b<i n='2'/></r>");
  REQUIRE(d.open);
  CHECK(d.root.text() ==
        "\uFEFF"
        "a\uFEFF"
        "b");
  for (const Xml& item : d.root.all("i")) CHECK(d.copy.substr(item.offset(), 2) == "<i");
}

TEST_CASE("xml: NULs and strange references to characters do not end a text or make it invalid") {
  EACH_WAY;
  const Document d("<a>one\0two<b x='1\0002'/></a>"sv);
  REQUIRE(d.open);
  CHECK(d.root.text() == "one two");
  CHECK(d.root.at("b").attr("x") == "1 2");
  CHECK(d.notes() == List{"malformed 0"});

  const Document pair("<a>&#xD83D;&#xDE00;</a>");
  CHECK(pair.root.text() == "\U0001F600");
  const Document lone("<a>x&#xD83D;y</a>");
  CHECK(lone.root.text() == "x\uFFFDy");
  const Document large("<a>&#x110000;&#xFFFFFFFFF;&#99999999999;</a>");
  CHECK(secmon::is_valid_utf8(large.root.text()));
}

TEST_CASE("xml: many siblings, attributes and pieces of text are read in linear time") {
  current          = GENERATE(Sizes{}, Sizes{0, 1000});  // slices of a byte are linear too, but slow with sanitizers
  const auto start = std::chrono::steady_clock::now();
  Document wide("<r>" + repeated("<i n='x'>a<b>c</b></i>", 200'000) + "</r>");
  CHECK(rows(wide).size() == 200'000);
  const Document pieces("<r>" + repeated("a<b/>", 500'000) + "</r>");
  CHECK(pieces.root.text().size() == 500'000);
  std::string many = "<r";
  for (int i = 0; i < 200'000; ++i) many += " a" + std::to_string(i) + "=''";
  const Document attributes(many + "/>");
  CHECK(attributes.root.has_attr("a199999"));
  const Document value("<r a='" + repeated("x&amp;", 500'000) + "'><b>" + repeated("<![CDATA[y]]>", 100'000) +
                       "</b></r>");
  CHECK(value.root.attr("a").size() == 1'000'000);
  CHECK(value.root.text("b").size() == 100'000);
  // A name that is not there is looked for once.
  const Document names_of("<r>" + repeated("<i/><b/>", 100'000) + "<last n='1'/></r>");
  for (int i = 0; i < 100; ++i) CHECK_FALSE(names_of.root.at("none"));
  CHECK(names_of.root.at("last").attr("n") == "1");
  // Two large elements that are asked in turn.
  const Document two("<r><a>" + repeated("<i/>", 100'000) + "</a><b>" + repeated("<i/>", 100'000) + "</b></r>");
  const Xml first = two.root.at("a"), second = two.root.at("b");
  for (int i = 0; i < 20'000; ++i) CHECK((first.at("i") && second.at("i")));
  CHECK_FALSE(Document(repeated("<r>", 900)).root.at("i"));
  CHECK_FALSE(Document(repeated("<", 1'000'000)).open);
  CHECK_FALSE(Document("<a " + repeated("\"", 1'000'001)).open);
  CHECK_FALSE(Document(repeated("<!--", 500'000)).open);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
}

TEST_CASE("xml: random documents: a report or an error, text always valid") {
  EACH_WAY;
  std::mt19937 random(3);
  constexpr std::string_view kPieces[] = {"<",    ">",         "/", "</r>", "<r>", "<i n='1'>", "</i>",     "<i/>",
                                          "'",    "\"",        "=", "<!--", "-->", "<![CDATA[", "]]>",      "<?",
                                          "?>",   "<!DOCTYPE", "[", "]",    "&",   "&#x0;",     "&#xD800;", "\xE9",
                                          "\0"sv, "text",      " ", "x:i",  "n"};
  for (int round = 0; round < 50'000; ++round) {
    std::string text = round % 2 == 0 ? "<r><i n='0'/>" : "";
    for (auto left = random() % 24; left > 0; --left) text += kPieces[random() % std::size(kPieces)];
    INFO(text);
    Document d(text);
    if (!d.open) {
      REQUIRE(d.writer.rejection().code != Errc::ok);
      continue;
    }
    REQUIRE(d.root.exists());
    if (round % 2 == 0) REQUIRE(rows(d).size() >= 1);
    for (Xml node = d.root; node; node = node.at("i")) {
      REQUIRE(node.offset() < text.size() * 2);
      REQUIRE(secmon::is_valid_utf8(node.text()));
      REQUIRE(secmon::is_valid_utf8(node.attr("n")));
      REQUIRE(secmon::is_valid_utf8(node.name()));
    }
  }
}
