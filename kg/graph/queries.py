"""Ready questions: one ``.rq`` file is one described, typed, runnable question.

A file runs in any SPARQL 1.1 client as it stands. Its header is comment lines (design, section 11)::

    #+ summary: Who took part in both events?
    #+ summary.es: ¿Quién participó en los dos eventos?
    #+ tags: people, events
    #+ param.first: entity = evento/foro-2031; the earlier event | el evento anterior
    #defaultView:Table

Each parameter has exactly one block ``VALUES ?first { <default> }`` in the query; binding replaces what the block holds by one RDF term.
``UNDEF`` as default means "any". Types: ``kg.graph.params.ENCODERS``. A ``note`` (with ``note.es``) says what the answer does not mean.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kg.graph.guard import OPAQUE
from kg.graph.params import ANY, ENCODERS, Concepts, Param, term
from kg.model.errors import InputError, KgError, ManyErrors, UsageError, nearest
from kg.model.iri import DEFAULT_BASE
from kg.model.text import Text

VIEWS = ("Table", "Graph", "Map", "Timeline", "BarChart")
KEYS = ("summary", "summary.es", "tags", "note", "note.es")
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_HEADER = re.compile(r"#\+\s*(?P<key>[^:\s]+)\s*:\s*(?P<value>.*?)\s*\Z")
_PARAM = re.compile(r'(?P<type>[a-z]+)(?:\((?P<scheme>[a-z-]+)\))?\s*=\s*(?P<default>"(?:[^"\\]|\\.)*"|[^;]*?)\s*'
                    r";\s*(?P<en>.+?)\s*\|\s*(?P<es>.+)\Z")
_VALUES = re.compile(r"VALUES\s*[?$](?P<name>\w+)\s*\{(?P<body>[^{}]*)\}", re.IGNORECASE)
_LIST = re.compile(r'GROUP_CONCAT\s*\(.*?separator\s*=\s*"(?P<sep>[^"\\]*)"\s*\)\s*AS\s*\?(?P<name>\w+)', re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Question:
    """A ready question. ``lists`` names the columns that hold several values and their separator (their order is not part of SPARQL)."""

    name: str
    path: Path
    summary: Text
    tags: tuple[str, ...]
    params: tuple[Param, ...]
    text: str
    default_view: str = "Table"
    note: Text | None = None
    lists: Mapping[str, str] = field(default_factory=dict)

    def bind(self, values: Mapping[str, str], base: str = DEFAULT_BASE, concepts: Concepts | None = None) -> str:
        """Return the query with each parameter replaced by its term; parameters not in ``values`` keep their default.

        ``base`` is the base of the corpus's data, against which ``tipo/slug`` is read, the defaults' included.
        """
        known = {p.name: p for p in self.params}
        for name in values:
            if name not in known:
                raise UsageError(Text(f"la pregunta no tiene el parámetro {name!r}", f"the question has no parameter {name!r}"),
                                 self.name, nearest(name, known))
        terms = {name: term(p, values.get(name, ""), base, concepts, f"{self.name}, param {name}") for name, p in known.items()}
        text = self.text
        for name, start, end in sorted(values_blocks(text, known), key=lambda b: -b[1]):
            text = f"{text[:start]} {terms[name]} {text[end:]}"
        return text


def values_blocks(text: str, names: Collection[str]) -> list[tuple[str, int, int]]:
    """Return (variable, start, end) of what each ``VALUES ?x { … }`` of these variables holds, outside strings, IRIs and comments."""
    masked = OPAQUE.sub(lambda m: "·" * len(m[0]), text)
    return [(m["name"], m.start("body"), m.end("body")) for m in _VALUES.finditer(masked) if m["name"] in names]


def _error(es: str, en: str, where: str, remedy: Text | None = None) -> InputError:
    return InputError(Text(es, en), where, remedy)


def _unquote(written: str) -> str:
    """Undo the quotes a header may put around a default that holds ``;``."""
    return re.sub(r"\\(.)", r"\1", written[1:-1]) if len(written) > 1 and written[0] == written[-1] == '"' else written


def _param(key: str, value: str, where: str) -> Param:
    """Read one ``#+ param.<name>: <type> = <default>; <help en> | <help es>``."""
    name = key.removeprefix("param.")
    found = _PARAM.match(value)
    if not found or not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name):
        raise _error(f"no se entiende el parámetro {name!r}", f"parameter {name!r} cannot be read", where,
                     Text("escriba: #+ param.nombre: tipo = valor; help | ayuda", "write: #+ param.name: type = default; help | ayuda"))
    kind, scheme = found["type"], found["scheme"] or ""
    if kind not in ENCODERS:
        raise _error(f"tipo desconocido: {kind}", f"unknown type: {kind}", where, nearest(kind, ENCODERS))
    if (kind == "concept") != bool(scheme):
        raise _error(f"el tipo {kind} está incompleto", f"type {kind} is not complete", where,
                     Text("escriba concept(esquema); los demás tipos no llevan esquema", "write concept(scheme); other types take no scheme"))
    return Param(name, kind, _unquote(found["default"]) or ("" if kind == "string" else ANY), Text(found["es"], found["en"]), scheme)


