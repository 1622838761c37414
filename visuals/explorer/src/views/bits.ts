/** Pieces that several views share: buttons that select, signs of kinds, messages, and pictures for export. */

import type { App, Scene } from "../app";
import type { Model } from "../data";
import { h, put, s } from "../dom";
import { catalogue, number, t } from "../i18n";
import { kindName, label } from "../names";
import { KINDS, type Kind, type State } from "../types";
import { leftOut, narrowed, selected } from "./cast";

catalogue({
  "views.empty.filters": ["Los filtros no dejan nada que mostrar aquí.", "The filters leave nothing to show here."],
  "views.empty.data": ["Los datos no tienen nada que mostrar aquí.", "The data have nothing to show here."],
  "views.clear": ["Quitar los filtros", "Clear the filters"],
  "views.kinds": ["Esta vista necesita {kinds}, y el filtro de clase los deja fuera.", "This view needs {kinds}, and the filter of kinds leaves them out."],
  "views.kinds.clear": ["Quitar el filtro de clase", "Clear the filter of kinds"],
  "views.how": ["Cómo se lee", "How to read it"],
  "views.more": ["Mostrar {n} más", "Show {n} more"],
  "views.of": ["Se ven {n} de {all}.", "Showing {n} of {all}."],
  "views.and": ["{list} y {last}", "{list} and {last}"],
  "views.inferred": ["inferido", "inferred"],
  "views.layerless": ["Esta vista sigue los filtros y la selección; la capa de la red no la cambia.", "This view follows the filters and the selection; the layer of the network does not change it."],
});

/** Items as a language lists them: "a, b y c". */
export function listed(items: string[]): string {
  if (items.length < 2) return items[0] ?? "";
  return t("views.and", { list: items.slice(0, -1).join(", "), last: items[items.length - 1]! });
}

const SIGNS: Record<Kind, string> = {
  person: "M10 3a7 7 0 1 0 .01 0z", institution: "M10 2l8 8-8 8-8-8z", municipality: "M6 3h8l4 7-4 7H6l-4-7z", event: "M4 4h12v12H4z", mechanism: "M2 2l8 3.1L18 2l-3.1 8 3.1 8-8-3.1L2 18l3.1-8z",
  theme: "M10 1l2.6 6 6.4.6-4.8 4.3 1.4 6.4L10 15l-5.6 3.3 1.4-6.4L1 7.6l6.4-.6z", actor: "M10 2l8 15H2z",
};

/** The sign of a kind: its shape in its colour. Said in words beside it. */
export function kindSign(kind: Kind): SVGElement {
  return s("svg", { class: `v-sign v-sign-${kind}`, viewBox: "0 0 20 20", width: 14, height: 14, "aria-hidden": "true" }, s("path", { d: SIGNS[kind] }));
}

/** A button that selects an entity; `mark` keeps telling which is selected. */
export function nameButton(model: Model, entity: number, more = ""): HTMLButtonElement {
  const text = label(model, entity);
  return h("button", { type: "button", class: `v-name ${more}`.trim(), "data-node": entity, title: text.length > 60 ? text : null }, h("span", { class: "v-clamp", dir: "auto" }, text));
}

/** What a reader may want to know once: folded. */
export function how(...lines: string[]): HTMLElement {
  return h("details", { class: "v-note" }, h("summary", {}, t("views.how")), ...lines.map((line) => h("p", { class: "v-soft" }, line)));
}

/** Text for screen readers alone. */
export function aside(text: string): HTMLElement {
  return h("span", { class: "v-hidden" }, text);
}

/** Make one listener do for all that can be chosen in a view: `data-node`, `data-pair` ("a b") and `data-claim`. */
export function listen(app: App, root: HTMLElement): void {
  root.addEventListener("click", (event) => {
    const chosen = (event.target as Element).closest<HTMLElement>("[data-node],[data-pair],[data-claim]");
    if (!chosen || !root.contains(chosen)) return;
    const { node, pair, claim } = chosen.dataset;
    if (node !== undefined) app.select({ type: "node", node: Number(node) });
    else if (pair !== undefined) {
      const [a, b] = pair.split(" ").map(Number);
      app.select({ type: "pair", a: a!, b: b! });
    } else if (claim !== undefined) app.select({ type: "claim", claim });
  });
}

/** Mark what is selected. */
export function mark(root: HTMLElement, state: State): void {
  for (const old of root.querySelectorAll("[aria-current]")) old.removeAttribute("aria-current");
  for (const old of root.querySelectorAll(".v-on")) old.classList.remove("v-on");
  for (const node of selected(state)) {
    for (const found of root.querySelectorAll(`[data-node="${node}"]`)) found.setAttribute("aria-current", "true");
    for (const row of root.querySelectorAll(`[data-row="${node}"]`)) row.classList.add("v-on");
  }
  const chosen = state.selection;
  if (chosen.type === "claim") for (const found of root.querySelectorAll<HTMLElement>("[data-claim]")) if (found.dataset.claim === chosen.claim) found.setAttribute("aria-current", "true");
  if (chosen.type === "pair") for (const key of [`${chosen.a} ${chosen.b}`, `${chosen.b} ${chosen.a}`]) for (const found of root.querySelectorAll(`[data-pair="${key}"]`)) found.setAttribute("aria-current", "true");
}

