/** Drawing on a canvas of two dimensions: what every browser has, what is printed, and what lies above either way of drawing: what is selected, and labels. */

import { place, type Disc, type Wanted } from "./labels";
import { GROUP, PIN, short, type Drawing } from "./scene";
import { CORNERS, DASH, faintness, FONT, OPACITIES, REACH, SHAPES, TEXT, trace, WIDTHS, type Palette } from "./shapes";
import type { View } from "./view";

/** Draws ties and nodes. Whatever is selected lies above and is not its concern. */
export interface Painter {
  readonly kind: "webgl" | "canvas";
  readonly element: HTMLElement;
  setDrawing(drawing: Drawing): void;
  /** A node has another place, or was pinned or let go. */
  changed(node: number): void;
  /** `moving`: soon there will be another picture; this one may leave out the weakest ties. */
  paint(view: View, palette: Palette, moving: boolean): void;
  destroy(): void;
}

/** What is told apart: nodes by index, ties by index, the node under the pointer and the one the keyboard is at (-1: none). */
export interface Focus { selected: ReadonlySet<number>; near: ReadonlySet<number>; ties: readonly number[]; hover: number; cursor: number }
export const NOTHING: Focus = { selected: new Set(), near: new Set(), ties: [], hover: -1, cursor: -1 };

/** Whether all else is faded. */
export function fades(focus: Focus): boolean {
  return focus.selected.size > 0 || focus.near.size > 0;
}

const MANY = 6000; // ties, while moving
const BATCH = 400; // of a path: long ones are slow to stroke

/** Size a canvas for a view; true when that cleared it. */
export function resize(canvas: HTMLCanvasElement, view: View): boolean {
  const [width, height] = [Math.max(1, Math.round(view.width * view.density)), Math.max(1, Math.round(view.height * view.density))];
  if (canvas.width === width && canvas.height === height) return false;
  canvas.width = width;
  canvas.height = height;
  return true;
}

function strokeTies(c: CanvasRenderingContext2D, drawing: Drawing, view: View, ties: readonly number[], most: number): void {
  const { a, b, x, y } = drawing;
  let batch = 0;
  c.beginPath();
  for (let i = ties.length - 1; i >= Math.max(0, ties.length - most); i--) {
    const [from, to] = [a[ties[i]!]!, b[ties[i]!]!];
    const [x1, y1, x2, y2] = [x[from]! * view.scale + view.left, y[from]! * view.scale + view.top, x[to]! * view.scale + view.left, y[to]! * view.scale + view.top];
    if ((x1 < 0 && x2 < 0) || (y1 < 0 && y2 < 0) || (x1 > view.width && x2 > view.width) || (y1 > view.height && y2 > view.height)) continue;
    c.moveTo(x1, y1);
    c.lineTo(x2, y2);
    if (++batch < BATCH) continue;
    c.stroke();
    c.beginPath();
    batch = 0;
  }
  c.stroke();
}

/** Draw all ties, the strongest last; not more than `most`, the weakest left out. */
export function paintTies(c: CanvasRenderingContext2D, drawing: Drawing, view: View, palette: Palette, most = Infinity): void {
  c.strokeStyle = palette.tie;
  c.lineCap = "butt";
  const faint = faintness(drawing.ties);
  let left = most;
  const wanted = [...drawing.looks.entries()].reverse().flatMap(([level, [solid, dashed]]) => [[level, 0, solid!], [level, 1, dashed!]] as const).map(([level, dash, ties]) => {
    const taken = Math.min(left, ties.length);
    left -= taken;
    return { level, dash, ties, taken };
  });
  for (const { level, dash, ties, taken } of wanted.reverse()) {
    if (!taken) continue;
    c.lineWidth = WIDTHS[level]!;
    c.globalAlpha = OPACITIES[level]! * faint;
    c.setLineDash(dash && (most === Infinity || taken < 1000) ? [...DASH] : []);
    strokeTies(c, drawing, view, ties, taken);
  }
  c.setLineDash([]);
  c.globalAlpha = 1;
}

function off(view: View, x: number, y: number, reach: number): boolean {
  return x < -reach || y < -reach || x > view.width + reach || y > view.height + reach;
}

