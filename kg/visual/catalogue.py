"""Every sentence of the drawing's page and of the index page, once in Spanish and once in English. ``{name}`` marks are filled by the page's script or by the builder."""

from __future__ import annotations

from collections.abc import Mapping

from kg.model.text import Lang, Text
from kg.visual.kinds import KINDS, OTHER

SHARED: dict[str, Text] = {
    "switch": Text("English", "Español"),
    "switch_label": Text("Ver esta página en inglés", "View this page in Spanish"),
    "skip": Text("Saltar al contenido", "Skip to content"),
    "noscript": Text("El dibujo y las tablas necesitan JavaScript; esta página no pide nada a la red.",
                     "The drawing and the tables need JavaScript; this page asks nothing of the network."),
}

DRAW: dict[str, Text] = {
    "summary": Text("Nodos: {nodes} · Lazos: {ties}", "Nodes: {nodes} · Ties: {ties}"),
    "canvas": Text("Dibujo de la red. Flechas: ir al nodo vecino en el dibujo. Intro: leer por qué se enlaza. Más y menos: acercar y alejar. Cero: ver todo. Escape: soltar.",
                   "Drawing of the network. Arrows: go to the nearest node in the drawing. Enter: read why it is linked. Plus and minus: zoom. Zero: see all. Escape: let go."),
    "keyboard": Text("Teclado: flechas para moverse, Intro para leer, + − 0 para el tamaño, Escape para soltar.",
                 "Keyboard: arrows to move, Enter to read, + − 0 for the size, Escape to let go."),
    "zoom_in": Text("Acercar", "Zoom in"),
    "zoom_out": Text("Alejar", "Zoom out"),
    "fit": Text("Ver todo", "See all"),
    "search": Text("Buscar en la red", "Search the network"),
    "search_hint": Text("Nombre, con o sin acentos", "Name, with or without accents"),
    "search_none": Text("Nadie ni nada se llama así en este dibujo.", "Nobody and nothing has that name in this drawing."),
    "search_found": Text("{n} resultados", "{n} results"),
    "search_found_one": Text("1 resultado", "1 result"),
    "legend": Text("Cómo leer el dibujo", "How to read the drawing"),
    "legend_size": Text("Más grande: suma mayor del peso de sus lazos", "Larger: greater sum of the weight of its ties"),
    "legend_thick": Text("Más grueso: lazo de más peso (de {low} a {high})", "Thicker: tie of more weight ({low} to {high})"),
    "legend_same": Text("Todos los lazos pesan {low}", "All ties weigh {low}"),
    "legend_dashed": Text("Discontinuo: lazo que descansa en algo inferido", "Dashed: tie that rests on something inferred"),
    "legend_place": Text("El lugar en el dibujo no mide nada.", "The place in the drawing measures nothing."),
    "meaning": Text("Qué dice un lazo", "What a tie says"),
    "caveats": Text("Antes de concluir", "Before you conclude"),
    "panel": Text("Por qué se enlazan", "Why they are linked"),
    "panel_start": Text("Elija un nodo o un lazo del dibujo, o busque un nombre.", "Choose a node or a tie of the drawing, or search for a name."),
    "panel_close": Text("Soltar la selección", "Clear the selection"),
    "node_ties": Text("{kind} · {n} lazos · peso total {w}", "{kind} · {n} ties · total weight {w}"),
    "node_ties_one": Text("{kind} · 1 lazo · peso total {w}", "{kind} · 1 tie · total weight {w}"),
    "node_alone": Text("{kind} · sin lazos en esta red", "{kind} · no ties in this network"),
    "linked_to": Text("Enlaces; elija uno para leer por qué", "Links; choose one to read why"),
    "measures": Text("Medidas", "Measures"),
    "tie_of": Text("Lazo entre", "Tie between"),
    "tie_and": Text("y", "and"),
    "tie_shared": Text("Comparten {n}:", "They share {n}:"),
    "tie_shared_one": Text("Comparten:", "They share:"),
    "tie_no_shared": Text("El grafo no nombra qué comparten.", "The graph does not name what they share."),
    "tie_weight": Text("Peso del lazo: {w}.", "Weight of the tie: {w}."),
    "tie_inferred": Text("Este lazo descansa en algo inferido, no en lo que la fuente dice palabra por palabra.",
                         "This tie rests on something inferred, not on what the source says word for word."),
    "tie_partly": Text("De su peso, {s} descansa en lo que la fuente dice; el resto, en algo inferido.", "Of its weight, {s} rests on what the source says; the rest, on something inferred."),
    "tie_stated": Text("Este lazo descansa en lo que la fuente dice.", "This tie rests on what the source says."),
    "tie_claims": Text("Afirmaciones que lo sostienen ({n})", "Claims that support it ({n})"),
    "tie_show": Text("Para leer la evidencia de una: kg show IRI", "To read the evidence of one: kg show IRI"),
    "more": Text("y {n} más", "and {n} more"),
    "table_nodes": Text("Tabla de nodos ({n})", "Table of nodes ({n})"),
    "table_ties": Text("Tabla de lazos ({n})", "Table of ties ({n})"),
    "table_rows": Text("Tabla de medidas ({n})", "Table of measures ({n})"),
    "table_cut": Text("Se muestran los primeros {n} por peso; los archivos CSV y GraphML los tienen todos.", "The first {n} by weight are shown; the CSV and GraphML files hold all."),
    "col_name": Text("Nombre", "Name"),
    "col_kind": Text("Clase", "Kind"),
    "col_ties": Text("Lazos", "Ties"),
    "col_strength": Text("Peso total", "Total weight"),
    "col_a": Text("Uno", "One"),
    "col_b": Text("Otro", "Other"),
    "col_weight": Text("Peso", "Weight"),
    "col_shared": Text("Comparten", "They share"),
    "col_basis": Text("Base", "Basis"),
    "inferred": Text("inferido", "inferred"),
    "partly": Text("en parte inferido", "partly inferred"),
    "stated": Text("dicho", "stated"),
    "empty": Text("No hay nodos que dibujar en esta red. Eso también es un resultado: nadie cumple lo que el lazo pide, o el filtro no dejó a nadie.",
                  "There are no nodes to draw in this network. That too is a result: nobody meets what the tie asks, or the filter left nobody."),
    "no_ties": Text("Hay nodos pero ningún lazo: nadie comparte lo que esta red pide.", "There are nodes but no tie: nobody shares what this network asks."),
    "notices": Text("Avisos de terceros", "Third-party notices"),
    "offline": Text("Página de un solo archivo: no pide nada a la red.", "A page in one file: it asks nothing of the network."),
}

