// SPDX-License-Identifier: MIT
// What is taken for a secret, and what is not.
#include "core/redact.hpp"

#include <array>
#include <cstdint>
#include <ctime>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"

namespace {

using secmon::may_hold_secret;
using secmon::redact;
using secmon::redact_all;

// Put together from two parts, so that no scanner takes this file for a leak.
std::string token(std::string_view prefix, std::string_view body) { return std::string(prefix).append(body); }

const std::string kAlnum36 = "0123456789abcdefghijKLMNOPQRST012345";

struct Case {
  std::string before, after;
};

void check(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    INFO(c.before);
    CHECK(redact(c.before) == c.after);
    CHECK(may_hold_secret(c.before) == (c.before != c.after));
    CHECK(redact(c.after) == c.after);
  }
}

void check_unchanged(const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    INFO(text);
    CHECK_FALSE(may_hold_secret(text));
    CHECK(redact(text) == text);
  }
}

}  // namespace

TEST_CASE("tokens of known forms") {
  const std::string jwt = token("ey", "JhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl_-x");
  for (const std::string& secret : {
           token("AK", "IAIOSFODNN7EXAMPLE"),
           token("AS", "IAIOSFODNN7EXAMPLE"),
           token("gh", "p_" + kAlnum36),
           token("gh", "o_" + kAlnum36),
           token("gh", "u_" + kAlnum36),
           token("gh", "s_" + kAlnum36),
           token("gh", "r_" + kAlnum36),
           token("github", "_pat_11ABCDEFG0aBcDeFgHiJkL_" + kAlnum36),
           token("gl", "pat-aB3dE6gH9jK2mN5pQ8sT"),
           token("xo", "xb-123456789012-abcdefABCDEF"),
           token("xo", "xp-123456789012-abcdefABCDEF"),
           token("xo", "xa-2-123456789012"),
           token("xo", "xr-123456789012"),
           token("xo", "xs-123456789012"),
           token("sk", "_live_4eC39HqLyjWDarjtT1zdp7dc"),
           token("rk", "_live_4eC39HqLyjWDarjtT1zdp7dc"),
           token("sk", "-proj-Ab3dEf6hIj9lMn2pQr5tUv8x"),
           token("AI", "zaSyA1234567890abcdefghijklmnopqrstuv"),
           token("ya", "29.a0AfH6SMBx-1234567890abcdef"),
           token("np", "m_" + kAlnum36),
           token("py", "pi-AgEIcHlwaS5vcmcCJDEyMzQ1Njc4"),
           jwt,
       }) {
    check({{secret, "***"},
           {"found " + secret + " in a log", "found *** in a log"},
           {"(" + secret + ")", "(***)"},
           {"a\n" + secret + "\nb", "a\n***\nb"},
           {"key " + secret + ", key " + secret, "key ***, key ***"}});
    check_unchanged({"x" + secret.substr(0, 6), "word" + secret.substr(0, 4) + " and more"});
  }
}

TEST_CASE("webhooks and passwords in URLs") {
  const std::string hook = token("https://hooks.", "slack.com/services/");
  check({{hook + "T00000000/B00000000/abcdefGHIJKL0123", hook + "***"},
         {"postgres://admin:s3cret@db.internal:5432/app", "postgres://admin:***@db.internal:5432/app"},
         {"redis://:s3cret@cache:6379", "redis://:***@cache:6379"},
         {"curl https://bob:p@ss@host/path?x=1", "curl https://bob:***@host/path?x=1"},
         {"url = \"https://u:abc@h/\"", "url = \"https://u:***@h/\""}});
  check_unchanged({"https://host/path", "https://host:8443/path", "ssh://git@github.com/a/b", "https://bob@host/",
                   "https://example.org/a:b@c", "https://u:${PASSWORD}@host/", "https://u:***@host/",
                   "https://u:<password>@host/", "git@github.com:owner/repo.git",
                   "https://github.com/a/b/commit/3f786850e387550fdab836ed7e6dc881de23001b", "http://[::1]:8080/",
                   "see https://owasp.org: it says more"});
}

