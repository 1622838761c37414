/** Columns of values as they travel in the page, made whole again: the other half of `kg/visual/explore/planes.py`, which says how. */

export type Where = [first: number, count: number, width: number, steps: number];
export type Column = { numbers: Where } | { lists: [Where, Where] } | { table: unknown[]; which: Where } | { plain: unknown[] };

/** Turns what the JSON holds into columns. */
export class Reader {
  constructor(private readonly data: Uint8Array) {}

  numbers([first, count, width, steps]: Where): number[] {
    const values = new Array<number>(count);
    let last = 0;
    for (let i = 0; i < count; i++) {
      let coded = 0;
      for (let plane = width - 1; plane >= 0; plane--) coded = coded * 256 + this.data[first + plane * count + i]!;
      const value = coded % 2 ? -(coded - 1) / 2 - 1 : coded / 2;
      values[i] = last = steps ? last + value : value;
    }
    return values;
  }

  column(column: Column): unknown[] {
    if ("numbers" in column) return this.numbers(column.numbers);
    if ("lists" in column) {
      const [counts, flat] = column.lists.map((where) => this.numbers(where)) as [number[], number[]];
      let next = 0;
      return counts.map((count) => flat.slice(next, (next += count)));
    }
    if ("table" in column) return this.numbers(column.which).map((i) => column.table[i]);
    return column.plain;
  }
}
