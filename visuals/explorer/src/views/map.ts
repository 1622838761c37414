/** The municipalities as a map, from the outlines that were given at export: the same towns, names and actions as the cells beside it. */

import type { Geo } from "../types";
import { css, h, s } from "../dom";
import { catalogue, number, t } from "../i18n";

catalogue({
  "map.keys": ["Con las flechas se va de un municipio a otro; Entrar abre sus detalles. La vista de casillas dice lo mismo en una lista.", "Arrow keys go from one municipality to another; Enter opens its details. The view of cells says the same as a list."],
  "map.one": ["{count} {n|persona|personas}", "{count} {n|person|people}"],
  "map.more": ["{from} a {to} personas", "{from} to {to} people"],
  "map.most": ["{from} personas o más", "{from} people or more"],
  "map.of": ["{text}: {n} {n|municipio|municipios}", "{text}: {n} {n|municipality|municipalities}"],
  "map.town": ["{name}, {amount} ({standing})", "{name}, {amount} ({standing})"],
  "map.town.gone": ["{name} ({standing})", "{name} ({standing})"],
  "map.file": ["Contornos del archivo «{file}», dado al hacer esta página; no son de los informes.", "Outlines from the file “{file}”, given when this page was made; they are not of the reports."],
  "map.missing": ["Sin contorno en ese archivo: {names}. Están en las casillas.", "Without an outline in that file: {names}. They are among the cells."],
  "map.stray": ["{count} {n|polígono|polígonos} de ese archivo no {n|es|son} de ningún municipio de la lista: {names}.", "{count} {n|polygon|polygons} of that file {n|is|are} of no municipality of the list: {names}."],
  "map.stray.unnamed": ["sin nombre", "without a name"],
  "map.label": ["{name} ({n})", "{name} ({n})"],
});

/** A town as the map needs it. `people`: how many stood for it; `amount`: the same, or what names it, in words. */
export interface Mapped { code: string; name: string; entity: number; look: "here" | "named" | "gone"; standing: string; people: number; amount: string }
type Point = [x: number, y: number];
interface Outline { d: string; rings: Point[][]; middle: Point; room: number }

const outlines = new WeakMap<Geo, Map<string, Outline>>();

/** The outlines by code, drawn once. */
function outlinesOf(geo: Geo): Map<string, Outline> {
  const known = outlines.get(geo);
  if (known) return known;
  const made = new Map(geo.shapes.map(([code, , steps]) => {
    const rings = steps.map(ringOf);
    const largest = rings.reduce((a, b) => (area(b) > area(a) ? b : a));
    return [code, { d: rings.map((ring) => `M${ring.map((p) => p.join(" ")).join("L")}z`).join(""), rings, ...inside(largest) }];
  }));
  outlines.set(geo, made);
  return made;
}

function ringOf(steps: number[]): Point[] {
  let [x, y] = [0, 0];
  return Array.from({ length: steps.length / 2 }, (_, i): Point => [(x += steps[2 * i]!), (y += steps[2 * i + 1]!)]);
}

function area(ring: Point[]): number {
  return Math.abs(ring.reduce((sum, [x, y], i) => sum + x * ring[(i + 1) % ring.length]![1] - ring[(i + 1) % ring.length]![0] * y, 0));
}

/** A point within a ring, where it is widest at one of a few heights, and how wide it is there. */
function inside(ring: Point[]): { middle: Point; room: number } {
  const ys = ring.map(([, y]) => y);
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  let best: { middle: Point; room: number } = { middle: ring[0]!, room: 0 };
  for (const part of [0.5, 0.4, 0.6, 0.3, 0.7]) {
    const y = top + (bottom - top) * part + 0.01;
    const cuts = ring.flatMap(([x1, y1], i) => {
      const [x2, y2] = ring[(i + 1) % ring.length]!;
      return y1 > y !== y2 > y ? [x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)] : [];
    }).sort((a, b) => a - b);
    for (let i = 0; i + 1 < cuts.length; i += 2) {
      const room = cuts[i + 1]! - cuts[i]!;
      if (room > best.room * 1.15) best = { middle: [(cuts[i]! + cuts[i + 1]!) / 2, y], room };
    }
  }
  return best;
}

/** The classes of how many people: 1, 2 to 3, 4 to 7, 8 or more; those up to the largest. `shade` is 4 for the fullest of all. */
interface Class { from: number; to: number; shade: number; text: string }
function classesOf(towns: Mapped[]): Class[] {
  const most = Math.max(0, ...towns.map((town) => town.people));
  const bounds = [1, 2, 4, 8].filter((from) => from <= most);
  return bounds.map((from, i) => {
    const to = i < 3 ? 2 * from - 1 : Infinity;
    const text = to === Infinity ? t("map.most", { from }) : to === from ? t("map.one", { n: from, count: number(from) }) : t("map.more", { from, to });
    return { from, to, shade: 4 - (bounds.length - 1 - i), text };
  });
}

