/** The table: the network in words and numbers, one row a node; the full equal of the drawing for keyboard and screen reader. */

import type { App, Scene, ViewPart } from "../app";
import { h, put } from "../dom";
import { catalogue, number, pick, t } from "../i18n";
import { kindName, label } from "../names";
import type { Net, Tie } from "../network";
import type { Layer } from "../types";
import { aside, counted, empty, frame, isShown, kindSign, listen, mark, nameButton, scrollBox } from "./bits";
import { contentKey, narrowed, rankOf } from "./cast";
import { arrows, Pages } from "./rows";
import { makeTies, tieButton } from "./ties";

catalogue({
  "table.title": ["Tabla: {layer}", "Table: {layer}"],
  "table.counts": ["{nodes}; {count} {n|lazo|lazos}.", "{nodes}; {count} {n|tie|ties}."],
  "table.tie": ["Un lazo quiere decir: {meaning}.", "A tie means: {meaning}."],
  "table.weight": ["El número junto a cada nombre: {weight}.", "The number beside each name: {weight}."],
  "table.dashed": ["Con guiones: lazo solo inferido.", "Dashed: a tie that is only inferred."],
  "table.measures": ["Las medidas son de toda la capa al exportar.", "Measures are those of the whole layer at export."],
  "table.measures.filtered": ["Las medidas son de toda la capa al exportar: no cambian con los filtros. Los lazos y sus números sí.", "Measures are those of the whole layer at export: filters do not change them. Ties and their numbers do change."],
  "table.part": ["La capa entera tiene {nodes} nodos y {ties} lazos; aquí están los de más lazos.", "The whole layer has {nodes} nodes and {ties} ties; here are those with most ties."],
  "table.caveats": ["Más límites de esta capa", "More limits of this layer"],
  "table.glossary": ["Qué dice cada medida", "What each measure says"],
  "table.range": ["Va {range}.", "It goes {range}."],
  "table.col.name": ["Nombre", "Name"],
  "table.col.kind": ["Clase", "Kind"],
  "table.col.ties": ["Lazos que se ven", "Ties shown"],
  "table.col.neighbours": ["Con quién o qué, y por qué", "With whom or what, and why"],
  "table.sort": ["Ordenar por {column}", "Sort by {column}"],
  "table.sorted.up": ["Ordenado por {column}, de menor a mayor.", "Sorted by {column}, lowest first."],
  "table.sorted.down": ["Ordenado por {column}, de mayor a menor.", "Sorted by {column}, highest first."],
  "table.none": ["sin lazos aquí", "no ties here"],
  "table.more": ["y {n} más", "and {n} more"],
  "table.undefined": ["no se define", "undefined"],
  "table.nolayer": ["Los datos no tienen redes: no hay nada que poner en la tabla.", "The data have no networks: there is nothing to put in the table."],
});

const FIRST = 8; // neighbours of a row at once; half as many on a phone, where each has a line of its own
const NEXT = 100;

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

/** Rows at a time: each has buttons for whom it is tied to, and twice as many take half a second on a slow machine. */
const ROWS = 100;

/** The sort that a state asks for, when the layer has that column; else by ties shown, most first. */
function sortOf(scene: Scene, layer: Layer): [column: string, down: boolean] {
  const [column, down] = scene.state.sort;
  return column && ["name", "kind", "ties", ...Object.keys(layer.measures)].includes(column) ? [column, down] : ["ties", true];
}

class Table {
  private readonly heads = new Map<string, HTMLTableCellElement>();
  private readonly body = h("tbody", { role: "rowgroup" });
  private readonly chosen = h("tbody", { role: "rowgroup", class: "v-chosen" }); // the selected row, while it is further down than the rows shown
  private readonly pages: Pages<number>;
  private readonly place = new Map<number, number>();
  private readonly first = matchMedia("(max-width: 760px)").matches ? FIRST / 2 : FIRST;
  private seen = -1; // the node selected before
  readonly element: HTMLElement;

