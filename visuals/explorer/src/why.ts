/**
 * Why two things are linked, said in sentences, with the claims behind each. Pure functions: nothing here touches the page.
 *
 * Each kind of tie has its own verb and no two are worded alike: people *coincide* in a session, *hold a place* in an institution, *speak of* a theme, *sign* a contribution;
 * a wished tie was *asked for*. Within a layer there is one reason for each thing shared, so that reasons are as many as the tie's weight, and stated ones as many as its stated part.
 */

import type { Model } from "./data";
import type { Active } from "./filter";
import { catalogue, date, pick, spoken, t } from "./i18n";
import { conceptLabel, label } from "./names";
import { incidence, shortest } from "./network";
import { KINDS, type Contribution, type Fact, type Membership, type Participation } from "./types";

catalogue({
  "why.copresence": ["{both} coincidieron en la misma sesión: {session}{when}.", "{both} were in the same session: {session}{when}."],
  "why.copresence-bodies": ["Personas con cargo o lugar en {a} y en {b} coincidieron en la misma sesión: {session}{when}.", "People with an office or seat in {a} and in {b} were in the same session: {session}{when}."],
  "why.affiliation": ["{both} tienen cargo o lugar en la misma institución: {body}.", "{both} hold an office or seat in the same institution: {body}."],
  "why.affiliation-through": ["{both} tienen cargo o lugar en la misma institución, {body}: {a}, en {one}; {b}, en {other}.", "{both} hold an office or seat in the same institution, {body}: {a}, in {one}; {b}, in {other}."],
  "why.affiliation-same": ["{both} tienen cargo o lugar en la misma institución, {body}, por su lugar en {one}.", "{both} hold an office or seat in the same institution, {body}, through their place in {one}."],
  "why.theme": ["{both} hablaron del mismo tema: {theme} ({a}: {n} {n|intervención|intervenciones}; {b}: {m} {m|intervención|intervenciones}).",
    "{both} spoke about the same theme: {theme} ({a}: {n} {n|contribution|contributions}; {b}: {m} {m|contribution|contributions})."],
  "why.coproposal": ["{both} firman la misma intervención ({kind}).", "{both} sign the same contribution ({kind})."],
  "why.answers": ["Una intervención de {a} ({kind}) responde a otra de {b} ({other}).", "A contribution of {a} ({kind}) answers one of {b} ({other})."],
  "why.wished": ["En {event}, {who} pidió un lazo entre {both}; no consta que exista.", "In {event}, {who} asked for a tie between {both}; nothing says that it exists."],
  "why.wished-many": ["En {event}, {who} pidieron un lazo entre {both}; no consta que exista.", "In {event}, {who} asked for a tie between {both}; nothing says that it exists."],
  "why.wished-conclusion": ["Una conclusión de {event} pidió un lazo entre {both}; no consta que exista.", "A conclusion of {event} asked for a tie between {both}; nothing says that it exists."],
  "why.asked": ["En {event}, {who} pidió un lazo de {a} con {others}; no consta que exista.", "In {event}, {who} asked for a tie of {a} with {others}; nothing says that it exists."],
  "why.person-event": ["{who} tomó parte en {event}{how}{when}.", "{who} took part in {event}{how}{when}."],
  "why.role": ["papel: {role}", "role: {role}"], "why.mode": ["modalidad: {mode}", "mode: {mode}"],
  "why.spoke": ["{who} intervino en {event}: {n} {n|intervención|intervenciones}.", "{who} spoke in {event}: {n} {n|contribution|contributions}."],
  "why.person-institution": ["{who} tiene cargo o lugar en {body}{title}{when}.", "{who} holds an office or seat in {body}{title}{when}."],
  "why.office": ["{who} tiene un cargo o lugar, sin institución dicha{title}{when}.", "{who} holds an office or seat, in no institution that is named{title}{when}."],
  "why.on": ["el {day}", "{day}"], "why.observed": ["consta {days}", "on record {days}"],
  "why.represents": ["{people}, con cargo o lugar en {body}, tomó parte en {event}.", "{people}, with an office or seat in {body}, took part in {event}."],
  "why.represent": ["{people}, con cargo o lugar en {body}, tomaron parte en {event}.", "{people}, with an office or seat in {body}, took part in {event}."],
  "why.body-theme": ["Personas con cargo o lugar en {body} ({people}) hablaron de este tema: {theme}, en {n} {n|intervención|intervenciones}.", "People with an office or seat in {body} ({people}) spoke about this theme: {theme}, in {n} {n|contribution|contributions}."],
  "why.body-theme-one": ["{people}, con cargo o lugar en {body}, habló de este tema: {theme}, en {n} {n|intervención|intervenciones}.", "{people}, with an office or seat in {body}, spoke about this theme: {theme}, in {n} {n|contribution|contributions}."],
  "why.seat-governs": ["{who} tiene cargo o lugar en {body}, que gobierna el municipio de {town}.", "{who} holds an office or seat in {body}, which governs the municipality of {town}."],
  "why.seat-in": ["{who} tiene cargo o lugar en {body}, que está en el municipio de {town}.", "{who} holds an office or seat in {body}, which is in the municipality of {town}."],
  "why.person-municipality": ["{who} habló de este municipio: {b}, en {n} {n|intervención|intervenciones}.", "{who} spoke about this municipality: {b}, in {n} {n|contribution|contributions}."],
  "why.person-mechanism": ["{who} habló de este mecanismo: {b}, en {n} {n|intervención|intervenciones}.", "{who} spoke about this mechanism: {b}, in {n} {n|contribution|contributions}."],
  "why.person-theme": ["{who} habló de este tema: {b}, en {n} {n|intervención|intervenciones}.", "{who} spoke about this theme: {b}, in {n} {n|contribution|contributions}."],
  "why.municipality-event": ["En {b} se habló de este municipio: {a}, en {n} {n|intervención|intervenciones}.", "In {b} this municipality was spoken about: {a}, in {n} {n|contribution|contributions}."],
  "why.event-mechanism": ["En {a} se habló de este mecanismo: {b}, en {n} {n|intervención|intervenciones}.", "In {a} this mechanism was spoken about: {b}, in {n} {n|contribution|contributions}."],
  "why.event-theme": ["En {a} se habló de este tema: {b}, en {n} {n|intervención|intervenciones}.", "In {a} this theme was spoken about: {b}, in {n} {n|contribution|contributions}."],
  "why.together": ["{n} intervenciones tratan a la vez de {both}.", "{n} contributions are at once about {both}."], "why.together-one": ["Una misma intervención trata a la vez de {both}.", "One contribution is at once about {both}."],
  "why.people-bodies": ["{n} personas tienen cargo o lugar tanto en {a} como en {b}: {people}.", "{n} people hold an office or seat both in {a} and in {b}: {people}."],
  "why.people-bodies-one": ["Una persona tiene cargo o lugar tanto en {a} como en {b}: {people}.", "One person holds an office or seat both in {a} and in {b}: {people}."],
  "why.people-events": ["{n} personas tomaron parte tanto en {a} como en {b}: {people}.", "{n} people took part both in {a} and in {b}: {people}."],
  "why.people-events-one": ["Una persona tomó parte tanto en {a} como en {b}: {people}.", "One person took part both in {a} and in {b}: {people}."],
  "why.part": ["{chain}.", "{chain}."], "why.is-part": ["{a} es parte de {b}", "{a} is part of {b}"],
  "why.governs": ["{a} gobierna el municipio de {b}.", "{a} governs the municipality of {b}."], "why.located": ["{a} está en el municipio de {b}.", "{a} is in the municipality of {b}."],
  "why.mechanism-town": ["{a} es un mecanismo del municipio de {b}.", "{a} is a mechanism of the municipality of {b}."],
  "why.fact": ["{a}. {property}: {value}.", "{a}. {property}: {value}."],
  "why.part-of": ["{a}, parte de {b}", "{a}, part of {b}"],
  "why.more": ["{n} más", "{n} more"],
  "why.contribution": ["{who}: {kind}. {words}", "{who}: {kind}. {words}"], "why.conclusion": ["Conclusión de {event}", "Conclusion of {event}"],
  "why.brief": ["{who}: {how}", "{who}: {how}"], "why.took-part": ["tomó parte", "took part"], "why.no-title": ["sin título de cargo", "no title of office"],
  "why.inferred": ["Es algo que la lectura infirió, no algo que el informe diga.", "It is something the reading inferred, not something the report says."],
  "why.doubt-some": ["En {k} de las {n} intervenciones el informe no dice quién habla: lo atribuye la lectura.", "In {k} of the {n} contributions the report does not say who speaks: the reading attributes it."],
  "why.doubt-some-others": ["En {k} de las {n} intervenciones el informe no dice quién habla: lo atribuye la lectura; pudo ser {people}.", "In {k} of the {n} contributions the report does not say who speaks: the reading attributes it; it could be {people}."],
  "why.doubt": ["El informe no dice quién habla: lo atribuye la lectura.", "The report does not say who speaks: the reading attributes it."],
  "why.doubt-others": ["El informe no dice quién habla: lo atribuye la lectura; pudo ser {people}.", "The report does not say who speaks: the reading attributes it; it could be {people}."],
});

