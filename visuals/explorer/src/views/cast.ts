/** Who and what the views beside the network show: the same filters, hidden nodes and steps around the selection, whatever the layer. */

import type { App, Scene } from "../app";
import type { Model } from "../data";
import { apply, type Active } from "../filter";
import { label } from "../names";
import type { Kind, State } from "../types";

/** The people shown, and the records about them that are left. `active` is that of the filters without the facet of kinds, which says what to draw, not whom to count. */
export interface Cast {
  active: Active;
  people: number[];
  has: Uint8Array; // person -> shown
  present: number[]; // participations of the people shown
  said: number[]; // contributions: of the people shown, or conclusions of an event
}

const casts = new WeakMap<Model, { key: string; cast: Cast }>();

/** Whether something narrows what is shown. */
export function narrowed(state: State): boolean {
  return Object.values(state.filters.chosen).some((v) => v.length) || !!state.filters.from || !!state.filters.to || state.hidden.length > 0 || within(state);
}

/** Whether only the surroundings of the selected node are shown. */
function within(state: State): boolean {
  return state.ego > 0 && state.selection.type === "node";
}

/** What a view's content follows from, but for the selection (unless only its surroundings are shown). */
export function contentKey(state: State): string {
  return JSON.stringify([state.lang, state.layer, state.filters, state.hidden, within(state) ? [state.ego, state.selection] : 0]);
}

/** The cast of a scene; computed once for each content. */
export function castOf(app: App, scene: Scene): Cast {
  const { model } = app;
  const { state } = scene;
  const key = contentKey(state);
  const kept = casts.get(model);
  if (kept?.key === key) return kept.cast;
  const active = state.filters.chosen.kind?.length ? apply(model, { ...state.filters, chosen: { ...state.filters.chosen, kind: [] } }) : scene.active;
  const out = new Set(state.hidden);
  const near = within(state) && state.selection.type === "node" && scene.net.neighbours.has(state.selection.node) ? new Set(scene.net.nodes) : null;
  const close = near && [...near].some((n) => model.entities[n]?.kind === "person") ? near : null;
  const has = new Uint8Array(model.entities.length);
  const people: number[] = [];
  model.entities.forEach((e, i) => {
    if (e.kind !== "person" || !active.visible[i] || out.has(i) || (close && !close.has(i))) return;
    has[i] = 1;
    people.push(i);
  });
  const present: number[] = [];
  model.participations.forEach((p, i) => active.participations[i] && has[p.person] && !out.has(p.event) && present.push(i));
  const said: number[] = [];
  model.contributions.forEach((c, i) => active.contributions[i] && !out.has(c.event) && (c.speakers.length ? c.speakers.some((s) => has[s]) : !close) && said.push(i));
  const cast = { active, people, has, present, said };
  casts.set(model, { key, cast });
  return cast;
}

/** Of the kinds that a view needs, those that the facet of kinds leaves out. */
export function leftOut(state: State, needed: readonly Kind[]): Kind[] {
  const chosen = state.filters.chosen.kind ?? [];
  return chosen.length ? needed.filter((kind) => !chosen.includes(kind)) : [];
}

/** The nodes of a selection. */
export function selected(state: State): number[] {
  const s = state.selection;
  if (s.type === "node") return [s.node];
  if (s.type === "pair" || s.type === "path") return [s.a, s.b];
  return [];
}

/** The days of an event; those of the event it is part of when it has none. */
export function daysOf(model: Model, event: number): string[] {
  return model.upwards(event).map((e) => model.entities[e]?.days ?? []).find((d) => d.length) ?? [];
}

const ranks = new WeakMap<Model, Map<string, Int32Array>>();

/** The place of each entity in alphabetical order of names, in the language spoken. */
export function rankOf(model: Model, lang: string): Int32Array {
  const known = ranks.get(model) ?? ranks.set(model, new Map()).get(model)!;
  const found = known.get(lang);
  if (found) return found;
  const order = new Intl.Collator(lang, { numeric: true });
  const names = model.entities.map((_, i) => label(model, i).slice(0, 200));
  const sorted = names.map((_, i) => i).sort((a, b) => order.compare(names[a]!, names[b]!) || a - b);
  const rank = new Int32Array(names.length);
  sorted.forEach((entity, place) => (rank[entity] = place));
  known.set(lang, rank);
  return rank;
}

/** Events in order of first day, whole before parts, then name; those without a day last. */
export function byDate(model: Model, lang: string, events: Iterable<number>): number[] {
  const rank = rankOf(model, lang);
  const key = new Map([...events].map((e) => {
    const up = model.upwards(e);
    return [e, { day: daysOf(model, e)[0] ?? "9999", root: rank[up[up.length - 1]!]!, depth: up.length, rank: rank[e]! }] as const;
  }));
  return [...key.keys()].sort((a, b) => {
    const [x, y] = [key.get(a)!, key.get(b)!];
    return (x.day < y.day ? -1 : x.day > y.day ? 1 : 0) || x.root - y.root || x.depth - y.depth || x.rank - y.rank;
  });
}
