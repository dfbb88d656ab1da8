#!/usr/bin/env python3
"""Scores split pages against the truth of make_pages.py: stories found, and each of their fields right."""

import argparse
import collections
import difflib
import json
import os
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

GRAM = 6
FOUND, FOREIGN = 0.90, 0.05
SPELLING = {c: c - 0xFEE0 for c in [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)]}
SPELLING |= {ord("％"): "%", ord("．"): "."}
PEOPLE = ("reporters", "correspondents", "photographers")
FIELDS = ("headline", "body", "paragraphs", *PEOPLE, "dateline")


def squeeze(text):
    """Text without any whitespace; full-width letters and digits are half width."""
    return "".join((text or "").translate(SPELLING).split())


def lines(text):
    return [squeeze(line) for line in (text or "").split("\n") if squeeze(line)]


def grams(text):
    return {text[i:i + GRAM] for i in range(len(text) - GRAM + 1)} or {text}


def covered(text, known):
    """How many characters of the text lie in a run of GRAM characters that `known` holds."""
    count, end = 0, 0
    for i in range(max(1, len(text) - GRAM + 1)):
        if text[i:i + GRAM] in known:
            stop = min(i + GRAM, len(text))
            count += stop - max(i, end)
            end = stop
    return count


def values(record):
    """The compared fields of a record or a true story."""
    byline = record.get("byline") or record
    result = {"headline": squeeze(record.get("headline")), "body": squeeze(record.get("body")),
              "paragraphs": lines(record.get("body")), "dateline": squeeze(record.get("dateline"))}
    for role in PEOPLE:
        result[role] = [squeeze(name) for name in byline.get(role) or []]
    return result


def score_page(page, records):
    """One dictionary per true story, the number of records that are no story, and the banners that got into one."""
    truths = [values(story) for story in page["stories"]]
    outputs = [values(record) for record in records]
    known_true = [grams(t["body"]) for t in truths]
    known_out = [grams(o["body"]) for o in outputs]
    share = [[covered(t["body"], k) / max(1, len(t["body"])) for k in known_out] for t in truths]
    holds = [[max(k for k in (share[i][j], covered(o["body"], known_true[i]) / max(1, len(o["body"])))) for j, o in enumerate(outputs)]
             for i in range(len(truths))]
    stories = []
    for i, truth in enumerate(truths):
        row = {"story": page["stories"][i], "output": None, **{field: False for field in FIELDS}}
        stories.append(row)
        full = [j for j, s in enumerate(share[i]) if s >= FOUND]
        best = max(range(len(outputs)), key=lambda j: share[i][j], default=None)
        row["split"] = not full and sum(s >= 0.1 for s in share[i]) > 1
        row["merged"] = best is not None and share[i][best] >= 0.5 and any(
            share[k][best] >= 0.2 for k in range(len(truths)) if k != i)
        row["found"] = False
        if best is None or share[i][best] < 0.5:
            continue
        row["output"] = records[best]
        output = outputs[best]
        foreign = 1 - covered(output["body"], known_true[i]) / max(1, len(output["body"]))
        row["found"] = len(full) == 1 and foreign <= FOREIGN
        for field in FIELDS:
            row[field] = output[field] == truth[field]
        row["body_but_dateline"] = not row["body"] and bool(truth["dateline"]) and output["body"] == truth["dateline"] + truth["body"]
    extra = sum(all(holds[i][j] < 0.3 for i in range(len(truths))) for j in range(len(outputs)))
    text = "\n".join(o["headline"] + "\n" + o["body"] for o in outputs)
    # A slogan that a true story happens to hold as well proves nothing.
    true_text = "\n".join(t["headline"] + "\n" + t["body"] for t in truths)
    attached = [b for b in page["banners"] if squeeze(b) in text and squeeze(b) not in true_text]
    return stories, extra, attached


class Sum:
    """Counts over many pages."""

    def __init__(self):
        self.n = collections.Counter()

    def add(self, page, stories, extra, attached):
        self.n["pages"] += 1
        self.n["stories"] += len(stories)
        self.n["extra"] += extra
        self.n["banners"] += len(attached)
        self.n["perfect"] += all(s["found"] and all(s[f] for f in FIELDS) for s in stories) and not extra and not attached
        for story in stories:
            for key in ("found", "split", "merged", *FIELDS):
                self.n[key] += bool(story[key])
            self.n["body_but_dateline"] += bool(story.get("body_but_dateline"))
            self.n["headed"] += bool(story["story"]["headline"])
            self.n["headed_right"] += bool(story["story"]["headline"]) and story["headline"]

    def cells(self):
        n, of = self.n, max(1, self.n["stories"])
        percent = [f"{100 * n[k] / of:.1f}" for k in ("found", *FIELDS)]
        return [str(n["pages"]), str(n["stories"]), *percent, str(n["split"]), str(n["merged"]), str(n["extra"]), str(n["banners"]), str(n["perfect"])]


HEADER = ["layout", "mode", "pages", "stories", "found%", "head%", "body%", "paras%", "rep%", "corr%", "phot%", "date%",
          "split", "merged", "extra", "banner", "perfect"]


def group(page):
    """The target, or one of the two kinds reported apart."""
    return "apart: -layout" if page["mode"] == "layout" else "apart: torn" if page.get("torn") else "target"


def split_page(command, folder, page):
    parts = [part.replace("{}", os.path.join(folder, page["file"])) for part in shlex.split(command)]
    done = subprocess.run(parts, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode:
        print(f"score_pages: {page['file']}: exit {done.returncode}: {done.stderr.decode(errors='replace').strip()[-200:]}", file=sys.stderr)
    records = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines() if line.strip()]
    # What belongs to no story stands in a record of the page's own.
    return [record for record in records if record.get("schema") != "wiredesk.page.v1"]


