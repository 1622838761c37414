/** What the network view draws: each entity by itself, or groups that are tied closely as one; and what a selection tells apart. */

import type { App } from "../app";
import { catalogue, t } from "../i18n";
import { label } from "../names";
import { large, path, type Net } from "../network";
import { frameOf, short, type DrawnNode, type DrawnTie, type Frame } from "../render/scene";
import type { Layer, Moved, Selection } from "../types";

catalogue({ "network.group": ["{name} y {n} más", "{name} and {n} more"] });

/** Groups have negative ids: minus the number of their community. */
export interface Drawn { nodes: DrawnNode[]; ties: DrawnTie[]; members: Map<number, number[]>; home: (entity: number) => number; frame: Frame }
export interface Told { selected: Set<number>; near: Set<number>; chain: boolean }

const [LEAST, MOST] = [5, 17];

/** Where the nodes of a layer stand; what the user moved stands where they left it: entities, and groups by minus the number of their community. */
export class Places {
  readonly frame: Frame;
  readonly grouped: Frame; // of those who are in a group with others
  private readonly index: Map<number, number>;
  private readonly moved = new Map<number, [number, number]>();
  last: Moved[] = [];

  constructor(readonly layer: Layer) {
    this.index = new Map(layer.nodes.map((n, i) => [n, i]));
    this.frame = frameOf(layer.nodes.map((_, i) => [layer.x[i] || 0, layer.y[i] || 0] as const));
    const sizes: number[] = [];
    for (const c of layer.community) sizes[c] = (sizes[c] ?? 0) + 1;
    this.grouped = frameOf(layer.community.flatMap((c, i) => (sizes[c]! > 1 ? [[layer.x[i] || 0, layer.y[i] || 0] as const] : [])));
  }

  of(entity: number): [number, number] {
    const i = this.index.get(entity) ?? -1;
    return this.moved.get(entity) ?? [this.layer.x[i] || 0, this.layer.y[i] || 0];
  }

  /** Put what was moved where a state says; true when something changed place. */
  place(moved: Moved[]): boolean {
    const same = moved === this.last || (!moved.length && !this.last.length);
    this.last = moved;
    if (same) return false;
    this.moved.clear();
    for (const [who, x, y] of moved) this.moved.set(who < 0 ? -this.community(-1 - who) : who, [x, y]);
    return true;
  }

  /** Where a group was put, if it was. */
  ofGroup(community: number): [number, number] | undefined {
    return this.moved.get(-community);
  }

  /** The groups that some of their members name. */
  groups(members: readonly number[]): Set<number> {
    return new Set(members.map((n) => this.community(n)));
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

/** What to draw. `opened`: communities whose members are drawn one by one; `null`: all members are. Of a large layer by groups, who is in none stays out. */
export function drawn(app: App, net: Net, places: Places, opened: ReadonlySet<number> | null): Drawn {
  const strength = strengths(net);
  const most = [...strength.values()].reduce((a, b) => Math.max(a, b), 1);
  const grouped = new Map<number, number[]>();
  if (opened) for (const n of net.nodes) {
    const community = places.community(n);
    if (community > 0 && !opened.has(community)) (grouped.get(community) ?? grouped.set(community, []).get(community)!).push(n);
  }
  for (const [community, members] of grouped) if (members.length < 2) grouped.delete(community);
  const within = new Map<number, number>();
  for (const [community, members] of grouped) for (const n of members) within.set(n, -community);
  const home = (entity: number): number => within.get(entity) ?? entity;
  const pinned = new Set(app.scene.state.pinned);
  const extract = !!opened && large(places.layer);
  const nodes: DrawnNode[] = net.nodes.filter((n) => home(n) === n && (!extract || strength.get(n)! > 0)).map((n) => {
    const [x, y] = places.of(n);
    return { id: n, x, y, size: LEAST + (MOST - LEAST) * Math.sqrt(strength.get(n)! / most), shape: app.model.entities[n]!.kind, label: label(app.model, n), pinned: pinned.has(n) };
  });
  const largest = [...grouped.values()].reduce((a, members) => Math.max(a, members.length), 1);
  for (const [community, members] of grouped) nodes.push(group(app, community, members, strength, places, largest));
  return { nodes, ties: grouped.size ? summed(net, home) : net.ties.map((tie) => ({ a: tie.a, b: tie.b, weight: tie.weight, dashed: !tie.stated })),
    members: new Map([...grouped].map(([community, members]) => [-community, members])), home, frame: extract ? places.grouped : places.frame };
}

function group(app: App, community: number, members: number[], strength: Map<number, number>, places: Places, largest: number): DrawnNode {
  const first = members.reduce((a, b) => (strength.get(b)! > strength.get(a)! ? b : a));
  const spots = members.map((n) => places.of(n));
  const mean = (axis: 0 | 1): number => spots.reduce((sum, spot) => sum + spot[axis], 0) / spots.length;
  const [x, y] = places.ofGroup(community) ?? [mean(0), mean(1)];
  return { id: -community, x, y, size: 9 + 17 * Math.sqrt(members.length / largest), shape: "group", label: t("network.group", { name: short(label(app.model, first), 24), n: members.length - 1 }) };
}

/** Ties between what is drawn: those of members summed; inferred when all of them are. */
function summed(net: Net, home: (entity: number) => number): DrawnTie[] {
  const found = new Map<number, Map<number, DrawnTie>>();
  for (const tie of net.ties) {
    const [one, other] = [home(tie.a), home(tie.b)];
    if (one === other) continue;
    const [a, b] = [Math.min(one, other), Math.max(one, other)];
    const of = found.get(a) ?? found.set(a, new Map()).get(a)!;
    const sum = of.get(b) ?? of.set(b, { a, b, weight: 0, dashed: true }).get(b)!;
    sum.weight += tie.weight;
    sum.dashed &&= !tie.stated;
  }
  const all = [...found.values()].flatMap((of) => [...of.values()]);
  const most = all.reduce((a, tie) => Math.max(a, tie.weight), 8); // of the thickest line
  for (const tie of all) tie.weight *= 8 / most;
  return all;
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
