#!/usr/bin/env python3
"""Manual pages of the commands, from what the program says of itself.

    man.py BINARY FOLDER [--date YYYY-MM-DD]

Writes wiredesk.1 and a page for each command (wiredesk-run.1) into FOLDER, as mdoc. A command with commands of its own
has them on its page. What the program does not say of itself stands below, in FILES and ENVIRONMENT.
"""

import argparse
import datetime
import json
import pathlib
import re
import subprocess
import textwrap

FILES = """\
.Bl -tag -width Ds
.It Pa /etc/wiredesk/wiredesk.yaml
The configuration; see
.Xr wiredesk.yaml 5 .
.It Pa /etc/wiredesk/conf.d/*.yaml
Laid over it, in the order of their names.
.It Pa /etc/wiredesk/lexicon/
The lexicon:
.Pa lexicon.yaml ,
.Pa terms.tsv ,
.Pa examples.ndjson .
.It Pa /etc/wiredesk/keys/
Certificates for encrypted sockets.
.It Pa /var/lib/wiredesk/journal.sqlite
The journal.
Beside it lie SQLite's own files, the search index
.Pq Pa -catalogue ,
what is known of the rhythm of intakes
.Pq Pa -rhythm ,
a lock
.Pq Pa -lock
and, while the daemon runs, its control socket
.Pq Pa -control .
.It Pa /usr/share/doc/wiredesk/examples/
Clients in other languages, and what Prometheus and Grafana need.
.El
"""

ENVIRONMENT = """\
.Bl -tag -width Ds
.It Ev WIREDESK_\\&*
Set single keys of the configuration; see
.Xr wiredesk.yaml 5 .
.It Ev NO_COLOR
When set, nothing is coloured.
.El
"""

EXIT_STATUS = """\
Exit codes follow
.Xr sysexits 3 :
.Pp
.Bl -tag -width Ds -compact
.It 0
All went well.
.It 64
The command line is wrong.
.It 65
The data is wrong, or some of it.
.It 69
No daemon answers.
.It 74
A file or a socket cannot be read or written.
.It 78
The configuration or the lexicon is wrong.
.El
"""

# A command in backticks or an option, with the punctuation that must follow it on its line.
MARKED = re.compile(r"(\(?)(`[^`]+`|(?<![\w-])--[a-z][a-z-]*)([.,:;?!)]*)")


def text(line):
    """A line of text that roff takes as it is."""
    line = line.replace("\\", "\\e")
    return "\\&" + line if line[:1] in (".", "'") else line


def literal(line):
    """A line that must come out character by character: dashes that can be copied, no quotes that curl."""
    return text(line).replace("-", "\\-").replace("`", "\\(ga").replace("'", "\\(aq").replace("^", "\\(ha").replace(
        "~", "\\(ti")


def words(part):
    """Arguments of a macro, none of them taken for a macro or for punctuation."""
    return " ".join('"' + word.replace('"', '""') + '"' if re.fullmatch(r"[A-Z][a-z]|[.,:;()?!|\[\]]", word) else word
                    for word in part.split())


