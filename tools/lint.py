#!/usr/bin/env python3
"""Checks what CONTRIBUTING asks for and a script can see: `tools/lint.py`. Exit 1 when something is wrong, each in a line.

- lines of Swift are no wider than .swift-format says, comments too;
- no `try!`, no `fatalError`, no TODO, no comment that only says "Makes a ...";
- no test that waits on the clock: `sleep` and `usleep` only where a loop looks at a condition;
- no type name is declared twice in Sources;
- every path that ARCHITECTURE and CONTRIBUTING name is there;
- the last commit's message has a body.
"""

import json
import pathlib
import re
import subprocess
import sys

import figures

ROOT = pathlib.Path(__file__).resolve().parent.parent
WIDTH = json.loads((ROOT / ".swift-format").read_text())["lineLength"]
WORDS = ((re.compile(r"\btry!"), "try!"), (re.compile(r"\bfatalError\b"), "fatalError"), (re.compile(r"\b(TODO|FIXME)\b"), "TODO"),
         (re.compile(r"/// Makes an? "), "a comment that says nothing"))
SLEEP = re.compile(r"\b(?:u|nano)?sleep\(|Thread\.sleep|Task\.sleep|time\.sleep\(")
LOOP = re.compile(r"^\s*(?:while|for|repeat|loop)\b|\bwhile\b.*\{")


def of_swift(path: pathlib.Path) -> list[str]:
    found = []
    name = path.relative_to(ROOT)
    lines = path.read_text().splitlines()
    is_literal = False
    for number, line in enumerate(lines, 1):
        # A literal is as wide as what it holds.
        if len(line) > WIDTH and not is_literal and ('"' not in line or line.lstrip().startswith("//")):
            found.append(f"{name}:{number}: {len(line)} characters, at most {WIDTH}")
        if line.count('"""') % 2:
            is_literal = not is_literal
        found += [f"{name}:{number}: {what}" for pattern, what in WORDS if pattern.search(line)]
        if name.parts[0] == "Tests" and SLEEP.search(line):
            # A wait in a loop that looks: on the same line, or in one of the lines before.
            if not any(LOOP.search(before) for before in lines[max(0, number - 12):number]):
                found.append(f"{name}:{number}: a test that waits on the clock")
    return found


def of_names() -> list[str]:
    places = {}
    for path in sorted((ROOT / "Sources").rglob("*.swift")):
        for name in figures.TYPE.findall(path.read_text()):
            places.setdefault(name, []).append(str(path.relative_to(ROOT)))
    return [f"{name} is declared more than once: {' '.join(where)}"
            for name, where in places.items() if len(where) > 1 and name != "CodingKeys"]


def of_papers() -> list[str]:
    found = []
    for paper in ("ARCHITECTURE.md", "CONTRIBUTING.md"):
        for path in sorted(set(re.findall(r"`((?:[\w+-]+/)+[\w+-]+\.(?:swift|py|sh|md|json|yml))`", (ROOT / paper).read_text()))):
            if not (ROOT / path).exists() and not list((ROOT / "Sources").glob(f"**/{path}")):
                found.append(f"{paper}: there is no {path}")
    return found


def of_history() -> list[str]:
    log = subprocess.run(["git", "log", "-1", "--no-merges", "--format=%h%n%b"], cwd=ROOT, capture_output=True, text=True, check=False)
    if log.returncode != 0:
        # Not a checkout: a package of the sources has no history.
        return []
    commit, _, body = log.stdout.partition("\n")
    return [] if body.strip() else [f"{commit}: the message says neither why nor how it was checked"]


def main() -> int:
    found = []
    for folder in ("Sources", "Tests", "Fuzz"):
        for path in sorted((ROOT / folder).rglob("*.swift")):
            found += of_swift(path)
    found += of_names() + of_papers() + of_history()
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
