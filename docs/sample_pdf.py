"""Sets the sample pages as an edition of two pages and prints it: Samples/page.pdf, the PDF of the README.

The first story of page 1 goes on on page 2. Needs Debian's chromium and fonts-noto-cjk.
"""

import html
import json
import pathlib
import subprocess
import tempfile

SAMPLES = pathlib.Path(__file__).resolve().parent.parent / "Samples"
STYLE = """
@page { size: 250mm 350mm; margin: 0 }
* { box-sizing: border-box }
body { margin: 0; font: 10.5pt/1.5 "Noto Sans CJK SC"; color: #111 }
.page { width: 250mm; height: 349mm; padding: 8mm 11mm; break-after: page; overflow: hidden }
.folio { display: flex; justify-content: space-between; border-bottom: .4mm solid #111; font: 8.5pt/1.6 "Noto Sans CJK SC" }
.banner { font: 15pt/1.6 "Noto Sans CJK SC"; text-align: center; letter-spacing: .3em }
.grid { display: grid; grid-template-columns: repeat(12, 1fr); gap: 5mm 8mm; margin-top: 3mm }
.deck { font: 13pt/1.4 "Noto Sans CJK SC" }
h1 { font: 21pt/1.25 "Noto Sans CJK SC"; margin: 0 0 1mm }
.by { font: 10.5pt/1.5 "Noto Sans CJK SC"; margin: 1.5mm 0 1mm }
.text { columns: var(--columns); column-gap: 6mm; text-align: justify }
p { margin: 0; text-indent: 2em } .jump { text-indent: 0; text-align: right }
"""


def stories(name: str) -> list[dict]:
    return json.loads((SAMPLES / name).read_text(encoding="utf8"))["stories"]


def story(story: dict, span: int, columns: int, paragraphs: list[str], first: str = "", last: str = "") -> str:
    head = (story["headline"] or "").split("\n")
    parts = [f'<section style="grid-column:span {span};--columns:{columns}">']
    for i, line in enumerate(head if head[0] else []):
        parts.append(f'<div class="deck">{html.escape(line)}</div>' if i else f"<h1>{html.escape(line)}</h1>")
    if story["reporters"] and not first:
        parts.append(f'<div class="by">本报记者 {" ".join(story["reporters"])}</div>')
    lines = ([f'<p class="jump">{first}</p>'] if first else []) + [f"<p>{html.escape(p)}</p>" for p in paragraphs]
    lines += [f'<p class="jump">{last}</p>'] if last else []
    return "".join(parts) + f'<div class="text">{"".join(lines)}</div></section>'


def main() -> None:
    one, two = stories("page.truth.json"), stories("page-2.truth.json")
    lead = one[0]["body"].split("\n")
    body = lambda s: s["body"].split("\n")
    spans = [(6, 2), (6, 2), (6, 2), (6, 2), (6, 2)]
    front = [story(one[0], 12, 3, lead[:-2], last="（下转第2版）")]
    front += [story(s, span, columns, body(s)) for s, (span, columns) in zip(one[1:], spans)]
    inside = [story({"headline": "减负于基层", "reporters": []}, 12, 3, lead[-2:], first="（上接第1版）")]
    inside += [story(s, 6, 2, body(s)) for s in two]
    pages = [("第1版 要闻", "岚川日报", front), ("第2版 民生", "实干争先", inside)]
    text = "".join(
        f'<div class="page"><div class="folio"><span>2025年9月16日 星期二</span><span>{folio}</span></div>'
        f'<div class="banner">{banner}</div><div class="grid">{"".join(parts)}</div></div>'
        for folio, banner, parts in pages)
    with tempfile.TemporaryDirectory() as folder:
        page = pathlib.Path(folder) / "page.html"
        page.write_text(f'<!DOCTYPE html><meta charset="utf-8"><style>{STYLE}</style>{text}', encoding="utf8")
        subprocess.run(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
             f"--print-to-pdf={SAMPLES / 'page.pdf'}", page.as_uri()], check=True, capture_output=True)


if __name__ == "__main__":
    main()
