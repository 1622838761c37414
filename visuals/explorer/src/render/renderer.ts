/**
 * The drawing of a network. Camera, pointers, what is found under them, what is told apart and labels are the same however it is painted: with WebGL where
 * the machine has it, else (or when the browser takes it away, and for pictures and print) on a canvas of two dimensions.
 */

import { h } from "../dom";
import { CanvasPainter, fades, labels, NOTHING, paintAll, paintFocus, paintLabels, resize, type Focus, type Painter } from "./canvas";
import { listen } from "./pointers";
import { Drawing, frameOf, GROUP, PIN, type DrawnNode, type DrawnTie, type Frame } from "./scene";
import { palette, REACH, type Palette } from "./shapes";
import { FARTHEST, fitting, NEAREST, view, type Camera, type View } from "./view";
import { canWebGL, WebGLPainter } from "./webgl";

export type { DrawnNode, DrawnTie, Frame } from "./scene";
export type { Camera } from "./view";

/** What a renderer tells. Coordinates in pixels of the drawing's element; `second`: shift was held. */
export interface Events {
  node: (id: number, second: boolean) => void;
  tie: (a: number, b: number) => void;
  background: () => void;
  hover: (id: number | null) => void;
  /** The user moved the camera and rests. */
  camera: (camera: Camera) => void;
  /** The user dragged a node to a place of the layout; `done` when they let go. */
  moved: (id: number, x: number, y: number, done: boolean) => void;
  /** WebGL is gone; a canvas goes on. */
  lost: () => void;
}

export interface Renderer {
  readonly kind: "webgl" | "canvas";
  setScene(nodes: readonly DrawnNode[], ties: readonly DrawnTie[], frame?: Frame): void;
  /** Tell nodes apart from the rest. Ties between a selected node and a near one are drawn strong; with `chain` those between any two of them. */
  setFocus(selected: ReadonlySet<number>, near: ReadonlySet<number>, hover: number | null, chain?: boolean, cursor?: number | null): void;
  camera(): Camera;
  setCamera(camera: Camera, animate?: boolean): void;
  /** Zoom by a factor around the middle. */
  zoom(factor: number, animate?: boolean): void;
  /** Show all nodes. */
  fit(animate?: boolean): void;
  /** Where a node is, in pixels of the drawing; null when not drawn. */
  where(id: number): { x: number; y: number; r: number } | null;
  /** The nearest node from a node in a direction (a vector of length 1). */
  towards(id: number, dx: number, dy: number): number | null;
  move(id: number, dx: number, dy: number): [number, number] | null;
  /** Which nodes are pinned. */
  pin(ids: ReadonlySet<number>): void;
  on<E extends keyof Events>(event: E, handler: Events[E]): void;
  resize(): void;
  redraw(): void;
  /** The colours of the theme changed. */
  restyle(): void;
  picture(scale: number): Promise<Blob>;
  /** The same on a canvas; `colours`: instead of those of the theme. */
  canvas(scale: number, colours?: Palette): HTMLCanvasElement;
  /** What is needed to write the picture in another form. */
  shown(): { drawing: Drawing; view: View; palette: Palette; focus: Focus; labels: { text: string; x: number; y: number; strong: boolean }[] };
  destroy(): void;
}

const REST = 120; // ms without movement after which all is drawn again

class Stage implements Renderer {
  private readonly above = h("canvas", { class: "net-above" });
  private painter: Painter;
  private drawing = new Drawing([], [], frameOf([]));
  private palette: Palette;
  private at: Camera = [0.5, 0.5, 1];
  private aim: Camera | null = null; // where the camera flies to
  private width = 1;
  private height = 1;
  private focus: Focus = NOTHING;
  private frame = 0;
  private flight = 0;
  private restTimer = 0;
  private tellTimer = 0;
  private moving = false;
  private stale = true; // what lies below has to be painted again
  private readonly handlers: { [E in keyof Events]: Events[E][] } = { node: [], tie: [], background: [], hover: [], camera: [], moved: [], lost: [] };
  private readonly stop = new AbortController();