def prose(paragraph):
    """Lines of mdoc: a sentence a line, `commands` and --options marked."""
    lines = []
    for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z`↻])", " ".join(paragraph.split())):
        end = 0
        for marked in MARKED.finditer(sentence):
            lines += wrapped(sentence[end:marked.start()])
            opening, what, after = marked.groups()
            macro = "Ic " + words(literal(what.strip("`"))) if what[0] == "`" else "Fl " + literal(what[1:])
            lines.append(" ".join(["." + macro.replace(" ", f" {opening} " if opening else " ", 1), *after]))
            end = marked.end()
        lines += wrapped(sentence[end:])
    return lines


def wrapped(piece):
    return [text(line) for line in textwrap.wrap(piece.strip(), 78, break_on_hyphens=False)]


def blocks(discussion):
    """What a command says at length: its paragraphs, and its examples as they stand."""
    lines = []
    for block in (discussion or "").split("\n\n"):
        rows = block.split("\n")
        if not block.strip():
            continue
        if all(re.match(r"  |\S.*:  +", row) for row in rows):
            lines += [".Bd -literal -offset indent", *(literal(row.removeprefix("  ")) for row in rows), ".Ed"]
        else:
            lines += [".Pp", *prose(block)]
    return lines


def name(argument, long):
    return next((n["name"] for n in argument.get("names", []) if (n["kind"] == "long") == long), None)


def is_common(argument):
    """Whether every command has it."""
    return name(argument, long=True) in ("version", "help")


def flags(argument):
    """An option as it is typed: its macros, all its names."""
    names = [f"Fl {n['name']}" if n["kind"] == "short" else f"Fl \\-{literal(n['name'])}"
             for n in sorted(argument["names"], key=lambda n: n["kind"] != "short")]
    return " , ".join(names) + (f" Ar {argument['valueName']}" if argument["kind"] == "option" else "")


def usage(argument):
    """An argument in a synopsis."""
    if argument["kind"] == "positional":
        macros = f"Ar {argument['valueName']}"
    else:
        macros = f"Fl \\-{literal(name(argument, long=True))}"
        macros += f" Ar {argument['valueName']}" if argument["kind"] == "option" else ""
    macros += " ..." if argument["isRepeating"] else ""
    return f".Op {macros}" if argument["isOptional"] else f".{macros}"


def synopsis(path, command):
    return [f".Nm {path[0]}", *(f".Cm {word}" for word in path[1:]),
            *(usage(a) for a in command["arguments"] if a["shouldDisplay"] and not is_common(a))]


def argument_list(command):
    arguments = [a for a in command["arguments"] if a["shouldDisplay"] and not is_common(a)]
    if not arguments:
        return []
    lines = [".Bl -tag -width Ds"]
    for argument in arguments:
        lines.append(f".It Ar {argument['valueName']}" if argument["kind"] == "positional" else f".It {flags(argument)}")
        lines += prose(argument.get("abstract", ""))
        # Standard values and lists of values that the text does not give.
        values = argument.get("allValues")
        if values and not all(value in argument.get("abstract", "") for value in values):
            lines.append("One of " + ", ".join(literal(value) for value in values) + ".")
        if argument.get("defaultValue"):
            lines += ["The default is", f".Ql {words(literal(argument['defaultValue']))} ."]
        for block in (argument.get("discussion") or "").split("\n\n"):
            lines += prose(block) if block else []
    return lines + [".El"]


def one_line(command):
    """What a command is, for the index of pages."""
    abstract = command["abstract"].rstrip(".")
    return abstract[0].lower() + abstract[1:]


class Pages:
    def __init__(self, root, version, date):
        self.root, self.version, self.date = root, version, date
        self.commands = [c for c in root["subcommands"] if c["commandName"] != "help"]

    def head(self, title, command):
        return [".\\\" Made by man.py from the program's own help.", f".Dd {self.date}",
                f".Dt {title.upper()} 1", f".Os wiredesk {self.version}",
                ".Sh NAME", f".Nm {title}", f".Nd {text(one_line(command))}", ".Sh SYNOPSIS"]

    def see_also(self, pages):
        *others, last = [f".Xr {page} {section}" for page, section in sorted(pages, key=lambda p: (p[1], p[0]))]
        return [".Sh SEE ALSO", *(f"{line} ," for line in others), last]

    def main(self):
        lines = self.head("wiredesk", self.root)
        lines += [".Nm wiredesk", ".Ar command", ".Op Ar argument ...", ".Nm wiredesk", ".Fl \\-version",
                  ".Nm wiredesk", ".Cm help", ".Op Ar command ..."]
        discussion = [b for b in self.root["discussion"].split("\n\n") if not b.startswith("Exit codes")]
        lines += [".Sh DESCRIPTION", "Copy comes in on ZeroMQ.",
                  "It is cleaned, split into stories, classified by a lexicon that editors own,",
                  "journaled, and sent to everything downstream.", *blocks("\n\n".join(discussion))]
        lines += [".Pp", "The commands are:", ".Bl -tag -width Ds"]
        for command in self.commands:
            lines += [f".It Cm {command['commandName']}", *prose(command["abstract"]),
                      "See", f".Xr wiredesk-{command['commandName']} 1 ."]
        lines += [".El", ".Pp", "Every command has these options:", ".Bl -tag -width Ds",
                  ".It Fl h , Fl \\-help", "Show how it is used, with examples.",
                  ".It Fl \\-version", "Show the versions of wiredesk and libzmq.", ".El"]
        lines += [".Sh ENVIRONMENT", *ENVIRONMENT.splitlines(), ".Sh FILES", *FILES.splitlines(),
                  ".Sh EXIT STATUS", *EXIT_STATUS.splitlines()]
        return lines + self.see_also(
            [(f"wiredesk-{c['commandName']}", 1) for c in self.commands]
            + [("wiredesk.yaml", 5), ("wiredesk-protocol", 7)])

    def page(self, command):
        title = f"wiredesk-{command['commandName']}"
        path = ["wiredesk", command["commandName"]]
        parts = [c for c in command.get("subcommands", []) if c["commandName"] != "help"]
        lines = self.head(title, command)
        for part in parts:
            lines += synopsis(path + [part["commandName"]], part)
        if not parts:
            lines += synopsis(path, command)
        told, codes = self.divided(command)
        lines += [".Sh DESCRIPTION", *prose(command["abstract"]), *blocks(told), *self.options(command)]
        if parts:
            lines.append(".Sh COMMANDS")
        for part in parts:
            told, more = self.divided(part)
            codes = codes or bool(more)
            lines += [f".Ss {path[0]} {path[1]} {part['commandName']}", *prose(part["abstract"]),
                      *blocks("\n\n".join(filter(None, [told, more]))), *self.options(part)]
        if codes and codes is not True:
            lines += [".Sh EXIT STATUS", *prose(codes.removeprefix("Exit codes: "))]
        return lines + self.see_also([("wiredesk", 1), ("wiredesk.yaml", 5)])

    def options(self, command):
        arguments = argument_list(command)
        return [".Pp", "Its arguments:"] + arguments if arguments else []

    @staticmethod
    def divided(command):
        """What a command says of itself, and what of that is about exit codes."""
        all_blocks = (command.get("discussion") or "").split("\n\n")
        codes = [b for b in all_blocks if b.startswith("Exit codes")]
        return "\n\n".join(b for b in all_blocks if b not in codes), "\n\n".join(codes)

    def all(self):
        yield "wiredesk", self.main()
        for command in self.commands:
            yield f"wiredesk-{command['commandName']}", self.page(command)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("binary")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--date", type=datetime.date.fromisoformat, default=datetime.date.today())
    options = parser.parse_args()
    said = subprocess.run([options.binary, "--experimental-dump-help"], check=True, capture_output=True).stdout
    version = subprocess.run([options.binary, "--version"], check=True, capture_output=True, text=True).stdout.split()[1]
    root = json.loads(said)["command"]
    date = f"{options.date:%B} {options.date.day}, {options.date.year}"
    options.folder.mkdir(parents=True, exist_ok=True)
    for page, lines in Pages(root, version, date).all():
        (options.folder / f"{page}.1").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
