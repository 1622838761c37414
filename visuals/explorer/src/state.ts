/** The one state of the page, and its form in the address after `#`: what is shared by sending a link. */

import type { Model } from "./data";
import { opening } from "./network";
import { FACETS, MODES, VIEWS, type Filters, type Mode, type Moved, type Selection, type State, type View } from "./types";

/** The state at the beginning. */
export function initial(model: Model): State {
  return {
    lang: "es", view: "network", layer: model.layers[0]?.name ?? "", mode: opening(model, model.layers[0]?.name ?? ""), filters: { chosen: {}, from: "", to: "" }, selection: { type: "none" },
    ego: 0, hidden: [], pinned: [], opened: [], moved: [], blank: false, map: !!model.geo, source: -1, camera: null, sort: ["", false],
  };
}

/** The change that pins a node, or lets it go back to its place. */
export function pinning({ pinned, moved }: State, node: number): Partial<State> {
  if (!pinned.includes(node)) return { pinned: [...pinned, node] };
  return { pinned: pinned.filter((n) => n !== node), moved: moved.filter(([n]) => n !== node) };
}

/** Write a state as the part of an address after `#`: only what differs from the beginning, in a fixed order; entities by IRI, so that a new export still understands. */
export function encode(state: State, model: Model): string {
  const first = initial(model);
  const id = (entity: number): string => model.entities[entity]?.id ?? "";
  const out = new URLSearchParams();
  const set = (name: string, value: string, otherwise = ""): void => void (value !== otherwise && out.set(name, value));
  set("lang", state.lang, "es");
  set("view", state.view, first.view);
  set("layer", state.layer, first.layer);
  set("mode", state.mode, opening(model, state.layer));
  for (const facet of FACETS) for (const value of [...(state.filters.chosen[facet] ?? [])].sort()) out.append(facet, value);
  set("from", state.filters.from);
  set("to", state.filters.to);
  const s = state.selection;
  if (s.type === "node") out.set("node", id(s.node));
  if (s.type === "pair" || s.type === "path") [s.a, s.b].forEach((end) => out.append(s.type, id(end)));
  if (s.type === "claim") out.set("claim", s.claim);
  set("ego", String(state.ego), "0");
  state.hidden.forEach((n) => out.append("hide", id(n)));
  const moved = new Set(state.moved.map(([n]) => n));
  state.pinned.forEach((n) => moved.has(n) || out.append("pin", id(n)));
  state.opened.forEach((n) => out.append("open", id(n)));
  state.moved.forEach(([n, x, y]) => out.append("at", `${n < 0 ? `~${id(-1 - n)}` : id(n)},${x},${y}`)); // somebody dragged is pinned as well
  set("blank", state.blank ? "1" : "");
  set("map", state.map ? "1" : "0", first.map ? "1" : "0");
  set("source", model.sources[state.source]?.slug ?? "");
  if (state.camera) out.set("camera", state.camera.map((v) => v.toFixed(3)).join(","));
  set("sort", state.sort[0] ? `${state.sort[0]}${state.sort[1] ? "-" : ""}` : "");
  return out.toString();
}

/** Read a state from an address; whatever it names that is not here (an old link) is left out, and `lost` says how many things. */
export function decode(hash: string, model: Model): { state: State; lost: number } {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const state = initial(model);
  let lost = 0;
  const among = <T extends string>(name: string, known: readonly T[], otherwise: T): T => {
    const value = given.get(name) as T | null;
    if (value === null) return otherwise;
    if (known.includes(value)) return value;
    lost += 1;
    return otherwise;
  };
  const entities = (name: string): number[] => given.getAll(name).flatMap((id) => {
    const found = model.byId.get(id);
    if (found === undefined) lost += 1;
    return found === undefined ? [] : [found];
  });
  state.lang = among("lang", ["es", "en"] as const, "es");
  state.view = among<View>("view", VIEWS, state.view);
  state.layer = among("layer", model.layers.map((l) => l.name), state.layer);
  state.mode = among<Mode>("mode", MODES, opening(model, state.layer));
  state.filters = filters(given);
  state.selection = selection(entities("node"), entities("pair"), entities("path"), given.get("claim"));
  state.ego = Number(among("ego", ["0", "1", "2"] as const, "0")) as 0 | 1 | 2;
  state.hidden = entities("hide");
  state.opened = entities("open");
  state.moved = given.getAll("at").flatMap((text) => place(text, model) ?? ((lost += 1), []));
  state.pinned = [...new Set([...entities("pin"), ...state.moved.flatMap(([n]) => (n < 0 ? [] : [n]))])];
  state.blank = given.get("blank") === "1";
  state.map = !!model.geo && given.get("map") !== "0";
  const slug = given.get("source");
  state.source = slug === null ? -1 : model.sources.findIndex((s) => s.slug === slug);
  const camera = (given.get("camera") ?? "").split(",").map(Number);
  state.camera = camera.length === 3 && camera.every(Number.isFinite) && camera[2]! > 0 ? (camera as [number, number, number]) : null;
  const sort = given.get("sort") ?? "";
  state.sort = [sort.replace(/-$/, ""), sort.endsWith("-")];
  return { state, lost };
}

/** "id,x,y", or "~id,x,y" of the group of somebody; null when it says nothing of what is here. */
function place(text: string, model: Model): [Moved] | null {
  const found = /^(~?)(.+),(-?\d{1,7}),(-?\d{1,7})$/.exec(text);
  const node = found && model.byId.get(found[2]!);
  return found && node !== undefined && node !== null ? [[found[1] ? -1 - node : node, Number(found[3]), Number(found[4])]] : null;
}

function filters(given: URLSearchParams): Filters {
  const chosen: Filters["chosen"] = {};
  for (const facet of FACETS) {
    const values = [...new Set(given.getAll(facet))].sort();
    if (values.length) chosen[facet] = values;
  }
  const day = (name: string): string => (/^\d{4}-\d{2}-\d{2}$/.test(given.get(name) ?? "") ? given.get(name)! : "");
  return { chosen, from: day("from"), to: day("to") };
}

function selection(node: number[], pair: number[], path: number[], claim: string | null): Selection {
  if (node.length) return { type: "node", node: node[0]! };
  if (pair.length === 2) return { type: "pair", a: pair[0]!, b: pair[1]! };
  if (path.length === 2) return { type: "path", a: path[0]!, b: path[1]! };
  return claim ? { type: "claim", claim } : { type: "none" };
}