/** Draw nodes, those of one shape together; each with an edge of the background's colour, so that neighbours stay apart. */
export function paintNodes(c: CanvasRenderingContext2D, drawing: Drawing, view: View, palette: Palette, only?: Iterable<number>, rough = false): void {
  const shapes: number[][] = SHAPES.map(() => []);
  const add = (i: number): void => {
    const [x, y] = [drawing.x[i]! * view.scale + view.left, drawing.y[i]! * view.scale + view.top];
    if (!off(view, x, y, drawing.size[i]! * view.swell * REACH + 2)) shapes[drawing.shape[i]!]!.push(i);
  };
  if (only) for (const i of only) add(i);
  else for (let i = 0; i < drawing.n; i++) add(i);
  c.lineWidth = 1.5;
  c.strokeStyle = palette.background;
  c.lineJoin = "round";
  shapes.forEach((nodes, shape) => {
    c.fillStyle = palette.shapes[SHAPES[shape]!];
    for (let start = 0; start < nodes.length; start += BATCH) {
      const edged = !rough && nodes.length < 4000;
      if (!edged) c.beginPath();
      for (const i of nodes.slice(start, start + BATCH)) {
        const [x, y, r] = [drawing.x[i]! * view.scale + view.left, drawing.y[i]! * view.scale + view.top, drawing.size[i]! * view.swell];
        if (edged) c.beginPath();
        if (r < 2 || rough) c.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
        else trace(c, SHAPES[shape]!, x, y, r);
        if (!edged) continue;
        c.fill();
        if (r > 2.5) c.stroke();
      }
      if (!edged) c.fill();
    }
  });
  for (const i of only ?? drawing.ids.keys()) if (drawing.mark[i]) paintMark(c, drawing, view, palette, i);
}

/** A pinned node has a dot, a group an inner ring. */
function paintMark(c: CanvasRenderingContext2D, drawing: Drawing, view: View, palette: Palette, i: number): void {
  const r = drawing.size[i]! * view.swell;
  c.beginPath();
  c.arc(drawing.x[i]! * view.scale + view.left, drawing.y[i]! * view.scale + view.top, drawing.mark[i] === PIN ? Math.max(1.5, r * 0.35) : r * 0.74, 0, 2 * Math.PI);
  c.fillStyle = c.strokeStyle = palette.background;
  c.lineWidth = Math.max(1, r * 0.12);
  if (drawing.mark[i] === PIN) c.fill();
  else c.stroke();
}

/** Draw what is told apart over the faded rest. */
export function paintFocus(c: CanvasRenderingContext2D, drawing: Drawing, view: View, palette: Palette, focus: Focus): void {
  const at = (i: number): [number, number, number] => [drawing.x[i]! * view.scale + view.left, drawing.y[i]! * view.scale + view.top, drawing.size[i]! * view.swell];
  if (fades(focus)) {
    c.strokeStyle = palette.accent;
    const few = Math.max(0.35, Math.min(0.85, Math.sqrt(60 / Math.max(1, focus.ties.length))));
    for (const dash of [0, 1]) {
      c.setLineDash(dash ? [...DASH] : []);
      for (const level of WIDTHS.keys()) {
        c.lineWidth = WIDTHS[level]! + 0.6;
        c.globalAlpha = few;
        strokeTies(c, drawing, view, focus.ties.filter((tie) => drawing.level[tie] === level && drawing.dashed[tie] === dash), Infinity);
      }
    }
    c.setLineDash([]);
    c.globalAlpha = 1;
    paintNodes(c, drawing, view, palette, [...new Set([...focus.near, ...focus.selected])].sort((p, q) => p - q));
  }
  const ringAround = (i: number, colour: string, width: number, dash: number[], gap = 4): void => {
    const [x, y, r] = at(i);
    c.beginPath();
    c.arc(x, y, r * (CORNERS[SHAPES[drawing.shape[i]!]!].length ? 1.3 : 1) + gap, 0, 2 * Math.PI);
    c.setLineDash(dash);
    c.lineWidth = width + 2;
    c.strokeStyle = palette.background;
    c.stroke();
    c.lineWidth = width;
    c.strokeStyle = colour;
    c.stroke();
    c.setLineDash([]);
  };
  for (const i of focus.selected) ringAround(i, palette.accent, 3, []);
  if (focus.hover >= 0 && !focus.selected.has(focus.hover)) ringAround(focus.hover, palette.accent, 1.5, []);
  if (focus.cursor >= 0) ringAround(focus.cursor, palette.text, 2, [4, 3], focus.selected.has(focus.cursor) ? 9 : 4);
}

const IMPORTANT = 12; // nodes whose labels may lie over others' nodes
const widths = new Map<string, number>();

