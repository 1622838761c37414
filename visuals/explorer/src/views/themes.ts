/** Themes by sector: how many contributions on each theme came from each sector, and which sectors say nothing. */

import type { App, Scene, ViewPart } from "../app";
import type { Model } from "../data";
import { h, put, s } from "../dom";
import { catalogue, number, pick, t } from "../i18n";
import { conceptLabel, label } from "../names";
import { aside, cut, empty, frame, how, INK, isShown, lacking, listed, listen, mark, nameButton, picture, scrollBox, words } from "./bits";
import { castOf, contentKey, leftOut, rankOf, selected, type Cast } from "./cast";
import { Pages } from "./rows";

catalogue({
  "themes.title": ["Temas por sector", "Themes by sector"],
  "themes.counts": ["{count} {n|intervención|intervenciones} sobre {themes} {m|tema|temas}.", "{count} {n|contribution|contributions} on {themes} {m|theme|themes}."],
  "themes.quiet": ["{count} {n|tema|temas} sin ninguna.", "{count} {n|theme|themes} with none."],
  "themes.how": ["El sector es el del cargo con que cada quien habló. Una intervención con varios temas, o de voces de varios sectores, cuenta en cada uno: las filas y columnas no suman el total.",
    "The sector is that of the office in which each person spoke. A contribution with several themes, or by voices of several sectors, counts in each: rows and columns do not add up to the total."],
  "themes.caveat": ["Un punto es que ninguna de las intervenciones que se ven es de ese sector y ese tema; no que ese sector no tenga nada que decir.", "A dot means that none of the contributions shown is of that sector and theme; not that the sector has nothing to say."],
  "themes.theme": ["Tema", "Theme"],
  "themes.total": ["Total", "Total"],
  "themes.all": ["Todos los temas", "All themes"],
  "themes.unknown": ["Sin sector conocido", "Sector not known"],
  "themes.conclusion": ["Conclusión del evento", "Conclusion of the event"],
  "themes.none": ["ninguna", "none"],
  "themes.silent": ["Sectores sin ninguna intervención en lo que se ve: {names}.", "Sectors with no contribution in what is shown: {names}."],
  "themes.list": ["{theme}, {sector}: {count} {n|intervención|intervenciones}", "{theme}, {sector}: {count} {n|contribution|contributions}"],
  "themes.close": ["Cerrar la lista", "Close the list"],
  "themes.empty": ["Los datos no tienen temas.", "The data have no themes."],
  "themes.blank": ["Mostrar también los vacíos", "Show the empty ones too"],
  "themes.blank.what": ["{themes} {n|tema|temas} y {sectors} {m|sector|sectores} del vocabulario que nada de estos datos nombra.", "{themes} {n|theme|themes} and {sectors} {m|sector|sectors} of the vocabulary that nothing in these data names."],
  "themes.cut": ["Se dibujan {n} temas de {all}.", "{n} themes drawn, of {all}."],
});

/** Columns: sectors by concept; those without a sector, and conclusions that nobody in particular said, have columns of their own. */
const [UNKNOWN, CONCLUSION] = [-1, -2];
/** `unused`: themes, by concept, that nothing names. */
interface Cross { themes: number[]; unused: number[]; columns: number[]; cells: Map<string, number[]>; ofTheme: Map<number, Set<number>>; ofColumn: Map<number, Set<number>>; all: Set<number> }

/** In which sector each contribution was said: those of the offices its speakers wore in its event. */
function sectorsOf(model: Model, cast: Cast): (contribution: number) => number[] {
  const worn = new Map<string, Set<number>>();
  for (const p of model.participations) {
    const sector = model.memberships[p.hat]?.sector ?? -1;
    if (sector < 0) continue;
    const key = `${p.person} ${p.event}`;
    (worn.get(key) ?? worn.set(key, new Set()).get(key)!).add(sector);
  }
  return (i) => {
    const c = model.contributions[i]!;
    if (!c.speakers.length) return [CONCLUSION];
    const found = new Set<number>();
    for (const speaker of c.speakers) if (cast.has[speaker]) for (const sector of worn.get(`${speaker} ${c.event}`) ?? [UNKNOWN]) found.add(sector);
    return [...found];
  };
}

