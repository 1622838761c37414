/** Events in time: each with its parts under it, as large as the people in it; who is there for the first time and who had been before. One list, for eyes, keys and screen readers. */

import type { App, Scene, ViewPart } from "../app";
import type { Model } from "../data";
import { h, s } from "../dom";
import { catalogue, date, number, spoken, t } from "../i18n";
import { label } from "../names";
import { cut, empty, frame, how, INK, isShown, lacking, listed, listen, mark, nameButton, picture, words } from "./bits";
import { byDate, castOf, contentKey, daysOf, leftOut, selected, type Cast } from "./cast";
import { townsOf } from "./places";
import { Pages } from "./rows";

catalogue({
  "timeline.title": ["Cronología", "Timeline"],
  "timeline.counts": ["{count} {n|evento|eventos}, contando sus sesiones; {people} {m|persona|personas}.", "{count} {n|event|events}, counting their sessions; {people} {m|person|people}."],
  "timeline.how": ["El tamaño dice cuántas personas. Primera vez: no consta en ningún día anterior de lo que se ve. Del primer día no hay con qué comparar, y dos sesiones de un mismo día no tienen antes ni después.", "Size says how many people. First time: recorded on no earlier day of what is shown. The first day has nothing to be compared with, and two sessions of one day have no before or after."],
  "timeline.points": ["Los cargos no se dibujan como periodos: un informe los muestra en sus fechas, no entre ellas.", "Offices are not drawn as periods: a report shows them on its dates, not between them."],
  "timeline.people": ["{count} {n|persona|personas}", "{count} {n|person|people}"],
  "timeline.nobody": ["sin personas registradas", "no people recorded"],
  "timeline.new": ["{count} por primera vez", "{count} for the first time"],
  "timeline.back": ["{count} {n|ya había estado|ya habían estado}", "{count} had been before"],
  "timeline.first": ["primer día registrado", "first day recorded"],
  "timeline.unsaid": ["sin intervenciones registradas", "no contributions recorded"],
  "timeline.said": ["{count} {n|intervención|intervenciones}", "{count} {n|contribution|contributions}"],
  "timeline.undated": ["sin fecha", "undated"],
  "timeline.apart": ["(días sueltos)", "(separate days)"],
  "timeline.here.person": ["Estuvo aquí: {names}", "Was here: {names}"],
  "timeline.here.institution": ["Con cargo de: {names}", "With an office of: {names}"],
  "timeline.here.municipality": ["Por el municipio: {names}", "For the municipality: {names}"],
  "timeline.here.theme": ["Se habló de: {names}", "Spoken of: {names}"],
  "timeline.here.other": ["Se mencionó: {names}", "Mentioned: {names}"],
  "timeline.nowhere": ["Lo seleccionado no consta en ningún evento de los que se ven.", "What is selected is recorded in none of the events shown."],
  "timeline.list": ["Eventos por fecha", "Events by date"],
});

interface Row {
  event: number;
  days: string[];
  people: Set<number>;
  said: Set<number>;
  fresh: number; // people in no event of an earlier day
  depth: number;
  parts: Row[];
}
interface Line { rows: Row[]; flat: Row[]; people: number; first: number; last: number; most: number }

const day = (iso: string): number => Date.parse(`${iso}T00:00:00Z`) / 86_400_000;
const iso = (n: number): string => new Date(n * 86_400_000).toISOString().slice(0, 10);

/** Events with people or words, their parts under them. */
function lineOf(model: Model, cast: Cast, lang: string, hidden: readonly number[]): Line {
  const found = new Map<number, Row>();
  const out = new Set(hidden);
  const row = (event: number): Row => found.get(event) ?? found.set(event, { event, days: daysOf(model, event), people: new Set(), said: new Set(), fresh: 0, depth: 0, parts: [] }).get(event)!;
  const since = new Map<number, string>();
  for (const i of cast.present) {
    const { person, event } = model.participations[i]!;
    const first = daysOf(model, event)[0];
    if (first && !(since.get(person)! <= first)) since.set(person, first);
    for (const up of model.upwards(event)) if (!out.has(up)) row(up).people.add(person);
  }
  for (const i of cast.said) for (const up of model.upwards(model.contributions[i]!.event)) if (!out.has(up)) row(up).said.add(i);
  const rows: Row[] = [];
  for (const event of byDate(model, lang, found.keys())) {
    const mine = found.get(event)!;
    for (const person of mine.people) if (mine.days[0] && !(since.get(person)! < mine.days[0])) mine.fresh += 1;
    const whole = model.upwards(event).slice(1).find((up) => found.has(up));
    (whole === undefined ? rows : found.get(whole)!.parts).push(mine);
  }
  const flat: Row[] = [];
  const walk = (some: Row[], depth: number): void => some.forEach((r) => {
    r.depth = depth;
    flat.push(r);
    walk(r.parts, depth + 1);
  });
  walk(rows, 0);
  const days = flat.flatMap((r) => r.days.map(day)).filter(Number.isFinite);
  return { rows, flat, people: new Set(flat.flatMap((r) => [...r.people])).size, first: Math.min(...days), last: Math.max(...days), most: Math.max(1, ...flat.map((r) => r.people.size)) };
}

