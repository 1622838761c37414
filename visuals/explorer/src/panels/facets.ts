/** The filters: what the data can be narrowed by, with how many each value leaves. */

import type { App, MakePart, Scene } from "../app";
import { h, put } from "../dom";
import { apply } from "../filter";
import { catalogue, date, number, t } from "../i18n";
import { fold, kindName } from "../names";
import { FACETS, type Facet, type Filters, type Kind, KINDS } from "../types";
import { glyph } from "./glyph";
import { countFilters, valueName } from "./values";

catalogue({
  "facets.result": ["{people} {n|persona|personas}, {ties} {m|lazo|lazos}", "{people} {n|person|people}, {ties} {m|tie|ties}"],
  "facets.result.kinds": ["{list}, {ties} {m|lazo|lazos}", "{list}, {ties} {m|tie|ties}"],
  "facets.result.none": ["Nada cumple todos los filtros a la vez. Quite alguno.", "Nothing meets all the filters at once. Remove one."],
  "facets.on": ["Filtros puestos", "Filters on"],
  "facets.clear": ["Quitar todos los filtros", "Remove all filters"],
  "facets.cleared": ["Sin filtros.", "No filters."],
  "facets.remove": ["Quitar el filtro: {name}", "Remove the filter: {name}"],
  "facets.kind": ["Clase", "Class"],
  "facets.institution-kind": ["Tipo de institución", "Kind of institution"],
  "facets.municipality": ["Municipio", "Municipality"],
  "facets.event": ["Evento", "Event"],
  "facets.theme": ["Tema", "Theme"],
  "facets.contribution": ["Clase de intervención", "Kind of contribution"],
  "facets.sector": ["Sector", "Sector"],
  "facets.certainty": ["Certeza", "Certainty"],
  "facets.review": ["Revisión", "Review"],
  "facets.dates": ["Fechas", "Dates"],
  "facets.hint.institution-kind": ["De las instituciones donde la persona tiene un cargo.", "Of the institutions where the person holds a position."],
  "facets.hint.municipality": ["De las instituciones donde la persona tiene un cargo.", "Of the institutions where the person holds a position."],
  "facets.hint.theme": ["Temas de lo que la persona dijo.", "Themes of what the person said."],
  "facets.hint.contribution": ["Lo que la persona dijo: propuestas, problemas, compromisos…", "What the person said: proposals, problems, commitments…"],
  "facets.hint.certainty": ["Un dato es inferido cuando el informe no lo dice con esas palabras y quien lo leyó lo dedujo; por ejemplo, quién habla en un párrafo. Se dibuja con línea cortada.", "A record is inferred when the report does not say it in so many words and the reader deduced it; who speaks in a paragraph, for instance. It is drawn dashed."],
  "facets.hint.review": ["Un dato revisado lo comparó una persona con el informe. Sin revisar no quiere decir falso.", "A reviewed record was compared with the report by a person. Not reviewed does not mean false."],
  "facets.hint.dates": ["Días de los eventos. Entre {from} y {to}.", "Days of the events. Between {from} and {to}."],
  "facets.from": ["Desde", "From"],
  "facets.to": ["Hasta", "To"],
  "facets.chip.from": ["desde el {day}", "from {day}"],
  "facets.chip.to": ["hasta el {day}", "until {day}"],
  "facets.backwards": ["La primera fecha es posterior a la segunda.", "The first date is later than the second."],
  "facets.search": ["Buscar en la lista", "Search the list"],
  "facets.within": ["Buscar en la lista: {name}", "Search the list: {name}"],
  "facets.all": ["Mostrar los {n}", "Show all {n}"],
  "facets.fewer": ["Mostrar menos", "Show fewer"],
  "facets.nothing": ["Ninguno con esas letras.", "None with those letters."],
  "facets.parts": ["{n} {n|parte|partes}", "{n} {n|part|parts}"],
  "facets.parts.of": ["de {name}", "of {name}"],
  "facets.people": ["{n|persona|personas}", "{n|person|people}"],
  "facets.records": ["{n|dato|datos}", "{n|record|records}"],
  "facets.things": ["en la vista", "in view"],
});

/** How many values are shown before "show all"; from how many on a list can be searched; facets that begin open. */
const FIRST = 8;
const LONG = 12;
const OPEN: readonly Facet[] = ["kind", "event", "institution-kind"];
const RECORDS: readonly Facet[] = ["certainty", "review"];

