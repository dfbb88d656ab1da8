"""Times keyword matchers on the same terms and the same news, on one core, and prints a table of ratios.

Usage: matching.py [--data FOLDER] [--rounds N] [--counts 500,2000,…] [--json FILE]

Terms come from the labelled news themselves: runs of 2 to 8 Chinese characters, or of one or two English words, that hang
together more than by chance. Those whose presence says most about the label (chi squared) come first, as in a list of keywords;
with --frequent, those that stand there most often. Texts are the news in pieces of about 64 KB.
"""

import argparse
import collections
import json
import math
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

import ahocorasick_rs
import daachorse

HERE = pathlib.Path(__file__).resolve().parent
HAN = re.compile(r"[\u4e00-\u9fff]+")
WORD = re.compile(r"[a-z]+")
PIECE = 64 * 1024


def texts(folder: pathlib.Path, language: str) -> tuple[list[str], list[str]]:
    rows, labels = [], []
    for file in sorted(folder.glob(f"{language}_*.jsonl")):
        for line in file.open(encoding="utf-8"):
            row = json.loads(line)
            rows.append((row["title"] + "\n" + row["text"]).replace("\\", " ").replace("\r", " "))
            labels.append(row["label"])
    return rows, labels


def pieces(rows: list[str]) -> list[str]:
    result, piece, size = [], [], 0
    for row in rows:
        piece.append(row)
        size += len(row.encode())
        if size >= PIECE:
            result.append("\n".join(piece))
            piece, size = [], 0
    return result + (["\n".join(piece)] if piece else [])


def chinese_candidates(rows: list[str]) -> dict[str, int]:
    """With their counts: e times more often than chance at their weakest joint."""
    counts = [collections.Counter() for _ in range(9)]
    runs = [run for row in rows for run in HAN.findall(row)]
    for length in range(1, 9):
        for run in runs:
            for start in range(len(run) - length + 1):
                gram = run[start:start + length]
                if length <= 2 or counts[length - 1][gram[1:]] > 2 and counts[length - 1][gram[:-1]] > 2:
                    counts[length][gram] += 1
    total = sum(counts[1].values())
    found = {}
    for length in range(2, 9):
        for gram, count in counts[length].items():
            if count < 3:
                continue
            chance = max(counts[i][gram[:i]] * counts[length - i][gram[i:]] for i in range(1, length)) / total
            if math.log(count / chance) > 1:
                found[gram] = count
    return found


def chinese_grams(row: str):
    for run in HAN.findall(row):
        for length in range(2, 9):
            for start in range(len(run) - length + 1):
                yield run[start:start + length]


def english_grams(row: str):
    words = WORD.findall(row.lower())
    yield from (word for word in words if len(word) > 3)
    yield from (f"{a} {b}" for a, b in zip(words, words[1:]) if len(a) > 2 and len(b) > 2)


def english_candidates(rows: list[str]) -> dict[str, int]:
    counts = collections.Counter(gram for row in rows for gram in english_grams(row))
    return {gram: count for gram, count in counts.items() if count > 2}


def by_chi_squared(rows: list[str], labels: list[str], candidates: dict[str, int], grams) -> list[str]:
    """The candidates whose presence in a row says most about its label, the best first."""
    sizes = collections.Counter(labels)
    present = collections.defaultdict(collections.Counter)
    for row, label in zip(rows, labels):
        for gram in {gram for gram in grams(row) if gram in candidates}:
            present[gram][label] += 1
    def score(gram: str) -> float:
        total = sum(present[gram].values())
        expected = {label: total * size / len(rows) for label, size in sizes.items()}
        return sum((present[gram][label] - mean) ** 2 / mean for label, mean in expected.items())
    return sorted(candidates, key=lambda gram: (-score(gram), gram))


def rate(size: int, work) -> tuple[float, object]:
    start = time.perf_counter()
    result = work()
    return size / 1e6 / (time.perf_counter() - start), result


