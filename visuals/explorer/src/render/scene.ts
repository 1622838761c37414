/** What is drawn, as arrays: positions between 0 and 1, ties by index, and the grid that finds what is under a pointer. */

import { level, SHAPES, type Shape } from "./shapes";

/** A node to draw. `x`, `y` in units of the layout, y downwards; `size` its radius in pixels, before nodes are made smaller where there are many. */
export interface DrawnNode { id: number; x: number; y: number; size: number; shape: Shape; label: string; pinned?: boolean }
/** A tie to draw; `dashed`: it rests only on something inferred. */
export interface DrawnTie { a: number; b: number; weight: number; dashed: boolean }
/** The rectangle of the layout that ratio 1 shows: of the whole layer, so that filters move nothing. */
export interface Frame { left: number; top: number; right: number; bottom: number }

/** What is drawn on a node. */
export const [PIN, GROUP] = [1, 2];

/** The smallest frame around points; anything that is not a number counts as 0. */
export function frameOf(points: Iterable<readonly [number, number]>): Frame {
  const frame: Frame = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const [x, y] of points) {
    frame.left = Math.min(frame.left, x);
    frame.right = Math.max(frame.right, x);
    frame.top = Math.min(frame.top, y);
    frame.bottom = Math.max(frame.bottom, y);
  }
  return frame.left <= frame.right ? frame : { left: 0, top: 0, right: 1, bottom: 1 };
}

const finite = (value: number): number => (Number.isFinite(value) ? value : 0);

/** Nodes are in drawing order, which is also the order of importance: largest first. */
export class Drawing {
  readonly n: number;
  readonly ids: Int32Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly size: Float32Array;
  readonly shape: Uint8Array;
  readonly labels: string[];
  readonly mark: Uint8Array; // PIN, GROUP or 0
  readonly at = new Map<number, number>(); // id -> index
  readonly ties: number;
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly level: Uint8Array;
  readonly dashed: Uint8Array;
  /** Ties by look: [level][dashed]. */
  readonly looks: number[][][];
  readonly aspect: [number, number]; // width and height of the frame, the larger is 1
  private readonly span: number;
  private readonly middle: [number, number];
  private starts: Int32Array = new Int32Array(1);
  private ends: Int32Array = new Int32Array(0);
  private cells: Int32Array[] = [];
  private side = 1;

  constructor(nodes: readonly DrawnNode[], ties: readonly DrawnTie[], frame: Frame) {
    const sorted = [...nodes].sort((p, q) => q.size - p.size || p.id - q.id);
    this.n = sorted.length;
    this.span = Math.max(frame.right - frame.left, frame.bottom - frame.top) || 1;
    this.middle = [(frame.left + frame.right) / 2, (frame.top + frame.bottom) / 2];
    this.aspect = [(frame.right - frame.left) / this.span, (frame.bottom - frame.top) / this.span];
    this.ids = Int32Array.from(sorted, (d) => d.id);
    this.x = Float64Array.from(sorted, (d) => this.inward(d.x, 0));
    this.y = Float64Array.from(sorted, (d) => this.inward(d.y, 1));
    this.size = Float32Array.from(sorted, (d) => d.size);
    this.shape = Uint8Array.from(sorted, (d) => SHAPES.indexOf(d.shape));
    this.labels = sorted.map((d) => tidy(d.label));
    this.mark = Uint8Array.from(sorted, (d) => (d.shape === "group" ? GROUP : d.pinned ? PIN : 0));
    sorted.forEach((d, i) => this.at.set(d.id, i));
    const [a, b, levels, dashes] = [new Int32Array(ties.length), new Int32Array(ties.length), new Uint8Array(ties.length), new Uint8Array(ties.length)];
    let known = 0;
    for (const tie of ties) {
      const [from, to] = [this.at.get(tie.a), this.at.get(tie.b)];
      if (from === undefined || to === undefined) continue;
      a[known] = from;
      b[known] = to;
      levels[known] = level(tie.weight);
      dashes[known++] = tie.dashed ? 1 : 0;
    }
    this.ties = known;
    [this.a, this.b, this.level, this.dashed] = [a.subarray(0, known), b.subarray(0, known), levels.subarray(0, known), dashes.subarray(0, known)];
    this.looks = [0, 1, 2, 3].map(() => [[], []]);
    for (let i = 0; i < this.ties; i++) this.looks[this.level[i]!]![this.dashed[i]!]!.push(i);
    this.link();
    this.index();
  }