TEST_CASE("private keys") {
  const std::string begin = token("-----BEGIN RSA ", "PRIVATE KEY-----"),
                    end   = token("-----END RSA ", "PRIVATE KEY-----");
  const std::string line  = "MIIEpAIBAAKCAQEAx0f5mWc9tq2dXb7r0n1a";
  check(
      {{begin + "\n" + line + "\n" + line + "\n" + end, begin + "\n***\n" + end},
       {"key = \"\"\"" + begin + "\n" + line + "\n" + end + "\"\"\"",
        "key = \"\"\"" + begin + "\n***\n" + end + "\"\"\""},
       {"private_key = '" + begin + "\n" + line + "\n" + end + "'", "private_key = '" + begin + "\n***\n" + end + "'"},
       {"\"private_key\": \"" + begin + "\\n" + line + "\\n" + line, "\"private_key\": \"" + begin + "***"},
       {begin + "\n" + line + "\n" + line + " cut", begin + "*** cut"}});
  check_unchanged({"a block that begins with " + begin + " is found", begin + "\n***\n" + end, begin,
                   "-----BEGIN CERTIFICATE-----\n" + line + "\n-----END CERTIFICATE-----"});
}

TEST_CASE("values given to names") {
  check({{"password = \"hunter2\"", "password = \"***\""},
         {"password='swordfish'", "password='***'"},
         {"api_key: 'x'", "api_key: '***'"},
         {"\"token\": \"abc def\"", "\"token\": \"***\""},
         {"\"token\":\"abc\",\"user\":\"bob\"", "\"token\":\"***\",\"user\":\"bob\""},
         {"{\\\"token\\\": \\\"abc\\\", \\\"user\\\": 1}", "{\\\"token\\\": \\\"***\\\", \\\"user\\\": 1}"},
         {"Possible hardcoded password: 'hunter2'", "Possible hardcoded password: '***'"},
         {"Possible hardcoded password: 'it's'", "Possible hardcoded password: '***'"},
         {"DB_PASSWORD=hunter2\nHOST=db", "DB_PASSWORD=***\nHOST=db"},
         {"ENV DB_PASSWORD=swordfish", "ENV DB_PASSWORD=***"},
         {"https://host/?a=1&access_token=abc123&b=2", "https://host/?a=1&access_token=***&b=2"},
         {"Server=db;User Id=sa;Password=hunter2;", "Server=db;User Id=sa;Password=***;"},
         {"AccountName=x;AccountKey=aGVsbG8gd29ybGQ=;", "AccountName=x;AccountKey=***;"},
         {"aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "aws_secret_access_key = ***"},
         {"password: hunter2", "password: ***"},
         {"password:hunter2", "password:***"},
         {"  client_secret: a1b2c3 # comment", "  client_secret: *** # comment"},
         {"password: str = \"hunter2\"", "password: str = \"***\""},
         {"token: Optional[str] = 'abc'", "token: Optional[str] = '***'"},
         {"const password: string=\"abc\"", "const password: string=\"***\""},
         {"let secret: &'static str = \"abc\";", "let secret: &'static str = \"***\";"},
         {"secret: dGVzdDE=", "secret: ***"},
         {"password := \"abc\"", "password := \"***\""},
         {"if password == \"letmein\":", "if password == \"***\":"},
         {":password => 'abc'", ":password => '***'"},
         {"config[\"password\"] = \"abc\"", "config[\"password\"] = \"***\""},
         {"password = b'abc'", "password = b'***'"},
         {"password = `a\nb`", "password = `***`"},
         {"password = \"\"\"a\nb\"\"\" + x", "password = \"\"\"***\"\"\" + x"},
         {"password = \"cut off", "password = \"***"},
         {"password = \"cut off\nnext = 1", "password = \"***\nnext = 1"},
         {"API key: 'abc'", "API key: '***'"},
         {"x-api-key: 0a1b2c3d", "x-api-key: ***"},
         {"apiKey=\"k\" authToken='t'", "apiKey=\"***\" authToken='***'"},
         {"spring.datasource.password=abc", "spring.datasource.password=***"},
         {"<password>hunter two</password>", "<password>***</password>"},
         {"<auth><token> abc </token></auth>", "<auth><token> *** </token></auth>"},
         {"passwd=a pwd=b3c SECRET=cc credentials.credential=d",
          "passwd=*** pwd=*** SECRET=*** credentials.credential=***"},
         {"password='a\\'b' x", "password='***' x"},
         {"pin = 1; password = 12345", "pin = 1; password = ***"}});
}

TEST_CASE("authorization headers") {
  check({{"Authorization: Bearer abc123", "Authorization: Bearer ***"},
         {"Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic ***"},
         {"\"Authorization\": \"Bearer mytoken\"", "\"Authorization\": \"Bearer ***\""},
         {"curl -H 'Authorization: token 0a1b2c3d' https://host/", "curl -H 'Authorization: token ***' https://host/"},
         {"authorization=\"Digest abc\"", "authorization=\"Digest ***\""}});
  check_unchanged({"\"Authorization\": \"Bearer \" + token", "f\"Authorization: Bearer {token}\"",
                   "Authorization: Bearer ${TOKEN}", "Broken authorization: users see others' data"});
}

TEST_CASE("what is no secret is left") {
  check_unchanged({"",
                   "password = os.environ[\"X\"]",
                   "password=os.environ['X']",
                   "token = get_token()",
                   "token=get_token()",
                   "password: str",
                   "def login(user: str, password: str) -> bool:",
                   "password: Optional[str] = None",
                   "the password is stored in plain text",
                   "Use of a hard-coded password: see the documentation.",
                   "password = \"\"",
                   "password = ''",
                   "password=",
                   "password:",
                   "password:\n  minimum: 8",
                   "Possible hardcoded password: ''",
                   "password = None",
                   "\"password\": null, \"token\": true",
                   "password = \"${PASSWORD}\"",
                   "password=$PASSWORD",
                   "password: {{ vault_password }}",
                   "password = \"%s\" % x",
                   "token = '<your token>'",
                   "password = \"***\"",
                   "token=***",
                   "token = self.token",
                   "connect(user=user, password=password)",
                   "password = user_input",
                   "password = userInput",
                   "secret=settings.secret",
                   "query = \"WHERE password = '\" + password + \"'\"",
                   "query = \"WHERE password = '%s'\"",
                   "CVE-2021-44228 GHSA-jfh8-c2jp-5v3q",
                   "secret: CVE-2021-44228",
                   "jsonwebtoken: ^8.5.1",
                   "npm:jsonwebtoken:9.0.0-rc1",
                   "file.js:9:hardcoded_secret:CWE-798",
                   "\"jsonwebtoken\": \"8.5.1\"",
                   "tokenizer = x1",
                   "tokens: 4096",
                   "token_type: 'bearer'",
                   "secretName: web-tls-2",
                   "password_policy: 'min12'",
                   "bypass: 'abc'",
                   "compass=abc1",
                   "std::token::value1",
                   "if token == ')':",
                   "Password: required",
                   "Secret: AWS Access Key",
                   "secret: https://host/path1",
                   "max_password = 8",
                   "<password></password><token>${env.TOKEN}</token>",
                   "pass <password> on the command line",
                   "risk-free, task-force, ask-me-anything-about-security-today",
                   "npm_config_registry",
                   "sk-fading-circle-of-many-words-in-a-class",
                   "I think: IT is INSIDE",
                   "eyJ is how a token begins",
                   "-- a list - of - dashes --"});
}

TEST_CASE("redact_all leaves only plain words") {
  CHECK(redact_all("aws_key = wJalrXUtnFEMI/K7MDENG") == "aws_key = ***/***");
  CHECK(redact_all("password = \"swordfish\"") == "password = \"***\"");
  CHECK(redact_all("KEY: abc Token DEBUG a1b a1b2") == "KEY: abc Token DEBUG a1b ***");
  CHECK(redact_all("camelCase averyveryverylongword") == "*** ***");
  CHECK(redact_all("0f3a-1234, 99999") == "***-***, ***");
  CHECK(redact_all("").empty());
  CHECK(redact_all("\xC3\xA4 x \n") == "\xC3\xA4 x \n");
}

namespace {

// Random text of pieces that matter to the search.
std::string random_text(std::mt19937& random) {
  static const std::vector<std::string> pieces{"password",
                                               "token",
                                               "api_key",
                                               "Authorization",
                                               "key",
                                               "str",
                                               "None",
                                               "hunter2",
                                               "abc",
                                               "x1",
                                               "swordfish",
                                               "a.b",
                                               " ",
                                               " ",
                                               "=",
                                               "=",
                                               ":",
                                               ":",
                                               "==",
                                               ":=",
                                               "=>",
                                               "\"",
                                               "\"",
                                               "'",
                                               "`",
                                               "\"\"\"",
                                               "\\",
                                               "\\n",
                                               "\n",
                                               ",",
                                               ";",
                                               "&",
                                               "(",
                                               ")",
                                               "[",
                                               "]",
                                               "{",
                                               "}",
                                               "<",
                                               ">",
                                               "</",
                                               "://",
                                               "@",
                                               "/",
                                               "?",
                                               "#",
                                               "$",
                                               "${",
                                               "%",
                                               "*",
                                               "***",
                                               "-",
                                               "_",
                                               ".",
                                               "+",
                                               "Bearer ",
                                               "Basic ",
                                               token("AK", "IAIOSFODNN7EXAMPLE"),
                                               token("gh", "p_" + kAlnum36),
                                               token("ey", "JhbGciOiJI.eyJzdWIi.c2ln"),
                                               "eyJ",
                                               token("-----BEGIN ", "PRIVATE KEY-----"),
                                               token("-----END ", "PRIVATE KEY-----"),
                                               "MIIEpAIBAAKCAQEAx0f5mWc9tq2dXb7r0n1a",
                                               "http://u:p",
                                               "CVE-2021-1",
                                               "1.2.3",
                                               "\xC3\xA4",
                                               "123",
                                               "12345",
                                               token("xo", "xb-1234567890")};
  std::string text;
  for (auto n = random() % 14; n > 0; --n) text += pieces[random() % pieces.size()];
  return text;
}

}  // namespace

TEST_CASE("redacting is idempotent and agrees with the question") {
  std::mt19937 random(20240501);
  int changed = 0;
  for (int i = 0; i < 200'000; ++i) {
    const std::string text = random_text(random);
    const std::string once = redact(text);
    if (redact(once) != once || may_hold_secret(text) != (once != text)) {
      INFO(text);
      CHECK(redact(once) == once);
      CHECK(may_hold_secret(text) == (once != text));
      break;
    }
    changed += once != text ? 1 : 0;
  }
  CHECK(changed > 10'000);
}

TEST_CASE("redacting takes time in proportion to the text") {
  // A quadratic step would take minutes on any of these.
  for (const std::string piece : {"token=",
                                  "token=$",
                                  "token='$a",
                                  "token: {",
                                  "eyJ",
                                  "eyJ.",
                                  "eyJaaaaaaa.",
                                  "://",
                                  "://a:",
                                  "u:p@",
                                  "a:",
                                  "=",
                                  "<token>",
                                  "\"\"\"",
                                  "-----BEGIN PRIVATE KEY-----",
                                  "-----",
                                  "password: a[",
                                  "ghp_",
                                  "AKIA",
                                  "key ",
                                  "password:",
                                  "'",
                                  "\\"}) {
    std::string text;
    while (text.size() < 1'000'000) text += piece;
    const std::clock_t start = std::clock();  // of the processor: others may use the machine, too
    const std::string once   = redact(text);
    INFO(piece);
    CHECK(once.size() <= text.size() + 3);
    CHECK(std::clock() - start < 5 * CLOCKS_PER_SEC);
  }
}