export type List = "participations" | "memberships" | "contributions" | "facts";
/** A claim of the data: in which list, and where in it. */
export interface ClaimRef { list: List; index: number }

/** One reason why two things are linked. */
export interface Reason {
  /** A layer's name, or what kind of reason it is besides: see `REASONS`. */
  layer: string;
  /** Nothing stated says it alone: it rests on something a reader inferred. */
  inferred: boolean;
  sentence(): string;
  things: number[]; // what is shared or stands between: entities
  claims: ClaimRef[];
  others: number[]; // who else may have spoken, when it is inferred
}

/** Kinds of reason, in the order in which they are told. */
export const REASONS = ["coproposal", "copresence", "answers", "person-event", "spoke", "affiliation", "person-institution", "theme", "about", "people", "structure", "fact", "wished"] as const;

type Seen = Pick<Active, "participations" | "memberships" | "contributions">;
type Told = (model: Model, active: Seen, a: number, b: number) => Reason[];

/** Why `a` and `b` are linked by what the filters leave; nothing when nothing links them. */
export function why(model: Model, active: Seen, a: number, b: number): Reason[] {
  const [one, other] = [model.entities[a], model.entities[b]];
  if (!one || !other || a === b) return [];
  const [x, y] = KINDS.indexOf(one.kind) <= KINDS.indexOf(other.kind) ? [a, b] : [b, a];
  const kinds = `${model.entities[x]!.kind}-${model.entities[y]!.kind}`;
  const found = [...(RULES[kinds] ?? []), ...FOR_ALL].flatMap((rule) => rule(model, active, x, y));
  const place = (r: Reason): number => REASONS.indexOf(r.layer as (typeof REASONS)[number]);
  return found.map((reason, i) => [reason, i] as const).sort(([r, i], [s, j]) => place(r) - place(s) || i - j).map(([reason]) => reason);
}