def python_matchers(terms: list[str], parts: list[str], size: int, rounds: int) -> dict:
    """Through the Python bindings, which build a list of matches; longest match, as wiredesk."""
    # The one by characters is the faster one on Chinese, the one by bytes on English.
    automaton = daachorse.DoubleArrayAhoCorasick if terms[0].isascii() else daachorse.CharwiseDoubleArrayAhoCorasick
    by_bytes = terms[0].isascii()
    daac = automaton([term.encode() for term in terms] if by_bytes else terms, daachorse.MATCH_KIND_LEFTMOST_LONGEST)
    rust = ahocorasick_rs.AhoCorasick(terms, ahocorasick_rs.MatchKind.LeftmostLongest)
    result = {"daachorse": {"rates": []}, "ahocorasick_rs": {"rates": []}}
    for _ in range(rounds):
        asked = [part.encode() for part in parts] if by_bytes else parts
        speed, found = rate(size, lambda: [daac.find(part) for part in asked])
        result["daachorse"]["rates"].append(speed)
        result["daachorse"]["matches"] = sum(map(len, found))
        result["daachorse"]["checksum"] = sum(start * 31 + end for part in found for start, end, _ in part)
        speed, found = rate(size, lambda: [rust.find_matches_as_indexes(part) for part in parts])
        result["ahocorasick_rs"]["rates"].append(speed)
        result["ahocorasick_rs"]["matches"] = sum(map(len, found))
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, default=HERE.parents[2] / "shared/data")
    parser.add_argument("--binary", type=pathlib.Path, default=HERE / ".build/release/matching")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--counts", default="500,2000,10000,50000")
    parser.add_argument("--frequent", action="store_true", help="the most frequent terms instead of the most telling")
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    counts = [int(count) for count in options.counts.split(",")]
    results = []
    print("MB/s on one core: median of rounds (least to most); × is wiredesk's rate to the other's")
    print(f"{'terms':>14}  {'wiredesk':>22}  {'Vectorscan':>28}  {'daachorse':>18}  {'ahocorasick_rs':>18}  KB a match  bytes a term-byte")
    for language, find, grams in [
            ("zh", chinese_candidates, chinese_grams), ("en", english_candidates, english_grams)]:
        rows, labels = texts(options.data, language)
        if not rows:
            sys.exit(f"no news in {options.data}")
        parts = pieces(rows)
        candidates = find(rows)
        if options.frequent:
            every = sorted(candidates, key=lambda gram: (-candidates[gram], gram))
        else:
            every = by_chi_squared(rows, labels, candidates, grams)
        with tempfile.TemporaryDirectory() as folder:
            text_file = pathlib.Path(folder) / "texts"
            text_file.write_text("\n".join(part.replace("\n", "\\n") for part in parts) + "\n", encoding="utf-8")
            for count in counts:
                terms = every[:count]
                term_file = pathlib.Path(folder) / "terms"
                term_file.write_text("\n".join(terms) + "\n", encoding="utf-8")
                caseless = "caseless" if language == "en" else "exact"
                output = subprocess.run(
                    [options.binary, text_file, term_file, str(options.rounds), caseless],
                    check=True, capture_output=True).stdout
                report = json.loads(output)
                asked = [part.lower() for part in parts] if language == "en" else parts
                others = python_matchers(terms, asked, report["textBytes"], max(1, options.rounds // 2))
                # Longest match, not overlapping, is the same thing for all where no word boundaries count.
                if language == "zh":
                    for key in ["matches", "checksum"]:
                        assert report["wiredesk"][key] == others["daachorse"][key], "the matchers disagree"
                results.append({"language": language, **report, **others})
                show(language, report, others)
    if options.json:
        options.json.write_text(json.dumps(results, indent=1))


def show(language: str, report: dict, others: dict) -> None:
    def spread(rates: list[float]) -> str:
        return f"{statistics.median(rates):.0f} ({min(rates):.0f}–{max(rates):.0f})"

    ours = statistics.median(report["wiredesk"]["megabytesPerSecond"])
    vectorscan = report["vectorscan"]["megabytesPerSecond"]
    cells = [f"{language} {report['terms']:>9,}", f"{spread(report['wiredesk']['megabytesPerSecond']):>22}"]
    cells.append(f"{spread(vectorscan):>20} {ours / statistics.median(vectorscan):>5.2f}×")
    for name in ["daachorse", "ahocorasick_rs"]:
        other = statistics.median(others[name]["rates"])
        cells.append(f"{other:>9.0f} {ours / other:>6.1f}×")
    own, theirs = (report[name]["bytes"] / report["termBytes"] for name in ["wiredesk", "vectorscan"])
    cells.append(f"{report['textBytes'] / report['wiredesk']['matches'] / 1000:>10.3f}")
    print("  ".join(cells) + f"  {own:>8.1f} (Vectorscan {theirs:.0f})", flush=True)


if __name__ == "__main__":
    main()
