"""Is any of the locked packages known to have a hole? `make check` asks OSV, else PyPI.

Where neither can be reached, that is said and nothing fails: a commit is not the network's.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
AUDIT = ROOT / ".venv" / "audit" / "bin" / "pip-audit"
LOCK = ROOT / "requirements.lock"
LISTS = ("osv", "pypi")
SECONDS = 90
UNKNOWN = "Advisories: NOT checked: no list of them can be reached from here."


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many packages a list knew, and a line for each hole in one of them."""

    checked: int = 0
    holes: list[str] = field(default_factory=list)


def read(report: str) -> Verdict:
    """What pip-audit's JSON says. A package that the list does not know was not checked."""
    try:
        packages = json.loads(report)["dependencies"]
    except (ValueError, KeyError):
        return Verdict()
    known = [each for each in packages if "skip_reason" not in each]
    holes = [
        f"{each['name']} {each['version']}: {hole['id']}, mended in {_mends(hole)}"
        for each in known
        for hole in each["vulns"]
    ]
    return Verdict(len(known), holes)


def _mends(hole: dict[str, list[str]]) -> str:
    return ", ".join(hole["fix_versions"]) or "no version yet"


def ask(service: str) -> Verdict:
    options = ["--require-hashes", "--disable-pip", "--progress-spinner", "off", "-f", "json"]
    command: list[str | Path] = [AUDIT, "-r", LOCK, "-s", service, *options]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return Verdict()
    return read(ran.stdout)


def main() -> int:
    for service in LISTS:
        verdict = ask(service)
        if verdict.checked:
            print(f"Advisories: {verdict.checked} locked packages checked with {service}.")
            print("\n".join(verdict.holes) or "None is known to have a hole.")
            return 1 if verdict.holes else 0
    print(UNKNOWN)
    return 0


if __name__ == "__main__":
    sys.exit(main())