/** The events an entity has to do with, in what is left. */
function eventsOf(model: Model, cast: Cast, entity: number): Set<number> {
  const found = new Set<number>();
  const add = (event: number): void => model.upwards(event).forEach((up) => found.add(up));
  const { kind } = model.entities[entity]!;
  if (kind === "event") return new Set([entity]);
  for (const i of cast.present) {
    const p = model.participations[i]!;
    const body = model.memberships[p.hat]?.institution ?? -1;
    if (p.person === entity) add(p.event);
    else if (kind === "institution" && body >= 0 && model.upwards(body).includes(entity)) add(p.event);
    else if (kind === "municipality" && body >= 0 && townsOf(model, body).includes(entity)) add(p.event);
  }
  if (kind === "theme" || kind === "mechanism" || kind === "actor") for (const i of cast.said) {
    const c = model.contributions[i]!;
    if (c.themes.includes(entity) || c.mechanisms.includes(entity) || c.wishes.includes(entity)) add(c.event);
  }
  return found;
}

/** Runs of days that follow each other. */
function runs(days: string[]): [number, number][] {
  const found: [number, number][] = [];
  for (const d of days.map(day).filter(Number.isFinite).sort((a, b) => a - b)) {
    const last = found[found.length - 1];
    if (last && d - last[1] <= 1) last[1] = d;
    else found.push([d, d]);
  }
  return found;
}

const LOW = 4; // the first day stands so far from the left, in hundredths
const at = (line: Line, d: number): number => (line.last === line.first ? 50 : LOW + ((100 - 2 * LOW) * (d - line.first)) / (line.last - line.first));
const radius = (line: Line, row: Row): number => 3 + 9 * Math.sqrt(row.people.size / line.most);

/** Days to write on a line so many pixels wide: those of the events when they are few, else beginnings of months or years; as many as fit. */
function ticks(line: Line, width: number): [number, string][] {
  if (!Number.isFinite(line.first)) return [];
  const days = [...new Set(line.flat.flatMap((r) => r.days.map(day).filter(Number.isFinite)))].sort((a, b) => a - b);
  const [start, end] = [iso(line.first), iso(line.last)];
  const months = (Number(end.slice(0, 4)) - Number(start.slice(0, 4))) * 12 + Number(end.slice(5, 7)) - Number(start.slice(5, 7));
  const of = (n: number): number => Date.UTC(Number(start.slice(0, 4)), Number(start.slice(5, 7)) - 1 + n, 1) / 86_400_000;
  const few = days.length <= 12 || months < 2;
  const step = months > 24 ? 12 : 1;
  const marks = few ? days : Array.from({ length: months + 1 }, (_, i) => of(i)).filter((d) => d >= line.first && d <= line.last && (new Date(d * 86_400_000).getUTCMonth() % step) === 0);
  const format = new Intl.DateTimeFormat(spoken() === "es" ? "es-MX" : "en", { ...(few ? { day: "numeric", month: "short", year: start.slice(0, 4) === end.slice(0, 4) ? undefined : "numeric" } : step === 12 ? { year: "numeric" } : { month: "short", year: "numeric" }), timeZone: "UTC" });
  const room = few && start.slice(0, 4) === end.slice(0, 4) ? 64 : 96;
  const kept: number[] = [];
  for (const d of marks) if (!kept.length || ((at(line, d) - at(line, kept[kept.length - 1]!)) * width) / 100 >= room) kept.push(d);
  return kept.map((d) => [d, format.format(new Date(d * 86_400_000))]);
}