interface Row { item: HTMLLIElement; input: HTMLInputElement; what: HTMLElement; n: HTMLElement; unit: HTMLElement; inner: HTMLUListElement | null; more: HTMLButtonElement | null }
interface Block { root: HTMLDetailsElement; update(scene: Scene, words: boolean): void }

/** Filters with one value put in or taken out. */
export function toggled(filters: Filters, facet: Facet, value: string, on: boolean): Filters {
  const values = (filters.chosen[facet] ?? []).filter((v) => v !== value);
  if (on) values.push(value);
  const chosen = { ...filters.chosen };
  delete chosen[facet];
  if (values.length) chosen[facet] = values.sort();
  return { ...filters, chosen };
}

/** Make the filters. */
export const makeFacets: MakePart = (app, root) => {
  const result = h("p", { class: "facets-result" });
  const chips = h("ul", { class: "chips" });
  const clear = h("button", { type: "button", class: "link", click: () => {
    app.set({ filters: { chosen: {}, from: "", to: "" } });
    root.querySelector("summary")?.focus();
  } });
  // The order of values is that of the whole data and stays: a list must not move under the hand that uses it.
  const whole = (countFilters(app.scene.state.filters) ? apply(app.model, { chosen: {}, from: "", to: "" }) : app.scene.active).counts;
  const blocks = FACETS.map((facet) => makeFacet(app, facet, whole[facet]));
  const dates = makeDates(app);
  blocks.splice(FACETS.indexOf("theme"), 0, dates);
  put(root, result, chips, clear, ...blocks.map((b) => b.root));

  return {
    update(scene: Scene, before: Scene | null) {
      const { filters } = scene.state;
      const any = scene.active.visible.includes(1);
      result.textContent = any ? resultLine(scene) : t("facets.result.none");
      if (before?.active === scene.active) return;
      showChips(app, chips, filters);
      clear.hidden = !chips.childElementCount;
      clear.textContent = t("facets.clear");
      chips.hidden = clear.hidden;
      chips.setAttribute("aria-label", t("facets.on"));
      for (const block of blocks) block.update(scene, !before);
      if (before) app.say(chips.childElementCount || !any ? result.textContent : `${t("facets.cleared")} ${result.textContent}`);
    },
  };
};

/** How much is left: people and ties; with classes chosen, how many of each. */
function resultLine(scene: Scene): string {
  const m = scene.net.ties.length;
  const kinds = scene.state.filters.chosen.kind ?? [];
  const list = KINDS.filter((k) => kinds.includes(k)).map((k) => [k, scene.active.counts.kind.get(k) ?? 0] as const).map(([k, n]) => `${number(n)} ${kindName(k, n !== 1)}`);
  return kinds.length ? t("facets.result.kinds", { list: list.join(", "), m, ties: number(m) }) : t("facets.result", { n: scene.active.people, people: number(scene.active.people), m, ties: number(m) });
}

/** One chip a filter; removing one leaves the focus at the next. */
function showChips(app: App, chips: HTMLElement, filters: Filters): void {
  const held = [...chips.children].findIndex((c) => c.contains(document.activeElement));
  const chip = (name: string, without: () => Filters): HTMLElement =>
    h("li", {}, h("button", { type: "button", class: "chip", "aria-label": t("facets.remove", { name }), title: name, click: () => app.set({ filters: without() }) }, h("span", { class: "ellipsis", dir: "auto" }, name), h("span", { "aria-hidden": "true" }, "×")));
  const list = FACETS.flatMap((facet) => (filters.chosen[facet] ?? []).map((value) => chip(valueName(app.model, facet, value), () => toggled(app.scene.state.filters, facet, value, false))));
  if (filters.from) list.push(chip(t("facets.chip.from", { day: date(filters.from) }), () => ({ ...app.scene.state.filters, from: "" })));
  if (filters.to) list.push(chip(t("facets.chip.to", { day: date(filters.to) }), () => ({ ...app.scene.state.filters, to: "" })));
  put(chips, ...list);
  if (held < 0) return;
  const next = list[Math.min(held, list.length - 1)]?.querySelector("button") ?? chips.parentElement?.querySelector("summary");
  next?.focus();
}