MEASURES: dict[str, Text] = {
    "rank": Text("lugar", "rank"),
    "kind": Text("clase", "kind"),
    "iri": Text("IRI", "IRI"),
    "count": Text("grupos en que está", "groups it is in"),
    "degree": Text("grado", "degree"),
    "strength": Text("fuerza", "strength"),
    "betweenness": Text("intermediación", "betweenness"),
    "closeness": Text("cercanía", "closeness"),
    "harmonic": Text("cercanía armónica", "harmonic closeness"),
    "eigenvector": Text("vector propio", "eigenvector"),
    "pagerank": Text("PageRank", "PageRank"),
    "clustering": Text("agrupamiento", "clustering"),
    "constraint": Text("restricción (Burt)", "constraint (Burt)"),
    "effective_size": Text("tamaño efectivo", "effective size"),
    "core": Text("núcleo k", "k-core"),
    "community": Text("comunidad", "community"),
    "component": Text("componente", "component"),
}


def draw_texts(lang: Lang) -> dict[str, str]:
    """Return the drawing's catalogue in one language, the names of kinds and measures included."""
    texts = in_language(SHARED | DRAW, lang)
    for key, kind in [*KINDS.items(), ("other", OTHER)]:
        texts[f"kind_{key}"], texts[f"kinds_{key}"] = kind.one.get(lang), kind.many.get(lang)
    return texts | {f"measure_{key}": text.get(lang) for key, text in MEASURES.items()}


def in_language(texts: Mapping[str, Text], lang: Lang) -> dict[str, str]:
    """Return a catalogue's texts in one language."""
    return {key: text.get(lang) for key, text in texts.items()}


INDEX: dict[str, Text] = {
    "title": Text("Lo que se construyó", "What was built"),
    "intro": Text("Un grafo de conocimiento en que cada hecho abre su evidencia. Todo lo de esta página está en esta carpeta.",
                  "A knowledge graph in which every fact opens its evidence. Everything on this page is in this folder."),
    "counts": Text("Qué hay", "What there is"),
    "published_by": Text("Publica:", "Published by:"),
    "ask_correction": Text("Solicitar una corrección", "Ask for a correction"),
    "findings": Text("Hallazgos de la revisión", "Findings of the check"),
    "no_findings": Text("ninguno", "none"),
    "answers": Text("Preguntas respondidas", "Questions answered"),
    "no_answers": Text("No se escribieron respuestas.", "No answers were written."),
    "rows_cut": Text("Se muestran {n} de {all} filas.", "{n} of {all} rows are shown."),
    "no_rows": Text("La respuesta está vacía.", "The answer is empty."),
    "csv": Text("Todo en CSV", "All in CSV"),
    "networks": Text("Redes", "Networks"),
    "no_networks": Text("No se escribieron redes.", "No networks were written."),
    "layer": Text("Red", "Network"),
    "meaning": Text("Qué dice un lazo", "What a tie says"),
    "nodes": Text("Nodos", "Nodes"),
    "ties": Text("Lazos", "Ties"),
    "open": Text("Abrir", "Open"),
    "page": Text("página", "page"),
    "dumps": Text("Archivos del grafo", "Files of the graph"),
    "no_dumps": Text("No se escribieron archivos.", "No files were written."),
    "file": Text("Archivo", "File"),
    "size": Text("Tamaño", "Size"),
    "sources": Text("Fuentes", "Sources"),
    "no_sources": Text("No hay fuentes.", "There are no sources."),
    "source": Text("Documento", "Document"),
    "original": Text("Original", "Original"),
    "at_hand": Text("a la mano", "at hand"),
    "absent": Text("no está a la mano", "not at hand"),
    "next": Text("Qué sigue", "What next"),
    "contents": Text("Contenido", "Contents"),
}
