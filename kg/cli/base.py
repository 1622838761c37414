"""What every command shares: language, corpus, output, errors. The only room that exits."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.clicks import said
from kg.model.corpus import Corpus
from kg.model.errors import KgError, UsageError
from kg.model.files import write_atomically
from kg.model.text import Lang, Text

if TYPE_CHECKING:
    from rich.progress import Progress

    from kg.graph.store import Reader
    from kg.reading.document import Document

_HEADINGS = {"usage": Text("Uso: ",
                           "Usage: "), "options": Text("Opciones", "Options"), "commands": Text("Órdenes", "Commands"), "examples": Text("Ejemplos", "Examples")}


def chosen_lang(explicit: str | None = None) -> Lang:
    """Return the language: the one asked for, KG_LANG, English when the locale says so, else Spanish."""
    value = explicit or os.environ.get("KG_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "en" if value.lower().startswith("en") else "es"


@dataclass
class App:
    """The options before the command."""

    lang: Lang
    root: Path | None = None
    build: Path | None = None
    sources: Path | None = None

    @property
    def corpus(self) -> Corpus:
        """The corpus the user named, or the one here, or the bundled one."""
        return Corpus.at(self.root, self.build)

    def reader(self) -> Reader:
        """Open the built graph."""
        from kg.graph.store import Reader

        return Reader(self.corpus.build)

    def originals(self) -> dict[str, Document]:
        """Return the originals at hand, by source slug."""
        from kg.graph.originals import find
        from kg.model.source import read_source

        found = {}
        for folder in self.corpus.sources():
            document = find(self.corpus, read_source(folder), self.sources)
            if document:
                found[folder.name] = document
        return found

    def say(self, text: Text) -> None:
        """Write a line for people, to stderr."""
        click.echo(printable(text.get(self.lang)), err=True)

    @contextmanager
    def steps(self) -> Iterator[Callable[[Text], Callable[[int, int], None]]]:
        """Show on stderr, when it is a terminal, how far each of several long computations is: give its name, tell (done, of how many)."""
        with bar() as shown:
            def named(text: Text) -> Callable[[int, int], None]:
                task = shown.add_task(printable(text.get(self.lang)), total=None)
                return lambda done, of: shown.update(task, completed=done, total=of)

            yield named


def lang_of(ctx: click.Context) -> Lang:
    """Return the language of a context, also while help is printed before any command has run."""
    root = ctx.find_root()
    return root.obj.lang if isinstance(root.obj, App) else chosen_lang(root.params.get("lang"))


class Option(click.Option):
    """An option whose help is bilingual."""

    def __init__(self, *args: Any, text: Text | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text = text

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option's line of help in the language of the context."""
        if self.text:
            self.help = self.text.get(lang_of(ctx))
        return super().get_help_record(ctx)


_STANDARD = {"--help": Text("Muestra esta ayuda.", "Shows this help."), "--version": Text("Muestra la versión.", "Shows the version.")}


class _Help(click.Command):
    """Formats help: what it does, examples first, options after."""

    text: Text
    examples: tuple[str, ...]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        pieces = self.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=_HEADINGS["usage"].get(lang_of(ctx)))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does, then its examples."""
        lang = lang_of(ctx)
        formatter.write_paragraph()
        formatter.write_text(self.text.get(lang))
        if self.examples:
            with formatter.section(_HEADINGS["examples"].get(lang)):
                for example in self.examples:
                    formatter.write(f"  {example}\n")

    def _records(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        lang = lang_of(ctx)
        options = [p for p in self.get_params(ctx) if isinstance(p, click.Option)]
        records = [(r[0], _STANDARD[r[0]].get(lang) if r[0] in _STANDARD else r[1]) for p in options if (r := p.get_help_record(ctx))]
        with formatter.section(_HEADINGS["options"].get(lang)):
            formatter.write_dl(records)


class Command(_Help):
    """A command with bilingual help."""

    def __init__(self, *args: Any, text: Text, examples: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text, self.examples = text, examples

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options."""
        self._records(ctx, formatter)


class Group(_Help, click.Group):
    """A group with bilingual help; an unknown command names the nearest."""

    def __init__(self, *args: Any, text: Text, examples: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text, self.examples = text, examples

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands."""
        self._records(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write one line a command."""
        lang = lang_of(ctx)
        rows = [(name, c.text.get(lang).split(". ")[0].rstrip(".")) for name in self.list_commands(ctx) if isinstance(c := self.get_command(ctx, name), (Command, Group))]
        with formatter.section(_HEADINGS["commands"].get(lang)):
            formatter.write_dl(rows)


def option(*names: str, es: str, en: str, **kwargs: Any) -> Callable[[Any], Any]:
    """Declare a bilingual option."""
    return click.option(*names, cls=Option, text=Text(es, en), **kwargs)


_SPACES, _DROPPED = frozenset("\t\n\r\v\f\x85\xa0\u2028\u2029"), frozenset("\xad\u200b\ufeff")


def printable(text: str) -> str:
    """Return text as one line that a terminal may show: what comes from reports may hold escape sequences, or turn the reading direction."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c in _SPACES or c.isspace() else "" if c in _DROPPED else "\ufffd" for c in text)


BINARY = (b"PK\x03\x04", b"PAR1", b"\x89PNG", b"%PDF")
"""How the formats begin that no terminal can show: XLSX, Parquet, PNG, PDF."""


def deliver(content: str | bytes, output: str | None) -> None:
    """Write to stdout, or to a file atomically. ``-`` is stdout. Raises UsageError: bytes that are no text, for a terminal; StoreError."""
    data = content.encode() if isinstance(content, str) else content
    if output in (None, "-"):
        if data[:4] in BINARY and sys.stdout.isatty():
            raise UsageError(Text("este formato no es texto: no cabe en una terminal", "this format is not text: no terminal can show it"), "", Text("diga un archivo con -o", "name a file with -o"))
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    write_atomically(Path(str(output)), data)


def bar() -> Progress:
    """Return a progress display on stderr, silent unless stderr is a terminal."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    return Progress(console=console, transient=True, disable=not console.is_terminal)


def complaint(error: Exception, lang: Lang) -> tuple[str, int]:
    """Return the message and exit code of an error the user can act on."""
    if isinstance(error, KgError):
        return error.render(lang), error.exit_code
    if isinstance(error, click.NoSuchOption):
        close = f" ({', '.join(sorted(error.possibilities))})" if error.possibilities else ""
        return Text(f"no existe la opción {error.option_name}{close}", f"no such option: {error.option_name}{close}").get(lang), 2
    if isinstance(error, click.MissingParameter):
        name = error.param.human_readable_name if error.param else ""
        return Text(f"falta el argumento {name} → vea --help", f"missing argument {name} → see --help").get(lang), 2
    if isinstance(error, click.ClickException):
        return said(error).get(lang), 2
    return str(error), 1