function lookOf(town: Mapped, classes: Class[]): string {
  const found = classes.find(({ from, to }) => town.people >= from && town.people <= to);
  return town.look === "here" && found ? `v-land-${found.shade}` : `v-land-${town.look}`;
}

/** What the colours and patterns say, and of how many municipalities. */
function legend(towns: Mapped[], classes: Class[], names: Record<string, string>): HTMLElement {
  const item = (look: string, text: string, n: number): HTMLElement =>
    h("li", {}, s("svg", { viewBox: "0 0 24 16", width: 24, height: 16, "aria-hidden": "true", class: "v-land-key" }, look === "v-land-named" && hatch("v-hatch-key", "", "", 6), s("rect", { x: 1, y: 1, width: 22, height: 14, rx: 2, class: look })), t("map.of", { text, n }));
  const rest = (["named", "gone"] as const).map((look) => [look, towns.filter((town) => town.look === look).length] as const);
  return h("ul", { class: "v-key" }, ...classes.map((c) => item(`v-land-${c.shade}`, `${names["here"]}, ${c.text}`, towns.filter((town) => town.people >= c.from && town.people <= c.to && town.look === "here").length)),
    ...rest.filter(([, n]) => n).map(([look, n]) => item(`v-land-${look}`, names[look]!, n)));
}

/** Names with their counts, of those where somebody stood for, where they lie over no other; `unit`: units of the map in a pixel. */
function labels(towns: Mapped[], known: Map<string, Outline>, unit: number, width: number): SVGElement[] {
  const size = 12 * unit;
  const taken: [number, number, number, number][] = [];
  return [...towns].sort((a, b) => b.people - a.people || (a.code < b.code ? -1 : 1)).flatMap((town) => {
    const found = known.get(town.code);
    if (!found || town.look !== "here") return [];
    const text = t("map.label", { name: town.name, n: number(town.people) });
    const half = text.length * size * 0.29;
    const x = Math.max(half, Math.min(width - half, found.middle[0]));
    const box: [number, number, number, number] = [x - half, found.middle[1] - size * 0.7, x + half, found.middle[1] + size * 0.6];
    if (taken.some(([a, b, c, d]) => box[0] < c && a < box[2] && box[1] < d && b < box[3])) return [];
    taken.push(box);
    return [s("text", { x: x.toFixed(0), y: (found.middle[1] + size * 0.35).toFixed(0), "font-size": size.toFixed(1), "text-anchor": "middle", class: "v-land-name" }, text)];
  });
}

/** The lines that mean "only named": a pattern of the picture's own. */
function hatch(id: string, ink: string, paper: string, step: number): SVGElement {
  return s("defs", {}, s("pattern", { id, width: step, height: step, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    s("rect", { width: step, height: step, class: "v-land-paper", fill: paper }), s("path", { d: `M0 0V${step}`, "stroke-width": step / 2, class: "v-land-line", stroke: ink })));
}

/** The map, to look at and to walk with the keyboard: one stop for Tab, arrows from one municipality to the next. */
export function drawMap(geo: Geo, towns: Mapped[], title: string, names: Record<string, string>): HTMLElement[] {
  const known = outlinesOf(geo);
  const classes = classesOf(towns);
  const drawn = towns.filter((town) => known.has(town.code));
  const land = drawn.map((town) => {
    const said = town.look === "gone" ? t("map.town.gone", { ...town }) : t("map.town", { ...town });
    const acts = town.entity >= 0 && town.look !== "gone";
    return s("path", { d: known.get(town.code)!.d, class: `v-land ${lookOf(town, classes)}`, role: acts ? "button" : "img", "aria-label": said, tabindex: -1, "data-code": town.code, "data-node": acts ? town.entity : null }, s("title", {}, said));
  });
  const [chosen, at] = [s("path", { class: "v-land-chosen", "aria-hidden": "true" }), s("path", { class: "v-land-at", "aria-hidden": "true" })];
  const written = s("g", { "aria-hidden": "true" });
  const svg = s("svg", { viewBox: `-8 -8 ${geo.width + 16} ${geo.height + 16}`, class: "v-map", role: "group", "aria-label": title, "aria-describedby": "v-map-keys" }, hatch("v-hatch", "", "", 26), ...land, written, chosen, at) as SVGSVGElement;
  land.find((path) => path.dataset["node"] !== undefined)?.setAttribute("tabindex", "0");
  if (!land.some((path) => path.getAttribute("tabindex") === "0")) land[0]?.setAttribute("tabindex", "0");
  const go = (path: SVGElement): void => {
    for (const other of land) other.setAttribute("tabindex", "-1");
    path.setAttribute("tabindex", "0");
    path.focus();
  };
  svg.addEventListener("keydown", (event) => {
    const here = land.indexOf(event.target as SVGElement);
    if (here < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const way = ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] } as Record<string, Point>)[event.key];
    const next = way ? towards(drawn.map((town) => known.get(town.code)!.middle), here, way) : event.key === "Home" ? 0 : event.key === "End" ? land.length - 1 : null;
    if (event.key === "Enter" || event.key === " ") land[here]!.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    else if (next === null) return;
    else if (land[next]) go(land[next]!);
    event.preventDefault();
  });
  const show = (): void => at.setAttribute("d", svg.querySelector(".v-land:focus-visible")?.getAttribute("d") ?? "");
  new MutationObserver(() => chosen.setAttribute("d", svg.querySelector(".v-land[aria-current]")?.getAttribute("d") ?? "")).observe(svg, { subtree: true, attributeFilter: ["aria-current"] });
  let last = 0;
  new ResizeObserver(() => {
    const width = svg.getBoundingClientRect().width;
    if (!width || width === last) return;
    last = width;
    written.replaceChildren(...labels(drawn, known, (geo.width + 16) / width, geo.width));
  }).observe(svg);
  const box = css(h("div", { class: "v-map-box" }, svg), { "--map-ratio": String((geo.width + 16) / (geo.height + 16)) });
  box.addEventListener("focusin", show); // a drawing that listens to these itself would be a stop for Tab
  box.addEventListener("focusout", () => at.setAttribute("d", ""));
  return [legend(drawn, classes, names), box, h("p", { class: "v-hidden", id: "v-map-keys" }, t("map.keys")), ...remarks(geo, towns)];
}

