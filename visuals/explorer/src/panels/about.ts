/** What this file is: what it holds and does not, how to read it, cite it and ask for a correction. */

import type { App, MakePart } from "../app";
import { h, put } from "../dom";
import { catalogue, number, pick, t } from "../i18n";
import { kindName } from "../names";
import { KINDS } from "../types";
import { copy } from "../frame";
import { glyph } from "./glyph";

catalogue({
  "about.open": ["Acerca de", "About"],
  "about.close": ["Cerrar", "Close"],
  "about.what": ["Qué hay en este archivo", "What this file holds"],
  "about.what.text": [
    "Una red hecha a partir de informes de eventos de gobierno abierto: quién estuvo, con qué cargo y qué dijo. Cada dato lleva el lugar del informe de donde sale.",
    "A network made from reports of open-government events: who was there, in which position and what they said. Each record carries the place in the report that it comes from.",
  ],
  "about.count.records": ["{participations} participaciones, {memberships} cargos, {contributions} intervenciones, {sources} informes", "{participations} participations, {memberships} positions, {contributions} contributions, {sources} reports"],
  "about.not": ["Qué no hay, y límites", "What is not here, and limits"],
  "about.not.always": [
    "Que dos personas no estén unidas aquí no quiere decir que no se conozcan: solo que estos informes no lo dicen.",
    "That two people are not tied here does not mean that they do not know each other: only that these reports do not say so.",
  ],
  "about.read": ["Cómo se lee", "How to read it"],
  "about.read.shapes": ["La forma y el color dicen la clase:", "Shape and colour tell the class:"],
  "about.read.lines": ["Una línea continua es lo que el informe dice; una cortada, lo que quien lo leyó dedujo. Más gruesa: más veces.", "A solid line is what the report says; a dashed one, what its reader deduced. Thicker: more times."],
  "about.read.why": ["Elija una persona y después otra para ver por qué están unidas, con las frases que lo sostienen.", "Choose a person and then another to see why they are tied, with the sentences that back it."],
  "about.read.table": ["La pestaña «Tabla» dice lo mismo que el dibujo, para teclado y lector de pantalla.", "The “Table” tab says the same as the drawing, for keyboard and screen reader."],
  "about.keys": ["Teclado", "Keyboard"],
  "about.keys.tab": ["pasa de una parte a la siguiente; los primeros enlaces saltan a la vista, la tabla y los detalles", "goes from one part to the next; the first links jump to the view, the table and the details"],
  "about.keys.arrows": ["en las pestañas cambian de vista; en la búsqueda recorren los resultados; en la barra de detalles, en un teléfono, la suben y la bajan", "change the view on the tabs; walk the results in the search; raise and lower the details bar on a phone"],
  "about.keys.enter": ["elige", "chooses"],
  "about.keys.escape": ["cierra lo que está abierto: la lista, los filtros, los detalles, esta ventana", "closes what is open: the list, the filters, the details, this window"],
  "about.key.arrows": ["Flechas", "Arrows"],
  "about.key.enter": ["Entrar", "Enter"],
  "about.key.tab": ["Tabulador", "Tab"],
  "about.key.escape": ["Esc", "Esc"],
  "about.version": ["Versión y licencia", "Version and licence"],
  "about.version.term": ["Versión de los datos", "Version of the data"],
  "about.licence.term": ["Licencia", "Licence"],
  "about.publisher.term": ["Publica", "Publisher"],
  "about.version.why": ["La versión es la huella de los datos: la misma huella son los mismos datos.", "The version is the fingerprint of the data: the same fingerprint is the same data."],
  "about.licence.none": [
    "La licencia de estos datos no se indica: sin permiso de quien los publica, dé por hecho que no puede republicarlos. Quien los publica la añade escribiendo licence = \"…\" en el source.toml de cada informe y volviendo a hacer esta página.",
    "The licence of these data is not stated: without permission from their publisher, assume that you may not republish them. The publisher adds it by writing licence = \"…\" in the source.toml of each report and making this page again.",
  ],
  "about.unknown": ["no se indica", "not given"],
  "about.cite": ["Cómo citar", "How to cite"],
  "about.cite.text": ["{publisher}{title}. Red exploratoria, versión {version}.{licence}", "{publisher}{title}. Network explorer, version {version}.{licence}"],
  "about.cite.licence": [" Licencia: {licence}.", " Licence: {licence}."],
  "about.cite.copy": ["Copiar la cita", "Copy the citation"],
  "about.cite.copied": ["Cita copiada.", "Citation copied."],
  "about.cite.failed": ["El navegador no deja copiar: seleccione el texto de la cita.", "The browser does not allow copying: select the text of the citation."],
  "about.correct": ["Pedir una corrección", "Asking for a correction"],
  "about.correct.how": ["Escriba a {contact}. Diga la versión de los datos y qué registro está mal; el enlace de la página («Copiar enlace») lo señala con exactitud.", "Write to {contact}. Give the version of the data and which record is wrong; the link of the page (“Copy link”) points at it exactly."],
  "about.correct.none": ["Esta copia no nombra a nadie que reciba correcciones. Pregunte a quien se la dio.", "This copy names nobody who takes corrections. Ask whoever gave it to you."],
  "about.sources": ["Fuentes", "Sources"],
  "about.source.licence": ["Licencia: {licence}.", "Licence: {licence}."],
  "about.source.mark": ["Huella (SHA-256) del original:", "Fingerprint (SHA-256) of the original:"],
  "about.sources.none": ["Este archivo no nombra ningún informe.", "This file names no report."],
  "about.originals.yes": ["Los textos de los informes van dentro de este archivo.", "The texts of the reports are inside this file."],
  "about.originals.no": ["Los textos de los informes no van dentro de este archivo: solo el lugar de cada dato.", "The texts of the reports are not inside this file: only the place of each record."],
  "about.notices": ["Programas de terceros que lleva dentro", "Third-party software inside"],
  "about.notices.show": ["Ver los avisos y licencias", "See the notices and licences"],
  "about.notices.label": ["Avisos y licencias de terceros", "Third-party notices and licences"],
});

