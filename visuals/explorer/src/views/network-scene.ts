/** What the network view draws: each entity by itself, or groups that are tied closely as one; and what a selection tells apart. */

import type { App } from "../app";
import { catalogue, t } from "../i18n";
import { label } from "../names";
import { path, type Net } from "../network";
import { frameOf, short, type DrawnNode, type DrawnTie, type Frame } from "../render/scene";
import type { Layer, Selection } from "../types";

catalogue({ "network.group": ["{name} y {n} más", "{name} and {n} more"] });

/** Groups have negative ids: minus the number of their community. */
export interface Drawn { nodes: DrawnNode[]; ties: DrawnTie[]; members: Map<number, number[]>; home: (entity: number) => number }
export interface Told { selected: Set<number>; near: Set<number>; chain: boolean }

const [LEAST, MOST] = [5, 17];

/** Where the nodes of a layer stand; what the user moved stands where they left it. */
export class Places {
  readonly frame: Frame;
  private readonly index: Map<number, number>;
  readonly moved = new Map<number, [number, number]>();

  constructor(readonly layer: Layer) {
    this.index = new Map(layer.nodes.map((n, i) => [n, i]));
    this.frame = frameOf(layer.nodes.map((_, i) => [layer.x[i] || 0, layer.y[i] || 0] as const));
  }

  of(entity: number): [number, number] {
    const i = this.index.get(entity) ?? -1;
    return this.moved.get(entity) ?? [this.layer.x[i] || 0, this.layer.y[i] || 0];
  }

  community(entity: number): number {
    return this.layer.community[this.index.get(entity) ?? -1] ?? 0;
  }
}

/** The weights of the ties of each node, summed. */
function strengths(net: Net): Map<number, number> {
  const sums = new Map(net.nodes.map((n) => [n, 0]));
  for (const tie of net.ties) for (const end of [tie.a, tie.b]) sums.set(end, sums.get(end)! + tie.weight);
  return sums;
}

/** What to draw. `opened`: communities whose members are drawn one by one; `null`: all members are. */
export function drawn(app: App, net: Net, places: Places, opened: ReadonlySet<number> | null): Drawn {
  const strength = strengths(net);
  const most = [...strength.values()].reduce((a, b) => Math.max(a, b), 1);
  const grouped = new Map<number, number[]>();
  if (opened) for (const n of net.nodes) {
    const community = places.community(n);
    if (community > 0 && !opened.has(community)) (grouped.get(community) ?? grouped.set(community, []).get(community)!).push(n);
  }
  for (const [community, members] of grouped) if (members.length < 2) grouped.delete(community);
  const home = (entity: number): number => {
    const community = opened ? places.community(entity) : 0;
    return grouped.has(community) ? -community : entity;
  };
  const pinned = new Set(app.scene.state.pinned);
  const nodes: DrawnNode[] = net.nodes.filter((n) => home(n) === n).map((n) => {
    const [x, y] = places.of(n);
    return { id: n, x, y, size: LEAST + (MOST - LEAST) * Math.sqrt(strength.get(n)! / most), shape: app.model.entities[n]!.kind, label: label(app.model, n), pinned: pinned.has(n) };
  });
  const largest = [...grouped.values()].reduce((a, members) => Math.max(a, members.length), 1);
  for (const [community, members] of grouped) nodes.push(group(app, community, members, strength, places, largest));
  return { nodes, ties: grouped.size ? summed(net, home) : net.ties.map((tie) => ({ a: tie.a, b: tie.b, weight: tie.weight, dashed: !tie.stated })),
    members: new Map([...grouped].map(([community, members]) => [-community, members])), home };
}

function group(app: App, community: number, members: number[], strength: Map<number, number>, places: Places, largest: number): DrawnNode {
  const first = members.reduce((a, b) => (strength.get(b)! > strength.get(a)! ? b : a));
  const spots = members.map((n) => places.of(n));
  const mean = (axis: 0 | 1): number => spots.reduce((sum, spot) => sum + spot[axis], 0) / spots.length;
  const [x, y] = places.moved.get(-community) ?? [mean(0), mean(1)];
  return { id: -community, x, y, size: 9 + 17 * Math.sqrt(members.length / largest), shape: "group", label: t("network.group", { name: short(label(app.model, first), 24), n: members.length - 1 }) };
}

/** Ties between what is drawn: those of members summed; inferred when all of them are. */
function summed(net: Net, home: (entity: number) => number): DrawnTie[] {
  const found = new Map<string, DrawnTie>();
  for (const tie of net.ties) {
    const [a, b] = [home(tie.a), home(tie.b)].sort((p, q) => p - q) as [number, number];
    if (a === b) continue;
    const key = `${a} ${b}`;
    const sum = found.get(key) ?? found.set(key, { a, b, weight: 0, dashed: true }).get(key)!;
    sum.weight += tie.weight;
    sum.dashed &&= !tie.stated;
  }
  return [...found.values()];
}

/** What is drawn as a neighbour of something drawn. */
export function around(net: Net, what: Drawn, id: number): Set<number> {
  const members = id < 0 ? (what.members.get(id) ?? []) : [id];
  const found = new Set(members.flatMap((m) => [...(net.neighbours.get(m)?.keys() ?? [])]).map(what.home));
  found.delete(id);
  return found;
}

/** What a selection tells apart from the rest. */
export function told(app: App, net: Net, what: Drawn, selection: Selection): Told {
  const at = (entities: Iterable<number>): Set<number> => new Set([...entities].filter((e) => net.neighbours.has(e)).map(what.home));
  const nothing: Told = { selected: new Set(), near: new Set(), chain: false };
  if (selection.type === "node") {
    const selected = at([selection.node]);
    return { selected, near: new Set([...selected].flatMap((id) => [...around(net, what, id)])), chain: false };
  }
  if (selection.type === "pair") {
    const selected = at([selection.a, selection.b]);
    const common = [...(net.neighbours.get(selection.a)?.keys() ?? [])].filter((n) => net.neighbours.get(selection.b)?.has(n));
    const direct = net.neighbours.get(selection.a)?.has(selection.b);
    return { selected, near: direct ? new Set() : at(common), chain: !!direct };
  }
  if (selection.type === "path") {
    const steps = path(net, selection.a, selection.b);
    return steps ? { selected: at([selection.a, selection.b]), near: at(steps), chain: true } : { ...nothing, selected: at([selection.a, selection.b]) };
  }
  if (selection.type === "claim") return { ...nothing, selected: at(named(app, selection.claim)), chain: true };
  return nothing;
}

/** The entities a claim names. */
function named(app: App, claim: string): number[] {
  const { contributions, participations, memberships, facts } = app.model;
  const said = contributions.find((c) => c.id === claim);
  if (said) return [...said.speakers, ...said.wishes, ...(said.speakers.length ? [] : [said.event])];
  const took = participations.find((p) => p.id === claim);
  if (took) return [took.person, took.event];
  const held = memberships.find((m) => m.id === claim);
  if (held) return [held.person, held.institution];
  const fact = facts.find((f) => f.id === claim);
  return fact ? [fact.about] : [];
}
