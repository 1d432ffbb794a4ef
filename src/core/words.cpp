// SPDX-License-Identifier: MIT
// The vocabulary of all tools, as data, and one way to look a word up in it.
#include "core/words.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/ascii.hpp"
#include "core/text.hpp"

namespace secmon {
namespace {

using std::string_view;

template <class Meaning>
struct Word {
  string_view text;  // lower case
  Meaning meaning;
};

// Words in order of their first byte, with the place where each first byte begins: a lookup compares with the few
// words that begin alike.
template <class Meaning, std::size_t N>
class Dictionary {
 public:
  constexpr explicit Dictionary(const Word<Meaning> (&words)[N]) {
    static_assert(N < 256);
    std::size_t at = 0;
    for (std::size_t byte = 0; byte < 128; ++byte) {
      begin_[byte] = static_cast<std::uint8_t>(at);
      for (const Word<Meaning>& word : words) {
        if (static_cast<unsigned char>(word.text[0]) == byte) words_[at++] = word;
      }
    }
    begin_[128] = static_cast<std::uint8_t>(at);
  }

  // nullptr if the word is not known. `word` is trimmed.
  [[nodiscard]] constexpr const Meaning* find(string_view word) const noexcept {
    if (word.empty()) return nullptr;
    const auto byte = static_cast<unsigned char>(to_lower(word[0]));
    if (byte >= 128) return nullptr;
    for (std::size_t i = begin_[byte]; i < begin_[byte + 1U]; ++i) {
      if (words_[i].text.size() == word.size() && same(words_[i].text, word)) return &words_[i].meaning;
    }
    return nullptr;
  }

 private:
  static constexpr bool same(string_view lower_case, string_view word) noexcept {
    for (std::size_t i = 1; i < word.size(); ++i) {
      if (lower_case[i] != to_lower(word[i])) return false;
    }
    return true;
  }