  constructor(private readonly app: App, private readonly layer: Layer, private scene: Scene) {
    layer.nodes.forEach((node, i) => this.place.set(node, i));
    this.pages = new Pages(app, this.body, (node) => this.row(node), ROWS, () => this.mark(app.scene));
    const table = h("table", { class: "v-table v-cards", role: "table" }, h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, ...this.columns().map(([name, text, note]) => this.head(name, text, note)))), this.chosen, this.body);
    arrows(this.body, ".v-lead");
    const box = scrollBox(t("table.title", { layer: pick(layer.title) }), table);
    box.classList.add("v-tall");
    this.element = h("div", {}, box, this.pages.foot);
  }

  caption(text: Node): void {
    const table = this.element.querySelector("table")!;
    table.caption?.remove();
    table.prepend(h("caption", {}, text));
  }

  private columns(): [name: string, text: string, note: string][] {
    const measures = Object.keys(this.layer.measures).map((m): [string, string, string] => {
      const said = this.app.model.measures[m];
      return [m, said ? capital(pick(said.label)) : m, said ? pick(said.meaning) : ""];
    });
    return [["name", t("table.col.name"), ""], ["kind", t("table.col.kind"), ""], ["ties", t("table.col.ties"), ""], ["neighbours", t("table.col.neighbours"), ""], ...measures];
  }

  private head(name: string, text: string, note: string): HTMLTableCellElement {
    const cell = h("th", { scope: "col", role: "columnheader", class: `v-col-${["name", "kind", "neighbours"].includes(name) ? name : "number"}` });
    if (name === "neighbours") cell.append(text);
    else {
      const sort = (): void => {
        const [column, down] = sortOf(this.app.scene, this.layer);
        const turned = column === name ? !down : !["name", "kind"].includes(name);
        this.app.set({ sort: [name, turned] }, true);
        this.app.say(t(turned ? "table.sorted.down" : "table.sorted.up", { column: text }));
      };
      cell.append(h("button", { type: "button", class: "v-sort", title: [t("table.sort", { column: text }), note].filter(Boolean).join(". "), click: sort }, text, h("span", { class: "v-arrow", "aria-hidden": "true" })));
      this.heads.set(name, cell);
    }
    return cell;
  }

  /** Order the rows anew. */
  fill(scene: Scene): void {
    this.scene = scene;
    const [column, down] = sortOf(scene, this.layer);
    for (const [name, cell] of this.heads) {
      if (name === column) cell.setAttribute("aria-sort", down ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
      cell.querySelector(".v-arrow")!.textContent = name === column ? (down ? "▼" : "▲") : "";
    }
    this.chosen.replaceChildren();
    this.pages.show(this.ordered(scene.net, column, down));
  }

  /** Show which row is selected: the first of the table when it is not among those shown. */
  mark(scene: Scene): void {
    const { selection } = scene.state;
    const node = selection.type === "node" && scene.net.neighbours.has(selection.node) ? selection.node : -1;
    const below = node >= 0 && !this.body.querySelector(`[data-row="${node}"]`);
    if (!below || !this.chosen.querySelector(`[data-row="${node}"]`)) this.chosen.replaceChildren(...(below ? [this.row(node)] : []));
    mark(this.element, scene.state);
    if (node !== this.seen && node >= 0) this.element.querySelector(".v-on")?.scrollIntoView({ block: "nearest" });
    this.seen = node;
  }

  private ordered(net: Net, column: string, down: boolean): number[] {
    const { model } = this.app;
    const rank = rankOf(model, this.scene.state.lang);
    const sign = down ? -1 : 1;
    if (column === "name") return [...net.nodes].sort((a, b) => sign * (rank[a]! - rank[b]!));
    const kind = (n: number): string => kindName(model.entities[n]!.kind);
    if (column === "kind") return [...net.nodes].sort((a, b) => sign * kind(a).localeCompare(kind(b), this.scene.state.lang) || rank[a]! - rank[b]!);
    const value = (n: number): number | null => (column === "ties" ? net.neighbours.get(n)!.size : this.measure(column, n));
    // What is not defined comes last, whichever way.
    return [...net.nodes].sort((a, b) => {
      const [x, y] = [value(a), value(b)];
      return x === null || y === null ? Number(x === null) - Number(y === null) || rank[a]! - rank[b]! : sign * (x - y) || rank[a]! - rank[b]!;
    });
  }

  private measure(name: string, node: number): number | null {
    const value = this.layer.measures[name]?.[this.place.get(node) ?? -1];
    return typeof value === "number" && Number.isFinite(value) ? value : null;
  }

  private row(node: number): HTMLTableRowElement {
    const { model } = this.app;
    const entity = model.entities[node]!;
    const around = this.scene.net.neighbours.get(node)!;
    const cells = Object.keys(this.layer.measures).map((name) => {
      const value = this.measure(name, node);
      const said = model.measures[name];
      return h("td", { role: "cell", class: "v-number", "data-label": said ? capital(pick(said.label)) : name }, value === null ? h("span", { title: t("table.undefined") }, "—", aside(t("table.undefined"))) : number(value));
    });
    const row = h("tr", { role: "row", "data-row": node },
      h("th", { scope: "row", role: "rowheader", class: "v-col-name" }, nameButton(model, node, "v-lead")),
      h("td", { role: "cell", class: "v-col-kind", "data-label": t("table.col.kind") }, h("span", { class: "v-kind" }, kindSign(entity.kind), kindName(entity.kind))),
      h("td", { role: "cell", class: "v-number", "data-label": t("table.col.ties") }, number(around.size)),
      h("td", { role: "cell", class: "v-col-neighbours", "data-label": t("table.col.neighbours") }, this.neighbours(node, around)), ...cells);
    return row;
  }

  private neighbours(node: number, around: Map<number, Tie>): HTMLElement {
    if (!around.size) return h("span", { class: "v-soft" }, t("table.none"));
    const rank = rankOf(this.app.model, this.scene.state.lang);
    const order = [...around].sort(([a, x], [b, y]) => y.weight - x.weight || rank[a]! - rank[b]!);
    const list = h("ul", { class: "v-ties" });
    const add = (from: number, most: number): void => {
      for (const [other, tie] of order.slice(from, from + most)) list.append(h("li", {}, tieButton(this.app.model, node, other, tie, !this.layer.twoMode)));
      const left = order.length - from - most;
      if (left <= 0) return;
      const more = h("li", {}, h("button", { type: "button", class: "v-more", click: () => {
        const after = more.previousElementSibling;
        more.remove();
        add(from + most, NEXT);
        (after?.nextElementSibling?.querySelector("button") as HTMLElement | null)?.focus();
      } }, t("table.more", { n: number(left) }), aside(` (${label(this.app.model, node)})`)));
      list.append(more);
    };
    add(0, this.first);
    return list;
  }
}

