/**
 * What the filters leave. One computation feeds drawing, tables and counts.
 *
 * Event, dates, certainty and review choose *records* (participations, memberships, contributions). The other facets choose *people*: a person has the
 * kinds of institution, the municipalities and the sectors of their hats, the themes and kinds of their contributions, all from records that are left. Values
 * of one facet are alternatives; facets together must all hold. What is not a person is visible when a record that is left ties it to a visible person.
 * Counts: of `kind`, entities; of certainty and review, records; of all others, people who would be visible with that value alone chosen in its facet.
 */

import type { Model } from "./data";
import { FACETS, KINDS, REVIEW, type Facet, type Filters } from "./types";

/** What is left. Records and entities by index; `counts`: facet -> value -> how many. */
export interface Active {
  participations: Uint8Array;
  memberships: Uint8Array;
  contributions: Uint8Array;
  visible: Uint8Array;
  people: number; // visible ones
  counts: Record<Facet, Map<string, number>>;
}

/** Facet -> person -> values; a person without any has none. */
type Values = Map<Facet, (Set<string> | undefined)[]>;
const NONE: ReadonlySet<string> = new Set();
const OF_RECORDS: readonly Facet[] = ["event", "certainty", "review"];
const OF_PEOPLE: readonly Facet[] = ["institution-kind", "municipality", "theme", "contribution", "sector"];

/** Apply filters. */
export function apply(model: Model, filters: Filters): Active {
  const records = recordsLeft(model, filters);
  const values = valuesOf(model, records);
  const people = model.entities.map((e, i) => (e.kind === "person" ? i : -1)).filter((i) => i >= 0);
  const chosen = (facet: Facet): string[] => filters.chosen[facet] ?? [];
  const narrowed = FACETS.some((f) => OF_RECORDS.includes(f) && chosen(f).length) || !!filters.from || !!filters.to;
  const said = touched(model, records);
  const passes = (person: number, except: Facet | null): boolean => (!narrowed || !!said[person]) &&
    OF_PEOPLE.every((f) => f === except || !chosen(f).length || chosen(f).some((v) => values.get(f)![person]?.has(v)));
  const visible = new Uint8Array(model.entities.length);
  for (const p of people) visible[p] = passes(p, null) ? 1 : 0;
  const count = people.reduce((sum, p) => sum + visible[p]!, 0);
  spread(model, records, visible);
  const counts = {} as Record<Facet, Map<string, number>>;
  for (const facet of OF_PEOPLE) {
    const found = (counts[facet] = new Map<string, number>());
    for (const p of people) if (passes(p, facet)) for (const v of values.get(facet)![p] ?? NONE) found.set(v, (found.get(v) ?? 0) + 1);
  }
  for (const facet of OF_RECORDS) counts[facet] = countRecords(model, filters, facet, people, values, chosen);
  counts.kind = new Map(KINDS.map((k) => [k, 0]));
  model.entities.forEach((e, i) => visible[i] && counts.kind.set(e.kind, counts.kind.get(e.kind)! + 1));
  const kinds = chosen("kind");
  if (kinds.length) model.entities.forEach((e, i) => !kinds.includes(e.kind) && (visible[i] = 0));
  return { ...records, visible, people: kinds.length && !kinds.includes("person") ? 0 : count, counts };
}

interface Records { participations: Uint8Array; memberships: Uint8Array; contributions: Uint8Array }

/** Whether one record passes the facets of records but one. A membership has no event and, without dates of its own, no day: it passes those. */
function recordsLeft(model: Model, filters: Filters, except: Facet | null = null): Records {
  const chosen = (f: Facet): Set<string> | null => (f !== except && filters.chosen[f]?.length ? new Set(filters.chosen[f]) : null);
  const [events, certainty, review] = [chosen("event"), chosen("certainty"), chosen("review")];
  const backed = (r: { inferred?: boolean; review: number }): boolean => (!certainty || certainty.has(r.inferred ? "inferred" : "stated")) && (!review || review.has(REVIEW[r.review]!));
  const inEvent = (e: number): boolean => !events || model.upwards(e).some((up) => events.has(model.entities[up]!.id));
  const within = (days: () => string[]): boolean => !bounded || !days().length || days().some((d) => (!filters.from || d >= filters.from) && (!filters.to || d <= filters.to));
  const known: string[][] = [];
  const when = (e: number): string[] => (known[e] ??= model.upwards(e).map((up) => model.entities[up]!.days ?? []).find((d) => d.length) ?? []);
  const bounded = !!filters.from || !!filters.to;
  const mark = <T>(list: T[], test: (r: T) => boolean): Uint8Array => {
    const left = new Uint8Array(list.length);
    for (let i = 0; i < list.length; i++) if (test(list[i]!)) left[i] = 1;
    return left;
  };
  return {
    participations: mark(model.participations, (p) => backed(p) && inEvent(p.event) && within(() => when(p.event))),
    memberships: mark(model.memberships, (m) => backed(m) && within(() => m.observed)),
    contributions: mark(model.contributions, (c) => backed(c) && inEvent(c.event) && within(() => when(c.event))),
  };
}

