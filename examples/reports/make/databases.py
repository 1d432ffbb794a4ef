#!/usr/bin/env python3
"""Gives advisories.json to the dependency scanners, so that their example reports need no network.

    databases.py safety DIR      writes DIR/v1 (safety 1.x, 2.0-2.3) and DIR/v2 (safety 2.4 and later), for --db
    databases.py osv PORT        answers the OSV query interface on 127.0.0.1:PORT, for pip-audit --osv-url

The facts (identifiers, versions, scores) are public; the summaries are our own words. The database of the safety
project is not used here because its licence does not allow it to be passed on freely.
"""

import datetime
import http.server
import json
import pathlib
import sys

ADVISORIES = json.loads((pathlib.Path(__file__).parent / "advisories.json").read_text())
REFERENCE = "https://nvd.nist.gov/vuln/detail/"


def key(version):
    """Orders plain release numbers; good enough for the versions in advisories.json."""
    return [int(part) for part in version.split(".")]


def osv(advisory):
    """One advisory as an OSV record."""
    aliases = [alias for alias in (advisory["cve"], advisory.get("ghsa")) if alias]
    events = [{"introduced": "0"}] + [{"fixed": version} for version in advisory["fixed"]]
    return {
        "schema_version": "1.6.0",
        "id": advisory["id"],
        "aliases": aliases,
        "summary": advisory["summary"],
        "details": advisory["summary"],
        "published": advisory["published"],
        "modified": advisory["published"],
        "severity": [{"type": "CVSS_V3", "score": advisory["vector"]}],
        "affected": [
            {
                "package": {"ecosystem": "PyPI", "name": advisory["package"]},
                "ranges": [{"type": "ECOSYSTEM", "events": events}],
            }
        ],
    }


class Osv(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name, version = query["package"]["name"], query["version"]
        hits = [osv(a) for a in ADVISORIES if a["package"] == name and key(version) < key(a["fixed"][-1])]
        body = json.dumps({"vulns": hits} if hits else {}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def severities():
    """CVSS by CVE, the way safety's databases hold it."""
    words = [(9.0, "CRITICAL"), (7.0, "HIGH"), (4.0, "MEDIUM"), (0.1, "LOW")]
    return {
        a["cve"]: {
            "cvssv2": None,
            "cvssv3": {
                "base_score": a["cvss"],
                "impact_score": None,
                "base_severity": next(word for least, word in words if a["cvss"] >= least),
                "vector_string": a["vector"],
            },
        }
        for a in ADVISORIES
    }


def safety(folder):
    known = [a for a in ADVISORIES if "safety" in a]
    names = sorted({a["package"] for a in known})
    packages = {}
    for name in names:
        fixed = [version for a in known if a["package"] == name for version in a["fixed"]]
        packages[name] = {
            "insecure_versions": [],
            "secure_versions": [max(fixed, key=key)],
            "latest_secure_version": max(fixed, key=key),
            "latest_version": max(fixed, key=key),
            "more_info_path": f"/packages/pypi/{name}/",
        }

    def entry(a):
        return {
            "advisory": f"{a['package']} {a['spec']}: {a['summary']} See {a['cve']}.",
            "specs": [a["spec"]],
            "published_date": datetime.date.fromisoformat(a["published"][:10]).strftime("%Y-%b-%d"),
            "fixed_versions": a["fixed"],
            "closest_secure_versions": a["fixed"][-1:],
            "vulnerability_resources": [REFERENCE + a["cve"]],
            "affected_versions": [],
            "transitive": False,
            "more_info_path": f"/vulnerabilities/{a['cve']}/{a['safety']}/",
        }

    def group(make):
        return {name: [make(a) for a in known if a["package"] == name] for name in names}

    specs = {name: sorted({a["spec"] for a in known if a["package"] == name}) for name in names}
    meta = {"base_domain": "https://data.safetycli.com", "timestamp": 1625119202, "packages": packages}

    old = pathlib.Path(folder, "v1")
    old.mkdir(parents=True, exist_ok=True)
    meta_old = {"$meta": {**meta, "advisory": "PyUp.io metadata", "cve": severities()}}
    full = group(lambda a: {**entry(a), "id": f"pyup.io-{a['safety']}", "cve": a["cve"], "v": a["spec"]})
    (old / "insecure.json").write_text(json.dumps({**meta_old, **specs}))
    (old / "insecure_full.json").write_text(json.dumps({**meta_old, **full}))

    new = pathlib.Path(folder, "v2")
    new.mkdir(parents=True, exist_ok=True)
    meta_new = {**meta, "schema_version": "2.0.0", "severities": severities()}
    full = group(lambda a: {**entry(a), "ids": [{"type": "pyup", "id": a["safety"]}, {"type": "cve", "id": a["cve"]}]})
    (new / "insecure.json").write_text(json.dumps({"meta": meta_new, "vulnerable_packages": specs}))
    (new / "insecure_full.json").write_text(json.dumps({"meta": meta_new, "vulnerable_packages": full}))


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in ("safety", "osv"):
        sys.exit(__doc__)
    if sys.argv[1] == "safety":
        safety(sys.argv[2])
    else:
        http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Osv).serve_forever()
