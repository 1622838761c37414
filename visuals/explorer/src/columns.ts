/** The data block by columns, made whole again: the other half of `kg/visual/explore/columns.py`, which says how. */

import { fold } from "./names";
import { Reader, type Column, type Where } from "./planes";
import type { Data, Entity, Place } from "./types";

const RECORDS = ["memberships", "contributions", "facts", "participations"] as const;
const FORMAT = 2;
const GROUPED: Record<string, string> = { "person-event": "copresence", "person-institution": "affiliation" };
const HOLES = ["event", "institution", "about", "person"] as const;

type Row = Record<string, unknown>;
type Claim = Row & { id: string; at?: Place[]; person: number; hat?: number };
type Some = Column | Where[]; // places are columns of their own
interface Table { n: number; holes: boolean; sorted?: boolean; columns: Record<string, Some>; some: Record<string, [Where, Some]> }
interface Layer { name: string; nodes: number[]; community: number[] }
interface SmallLayer { name: string; nodes: Where; community: Column; x: Column; y: Column; measures: Record<string, Column> }
interface SmallSource { slug: string; lines: { n: number; other: [line: number, start: number, length: number][] } }
interface Index { count: number; fields: string[]; mean: number[]; terms: string; posts: Column[] }
type Stretches = Map<number, Map<number, [number, number]>>;
interface Small { columns?: number; entities: Table; sources: SmallSource[]; layers: SmallLayer[]; search: object }

/** The data of a block that was made small; of one that was not, as it is. The search index is made whole when it is asked for. */
export function grow(block: unknown, beside: Uint8Array): Data {
  const small = block as Row & Small & Record<(typeof RECORDS)[number], Table>;
  if (small.columns !== FORMAT) return block as Data;
  const read = new Reader(beside);
  const data: Row = { ...small };
  delete data.columns;
  const entities = (data.entities = records(small.entities, read)) as unknown as Entity[];
  const fill = filler();
  if (small.entities.holes) for (const entity of entities) entity.id = fill(entity.id, () => fold(entity.label ?? "").replaceAll(" ", "-"));
  const ends = entities.map((e) => String(e.id).slice(String(e.id).lastIndexOf("/") + 1));
  for (const name of RECORDS) data[name] = claims(small[name], data, ends, read);
  const known = stretches(data);
  data.sources = small.sources.map((source, i) => ({ ...source, lines: lines(source.lines, known.get(i)) }));
  const layers = small.layers.map((layer) => ({ ...layer, nodes: read.numbers(layer.nodes), community: read.column(layer.community) as number[] }));
  const groups = new Map(layers.map((layer) => [layer.name, layer]));
  data.layers = layers.map((layer) => spread(layer, groups.get(GROUPED[layer.name] ?? layer.name), read));
  let search: object | undefined;
  Object.defineProperty(data, "search", { enumerable: true, get: () => (search ??= "posts" in small.search ? whole(small.search as Index, read) : small.search) });
  return data as unknown as Data;
}

function records(table: Table, read: Reader): Row[] {
  const rows: Row[] = Array.from({ length: table.n }, () => ({}));
  const values = (column: Some): unknown[] => (Array.isArray(column) ? places(column, read) : read.column(column));
  for (const [key, column] of Object.entries(table.columns)) {
    const found = values(column);
    for (let i = 0; i < rows.length; i++) rows[i]![key] = found[i];
  }
  for (const [key, [where, column]] of Object.entries(table.some)) {
    const found = values(column);
    read.numbers(where).forEach((row, i) => (rows[row]![key] = found[i]));
  }
  return rows;
}

/** Places from their columns: how many each claim has; of each its source, line, start and length. */
function places(columns: Where[], read: Reader): Place[][] {
  const [counts, sources, lines, starts, lengths] = columns.map((where) => read.numbers(where)) as [number[], number[], number[], number[], number[]];
  let next = 0;
  return counts.map((count) => Array.from({ length: count }, (): Place => {
    const i = next++;
    return [sources[i]!, lines[i]!, starts[i]!, starts[i]! + lengths[i]!];
  }));
}

