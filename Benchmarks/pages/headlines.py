"""Sets headlines: one to three deck lines, broken evenly, in the size that fits."""

import re

from typeset import NO_START, width


def set_headline(rng, story, w, lines_max=3, size_max=30.0):
    """Sets a story's headline in the width `w`: its lines as (text, size, bold), and their height.

    About one story in ten gets none (those without fit more easily, so the draw is lower), where its byline marks its start.
    """
    story.deck = []
    if rng.random() < 0.06 and (story.byline.before or story.byline.start):
        return [], 0.0
    parts = story.title.split(" ")
    if len(parts) > 2 or min(map(len, parts)) < 4 or rng.random() < 0.3:
        parts = [" ".join(parts)]
    biggest = max(parts, key=width)
    size = min(size_max, rng.uniform(0.75, 1.0) * w / max(4.0, width(biggest)))
    if size < 13.0:
        size = min(size_max, max(13.0, min(18.0, w / 7)))
        parts = [line for part in parts for line in wrap(part, w / size)]
    deck = [(p, size, True) for p in parts]
    if len(deck) < lines_max and rng.random() < 0.3:
        extra = clause(rng, story, w / (size * 0.6))
        if extra:
            deck.insert(rng.choice([0, len(deck)]), (extra, max(10.5, size * 0.6), False))
    if story.photo and len(deck) == 1 and len(deck[0][0]) > 8 and rng.random() < 0.5:
        deck = [(line, size, True) for line in wrap(deck[0][0], len(deck[0][0]) / 2 + 0.6)]
    story.deck = [text for text, _, _ in deck]
    return deck, sum(s * 1.25 for _, s, _ in deck) + deck[-1][1] * 0.6


def wrap(text, em):
    """Breaks a headline into lines of at most `em`, as even as can be."""
    count = max(1, -(-width(text) // max(4.0, em)))
    target, lines, line = width(text) / count, [], ""
    for token in re.findall(r"[A-Za-z0-9.%\-]+|“[^”]{1,5}”|.", text):
        if line and token not in NO_START and (width(line) >= target - 0.4 or width(line + token) > em + 0.01):
            lines.append(line)
            line = ""
        line += token
    return [part.strip() for part in [*lines, line] if part.strip()]


def clause(rng, story, em):
    """A clause of the body for a second deck line."""
    clauses = [c for p in story.paras for c in re.split(r"[，。；！？：]", p)
               if 7 <= len(c) <= 18 and width(c) <= em and not re.search(r"[“”（）《》‘’]|记者|^[的了和在与而但并也]", c)]
    return rng.choice(clauses) if clauses else None
