/** Who was where: people in rows, events in columns by date, a letter for the role. The network before anything is counted from it. */

import type { App, Scene, ViewPart } from "../app";
import type { Model } from "../data";
import { h, s } from "../dom";
import { catalogue, date, number, t } from "../i18n";
import { conceptLabel, label } from "../names";
import { aside, cut, empty, frame, how, INK, isShown, lacking, listen, mark, nameButton, picture, scrollBox, words, wrap } from "./bits";
import { byDate, castOf, contentKey, daysOf, leftOut, rankOf, type Cast } from "./cast";
import { Pages } from "./rows";

catalogue({
  "matrix.title": ["Quién estuvo en qué", "Who was where"],
  "matrix.counts": ["{people} {n|persona|personas} en {events} {m|evento|eventos}; {cells} {k|casilla llena|casillas llenas}.", "{people} {n|person|people} in {events} {m|event|events}; {cells} filled {k|cell|cells}."],
  "matrix.order": ["Filas: por número de sesiones. Columnas: por fecha. Cada casilla abre la prueba; dentro, las flechas mueven de casilla en casilla.", "Rows: by number of sessions. Columns: by date. Each cell opens the evidence; inside, the arrow keys move from cell to cell."],
  "matrix.silent": ["{count} {n|persona que se ve no consta|personas que se ven no constan} en ninguno.", "{count} {n|person shown is|people shown are} recorded in none."],
  "matrix.person": ["Persona", "Person"],
  "matrix.sessions": ["Sesiones", "Sessions"],
  "matrix.people": ["{count} {n|persona|personas}", "{count} {n|person|people}"],
  "matrix.undated": ["sin fecha", "undated"],
  "matrix.whole": ["en general, no en una sesión", "as a whole, not in one session"],
  "matrix.key": ["Letras", "Letters"],
  "matrix.inferred": ["borde de guiones: inferido", "dashed border: inferred"],
  "matrix.cell": ["{person}, {event}: {role}", "{person}, {event}: {role}"],
  "matrix.columns": ["Se ven {n} de {all} columnas, las de fecha más temprana.", "Showing {n} of {all} columns, those of the earliest dates."],
  "matrix.columns.more": ["Mostrar {n} columnas más", "Show {n} more columns"],
  "matrix.rows": ["Se dibujan {n} filas y {m} columnas de {all} y {whole}.", "{n} rows and {m} columns drawn, of {all} and {whole}."],
  "matrix.panelist": ["P", "P"], "matrix.moderator": ["M", "M"], "matrix.rapporteur": ["R", "R"], "matrix.keynote-speaker": ["C", "K"], "matrix.participant": ["A", "A"],
});

const [ROWS, COLUMNS] = [100, 60]; // at once
const LETTERS: readonly string[] = ["panelist", "keynote-speaker", "moderator", "rapporteur", "participant"];

interface Matrix {
  rows: number[];
  columns: number[];
  cells: Map<number, number[]>; // row * entities + column -> participations
  sessions: Map<number, number>; // of a row
  people: Map<number, number>; // of a column
  roles: number[]; // concepts that occur
  inferred: boolean;
}

/** Who is in what: rows with most sessions first, columns by date. */
function matrixOf(model: Model, cast: Cast, lang: string): Matrix {
  const size = model.entities.length;
  const cells = new Map<number, number[]>();
  for (const i of cast.present) {
    const p = model.participations[i]!;
    const key = p.person * size + p.event;
    (cells.get(key) ?? cells.set(key, []).get(key)!).push(i);
  }
  const [sessions, people] = [new Map<number, number>(), new Map<number, number>()];
  for (const key of cells.keys()) {
    const [row, column] = [Math.floor(key / size), key % size];
    sessions.set(row, (sessions.get(row) ?? 0) + (model.leaf[column] ? 1 : 0));
    people.set(column, (people.get(column) ?? 0) + 1);
  }
  const rank = rankOf(model, lang);
  const rows = [...sessions.keys()].sort((a, b) => sessions.get(b)! - sessions.get(a)! || rank[a]! - rank[b]!);
  const used = new Set(cast.present.map((i) => model.participations[i]!.role));
  const place = (role: number): number => (LETTERS.indexOf(notation(model, role)) + LETTERS.length + 1) % (LETTERS.length + 1);
  return { rows, columns: byDate(model, lang, people.keys()), cells, sessions, people, roles: [...used].sort((a, b) => place(a) - place(b) || a - b), inferred: cast.present.some((i) => model.participations[i]!.inferred) };
}

function notation(model: Model, concept: number): string {
  return model.concepts[concept]?.id.split("/")[1] ?? "";
}

/** The letter of a role; a dot for one without. */
function letter(model: Model, role: number): string {
  const name = notation(model, role);
  return LETTERS.includes(name) ? t(`matrix.${name}`) : "·";
}

function rolesOf(model: Model, claims: number[]): number[] {
  return [...new Set(claims.map((i) => model.participations[i]!.role))];
}