function claims(table: Table, data: Row, ends: string[], read: Reader): Row[] {
  const rows = records(table, read) as Claim[];
  const seats: number[][] = [];
  if (rows.some((row) => row.hat !== undefined)) (data.memberships as { person: number }[]).forEach((seat, i) => (seats[seat.person] ??= []).push(i));
  const sources = data.sources as SmallSource[];
  const fill = filler();
  for (const row of rows) {
    if (table.holes) row.id = fill(row.id, (hole) => (hole < HOLES.length ? ends[(row[HOLES[hole]!] as number | undefined) ?? -1] : sources[row.at?.[0]?.[0] ?? -1]?.slug) ?? "");
    if (row.hat !== undefined) row.hat = row.hat >= 0 ? seats[row.person]![row.hat]! : row.hat === -1 ? -1 : -2 - row.hat;
  }
  return table.sorted ? rows.sort((a, b) => (a.id < b.id ? -1 : 1)) : rows;
}

/** What fills the holes of patterns. A hole is a character below 6, each at most once in a pattern; most ids have the pattern of many others. */
function filler(): (pattern: string, part: (hole: number) => string) => string {
  const known = new Map<string, string[]>();
  return (pattern, part) => {
    const pieces = known.get(pattern) ?? known.set(pattern, pattern.split(/([\x01-\x05])/)).get(pattern)!;
    let text = pieces[0]!;
    for (let i = 1; i < pieces.length; i += 2) text += part(pieces[i]!.charCodeAt(0) - 1) + pieces[i + 1]!;
    return text;
  };
}

/** Of each line of each report, the stretch that the places of the page's claims cover. */
function stretches(data: Row): Stretches {
  const found: Stretches = new Map();
  for (const name of RECORDS) for (const claim of data[name] as Claim[]) for (const [source, line, start, end] of claim.at ?? []) {
    const of = found.get(source) ?? found.set(source, new Map()).get(source)!;
    const [low, length] = of.get(line) ?? [start, end - start];
    const from = Math.min(low, start);
    of.set(line, [from, Math.max(low + length, end) - from]);
  }
  return found;
}

function lines(told: SmallSource["lines"], known: ReadonlyMap<number, [number, number]> | undefined): [number, number][] {
  const other = new Map(told.other.map(([line, start, length]) => [line, [start, length] as [number, number]]));
  return Array.from({ length: told.n }, (_, i) => other.get(i + 1) ?? known?.get(i + 1) ?? [-1, 0]);
}

/** A layer with its nodes where they were: they lie by community (that of `grouped`), those without one last. */
function spread(layer: Layer & Pick<SmallLayer, "x" | "y" | "measures">, grouped: Layer | undefined, read: Reader): object {
  const group = new Map(grouped?.nodes.map((node, i) => [node, grouped.community[i]]));
  const key = layer.nodes.map((node) => group.get(node) ?? Infinity);
  const order = layer.nodes.map((_, i) => i).sort((a, b) => (key[a] === key[b] ? a - b : key[a]! - key[b]!));
  const stood = (column: Column): unknown[] => {
    const values = new Array<unknown>(order.length);
    read.column(column).forEach((value, i) => (values[order[i]!] = value));
    return values;
  };
  return { ...layer, x: stood(layer.x), y: stood(layer.y), measures: Object.fromEntries(Object.entries(layer.measures).map(([name, column]) => [name, stood(column)])) };
}

/** The index as MiniSearch reads it. The length of a field is how many terms stand in it. */
function whole(small: Index, read: Reader): object {
  const numbers = Array.from({ length: small.count }, (_, i) => i);
  const lengths = numbers.map(() => small.fields.map(() => 0));
  const posts = small.posts.map((column) => read.column(column) as number[][]);
  const terms = posts[0]?.length ? small.terms.split(" ") : [];
  const index = terms.map((term, i) => {
    const entry: Record<string, Record<string, number>> = {};
    posts.forEach((lists, field) => {
      if (!lists[i]!.length) return;
      const found: Record<string, number> = (entry[field] = {});
      for (const number of lists[i]!) {
        found[number] = 1;
        lengths[number]![field]! += 1;
      }
    });
    return [term, entry];
  });
  return {
    documentCount: small.count, nextId: small.count, documentIds: { ...numbers }, fieldIds: Object.fromEntries(small.fields.map((name, i) => [name, i])), fieldLength: { ...lengths },
    averageFieldLength: small.mean, storedFields: {}, dirtCount: 0, index, serializationVersion: 2,
  };
}