/** Everything there is, as if no filter were set. */
export function everything(model: Model): Seen {
  const all = (list: unknown[]): Uint8Array => new Uint8Array(list.length).fill(1);
  return { participations: all(model.participations), memberships: all(model.memberships), contributions: all(model.contributions) };
}

export interface Route { layer: string; path: number[] }
/** What there is between two that nothing links: how many reasons the filters leave out, and the shortest way from one to the other. */
export interface Apart { filtered: number; nearest: Route | null }

/** What is nearest when nothing links `a` and `b`. `layers`: where to look; of ways of equal length, the one in the first of them. */
export function apart(model: Model, active: Active, a: number, b: number, layers: string[] = model.layers.map((l) => l.name), hidden: readonly number[] = []): Apart {
  const ways = routes(model, active, a, b, layers, hidden);
  const nearest = ways.reduce<Route | null>((best, way) => (best && best.path.length <= way.path.length ? best : way), null);
  return { filtered: why(model, everything(model), a, b).length, nearest };
}

/** A shortest path in each of some layers, where there is one. */
export function routes(model: Model, active: Active, a: number, b: number, layers: string[], hidden: readonly number[] = []): Route[] {
  return layers.flatMap((layer) => {
    const path = route(model, active, layer, a, b, hidden);
    return path ? [{ layer, path }] : [];
  });
}

interface Incident { groups: Map<number, number[]>; members: Map<number, number[]> }
const incidents = new WeakMap<Active, Map<string, Incident>>();

function incident(model: Model, active: Active, layer: string): Incident {
  const kept = incidents.get(active) ?? incidents.set(active, new Map()).get(active)!;
  const known = kept.get(layer);
  if (known) return known;
  const made: Incident = { groups: new Map(), members: new Map() };
  const add = (lists: Map<number, number[]>, of: number, what: number): void => void (lists.get(of)?.push(what) ?? lists.set(of, [what]));
  for (const [row, column] of incidence(model, active, layer)) {
    add(made.groups, row, column);
    add(made.members, column, row);
  }
  kept.set(layer, made);
  return made;
}

/** A shortest path in a layer, without making its ties: through groups, each opened once. As long as `path` of the layer's network finds it. */
export function route(model: Model, active: Active, layer: string, from: number, to: number, hidden: readonly number[] = []): number[] | null {
  const found = model.layers.find((l) => l.name === layer);
  if (!found) return null;
  const [drawn, out] = [new Set(found.nodes), new Set(hidden)];
  const shown = (e: number): boolean => drawn.has(e) && !!active.visible[e] && !out.has(e);
  if (!shown(from) || !shown(to)) return null;
  const { groups, members } = incident(model, active, layer);
  const opened = new Set<number>();
  const beside = (node: number): number[] => {
    if (found.twoMode) return [...(groups.get(node) ?? []), ...(members.get(node) ?? [])];
    return (groups.get(node) ?? []).flatMap((group) => (opened.has(group) ? [] : (opened.add(group), members.get(group) ?? [])));
  };
  return shortest(from, to, (node) => beside(node).filter(shown));
}

// --- words ---

const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** A name inside a sentence: what would turn the rest of the sentence around is taken out or shut in. */
export function named(model: Model, entity: number): string {
  return shut(label(model, entity));
}

/** Words of the data inside a sentence. */
export function shut(words: string): string {
  const clean = words.replace(CONTROLS, " ").replace(/\s+/g, " ").trim();
  return RIGHT_TO_LEFT.test(clean) ? `\u2068${clean}\u2069` : clean;
}

/** "Ana e Inés"; "Ana and Inés". */
export function all(words: string[]): string {
  return new Intl.ListFormat(spoken() === "es" ? "es-MX" : "en", { type: "conjunction" }).format(words);
}

