/** Which labels are drawn and where: the important first, each where it covers no other. */

/** A label asked for, most important first. `must`: drawn even where it covers others; `over`: it may graze nodes, not labels. In pixels; `r`: the radius of what it names. */
export interface Wanted { node: number; x: number; y: number; r: number; width: number; must: boolean; over: boolean }
/** A label given a place: `x` its left end, `y` the middle of its line. */
export interface Placed { node: number; x: number; y: number }
/** Something labels should not cover: a disc. */
export type Disc = readonly [x: number, y: number, r: number];

const CELL = 4;
const [NODE, LABEL] = [1, 2];
/** The part of a label that may lie over nodes, where it may at all. */
const GRAZED = 0.12;

/** Place labels greedily on a grid of occupied cells. */
export function place(wanted: Iterable<Wanted>, discs: Iterable<Disc>, width: number, height: number, line: number, most: number): Placed[] {
  const columns = Math.ceil(width / CELL) + 1;
  const rows = Math.ceil(height / CELL) + 1;
  const taken = new Uint8Array(columns * rows);
  const found: Placed[] = [];
  const each = (x: number, y: number, w: number, h: number, visit: (cell: number) => boolean): boolean => {
    const last = Math.min(rows - 1, Math.floor((y + h / 2) / CELL));
    const end = Math.min(columns - 1, Math.floor((x + w) / CELL));
    for (let row = Math.max(0, Math.floor((y - h / 2) / CELL)); row <= last; row++) {
      for (let column = Math.max(0, Math.floor(x / CELL)); column <= end; column++) if (!visit(row * columns + column)) return false;
    }
    return true;
  };
  const inside = (x: number, y: number, w: number): boolean => x >= 0 && x + w <= width && y >= line / 2 && y <= height - line / 2;
  for (const [x, y, r] of discs) each(x - 0.8 * r, y, 1.6 * r, 1.6 * r, (cell) => !!(taken[cell] = NODE));
  for (const label of wanted) {
    if (found.length >= most) break;
    const gap = label.r + 5;
    const grazes = label.over || label.must;
    const slant = label.r * 0.7 + 4;
    const places: [number, number][] = [
      [label.x + gap, label.y], [label.x - label.width / 2, label.y + gap + line / 2], [label.x - gap - label.width, label.y], [label.x - label.width / 2, label.y - gap - line / 2],
      [label.x + slant, label.y + slant + line / 4], [label.x + slant, label.y - slant - line / 4], [label.x - slant - label.width, label.y + slant + line / 4], [label.x - slant - label.width, label.y - slant - line / 4],
    ];
    const covered = ([x, y]: [number, number]): number => {
      let [cells, nodes] = [0, 0];
      const free = inside(x, y, label.width) && each(x, y, label.width, line, (cell) => {
        cells += 1;
        nodes += taken[cell] === NODE ? 1 : 0;
        return taken[cell] !== LABEL && (!nodes || grazes);
      });
      return free ? nodes / cells : Infinity;
    };
    let spot: [number, number] | undefined;
    let least = label.must ? 1.01 : label.over ? GRAZED : 0.001;
    for (const where of places) {
      const part = covered(where);
      if (part < least) [spot, least] = [where, part];
      if (!part) break;
    }
    if (label.must) spot ??= [Math.max(0, Math.min(width - label.width, places[0]![0])), places[0]![1]];
    if (!spot) continue;
    each(spot[0], spot[1], label.width, line, (cell) => !!(taken[cell] = LABEL));
    found.push({ node: label.node, x: spot[0], y: spot[1] });
  }
  return found;
}
