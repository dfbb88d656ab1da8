#!/usr/bin/env python3
"""Counts what makes the sources hard or easy to take over: `tools/figures.py [FOLDER ...]`, a row of figures each.

A FOLDER is a checkout of the project. Counted are its Swift files under Sources:

- files, lines, lines of the largest target;
- types (class, struct, enum, actor, protocol), their names, and the names that are declared more than once: a nested type counts
  by its last name, since that is what a reader meets;
- what is shared between threads by hand: `nonisolated(unsafe)`, `@unchecked Sendable`, and the kinds of locks;
- passages of at least six lines, without comments and blank lines, that stand in two places, and their lines;
- comments that only say "Makes a ...".

`--names` lists the names that are declared more than once, with their places; `--copies` the passages.
"""

import argparse
import collections
import pathlib
import re
import sys

TYPE = re.compile(r"^\s*(?:(?:package|public|private|fileprivate|internal|final|indirect|open|nonisolated)\s+)*"
                  r"(?:class|struct|enum|actor|protocol)\s+`?(\w+)`?(?=[\s:<{])", re.MULTILINE)
LOCKS = ("NSLock", "Mutex", "pthread_mutex_t", "OSAllocatedUnfairLock", "NSCondition")
PASSAGE = 6


def code_lines(text: str) -> list[tuple[int, str]]:
    """The lines of a file that say something, with their numbers: no comments, blank lines, imports and lone braces."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if line and not line.startswith(("//", "import ", "@testable import ")) and line not in ("}", "{", ")", "})", "]"):
            found.append((number, line))
    return found


def passages(files: dict[pathlib.Path, str]) -> list[tuple[int, str, str]]:
    """Passages that stand in two places: their length in lines, and where."""
    places = collections.defaultdict(list)
    lines = {path: code_lines(text) for path, text in files.items()}
    for path, own in lines.items():
        for start in range(len(own) - PASSAGE + 1):
            places[tuple(line for _, line in own[start:start + PASSAGE])].append((path, start))
    found, seen = [], set()
    for where in places.values():
        for second in where[1:]:
            first = where[0]
            if (first, second) in seen:
                continue
            length = 0
            while (first[1] + length < len(lines[first[0]]) and second[1] + length < len(lines[second[0]])
                   and lines[first[0]][first[1] + length][1] == lines[second[0]][second[1] + length][1]
                   and (first[0] != second[0] or first[1] + length < second[1])):
                seen.add(((first[0], first[1] + length), (second[0], second[1] + length)))
                length += 1
            if length >= PASSAGE:
                def at(place):
                    return f"{place[0]}:{lines[place[0]][place[1]][0]}"
                found.append((length, at(first), at(second)))
    return sorted(found, reverse=True)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folders", metavar="FOLDER", nargs="*", type=pathlib.Path, default=[pathlib.Path(".")])
    arguments.add_argument("--names", action="store_true")
    arguments.add_argument("--copies", action="store_true")
    chosen = arguments.parse_args()
    rows = []
    for folder in chosen.folders:
        sources = folder / "Sources"
        files = {path.relative_to(sources): path.read_text() for path in sorted(sources.rglob("*.swift"))}
        targets = collections.Counter()
        names = collections.defaultdict(list)
        for path, text in files.items():
            targets[path.parts[0]] += text.count("\n")
            for name in TYPE.findall(text):
                names[name].append(str(path))
        whole = "\n".join(files.values())
        several = {name: where for name, where in names.items() if len(where) > 1 and name != "CodingKeys"}
        copies = passages(files)
        largest, most = targets.most_common(1)[0]
        rows.append({
            "files": len(files), "lines": whole.count("\n") + 1, "largest target": f"{largest} {most}",
            "types": sum(map(len, names.values())), "names": len(names), "declared more than once": len(several),
            "nonisolated(unsafe)": whole.count("nonisolated(unsafe)"), "@unchecked Sendable": whole.count("@unchecked Sendable"),
            "locks": ", ".join(f"{lock} {count}" for lock in LOCKS if (count := len(re.findall(rf"\b{lock}\b", whole)))),
            "passages twice": f"{len(copies)} of {sum(length for length, *_ in copies)} lines",
            "\"Makes a\"": len(re.findall(r"/// Makes an? ", whole)),
        })
        if chosen.names:
            for name, where in sorted(several.items(), key=lambda item: -len(item[1])):
                print(f"{name} {len(where)}: {' '.join(where)}")
        if chosen.copies:
            for length, first, second in copies:
                print(f"{length} lines: {first} {second}")
    for key in rows[0]:
        print(f"{key:24}" + "".join(f"{row[key]!s:>36}" for row in rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
