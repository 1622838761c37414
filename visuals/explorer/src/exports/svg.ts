/** Pictures as SVG: the network drawn anew from its layout, the other views as they draw themselves; title, legend and where it comes from around them. */

import type { App, ViewPart } from "../app";
import { s } from "../dom";
import { catalogue, number, t } from "../i18n";
import { kindName } from "../names";
import { grouped } from "../network";
import { frameOf, short, tidy, type DrawnNode, type DrawnTie, type Frame } from "../render/scene";
import { DASH, faintness, FONT, level, LIGHT, outline, WIDTHS, type Palette } from "../render/shapes";
import { KINDS } from "../types";
import { drawn, Places, type Drawn } from "../views/network-scene";
import { about, type About } from "./view";

catalogue({
  "svg.legend.stated": ["dicho en los informes", "stated in the reports"], "svg.legend.inferred": ["inferido por quien leyó", "inferred by a reader"],
  "svg.legend.group": ["grupo de nodos muy enlazados, como uno solo", "group of closely tied nodes, as one"],
  "svg.meaning": ["Un lazo: {meaning}.", "A tie: {meaning}."],
  "svg.filters": ["Filtros: {filters}", "Filters: {filters}"], "svg.desc": ["{meaning} Filtros: {filters}. Vista: {hash}", "{meaning} Filters: {filters}. View: {hash}"],
  "svg.nodes": ["{nodes} {nodes|nodo|nodos}, {ties} {ties|lazo|lazos}", "{nodes} {nodes|node|nodes}, {ties} {ties|tie|ties}"],
  "svg.tie": ["{a} – {b}: {weight}", "{a} – {b}: {weight}"], "svg.tie.inferred": ["{a} – {b}: {weight}, inferido", "{a} – {b}: {weight}, inferred"],
});

/** A view, as exports need it: `svg`, or for the network a bitmap of what its renderer shows. */
export type Shown = ViewPart & { picture?(scale: number): Promise<Blob | null> };
/** A picture without its frame, in its own units; `node` is missing when a bitmap is to be laid there. */
export interface Picture { width: number; height: number; node?: SVGElement }
export interface Sheet { svg: SVGSVGElement; width: number; height: number; hole: { x: number; y: number; width: number; height: number } }

const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const DC = "http://purl.org/dc/elements/1.1/";
const GROWN = 1.2; // how many units of the layout a pixel of a node's radius is
const MANY_TIES = 5000; // above, ties of one width are one path

/** What the network view draws, as numbers; `whole`: each node by itself, whatever the view's mode. */
export function drawing(app: App, whole = false): Drawn {
  const { model, scene } = app;
  const layer = model.layers.find((l) => l.name === scene.net.layer);
  if (!layer) return { nodes: [], ties: [], members: new Map(), home: (e) => e, frame: frameOf([]) };
  const places = new Places(layer);
  places.place(scene.state.moved);
  return drawn(app, scene.net, places, !whole && grouped(scene.state, layer, scene.net.nodes.length) ? places.groups(scene.state.opened) : null);
}

type Ruler = (text: string, size: number, weight?: string) => number;
/** What measures how wide a text is drawn. */
const ruler = (): Ruler => {
  const pen = document.createElement("canvas").getContext("2d");
  return (text, size, weight = "") => {
    if (!pen) return text.length * size * 0.56;
    pen.font = `${weight} ${size}px ${FONT}`;
    return pen.measureText(text).width * 1.04; // another machine's letters may be a little wider
  };
};

