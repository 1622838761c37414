/** The answer as a network: two columns are its ends. Drawn as SVG with links to pages; the list of ties says the same in words. */

import { t } from "../../../explorer/src/i18n";
import { h, put, s } from "../dom";
import type { Cell, Results } from "../model";
import { pageOf, short, tail } from "../places";
import { wordsOf } from "./cells";
import { names, select } from "./columns";

const [DRAWN, LISTED, WIDE, HIGH, ROUNDS] = [120, 300, 1000, 640, 260];
const EDGE = 120; // room for names at both sides
interface Node { key: string; label: string; iri: string; ties: number; x: number; y: number }
interface Tie { a: Node; b: Node; count: number; why: string }

/** Nodes and ties of two columns; the same tie twice is one that counts two. */
export function graphOf(results: Results, from: number, to: number): { nodes: Node[]; ties: Tie[] } {
  const nodes = new Map<string, Node>();
  const ties = new Map<string, Tie>();
  const node = (cell: Cell): Node => {
    const found = nodes.get(cell.value);
    if (found) return found;
    const made = { key: cell.value, label: cell.type === "uri" ? tail(cell.value) : wordsOf(cell), iri: cell.type === "uri" ? cell.value : "", ties: 0, x: 0, y: 0 };
    nodes.set(cell.value, made);
    return made;
  };
  for (const row of results.rows) {
    const [one, other] = [row[from], row[to]];
    const [a, b] = [one ? node(one) : null, other ? node(other) : null];
    if (!a || !b || a === b) continue;
    const key = `${a.key}\u0000${b.key}`;
    const tie = ties.get(key) ?? { a, b, count: 0, why: results.kind === "triples" ? short(row[1]?.value ?? "") : "" };
    if (!tie.count) {
      a.ties += 1;
      b.ties += 1;
    }
    tie.count += 1;
    ties.set(key, tie);
  }
  return { nodes: [...nodes.values()].sort((a, b) => b.ties - a.ties || (a.label < b.label ? -1 : 1)), ties: [...ties.values()].sort((a, b) => b.count - a.count) };
}

/** Place nodes: on a spiral, then springs and repulsion (Fruchterman and Reingold), always the same for the same answer. */
function arrange(nodes: Node[], ties: Tie[]): void {
  nodes.forEach((n, i) => {
    const turn = i * 2.399963;
    const away = Math.sqrt((i + 0.5) / nodes.length) / 2.6;
    [n.x, n.y] = [WIDE * (0.5 + away * Math.cos(turn)), HIGH * (0.5 + away * Math.sin(turn))];
  });
  const ideal = 0.9 * Math.sqrt((WIDE * HIGH) / (nodes.length + 1));
  const moves = nodes.map(() => [0, 0] as [number, number]);
  const place = new Map(nodes.map((n, i) => [n, i]));
  for (let round = 0; round < ROUNDS; round++) {
    moves.forEach((m) => m.fill(0));
    for (let i = 0; i < nodes.length; i++) {
      for (let j = i + 1; j < nodes.length; j++) push(i, j, (d) => (d < 3 * ideal ? (ideal * ideal) / d : 0)); // parts that nothing ties do not drive each other to the edges
    }
    for (const { a, b } of ties) push(place.get(a)!, place.get(b)!, (d) => -(d * d) / ideal);
    const heat = (WIDE / 12) * (1 - round / ROUNDS);
    nodes.forEach((n, i) => {
      const [dx, dy] = moves[i]!;
      const far = Math.hypot(dx, dy) || 1;
      n.x = Math.min(WIDE - EDGE, Math.max(EDGE, n.x + (dx / far) * Math.min(far, heat) + (WIDE / 2 - n.x) * 0.012));
      n.y = Math.min(HIGH - 30, Math.max(40, n.y + (dy / far) * Math.min(far, heat) + (HIGH / 2 - n.y) * 0.02));
    });
  }
  function push(i: number, j: number, force: (distance: number) => number): void {
    const [a, b] = [nodes[i]!, nodes[j]!];
    const [dx, dy] = [a.x - b.x, a.y - b.y];
    const d = Math.max(1, Math.hypot(dx, dy));
    const f = force(d) / d;
    moves[i]![0] += dx * f;
    moves[i]![1] += dy * f;
    moves[j]![0] -= dx * f;
    moves[j]![1] -= dy * f;
  }
}

