/** What things are called on screen. */

import type { Model } from "./data";
import { catalogue, pick, t } from "./i18n";
import type { Kind } from "./types";

catalogue({
  "kind.person": ["persona", "person"], "kind.institution": ["institución", "institution"], "kind.municipality": ["municipio", "municipality"], "kind.event": ["evento", "event"],
  "kind.mechanism": ["mecanismo", "mechanism"], "kind.theme": ["tema", "theme"], "kind.actor": ["actor (grupo)", "actor (group)"],
  "kinds.person": ["personas", "people"], "kinds.institution": ["instituciones", "institutions"], "kinds.municipality": ["municipios", "municipalities"], "kinds.event": ["eventos", "events"],
  "kinds.mechanism": ["mecanismos", "mechanisms"], "kinds.theme": ["temas", "themes"], "kinds.actor": ["actores (grupos)", "actors (groups)"],
  "name.unnamed": ["(sin nombre)", "(unnamed)"],
});

/** The name of an entity. Names of people and bodies are Spanish in both languages; themes and kinds of actor have a name in each. */
export function label(model: Model, entity: number): string {
  const found = model.entities[entity];
  if (!found) return t("name.unnamed");
  return (found.concept !== undefined ? conceptLabel(model, found.concept) : found.label) || t("name.unnamed");
}

/** The name of a concept; "" for none. */
export function conceptLabel(model: Model, concept: number | undefined): string {
  const found = concept === undefined || concept < 0 ? undefined : model.concepts[concept];
  return found ? pick(found.label) : "";
}

/** "persona", "personas". */
export function kindName(kind: Kind, many = false): string {
  return t(`${many ? "kinds" : "kind"}.${kind}`);
}

/** Text folded for comparing and searching: lower case, no accents, only letters and digits, single spaces. The same as `kg.visual.explore.search_index` does. */
export function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

/** The IRI of something of the data. */
export function iri(model: Model, id: string): string {
  return id.includes("://") ? id : model.meta.base + id;
}
