"""Renders what a command shows on a terminal as a PNG: the pictures of the README.

Usage: picture.py OUTPUT.png COLUMNS ROWS COMMAND [ARGUMENT...]

ROWS below 0 draws the last rows instead of the first.

Runs the command in a pseudo-terminal, turns its colours into HTML, and lets headless Chromium draw it. Needs Debian's
chromium and fonts-noto-cjk.
"""

import fcntl
import html
import os
import pathlib
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios
import unicodedata

PALETTE = ["#1c2128", "#f47067", "#57ab5a", "#c69026", "#539bf5", "#b083f0", "#39c5cf", "#909dab"]
LEVELS = [0, 95, 135, 175, 215, 255]


def colour(index: int) -> str:
    if index < 8:
        return PALETTE[index]
    if index < 16:
        return PALETTE[index - 8]
    if index < 232:
        index -= 16
        return "#%02x%02x%02x" % (LEVELS[index // 36], LEVELS[index // 6 % 6], LEVELS[index % 6])
    return "#%02x%02x%02x" % ((8 + (index - 232) * 10,) * 3)


def run(columns: int, rows: int, command: list[str]) -> str:
    pid, master = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color")
        os.environ.pop("NO_COLOR", None)
        os.execvp(command[0], command)
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    output = b""
    while True:
        try:
            chunk = os.read(master, 65536)
        except OSError:
            break
        if not chunk:
            break
        output += chunk
    os.waitpid(pid, 0)
    # Of a program that draws over what it has drawn, the last drawing.
    text = output.decode("utf-8", "replace").rsplit("\x1b[H", 1)[-1]
    return re.sub(r"\x1b\[\?[0-9]*[hl]", "", text).replace("\r\n", "\n")


def style(codes: list[int]) -> str:
    css, i = [], 0
    while i < len(codes):
        code = codes[i]
        if code == 1:
            css.append("font-weight:bold")
        elif code == 2:
            css.append("color:#768390")
        elif 30 <= code <= 37:
            css.append(f"color:{colour(code - 30)}")
        elif code in (38, 48) and codes[i + 1 : i + 2] == [5]:
            css.append(("color:" if code == 38 else "background:") + colour(codes[i + 2]))
            i += 2
        i += 1
    return ";".join(css)


def page(text: str, columns: int) -> str:
    out, css = [], ""
    for part in re.split(r"(\x1b\[[0-9;]*[A-Za-z])", text):
        match = re.fullmatch(r"\x1b\[([0-9;]*)m", part)
        if match:
            codes = [int(code or 0) for code in match.group(1).split(";")]
            css = "" if codes == [0] else style(codes)
        elif not part.startswith("\x1b"):
            for character in part:
                wide = unicodedata.east_asian_width(character) in "WF"
                css_here = css + (";" if css else "") + ("display:inline-block;width:2ch;font-size:1em;text-align:center" if wide else "")
                escaped = html.escape(character)
                out.append(f'<span style="{css_here}">{escaped}</span>' if css_here and character != "\n" else escaped)
    return (
        "<meta charset=utf-8><style>body{margin:0;background:#22272e}pre{margin:0;padding:18px 22px;color:#cdd9e5;"
        "font:15px/1.5 'DejaVu Sans Mono','Noto Sans Mono CJK SC',monospace;"
        f"width:{columns}ch}}</style><pre>{''.join(out)}</pre>"
    )


def main() -> None:
    target, columns, rows, command = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]
    lines = run(columns, abs(rows), command).rstrip("\n").split("\n")
    lines = lines[:rows] if rows > 0 else lines[rows:]
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "page.html")
        source.write_text(page("\n".join(lines), columns), encoding="utf-8")
        width, height = int(columns * 9.05) + 44, int(len(lines) * 22.5) + 36
        subprocess.run(
            [
                "chromium", "--headless", "--no-sandbox", "--hide-scrollbars", "--force-device-scale-factor=1.5",
                f"--user-data-dir={folder}/profile", f"--window-size={width},{height}",
                f"--screenshot={os.path.abspath(target)}", source.as_uri(),
            ],
            check=True, capture_output=True,
        )


if __name__ == "__main__":
    main()