  constructor(private readonly root: HTMLElement) {
    this.painter = this.choose();
    if (!this.painter.element.parentElement) root.prepend(this.painter.element);
    this.painter.element.classList.add("net-below");
    root.append(this.above);
    root.dataset["kind"] = this.painter.kind;
    this.palette = palette(root);
    listen(root, {
      node: (x, y, slack) => this.under(x, y, slack),
      tie: (x, y, slack) => {
        const v = this.view();
        return this.drawing.tieAt((x - v.left) / v.scale, (y - v.top) / v.scale, slack / v.scale);
      },
      pan: (dx, dy) => {
        const { scale } = this.view();
        this.go([this.at[0] - dx / scale, this.at[1] - dy / scale, this.at[2]]);
      },
      zoom: (factor, x, y) => this.around(factor, x, y),
      drag: (node, dx, dy, done) => this.dragged(node, dx, dy, done),
      hover: (node) => this.tell("hover", node < 0 ? null : this.drawing.ids[node]!),
      click: (node, tie, second) => {
        if (node >= 0) this.tell("node", this.drawing.ids[node]!, second);
        else if (tie >= 0) this.tell("tie", this.drawing.ids[this.drawing.a[tie]!]!, this.drawing.ids[this.drawing.b[tie]!]!);
        else this.tell("background");
      },
    }, this.stop.signal);
    this.resize();
  }

  get kind(): "webgl" | "canvas" {
    return this.painter.kind;
  }

  /** The painter this machine can have; tests choose with `data-renderer` of the page. */
  private choose(): Painter {
    const forced = document.documentElement.dataset["renderer"];
    if (forced === "canvas" || !canWebGL(forced === "webgl")) return new CanvasPainter();
    try {
      return new WebGLPainter(this.root, () => this.fallBack());
    } catch (error) {
      this.root.querySelector(".net-gl")?.remove();
      if (!(error instanceof Error)) throw error;
      return new CanvasPainter(); // a driver that promises WebGL and cannot compile
    }
  }

  private fallBack(): void {
    const gone = this.painter;
    this.painter = new CanvasPainter();
    this.painter.element.classList.add("net-below");
    this.painter.setDrawing(this.drawing);
    this.root.prepend(this.painter.element);
    this.root.dataset["kind"] = "canvas";
    this.redraw();
    setTimeout(() => gone.destroy());
    this.tell("lost");
  }

  private tell<E extends keyof Events>(event: E, ...said: Parameters<Events[E]>): void {
    for (const handler of this.handlers[event]) (handler as (...said: Parameters<Events[E]>) => void)(...said);
  }

  on<E extends keyof Events>(event: E, handler: Events[E]): void {
    this.handlers[event].push(handler);
  }

  private view(): View {
    return view(this.at, this.drawing, this.width, this.height, Math.min(3, window.devicePixelRatio || 1));
  }

  private under(x: number, y: number, slack: number): number {
    const v = this.view();
    const largest = this.drawing.n ? (this.drawing.size[0]! * v.swell * REACH) / v.scale : 0;
    return this.drawing.nodeAt((x - v.left) / v.scale, (y - v.top) / v.scale, slack / v.scale, largest, (i) => (this.drawing.size[i]! * v.swell * 1.1) / v.scale);
  }

  setScene(nodes: readonly DrawnNode[], ties: readonly DrawnTie[], frame?: Frame): void {
    this.drawing = new Drawing(nodes, ties, frame ?? frameOf(nodes.map((n) => [n.x, n.y] as const)));
    this.focus = NOTHING;
    this.painter.setDrawing(this.drawing);
    this.redraw();
  }