/** "Ana o Inés"; "Ana or Inés". */
export function any(words: string[]): string {
  return new Intl.ListFormat(spoken() === "es" ? "es-MX" : "en", { type: "disjunction" }).format(words);
}

/** The first few of many names. */
function some(model: Model, entities: number[], most = 5): string {
  const names = entities.slice(0, most).map((e) => named(model, e));
  return all(entities.length > most ? [...names, t("why.more", { n: entities.length - most })] : names);
}

/** A concept's name inside a sentence: without the capital letter it begins with, unless it is an acronym. */
export function inside(words: string): string {
  return /^\p{Lu}\p{Lu}/u.test(words) ? words : words.charAt(0).toLowerCase() + words.slice(1);
}

/** An event or body with what it is part of: "Mesa uno, parte de Foro 2031". `stop`: say no more than up to there. */
export function within(model: Model, entity: number, stop = -1): string {
  const chain = model.upwards(entity);
  const end = chain.indexOf(stop);
  return (end < 0 ? chain : chain.slice(0, end + 1)).map((e) => named(model, e)).reduceRight((rest, name) => (rest ? t("why.part-of", { a: name, b: rest }) : name), "");
}

/** The days of an event; of the one it is part of when it has none. */
export function daysOf(model: Model, event: number): string[] {
  return model.upwards(event).map((up) => model.entities[up]?.days ?? []).find((d) => d.length) ?? [];
}

/** " (4 de marzo de 2031)"; "" without days. */
function when(days: string[]): string {
  return days.length ? ` (${all(days.map(date))})` : "";
}

/** What the reading does not know of those behind a reason: also said of a stated one, when some of its contributions are of somebody inferred. */
function doubt(model: Model, reason: Reason): string {
  const said = reason.claims.filter((c) => c.list === "contributions");
  const guessed = said.filter((c) => model.contributions[c.index]!.inferred);
  if (!guessed.length) return reason.inferred ? ` ${t("why.inferred")}` : "";
  const key = `why.doubt${guessed.length < said.length ? "-some" : ""}${reason.others.length ? "-others" : ""}`;
  return ` ${t(key, { k: guessed.length, n: said.length, people: any(reason.others.slice(0, 5).map((o) => named(model, o))) })}`;
}

/** The key of a text that says "one" in words. */
function counted(key: string, n: number): string {
  return n === 1 ? `${key}-one` : key;
}

/** What a claim says, in a sentence. */
export function told(model: Model, ref: ClaimRef): string {
  const claim = claimAt(model, ref);
  if (!claim) return "";
  if (ref.list === "participations") return participationTold(model, claim as Participation);
  if (ref.list === "memberships") return membershipTold(model, claim as Membership);
  if (ref.list === "facts") return factTold(model, claim as Fact);
  const c = claim as Contribution;
  return t("why.contribution", { who: speakers(model, c), kind: inside(conceptLabel(model, c.kind)), words: shut(pick(c.words)) });
}

/** What is left to say of a claim where what is shared was said: who, and how. */
export function brief(model: Model, ref: ClaimRef): string {
  const claim = claimAt(model, ref);
  if (ref.list === "participations" && claim) {
    const p = claim as Participation;
    return t("why.brief", { who: named(model, p.person), how: [conceptLabel(model, p.role), modeOf(model, p)].filter(Boolean).map(inside).join(", ") || t("why.took-part") });
  }
  if (ref.list === "memberships" && claim) {
    const m = claim as Membership;
    return t("why.brief", { who: named(model, m.person), how: `${shut(m.title) || t("why.no-title")}${observed(m)}` });
  }
  return told(model, ref);
}

/** Who says a contribution: people, or the conclusions of an event. */
export function speakers(model: Model, c: Contribution): string {
  return c.speakers.length ? some(model, c.speakers) : t("why.conclusion", { event: within(model, c.event) });
}

/** How somebody took part; "" when the report does not say. */
export function modeOf(model: Model, p: Participation): string {
  return model.concepts[p.mode]?.id.endsWith("/unknown") ? "" : conceptLabel(model, p.mode);
}

function participationTold(model: Model, p: Participation): string {
  const [role, mode] = [conceptLabel(model, p.role), modeOf(model, p)];
  const how = [role && t("why.role", { role: inside(role) }), mode && t("why.mode", { mode: inside(mode) })].filter(Boolean).join("; ");
  return t("why.person-event", { who: named(model, p.person), event: within(model, p.event), how: how && ` (${how})`, when: "" });
}

/** " (consta el 4 de marzo de 2031)". */
function observed(m: Membership): string {
  return m.observed.length ? ` (${t("why.observed", { days: all(m.observed.map((d) => t("why.on", { day: date(d) }))) })})` : "";
}

