"""Holds lexicons against opaque models, on the same folds of labelled news.

Usage: quality.py [--data FOLDER] [--wiredesk BINARY] [--terms N,N] [--folds time,xwlb+bbc,…] [--json FILE]

Every model learns from the training rows of a fold and judges its held-out rows, whole and as headlines alone:

  lexicon N         `wiredesk lexicon train --terms N` from an empty list of terms
  lexicon N + rows  the same around the rows that editors fixed in config/lexicon
  TF-IDF + LR       logistic regression on TF-IDF of all features
  complement NB     complement naive Bayes on the same features

Features of the opaque models: pairs and triples of characters for Chinese, words and pairs of words for English, in at
least two texts, 1 + ln of the count, and no other limit. A model for each language.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.naive_bayes import ComplementNB

ROOT = pathlib.Path(__file__).resolve().parents[2]
CATEGORIES = ["politics", "economy", "safety", "culture"]


def load(folder: pathlib.Path) -> list[dict]:
    rows = []
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.open(encoding="utf-8"):
            row = json.loads(line)
            row["set"] = file.stem
            rows.append(row)
    return rows


def year(row: dict) -> int:
    return int(str(row.get("date") or "0")[:4])


def fold_of(row: dict, count: int) -> int:
    """A number that depends on nothing but the row's id."""
    value = 0xCBF29CE484222325
    for byte in row["id"].encode():
        value = ((value ^ byte) * 0x100000001B3) % (1 << 64)
    return (value >> 32) % count


# What is held out, by fold. Chinese and English share nothing that is learnt, so one fold can leave out a source of each.
# cec and osha are of one class, and no test; without wce or xwlb what is left of a language has few rows of safety.
FOLDS = {
    "time": {
        "zh_xwlb from 2020": lambda row: row["set"].startswith("zh_xwlb") and year(row) >= 2020,
        "en_wce from 2026": lambda row: row["set"] == "en_wce" and year(row) >= 2026,
    },
    "xwlb+bbc": {
        "zh_xwlb": lambda row: row["set"].startswith("zh_xwlb"),
        "en_bbc": lambda row: row["set"] == "en_bbc",
    },
    "fudan+wce": {
        "zh_fudan10": lambda row: row["set"] == "zh_fudan10",
        "en_wce": lambda row: row["set"] == "en_wce",
    },
    "tnews": {"zh_tnews": lambda row: row["set"] == "zh_tnews"},
    "fifth": {
        name: (lambda name: lambda row: row["set"] == name and fold_of(row, 5) == 0)(name)
        for name in ["zh_xwlb", "zh_fudan10", "zh_tnews", "en_bbc", "en_wce"]
    },
}
KINDS = {"time": "(i) time split", "fifth": "a fifth of each source"}


def headline_only(rows: list[dict]) -> list[dict]:
    return [dict(row, text="") for row in rows if row["title"] and row["text"]]


class Lexicon:
    """A lexicon learnt by the product."""

    def __init__(self, binary: str, rows: list[dict], terms: int, folder: pathlib.Path, with_fixed: bool):
        self.binary = binary
        self.folder = folder
        folder.mkdir(parents=True)
        source = ROOT / "config/lexicon"
        (folder / "lexicon.yaml").write_bytes((source / "lexicon.yaml").read_bytes())
        (folder / "never.txt").write_bytes((source / "never.txt").read_bytes())
        sheet = (source / "terms.tsv").read_text(encoding="utf-8").splitlines()
        header = next(line for line in sheet if not line.startswith("#"))
        kept = [line for line in sheet if with_fixed and line.split("\t")[-1].startswith("fixed")]
        (folder / "terms.tsv").write_text("\n".join([header, *kept]) + "\n", encoding="utf-8")
        train = folder / "train.ndjson"
        write(train, rows)
        start = time.time()
        subprocess.run(
            [binary, "lexicon", "train", "--terms", str(terms), "--output", str(folder), str(train)],
            check=True, capture_output=True)
        self.seconds = time.time() - start

    def judge(self, rows: list[dict]) -> tuple[list[str], list[float]]:
        file = self.folder / "test.ndjson"
        write(file, rows)
        output = subprocess.run(
            [self.binary, "classify", "--json", "--lexicon", str(self.folder), str(file)],
            check=True, capture_output=True).stdout
        records = [json.loads(line) for line in output.splitlines()]
        assert len(records) == len(rows)
        said = [record["category"].replace("unclassified", "other") for record in records]
        return said, [record["confidence"] / 100 for record in records]


def write(file: pathlib.Path, rows: list[dict]) -> None:
    with file.open("w", encoding="utf-8") as output:
        for row in rows:
            output.write(json.dumps(row, ensure_ascii=False) + "\n")