def difference(wanted, got):
    """The first places where two texts differ, short."""
    out = []
    for op, a, b, c, d in difflib.SequenceMatcher(None, wanted, got, autojunk=False).get_opcodes():
        if op != "equal":
            out.append(f"…{wanted[max(0, a - 8):a]}[-{clip(wanted[a:b])}-][+{clip(got[c:d])}+]{wanted[b:b + 6]}…")
    return "  ".join(out[:4]) + (f"  and {len(out) - 4} more" if len(out) > 4 else "")


def clip(text):
    return text if len(text) <= 30 else f"{text[:14]}…{len(text)}…{text[-8:]}"


def show_worst(results, count, apart):
    """Prints the stories with most wrong, one paragraph each."""
    bad = []
    for page, stories, extra, attached in results:
        if group(page) != "target" and not apart:
            continue
        for story in stories:
            wrong = [f for f in FIELDS if not story[f]]
            if wrong or not story["found"]:
                bad.append((not story["found"], len(wrong), page["file"], story, wrong))
        if attached:
            print(f"{page['file']}: banner in a story: {attached}")
    bad.sort(key=lambda row: row[:3], reverse=True)
    for missing, _, file, story, wrong in bad[:count]:
        truth, record = story["story"], story["output"]
        why = "found" if not missing else "split" if story["split"] else "merged" if story["merged"] else "not found"
        print(f"\n{file}  form {truth['form']}  {why}: {truth['headline']!r} {truth['body'][:16]}…")
        if record is None:
            continue
        a, b = values(truth), values(record)
        for field in wrong:
            if field == "paragraphs":
                if a["body"] == b["body"]:
                    ends, mine = {x[-6:] for x in a[field]}, {x[-6:] for x in b[field]}
                    print(f"  paragraphs: {len(a[field])} wanted, {len(b[field])} got; not ended {sorted(ends - mine)[:3]}, ended {sorted(mine - ends)[:3]}")
            elif field in PEOPLE:
                print(f"  {field}: {a[field]} wanted, {b[field]} got")
            else:
                print(f"  {field}: {difference(a[field], b[field])}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("truth", help="truth.ndjson of make_pages.py")
    parser.add_argument("--split", metavar="COMMAND", help="run this for each page, {} is the page's file; otherwise records with `file` come on stdin")
    parser.add_argument("--layout", help="only these layouts, comma-separated")
    parser.add_argument("--mode", help="only these modes, comma-separated")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of the table")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="show the N worst stories with their differences")
    parser.add_argument("--apart", action="store_true", help="--worst looks at torn pages and -layout pages too")
    parser.add_argument("--forms", action="store_true", help="one more table: byline fields right per byline form")
    options = parser.parse_args()
    with open(options.truth, encoding="utf-8") as file:
        pages = [json.loads(line) for line in file]
    pages = [p for p in pages if (not options.layout or p["layout"] in options.layout.split(","))
             and (not options.mode or p["mode"] in options.mode.split(","))]
    if options.split:
        folder = os.path.dirname(os.path.abspath(options.truth))
        with ThreadPoolExecutor(2) as pool:
            records = dict(zip((p["file"] for p in pages), pool.map(lambda p: split_page(options.split, folder, p), pages)))
    else:
        records = collections.defaultdict(list)
        for line in sys.stdin:
            if line.strip():
                record = json.loads(line)
                records[os.path.basename(record["file"])].append(record)
    results = [(page, *score_page(page, records.get(page["file"], []))) for page in pages]

    sums = collections.defaultdict(Sum)
    for result in results:
        kind, page = group(result[0]), result[0]
        sums[kind, "", ""].add(*result)
        if kind == "target":
            sums[kind, page["layout"], page["mode"]].add(*result)
            sums[kind, "all", page["mode"]].add(*result)
    if options.json:
        print(json.dumps([{"group": g, "layout": l or None, "mode": m or None, **dict(s.n)} for (g, l, m), s in sums.items()], ensure_ascii=False))
    else:
        rows = [HEADER]
        keys = [k for k in sums if k[1] not in ("", "all")]
        for key in [*keys, *sorted(k for k in sums if k[1] == "all"), *sorted((k for k in sums if not k[1]), reverse=True)]:
            rows.append([key[1] or key[0], key[2], *sums[key].cells()])
        width = [max(len(row[i]) for row in rows) for i in range(len(HEADER))]
        for row in rows:
            print("  ".join(cell.ljust(w) if i < 2 else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, width))))
        n = sums["target", "", ""].n
        print(f"target: of {n['headed']} stories with a headline {n['headed_right']} have it right; "
              f"{n['body_but_dateline']} bodies are right but for a dateline left in front")
    if options.forms:
        forms = collections.defaultdict(collections.Counter)
        for page, stories, _, _ in results:
            for story in stories if group(page) == "target" else []:
                forms[story["story"]["form"]]["n"] += 1
                for field in (*PEOPLE, "dateline", "body"):
                    forms[story["story"]["form"]][field] += bool(story[field])
        print()
        for form, n in sorted(forms.items()):
            print(f"{form:16}{n['n']:5}  " + "  ".join(f"{field} {100 * n[field] / n['n']:5.1f}" for field in (*PEOPLE, "dateline", "body")))
    if options.worst:
        show_worst(results, options.worst, options.apart)


if __name__ == "__main__":
    main()