function membershipTold(model: Model, m: Membership, stop = -1): string {
  const title = m.title ? `: ${shut(m.title)}` : "";
  const values = { who: named(model, m.person), title, when: observed(m) };
  return m.institution < 0 ? t("why.office", values) : t("why.person-institution", { ...values, body: within(model, m.institution, stop) });
}

function factTold(model: Model, f: Fact): string {
  const value = f.entity >= 0 ? named(model, f.entity) : shut(pick(f.value));
  return t("why.fact", { a: named(model, f.about), property: pick(f.property), value: /^\d{4}-\d{2}-\d{2}$/.test(value) ? date(value) : value });
}

// --- claims ---

/** The claim a reference leads to. */
export function claimAt(model: Model, ref: ClaimRef): Participation | Membership | Contribution | Fact | undefined {
  return model[ref.list][ref.index];
}

interface Lookup { wishes: Map<number, number[]>; answered: Map<number, number[]> }
const lookups = new WeakMap<Model, Lookup>();

/** What the model does not index: the contributions that ask for a tie with an entity, and those that answer a contribution. */
export function lookup(model: Model): Lookup {
  const known = lookups.get(model);
  if (known) return known;
  const made: Lookup = { wishes: new Map(), answered: new Map() };
  const add = (lists: Map<number, number[]>, of: number, what: number): void => void (lists.get(of)?.push(what) ?? lists.set(of, [what]));
  model.contributions.forEach((c, i) => {
    new Set(c.wishes).forEach((w) => add(made.wishes, w, i));
    c.answers.forEach((other) => add(made.answered, other, i));
  });
  lookups.set(model, made);
  return made;
}

/** A claim by its IRI. Looked for, not indexed: an index of all takes longer to make than many searches. */
export function claimNamed(model: Model, id: string): ClaimRef | undefined {
  for (const list of ["participations", "memberships", "contributions", "facts"] as const) {
    const index = (model[list] as { id: string }[]).findIndex((claim) => claim.id === id);
    if (index >= 0) return { list, index };
  }
  return undefined;
}

/** An event or institution and all below it. */
export function below(model: Model, entity: number): number[] {
  const found = new Set([entity]);
  for (const one of found) for (const part of model.parts[one] ?? []) found.add(part);
  return [...found];
}

const refs = (list: List, indices: Iterable<number>): ClaimRef[] => [...indices].map((index) => ({ list, index }));

/** A reason from claims: stated when any of them is, unless told otherwise. `speaks`: it rests on who says them. */
function reason(model: Model, layer: string, claims: ClaimRef[], things: number[], sentence: () => string, inferred?: boolean, speaks = true): Reason {
  const guessed = inferred ?? (claims.length > 0 && claims.every((c) => (claimAt(model, c) as { inferred?: boolean } | undefined)?.inferred));
  const others = speaks ? claims.flatMap((c) => (c.list === "contributions" && model.contributions[c.index]?.inferred ? model.contributions[c.index]!.alternatives : [])) : [];
  const made: Reason = { layer, inferred: guessed, things: [...new Set(things)], claims, others: [...new Set(others)], sentence: () => sentence() + (speaks ? doubt(model, made) : "") };
  return made;
}

const both = (model: Model, a: number, b: number): string => all([named(model, a), named(model, b)]);

/** The active claims of two that fall in the same groups: group -> [those of a, those of b], in the order of the groups. */
function shared(a: Iterable<[group: number, claim: number]>, b: Iterable<[group: number, claim: number]>): [number, number[], number[]][] {
  const gather = (pairs: Iterable<[number, number]>): Map<number, number[]> => {
    const found = new Map<number, number[]>();
    for (const [group, claim] of pairs) (found.get(group) ?? found.set(group, []).get(group)!).push(claim);
    return found;
  };
  const [one, other] = [gather(a), gather(b)];
  return [...one].filter(([group]) => other.has(group)).map(([group, mine]) => [group, mine, other.get(group)!] as [number, number[], number[]]).sort((x, y) => x[0] - y[0]);
}

const guessedBoth = (model: Model, list: "participations" | "memberships" | "contributions", one: number[], other: number[]): boolean =>
  [one, other].some((side) => side.every((i) => model[list][i]!.inferred));

// --- person and person ---

const copresence: Told = (model, active, a, b) => {
  const sessions = (person: number): [number, number][] => model.participationsOf[person]!.filter((i) => active.participations[i] && model.leaf[model.participations[i]!.event])
    .map((i) => [model.participations[i]!.event, i]);
  const day = (event: number): string => daysOf(model, event)[0] ?? "";
  return shared(sessions(a), sessions(b)).sort((x, y) => day(x[0]).localeCompare(day(y[0])) || x[0] - y[0]).map(([session, mine, theirs]) =>
    reason(model, "copresence", refs("participations", [...mine, ...theirs]), [session],
      () => t("why.copresence", { both: both(model, a, b), session: within(model, session), when: when(daysOf(model, session)) }), guessedBoth(model, "participations", mine, theirs)));
};

