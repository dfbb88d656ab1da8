#!/usr/bin/env python3
"""Finds circles of types: `tools/circles.py [--max 5] [FOLDER]`; exit status 1 when one is larger than that.

A circle is a set of types of one target each of which can be reached from each other by what their declarations and extensions
mention. A nested type belongs to the type around it. Whoever reads one of them has to read all of them.
"""

import argparse
import collections
import pathlib
import re
import sys

DECLARATION = re.compile(
    r"^(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:package|public|private|fileprivate|internal|final|indirect|open|nonisolated)\s+)*"
    r"(?:class|struct|enum|actor|protocol|extension)\s+\[?`?(\w+)", re.MULTILINE)
KIND = re.compile(r"\b(class|struct|enum|actor|protocol|extension)\s")
NOISE = re.compile(r'//[^\n]*|/\*.*?\*/|#?"""(?:.*?)"""#?|"(?:\\.|[^"\\\n])*"', re.DOTALL)


def graph(target: pathlib.Path) -> dict[str, set[str]]:
    """What each type of a target mentions of the others; a declaration begins in the first column and ends where the next does."""
    bodies = collections.defaultdict(str)
    own = set()
    for path in sorted(target.rglob("*.swift")):
        text = NOISE.sub(" ", path.read_text())
        starts = list(DECLARATION.finditer(text))
        for match, following in zip(starts, starts[1:] + [None]):
            bodies[match[1]] += text[match.end():following.start() if following else len(text)]
            if KIND.search(match[0])[1] != "extension":
                own.add(match[1])
    names = {name: set(re.findall(r"\b[A-Z]\w*", body)) for name, body in bodies.items()}
    return {name: (names[name] & own) - {name} for name in own}


def circles(edges: dict[str, set[str]]) -> list[list[str]]:
    """Strongly connected components of more than one type, the largest first (Tarjan 1972)."""
    index, low, stack, found = {}, {}, [], []

    def visit(name):
        index[name] = low[name] = len(index)
        stack.append(name)
        for other in sorted(edges[name]):
            if other not in index:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], index[other])
        if low[name] == index[name]:
            circle = []
            while not circle or circle[-1] != name:
                circle.append(stack.pop())
            if len(circle) > 1:
                found.append(sorted(circle))

    for name in sorted(edges):
        if name not in index:
            visit(name)
    return sorted(found, key=len, reverse=True)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", nargs="?", type=pathlib.Path, default=pathlib.Path("."))
    arguments.add_argument("--max", type=int, default=5)
    chosen = arguments.parse_args()
    sys.setrecursionlimit(10_000)
    failed = False
    for target in sorted(path for path in (chosen.folder / "Sources").iterdir() if path.is_dir()):
        edges = graph(target)
        for circle in circles(edges):
            if len(circle) > 2:
                print(f"{target.name}: {len(circle)} types: {' '.join(circle)}")
            if len(circle) > chosen.max:
                failed = True
                for name in circle:
                    print(f"    {name} -> {' '.join(sorted(edges[name] & set(circle)))}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