function crossOf(model: Model, cast: Cast, scene: Scene): Cross {
  const rank = rankOf(model, scene.state.lang);
  const out = new Set(scene.state.hidden);
  const cells = new Map<string, number[]>();
  const [ofTheme, ofColumn, all] = [new Map<number, Set<number>>(), new Map<number, Set<number>>(), new Set<number>()];
  const note = (map: Map<number, Set<number>>, key: number, value: number): void => void (map.get(key) ?? map.set(key, new Set()).get(key)!).add(value);
  const sectors = sectorsOf(model, cast);
  for (const i of cast.said) {
    const columns = sectors(i);
    for (const theme of model.contributions[i]!.themes) {
      if (out.has(theme)) continue;
      all.add(i);
      note(ofTheme, theme, i);
      for (const column of columns) {
        note(ofColumn, column, i);
        const key = `${theme} ${column}`;
        (cells.get(key) ?? cells.set(key, []).get(key)!).push(i);
      }
    }
  }
  const absent = absentOf(model);
  const known = model.concepts.flatMap((c, i) => (c.id.startsWith("sector/") && (scene.state.blank || !absent.sectors.includes(i)) ? [i] : []));
  const order = new Intl.Collator(scene.state.lang);
  known.sort((a, b) => (ofColumn.get(b)?.size ?? 0) - (ofColumn.get(a)?.size ?? 0) || order.compare(pick(model.concepts[a]!.label), pick(model.concepts[b]!.label)));
  const themes = model.entities.flatMap((e, i) => (e.kind === "theme" && !out.has(i) ? [i] : [])).sort((a, b) => (ofTheme.get(b)?.size ?? 0) - (ofTheme.get(a)?.size ?? 0) || rank[a]! - rank[b]!);
  return { themes, unused: scene.state.blank ? absent.themes.sort((a, b) => order.compare(pick(model.concepts[a]!.label), pick(model.concepts[b]!.label))) : [], columns: [...known, ...[UNKNOWN, CONCLUSION].filter((c) => ofColumn.has(c))], cells, ofTheme, ofColumn, all };
}

/** The themes and sectors, by concept, that the vocabulary has and nothing in the data names. */
function absentOf(model: Model): { themes: number[]; sectors: number[] } {
  const named = new Set([...model.entities.map((e) => e.concept ?? -1), ...model.memberships.map((m) => m.sector)]);
  const of = (scheme: string): number[] => model.concepts.flatMap((c, i) => (c.id.startsWith(scheme) && !named.has(i) ? [i] : []));
  return { themes: of("theme/"), sectors: of("sector/") };
}

function columnName(model: Model, column: number): string {
  return column === UNKNOWN ? t("themes.unknown") : column === CONCLUSION ? t("themes.conclusion") : conceptLabel(model, column);
}

/** "Propuesta: 3 · Problema: 1". */
function split(model: Model, contributions: number[]): string {
  const kinds = new Map<number, number>();
  for (const i of contributions) kinds.set(model.contributions[i]!.kind, (kinds.get(model.contributions[i]!.kind) ?? 0) + 1);
  return [...kinds].sort(([a, x], [b, y]) => y - x || a - b).map(([kind, n]) => `${conceptLabel(model, kind)}: ${number(n)}`).join(" · ");
}

function counts(model: Model, cross: Cross): string {
  const [n, m] = [cross.all.size, cross.ofTheme.size];
  const k = cross.themes.length - m;
  const silent = cross.columns.filter((c) => c >= 0 && !cross.ofColumn.has(c)).map((c) => columnName(model, c));
  return `${t("themes.counts", { n, m, count: number(n), themes: number(m) })}${k ? ` ${t("themes.quiet", { n: k, count: number(k) })}` : ""}${silent.length ? ` ${t("themes.silent", { names: listed(silent) })}` : ""}`;
}