  setFocus(selected: ReadonlySet<number>, near: ReadonlySet<number>, hover: number | null, chain = false, cursor: number | null = null): void {
    const indices = (ids: ReadonlySet<number>): Set<number> => new Set([...ids].flatMap((id) => this.drawing.at.get(id) ?? []));
    const [chosen, around] = [indices(selected), indices(near)];
    const ties = new Set<number>();
    for (const node of chain ? [...chosen, ...around] : chosen) {
      for (const tie of this.drawing.tiesOf(node)) {
        const other = this.drawing.a[tie] === node ? this.drawing.b[tie]! : this.drawing.a[tie]!;
        if (chosen.has(other) || around.has(other)) ties.add(tie);
      }
    }
    const under = hover === null ? -1 : (this.drawing.at.get(hover) ?? -1);
    this.focus = { selected: chosen, near: around, ties: [...ties], hover: under, cursor: cursor === null ? -1 : (this.drawing.at.get(cursor) ?? -1) };
    this.schedule();
  }

  camera(): Camera {
    return [...this.at];
  }

  private go([x, y, ratio]: Camera, byUser = true): void {
    const keep = (value: number): number => Math.max(-1, Math.min(2, value));
    this.at = [keep(x), keep(y), Math.max(NEAREST, Math.min(FARTHEST, ratio))];
    this.moving = true;
    this.stale = true;
    clearTimeout(this.restTimer);
    this.restTimer = window.setTimeout(() => {
      this.moving = false;
      this.redraw();
    }, REST);
    if (byUser) {
      clearTimeout(this.tellTimer);
      this.tellTimer = window.setTimeout(() => this.tell("camera", this.camera()), 300);
    }
    this.schedule();
  }

  setCamera(camera: Camera, animate = false, byUser = false): void {
    cancelAnimationFrame(this.flight);
    this.aim = null;
    if (!animate || matchMedia("(prefers-reduced-motion: reduce)").matches) return this.go(camera, byUser);
    const [from, start] = [this.at, performance.now()];
    this.aim = camera;
    const step = (now: number): void => {
      const done = Math.max(0, Math.min(1, (now - start) / 240));
      const eased = 1 - (1 - done) ** 3;
      const ratio = from[2] * (camera[2] / from[2]) ** eased;
      this.go(done === 1 ? camera : [from[0] + (camera[0] - from[0]) * eased, from[1] + (camera[1] - from[1]) * eased, ratio], byUser);
      if (done < 1) this.flight = requestAnimationFrame(step);
      else this.aim = null;
    };
    this.flight = requestAnimationFrame(step);
  }

  private around(factor: number, x: number, y: number): void {
    const v = this.view();
    const ratio = Math.max(NEAREST, Math.min(FARTHEST, this.at[2] / factor));
    const grown = this.at[2] / ratio;
    const [px, py] = [(x - v.left) / v.scale, (y - v.top) / v.scale];
    this.setCamera([px + (this.at[0] - px) / grown, py + (this.at[1] - py) / grown, ratio], false, true);
  }

  zoom(factor: number, animate = true): void {
    const [x, y, ratio] = this.aim ?? this.at; // a second press goes on from where the first leads
    this.setCamera([x, y, Math.max(NEAREST, Math.min(FARTHEST, ratio / factor))], animate, true);
  }

  fit(animate = false): void {
    this.setCamera(this.drawing.n ? fitting(this.drawing, this.drawing.bounds(), this.width, this.height) : [0.5, 0.5, 1], animate);
  }

  where(id: number): { x: number; y: number; r: number } | null {
    const i = this.drawing.at.get(id);
    if (i === undefined) return null;
    const v = this.view();
    return { x: this.drawing.x[i]! * v.scale + v.left, y: this.drawing.y[i]! * v.scale + v.top, r: this.drawing.size[i]! * v.swell };
  }

