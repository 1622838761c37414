"""An invented corpus for the page of identity questions: three meetings of invented towns, with people and bodies that may or may not be one."""

from __future__ import annotations

import hashlib
from pathlib import Path

HOSTILE = '</script><script>window.__pwned=1</script><img src=x onerror="window.__pwned=1">'

FORO = f"""FORO DE CUENTAS CLARAS 2031
Villa Aurora, 4 de marzo de 2031

Abrió la sesión Lucía Prado Nieto, contralora del Ayuntamiento de Villa Aurora. Recordó que el gasto en alumbrado se publica tarde y en papel.
Tomás Ibarra Orellana, de la Universidad del Llano, propuso un catálogo de datos abiertos para la región. Nadie se opuso.
Iker Zubieta Landa, vecino, contó que en su calle ya funciona el comité Luz Nuestra. {HOSTILE}
"""
TALLER = """TALLER DE DATOS
9 de abril de 2031

Participaron Lucia Prado (Contraloría, Ayuntamiento de Villa Aurora) y Tomas Ibarra Orellana, profesor de la Universidad del Llano.
La contralora pidió que cada área publique su gasto cada mes; el profesor mostró el catálogo de datos de su universidad.
"""
MESA = """MESA DE CUENTAS CLARAS
Valle Sereno, 12 de mayo de 2031

Habló Lucía Prado Nava, regidora del Ayuntamiento de Valle Sereno, sobre la consulta vecinal.
Iker Zubieta Landas escuchó y tomó nota en nombre del Observatorio Ciudadano del Llano.
"""


def write(root: Path) -> Path:
    """Write the corpus into a folder and return it."""
    data = root / "data"
    _source(data, "foro-aurora", "Foro de cuentas claras 2031", FORO, [
        ("municipality", "villa-aurora", "Villa Aurora", ""),
        ("institution", "ayuntamiento", "Ayuntamiento de Villa Aurora", 'kind = "municipal-government"\ngoverns = "villa-aurora"'),
        ("institution", "universidad", "Universidad del Llano", 'kind = "university"'),
        ("person", "lucia", "Lucía Prado Nieto", ""), ("person", "tomas", "Tomás Ibarra Orellana", ""), ("person", "iker", "Iker Zubieta Landa", ""),
        ("event", "foro", "FORO DE CUENTAS CLARAS 2031", 'format = "forum"\ndates = [2031-03-04]')], [
        _hat("lucia", "ayuntamiento", "Contralora", "contralora del Ayuntamiento de Villa Aurora", "government", "office-holder", "2031-03-04"),
        _hat("tomas", "universidad", "Profesor", "de la Universidad del Llano", "academia", "expert", "2031-03-04"),
        *(_there(p, "foro", name) for p, name in (("lucia", "Lucía Prado Nieto"), ("tomas", "Tomás Ibarra Orellana"), ("iker", "Iker Zubieta Landa"))),
        _turn("p5", "tomas", "foro", "Tomás Ibarra Orellana"),
        _said("c1", "p5", "propuso un catálogo de datos abiertos para la región", "Crear un catálogo regional de datos abiertos.", "Create a regional catalogue of open data.")])
    _source(data, "taller-datos", "Taller de datos", TALLER, [
        ("municipality", "villa-aurora", "Villa Aurora", ""),
        ("institution", "ayuntamiento", "Ayuntamiento de Villa Aurora", 'kind = "municipal-government"\ngoverns = "villa-aurora"'),
        ("institution", "universidad", "Universidad del Llano", 'kind = "university"'),
        ("person", "lucia", "Lucia Prado", ""), ("person", "tomas", "Tomas Ibarra Orellana", ""),
        ("event", "taller", "TALLER DE DATOS", 'format = "working-table"\ndates = [2031-04-09]')], [
        _hat("lucia", "ayuntamiento", "Contralora", "Contraloría, Ayuntamiento de Villa Aurora", "government", "office-holder", "2031-04-09"),
        _hat("tomas", "universidad", "Profesor", "profesor de la Universidad del Llano", "academia", "expert", "2031-04-09"),
        *(_there(p, "taller", name) for p, name in (("lucia", "Lucia Prado"), ("tomas", "Tomas Ibarra Orellana"))),
        _turn("p5", "lucia", "taller", "La contralora"),
        _said("c1", "p5", "pidió que cada área publique su gasto cada mes", "Publicar cada mes el gasto de cada área.", "Publish the spending of each area every month.")])
    _source(data, "mesa-sereno", f"Mesa de cuentas claras {HOSTILE.replace(chr(34), chr(39))}", MESA, [
        ("municipality", "valle-sereno", "Valle Sereno", ""),
        ("institution", "ayuntamiento", "Ayuntamiento de Valle Sereno", 'kind = "municipal-government"\ngoverns = "valle-sereno"'),
        ("institution", "observatorio", "Observatorio Ciudadano del Llano", 'kind = "civil-society-organisation"'),
        ("person", "lucia", "Lucía Prado Nava", ""), ("person", "iker", "Iker Zubieta Landas", ""),
        ("event", "mesa", "MESA DE CUENTAS CLARAS", 'format = "panel"\ndates = [2031-05-12]')], [
        _hat("lucia", "ayuntamiento", f"Regidora {HOSTILE}", "regidora del Ayuntamiento de Valle Sereno", "government", "office-holder", "2031-05-12"),
        _hat("iker", "observatorio", "Vocal", "Observatorio Ciudadano del Llano", "civil-society", "expert", "2031-05-12"),
        *(_there(p, "mesa", name) for p, name in (("lucia", "Lucía Prado Nava"), ("iker", "Iker Zubieta Landas")))])
    registry = data / "registry"
    registry.mkdir()
    (registry / "municipalities.csv").write_text("code,name,state_code,state\n15901,Villa Aurora,15,México\n30901,Villa Aurora,30,Veracruz\n15902,Valle Sereno,15,México\n", encoding="utf-8")
    (registry / "identity.csv").write_text("kind,slug,source,id,reason,by,at\nmunicipality,15902,mesa-sereno,valle-sereno,único,prueba,2031-05-20\n", encoding="utf-8")
    return root