/** What stands over the table: what the layer is, how much of it is shown, what to beware of. */
function caption(app: App, scene: Scene, layer: Layer): Node {
  const all = new DocumentFragment();
  const lines = [
    `${t("table.counts", { nodes: counted(app.model, scene.net.nodes), n: scene.net.ties.length, count: number(scene.net.ties.length) })} ${t("table.tie", { meaning: pick(layer.meaning) })}`,
    [layer.twoMode ? "" : t("table.weight", { weight: pick(layer.weight) }), scene.net.ties.some((tie) => !tie.stated) ? t("table.dashed") : "", t(narrowed(scene.state) ? "table.measures.filtered" : "table.measures")].filter(Boolean).join(" "),
    layer.whole ? t("table.part", { nodes: number(layer.whole.nodes), ties: number(layer.whole.ties) }) : "",
    layer.caveats[0] ? pick(layer.caveats[0]) : "",
  ];
  for (const line of lines) if (line) all.append(h("span", { class: "v-line" }, line));
  return all;
}

function glossary(app: App, layer: Layer): HTMLElement | null {
  const known = Object.keys(layer.measures).flatMap((name) => (app.model.measures[name] ? [app.model.measures[name]!] : []));
  if (!known.length) return null;
  const terms = known.flatMap((m) => [h("dt", {}, capital(pick(m.label))), h("dd", {}, `${capital(pick(m.meaning))}. ${pick(m.range) ? t("table.range", { range: pick(m.range) }) : ""}`)]);
  return h("details", { class: "v-note" }, h("summary", {}, t("table.glossary")), h("dl", {}, ...terms));
}

export function make(app: App): ViewPart {
  const { root, fill } = frame("table");
  listen(app, root);
  let key = "";
  let headKey = "";
  let table: Table | null = null;
  const ties = makeTies(app);
  const notes = h("div", { class: "v-notes" });
  const title = h("h2");
  const update = (scene: Scene, before: Scene | null): void => {
    if (!isShown(scene, "table")) return;
    const { state } = scene;
    const layer = app.model.layers.find((l) => l.name === state.layer);
    if (!layer || !scene.net.nodes.length) {
      key = headKey = "";
      table = null;
      fill(h("h2", {}, t("table.title", { layer: layer ? pick(layer.title) : "" })), empty(app, state, layer ? undefined : t("table.nolayer")));
      return;
    }
    const now = contentKey(state) + JSON.stringify(state.sort);
    if (before === null || !table || headKey !== `${state.lang} ${layer.name}`) {
      headKey = `${state.lang} ${layer.name}`;
      key = "";
      table = new Table(app, layer, scene);
      title.textContent = t("table.title", { layer: pick(layer.title) });
      const rest = layer.caveats.slice(1);
      put(notes, rest.length ? h("details", { class: "v-note" }, h("summary", {}, t("table.caveats")), h("ul", {}, ...rest.map((c) => h("li", {}, pick(c))))) : null, glossary(app, layer));
      fill(title, notes, table.element, ties.root);
    }
    if (now !== key) {
      key = now;
      table.caption(caption(app, scene, layer));
      table.fill(scene);
      ties.update(scene, layer);
    }
    mark(root, state);
    table.mark(scene);
  };
  return { root, update };
}