const affiliation: Told = (model, active, a, b) => {
  const bodies = (person: number): [number, number][] => model.membershipsOf[person]!.filter((i) => active.memberships[i] && model.memberships[i]!.institution >= 0)
    .flatMap((i) => model.upwards(model.memberships[i]!.institution).map((body) => [body, i] as [number, number]));
  const height = (body: number): number => model.upwards(body).length;
  return shared(bodies(a), bodies(b)).sort((x, y) => height(y[0]) - height(x[0]) || x[0] - y[0]).map(([body, mine, theirs]) => {
    const units = (claims: number[]): number[] => [...new Set(claims.map((i) => model.memberships[i]!.institution))].sort((x, y) => Number(y === body) - Number(x === body) || x - y);
    const [one, other] = [units(mine), units(theirs)];
    const through = (list: number[]): string => (list.includes(body) ? named(model, body) : all(list.map((unit) => within(model, unit, body))));
    return reason(model, "affiliation", [...refs("memberships", [...mine, ...theirs]), ...unitFacts(model, [...one, ...other], body)], [body, ...one, ...other], () => {
      const values = { both: both(model, a, b), body: named(model, body), a: named(model, a), b: named(model, b), one: through(one), other: through(other) };
      if (one.includes(body) && other.includes(body)) return t("why.affiliation", values);
      return t(values.one === values.other ? "why.affiliation-same" : "why.affiliation-through", values);
    }, guessedBoth(model, "memberships", mine, theirs));
  });
};

/** The claims that say that units are part of a body, step by step. */
function unitFacts(model: Model, units: number[], body: number): ClaimRef[] {
  const found = new Set<number>();
  for (const unit of units) {
    const chain = model.upwards(unit);
    for (const [k, low] of chain.slice(0, chain.indexOf(body)).entries()) for (const i of model.factsOf[low]!) if (model.facts[i]!.entity === chain[k + 1]) found.add(i);
  }
  return refs("facts", found);
}

const theme: Told = (model, active, a, b) => {
  const themes = (person: number): [number, number][] => spokenBy(model, active, person).flatMap((i) => model.contributions[i]!.themes.map((x) => [x, i] as [number, number]));
  return shared(themes(a), themes(b)).map(([about, mine, theirs]) =>
    reason(model, "theme", refs("contributions", new Set([...mine, ...theirs])), [about], () => t("why.theme",
      { both: both(model, a, b), theme: inside(named(model, about)), a: named(model, a), b: named(model, b), n: mine.length, m: theirs.length }), guessedBoth(model, "contributions", mine, theirs)));
};

const coproposal: Told = (model, active, a, b) => spokenBy(model, active, a).filter((i) => model.contributions[i]!.speakers.includes(b)).map((i) =>
  reason(model, "coproposal", refs("contributions", [i]), model.contributions[i]!.themes,
    () => t("why.coproposal", { both: both(model, a, b), kind: inside(conceptLabel(model, model.contributions[i]!.kind)) })));

const answers: Told = (model, active, a, b) => [[a, b], [b, a]].flatMap(([one, other]) => spokenBy(model, active, one!).flatMap((i) =>
  model.contributions[i]!.answers.filter((j) => active.contributions[j] && model.contributions[j]!.speakers.includes(other!) && !model.contributions[j]!.speakers.includes(one!)).map((j) =>
    reason(model, "answers", refs("contributions", [i, j]), [], () => t("why.answers", {
      a: named(model, one!), b: named(model, other!), kind: inside(conceptLabel(model, model.contributions[i]!.kind)), other: inside(conceptLabel(model, model.contributions[j]!.kind)),
    }), !!(model.contributions[i]!.inferred || model.contributions[j]!.inferred)))));

/** The contributions of a speaker that the filters leave. */
function spokenBy(model: Model, active: Seen, person: number): number[] {
  return model.contributionsOf[person]!.filter((i) => active.contributions[i] && model.contributions[i]!.speakers.includes(person));
}

// --- person and anything else ---

const takingPart: Told = (model, active, person, event) => {
  const inside = new Set(below(model, event));
  const found = model.participationsOf[person]!.filter((i) => active.participations[i] && inside.has(model.participations[i]!.event));
  return found.map((i) => reason(model, "person-event", refs("participations", [i]), [model.participations[i]!.event], () => participationTold(model, model.participations[i]!)));
};

const speaking: Told = (model, active, person, event) => {
  const inside = new Set(below(model, event));
  const found = spokenBy(model, active, person).filter((i) => inside.has(model.contributions[i]!.event));
  return found.length ? [reason(model, "spoke", refs("contributions", found), found.map((i) => model.contributions[i]!.event),
    () => t("why.spoke", { who: named(model, person), event: within(model, event), n: found.length }))] : [];
};

const office: Told = (model, active, person, body) => model.membershipsOf[person]!.filter((i) => active.memberships[i] && model.memberships[i]!.institution >= 0 &&
  model.upwards(model.memberships[i]!.institution).includes(body)).map((i) =>
  reason(model, "person-institution", refs("memberships", [i]), [model.memberships[i]!.institution], () => membershipTold(model, model.memberships[i]!, body)));

