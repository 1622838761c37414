/** The menu of files to take away: what each is for, and the file of what is on screen now. */

import type { App, MakePart } from "../app";
import { download, h, put } from "../dom";
import { catalogue, t } from "../i18n";
import { make as makeGrid } from "../views/grid";
import { make as makeMatrix } from "../views/matrix";
import { viewOf } from "../views/network";
import { make as makeThemes } from "../views/themes";
import { make as makeTimeline } from "../views/timeline";
import { nodesTable, recordsTable, tiesTable, toCsv, type Table } from "./csv";
import { toGexf } from "./gexf";
import { toJsonLd } from "./jsonld";
import { toPng } from "./png";
import { toSvg, type Shown } from "./svg";
import { fileName } from "./view";

catalogue({
  "menu.open": ["Descargar", "Download"], "menu.title": ["Descargar lo que se ve", "Download what is shown"],
  "menu.about": ["Con los filtros y la selección de ahora. Cada archivo dice de qué datos, versión, filtros y licencia viene.", "With the filters and selection of now. Each file says from which data, version, filters and licence it comes."],
  "menu.nodes": ["Nodos (CSV)", "Nodes (CSV)"], "menu.nodes.for": ["Una fila por nodo, con sus medidas. Para Excel o LibreOffice.", "A row for each node, with its measures. For Excel or LibreOffice."],
  "menu.ties": ["Lazos (CSV)", "Ties (CSV)"], "menu.ties.for": ["Una fila por lazo: entre quiénes, cuánto pesa, cuánto es inferido.", "A row for each tie: between whom, its weight, how much is inferred."],
  "menu.records": ["Registros y evidencia (CSV)", "Records and evidence (CSV)"], "menu.records.for": ["Lo que está detrás: qué dice cada informe y en qué renglón.", "What stands behind: what each report says and on which line."],
  "menu.gexf": ["Red (GEXF)", "Network (GEXF)"], "menu.gexf.for": ["Para Gephi y otros programas de redes.", "For Gephi and other network programs."],
  "menu.png": ["Imagen (PNG)", "Picture (PNG)"], "menu.png.for": ["Para un documento o una presentación.", "For a document or a presentation."],
  "menu.svg": ["Dibujo (SVG)", "Drawing (SVG)"], "menu.svg.for": ["Se amplía sin perder nitidez y se edita en Inkscape.", "Enlarges without loss and can be edited in Inkscape."],
  "menu.jsonld": ["Datos enlazados (JSON-LD)", "Linked data (JSON-LD)"], "menu.jsonld.for": ["Registros y evidencia con los términos de la ontología. Para programas.", "Records and evidence in the ontology's terms. For programs."],
  "menu.none": ["La tabla no es un dibujo: use CSV.", "The table is no drawing: use CSV."], "menu.empty": ["No hay nada que descargar: los filtros no dejan nada.", "There is nothing to download: the filters leave nothing."],
  "menu.working": ["Preparando el archivo…", "Preparing the file…"], "menu.done": ["Descargado: {name}", "Downloaded: {name}"],
  "menu.failed": ["No se pudo hacer el archivo. Ponga algún filtro para que sea más pequeño e inténtelo otra vez.", "The file could not be made. Add a filter so that it is smaller and try again."],
});

/** A file: its name, and what makes it; null where there is nothing to make it of. */
interface Item { key: string; picture?: boolean; make(app: App): [name: string, content: Promise<Blob | null> | Blob | null] }

const MAKERS = { matrix: makeMatrix, timeline: makeTimeline, grid: makeGrid, themes: makeThemes } as const;

/** The view on screen, for its picture: of the network the one that is shown, whose renderer gives a bitmap; it has no drawing of its own, an SVG is made from the layout. */
function shownView(app: App): Shown {
  const { view } = app.scene.state;
  const network = view === "network" && viewOf(app);
  if (network) return network;
  const made: Shown = view === "network" || view === "table" ? { root: document.body, update: () => undefined } : MAKERS[view](app);
  made.update(app.scene, null);
  return made;
}

