/** What every export shares: what the file says about itself, which records stand behind what is on screen, and its name. */

import type { App, Scene } from "../app";
import type { Model } from "../data";
import { catalogue, date, number, pick, t } from "../i18n";
import { label } from "../names";
import { encode } from "../state";
import "../panels/facets"; // the names of the facets
import { valueName } from "../panels/values";
import { FACETS } from "../types";

catalogue({
  "exports.no-filters": ["sin filtros", "no filters"], "exports.or": [" o ", " or "], "exports.from": ["desde {day}", "from {day}"], "exports.to": ["hasta {day}", "until {day}"],
  "exports.ego": ["sólo hasta {n} {n|paso|pasos} de {name}", "only within {n} {n|step|steps} of {name}"], "exports.hidden": ["{n} {n|nodo oculto|nodos ocultos}", "{n} hidden {n|node|nodes}"],
  "exports.strongest": ["sólo los {n} nodos dibujados de {all}", "only the {n} nodes drawn of {all}"],
  "exports.cite.view": ["Versión {version}; vista «{layer}», {filters}", "Version {version}; view “{layer}”, {filters}"],
  "exports.cite": ["Versión {version}; capa «{layer}», {filters}", "Version {version}; layer “{layer}”, {filters}"], "exports.licensed": ["Licencia: {licence}", "Licence: {licence}"],
});

/** What a file says about itself. `hash`: the view, as the part of the page's address after `#`. */
export interface About { title: string; version: string; layer: string; meaning: string; filters: string; hash: string; licence: string; publisher: string; cite: string }

/** What the file of this scene says about itself, in the language spoken now. `layerless`: it is a picture of a view that no layer changes. */
export function about(app: App, layerless = false): About {
  const { model, scene } = app;
  const { meta } = model;
  const layer = model.layers.find((l) => l.name === scene.state.layer);
  const said = {
    title: pick(meta.title), version: meta.version, layer: layerless ? t(`frame.view.${scene.state.view}`) : layer ? pick(layer.title) : scene.state.layer, meaning: layer && !layerless ? pick(layer.meaning) : "",
    filters: inWords(model, scene), hash: `#${encode(scene.state, model)}`, licence: meta.licence, publisher: meta.publisher,
  };
  const parts = [said.publisher, said.title, t(layerless ? "exports.cite.view" : "exports.cite", said), said.licence && t("exports.licensed", said)];
  return { ...said, cite: `${parts.filter(Boolean).join(". ")}.` };
}

/** The filters, and what else narrows what is shown, in words. */
export function inWords(model: Model, scene: Scene): string {
  const { filters, ego, selection, hidden, layer } = scene.state;
  const said = FACETS.flatMap((facet) => {
    const values = filters.chosen[facet] ?? [];
    return values.length ? [`${t(`facets.${facet}`)}: ${values.map((v) => valueName(model, facet, v)).join(t("exports.or"))}`] : [];
  });
  if (filters.from) said.push(t("exports.from", { day: date(filters.from) }));
  if (filters.to) said.push(t("exports.to", { day: date(filters.to) }));
  if (ego && selection.type === "node") said.push(t("exports.ego", { n: ego, name: label(model, selection.node) }));
  if (hidden.length) said.push(t("exports.hidden", { n: hidden.length }));
  const drawn = model.layers.find((l) => l.name === layer);
  if (drawn?.whole && drawn.whole.nodes > drawn.nodes.length) said.push(t("exports.strongest", { n: number(drawn.nodes.length), all: number(drawn.whole.nodes) }));
  return said.join("; ") || t("exports.no-filters");
}

/** The records behind what is shown, by index, and every entity they and the drawing name. */
export interface Behind { participations: number[]; memberships: number[]; contributions: number[]; facts: number[]; entities: number[] }

/** The records the filters leave that name a node shown and nobody hidden; and what is stated of every entity that they or the drawing name. */
export function behind(model: Model, scene: Scene): Behind {
  const { active, net, state } = scene;
  const [nodes, hidden] = [new Set(net.nodes), new Set(state.hidden)];
  const kept = (ends: number[]): boolean => ends.some((e) => nodes.has(e)) && !ends.some((e) => hidden.has(e));
  const left = (mask: Uint8Array, ends: (i: number) => number[]): number[] => [...mask.keys()].filter((i) => mask[i] && kept(ends(i)));
  const participations = left(active.participations, (i) => [model.participations[i]!.person, model.participations[i]!.event]);
  const memberships = left(active.memberships, (i) => [model.memberships[i]!.person, model.memberships[i]!.institution]);
  const contributions = left(active.contributions, (i) => {
    const c = model.contributions[i]!;
    return [...c.speakers, c.event, ...c.themes, ...c.wishes];
  });
  const named = new Set(net.nodes);
  const name = (...entities: number[]): void => entities.forEach((e) => e >= 0 && model.upwards(e).forEach((up) => named.add(up)));
  participations.forEach((i) => name(model.participations[i]!.person, model.participations[i]!.event));
  memberships.forEach((i) => name(model.memberships[i]!.person, model.memberships[i]!.institution));
  contributions.forEach((i) => {
    const c = model.contributions[i]!;
    name(...c.speakers, c.event, ...c.themes, ...c.mechanisms, ...c.municipalities, ...c.wishes);
  });
  for (const e of [...named]) name(...(model.entities[e]!.municipality ?? []), model.entities[e]!.governs ?? -1);
  const entities = [...named].sort((a, b) => a - b);
  return { participations, memberships, contributions, facts: entities.flatMap((e) => model.factsOf[e]!), entities };
}

/** A whole IRI: ids that are not of the data's own base are whole already. */
export function whole(model: Model, id: string): string {
  return /^https?:/.test(id) ? id : model.meta.base + id;
}

/** `kg-copresence-1a2b3c4d.gexf`: layer, first of the version (the name of a store, without what all begin with), and what else is said of the file. */
export function fileName(app: App, ending: string, part = ""): string {
  const plain = (text: string): string => text.replace(/[^A-Za-z0-9-]+/g, "-").replace(/^-+|-+$/g, "");
  return `${["kg", plain(app.scene.state.layer), plain(app.model.meta.version.replace(/^store-/, "")).slice(0, 8), part].filter(Boolean).join("-")}.${ending}`;
}