  std::array<Word<Meaning>, N> words_{};
  std::array<std::uint8_t, 129> begin_{};
};

// Not here, because tools differ in what they mean by them: error, warning, note, major.
constexpr Dictionary kSeverities({
    Word<Severity>{"critical", Severity::critical},
    {"fatal", Severity::critical},    // OCSF
    {"blocker", Severity::critical},  // Sonar, above its "critical"
    {"severe", Severity::critical},
    {"high", Severity::high},
    {"important", Severity::high},  // Red Hat
    {"medium", Severity::medium},
    {"moderate", Severity::medium},  // npm, GHSA, OSV
    {"mod", Severity::medium},
    {"med", Severity::medium},
    {"low", Severity::low},
    {"minor", Severity::low},  // Sonar
    {"info", Severity::info},
    {"informational", Severity::info},
    {"information", Severity::info},
    {"none", Severity::info},         // CVSS: a score of 0
    {"negligible", Severity::info},   // grype, Clair
    {"unimportant", Severity::info},  // Debian
    {"log", Severity::info},          // OpenVAS
    {"debug", Severity::info},
    {"style", Severity::info},
    {"trace", Severity::info},
    {"unknown", Severity::unknown},
    {"unkown", Severity::unknown},      // so spelled by Dependency-Check and in GitLab reports
    {"undefined", Severity::unknown},   // gosec, bandit
    {"unassigned", Severity::unknown},  // Dependency-Check
    {"unspecified", Severity::unknown},
    {"null", Severity::unknown},
    {"n/a", Severity::unknown},
    {"0.0", Severity::unknown},  // Dependency-Check, where there is no rating at all
});

constexpr Dictionary kConfidences({
    Word<Confidence>{"certain", Confidence::certain},
    {"confirmed", Confidence::certain},  // ZAP, GitLab
    {"verified", Confidence::certain},
    {"very-high", Confidence::certain},  // CodeQL's precision
    {"very high", Confidence::certain},
    {"very_high", Confidence::certain},
    {"highest", Confidence::certain},  // Dependency-Check
    {"high", Confidence::high},
    {"firm", Confidence::high},  // Burp, between certain and tentative
    {"medium", Confidence::medium},
    {"moderate", Confidence::medium},
    {"low", Confidence::low},
    {"weak", Confidence::low},  // Brakeman
    {"tentative", Confidence::low},
    {"experimental", Confidence::low},  // GitLab
});

// Names of registries, package managers, lock files and distributions, from GitHub, OSV, trivy, grype, Snyk, semgrep.
constexpr Dictionary kEcosystems({
    Word<string_view>{"pypi", "pypi"},
    {"pip", "pypi"},
    {"python", "pypi"},
    {"python-pkg", "pypi"},
    {"pipenv", "pypi"},
    {"poetry", "pypi"},
    {"uv", "pypi"},
    {"conda", "conda"},
    {"conda-pkg", "conda"},
    {"npm", "npm"},
    {"yarn", "npm"},
    {"pnpm", "npm"},
    {"bun", "npm"},
    {"node", "npm"},
    {"nodejs", "npm"},
    {"node.js", "npm"},
    {"node-pkg", "npm"},
    {"javascript", "npm"},
    {"maven", "maven"},
    {"gradle", "maven"},
    {"sbt", "maven"},
    {"jar", "maven"},
    {"pom", "maven"},
    {"java", "maven"},
    {"java-archive", "maven"},
    {"gem", "gem"},
    {"rubygems", "gem"},
    {"bundler", "gem"},
    {"gemspec", "gem"},
    {"ruby", "gem"},
    {"golang", "golang"},
    {"go", "golang"},
    {"gomod", "golang"},
    {"gomodules", "golang"},
    {"gobinary", "golang"},
    {"go-module", "golang"},
    {"cargo", "cargo"},
    {"rust", "cargo"},
    {"crates.io", "cargo"},
    {"rust-crate", "cargo"},
    {"rustbinary", "cargo"},
    {"composer", "composer"},
    {"packagist", "composer"},
    {"php", "composer"},
    {"php-composer", "composer"},
    {"composer-vendor", "composer"},
    {"nuget", "nuget"},
    {"dotnet", "nuget"},
    {"dotnet-core", "nuget"},
    {".net", "nuget"},
    {"hex", "hex"},
    {"mix", "hex"},
    {"erlang", "hex"},
    {"elixir", "hex"},
    {"pub", "pub"},
    {"dart", "pub"},
    {"dart-pub", "pub"},
    {"swift", "swift"},
    {"swiftpm", "swift"},
    {"swifturl", "swift"},
    {"cocoapods", "cocoapods"},
    {"conan", "conan"},
    {"conancenter", "conan"},
    {"cran", "cran"},
    {"r-package", "cran"},
    {"hackage", "hackage"},
    {"haskell", "hackage"},
    {"julia", "julia"},
    {"opam", "opam"},
    {"bitnami", "bitnami"},
    {"githubactions", "githubactions"},
    {"github actions", "githubactions"},
    {"github-action", "githubactions"},
    {"actions", "githubactions"},
    {"generic", "generic"},
    {"github", "github"},
    {"docker", "docker"},
    {"oci", "oci"},
    {"deb", "deb"},
    {"dpkg", "deb"},
    {"debian", "deb"},
    {"ubuntu", "deb"},
    {"apk", "apk"},
    {"alpine", "apk"},
    {"wolfi", "apk"},
    {"chainguard", "apk"},
    {"alpm", "alpm"},
    {"arch", "alpm"},
    {"archlinux", "alpm"},
    {"rpm", "rpm"},
    {"redhat", "rpm"},
    {"red hat", "rpm"},
    {"rhel", "rpm"},
    {"centos", "rpm"},
    {"fedora", "rpm"},
    {"rocky", "rpm"},
    {"rocky linux", "rpm"},
    {"alma", "rpm"},
    {"almalinux", "rpm"},
    {"amazon", "rpm"},
    {"oracle", "rpm"},
    {"photon", "rpm"},
    {"suse", "rpm"},
    {"opensuse", "rpm"},
    {"opensuse-leap", "rpm"},
    {"sles", "rpm"},
    {"cbl-mariner", "rpm"},
    {"azurelinux", "rpm"},
});

}  // namespace

Severity severity_of(string_view word) noexcept {
  const Severity* severity = kSeverities.find(trim(word));
  return severity == nullptr ? Severity::unknown : *severity;
}

Severity severity_of(string_view word, std::span<const SeverityWord> own) noexcept {
  const string_view trimmed = trim(word);
  for (const SeverityWord& known : own) {
    if (equal_ignoring_case(known.word, trimmed)) return known.severity;
  }
  return severity_of(trimmed);
}

bool says_unknown(string_view word) noexcept {
  const string_view trimmed = trim(word);
  const Severity* severity  = kSeverities.find(trimmed);
  return trimmed.empty() || (severity != nullptr && *severity == Severity::unknown);
}

Confidence confidence_of(string_view word) noexcept {
  const Confidence* confidence = kConfidences.find(trim(word));
  return confidence == nullptr ? Confidence::unknown : *confidence;
}

string_view ecosystem_of(string_view name) noexcept {
  const string_view trimmed = trim(name);
  // OSV writes the release of a distribution behind its name: "Debian:12".
  const string_view* type = kEcosystems.find(trimmed.substr(0, trimmed.find(':')));
  return type == nullptr ? trimmed : *type;
}

}  // namespace secmon
