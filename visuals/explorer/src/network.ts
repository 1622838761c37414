/** The ties of a layer among what the filters leave: the same as `kg.network` finds in the whole graph (a test compares them). */

import type { Model } from "./data";
import type { Active } from "./filter";
import type { Layer, Mode, State } from "./types";

/** Nodes of a layer above which it opens by its groups: so many dots say little at first, and their groups do. */
const LARGE = 2000;

/** Whether a layer opens by its groups: it is large, and has several of two or more. */
export function large(layer: Layer | undefined): boolean {
  if (!layer || layer.nodes.length <= LARGE) return false;
  const known = grouping.get(layer);
  if (known !== undefined) return known;
  const [one, many] = [new Set<number>(), new Set<number>()];
  for (const c of layer.community) (one.has(c) ? many : one).add(c);
  grouping.set(layer, many.size > 1);
  return many.size > 1;
}
const grouping = new WeakMap<Layer, boolean>();

/** Whether a scene is drawn by groups: as its state says, but for a few around a node of a large layer, who are drawn one by one. */
export function grouped(state: State, layer: Layer, shown: number): boolean {
  const few = state.ego > 0 && state.selection.type === "node" && shown <= LARGE && large(layer);
  return state.mode === "community" && layer.community.length > 0 && !few;
}

/** `a` < `b` are entities; `stated`: the part of the weight that rests on nothing inferred. */
export interface Tie { a: number; b: number; weight: number; stated: number }
export interface Net {
  layer: string;
  nodes: number[]; // entities shown, sorted
  ties: Tie[];
  neighbours: Map<number, Map<number, Tie>>;
}

/** Who is in what, in one layer: (row, column, whether it is stated). `column` is an entity, or for contributions -1 - its index. */
type Cell = [row: number, column: number, stated: boolean];
const TWO_MODES: readonly string[] = ["person-event", "person-institution"];

/** What puts rows in columns, in a layer. */
export function* incidence(model: Model, active: Active, layer: string): Generator<Cell> {
  if (layer === "copresence" || layer === "person-event") {
    for (const [i, p] of model.participations.entries()) if (active.participations[i] && (layer === "person-event" || model.leaf[p.event])) yield [p.person, p.event, !p.inferred];
  } else if (layer === "affiliation" || layer === "person-institution") {
    for (const [i, m] of model.memberships.entries()) {
      if (active.memberships[i] && m.institution >= 0) for (const body of layer === "affiliation" ? model.upwards(m.institution) : [m.institution]) yield [m.person, body, !m.inferred];
    }
  } else {
    for (const [i, c] of model.contributions.entries()) {
      if (!active.contributions[i]) continue;
      if (layer === "theme") for (const s of c.speakers) for (const theme of c.themes) yield [s, theme, !c.inferred];
      if (layer === "coproposal" && c.speakers.length > 1) for (const s of c.speakers) yield [s, -1 - i, !c.inferred];
      if (layer === "wished" && c.wishes.length > 1) for (const w of c.wishes) yield [w, -1 - i, !c.inferred];
    }
  }
}

/** The network of a layer: visible nodes and the ties among them. */
export function network(model: Model, active: Active, layer: string, hidden: readonly number[] = []): Net {
  const seen = new Uint8Array(model.entities.length);
  for (const e of model.layers.find((l) => l.name === layer)?.nodes ?? []) seen[e] = active.visible[e]!;
  for (const e of hidden) seen[e] = 0;
  const shown = (e: number): boolean => seen[e] === 1;
  const two = TWO_MODES.includes(layer);
  const ties = new Map<number, Tie>();
  const size = model.entities.length;
  const tie = (one: number, other: number, stated: boolean): void => {
    const [a, b] = one < other ? [one, other] : [other, one];
    const found = ties.get(a * size + b);
    if (!found) ties.set(a * size + b, { a, b, weight: 1, stated: stated ? 1 : 0 });
    else if (!two) {
      found.weight += 1;
      found.stated += stated ? 1 : 0;
    } else if (stated) found.stated = 1;
  };
  const groups = new Map<number, Map<number, boolean>>();
  for (const [row, column, stated] of incidence(model, active, layer)) {
    if (!shown(row)) continue;
    if (two) {
      if (shown(column)) tie(row, column, stated);
      continue;
    }
    const group = groups.get(column) ?? groups.set(column, new Map()).get(column)!;
    group.set(row, stated || !!group.get(row));
  }
  for (const group of groups.values()) {
    const members = [...group];
    for (let i = 0; i < members.length; i++) for (let j = i + 1; j < members.length; j++) tie(members[i]![0], members[j]![0], members[i]![1] && members[j]![1]);
  }
  const nodes = model.entities.flatMap((_, e) => (shown(e) ? [e] : []));
  const list = [...ties.values()].sort((x, y) => x.a - y.a || x.b - y.b);
  const neighbours = new Map<number, Map<number, Tie>>(nodes.map((n) => [n, new Map()]));
  for (const found of list) {
    neighbours.get(found.a)!.set(found.b, found);
    neighbours.get(found.b)!.set(found.a, found);
  }
  return { layer, nodes, ties: list, neighbours };
}

/** The part of a network within so many steps of a node; the whole when nothing is selected. */
export function around(net: Net, node: number, steps: number): Net {
  if (!steps || !net.neighbours.has(node)) return net;
  let reached = new Set([node]);
  for (let step = 0; step < steps; step++) reached = new Set([...reached, ...[...reached].flatMap((n) => [...net.neighbours.get(n)!.keys()])]);
  return part(net, reached);
}

/** The part of a network among some nodes. */
export function part(net: Net, kept: ReadonlySet<number>): Net {
  const nodes = net.nodes.filter((n) => kept.has(n));
  const ties = net.ties.filter((tie) => kept.has(tie.a) && kept.has(tie.b));
  const neighbours = new Map(nodes.map((n) => [n, new Map([...net.neighbours.get(n)!].filter(([m]) => kept.has(m)))]));
  return { ...net, nodes, ties, neighbours };
}

/** A shortest path by number of steps, ends included; null when there is none. Of several, the one whose nodes come first, from the start. */
export function path(net: Net, from: number, to: number): number[] | null {
  return net.neighbours.has(from) && net.neighbours.has(to) ? shortest(from, to, (node) => [...net.neighbours.get(node)!.keys()]) : null;
}

/** The same where `beside` tells who is one step away. */
export function shortest(from: number, to: number, beside: (node: number) => number[]): number[] | null {
  const before = new Map<number, number>([[from, from]]);
  let edge = [from];
  while (edge.length && !before.has(to)) {
    const next: number[] = [];
    for (const node of edge) for (const other of beside(node).sort((a, b) => a - b)) if (!before.has(other)) {
      before.set(other, node);
      next.push(other);
    }
    edge = next;
  }
  if (!before.has(to)) return null;
  const found = [to];
  while (found[0] !== from) found.unshift(before.get(found[0]!)!);
  return found;
}

/** How a layer is shown at first. */
export function opening(model: Model, layer: string): Mode {
  return large(model.layers.find((l) => l.name === layer)) ? "community" : "all";
}

/** What a state shows of a layer. */
export function shownNet(model: Model, active: Active, state: State): Net {
  const whole = network(model, active, state.layer, state.hidden);
  return state.ego && state.selection.type === "node" ? around(whole, state.selection.node, state.ego) : whole;
}