/** One facet: a list of boxes, or for events a tree. */
function makeFacet(app: App, facet: Facet, whole: Map<string, number>): Block {
  const { model } = app;
  const title = h("span");
  const badge = h("span", { class: "count" });
  const legend = h("legend", { class: "hear" });
  const hint = h("p", { class: "hint soft small" });
  const within = h("input", { type: "search", class: "within", autocomplete: "off", input: () => draw() });
  const list = h("ul", { class: "values" });
  const nothing = h("p", { class: "soft small", hidden: true });
  const all = h("button", { type: "button", class: "link small", click: () => {
    wide = !wide;
    draw();
  } });
  const root = h("details", { class: "facet", toggle: () => draw() }, h("summary", {}, title, badge), h("fieldset", {}, legend, hint, within, list, nothing, all));
  root.dataset.facet = facet;
  root.open = OPEN.includes(facet);
  const rows = new Map<string, Row>();
  const open = new Set<string>(); // events whose parts are shown
  const kids = facet === "event" ? partsOf(app, whole) : new Map<string, string[]>();
  const roots = kids.get("") ?? [];
  let order: string[] = [];
  let wide = false;
  let drawn = false;
  let now: Scene | null = null;

  const chosen = (): string[] => now!.state.filters.chosen[facet] ?? [];
  function row(value: string): Row {
    const found = rows.get(value);
    if (found) return found;
    const input = h("input", { type: "checkbox", value, change: () => app.set({ filters: toggled(app.scene.state.filters, facet, value, input.checked) }) });
    const [what, n, unit] = [h("span", { class: "what", dir: "auto" }), h("span"), h("span", { class: "hear" })];
    const mark = facet === "kind" ? glyph(value as Kind) : null;
    const parts = kids.get(value) ?? [];
    const inner = parts.length ? h("ul", { hidden: true }) : null;
    const more = parts.length ? h("button", { type: "button", class: "link small", "aria-expanded": "false", click: () => {
      if (!open.delete(value)) open.add(value);
      draw();
    } }) : null;
    const item = h("li", {}, h("label", { class: "value" }, input, mark, what, h("span", { class: "n" }, n, unit)), more, inner);
    const made = { item, input, what, n, unit, inner, more };
    rows.set(value, made);
    return made;
  }
  function fill(value: string, gloss: string): HTMLLIElement {
    const { item, input, what, n, unit, inner, more } = row(value);
    const count = now!.active.counts[facet].get(value) ?? 0;
    put(what, valueName(model, facet, value), gloss ? h("span", { class: "gloss" }, gloss) : null);
    what.title = valueName(model, facet, value);
    input.checked = chosen().includes(value);
    n.textContent = number(count);
    unit.textContent = ` ${t(facet === "kind" ? "facets.things" : RECORDS.includes(facet) ? "facets.records" : "facets.people", { n: count })}`;
    if (inner && more) {
      const shown = open.has(value) && !gloss;
      more.hidden = !!gloss;
      more.textContent = t("facets.parts", { n: kids.get(value)!.length });
      more.setAttribute("aria-expanded", String(shown));
      more.setAttribute("aria-label", `${more.textContent} ${t("facets.parts.of", { name: valueName(model, facet, value) })}`);
      inner.hidden = !shown;
      if (shown) same(inner, kids.get(value)!.map((v) => fill(v, "")));
    }
    return item;
  }
  function draw(): void {
    if (!now || !root.open) return void (drawn = false);
    drawn = true;
    const typed = fold(within.value);
    const unknown = chosen().filter((v) => !whole.has(v));
    if (typed) {
      const hits = order.filter((v) => fold(valueName(model, facet, v)).includes(typed)).slice(0, 100);
      same(list, hits.map((v) => fill(v, parentName(app, facet, v))));
      nothing.hidden = hits.length > 0;
      all.hidden = true;
      return;
    }
    nothing.hidden = true;
    const top = facet === "event" ? roots : order;
    const shown = wide || top.length <= FIRST + 1 ? top : top.filter((v, i) => i < FIRST || chosen().includes(v));
    same(list, [...shown, ...unknown].map((v) => fill(v, "")));
    all.hidden = top.length <= FIRST + 1;
    all.textContent = wide ? t("facets.fewer") : t("facets.all", { n: number(top.length) });
  }
  function words(): void {
    const name = t(`facets.${facet}`);
    title.textContent = legend.textContent = name;
    hint.textContent = HINTS.includes(facet) ? t(`facets.hint.${facet}`) : "";
    hint.hidden = !hint.textContent;
    within.placeholder = t("facets.search");
    within.setAttribute("aria-label", t("facets.within", { name: name.toLowerCase() }));
    nothing.textContent = t("facets.nothing");
    const names = new Map([...whole.keys()].map((v) => [v, valueName(model, facet, v)]));
    const turn = new Map<string, number>(KINDS.map((k, i) => [k, i]));
    order = [...whole.keys()].filter((v) => facet !== "kind" || whole.get(v));
    order.sort(facet === "kind" ? (a, b) => turn.get(a)! - turn.get(b)! : (a, b) => whole.get(b)! - whole.get(a)! || names.get(a)!.localeCompare(names.get(b)!, "es"));
    within.hidden = order.length <= LONG;
  }
  return {
    root,
    update(scene, again) {
      now = scene;
      if (again) words();
      root.hidden = order.length === 0 && !chosen().length;
      badge.textContent = chosen().length ? number(chosen().length) : "";
      badge.hidden = !chosen().length;
      if (again && chosen().length) root.open = true;
      for (const value of again ? chosen() : []) for (let up = parentOf(app, facet, value); up; up = parentOf(app, facet, up)) open.add(up);
      if (root.open || drawn) draw();
    },
  };
}

