"""Sets text into columns, line by line, as newspapers do, so that it is known which line stands in which column."""

import html
import re

NO_START = set("，。、；：？！）》”’…—·%％)],.;:!?」』〉")
NO_END = set("（《“‘([「『〈")
TOKEN = re.compile(r"[A-Za-z0-9.%\-+/]+|.", re.S)
NAME = re.compile(r"[^ \u3000、]+[ \u3000、]*|[ \u3000]+")


def width(token):
    """Width in em: CJK and full-width characters 1, the rest about as the body font has it."""
    return sum(1.0 if ord(c) > 0x2E7F or c in "“”‘’…—·" else 0.28 if c in " .,:;'|!()/-" else 0.56 for c in token)


class Para:
    """A paragraph to set: `indent` in em, `align` left | right | center, `justify` for body text."""

    def __init__(self, text, indent=0.0, align="left", justify=True):
        self.text, self.indent, self.align, self.justify = text, indent, align, justify


class Line:
    def __init__(self, text, para, first, last):
        self.text, self.para, self.first, self.last = text, para, first, last


class Setter:
    """Gives the lines of paragraphs one after the other; each line may have another width."""

    def __init__(self, paras):
        # A byline line breaks between names, never in one.
        self.todo = [(p, (TOKEN if p.justify else NAME).findall(p.text)) for p in paras]
        self.first = True

    @property
    def done(self):
        return not self.todo

    def line(self, em):
        para, tokens = self.todo[0]
        room = em - (para.indent if self.first else 0)
        used, n = 0.0, 0
        while n < len(tokens) and (n == 0 or used + width(tokens[n]) <= room + 0.01):
            used += width(tokens[n])
            n += 1
        if n < len(tokens):
            # No closing mark at the start of a line, no opening mark at its end.
            while n > 1 and (tokens[n][0] in NO_START or tokens[n - 1] in NO_END):
                n -= 1
        last = n == len(tokens)
        result = Line("".join(tokens[:n]), para, self.first, last)
        if last:
            self.todo.pop(0)
        else:
            self.todo[0] = (para, tokens[n:])
        self.first = last
        return result


class Rect:
    def __init__(self, x, y, w, h):
        self.x, self.y, self.w, self.h = x, y, w, h


def flow(paras, rects, size, leading):
    """Lines for each rectangle, and whether everything fitted."""
    setter = Setter(paras)
    columns = []
    for rect in rects:
        lines = []
        while not setter.done and len(lines) < int(rect.h / leading + 0.01):
            lines.append(setter.line(rect.w / size))
        columns.append(lines)
    return columns, setter.done


def column_html(rect, lines, size, leading, trim):
    """One column; `trim` sets an opening mark at the start of a line into the margin by half a character."""
    out = [f'<div style="left:{rect.x:.1f}pt;top:{rect.y:.1f}pt;width:{rect.w:.1f}pt;font-size:{size}pt;line-height:{leading}pt">']
    for line in lines:
        style = []
        indent = line.para.indent if line.first else 0
        if trim and not indent and line.text[:1] in NO_END:
            indent = -0.5
        if indent:
            style.append(f"padding-left:{indent}em" if indent > 0 else f"margin-left:{indent}em")
        if line.para.justify and not line.last:
            style.append("text-align-last:justify")
        elif line.para.align != "left":
            style.append(f"text-align:{line.para.align}")
        out.append(f'<p style="{";".join(style)}">{html.escape(line.text)}</p>')
    return "".join(out) + "</div>"


def head_html(rect, lines, align, family):
    """A headline: `lines` are (text, size, bold)."""
    out = [f'<div class="head" style="left:{rect.x:.1f}pt;top:{rect.y:.1f}pt;width:{rect.w:.1f}pt;text-align:{align};font-family:{family}">']
    for text, size, bold in lines:
        out.append(f'<p style="font-size:{size:.1f}pt;line-height:{size * 1.25:.1f}pt{";font-weight:700" if bold else ""}">{html.escape(text)}</p>')
    return "".join(out) + "</div>"