/** Why a view is empty, in words, with the way out; null when the kinds it needs are there. */
export function lacking(app: App, state: State, needed: readonly Kind[]): HTMLElement | null {
  const out = leftOut(state, needed);
  if (!out.length) return null;
  const clear = (): void => app.set({ filters: { ...state.filters, chosen: { ...state.filters.chosen, kind: [] } } });
  return h("div", { class: "v-empty" }, h("p", {}, t("views.kinds", { kinds: listed(out.map((k) => kindName(k, true))) })),
    h("button", { type: "button", class: "v-action", click: clear }, t("views.kinds.clear")));
}

/** Nothing to show: because of filters, which can be cleared here, or because there is nothing. */
export function empty(app: App, state: State, otherwise = t("views.empty.data")): HTMLElement {
  if (!narrowed(state)) return h("div", { class: "v-empty" }, h("p", {}, otherwise));
  const clear = (): void => app.set({ filters: { chosen: {}, from: "", to: "" }, hidden: [], ego: 0 });
  return h("div", { class: "v-empty" }, h("p", {}, t("views.empty.filters")), h("button", { type: "button", class: "v-action", click: clear }, t("views.clear")));
}

/** "12 personas y 3 eventos", of some entities. */
export function counted(model: Model, entities: readonly number[]): string {
  const counts = new Map<Kind, number>();
  for (const e of entities) {
    const { kind } = model.entities[e]!;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return listed(KINDS.filter((k) => counts.has(k)).map((k) => `${number(counts.get(k)!)} ${kindName(k, counts.get(k) !== 1)}`));
}

/** The part of a view under its heading that is made anew; and whether the view is the one shown. */
export function frame(name: string): { root: HTMLElement; fill: (...children: (Node | null)[]) => void } {
  const root = h("section", { class: `v-view v-of-${name}` });
  return { root, fill: (...children) => put(root, ...children) };
}

/** Whether a view has to do something for a scene: it is the one shown. */
export function isShown(scene: Scene, name: State["view"]): boolean {
  return scene.state.view === name;
}

/** A region that scrolls sideways by itself, reachable by keyboard. */
export function scrollBox(name: string, ...children: Node[]): HTMLElement {
  return h("div", { class: "v-scroll", role: "region", tabindex: 0, "aria-label": name }, ...children);
}

/** Colours of pictures for export, on white. */
export const INK = { text: "#1d2329", soft: "#535d68", rule: "#d0d4da", paper: "#ffffff", person: "#2563a0", event: "#b0501b", municipality: "#8a3f80", theme: "#a8283d", pale: "#dbe7f3" };

/** A text cut to a number of characters. */
export function cut(text: string, most: number): string {
  const letters = [...text];
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : text;
}

/** A text in lines of at most so many characters, at most so many lines; what is left over is cut. */
export function wrap(text: string, most: number, lines = 9): string[] {
  const found: string[] = [];
  let left = text.trim();
  while ([...left].length > most && found.length < lines - 1) {
    const start = [...left].slice(0, most + 1).join("");
    const at = start.lastIndexOf(" ");
    const line = at > 0 ? start.slice(0, at) : [...left].slice(0, most).join("");
    found.push(line);
    left = left.slice(line.length).trim();
  }
  return left ? [...found, cut(left, most)] : found;
}

/** A picture that stands by itself: white paper, a title and lines under it; `draw` is given its top. */
export function picture(width: number, height: number, title: string, notes: string[], draw: (add: (...nodes: SVGElement[]) => void, top: number) => void): SVGSVGElement {
  const lines = notes.flatMap((note) => wrap(note, Math.floor((width - 40) / 6.6)));
  const top = 44 + 16 * lines.length;
  const root = s("svg", { viewBox: `0 0 ${width} ${top + height + 20}`, width, height: top + height + 20, "font-family": "system-ui, 'Segoe UI', Roboto, Arial, sans-serif", role: "img" },
    s("title", {}, title), s("rect", { width: "100%", height: "100%", fill: INK.paper }), words(20, 28, cut(title, Math.floor(width / 9)), { "font-size": 18, "font-weight": 600 })) as SVGSVGElement;
  lines.forEach((line, i) => root.append(words(20, 48 + 16 * i, line, { "font-size": 12, fill: INK.soft })));
  draw((...nodes) => root.append(...nodes), top);
  return root;
}

/** Text in a picture. */
export function words(x: number, y: number, text: string, more: Record<string, string | number> = {}): SVGElement {
  return s("text", { x, y, fill: INK.text, "font-size": 11, ...more }, text);
}