def _span(text: str, words: str) -> str:
    start = text.index(words)
    return f"L{text.count(chr(10), 0, start) + 1}:{start}-{start + len(words)}"


def _toml(text: str) -> str:
    return "'" + text + "'" if '"' in text else f'"{text}"'


def _hat(person: str, body: str, role: str, words: str, sector: str, who: str, day: str) -> tuple[str, str, str]:
    return ("membership", words, f'id = "{person}-{body}"\nperson = "{person}"\ninstitution = "{body}"\nrole_title = {_toml(role)}\nobserved_on = [{day}]\nsector = "{sector}"\nperson_class = "{who}"')


def _there(person: str, event: str, words: str) -> tuple[str, str, str]:
    return "participation", words, f'id = "{event}-{person}"\nperson = "{person}"\nevent = "{event}"\nrole = "panelist"'


def _turn(ident: str, speaker: str, event: str, words: str) -> tuple[str, str, str]:
    return "turn", words, f'id = "{ident}"\nspeaker = "{speaker}"\nevent = "{event}"\nstatus = "stated"\nmethod = "name-in-text"'


def _said(ident: str, turn: str, words: str, summary: str, gloss: str) -> tuple[str, str, str]:
    return "contribution", words, f'id = "{ident}"\nkind = "proposal"\nturn = "{turn}"\nforce = "explicit"\nsummary = "{summary}"\ngloss = "{gloss}"\nthemes = ["transparency"]'


def _source(data: Path, slug: str, title: str, text: str, entities: list[tuple[str, str, str, str]], claims: list[tuple[str, str, str]]) -> None:
    folder = data / slug
    folder.mkdir(parents=True)
    (folder / "informe.txt").write_text(text, encoding="utf-8", newline="\n")
    sha = hashlib.sha256(text.encode()).hexdigest()
    (folder / "source.toml").write_text(
        f'[source]\nslug = "{slug}"\ntitle = "{title}"\ntitle_en = "{title}"\nlanguage = "es"\nloader = "acta"\nfile = "informe.txt"\nsha256 = "{sha}"\ncharacters = {len(text)}\n', encoding="utf-8")
    parts = ['[acta]\nformat = 1\nmade_by = "prueba"\nreview = "accepted"\nconfidence = 0.9\nbasis = "judged"\n']
    parts += [f'[[{table}]]\nid = "{ident}"\nname = "{name}"\nnames = [{{ text = "{name}", at = ["{_span(text, name)}"] }}]\n{more}\n' for table, ident, name, more in entities]
    parts += [f'[[{table}]]\n{more}\nat = ["{_span(text, words)}"]\n' for table, words, more in claims]
    (folder / "acta.toml").write_text("\n".join(parts), encoding="utf-8")
