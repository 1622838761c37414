"""What click says in English only, in both languages."""

from __future__ import annotations

import math
import re
from typing import Any

import click

from kg.model.text import Text

# What click says, and how it is said here; groups are what it puts in. Tried in this order.
_WORDS = tuple((re.compile(pattern, re.DOTALL), Text(es, en)) for pattern, es, en in (
    (r"(?P<a>.+) is not in the range (?P<b>.+)\.", "{a} no está en el intervalo {b}", "{a} is not in the range {b}"),
    (r"(?P<a>.+) is not one of (?P<b>.+)\.", "{a} no es ninguno de {b}", "{a} is not one of {b}"),
    (r"(?P<a>.+) is not a valid integer(?: range)?\.", "{a} no es un número entero", "{a} is not a whole number"),
    (r"(?P<a>.+) is not a valid float(?: range)?\.", "{a} no es un número", "{a} is not a number"),
    (r"(?P<a>.+) is not a valid boolean\..*", "{a} no es true ni false", "{a} is neither true nor false"),
    (r"\w+ (?P<a>.+) does not exist\.", "{a} no existe", "{a} does not exist"),
    (r"\w+ (?P<a>.+) is a file\.", "{a} es un archivo, y se espera una carpeta", "{a} is a file, and a folder is expected"),
    (r"\w+ (?P<a>.+) is a directory\.", "{a} es una carpeta, y se espera un archivo", "{a} is a folder, and a file is expected"),
    (r"\w+ (?P<a>.+) is not readable\.", "{a} no se puede leer", "{a} cannot be read"),
    (r"\w+ (?P<a>.+) is not writable\.", "{a} no se puede escribir", "{a} cannot be written"),
    (r"Option (?P<a>.+) requires an argument\.", "la opción {a} pide un valor", "option {a} takes a value"),
    (r"Option (?P<a>.+) requires (?P<b>\d+) arguments\.", "la opción {a} pide {b} valores", "option {a} takes {b} values"),
    (r"Option (?P<a>.+) does not take a value\.", "la opción {a} no lleva valor", "option {a} takes no value"),
    (r"Got unexpected extra arguments? \((?P<a>.+)\)", "sobra: {a}", "not expected: {a}"),
    (r"No such command (?P<a>.+)\.(?P<b>.*)", "no existe la orden {a}{b}", "no such command {a}{b}"),
    (r"Missing command\.", "falta la orden", "missing command"),
))


class Amount(click.FloatRange):
    """A number within bounds. ``nan``, which click lets through, is none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number."""
        found = super().convert(value, param, ctx)
        if math.isnan(found):
            self.fail(f"{value!r} is not a valid float.", param, ctx)
        return found


def said(error: click.ClickException) -> Text:
    """Return what click says of a call that cannot be meant; what is not known here stays as it is."""
    what = _said(error.message)
    if isinstance(error, click.BadParameter) and error.param is not None:
        name = max(error.param.opts, key=len) if isinstance(error.param, click.Option) else error.param.human_readable_name
        return Text(f"{name}: {what.es} → vea --help", f"{name}: {what.en} → see --help")
    return Text(f"{what.es} → vea --help", f"{what.en} → see --help")


def _said(message: str) -> Text:
    for pattern, words in _WORDS:
        found = pattern.fullmatch(message)
        if found:
            parts = found.groupdict()
            return Text(words.es.format(**parts), words.en.format(**parts))
    return Text(message, message)
