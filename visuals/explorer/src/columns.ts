/** The data block by columns, made whole again: the other half of `kg/visual/explore/columns.py`, which says how. */

import type { Data } from "./types";

const RECORDS = ["entities", "participations", "memberships", "contributions", "facts"] as const;
const FORMAT = 1;

type Row = Record<string, unknown>;
interface Table { n: number; columns: Record<string, unknown[]>; some: Record<string, [number[], unknown[]]> }
interface Index { count: number; fields: string[]; mean: number[]; terms: string; posts: number[][][] }

/** The data of a block that was made small; of one that was not, as it is. */
export function grow(block: unknown): Data {
  const small = block as Row & { columns?: number; layers: { nodes: number[] }[]; search: object };
  if (small.columns !== FORMAT) return block as Data;
  const data: Row = { ...small };
  delete data.columns;
  for (const name of RECORDS) data[name] = records(small[name] as Table);
  data.layers = small.layers.map((layer) => ({ ...layer, nodes: sums(layer.nodes) }));
  data.search = "posts" in small.search ? whole(small.search as Index) : small.search;
  return data as unknown as Data;
}

/** Numbers from how much larger each is than the one before. */
function sums(steps: number[]): number[] {
  let last = 0;
  return steps.map((step) => (last += step));
}

function records(table: Table): Row[] {
  const rows: Row[] = Array.from({ length: table.n }, () => ({}));
  const fill = (key: string, values: unknown[], row: (i: number) => Row): void =>
    (key === "at" ? places(values as number[][]) : values).forEach((value, i) => (row(i)[key] = value));
  for (const [key, values] of Object.entries(table.columns)) fill(key, values, (i) => rows[i]!);
  for (const [key, [steps, values]] of Object.entries(table.some)) {
    const which = sums(steps);
    fill(key, values, (i) => rows[which[i]!]!);
  }
  return rows;
}

/** Places from their columns: how many each claim has; of each its source, line, start and length. */
function places(columns: number[][]): number[][][] {
  const [counts, sources, lines, starts, lengths] = columns as [number[], number[], number[], number[], number[]];
  let next = 0;
  return counts.map((count) => Array.from({ length: count }, () => {
    const i = next++;
    return [sources[i]!, lines[i]!, starts[i]!, starts[i]! + lengths[i]!];
  }));
}

/** The index as MiniSearch reads it. The length of a field is how many terms stand in it. */
function whole(small: Index): object {
  const numbers = Array.from({ length: small.count }, (_, i) => i);
  const lengths = numbers.map(() => small.fields.map(() => 0));
  const terms = small.posts.length ? small.terms.split(" ") : [];
  const index = small.posts.map((posts, i) => {
    const entry: Record<string, Record<string, number>> = {};
    posts.forEach((steps, field) => {
      if (!steps.length) return;
      const found: Record<string, number> = (entry[field] = {});
      for (const number of sums(steps)) {
        found[number] = 1;
        lengths[number]![field]! += 1;
      }
    });
    return [terms[i]!, entry];
  });
  return {
    documentCount: small.count, nextId: small.count, documentIds: { ...numbers }, fieldIds: Object.fromEntries(small.fields.map((name, i) => [name, i])), fieldLength: { ...lengths },
    averageFieldLength: small.mean, storedFields: {}, dirtCount: 0, index, serializationVersion: 2,
  };
}