function when(model: Model, event: number): string {
  const days = daysOf(model, event);
  return days.length ? days.map(date).join(", ") : t("matrix.undated");
}

function head(model: Model, found: Matrix, event: number): HTMLTableCellElement {
  const n = found.people.get(event)!;
  return h("th", { scope: "col", class: "v-event-head", "data-row": event }, h("div", { class: "v-turned" }, nameButton(model, event),
    h("span", { class: "v-soft" }, when(model, event), model.leaf[event] ? null : h("em", {}, ` (${t("matrix.whole")})`))), h("span", { class: "v-soft v-tally" }, number(n), aside(` ${t("matrix.people", { n, count: "" }).trim()}`)));
}

function row(model: Model, found: Matrix, columns: number[], person: number): HTMLTableRowElement {
  const size = model.entities.length;
  const cells = columns.map((event) => {
    const claims = found.cells.get(person * size + event);
    if (!claims) return h("td", { class: "v-cell" });
    const roles = rolesOf(model, claims);
    const inferred = claims.every((i) => model.participations[i]!.inferred);
    const said = t("matrix.cell", { person: label(model, person), event: label(model, event), role: roles.map((r) => conceptLabel(model, r)).join(", ") }) + (inferred ? ` (${t("views.inferred")})` : "");
    const button = h("button", { type: "button", tabindex: -1, class: inferred ? "v-box v-dashed" : "v-box", "data-claim": model.participations[claims[0]!]!.id, "data-at": `${person} ${event}`, title: said.slice(0, 400) },
      h("span", { "aria-hidden": "true" }, roles.map((r) => letter(model, r)).join("")), aside(said));
    return h("td", { class: "v-cell" }, button);
  });
  return h("tr", { "data-row": person }, h("th", { scope: "row" }, nameButton(model, person)), ...cells, h("td", { class: "v-number" }, number(found.sessions.get(person) ?? 0)));
}

/** One stop for the tab key in the whole body; arrows go to the next filled cell in that direction. */
function rove(body: HTMLElement): void {
  const boxes = (): HTMLElement[] => [...body.querySelectorAll<HTMLElement>(".v-box")];
  body.addEventListener("focusin", (event) => {
    const box = (event.target as Element).closest<HTMLElement>(".v-box");
    if (!box) return;
    for (const other of body.querySelectorAll<HTMLElement>('.v-box[tabindex="0"]')) other.tabIndex = -1;
    box.tabIndex = 0;
  });
  body.addEventListener("keydown", (event) => {
    const box = (event.target as Element).closest<HTMLElement>(".v-box");
    const key = (event as KeyboardEvent).key;
    if (!box || !["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"].includes(key)) return;
    event.preventDefault();
    const all = boxes();
    const at = all.indexOf(box);
    const [cell, line] = [box.closest("td")!.cellIndex, box.closest("tr")!.rowIndex];
    const back = key === "ArrowUp";
    const same = (back ? all.slice(0, at).reverse() : all.slice(at + 1)).filter((b) => b.closest("td")!.cellIndex === cell && b.closest("tr")!.rowIndex !== line);
    const to = key === "ArrowLeft" ? all[at - 1] : key === "ArrowRight" ? all[at + 1] : key === "Home" ? all[0] : key === "End" ? all[all.length - 1] : same[0];
    to?.focus();
  });
}

function letters(model: Model, found: Matrix): HTMLElement {
  const items = found.roles.map((r) => h("li", {}, h("span", { class: "v-box v-sample" }, letter(model, r)), ` ${conceptLabel(model, r)}`));
  if (found.inferred) items.push(h("li", {}, h("span", { class: "v-box v-sample v-dashed" }, " "), ` ${t("matrix.inferred")}`));
  return h("ul", { class: "v-key", "aria-label": t("matrix.key") }, ...items);
}

function counts(cast: Cast, found: Matrix): string {
  const [n, m, k] = [found.rows.length, found.columns.length, found.cells.size];
  const silent = cast.people.length - n;
  return `${t("matrix.counts", { n, m, k, people: number(n), events: number(m), cells: number(k) })}${silent > 0 ? ` ${t("matrix.silent", { n: silent, count: number(silent) })}` : ""}`;
}