/** What a person asked for in the name of another: never a tie of that person. */
const asked: Told = (model, active, person, party) => (lookup(model).wishes.get(party) ?? []).filter((i) => active.contributions[i] && model.contributions[i]!.speakers.includes(person)).map((i) => {
  const c = model.contributions[i]!;
  const others = c.wishes.filter((w) => w !== party);
  return reason(model, "wished", refs("contributions", [i]), others,
    () => t("why.asked", { who: named(model, person), event: within(model, c.event), a: named(model, party), others: all(others.map((w) => named(model, w))) }));
});

const seat: Told = (model, active, person, town) => {
  const found = new Map<string, { key: string; unit: number; body: number; claims: number[] }>();
  for (const i of model.membershipsOf[person]!) {
    const m = model.memberships[i]!;
    if (!active.memberships[i] || m.institution < 0) continue;
    const governs = model.upwards(m.institution).find((body) => model.entities[body]!.governs === town);
    const body = governs ?? model.upwards(m.institution).find((up) => model.entities[up]!.municipality?.includes(town));
    if (body === undefined) continue;
    const seats = found.get(`${m.institution} ${body}`) ?? { key: governs === undefined ? "why.seat-in" : "why.seat-governs", unit: m.institution, body, claims: [] };
    seats.claims.push(i);
    found.set(`${m.institution} ${body}`, seats);
  }
  return [...found.values()].map(({ key, unit, body, claims }) => reason(model, "person-institution", refs("memberships", claims), [unit, body],
    () => t(key, { who: named(model, person), body: within(model, unit, body), town: named(model, town) })));
};

/** Contributions in which both are, as speaker, event, theme, mechanism or municipality. */
function saying(key: string): Told {
  return (model, active, a, b) => {
    const about = (e: number): number[] => [...new Set(model.entities[e]!.kind === "event" ? below(model, e).flatMap((x) => model.contributionsOf[x]!) : model.contributionsOf[e]!)];
    const theirs = new Set(about(b));
    const found = about(a).filter((i) => active.contributions[i] && theirs.has(i)).sort((x, y) => x - y);
    if (!found.length) return [];
    const name = (e: number): string => (model.entities[e]!.kind === "theme" ? inside(named(model, e)) : named(model, e));
    // What is said in an event of a theme does not rest on who says it.
    const speaks = model.entities[a]!.kind === "person";
    return [reason(model, "about", refs("contributions", found), found.map((i) => model.contributions[i]!.event),
      () => t(key === "why.together" ? counted(key, found.length) : key, { who: named(model, a), a: name(a), b: name(b), both: all([name(a), name(b)]), n: found.length }), speaks ? undefined : false, speaks)];
  };
}

// --- bodies and events ---

/** Active memberships in a body or a unit of it, by person. */
function seated(model: Model, active: Seen, body: number): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (const unit of below(model, body)) for (const i of model.membershipsOf[unit]!) if (active.memberships[i] && model.memberships[i]!.institution === unit) {
    const person = model.memberships[i]!.person;
    (found.get(person) ?? found.set(person, []).get(person)!).push(i);
  }
  return found;
}

/** Active participations made in the name of a body or a unit of it. */
function sent(model: Model, active: Seen, body: number): number[] {
  return [...seated(model, active, body)].flatMap(([person, hats]) => model.participationsOf[person]!.filter((i) => active.participations[i] && hats.includes(model.participations[i]!.hat)));
}

const related = (model: Model, a: number, b: number): boolean => model.upwards(a).includes(b) || model.upwards(b).includes(a);

const bodiesMeet: Told = (model, active, a, b) => {
  if (related(model, a, b)) return [];
  const sessions = (body: number): [number, number][] => sent(model, active, body).filter((i) => model.leaf[model.participations[i]!.event]).map((i) => [model.participations[i]!.event, i]);
  return shared(sessions(a), sessions(b)).filter(([, mine, theirs]) => mine.some((i) => theirs.some((j) => model.participations[i]!.person !== model.participations[j]!.person))).map(([session, mine, theirs]) =>
    reason(model, "copresence", refs("participations", new Set([...mine, ...theirs])), [session, ...mine.map((i) => model.participations[i]!.person), ...theirs.map((i) => model.participations[i]!.person)],
      () => t("why.copresence-bodies", { a: named(model, a), b: named(model, b), session: within(model, session), when: when(daysOf(model, session)) }), guessedBoth(model, "participations", mine, theirs)));
};