/** The nearest point in a direction; -1 for none. */
function towards(points: Point[], from: number, [dx, dy]: Point): number {
  let [best, least] = [-1, Infinity];
  points.forEach(([px, py], i) => {
    const [x, y] = [px - points[from]![0], py - points[from]![1]];
    const along = x * dx + y * dy;
    const aside = Math.abs(x * dy - y * dx);
    const far = along + 2 * aside;
    if (i !== from && along > 0 && aside <= along * 1.5 && far < least) [best, least] = [i, far];
  });
  return best;
}

/** Where the outlines come from, and what they lack. */
function remarks(geo: Geo, towns: Mapped[]): HTMLElement[] {
  const missing = new Set(geo.missing);
  const without = towns.filter((town) => missing.has(town.code)).map((town) => town.name);
  const { n, names } = geo.stray;
  const few = (list: string[], all: number): string => list.slice(0, 12).join(", ") + (all > Math.min(12, list.length) ? "…" : "");
  return [
    h("p", { class: "v-soft", dir: "auto" }, t("map.file", { file: geo.file })),
    ...(without.length ? [h("p", { class: "v-soft" }, t("map.missing", { names: few(without, without.length) }))] : []),
    ...(n ? [h("p", { class: "v-soft" }, t("map.stray", { n, count: number(n), names: names.length ? few(names, names.length) : t("map.stray.unnamed") }))] : []),
  ];
}

/** The map as part of a picture for export, so many pixels wide. */
export function paintMap(geo: Geo, towns: Mapped[], width: number, look: { ink: string; paper: string; rule: string; text: string }): { nodes: SVGElement[]; height: number; key: string } {
  const known = outlinesOf(geo);
  const classes = classesOf(towns);
  const drawn = towns.filter((town) => known.has(town.code));
  const scale = width / Math.max(1, geo.width);
  const shade = (town: Mapped): string => `0.${[0, 40, 60, 80][classes.find(({ from, to }) => town.people >= from && town.people <= to)?.shade ?? 0] ?? "95"}`;
  const land = drawn.map((town) => s("path", { d: known.get(town.code)!.d, stroke: town.look === "gone" ? look.rule : look.ink, "stroke-width": (0.8 / scale).toFixed(2), "fill-rule": "evenodd",
    fill: town.look === "here" ? look.ink : town.look === "named" ? "url(#kg-hatch)" : look.paper, "fill-opacity": town.look === "here" ? shade(town) : null }, s("title", {}, town.name)));
  const names = labels(drawn, known, 1 / scale, geo.width);
  for (const name of names) for (const [key, value] of [["fill", look.text], ["stroke", look.paper], ["stroke-width", (3 / scale).toFixed(1)], ["paint-order", "stroke"]] as const) name.setAttribute(key, value);
  for (const name of names) name.removeAttribute("class");
  const pattern = hatch("kg-hatch", look.ink, look.paper, 26);
  for (const part of pattern.querySelectorAll("[class]")) part.removeAttribute("class");
  return { nodes: [pattern, s("g", { transform: `scale(${scale.toFixed(4)})` }, ...land, ...names)], height: geo.height * scale, key: classes.map((c) => c.text).join(" · ") };
}