export function make(app: App): ViewPart {
  const { root, fill } = frame("matrix");
  const { model } = app;
  listen(app, root);
  let key = "";
  const update = (scene: Scene, before: Scene | null): void => {
    if (!isShown(scene, "matrix")) return;
    const now = contentKey(scene.state);
    if (before === null || now !== key) {
      key = now;
      const title = h("h2", {}, t("matrix.title"));
      const lack = lacking(app, scene.state, ["person", "event"]);
      const cast = castOf(app, scene);
      const found = matrixOf(model, cast, scene.state.lang);
      if (lack || !found.rows.length) fill(title, lack ?? empty(app, scene.state));
      else fill(title, ...drawn(cast, found));
    }
    mark(root, scene.state);
  };
  const drawn = (cast: Cast, found: Matrix, most = COLUMNS): Node[] => {
    const columns = found.columns.slice(0, most);
    const body = h("tbody");
    const pages = new Pages<number>(app, body, (person) => row(model, found, columns, person), ROWS, () => mark(root, app.scene.state));
    pages.show(found.rows);
    const first = body.querySelector<HTMLElement>(".v-box");
    if (first) first.tabIndex = 0;
    rove(body);
    const heads = columns.map((event) => head(model, found, event));
    const wide = columns.length * 112 + 300 <= root.clientWidth; // names of events written across
    const table = h("table", { class: `v-table v-matrix ${wide ? "v-wide" : "v-narrow"}` }, h("caption", {}, h("span", { class: "v-line" }, counts(cast, found)) ),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("matrix.person")), ...heads, h("th", { scope: "col", class: "v-col-number" }, t("matrix.sessions")))), body);
    const box = scrollBox(t("matrix.title"), table);
    box.classList.add("v-tall");
    return [letters(model, found), how(t("matrix.order"), t("views.layerless")), box, pages.foot, ...further(cast, found, columns.length)];
  };
  const further = (cast: Cast, found: Matrix, seen: number): Node[] => {
    const left = found.columns.length - seen;
    if (!left) return [];
    const more = (): void => {
      fill(h("h2", {}, t("matrix.title")), ...drawn(cast, found, seen + COLUMNS));
      mark(root, app.scene.state);
      root.querySelector<HTMLElement>(`[data-node="${found.columns[seen]}"]`)?.focus();
    };
    return [h("p", { class: "v-foot" }, `${t("matrix.columns", { n: number(seen), all: number(found.columns.length) })} `, h("button", { type: "button", class: "v-action", click: more }, t("matrix.columns.more", { n: number(Math.min(COLUMNS, left)) })))];
  };
  const svg = (): SVGSVGElement => paint(model, castOf(app, app.scene), matrixOf(model, castOf(app, app.scene), app.scene.state.lang), leftOut(app.scene.state, ["person", "event"]).length > 0);
  return { root, update, svg };
}

const [MOST_ROWS, MOST_COLUMNS, STEP, HIGH, NAME, HEAD] = [400, 120, 26, 20, 220, 190];

/** The picture for export. */
function paint(model: Model, cast: Cast, found: Matrix, left: boolean): SVGSVGElement {
  const rows = left ? [] : found.rows.slice(0, MOST_ROWS);
  const columns = left ? [] : found.columns.slice(0, MOST_COLUMNS);
  const notes = [rows.length ? counts(cast, found) : t("views.empty.filters"), `${t("matrix.key")}: ${[...found.roles.map((r) => `${letter(model, r)} ${conceptLabel(model, r)}`), ...(found.inferred ? [t("matrix.inferred")] : [])].join(" · ")}`];
  if (rows.length < found.rows.length || columns.length < found.columns.length) notes.push(t("matrix.rows", { n: rows.length, m: columns.length, all: found.rows.length, whole: found.columns.length }));
  const size = model.entities.length;
  return picture(Math.max(760, NAME + STEP * columns.length + 80), HEAD + HIGH * rows.length, t("matrix.title"), notes, (add, top) => {
    const y0 = top + HEAD;
    columns.forEach((event, j) => {
      const x = NAME + STEP * (j + 0.5);
      const lines = wrap(label(model, event), 29, 2);
      lines.forEach((line, k) => {
        const across = x + 4 + 12 * (k - (lines.length - 1) / 2);
        add(words(across, y0 - 8, line, { "font-size": 10, transform: `rotate(-90 ${across} ${y0 - 8})` }));
      });
      if (j % 2 === 0) add(s("rect", { x: x - STEP / 2, y: y0, width: STEP, height: HIGH * rows.length, fill: "#f4f6f8" }));
    });
    rows.forEach((person, i) => {
      const y = y0 + HIGH * (i + 0.5);
      add(words(NAME - 10, y + 4, cut(label(model, person), 34), { "text-anchor": "end" }), s("line", { x1: 10, x2: NAME + STEP * columns.length, y1: y + HIGH / 2, y2: y + HIGH / 2, stroke: INK.rule, "stroke-width": 0.5 }));
      columns.forEach((event, j) => {
        const claims = found.cells.get(person * size + event);
        if (!claims) return;
        const inferred = claims.every((c) => model.participations[c]!.inferred);
        const x = NAME + STEP * (j + 0.5);
        add(s("rect", { x: x - 10, y: y - 8, width: 20, height: 16, rx: 3, fill: inferred ? INK.paper : INK.pale, stroke: INK.person, "stroke-dasharray": inferred ? "3 2" : null }),
          words(x, y + 4, rolesOf(model, claims).map((r) => letter(model, r)).join(""), { "text-anchor": "middle", "font-weight": 600, fill: INK.person }));
      });
      add(words(NAME + STEP * columns.length + 20, y + 4, number(found.sessions.get(person) ?? 0), { fill: INK.soft }));
    });
  });
}