const HINTS: readonly Facet[] = ["institution-kind", "municipality", "theme", "contribution", "certainty", "review"];

/** Replace the items of a list, only when they are others: the focus stays where it is. */
function same(list: Element, items: Element[]): void {
  if (list.childElementCount === items.length && items.every((item, i) => list.children[i] === item)) return;
  const held = document.activeElement;
  list.replaceChildren(...items);
  if (held instanceof HTMLElement && held !== document.activeElement && list.contains(held)) held.focus();
}

function parentOf(app: App, facet: Facet, value: string): string {
  const up = facet === "event" ? app.model.entities[app.model.byId.get(value) ?? -1]?.up : undefined;
  return up !== undefined && up >= 0 ? app.model.entities[up]!.id : "";
}

function parentName(app: App, facet: Facet, value: string): string {
  const parent = parentOf(app, facet, value);
  return parent ? t("facets.parts.of", { name: valueName(app.model, facet, parent) }) : "";
}

/** The parts of each event that somebody attended, by day; of "", those that are part of none. A ring of parts hangs from its first. */
function partsOf(app: App, whole: Map<string, number>): Map<string, string[]> {
  const { model } = app;
  const day = (v: string): string => model.entities[model.byId.get(v)!]!.days?.[0] ?? "9999";
  const values = [...whole.keys()].sort((a, b) => day(a).localeCompare(day(b)) || (a < b ? -1 : 1));
  const kids = new Map<string, string[]>([["", []]]);
  for (const value of values) {
    const chain = model.upwards(model.byId.get(value)!);
    const top = model.entities[chain[chain.length - 1]!]!;
    const ring = top.up !== undefined && top.up >= 0;
    const parent = chain.length > 1 && !(ring && value === chain.map((c) => model.entities[c]!.id).sort()[0]) ? model.entities[chain[1]!]!.id : "";
    kids.set(parent, [...(kids.get(parent) ?? []), value]);
  }
  return kids;
}

/** From and to. */
function makeDates(app: App): Block {
  const days = app.model.entities.flatMap((e) => e.days ?? []).sort();
  const [first, last] = [days[0] ?? "", days[days.length - 1] ?? ""];
  const title = h("span");
  const badge = h("span", { class: "count" });
  const legend = h("legend", { class: "hear" });
  const hint = h("p", { class: "hint soft small" });
  const wrong = h("p", { class: "warn small", hidden: true });
  const field = (id: "from" | "to"): HTMLInputElement => {
    const input = h("input", { type: "date", id: `facets-${id}`, min: first, max: last, change: () => app.set({ filters: { ...app.scene.state.filters, [id]: input.value } }) });
    return input;
  };
  const [from, to] = [field("from"), field("to")];
  const [fromLabel, toLabel] = [h("label", { for: "facets-from" }), h("label", { for: "facets-to" })];
  const root = h("details", { class: "facet" }, h("summary", {}, title, badge), h("fieldset", {}, legend, hint, h("div", { class: "dates" }, fromLabel, from, toLabel, to), wrong));
  return {
    root,
    update(scene, again) {
      const { filters } = scene.state;
      root.hidden = !first && !filters.from && !filters.to;
      if (again) {
        title.textContent = legend.textContent = t("facets.dates");
        hint.textContent = t("facets.hint.dates", { from: date(first), to: date(last) });
        fromLabel.textContent = t("facets.from");
        toLabel.textContent = t("facets.to");
        wrong.textContent = t("facets.backwards");
        if (filters.from || filters.to) root.open = true;
      }
      if (from.value !== filters.from) from.value = filters.from;
      if (to.value !== filters.to) to.value = filters.to;
      const on = (filters.from ? 1 : 0) + (filters.to ? 1 : 0);
      badge.textContent = on ? number(on) : "";
      badge.hidden = !on;
      wrong.hidden = !(filters.from && filters.to && filters.from > filters.to);
    },
  };
}
