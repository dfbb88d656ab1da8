#!/usr/bin/env python3
"""Makes newspaper pages with known truth: real layouts printed by Chromium, extracted by pdftotext."""

import argparse
import collections
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

from articles import Articles
from layouts import LAYOUTS
from page import PAGE, Page

MODES = {"plain": [], "raw": ["-raw"], "layout": ["-layout"]}
POSITIONED = {"xml": "xml", "bbox": "html"}
"""Modes that tell where lines stand, and the ending of their files."""
CSS = f"""<meta charset="utf-8"><style>@page{{size:{PAGE[0]}pt {PAGE[1]}pt;margin:0}}
body{{margin:0}} section{{position:relative;width:{PAGE[0]}pt;height:{PAGE[1] - 1}pt;overflow:hidden;break-after:page}}
div{{position:absolute}} p{{margin:0;white-space:nowrap;text-align:inherit}} .pic{{background:#bbb}}</style>"""


def print_pdf(pages, folder):
    """Prints all pages into one PDF with one Chromium process."""
    source, target = os.path.join(folder, "pages.html"), os.path.join(folder, "pages.pdf")
    with open(source, "w", encoding="utf-8") as file:
        file.write(CSS + "".join(page.html() for page in pages))
    subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
                    f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}", f"file://{source}"],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300)
    # Chromium embeds these fonts as Type 3, whose real size pdftotext guesses from the first glyph's width: 500 means 1:1.
    # Left alone, every line counts as twice its height and columns run into each other as no newspaper's do.
    with open(target, "r+b") as file:
        patched = file.read().replace(b"/Widths [1000 ", b"/Widths [500  ")
        file.seek(0)
        file.write(patched)
    return target


def extract(pdf, number, options):
    done = subprocess.run(["pdftotext", *options, "-enc", "UTF-8", "-f", str(number), "-l", str(number), pdf, "-"],
                          check=True, stdout=subprocess.PIPE)
    return done.stdout.decode("utf-8")


def extract_positions(pdf, number, mode):
    pages = ["-f", str(number), "-l", str(number), pdf]
    command = ["pdftohtml", "-xml", "-i", "-q", "-stdout", *pages] if mode == "xml" else ["pdftotext", "-bbox-layout", *pages, "-"]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.decode("utf-8")


def squeeze(text):
    return re.sub(r"\s+", "", text)


def check(page, text):
    """Why the extracted text cannot be held against the truth (or None), and whether a story was torn apart."""
    text = squeeze(text)
    spans = []
    for story in page.stories:
        at, places = 0, []
        for chunk in story.chunks:
            chunk = squeeze(chunk)
            found = text.find(chunk, at)
            if found < 0:
                return ("column order" if chunk in text else "interleaved"), False
            places.append((found, found + len(chunk)))
            at = found + len(chunk)
        spans.append(places)
    for story in page.stories:
        deck = squeeze("".join(story.deck))
        found = text.find(deck)
        while found >= 0 and any(a < found + len(deck) and found < b for p in spans for a, b in p):
            found = text.find(deck, found + 1)
        if found < 0:
            return "headline broken", False
    flat = sorted((a, b, i) for i, places in enumerate(spans) for a, b in places)
    changes = [k for k in range(1, len(flat)) if flat[k - 1][2] != flat[k][2]]
    torn = len(changes) + 1 != len(page.stories)
    for k in changes if not torn else []:
        ended, begun = page.stories[flat[k - 1][2]].byline, page.stories[flat[k][2]].byline
        if flat[k - 1][1] == flat[k][0] and not (ended.end or ended.after or begun.before or begun.start):
            return "no mark between stories", False
    return None, torn