/** The network shown: ties, nodes, and the names that fit without lying over one another. */
export function drawNetwork(app: App, look: Palette): Picture {
  const what = drawing(app);
  const at = new Map(what.nodes.map((n) => [n.id, n]));
  const { selection } = app.scene.state;
  const chosen = new Set((selection.type === "node" ? [selection.node] : "a" in selection ? [selection.a, selection.b] : []).map(what.home));
  const box = frameOf(what.nodes.map((n) => [n.x, n.y] as const));
  const nodes = s("g", { stroke: look.background, "stroke-width": 1.5 });
  for (const n of [...what.nodes].sort((a, b) => a.id - b.id)) {
    const mark = chosen.has(n.id) ? { stroke: look.text, "stroke-width": 3 } : {};
    nodes.append(s("path", { d: outline(n.shape, n.x, n.y, n.size * GROWN), fill: look.shapes[n.shape], ...mark }, s("title", {}, n.label)));
  }
  const root = s("g", { "font-family": FONT }, drawTies(what.ties, at, look.tie), nodes, drawLabels(what.nodes, chosen, box, look));
  const pad = 40;
  root.setAttribute("transform", `translate(${pad - box.left} ${pad - box.top})`);
  return { node: root, width: Math.max(320, box.right - box.left + 2 * pad), height: Math.max(160, box.bottom - box.top + 2 * pad) };
}

function drawTies(ties: DrawnTie[], at: Map<number, DrawnNode>, colour: string): SVGElement {
  const group = s("g", { fill: "none", stroke: colour, "stroke-opacity": (0.5 * faintness(ties.length)).toFixed(2) });
  const merged = new Map<string, string[]>();
  for (const tie of ties) {
    const [a, b] = [at.get(tie.a), at.get(tie.b)];
    if (!a || !b) continue;
    const [way, width] = [`M${a.x} ${a.y}L${b.x} ${b.y}`, WIDTHS[level(tie.weight)]!];
    if (ties.length > MANY_TIES) {
      const key = `${width} ${tie.dashed ? "dashed" : ""}`;
      (merged.get(key) ?? merged.set(key, []).get(key)!).push(way);
      continue;
    }
    const title = t(tie.dashed ? "svg.tie.inferred" : "svg.tie", { a: a.label, b: b.label, weight: number(tie.weight) });
    group.append(s("path", { d: way, "stroke-width": width, "stroke-dasharray": tie.dashed ? DASH.join(" ") : null }, s("title", {}, title)));
  }
  for (const [key, ways] of merged) group.append(s("path", { d: ways.join(""), "stroke-width": key.split(" ")[0], "stroke-dasharray": key.endsWith("dashed") ? DASH.join(" ") : null }));
  return group;
}

/** Names, those of the most tied first; one that would lie over another name or a node is left out (its node still has it as a title). Widens `box` to hold them. */
function drawLabels(nodes: DrawnNode[], first: Set<number>, box: Frame, look: Palette): SVGElement {
  const wide = ruler();
  const taken = crowd();
  for (const { x, y, size } of nodes) taken.add({ left: x - size * GROWN, top: y - size * GROWN, right: x + size * GROWN, bottom: y + size * GROWN });
  const group = s("g", { fill: look.text, stroke: look.background, "stroke-width": 3, "stroke-linejoin": "round", "paint-order": "stroke", "text-anchor": "middle", "unicode-bidi": "plaintext" });
  const rank = (n: DrawnNode): number => (first.has(n.id) || n.pinned ? 1e9 : 0) + n.size;
  for (const n of [...nodes].sort((a, b) => rank(b) - rank(a) || a.id - b.id)) {
    const r = n.size * GROWN;
    const size = 12 + Math.round(n.size / 6);
    const text = short(tidy(n.label), 36);
    const half = wide(text, size) / 2;
    const spots: [number, number][] = [[n.x, n.y + r + size + 1], [n.x, n.y - r - 5], [n.x + r + 5 + half, n.y + size / 3], [n.x - r - 5 - half, n.y + size / 3]];
    for (const [x, y] of spots) {
      const area = { left: x - half - 1, top: y - size, right: x + half + 1, bottom: y + size * 0.3 };
      if (!taken.free(area)) continue;
      taken.add(area);
      Object.assign(box, { left: Math.min(box.left, area.left), top: Math.min(box.top, area.top), right: Math.max(box.right, area.right), bottom: Math.max(box.bottom, area.bottom) });
      group.append(s("text", { x: x.toFixed(1), y: y.toFixed(1), "font-size": size }, text));
      break;
    }
  }
  return group;
}