  private inward(value: number, axis: 0 | 1): number {
    return 0.5 + (finite(value) - this.middle[axis]) / this.span;
  }

  /** A point of the drawing in units of the layout. */
  outward(x: number, y: number): [number, number] {
    return [this.middle[0] + (x - 0.5) * this.span, this.middle[1] + (y - 0.5) * this.span];
  }

  /** Where nodes begin and end. */
  bounds(): Frame {
    return frameOf(Array.from(this.x, (x, i) => [x, this.y[i]!] as const));
  }

  private link(): void {
    this.starts = new Int32Array(this.n + 1);
    for (let i = 0; i < this.ties; i++) {
      this.starts[this.a[i]! + 1]! += 1;
      this.starts[this.b[i]! + 1]! += 1;
    }
    for (let i = 0; i < this.n; i++) this.starts[i + 1]! += this.starts[i]!;
    const next = this.starts.slice();
    this.ends = new Int32Array(2 * this.ties);
    for (let i = 0; i < this.ties; i++) {
      this.ends[next[this.a[i]!]!++] = i;
      this.ends[next[this.b[i]!]!++] = i;
    }
  }

  /** The ties of a node. */
  tiesOf(node: number): Int32Array {
    return this.ends.subarray(this.starts[node]!, this.starts[node + 1]!);
  }

  private cell(x: number, y: number): number {
    const clamp = (value: number): number => Math.max(0, Math.min(this.side - 1, Math.floor(value * this.side)));
    return clamp(y) * this.side + clamp(x);
  }

  private index(): void {
    this.side = Math.max(1, Math.min(160, Math.round(Math.sqrt(this.n / 2))));
    const lists: number[][] = Array.from({ length: this.side * this.side }, () => []);
    for (let i = 0; i < this.n; i++) lists[this.cell(this.x[i]!, this.y[i]!)]!.push(i);
    this.cells = lists.map((list) => Int32Array.from(list));
  }

  /** Move a node, in units of the drawing. */
  move(node: number, x: number, y: number): void {
    this.x[node] = x;
    this.y[node] = y;
    this.index();
  }

  /** The node that covers a point, or the nearest within `slack`; all in units of the drawing; `radius` of a node. */
  nodeAt(x: number, y: number, slack: number, largest: number, radius: (node: number) => number): number {
    const reach = largest + slack;
    const low = this.cell(x - reach, y - reach);
    const high = this.cell(x + reach, y + reach);
    let [best, least] = [-1, Infinity];
    for (let row = Math.floor(low / this.side); row <= Math.floor(high / this.side); row++) {
      for (let column = low % this.side; column <= high % this.side; column++) {
        for (const node of this.cells[row * this.side + column]!) {
          const far = Math.hypot(this.x[node]! - x, this.y[node]! - y);
          const r = radius(node);
          const measure = far <= r ? far - 1e3 : far - r; // whoever covers the point before whoever is near it
          if (far <= r + slack && measure < least) [best, least] = [node, measure];
        }
      }
    }
    return best;
  }

  /** The nearest tie within `slack` of a point; of two as near, the stronger. */
  tieAt(x: number, y: number, slack: number): number {
    let [best, least] = [-1, slack * slack];
    for (let i = 0; i < this.ties; i++) {
      const [ax, ay] = [this.x[this.a[i]!]!, this.y[this.a[i]!]!];
      const [dx, dy] = [this.x[this.b[i]!]! - ax, this.y[this.b[i]!]! - ay];
      const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
      const far = (x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2;
      if (far < least || (far === least && best >= 0 && this.level[i]! > this.level[best]!)) [best, least] = [i, far];
    }
    return best;
  }
}

/** A label without what could disturb a line of text: controls and marks that turn its direction. */
export function tidy(text: string): string {
  return text.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, " ").replace(/\s+/g, " ").trim();
}

/** A label cut to what fits beside a node. */
export function short(text: string, most = 32): string {
  const characters = [...text];
  return characters.length > most ? `${characters.slice(0, most - 1).join("").trimEnd()}…` : text;
}
