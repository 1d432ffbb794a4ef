// SPDX-License-Identifier: MIT
// A badge with the score, for a README: a small SVG that says what it is to those who do not see it.
#include <array>
#include <string>

#include "render/escape.hpp"
#include "render/renderer.hpp"

namespace secmon {

namespace {

// The width of a text of ours in 11 px of Verdana or DejaVu Sans, roughly.
double width_of(std::string_view text) {
  double width = 0;
  for (const char c : text) {
    if (std::string_view("ijl.,:!|'").find(c) != std::string_view::npos) {
      width += 3.6;
    } else if (std::string_view("frt /()").find(c) != std::string_view::npos) {
      width += 4.4;
    } else if (std::string_view("mwMW%").find(c) != std::string_view::npos) {
      width += 10;
    } else {
      width += 7;
    }
  }
  return width;
}

struct Face {
  std::string text;
  std::string_view colour;
};

Face face_of(const Overview& o) {
  if (!o.checked) return {"no data", "#5f6673"};
  std::string text = std::to_string(o.verdict.score.value).append(" ").append(name(o.verdict.score.grade));
  if (!o.complete) return {text.append(", incomplete"), "#8a6400"};  // never green
  switch (o.verdict.score.grade) {
    case Grade::excellent: return {text, "#23693f"};
    case Grade::good: return {text, "#3f6b12"};
    case Grade::fair: return {text, "#8a6400"};
    case Grade::critical: break;
  }
  return {text, "#a3122a"};
}

void put_text(Out& out, double x, std::string_view text) {
  out.put({"<text x=\"", decimal(x, 1), "\" y=\"14\">"});
  put_html(out, text);
  out.put("</text>");
}

void write_badge(std::span<const Report> reports, Out& out, const RenderOptions& options) {
  const Figures o(reports, options);
  const Face face              = face_of(*o);
  const std::string_view label = "security";
  const double left = width_of(label) + 14, right = width_of(face.text) + 14, all = left + right;
  const std::string width = decimal(all, 0), title = std::string(label).append(": ").append(face.text);
  out.put({"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"", width, "\" height=\"20\" viewBox=\"0 0 ", width,
           " 20\" role=\"img\" aria-label=\"", title, "\"><title>", title, "</title><clipPath id=\"r\"><rect width=\"",
           width, "\" height=\"20\" rx=\"3\"/></clipPath><g clip-path=\"url(#r)\"><rect width=\"", decimal(left, 1),
           "\" height=\"20\" fill=\"#33383f\"/><rect x=\"", decimal(left, 1), "\" width=\"", decimal(right, 1),
           "\" height=\"20\" fill=\"", face.colour, "\"/></g>"});
  out.put("<g fill=\"#fff\" font-family=\"Verdana,DejaVu Sans,sans-serif\" font-size=\"11\" text-anchor=\"middle\">");
  put_text(out, left / 2, label);
  put_text(out, left + right / 2, face.text);
  out.put("</g></svg>\n");
}

}  // namespace

extern constinit const Renderer badge_renderer{
    {"badge", "the score as a badge", "image/svg+xml", "svg"},
    write_badge,
};

}  // namespace secmon