/** Boxes, and whether another would touch one of them. */
function crowd(): { add(box: Frame): void; free(box: Frame): boolean } {
  const side = 64;
  const cells = new Map<string, Frame[]>();
  function* keys(box: Frame): Generator<string> {
    for (let i = Math.floor(box.left / side); i <= box.right / side; i++) for (let j = Math.floor(box.top / side); j <= box.bottom / side; j++) yield `${i} ${j}`;
  }
  const apart = (a: Frame, b: Frame): boolean => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
  return {
    add: (box) => {
      for (const key of keys(box)) (cells.get(key) ?? cells.set(key, []).get(key)!).push(box);
    },
    free: (box) => {
      for (const key of keys(box)) if (cells.get(key)?.some((other) => !apart(box, other))) return false;
      return true;
    },
  };
}

/** Lay a picture out as a sheet: of the network, title above and legend below; of all, where it comes from. The other views' pictures have their own titles. */
export function sheet(app: App, picture: Picture, look: Palette): Sheet {
  const network = app.scene.state.view === "network";
  const said = about(app, !network);
  const wide = ruler();
  const unit = Math.max(1, picture.width / 1100); // so that title and source can be read beside a large drawing
  const margin = 22 * unit;
  const width = Math.max(picture.width, 560) + 2 * margin;
  let y = margin;
  const svg = s("svg", { xmlns: "http://www.w3.org/2000/svg", "font-family": FONT, fill: look.text }) as SVGSVGElement;
  const write = (text: string, size: number, weight: string, colour: string): void => {
    for (const row of wrap(text, (part) => wide(part, size * unit, weight) <= width - 2 * margin)) {
      y += size * unit * 1.35;
      svg.append(s("text", { x: margin.toFixed(1), y: (y - size * unit * 0.3).toFixed(1), "font-size": (size * unit).toFixed(1), "font-weight": weight, fill: colour, "unicode-bidi": "plaintext" }, row));
    }
  };
  if (network) {
    write(said.layer, 20, "600", look.text);
    write(`${said.title}. ${t("svg.nodes", { nodes: app.scene.net.nodes.length, ties: app.scene.net.ties.length })}.`, 13, "400", look.tie);
    if (said.meaning) write(t("svg.meaning", { meaning: said.meaning }), 13, "400", look.tie);
    write(t("svg.filters", { filters: said.filters }), 13, "400", look.tie);
    y += 12 * unit;
  }
  const hole = { x: (width - picture.width) / 2, y, width: picture.width, height: picture.height };
  if (picture.node instanceof SVGSVGElement) {
    for (const [name, value] of Object.entries(hole)) picture.node.setAttribute(name, String(value));
    svg.append(picture.node);
  } else if (picture.node) svg.append(s("g", { transform: `translate(${hole.x.toFixed(1)} ${hole.y.toFixed(1)})` }, picture.node));
  y += picture.height + 12 * unit;
  if (network) y = drawLegend(app, svg, look, { left: margin, top: y, right: width - margin, unit, wide });
  write(said.cite, 12, "400", look.tie);
  const height = y + margin;
  svg.prepend(s("title", {}, `${said.layer}. ${said.title}`), s("desc", {}, t("svg.desc", { ...said })), metadata(said), s("rect", { width: width.toFixed(1), height: height.toFixed(1), fill: look.background }));
  for (const [name, value] of [["viewBox", `0 0 ${width.toFixed(1)} ${height.toFixed(1)}`], ["width", width.toFixed(1)], ["height", height.toFixed(1)]] as const) svg.setAttribute(name, value);
  return { svg, width, height, hole };
}