/** The marks of an event on the line: a bar for days in a row, else a dot a day with a dotted line between. */
function marks(line: Line, row: Row, on: boolean): SVGElement[] {
  const found = runs(row.days);
  const r = radius(line, row);
  const paint = { class: on ? "v-dot v-here" : "v-dot", fill: INK.event };
  const shapes: SVGElement[] = found.length > 1 ? [s("line", { class: "v-between", x1: `${at(line, found[0]![0])}%`, x2: `${at(line, found[found.length - 1]![1])}%`, y1: 16, y2: 16, stroke: INK.soft, "stroke-dasharray": "1 4" })] : [];
  for (const [from, to] of found) {
    if (from === to) shapes.push(s("circle", { ...paint, cx: `${at(line, from)}%`, cy: 16, r }));
    else shapes.push(s("line", { class: `${paint.class} v-bar`, x1: `${at(line, from)}%`, x2: `${at(line, to)}%`, y1: 16, y2: 16, stroke: INK.event, "stroke-width": 2 * r, "stroke-linecap": "round" }));
  }
  return shapes;
}

function dated(row: Row): string {
  if (!row.days.length) return t("timeline.undated");
  const found = runs(row.days);
  return found.map(([from, to]) => (from === to ? date(iso(from)) : `${date(iso(from))} – ${date(iso(to))}`)).join(" · ") + (found.length > 1 ? ` ${t("timeline.apart")}` : "");
}

function numbers(line: Line, row: Row): string[] {
  const n = row.people.size;
  const back = n - row.fresh;
  const said = row.said.size;
  return [n ? t("timeline.people", { n, count: number(n) }) : t("timeline.nobody"), ...(!n || !row.days.length ? [] : day(row.days[0]!) === line.first ? [t("timeline.first")] : [t("timeline.new", { count: number(row.fresh) }), t("timeline.back", { n: back, count: number(back) })]),
    said ? t("timeline.said", { n: said, count: number(said) }) : t("timeline.unsaid")];
}

function counts(line: Line): string {
  return t("timeline.counts", { n: line.flat.length, count: number(line.flat.length), m: line.people, people: number(line.people) });
}

/** What to say of the selected entities that have to do with an event. */
function here(model: Model, entities: number[]): string {
  const by = new Map<string, string[]>();
  for (const e of entities) {
    const { kind } = model.entities[e]!;
    if (kind === "event") continue;
    const key = ["person", "institution", "municipality", "theme"].includes(kind) ? kind : "other";
    (by.get(key) ?? by.set(key, []).get(key)!).push(cut(label(model, e), 60));
  }
  return [...by].map(([key, names]) => t(`timeline.here.${key}`, { names: listed(names) })).join(" · ");
}