export function make(app: App): ViewPart {
  const { root, fill } = frame("themes");
  const { model } = app;
  listen(app, root);
  let content = "";
  const open = h("div", { class: "v-opened", role: "region", hidden: true });
  const update = (scene: Scene, before: Scene | null): void => {
    if (!isShown(scene, "themes")) return;
    const now = `${scene.state.blank} ${contentKey(scene.state)}`;
    if (before === null || now !== content) {
      content = now;
      open.hidden = true;
      const title = h("h2", {}, t("themes.title"));
      const lack = lacking(app, scene.state, ["theme"]);
      const cross = crossOf(model, castOf(app, scene), scene);
      if (lack) fill(title, lack);
      else if (!cross.themes.length || !cross.columns.length) fill(title, empty(app, scene.state, t("themes.empty")));
      else fill(title, how(t("themes.how"), t("themes.caveat"), t("views.layerless")), blanks(scene), table(cross), open);
    }
    mark(root, scene.state);
    for (const button of root.querySelectorAll<HTMLElement>("[data-cell]")) button.setAttribute("aria-expanded", String(!open.hidden && open.dataset.of === button.dataset.cell));
  };
  const blanks = (scene: Scene): HTMLElement | null => {
    const { themes, sectors } = absentOf(model);
    if (!themes.length && !sectors.length) return null;
    const toggle = h("button", { type: "button", class: "v-action", "aria-pressed": String(scene.state.blank), click: () => {
      app.set({ blank: !app.scene.state.blank });
      root.querySelector<HTMLElement>(".v-blank button")?.focus();
    } }, t("themes.blank"));
    return h("p", { class: "v-blank" }, toggle, " ", h("span", { class: "v-soft" }, t("themes.blank.what", { n: themes.length, m: sectors.length, themes: number(themes.length), sectors: number(sectors.length) })));
  };
  const table = (cross: Cross): HTMLElement => {
    const heads = cross.columns.map((c) => h("th", { scope: "col", class: cross.ofColumn.has(c) ? "v-col-number" : "v-col-number v-silent" }, columnName(model, c)));
    const body = h("tbody", {}, ...cross.themes.map((theme) => h("tr", { "data-row": theme }, h("th", { scope: "row" }, nameButton(model, theme)), h("td", { class: "v-number v-sum" }, number(cross.ofTheme.get(theme)?.size ?? 0)), ...cross.columns.map((c) => cell(cross, theme, c)))));
    body.append(...cross.unused.map((concept) => h("tr", { class: "v-unused" }, h("th", { scope: "row" }, conceptLabel(model, concept)), h("td", { class: "v-number v-sum" }, number(0)), ...cross.columns.map(() => nobody()))));
    const foot = h("tfoot", {}, h("tr", {}, h("th", { scope: "row" }, t("themes.all")), h("td", { class: "v-number v-sum" }, number(cross.all.size)), ...cross.columns.map((c) => h("td", { class: "v-number v-sum" }, number(cross.ofColumn.get(c)?.size ?? 0)))));
    const box = scrollBox(t("themes.title"), h("table", { class: "v-table v-cross" },
      h("caption", {}, h("span", { class: "v-line" }, counts(model, cross)) ),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("themes.theme")), h("th", { scope: "col", class: "v-col-number" }, t("themes.total")), ...heads)), body, foot));
    box.classList.add("v-tall");
    return box;
  };
  const nobody = (): HTMLTableCellElement => h("td", { class: "v-number v-zero" }, h("span", { "aria-hidden": "true" }, "·"), aside(t("themes.none")));
  const cell = (cross: Cross, theme: number, column: number): HTMLTableCellElement => {
    const found = cross.cells.get(`${theme} ${column}`);
    if (!found) return nobody();
    const kinds = split(model, found);
    // Selecting the theme is what the cell does for the whole page; the list under the table is its own.
    const shade = Math.min(4, Math.ceil(found.length / 2));
    return h("td", { class: `v-number v-shade-${shade}` }, h("button", { type: "button", class: "v-count", title: kinds, "aria-expanded": "false", "data-cell": `${theme} ${column}`, click: () => show(theme, column, found) }, number(found.length), aside(` (${columnName(model, column)}; ${kinds})`)));
  };
  const show = (theme: number, column: number, found: number[]): void => {
    const of = `${theme} ${column}`;
    const close = (): void => {
      open.hidden = true;
      const button = root.querySelector<HTMLElement>(`[data-cell="${of}"]`);
      button?.setAttribute("aria-expanded", "false");
      button?.focus();
    };
    if (!open.hidden && open.dataset.of === of) return close();
    const said = t("themes.list", { theme: label(model, theme), sector: columnName(model, column), n: found.length, count: number(found.length) });
    const list = h("ul", { class: "v-said" });
    const pages = new Pages<number>(app, list, (i) => claim(model, i), 50);
    pages.show(found);
    open.hidden = false;
    open.dataset.of = of;
    open.setAttribute("aria-label", said);
    put(open, h("h3", {}, said), h("p", { class: "v-soft" }, split(model, found)), list, pages.foot, h("button", { type: "button", class: "v-action", click: close }, t("themes.close")));
    if (!selected(app.scene.state).includes(theme)) app.select({ type: "node", node: theme });
    for (const button of root.querySelectorAll<HTMLElement>("[data-cell]")) button.setAttribute("aria-expanded", String(button.dataset.cell === of));
    app.say(said);
    open.scrollIntoView({ block: "nearest" });
  };
  return { root, update, svg: () => paint(app) };
}