def _header(text: str, path: Path) -> tuple[dict[str, str], dict[Param, str]]:
    """Return the plain keys and the parameters (with the place of each) of the header's ``#+`` lines."""
    plain: dict[str, str] = {}
    params: dict[Param, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#+"):
            continue
        where, found = f"{path}:{number}", _HEADER.match(line)
        if not found:
            raise _error("no se entiende la línea de encabezado", "this header line cannot be read", where,
                         Text("escriba: #+ clave: valor", "write: #+ key: value"))
        key, value = found["key"], found["value"]
        if key in plain or key.removeprefix("param.") in {p.name for p in params if key.startswith("param.")}:
            raise _error(f"{key} aparece dos veces", f"{key} appears twice", where, Text("deje una", "keep one"))
        if key.startswith("param."):
            params[_param(key, value, where)] = where
        elif key in KEYS:
            plain[key] = value
        else:
            raise _error(f"clave desconocida: {key}", f"unknown key: {key}", where, nearest(key, [*KEYS, "param.name"]))
    return plain, params


def _view(text: str, path: Path) -> str:
    """Return the ``#defaultView:`` of the file, Table when it names none."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#defaultView:"):
            view = line.removeprefix("#defaultView:").strip()
            if view not in VIEWS:
                raise _error(f"vista desconocida: {view}", f"unknown view: {view}", f"{path}:{number}", nearest(view, VIEWS))
            return view
    return "Table"


def _check_blocks(text: str, params: Mapping[Param, str]) -> None:
    """Demand one ``VALUES`` block a parameter, holding the very default the header declares."""
    blocks = values_blocks(text, {p.name for p in params})
    for param, where in params.items():
        mine = [(start, end) for name, start, end in blocks if name == param.name]
        default = term(param, "", DEFAULT_BASE, None, where)
        remedy = Text(f"escriba una vez: VALUES ?{param.name} {{ {default} }}", f"write once: VALUES ?{param.name} {{ {default} }}")
        if len(mine) != 1:
            raise _error(f"hay {len(mine)} bloques VALUES ?{param.name}", f"there are {len(mine)} blocks VALUES ?{param.name}", where, remedy)
        written = text[slice(*mine[0])].strip()
        if written != default:
            raise _error(f"el bloque VALUES ?{param.name} dice {written[:80]}, el encabezado otra cosa",
                         f"the block VALUES ?{param.name} says {written[:80]}, the header something else", where, remedy)


def parse_question(path: Path) -> Question:
    """Read one ``.rq`` file; whatever its header lacks is an error with file and line."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _error(f"no se puede leer: {error}", f"cannot be read: {error}", str(path),
                     Text("guarde el archivo en UTF-8", "save the file as UTF-8")) from error
    if not NAME.match(path.stem):
        raise _error("el nombre del archivo no sirve como nombre de pregunta", "the file name cannot be a question's name", str(path),
                     Text("use minúsculas, cifras y guiones", "use lower-case letters, digits and hyphens"))
    plain, params = _header(text, path)
    for key in ("summary", "summary.es", "tags", *(("note", "note.es") if plain.keys() & {"note", "note.es"} else ())):
        if not plain.get(key):
            raise _error(f"falta {key}", f"{key} is missing", f"{path}:1", Text(f"añada: #+ {key}: …", f"add: #+ {key}: …"))
    _check_blocks(text, params)
    tags = tuple(t.strip() for t in plain["tags"].split(",") if t.strip())
    note = Text(plain["note.es"], plain["note"]) if "note" in plain else None
    lists = {m["name"]: m["sep"] for m in _LIST.finditer(text)}
    return Question(path.stem, path, Text(plain["summary.es"], plain["summary"]), tags, tuple(params), text, _view(text, path), note, lists)


def load_questions(dirs: Iterable[Path]) -> dict[str, Question]:
    """Return the questions of these folders by name; a later folder's file replaces an earlier one's of the same name.

    All faulty files are reported together.
    """
    questions: dict[str, Question] = {}
    errors: list[KgError] = []
    for path in (p for folder in dirs for p in sorted(folder.glob("*.rq"))):
        try:
            question = parse_question(path)
        except KgError as error:
            errors.append(error)
        else:
            questions[question.name] = question
    if errors:
        raise errors[0] if len(errors) == 1 else ManyErrors(errors)
    return dict(sorted(questions.items()))


def find_question(questions: Mapping[str, Question], name: str) -> Question:
    """Return the question called ``name``, or an error that lists the nearest names."""
    if name not in questions:
        raise UsageError(Text(f"no hay una pregunta {name!r}", f"there is no question {name!r}"), "", nearest(name, questions))
    return questions[name]