/** Draw the network. */
export function network(place: HTMLElement, results: Results): void {
  const among = results.kind === "triples" ? [0, 2] : names(results);
  if (among.length < 2) return void put(place, h("p", {}, t("no-graph")));
  let [from, to] = [among[0]!, among[1]!];
  const shown = h("div");
  const draw = (): void => {
    const { nodes, ties } = graphOf(results, from, to);
    const drawn = nodes.slice(0, DRAWN);
    const inside = new Set(drawn);
    const tied = ties.filter((tie) => inside.has(tie.a) && inside.has(tie.b));
    arrange(drawn, tied);
    const words = t("graph-of", { nodes: nodes.length, ties: ties.length });
    put(shown, h("p", { class: "soft" }, words, nodes.length > DRAWN ? ` · ${t("graph-cut", { n: DRAWN })}` : ""), picture(drawn, tied, words), list(ties));
  };
  const choose = (): void => put(place, h("div", { class: "picks" }, select(t("from"), results, among, from, (c) => {
    from = c;
    draw();
  }), select(t("to"), results, among, to, (c) => {
    to = c;
    draw();
  })), shown);
  choose();
  draw();
}

function picture(nodes: Node[], ties: Tie[], words: string): SVGElement {
  const most = Math.max(1, ...ties.map((tie) => tie.count));
  const lines = ties.map(({ a, b, count }) => s("line", { x1: a.x.toFixed(1), y1: a.y.toFixed(1), x2: b.x.toFixed(1), y2: b.y.toFixed(1), "stroke-width": (1 + (3 * count) / most).toFixed(1) }));
  const taken: [number, number, number][] = [];
  const dots = nodes.map((n) => {
    const dot = s("circle", { cx: n.x.toFixed(1), cy: n.y.toFixed(1), r: (6 + Math.sqrt(n.ties) * 3).toFixed(1) }, s("title", {}, `${n.label} (${n.ties})`));
    const words = n.label.length > 34 ? `${n.label.slice(0, 33)}…` : n.label;
    const [y, half] = [n.y - 10 - Math.sqrt(n.ties) * 3, words.length * 4.3];
    const free = !taken.some(([tx, ty, th]) => Math.abs(ty - y) < 19 && Math.abs(tx - n.x) < half + th);
    if (free) taken.push([n.x, y, half]);
    const label = free ? s("text", { x: n.x.toFixed(1), y: y.toFixed(1) }, words) : null; // a name that would cover another is told by the title and the list
    const address = n.iri ? pageOf(n.iri) : "";
    return address ? s("a", { href: address, ...(label ? {} : { "aria-label": n.label }) }, dot, label) : s("g", {}, dot, label);
  });
  return s("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, class: "net", role: "group", "aria-label": words }, s("g", { class: "ties" }, ...lines), ...dots);
}

function list(ties: Tie[]): HTMLElement {
  const name = (n: Node): globalThis.Node => (n.iri && pageOf(n.iri) ? h("a", { href: pageOf(n.iri) }, h("bdi", {}, n.label)) : h("bdi", {}, n.label));
  return h("details", {}, h("summary", {}, t("ties", { n: ties.length })), ties.length > LISTED ? h("p", { class: "soft" }, t("ties-cut", { n: LISTED })) : null,
    h("ul", { class: "tielist" }, ...ties.slice(0, LISTED).map((tie) => h("li", {}, name(tie.a), ` — ${tie.why ? `${tie.why} — ` : ""}`, name(tie.b), tie.count > 1 ? ` (${tie.count})` : ""))));
}