/** What the shapes, colours and lines mean; gives where it ends. */
function drawLegend(app: App, svg: SVGElement, look: Palette, { left, top, right, unit, wide }: { left: number; top: number; right: number; unit: number; wide: Ruler }): number {
  const { model, scene: { net } } = app;
  const kinds = KINDS.map((kind) => [kind, net.nodes.reduce((sum, n) => sum + (model.entities[n]!.kind === kind ? 1 : 0), 0)] as const).filter(([, n]) => n);
  const size = 13 * unit;
  let [x, y] = [left, top + size];
  const item = (sign: (x: number, y: number) => SVGElement, room: number, text: string): void => {
    const long = room + 6 * unit + wide(text, size);
    if (x > left && x + long > right) [x, y] = [left, y + size * 1.6];
    svg.append(sign(x, y - size * 0.35), s("text", { x: (x + room + 6 * unit).toFixed(1), y: y.toFixed(1), "font-size": size.toFixed(1) }, text));
    x += long + 20 * unit;
  };
  for (const [kind, n] of kinds) item((at, middle) => s("path", { d: outline(kind, at + 6 * unit, middle, 6 * unit), fill: look.shapes[kind] }), 12 * unit, `${kindName(kind, n !== 1)} (${number(n)})`);
  if (app.scene.state.mode === "community") item((at, middle) => s("path", { d: outline("group", at + 6 * unit, middle, 6 * unit), fill: look.shapes.group }), 12 * unit, t("svg.legend.group"));
  const stroke = (dashed: boolean) => (at: number, middle: number): SVGElement =>
    s("path", { d: `M${at.toFixed(1)} ${middle.toFixed(1)}h${(30 * unit).toFixed(1)}`, stroke: look.tie, "stroke-width": (2 * unit).toFixed(1), "stroke-dasharray": dashed ? `${6 * unit} ${4 * unit}` : null });
  if (net.ties.some((tie) => tie.stated)) item(stroke(false), 30 * unit, t("svg.legend.stated"));
  if (net.ties.some((tie) => !tie.stated)) item(stroke(true), 30 * unit, t("svg.legend.inferred"));
  return kinds.length ? y + size : top;
}

/** Words in rows that fit; a word too long for a row is cut. */
function wrap(text: string, fits: (row: string) => boolean): string[] {
  const rows: string[] = [];
  let row = "";
  const add = (word: string): void => {
    const longer = row ? `${row} ${word}` : word;
    if (fits(longer)) {
      row = longer;
      return;
    }
    if (row) rows.push(row);
    row = "";
    const letters = [...word];
    while (letters.length && !fits(letters.join(""))) {
      let cut = letters.length;
      while (cut > 1 && !fits(letters.slice(0, cut).join(""))) cut = Math.floor(cut / 2);
      rows.push(letters.splice(0, cut).join(""));
    }
    row = letters.join("");
  };
  tidy(text).split(" ").forEach(add);
  if (row) rows.push(row);
  return rows;
}

/** What the picture is, for programs: RDF with Dublin Core, where Inkscape and others look for it. */
function metadata(said: About): SVGElement {
  const dc = (name: string, text: string): Element => {
    const element = document.createElementNS(DC, `dc:${name}`);
    element.textContent = text;
    return element;
  };
  const root = document.createElementNS(RDF, "rdf:RDF");
  const described = document.createElementNS(RDF, "rdf:Description");
  described.setAttributeNS(RDF, "rdf:about", "");
  described.append(
    dc("title", said.title), dc("description", `${said.layer}. ${said.filters}`), dc("identifier", said.hash), dc("source", said.version), dc("rights", said.licence), dc("publisher", said.publisher),
    dc("format", "image/svg+xml"), dc("relation", said.cite),
  );
  root.append(described);
  return s("metadata", {}, root);
}

/** An SVG as a file that any XML reader reads: characters that XML does not allow are left out. */
export function serialise(svg: SVGSVGElement): string {
  const text = new XMLSerializer().serializeToString(svg);
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "");
}

/** What is shown, as an SVG file; null when the view has no picture. On white whatever the page's theme: it is for paper. */
export function toSvg(app: App, view: Shown): Blob | null {
  const picture = pictureOf(app, view);
  return picture && new Blob(['<?xml version="1.0" encoding="UTF-8"?>\n', serialise(sheet(app, picture, LIGHT).svg)], { type: "image/svg+xml" });
}

/** What is shown, without its frame; null when the view has no picture. */
export function pictureOf(app: App, view: Shown): Picture | null {
  if (app.scene.state.view === "network") return drawNetwork(app, LIGHT);
  const node = view.svg?.();
  if (!node) return null;
  const box = (node.getAttribute("viewBox") ?? "").split(/[ ,]+/).map(Number);
  return { node, width: box[2] || 600, height: box[3] || 400 };
}