def messy(text, page, rng):
    """What the real sample shows: spaces around digits, gaps before opening marks and between columns."""
    firsts = {squeeze(line) for story in page.stories for line in story.firsts}
    ends = {squeeze(chunk)[-6:] for story in page.stories for chunk in story.chunks[:-1]}
    out = []
    for line in text.replace("\f", "").split("\n"):
        if rng.random() < 0.3:
            line = re.sub(r"(?<=[\u4e00-\u9fff])(?=[0-9])|(?<=[0-9])(?=[\u4e00-\u9fff])",
                          lambda _: " " if rng.random() < 0.5 else "", line)
        if line.count(" ") == 0 and len(line) > 10 and rng.random() < 0.02:
            line = " ".join(re.findall(r"[0-9.%]+|.", line))
        if line[:1] in "“《" and out and out[-1] and rng.random() < 0.6:
            out.append("")
        if line[:1] in tuple("▢□■●◎○▲") and rng.random() < 0.4:
            line = " " + line
        if page.indent == "space" and squeeze(line) in firsts:
            line = "\u3000\u3000" + line
        if page.desk.shape.gap == "\u3000" and re.search("记者|通讯员", line[:14]):
            line = line.replace(" ", "\u3000")
        out.append(line)
        if squeeze(line)[-6:] in ends and rng.random() < 0.6:
            out.append("")
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(out)) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default=os.environ.get("WIREDESK_DATA", "../shared/data"), help="folder of the labelled sets")
    parser.add_argument("--out", default="/tmp/pages", help="folder to write to (emptied first)")
    parser.add_argument("--set", choices=["open", "heldout"], default="open", help="which layouts, byline forms and names")
    parser.add_argument("--layouts", help="only these, comma-separated")
    parser.add_argument("--seeds", type=int, default=8, help="pages per layout")
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--keep-pdf", action="store_true", help="leave pages.pdf and pages.html in the folder")
    options = parser.parse_args()
    for tool in ("chromium", "pdftotext", "pdftohtml"):
        if not shutil.which(tool):
            sys.exit(f"make_pages: {tool} is not installed (Debian: chromium, poppler-utils, fonts-noto-cjk)")
    names = options.layouts.split(",") if options.layouts else [n for n, l in LAYOUTS.items() if l.which == options.set]
    articles = Articles(options.data)
    jobs = [(name, seed) for seed in range(options.first_seed, options.first_seed + options.seeds) for name in names]
    pages = [Page(name, seed, articles) for name, seed in jobs]
    shutil.rmtree(options.out, ignore_errors=True)
    os.makedirs(options.out)
    drops, kept = collections.Counter(), collections.Counter()
    with tempfile.TemporaryDirectory() as folder, open(os.path.join(options.out, "truth.ndjson"), "w", encoding="utf-8") as truth:
        pdf = print_pdf(pages, folder)
        if options.keep_pdf:
            for name in ("pages.pdf", "pages.html"):
                shutil.copy(os.path.join(folder, name), options.out)
        for number, ((name, seed), page) in enumerate(zip(jobs, pages), 1):
            texts = {mode: extract(pdf, number, flags) for mode, flags in MODES.items()}
            rng = random.Random(f"messy-{name}-{seed}")
            base = rng.choice(["plain", "raw"])
            texts |= {mode: extract_positions(pdf, number, mode) for mode in POSITIONED}
            for mode in (*MODES, "messy", *POSITIONED):
                # Positions tell columns apart whatever the order of the text.
                is_free = mode == "layout" or mode in POSITIONED
                problem, torn = (None, False) if is_free else check(page, texts[base if mode == "messy" else mode])
                if problem:
                    drops[name, mode, problem] += 1
                    continue
                kept[name, mode, "torn" if torn else "whole"] += 1
                file = f"{name}-{mode}-{seed}.{POSITIONED.get(mode, 'txt')}"
                text = messy(texts[base], page, rng) if mode == "messy" else texts[mode]
                with open(os.path.join(options.out, file), "w", encoding="utf-8") as out:
                    out.write(text)
                record = {"file": file, "layout": name, "mode": mode, "set": LAYOUTS[name].which, "torn": torn,
                          "stories": [story.truth() for story in page.stories], "banners": page.banners}
                truth.write(json.dumps(record, ensure_ascii=False) + "\n")
    print(f"{len(articles.rows)} articles, {len(pages)} pages, {sum(len(p.stories) for p in pages)} stories -> {options.out}")
    print(f"{'layout':12}{'mode':9}{'kept':>5}{'torn':>5}{'dropped':>8}  why")
    for name in names:
        for mode in (*MODES, "messy", *POSITIONED):
            why = {k[2]: n for k, n in drops.items() if k[:2] == (name, mode)}
            print(f"{name:12}{mode:9}{kept[name, mode, 'whole'] + kept[name, mode, 'torn']:5}{kept[name, mode, 'torn']:5}"
                  f"{sum(why.values()):8}  {', '.join(f'{w} {n}' for w, n in why.items())}")


if __name__ == "__main__":
    main()