/** The values of each person in each facet of people. */
function valuesOf(model: Model, left: Records): Values {
  const values: Values = new Map(OF_PEOPLE.map((f) => [f, []]));
  const add = (facet: Facet, person: number, value: string | undefined): void => {
    if (value === undefined) return;
    const of = values.get(facet)!;
    (of[person] ??= new Set()).add(value);
  };
  const notations = model.concepts.map((c) => c.id.split("/")[1]);
  const notation = (concept: number | undefined): string | undefined => (concept === undefined || concept < 0 ? undefined : notations[concept]);
  model.memberships.forEach((m, i) => {
    if (!left.memberships[i]) return;
    add("sector", m.person, notation(m.sector));
    if (m.institution < 0) return;
    for (const body of model.upwards(m.institution)) {
      const institution = model.entities[body]!;
      add("institution-kind", m.person, notation(institution.type));
      for (const town of [...(institution.municipality ?? []), ...(institution.governs !== undefined ? [institution.governs] : [])]) add("municipality", m.person, model.entities[town]?.id);
    }
  });
  model.contributions.forEach((c, i) => {
    if (!left.contributions[i]) return;
    for (const speaker of c.speakers) {
      add("contribution", speaker, notation(c.kind));
      for (const theme of c.themes) add("theme", speaker, model.entities[theme]?.id);
    }
  });
  return values;
}

/** People whom some participation or contribution that is left names. */
function touched(model: Model, left: Records): Uint8Array {
  const found = new Uint8Array(model.entities.length);
  model.participations.forEach((p, i) => left.participations[i] && (found[p.person] = 1));
  model.contributions.forEach((c, i) => left.contributions[i] && c.speakers.forEach((s) => (found[s] = 1)));
  return found;
}

/** Make visible what records tie to visible people. */
function spread(model: Model, left: Records, visible: Uint8Array): void {
  const show = (entity: number): void => void (entity >= 0 && model.upwards(entity).forEach((up) => (visible[up] = 1)));
  model.participations.forEach((p, i) => left.participations[i] && visible[p.person] && show(p.event));
  model.memberships.forEach((m, i) => {
    if (!left.memberships[i] || !visible[m.person] || m.institution < 0) return;
    show(m.institution);
    for (const body of model.upwards(m.institution)) [...(model.entities[body]!.municipality ?? []), model.entities[body]!.governs ?? -1].forEach(show);
  });
  model.contributions.forEach((c, i) => {
    if (left.contributions[i] && (!c.speakers.length || c.speakers.some((s) => visible[s]))) [c.event, ...c.themes, ...c.mechanisms, ...c.municipalities, ...c.wishes].forEach(show);
  });
}

function countRecords(model: Model, filters: Filters, facet: Facet, people: number[], values: Values, chosen: (f: Facet) => string[]): Map<string, number> {
  const left = recordsLeft(model, filters, facet);
  const found = new Map<string, number>();
  const bump = (value: string): void => void found.set(value, (found.get(value) ?? 0) + 1);
  if (facet !== "event") {
    const value = (r: { inferred?: boolean; review: number }): string => (facet === "review" ? REVIEW[r.review]! : r.inferred ? "inferred" : "stated");
    (["participations", "memberships", "contributions"] as const).forEach((list) => model[list].forEach((r, i) => left[list][i] && bump(value(r))));
    return found;
  }
  const passes = (p: number): boolean => OF_PEOPLE.every((f) => !chosen(f).length || chosen(f).some((v) => values.get(f)![p]?.has(v)));
  const tally = new Int32Array(model.entities.length);
  const last = new Int32Array(model.entities.length).fill(-1); // who was counted last in each event: nobody twice
  for (const person of people) {
    if (!passes(person)) continue;
    const meet = (event: number): void => {
      for (const up of model.upwards(event)) if (last[up] !== person) {
        last[up] = person;
        tally[up]! += 1;
      }
    };
    for (const i of model.participationsOf[person]!) if (left.participations[i]) meet(model.participations[i]!.event);
    for (const i of model.contributionsOf[person]!) if (left.contributions[i] && model.contributions[i]!.speakers.includes(person)) meet(model.contributions[i]!.event);
  }
  tally.forEach((count, event) => count && found.set(model.entities[event]!.id, count));
  return found;
}