const samePeople: Told = (model, active, a, b) => {
  if (related(model, a, b)) return [];
  const events = model.entities[a]!.kind === "event";
  const of = (e: number): Map<number, number[]> => {
    if (!events) return seated(model, active, e);
    const found = new Map<number, number[]>();
    for (const part of below(model, e)) for (const i of model.participationsOf[part]!) if (active.participations[i]) {
      const person = model.participations[i]!.person;
      (found.get(person) ?? found.set(person, []).get(person)!).push(i);
    }
    return found;
  };
  const [one, other] = [of(a), of(b)];
  const people = [...one.keys()].filter((p) => other.has(p)).sort((x, y) => x - y);
  if (!people.length) return [];
  const claims = people.flatMap((p) => [...one.get(p)!, ...other.get(p)!]);
  return [reason(model, "people", refs(events ? "participations" : "memberships", new Set(claims)), people,
    () => t(counted(events ? "why.people-events" : "why.people-bodies", people.length), { a: named(model, a), b: named(model, b), n: people.length, people: some(model, people) }))];
};

const represented: Told = (model, active, body, event) => {
  const inside = new Set(below(model, event));
  const found = sent(model, active, body).filter((i) => inside.has(model.participations[i]!.event));
  const people = [...new Set(found.map((i) => model.participations[i]!.person))];
  return people.length ? [reason(model, "person-event", refs("participations", found), people,
    () => t(people.length === 1 ? "why.represents" : "why.represent", { people: some(model, people), body: named(model, body), event: within(model, event) }))] : [];
};

const bodyTheme: Told = (model, active, body, about) => {
  const people = seated(model, active, body);
  const found = model.contributionsOf[about]!.filter((i) => active.contributions[i] && model.contributions[i]!.speakers.some((s) => people.has(s)));
  const who = [...new Set(found.flatMap((i) => model.contributions[i]!.speakers.filter((s) => people.has(s))))];
  return found.length ? [reason(model, "about", refs("contributions", found), who,
    () => t(counted("why.body-theme", who.length), { body: named(model, body), people: some(model, who), theme: inside(named(model, about)), n: found.length }))] : [];
};

// --- what a thing is part of, and what was asked for ---

const factsBetween = (model: Model, a: number, b: number): ClaimRef[] =>
  refs("facts", [[a, b], [b, a]].flatMap(([one, other]) => model.factsOf[one!]!.filter((i) => model.facts[i]!.entity === other)));

const structure: Told = (model, _active, a, b) => {
  const [low, high] = model.upwards(a).includes(b) ? [a, b] : [b, a];
  const chain = model.upwards(low);
  const end = chain.indexOf(high);
  if (end > 0) {
    const steps = chain.slice(0, end + 1);
    const claims = steps.slice(1).flatMap((up, k) => factsBetween(model, steps[k]!, up));
    return [reason(model, "structure", claims, steps.slice(1, -1), () => t("why.part", { chain: t("why.is-part", { a: named(model, low), b: within(model, steps[1]!, high) }) }))];
  }
  const [thing, town] = model.entities[b]!.kind === "municipality" ? [a, b] : [b, a];
  const entity = model.entities[thing]!;
  const key = entity.governs === town ? "why.governs" : entity.municipality?.includes(town) ? (entity.kind === "mechanism" ? "why.mechanism-town" : "why.located") : "";
  return key ? [reason(model, "structure", factsBetween(model, a, b), [], () => t(key, { a: named(model, thing), b: named(model, town) }))] : [];
};

const facts: Told = (model, active, a, b) => structure(model, active, a, b).length ? [] : factsBetween(model, a, b).map((ref) => reason(model, "fact", [ref], [], () => factTold(model, model.facts[ref.index]!)));

const wished: Told = (model, active, a, b) => (lookup(model).wishes.get(a) ?? []).filter((i) => active.contributions[i] && model.contributions[i]!.wishes.includes(b)).map((i) => {
  const c = model.contributions[i]!;
  const key = !c.speakers.length ? "why.wished-conclusion" : c.speakers.length > 1 ? "why.wished-many" : "why.wished";
  return reason(model, "wished", refs("contributions", [i]), c.speakers, () => t(key, { event: within(model, c.event), who: speakers(model, c), both: both(model, a, b) }));
});

const RULES: Record<string, Told[]> = {
  "person-person": [coproposal, copresence, answers, affiliation, theme],
  "person-event": [takingPart, speaking],
  "person-institution": [office, asked],
  "person-municipality": [seat, saying("why.person-municipality"), asked],
  "person-mechanism": [saying("why.person-mechanism")],
  "person-theme": [saying("why.person-theme")],
  "person-actor": [asked],
  "institution-institution": [bodiesMeet, samePeople],
  "institution-event": [represented],
  "institution-theme": [bodyTheme],
  "municipality-event": [saying("why.municipality-event")],
  "event-event": [samePeople],
  "event-mechanism": [saying("why.event-mechanism")],
  "event-theme": [saying("why.event-theme")],
  ...Object.fromEntries(["municipality-municipality", "municipality-mechanism", "municipality-theme", "mechanism-mechanism", "mechanism-theme", "theme-theme"].map((k) => [k, [saying("why.together")]])),
};
const FOR_ALL: Told[] = [structure, facts, wished];