function claim(model: Model, i: number): HTMLLIElement {
  const c = model.contributions[i]!;
  const who = c.speakers.length ? listed(c.speakers.map((p) => label(model, p))) : t("themes.conclusion");
  return h("li", {}, h("button", { type: "button", class: "v-claim", "data-claim": c.id }, h("span", { class: "v-soft" }, `${conceptLabel(model, c.kind)} · `, h("bdi", {}, who), c.inferred ? ` (${t("views.inferred")})` : ""), h("span", { class: "v-line", dir: "auto" }, pick(c.words))));
}

const [LEFT, STEP, HIGH, HEAD] = [250, 62, 22, 130];

/** The picture for export. */
function paint(app: App): SVGSVGElement {
  const { model, scene } = app;
  const cross = crossOf(model, castOf(app, scene), scene);
  const rows = [...cross.themes.map((theme) => ({ theme, name: label(model, theme) })), ...cross.unused.map((concept) => ({ theme: -1, name: conceptLabel(model, concept) }))];
  const themes = leftOut(scene.state, ["theme"]).length ? [] : rows.slice(0, 200);
  const notes = [themes.length ? counts(model, cross) : t("views.empty.filters"), t("themes.how"), ...(themes.length && themes.length < rows.length ? [t("themes.cut", { n: themes.length, all: rows.length })] : [])];
  const most = Math.max(1, ...[...cross.cells.values()].map((c) => c.length));
  const columns = themes.length ? cross.columns : [];
  return picture(LEFT + STEP * (columns.length + 1) + 140, HEAD + HIGH * themes.length, t("themes.title"), notes, (add, top) => {
    const y0 = top + HEAD;
    [t("themes.total"), ...columns.map((c) => columnName(model, c))].forEach((name, j) => {
      const [x, y] = [LEFT + STEP * (j + 0.5), y0 - 8];
      if (themes.length) add(words(x, y, cut(name, 26), { transform: `rotate(-40 ${x} ${y})` }));
    });
    themes.forEach(({ theme, name }, i) => {
      const y = y0 + HIGH * (i + 0.5);
      add(words(LEFT - 10, y + 4, cut(name, 40), { "text-anchor": "end" }), words(LEFT + STEP / 2, y + 4, number(cross.ofTheme.get(theme)?.size ?? 0), { "text-anchor": "middle", "font-weight": 600 }));
      columns.forEach((column, j) => {
        const x = LEFT + STEP * (j + 1.5);
        const n = cross.cells.get(`${theme} ${column}`)?.length ?? 0;
        if (n) add(s("rect", { x: x - STEP / 2 + 2, y: y - HIGH / 2 + 1, width: STEP - 4, height: HIGH - 2, rx: 3, fill: INK.theme, "fill-opacity": (0.08 + (0.3 * n) / most).toFixed(2) }));
        add(words(x, y + 4, n ? number(n) : "·", { "text-anchor": "middle", fill: n ? INK.text : INK.soft }));
      });
    });
  });
}