  towards(id: number, dx: number, dy: number): number | null {
    const from = this.drawing.at.get(id);
    if (from === undefined) return null;
    let [best, least] = [-1, Infinity];
    for (let i = 0; i < this.drawing.n; i++) {
      const [x, y] = [this.drawing.x[i]! - this.drawing.x[from]!, this.drawing.y[i]! - this.drawing.y[from]!];
      const along = x * dx + y * dy;
      const aside = Math.abs(x * dy - y * dx);
      if (i === from || along <= 0 || aside > along * 1.5) continue;
      const far = along + 2 * aside;
      if (far < least) [best, least] = [i, far];
    }
    return best < 0 ? null : this.drawing.ids[best]!;
  }

  private place(node: number, dx: number, dy: number): [number, number] {
    const { scale } = this.view();
    this.drawing.move(node, this.drawing.x[node]! + dx / scale, this.drawing.y[node]! + dy / scale);
    this.painter.changed(node);
    this.redraw();
    return this.drawing.outward(this.drawing.x[node]!, this.drawing.y[node]!);
  }

  move(id: number, dx: number, dy: number): [number, number] | null {
    const node = this.drawing.at.get(id);
    return node === undefined ? null : this.place(node, dx, dy);
  }

  pin(ids: ReadonlySet<number>): void {
    for (let i = 0; i < this.drawing.n; i++) {
      const mark = ids.has(this.drawing.ids[i]!) ? PIN : 0;
      if (this.drawing.mark[i] === GROUP || mark === this.drawing.mark[i]) continue;
      this.drawing.mark[i] = mark;
      this.painter.changed(i);
      this.stale = true;
    }
    this.schedule();
  }

  private dragged(node: number, dx: number, dy: number, done: boolean): void {
    if (node >= this.drawing.n) return; // the scene changed under the finger
    const [x, y] = this.place(node, dx, dy);
    this.tell("moved", this.drawing.ids[node]!, x, y, done);
  }

  resize(): void {
    const box = this.root.getBoundingClientRect();
    if (!box.width || !box.height) return;
    [this.width, this.height] = [box.width, box.height];
    this.redraw();
  }

  redraw(): void {
    this.stale = true;
    this.schedule();
  }

  restyle(): void {
    this.palette = palette(this.root);
    this.redraw();
  }

  private schedule(): void {
    this.frame ||= requestAnimationFrame(() => this.paint());
  }

  private paint(): void {
    this.frame = 0;
    const v = this.view();
    if (this.stale && this.width > 1) this.painter.paint(v, this.palette, this.moving);
    this.stale = false;
    this.painter.element.classList.toggle("net-faded", fades(this.focus));
    const c = this.above.getContext("2d");
    if (!c) return;
    if (!resize(this.above, v)) {
      c.setTransform(1, 0, 0, 1, 0, 0);
      c.clearRect(0, 0, this.above.width, this.above.height);
    }
    c.setTransform(v.density, 0, 0, v.density, 0, 0);
    paintFocus(c, this.drawing, v, this.palette, this.focus);
    paintLabels(c, this.drawing, v, this.palette, this.focus);
  }

  canvas(scale: number, colours = this.palette): HTMLCanvasElement {
    const v = { ...this.view(), density: scale };
    const picture = document.createElement("canvas");
    resize(picture, v);
    const c = picture.getContext("2d");
    if (c) paintAll(c, this.drawing, v, colours, this.focus);
    return picture;
  }

  picture(scale: number): Promise<Blob> {
    return new Promise((resolve, reject) => this.canvas(scale).toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"));
  }

  shown(): ReturnType<Renderer["shown"]> {
    const v = this.view();
    const c = this.above.getContext("2d");
    return { drawing: this.drawing, view: v, palette: this.palette, focus: this.focus, labels: c ? labels(c, this.drawing, v, this.focus) : [] };
  }

  destroy(): void {
    this.stop.abort();
    cancelAnimationFrame(this.frame);
    cancelAnimationFrame(this.flight);
    clearTimeout(this.restTimer);
    clearTimeout(this.tellTimer);
    this.painter.destroy();
    this.above.remove();
  }
}

/** A renderer in an element, which it fills. */
export function makeRenderer(root: HTMLElement): Renderer {
  return new Stage(root);
}
