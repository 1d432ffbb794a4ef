// SPDX-License-Identifier: MIT
// Package URLs.
#include "core/purl.hpp"

#include <string>
#include <vector>

#include "catch.hpp"

namespace {

using namespace secmon;

struct Case {
  const char *type, *name, *version, *purl;
};

const std::vector<Case> kCases{
    {"pypi", "requests", "2.19.0", "pkg:pypi/requests@2.19.0"},
    {"npm", "@angular/core", "12.3.1", "pkg:npm/%40angular/core@12.3.1"},
    {"maven", "org.apache.logging.log4j:log4j-core", "2.14.1", "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1"},
    {"golang", "github.com/gin-gonic/gin", "v1.7.0", "pkg:golang/github.com/gin-gonic/gin@v1.7.0"},
    {"deb", "curl", "7.88.1-10+deb12u5", "pkg:deb/curl@7.88.1-10%2Bdeb12u5"},
    {"deb", "bash", "1:5.2~rc1", "pkg:deb/bash@1:5.2~rc1"},
    {"composer", "symfony/http-kernel", "", "pkg:composer/symfony/http-kernel"},
    {"generic", "a b/\xC3\xA4", "1?2#3", "pkg:generic/a%20b/%C3%A4@1%3F2%233"},
};

}  // namespace

TEST_CASE("package URLs are built") {
  for (const Case& c : kCases) CHECK(make_purl(c.type, c.name, c.version) == c.purl);
  CHECK(make_purl("pypi", "Zope.Interface_x", "1") == "pkg:pypi/zope-interface-x@1");
  CHECK(make_purl("NPM", " lodash ", " 1 ") == "pkg:npm/lodash@1");
  CHECK(make_purl("maven", "group/artifact", "1") == "pkg:maven/group/artifact@1");
  CHECK(make_purl("golang", "/a//b/", "") == "pkg:golang/a/b");
  CHECK(make_purl("", "a", "1").empty());
  CHECK(make_purl("npm", "", "1").empty());
  CHECK(make_purl("npm", " / ", "1").empty());
  CHECK(make_purl("no type", "a", "1").empty());
}

TEST_CASE("package URLs are taken apart") {
  for (const Case& c : kCases) {
    const Purl parts = parse_purl(c.purl);
    CHECK(parts.type == c.type);
    CHECK(parts.name == c.name);
    CHECK(parts.version == c.version);
  }
  CHECK(parse_purl("pkg:deb/debian/curl@7.50.3-1?arch=i386&distro=jessie").name == "curl");
  CHECK(parse_purl("pkg:rpm/redhat/openssl@1%3A1.1.1k?arch=x86_64#sub/path").version == "1:1.1.1k");
  CHECK(parse_purl("PKG://NPM/lodash@4.17.4").type == "npm");
  CHECK(parse_purl("pkg:npm/@angular/core").name == "@angular/core");
  CHECK(parse_purl("pkg:npm/@angular/core").version.empty());
  CHECK(parse_purl("pkg:npm/@angular/core@1.0").version == "1.0");
  for (const char* text : {"", "pkg:", "pkg:npm", "pkg:npm/", "pkg:/name", "npm/lodash", "pkg:no type/x",
                           "pkg:npm/?a=b", "http://host/a"}) {
    INFO(text);
    const Purl parts = parse_purl(text);
    CHECK((parts.type.empty() && parts.name.empty() && parts.version.empty()));
  }
}