const table = (key: string, of: (app: App) => Table): Item => ({
  key,
  make: (app) => {
    const made = of(app);
    return [fileName(app, "csv", key), made.rows.length ? toCsv(app, made) : null];
  },
});
const pictureName = (app: App, ending: string): string => fileName(app, ending, app.scene.state.view === "network" ? "" : app.scene.state.view);

const ITEMS: readonly Item[] = [
  table("nodes", nodesTable), table("ties", tiesTable), table("records", recordsTable),
  { key: "png", picture: true, make: (app) => [pictureName(app, "png"), toPng(app, shownView(app))] },
  { key: "svg", picture: true, make: (app) => [pictureName(app, "svg"), toSvg(app, shownView(app))] },
  { key: "gexf", make: (app) => [fileName(app, "gexf"), app.scene.net.nodes.length ? toGexf(app) : null] },
  { key: "jsonld", make: (app) => [fileName(app, "jsonld"), app.scene.net.nodes.length ? toJsonLd(app) : null] },
];

/** Make the menu: a button that opens a list. Escape, a click elsewhere and leaving with the keyboard close it. */
export const makeExports: MakePart = (app, root) => {
  const note = h("p", { class: "export-note", role: "status" });
  const rows = ITEMS.map((item) => {
    const [name, use] = [h("span", { class: "export-name" }), h("span", { class: "export-for" })];
    const button = h("button", { type: "button", class: "export-item", "data-export": item.key, click: () => void give(item, button) }, name, use);
    return { item, button, name, use };
  });
  const title = h("p", { class: "export-title", id: "export-title" });
  const about = h("p", { class: "export-about" });
  const list = h("ul", { class: "export-list", "aria-labelledby": "export-title" }, ...rows.map(({ button }) => h("li", {}, button)));
  const panel = h("div", { class: "export-panel", id: "export-panel", hidden: true }, title, about, list, note);
  const opener = h("button", { type: "button", class: "export-open", "aria-expanded": "false", "aria-controls": "export-panel", click: () => open(panel.hidden) });
  const box = h("div", { class: "export-menu" }, opener, panel);
  root.append(box);

  function open(shown: boolean): void {
    panel.hidden = !shown;
    opener.setAttribute("aria-expanded", String(shown));
    if (shown) put(note);
  }
  function say(text: string): void {
    note.textContent = text; // a status of its own: it stands beside what was pressed
  }
  async function give(item: Item, button: HTMLButtonElement): Promise<void> {
    if (button.getAttribute("aria-disabled") === "true") return say(t("menu.none"));
    say(t("menu.working"));
    button.setAttribute("aria-busy", "true");
    await new Promise((done) => setTimeout(done)); // so that it is said before the work begins
    try {
      const [name, made] = item.make(app);
      const content = await made;
      if (content) download(name, content);
      say(content ? t("menu.done", { name }) : t("menu.empty"));
    } catch (error) {
      console.warn(error);
      say(t("menu.failed"));
    } finally {
      button.removeAttribute("aria-busy");
    }
  }
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    event.stopPropagation();
    open(false);
    opener.focus();
  });
  box.addEventListener("focusout", (event) => {
    if (event.relatedTarget instanceof Node && !box.contains(event.relatedTarget)) open(false);
  });
  document.addEventListener("pointerdown", (event) => {
    if (!panel.hidden && event.target instanceof Node && !box.contains(event.target)) open(false);
  });

  return {
    update(scene, before) {
      const drawn = scene.state.view !== "table";
      if (!before) {
        opener.textContent = t("menu.open");
        title.textContent = t("menu.title");
        about.textContent = t("menu.about");
        put(note);
      } else if (scene.state.view === before.state.view) return;
      for (const { item, button, name, use } of rows) {
        const off = !!item.picture && !drawn;
        button.setAttribute("aria-disabled", String(off));
        name.textContent = t(`menu.${item.key}`);
        use.textContent = off ? t("menu.none") : t(`menu.${item.key}.for`);
      }
    },
  };
};