/** Make the button that opens it, and the window. */
export const makeAbout: MakePart = (app, root) => {
  const title = h("h2", { id: "about-title" });
  const close = h("button", { type: "button", click: () => dialog.close() });
  const text = h("div", { class: "about-text", tabindex: "0", role: "group", "aria-labelledby": "about-title" });
  const dialog = h("dialog", { class: "about", id: "about", "aria-labelledby": "about-title" }, h("div", { class: "about-head" }, title, close), text);
  const button = h("button", { type: "button", "aria-haspopup": "dialog", click: () => {
    fill(app, text);
    dialog.showModal();
    text.scrollTop = 0;
  } });
  dialog.addEventListener("click", (e) => e.target === dialog && dialog.close()); // the shade around it
  root.append(button);
  document.body.append(dialog);
  return {
    update(_scene, before) {
      if (before) return;
      button.textContent = title.textContent = t("about.open");
      close.textContent = t("about.close");
      if (dialog.open) fill(app, text);
    },
  };
};

/** What to cite: publisher, title, version, licence; no date, so that the same data are cited the same. */
export function citation(app: App): string {
  const { meta } = app.model;
  return t("about.cite.text", { publisher: meta.publisher ? `${meta.publisher}. ` : "", title: pick(meta.title), version: meta.version, licence: meta.licence ? t("about.cite.licence", { licence: meta.licence }) : "" });
}

function fill(app: App, text: HTMLElement): void {
  const { meta, entities, participations, memberships, contributions, sources } = app.model;
  const part = (key: string, ...content: (Node | null)[]): HTMLElement => h("section", {}, h("h3", {}, t(key)), ...content);
  const p = (key: string, values?: Record<string, string | number>): HTMLElement => h("p", {}, t(key, values));
  const kinds = KINDS.map((kind) => [kind, entities.filter((e) => e.kind === kind).length] as const).filter(([, n]) => n);
  const told = h("p", { role: "status", class: "small" });
  const quoted = h("p", { class: "citation" }, citation(app));
  const copyIt = h("button", { type: "button", click: () => void copy(citation(app)).then((done) => (told.textContent = t(done ? "about.cite.copied" : "about.cite.failed"))) }, t("about.cite.copy"));
  const address = /^[^\s@<>"?&:]+@[^\s@<>"?&]+\.[^\s@<>"?&]+$/.test(meta.contact) ? `mailto:${meta.contact}` : /^(https?:\/\/|mailto:)/i.test(meta.contact) ? meta.contact : "";
  const name = meta.contact.replace(/^mailto:/i, "").split("?")[0]!;
  const contact = !meta.contact ? p("about.correct.none") : sentence(t("about.correct.how", { contact: "\u0000" }), address ? h("a", { href: address, rel: "noopener noreferrer" }, name) : h("span", { dir: "auto" }, name));
  const keys = [["tab", "tab"], ["arrows", "arrows"], ["enter", "enter"], ["escape", "escape"]] as const;
  const notices = document.getElementById("notices")?.textContent?.trim() ?? "";
  put(text,
    part("about.what", p("about.what.text"), h("ul", {}, ...kinds.map(([kind, n]) => h("li", {}, `${number(n)} ${kindName(kind, n !== 1)}`)),
      h("li", {}, t("about.count.records", { participations: number(participations.length), memberships: number(memberships.length), contributions: number(contributions.length), sources: number(sources.length) }))), p(meta.originals ? "about.originals.yes" : "about.originals.no")),
    part("about.not", p("about.not.always"), meta.limits.length ? h("ul", {}, ...meta.limits.map((limit) => h("li", {}, pick(limit)))) : null),
    part("about.read", p("about.read.shapes"), h("ul", { class: "values" }, ...KINDS.map((kind) => h("li", {}, glyph(kind), ` ${kindName(kind)}`))), p("about.read.lines"), p("about.read.why"), p("about.read.table")),
    part("about.keys", h("dl", {}, ...keys.flatMap(([key, says]) => [h("dt", {}, h("kbd", {}, t(`about.key.${key}`))), h("dd", {}, t(`about.keys.${says}`))]))),
    part("about.version", h("dl", {}, ...([["about.version.term", meta.version], ["about.licence.term", meta.licence], ["about.publisher.term", meta.publisher]] as const).flatMap(([key, value]) => [h("dt", {}, t(key)), h("dd", { dir: "auto" }, value || t("about.unknown"))])), meta.licence ? null : h("p", { class: "warn" }, t("about.licence.none")), p("about.version.why")),
    part("about.cite", quoted, copyIt, told),
    part("about.correct", contact),
    part("about.sources", sources.length ? h("ul", {}, ...sources.map((source) => h("li", {}, h("span", { dir: "auto" }, [source.title, source.publisher, source.date].filter(Boolean).join(". ") + ". "), source.licence ? `${t("about.source.licence", { licence: source.licence })} ` : null,
      t("about.source.mark"), " ", h("code", {}, source.sha256)))) : p("about.sources.none")),
    notices ? part("about.notices", h("details", {}, h("summary", {}, t("about.notices.show")), h("pre", { tabindex: "0", role: "region", "aria-label": t("about.notices.label"), lang: "en" }, notices))) : null);
}

/** A sentence with an element where the text has U+0000. */
function sentence(text: string, element: Node): HTMLElement {
  const [before, after] = text.split("\u0000");
  return h("p", {}, before ?? "", element, after ?? "");
}
