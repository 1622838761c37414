/** Which municipalities are present, and which are only named, in what is shown. */

import type { Model } from "../data";
import type { Cast } from "./cast";

/** People who took part with an office of an institution of a municipality; contributions and other facts that name it. */
export interface Place { people: Set<number>; said: Set<number>; facts: number }

/** The municipalities of an institution: where it is and what it governs. */
export function townsOf(model: Model, institution: number): number[] {
  const body = model.entities[institution]!;
  return [...new Set([...(body.municipality ?? []), ...(body.governs !== undefined && body.governs >= 0 ? [body.governs] : [])])];
}

/** The municipalities that something shown has to do with, by entity. */
export function placesOf(model: Model, cast: Cast, hidden: readonly number[]): Map<number, Place> {
  const found = new Map<number, Place>();
  const out = new Set(hidden);
  const isTown = (e: number): boolean => model.entities[e]?.kind === "municipality" && !out.has(e);
  const place = (town: number): Place => found.get(town) ?? found.set(town, { people: new Set(), said: new Set(), facts: 0 }).get(town)!;
  for (const i of cast.present) {
    const { person, hat } = model.participations[i]!;
    const body = model.memberships[hat]?.institution ?? -1;
    if (body >= 0) for (const town of townsOf(model, body)) if (isTown(town)) place(town).people.add(person);
  }
  for (const i of cast.said) {
    const c = model.contributions[i]!;
    for (const town of [...c.municipalities, ...c.wishes]) if (isTown(town)) place(town).said.add(i);
  }
  for (const fact of model.facts) for (const town of new Set([fact.about, fact.entity])) if (isTown(town)) place(town).facts += 1;
  return found;
}