/** The labels there is room for, and where they stand. */
export function labels(c: CanvasRenderingContext2D, drawing: Drawing, view: View, focus: Focus): { text: string; x: number; y: number; strong: boolean }[] {
  const faded = fades(focus);
  const strong = new Set([...focus.selected, ...(focus.hover >= 0 ? [focus.hover] : []), ...(focus.cursor >= 0 ? [focus.cursor] : [])]);
  const text = (i: number): string => short(drawing.labels[i]!, strong.has(i) ? 60 : drawing.mark[i] === GROUP ? 44 : 32);
  c.font = `${TEXT}px ${FONT}`;
  if (widths.size > 20_000) widths.clear();
  const width = (label: string): number => widths.get(label) ?? widths.set(label, c.measureText(label).width).get(label)!;
  function* wanted(): Generator<Wanted> {
    const want = (i: number, must: boolean): Wanted | null => {
      const [x, y, r] = [drawing.x[i]! * view.scale + view.left, drawing.y[i]! * view.scale + view.top, drawing.size[i]! * view.swell];
      return off(view, x, y, 0) || !drawing.labels[i] ? null : { node: i, x, y, r: r * 1.1 + (strong.has(i) ? 4 : 0), width: width(text(i)) * (must ? 1.08 : 1) + 2, must, over: i < IMPORTANT };
    };
    for (const i of strong) yield* some(want(i, true));
    for (let i = 0; i < drawing.n; i++) if (drawing.mark[i] === PIN && !strong.has(i)) yield* some(want(i, !faded || focus.near.has(i)));
    const order = faded ? [...focus.near].sort((p, q) => p - q) : drawing.ids.keys();
    let tried = 0;
    for (const i of order) {
      if (strong.has(i) || drawing.mark[i] === PIN) continue;
      const label = want(i, false);
      if (label && ++tried > 900) return;
      yield* some(label);
    }
  }
  function* discs(): Generator<Disc> {
    for (let i = 0; i < drawing.n; i++) {
      const [x, y, r] = [drawing.x[i]! * view.scale + view.left, drawing.y[i]! * view.scale + view.top, drawing.size[i]! * view.swell];
      if (r > 2 && !off(view, x, y, r) && (!faded || focus.near.has(i) || focus.selected.has(i))) yield [x, y, r];
    }
  }
  const most = Math.max(8, Math.round((view.width * view.height) / (drawing.n > 2000 ? 14_000 : 5500)));
  return place(wanted(), discs(), view.width, view.height, TEXT + 4, most).map(({ node, x, y }) => ({ text: text(node), x, y, strong: strong.has(node) }));
}

function* some<T>(value: T | null): Generator<T> {
  if (value !== null) yield value;
}

/** Draw labels, each with a halo of the background. */
export function paintLabels(c: CanvasRenderingContext2D, drawing: Drawing, view: View, palette: Palette, focus: Focus): void {
  const placed = labels(c, drawing, view, focus);
  c.textBaseline = "middle";
  c.textAlign = "left";
  c.lineJoin = "round";
  c.strokeStyle = palette.background;
  c.fillStyle = palette.text;
  for (const { text, x, y, strong } of placed) {
    c.font = `${strong ? "600 " : ""}${TEXT}px ${FONT}`;
    c.lineWidth = strong ? 5 : 4;
    c.globalAlpha = 0.9;
    c.strokeText(text, x, y);
    c.globalAlpha = 1;
    c.fillText(text, x, y);
  }
}

/** A whole picture: what is exported and printed. */
export function paintAll(c: CanvasRenderingContext2D, drawing: Drawing, view: View, palette: Palette, focus: Focus): void {
  c.setTransform(view.density, 0, 0, view.density, 0, 0);
  c.globalAlpha = 1;
  c.fillStyle = palette.background;
  c.fillRect(0, 0, view.width, view.height);
  paintTies(c, drawing, view, palette);
  paintNodes(c, drawing, view, palette);
  if (fades(focus)) {
    c.globalAlpha = 0.85;
    c.fillStyle = palette.background;
    c.fillRect(0, 0, view.width, view.height);
    c.globalAlpha = 1;
  }
  paintFocus(c, drawing, view, palette, focus);
  paintLabels(c, drawing, view, palette, focus);
}

/** The painter for browsers without WebGL. */
export class CanvasPainter implements Painter {
  readonly kind = "canvas";
  readonly element = document.createElement("canvas");
  private drawing: Drawing | null = null;

  setDrawing(drawing: Drawing): void {
    this.drawing = drawing;
  }

  changed(): void {}

  paint(view: View, palette: Palette, moving: boolean): void {
    const c = this.element.getContext("2d");
    if (!c || !this.drawing) return;
    if (!resize(this.element, view)) {
      c.setTransform(1, 0, 0, 1, 0, 0);
      c.clearRect(0, 0, this.element.width, this.element.height);
    }
    c.setTransform(view.density, 0, 0, view.density, 0, 0);
    paintTies(c, this.drawing, view, palette, moving ? MANY : Infinity);
    paintNodes(c, this.drawing, view, palette, undefined, moving && this.drawing.n > 4000);
  }

  destroy(): void {
    this.element.remove();
  }
}
