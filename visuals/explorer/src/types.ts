/** What the page holds: the data block (`kg.visual.explore` writes it, format "kg-explorer/1") and the state that everything on screen follows from. */

export type Lang = "es" | "en";
/** A text in both languages: [Spanish, English]. */
export type Both = [string, string];

/** Kinds of entity, in the order in which lists show them. */
export const KINDS = ["person", "institution", "municipality", "event", "mechanism", "theme", "actor"] as const;
export type Kind = (typeof KINDS)[number];

/** Where a claim stands: source, line, first character, end (code points of the original). */
export type Place = [source: number, line: number, start: number, end: number];

/** Review of a claim. */
export const REVIEW = ["unreviewed", "accepted", "corrected"] as const;

/** Numbers are indices: entities into `entities`, concepts into `concepts`; -1 is none. */
export interface Entity {
  id: string; // IRI without the base
  kind: Kind;
  label: string; // Spanish name; for concepts see `concept`
  aka?: string[]; // other spellings
  foreign?: [name: string, lang: string][]; // of those, the ones that are not Spanish
  concept?: number; // theme, actor: its concept (labels in both languages)
  type?: number; // institution kind, event format, mechanism kind: a concept
  up?: number; // event: part of; institution: unit of
  days?: string[]; // event: ISO dates
  municipality?: number[]; // institution, mechanism: where; entities
  governs?: number; // institution: the municipality it governs
  code?: string; // municipality: INEGI code
  gone?: boolean; // withheld by policy: only a pseudonym is shown
}

interface Claim {
  id: string; // IRI without the base
  at: Place[];
  quote?: string; // only when the policy allows and the original was at hand
  confidence: number;
  review: number; // index into REVIEW
  inferred?: boolean; // rests on something a reader inferred
}
export interface Participation extends Claim { person: number; event: number; role: number; mode: number; hat: number /* index into memberships */ }
export interface Membership extends Claim { person: number; institution: number; title: string; sector: number; observed: string[] }
export interface Contribution extends Claim {
  kind: number; // concept: proposal, problem, commitment, experience, finding
  speakers: number[]; // whose turn it is first; empty: the conclusion of `event`
  event: number;
  words: Both; // our own words
  themes: number[]; // entities of kind theme
  force: number; // concept
  method: number; // how the speaker was inferred: concept
  alternatives: number[]; // who else may have spoken
  municipalities: number[];
  mechanisms: number[];
  cites?: number[]; // of those, the laws it cites
  wishes: number[]; // between whom a tie is asked for: entities
  answers: number[]; // indices into contributions
}
export interface Fact extends Claim { about: number; property: Both; value: Both; entity: number }

export interface Concept { id: string /* scheme/notation */; label: Both }
/** A line of a report's skeleton: how long it is and where it starts; its text only when the original was given and the policy allows. */
export interface Source { slug: string; title: string; publisher: string; date: string; licence: string; address: string; file: string; sha256: string; lines: [start: number, length: number][]; text?: string }

/** A layer: where its nodes stand in the drawing, and what was measured on the whole of it at export. */
export interface Layer {
  name: string;
  title: Both;
  question: Both;
  meaning: Both; // what a tie means
  weight: Both; // what a weight counts
  twoMode: boolean;
  nodes: number[]; // entities, those drawn
  x: number[];
  y: number[];
  community: number[]; // of each node, from 1; empty for two-mode layers
  measures: Record<string, (number | null)[]>; // name -> value of each node; null where it is not defined
  caveats: Both[];
  whole?: { nodes: number; ties: number }; // when only the strongest are drawn: how many there are
}
export interface MeasureText { label: Both; meaning: Both; range: Both }

export interface Meta {
  title: Both;
  version: string; // of the graph: the name of its store
  base: string; // of the data's IRIs
  pages: string; // where entity pages are published; "" when nowhere
  publisher: string;
  licence: string;
  contact: string; // for corrections; "" when the policy names none
  originals: boolean; // the sources' texts are inside
  state: { code: string; name: string; municipalities: [code: string, name: string, entity: number][] } | null;
  counts: Record<string, number>;
  limits: Both[]; // what is and is not in the data
  questions: { text: Both; hash: string }[]; // ready questions: each opens a state
}

/** Outlines of municipalities on a grid, y downwards; of each, rings as first point and then steps. What did not match: polygons of no municipality, of other states, municipalities without any. */
export interface Geo { file: string; width: number; height: number; shapes: [code: string, entity: number, rings: number[][]][]; stray: { n: number; names: string[] }; elsewhere: number; missing: string[] }

export interface Data {
  format: "kg-explorer/1";
  meta: Meta;
  concepts: Concept[];
  sources: Source[];
  entities: Entity[];
  participations: Participation[];
  memberships: Membership[];
  contributions: Contribution[];
  facts: Fact[];
  layers: Layer[];
  measures: Record<string, MeasureText>;
  /** Outlines of municipalities, when a file of them was given at export. */
  geo?: Geo;
  /** Serialised MiniSearch index (version 2) over entities; document ids are indices into `entities`. */
  search: unknown;
}

export const VIEWS = ["network", "matrix", "timeline", "grid", "themes", "table"] as const;
export type View = (typeof VIEWS)[number];
/** How the network view arranges what it shows. */
export const MODES = ["all", "community"] as const;
export type Mode = (typeof MODES)[number];

/** Facets: in each, the chosen values (any of them will do; facets together: all must). Values are strings, see `filter.ts`. */
export const FACETS = ["kind", "institution-kind", "municipality", "event", "theme", "contribution", "sector", "certainty", "review"] as const;
export type Facet = (typeof FACETS)[number];
export interface Filters { chosen: Partial<Record<Facet, string[]>>; from: string; to: string }

export type Selection =
  | { type: "none" }
  | { type: "node"; node: number }
  | { type: "pair"; a: number; b: number }
  | { type: "path"; a: number; b: number }
  | { type: "claim"; claim: string };

export type Moved = readonly [node: number, x: number, y: number];

export interface State {
  lang: Lang;
  view: View;
  layer: string;
  mode: Mode;
  filters: Filters;
  selection: Selection;
  ego: 0 | 1 | 2; // 0: everything; else only nodes so many steps from the selected one
  hidden: number[];
  pinned: number[];
  /** Groups drawn open, each by one of its members; and what was dragged, with its place in the layout: a group by minus one of its members, less one. Both of this layer alone. */
  opened: number[];
  moved: Moved[];
  /** Themes and sectors that nothing names have a row and a column of zeros. */
  blank: boolean;
  /** Municipalities as a map, where there are outlines; else as cells. */
  map: boolean;
  source: number; // the report open beside the graph; -1: none
  camera: [x: number, y: number, ratio: number] | null;
  sort: [column: string, down: boolean];
}