export function make(app: App): ViewPart {
  const { root, fill } = frame("timeline");
  const { model } = app;
  listen(app, root);
  let key = "";
  let line: Line | null = null;
  const items = new Map<number, { tag: HTMLElement; track: SVGElement; row: Row; item: HTMLElement }>();
  const none = h("p", { class: "v-soft", hidden: true });
  const one = (row: Row): HTMLElement => {
    const tag = h("p", { class: "v-tag", hidden: true });
    const track = s("svg", { class: "v-track", height: 32, width: "100%", "aria-hidden": "true" });
    const item = h("li", {}, h("div", { class: "v-event", "data-row": row.event }, h("div", { class: "v-what" }, nameButton(model, row.event), h("p", { class: "v-soft" }, dated(row)), tag), track, h("p", { class: "v-numbers" }, ...numbers(line!, row).map((n) => h("span", {}, n)))), row.parts.length ? h("ol", { class: "v-events" }, ...row.parts.map(one)) : null);
    items.set(row.event, { tag, track, row, item });
    return item;
  };
  const list = (rows: Row[]): Node[] => {
    const all = h("ol", { class: "v-events", "aria-label": t("timeline.list") });
    const pages = new Pages<Row>(app, all, one, 100, () => {
      emphasise(app.scene);
      mark(root, app.scene.state);
    });
    pages.show(rows);
    return [all, pages.foot];
  };
  const emphasise = (scene: Scene): void => {
    if (!line) return;
    const cast = castOf(app, scene);
    const chosen = selected(scene.state).map((e) => [e, eventsOf(model, cast, e)] as const);
    let any = false;
    for (const [event, { tag, track, row, item }] of items) {
      const those = chosen.filter(([, events]) => events.has(event)).map(([e]) => e);
      any ||= those.length > 0;
      tag.textContent = here(model, those);
      tag.hidden = !tag.textContent;
      item.firstElementChild!.classList.toggle("v-related", those.length > 0 && those.length === chosen.length);
      track.replaceChildren(s("line", { class: "v-axis", x1: 0, x2: "100%", y1: 16, y2: 16, stroke: INK.rule }), ...marks(line, row, those.length > 0 && those.length === chosen.length));
    }
    none.hidden = !chosen.length || any;
  };
  const update = (scene: Scene, before: Scene | null): void => {
    if (!isShown(scene, "timeline")) return;
    const now = contentKey(scene.state);
    if (before === null || now !== key) {
      key = now;
      items.clear();
      const title = h("h2", {}, t("timeline.title"));
      const lack = lacking(app, scene.state, ["event"]);
      line = lack ? null : lineOf(model, castOf(app, scene), scene.state.lang, scene.state.hidden);
      if (!line?.flat.length) fill(title, lack ?? empty(app, scene.state));
      else {
        none.textContent = t("timeline.nowhere");
        const axis = s("svg", { class: "v-track v-ticks", height: 22, width: "100%", "aria-hidden": "true" }, ...ticks(line, root.clientWidth > 900 ? root.clientWidth - 600 : root.clientWidth || 600).map(([d, text]) => tick(line!, d, text)));
        fill(title, h("p", {}, counts(line)), how(t("timeline.how"), t("timeline.points"), t("views.layerless")), none, h("div", { class: "v-event v-axis-row" }, axis), ...list(line.rows));
      }
    }
    emphasise(scene);
    mark(root, scene.state);
  };
  const svg = (): SVGSVGElement => paint(app);
  return { root, update, svg };
}

function tick(line: Line, d: number, text: string): SVGElement {
  const x = at(line, d);
  return s("text", { x: `${x}%`, y: 15, "text-anchor": x < 10 ? "start" : x > 90 ? "end" : "middle", class: "v-tick" }, text);
}

const [LEFT, WIDE, HIGH] = [330, 520, 34];

/** The picture for export. */
function paint(app: App): SVGSVGElement {
  const { model, scene } = app;
  const cast = castOf(app, scene);
  const line = lineOf(model, cast, scene.state.lang, scene.state.hidden);
  const shown = leftOut(scene.state, ["event"]).length ? [] : line.flat.slice(0, 300);
  const chosen = selected(scene.state).map((e) => eventsOf(model, cast, e));
  return picture(LEFT + WIDE + 420, 30 + HIGH * shown.length, t("timeline.title"), [shown.length ? counts(line) : t("views.empty.filters"), t("timeline.how")], (add, top) => {
    for (const [d, text] of shown.length ? ticks(line, WIDE) : []) {
      const x = LEFT + (WIDE * at(line, d)) / 100;
      add(words(x, top + 12, text, { "text-anchor": "middle", fill: INK.soft, "font-size": 10 }), s("line", { x1: x, x2: x, y1: top + 18, y2: top + 30 + HIGH * shown.length, stroke: INK.rule, "stroke-width": 0.5 }));
    }
    shown.forEach((row, i) => {
      const y = top + 30 + HIGH * i;
      const on = chosen.length > 0 && chosen.every((events) => events.has(row.event));
      add(words(20 + 14 * row.depth, y + 14, cut(label(model, row.event), 46 - 2 * row.depth), { "font-weight": on ? 700 : 400 }), words(20 + 14 * row.depth, y + 27, cut(dated(row), 56), { "font-size": 9, fill: INK.soft }));
      const track = s("svg", { x: LEFT, y, width: WIDE, height: 32, overflow: "visible" }, s("line", { x1: 0, x2: "100%", y1: 16, y2: 16, stroke: INK.rule }), ...marks(line, row, false));
      if (on) for (const shape of track.querySelectorAll("circle")) shape.setAttribute("stroke", INK.text), shape.setAttribute("stroke-width", "2.5");
      for (const shape of track.querySelectorAll("[class]")) shape.removeAttribute("class");
      add(track, words(LEFT + WIDE + 16, y + 20, cut(numbers(line, row).join(" · "), 76), { "font-size": 10 }));
    });
  });
}
