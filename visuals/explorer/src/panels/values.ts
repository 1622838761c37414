/** What the values of the filters are called. */

import type { Model } from "../data";
import { catalogue, t } from "../i18n";
import { conceptLabel, kindName, label } from "../names";
import { FACETS, KINDS, type Facet, type Filters, type Kind } from "../types";

catalogue({
  "value.stated": ["lo dice el informe", "stated by the report"],
  "value.inferred": ["inferido por quien leyó", "inferred by the reader"],
  "value.unreviewed": ["sin revisar", "not reviewed"],
  "value.accepted": ["revisado y aceptado", "reviewed and accepted"],
  "value.corrected": ["revisado y corregido", "reviewed and corrected"],
  "value.unknown": ["(valor que este archivo no tiene)", "(a value this file does not have)"],
});

/** Facets whose values are notations of concepts, and the scheme of each. */
const SCHEMES: Partial<Record<Facet, readonly string[]>> = { "institution-kind": ["institution-kind"], sector: ["sector"], contribution: ["contribution-kind"] };

const byModel = new WeakMap<Model, Map<string, number>>();

/** The concept of a notation among those that the facet uses; -1 when there is none. */
function conceptOf(model: Model, facet: Facet, notation: string): number {
  let found = byModel.get(model);
  if (!found) {
    found = new Map();
    const used: [Facet, Iterable<number | undefined>][] = [
      ["institution-kind", model.entities.map((e) => (e.kind === "institution" ? e.type : undefined))],
      ["sector", model.memberships.map((m) => m.sector)],
      ["contribution", model.contributions.map((c) => c.kind)],
    ];
    for (const [of, concepts] of used) for (const c of concepts) if (c !== undefined && c >= 0) found.set(`${of} ${model.concepts[c]?.id.split("/")[1] ?? ""}`, c);
    model.concepts.forEach((c, i) => {
      const [scheme, name] = c.id.split("/");
      for (const of of Object.keys(SCHEMES) as Facet[]) if (SCHEMES[of]!.includes(scheme!) && !found!.has(`${of} ${name!}`)) found!.set(`${of} ${name!}`, i);
    });
    byModel.set(model, found);
  }
  return found.get(`${facet} ${notation}`) ?? -1;
}

/** The name of a facet's value in the language spoken now. A value the data does not know (an old link) says so. */
export function valueName(model: Model, facet: Facet, value: string): string {
  if (facet === "kind") return (KINDS as readonly string[]).includes(value) ? kindName(value as Kind, true) : t("value.unknown");
  if (facet === "certainty" || facet === "review") return ["stated", "inferred", "unreviewed", "accepted", "corrected"].includes(value) ? t(`value.${value}`) : t("value.unknown");
  if (facet === "event" || facet === "municipality" || facet === "theme") {
    const entity = model.byId.get(value);
    return entity === undefined ? t("value.unknown") : label(model, entity);
  }
  return conceptLabel(model, conceptOf(model, facet, value)) || t("value.unknown");
}

/** How many filters are on. */
export function countFilters(filters: Filters): number {
  return FACETS.reduce((sum, f) => sum + (filters.chosen[f]?.length ?? 0), 0) + (filters.from ? 1 : 0) + (filters.to ? 1 : 0);
}