class Opaque:
    """One model a language on TF-IDF of everything."""

    def __init__(self, make, rows: list[dict]):
        self.models = {}
        for language in ["zh", "en"]:
            part = [row for row in rows if row["lang"] == language]
            if language == "zh":
                vectors = TfidfVectorizer(analyzer="char", ngram_range=(2, 3), min_df=2, sublinear_tf=True)
            else:
                vectors = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
            model = make()
            model.fit(vectors.fit_transform(map(text, part)), [row["label"] for row in part])
            self.models[language] = (vectors, model)

    def judge(self, rows: list[dict]) -> tuple[list[str], None]:
        said = [""] * len(rows)
        for language, (vectors, model) in self.models.items():
            places = [index for index, row in enumerate(rows) if row["lang"] == language]
            if not places:
                continue
            for place, label in zip(places, model.predict(vectors.transform([text(rows[p]) for p in places]))):
                said[place] = label
        return said, None


def text(row: dict) -> str:
    return re.sub(r"\s+", " ", row["title"] + "\n" + row["text"])


def macro_f1(rows: list[dict], said: list[str]) -> float:
    """Over the classes that the held-out rows have."""
    labels = sorted({row["label"] for row in rows})
    return f1_score([row["label"] for row in rows], said, labels=labels, average="macro", zero_division=0)


def calibration_error(rows: list[dict], said: list[str], confidence: list[float]) -> float:
    """Expected calibration error in ten bins of equal width."""
    bins = [[] for _ in range(10)]
    for row, label, sure in zip(rows, said, confidence):
        bins[min(9, int(sure * 10))].append((label == row["label"], sure))
    return sum(abs(sum(right for right, _ in part) - sum(sure for _, sure in part)) for part in bins) / len(rows)


def models(binary: str, rows: list[dict], terms: list[int], folder: pathlib.Path, quick: bool):
    for count in terms:
        yield f"lexicon {count}", lambda count=count: Lexicon(binary, rows, count, folder / f"{count}", False)
        if not quick:
            yield f"lexicon {count} + rows", lambda count=count: Lexicon(binary, rows, count, folder / f"{count}f", True)
    if not quick:
        yield "TF-IDF + LR", lambda: Opaque(lambda: LogisticRegression(C=10, max_iter=300, class_weight="balanced"), rows)
        yield "complement NB", lambda: Opaque(ComplementNB, rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, default=ROOT.parent / "shared/data")
    parser.add_argument("--wiredesk", default=str(ROOT / ".build/release/wiredesk"))
    parser.add_argument("--terms", default="4000,20000")
    parser.add_argument("--folds", default=",".join(FOLDS))
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--quick", action="store_true", help="only lexicons without editors' rows")
    options = parser.parse_args()
    rows = load(options.data)
    if not rows:
        sys.exit(f"no labelled news in {options.data}")
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for fold in options.folds.split(","):
            parts = {name: [row for row in rows if held(row)] for name, held in FOLDS[fold].items()}
            held = {row["id"] for part in parts.values() for row in part}
            rest = [row for row in rows if row["id"] not in held]
            terms = [int(count) for count in options.terms.split(",")]
            for name, make in models(options.wiredesk, rest, terms, pathlib.Path(folder) / fold, options.quick):
                start = time.time()
                model = make()
                seconds = time.time() - start
                for part, test in parts.items():
                    for form, asked in [("text", test), ("headline", headline_only(test))]:
                        if not asked:
                            continue
                        said, sure = model.judge(asked)
                        results.append({
                            "fold": fold, "held": part, "form": form if test[0]["text"] else "headline",
                            "rows": len(asked), "model": name, "f1": macro_f1(asked, said),
                            "ece": calibration_error(asked, said, sure) if sure else None, "seconds": seconds})
                print(f"{fold}: {name} learnt in {seconds:.0f} s", file=sys.stderr)
    if options.json:
        options.json.write_text(json.dumps(results, indent=1))
    show(results)


def show(results: list[dict]) -> None:
    names = list(dict.fromkeys(result["model"] for result in results))
    print(f"{'macro-F1 (ECE)':40} {'rows':>5}  " + "  ".join(f"{name:>19}" for name in names))
    for fold in dict.fromkeys(result["fold"] for result in results):
        print(KINDS.get(fold, "(ii) whole source left out"))
        cases = dict.fromkeys((r["held"], r["form"], r["rows"]) for r in results if r["fold"] == fold)
        for held, form, count in cases:
            cells = []
            for name in names:
                found = [r for r in results if (r["fold"], r["held"], r["form"], r["model"]) == (fold, held, form, name)]
                cell = "" if not found else f"{found[0]['f1']:.3f}"
                if found and found[0]["ece"] is not None:
                    cell += f" ({found[0]['ece']:.3f})"
                cells.append(f"{cell:>19}")
            print(f"  {held + ', ' + form:38} {count:5}  " + "  ".join(cells))


if __name__ == "__main__":
    main()
