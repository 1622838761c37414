/** The network as a drawing. Everything it can do with a pointer it can do with keys; the table is its equal in words. */

import type { App, Scene, ViewPart } from "../app";
import { h, put } from "../dom";
import { catalogue, number, pick, t } from "../i18n";
import { kindName, label } from "../names";
import { grouped } from "../network";
import { makeRenderer, type Camera, type Renderer } from "../render/renderer";
import { frameOf } from "../render/scene";
import { LIGHT } from "../render/shapes";
import type { Moved, Selection } from "../types";
import { makeBar } from "./network-bar";
import { around, drawn, Places, told, type Drawn } from "./network-scene";

catalogue({
  "network.drawing": ["Red: {layer}. {nodes} {nodes|nodo|nodos}, {ties} {ties|lazo|lazos}. {selected}", "Network: {layer}. {nodes} {nodes|node|nodes}, {ties} {ties|tie|ties}. {selected}"],
  "network.none": ["Nada seleccionado.", "Nothing selected."], "network.one": ["Seleccionado: {a}.", "Selected: {a}."], "network.two": ["Seleccionados: {a} y {b}.", "Selected: {a} and {b}."],
  "network.keys": [
    "Con las flechas se va de un nodo a otro; Entrar abre sus detalles; Mayúsculas y Entrar, su relación con el seleccionado; más, menos y cero acercan, alejan y encuadran; Alt y flechas mueven el nodo; Escape quita la selección. La vista «Tabla» dice lo mismo en palabras.",
    "Arrow keys go from node to node; Enter opens details; Shift and Enter, how it relates to the selected one; plus, minus and zero zoom in, out and fit; Alt and arrows move the node; Escape clears the selection. The table view says the same in words.",
  ],
  "network.at": ["{name}, {kind}, {n} {n|lazo|lazos}", "{name}, {kind}, {n} {n|tie|ties}"],
  "network.at.group": ["Grupo: {name}, {n} {n|lazo|lazos}. Entrar lo abre.", "Group: {name}, {n} {n|tie|ties}. Enter opens it."],
  "network.tip.group": ["grupo de {n}; un clic lo abre", "group of {n}; click to open"], "network.tip": ["{kind} · {n} {n|lazo|lazos}", "{kind} · {n} {n|tie|ties}"],
  "network.edge": ["No hay más nodos en esa dirección.", "There are no more nodes that way."], "network.moved": ["{name} queda fijo en su nuevo lugar.", "{name} stays in its new place."],
  "network.lost": ["El navegador retiró la aceleración gráfica (WebGL); el dibujo sigue sin ella.", "The browser withdrew graphics acceleration (WebGL); the drawing goes on without it."],
  "network.empty": ["Con estos filtros no queda nada que dibujar.", "With these filters there is nothing left to draw."], "network.empty.data": ["Esta red no tiene nodos: los informes no dicen nada que la forme.", "This network has no nodes: the reports say nothing that makes one."],
  "network.clear": ["Quitar filtros y mostrar todo", "Clear filters and show all"], "network.isolates": ["Nadie tiene lazos aquí: cada punto está solo.", "Nobody has ties here: every dot stands alone."],
  "network.cleared": ["Selección quitada.", "Selection cleared."],
});

const KEYS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const round = (camera: Camera): Camera => camera.map((v) => Number(v.toFixed(3))) as Camera;
const same = (a: Camera | null, b: Camera | null): boolean => String(a && round(a)) === String(b && round(b));

/** The view with what exports need of it. */
export interface NetworkView extends ViewPart { picture(scale: number): Promise<Blob | null> }

class View implements NetworkView {
  readonly root: HTMLElement;
  private readonly drawing: HTMLElement;
  private readonly keys = h("p", { class: "net-sr", id: "net-keys" });
  private readonly message = h("div", { class: "net-message" });
  private readonly tip = h("div", { class: "net-tip", "aria-hidden": "true", dir: "auto", hidden: true });
  private readonly printed = h("div", { class: "net-print", "aria-hidden": "true" });
  private readonly notice = h("p", { class: "net-notice", hidden: true });
  private readonly bar: ReturnType<typeof makeBar>;
  private renderer: Renderer | null = null;
  private places: Places | null = null;
  private readonly known = new Map<string, Places>();
  private what: Drawn = { nodes: [], ties: [], members: new Map(), home: (e) => e, frame: frameOf([]) };
  private cursor: number | null = null;
  private hover: number | null = null;
  private shown = false;
  private dragging = false;
  private wait = 0;

  constructor(private readonly app: App) {
    this.drawing = h("div", { class: "net-drawing", role: "img", tabindex: 0, "aria-describedby": "net-keys", keydown: (e) => this.key(e as KeyboardEvent), focus: () => this.focused(), blur: () => this.left() });
    this.bar = makeBar(app, {
      zoom: (factor) => this.renderer?.zoom(factor),
      fit: () => this.fit(),
      regroup: () => app.set({ opened: [] }),
    });
    const stage = h("div", { class: "net-stage" }, this.drawing, this.message, this.bar.tools, this.tip);
    this.root = h("section", { class: "net" }, this.bar.top, this.notice, stage, this.printed, this.bar.legend, this.bar.notes, this.keys);
    new ResizeObserver(() => this.resized()).observe(this.drawing);
    const restyle = (): void => this.renderer?.restyle();
    new MutationObserver(restyle).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", restyle);
    window.addEventListener("beforeprint", () => this.shown && this.renderer && put(this.printed, this.renderer.canvas(2, LIGHT)));
    window.addEventListener("afterprint", () => put(this.printed));
  }

  private start(): Renderer {
    const { app } = this;
    const renderer = makeRenderer(this.drawing);
    renderer.on("node", (id, second) => (id < 0 ? this.openGroup(id) : this.choose(id, second)));
    renderer.on("tie", (a, b) => (a < 0 || b < 0 ? this.openGroup(Math.min(a, b)) : app.select({ type: "pair", a: Math.min(a, b), b: Math.max(a, b) })));
    renderer.on("background", () => app.scene.state.selection.type !== "none" && app.select({ type: "none" }));
    renderer.on("hover", (id) => {
      this.hover = id;
      this.tell();
      this.point(id);
    });
    renderer.on("camera", (camera) => !same(camera, app.scene.state.camera) && app.set({ camera: round(camera) }, true));
    renderer.on("moved", (id, x, y, done) => this.moved(id, x, y, done));
    renderer.on("lost", () => {
      this.notice.hidden = false;
      put(this.notice, t("network.lost"));
      app.say(t("network.lost"));
    });
    return renderer;
  }

  update(scene: Scene, before: Scene | null): void {
    this.shown = true;
    const { app } = this;
    const { state } = scene;
    const old = before?.state;
    this.renderer ??= this.start();
    if (!before) put(this.keys, t("network.keys"));
    const layer = app.model.layers.find((l) => l.name === state.layer);
    if (layer && this.places?.layer !== layer) {
      this.places = this.known.get(layer.name) ?? this.known.set(layer.name, new Places(layer)).get(layer.name)!;
      const kept = this.places.last;
      if (!old || state.opened !== old.opened || state.moved !== old.moved) this.places.place(state.moved);
      else if (state.opened.length || state.moved.length || kept.length) queueMicrotask(() => app.set({ opened: [], moved: kept }, true)); // they were of the layer seen before
    }
    const placed = state.moved !== old?.moved && !!this.places?.place(state.moved);
    if (state.layer !== old?.layer || state.mode !== old.mode) this.cursor = null;
    if (!before || scene.net !== before.net || state.mode !== old?.mode || state.opened !== old.opened || (placed && !this.dragging)) this.draw(scene);
    else if (state.pinned !== old?.pinned) this.renderer.pin(new Set(state.pinned));
    this.look(state.camera, scene, before);
    this.tell();
    if (state.selection !== old?.selection) {
      clearTimeout(this.wait);
      this.wait = window.setTimeout(() => this.reveal(), 400); // when the sheet and the camera rest
    }
    this.bar.update(scene, before, state.opened.length > 0 && state.mode === "community");
    this.name(scene);
  }

  /** Follow the camera of the state, or show all when there is something else to see. */
  private look(camera: Camera | null, scene: Scene, before: Scene | null): void {
    const renderer = this.renderer!;
    const old = before?.state;
    if (!old && camera) return renderer.setCamera(camera);
    const other = !old || old.layer !== scene.state.layer || old.ego !== scene.state.ego || (!!scene.state.ego && scene.net !== before!.net);
    if (old && !same(camera, old.camera) && camera) {
      if (!same(camera, renderer.camera())) renderer.setCamera(camera, true);
    } else if (other || (old.camera && !camera)) {
      renderer.fit(!!old && old.layer === scene.state.layer);
      if (camera) queueMicrotask(() => this.app.set({ camera: null }, true)); // it was of what was seen before
    }
  }

  /** Bring what is selected into sight when some of it is beside the drawing or under something (on a phone, the sheet of details). */
  private reveal(): void {
    const { selection } = this.app.scene.state;
    const chosen = selection.type === "node" ? [selection.node] : "a" in selection ? [selection.a, selection.b] : [];
    const spots = this.shown && this.renderer ? chosen.flatMap((n) => this.renderer!.where(this.what.home(n)) ?? []) : [];
    const box = this.drawing.getBoundingClientRect();
    const seen = (x: number, y: number): boolean => x > 0 && y > 0 && x < box.width && y < box.height && this.drawing.contains(document.elementFromPoint(box.left + x, box.top + y));
    if (!spots.length || spots.every(({ x, y }) => seen(x, y))) return;
    const middle = box.width / 2;
    const free = Array.from({ length: Math.floor(box.height / 12) }, (_, i) => 6 + 12 * i).filter((y) => seen(middle, y));
    const y = free[Math.floor(free.length / 2)];
    if (y === undefined) return;
    const between = (axis: "x" | "y"): [number, number] => [Math.min(...spots.map((spot) => spot[axis])), Math.max(...spots.map((spot) => spot[axis]))];
    const [[left, right], [top, bottom]] = [between("x"), between("y")];
    const farther = Math.max(1, (right - left) / (box.width * 0.7), (bottom - top) / (free.length * 12 * 0.6)); // so that two that are far apart both fit
    const { view } = this.renderer!.shown();
    const camera = this.renderer!.camera();
    const to = (at: number, spot: number, half: number, goal: number): number => at + (spot - half - (goal - half) * farther) / view.scale;
    this.renderer!.setCamera([to(camera[0], (left + right) / 2, middle, middle), to(camera[1], (top + bottom) / 2, box.height / 2, y), camera[2] * farther], true);
  }

  private fit(): void {
    this.renderer?.fit(true);
    if (this.app.scene.state.camera) this.app.set({ camera: null }, true);
  }

  private draw(scene: Scene): void {
    if (!this.places || !this.renderer) return;
    this.what = drawn(this.app, scene.net, this.places, grouped(scene.state, this.places.layer, scene.net.nodes.length) ? this.places.groups(scene.state.opened) : null);
    this.renderer.setScene(this.what.nodes, this.what.ties, this.what.frame);
    this.hover = null;
    this.point(null);
    if (this.cursor !== null && !this.renderer.where(this.cursor)) this.cursor = null;
    const { nodes, ties } = scene.net;
    const clear = (): void => this.app.set({ filters: { chosen: {}, from: "", to: "" }, hidden: [], ego: 0, camera: null });
    const nothing = this.places.layer.nodes.length ? [h("p", {}, t("network.empty")), h("button", { type: "button", click: clear }, t("network.clear"))] : [h("p", {}, t("network.empty.data"))];
    put(this.message, ...(nodes.length ? [!ties.length && nodes.length > 1 && h("p", { class: "net-alone" }, t("network.isolates"))] : nothing));
  }

  private tell(): void {
    const { net, state } = this.app.scene;
    const { selected, near, chain } = told(this.app, net, this.what, state.selection);
    const point = this.hover ?? this.cursor;
    if (!selected.size && point !== null) this.renderer?.setFocus(new Set([point]), around(net, this.what, point), this.hover, false, this.cursor);
    else this.renderer?.setFocus(selected, near, this.hover, chain, this.cursor);
  }

  private name(scene: Scene): void {
    const { selection, layer } = scene.state;
    const { model } = this.app;
    const title = model.layers.find((l) => l.name === layer)?.title;
    const selected = selection.type === "node" ? t("network.one", { a: label(model, selection.node) }) :
      "a" in selection ? t("network.two", { a: label(model, selection.a), b: label(model, selection.b) }) : t("network.none");
    this.drawing.setAttribute("aria-label", t("network.drawing", { layer: title ? pick(title) : layer, nodes: number(scene.net.nodes.length), ties: number(scene.net.ties.length), selected }));
  }

  private choose(id: number, second: boolean): void {
    const { selection } = this.app.scene.state;
    const first = selection.type === "node" ? selection.node : -1;
    const chosen: Selection = second && first >= 0 && first !== id ? { type: "pair", a: Math.min(first, id), b: Math.max(first, id) } : { type: "node", node: id };
    this.cursor = null;
    this.app.select(chosen);
  }

  private openGroup(id: number): void {
    const members = this.what.members.get(id) ?? [];
    if (id >= 0 || members[0] === undefined) return;
    this.cursor = null;
    this.app.set({ opened: [...this.app.scene.state.opened, members[0]] });
    if (document.activeElement === this.drawing && members[0] !== undefined) this.visit(members[0]);
  }

  private moved(id: number, x: number, y: number, done: boolean): void {
    this.point(null);
    if (!done) return;
    const { pinned, moved } = this.app.scene.state;
    const who = id < 0 ? -1 - (this.what.members.get(id)?.[0] ?? 0) : id;
    const spot: Moved = [who, Math.round(x), Math.round(y)];
    this.dragging = true; // it is there already
    this.app.set({ moved: [...moved.filter(([n]) => n !== who), spot], pinned: id < 0 || pinned.includes(id) ? pinned : [...pinned, id] });
    this.dragging = false;
  }

  private ties(id: number): number {
    return around(this.app.scene.net, this.what, id).size;
  }

  private called(id: number): string {
    return this.what.nodes.find((n) => n.id === id)?.label ?? "";
  }

  /** Show the name of what is under the pointer. */
  private point(id: number | null): void {
    const spot = id === null ? null : this.renderer?.where(id);
    this.tip.hidden = !spot;
    if (id === null || !spot) return;
    const kind = id < 0 ? t("network.tip.group", { n: this.what.members.get(id)?.length ?? 0 }) : t("network.tip", { kind: kindName(this.app.model.entities[id]!.kind), n: number(this.ties(id)) });
    put(this.tip, h("strong", {}, this.called(id)), h("span", {}, kind));
    const { width, height } = this.drawing.getBoundingClientRect();
    const low = spot.y > height - 90;
    this.tip.style.setProperty("left", `${Math.max(8, Math.min(width - 8 - this.tip.offsetWidth, spot.x - this.tip.offsetWidth / 2))}px`);
    this.tip.style.setProperty("top", `${low ? spot.y - spot.r - 12 - this.tip.offsetHeight : spot.y + spot.r + 12}px`);
  }

  private focused(): void {
    if (!this.drawing.matches(":focus-visible") || this.cursor !== null) return;
    const { selection } = this.app.scene.state;
    const start = selection.type === "node" ? this.what.home(selection.node) : this.renderer?.shown().drawing.ids[0];
    if (start !== undefined && this.renderer?.where(start)) this.visit(start);
  }

  private left(): void {
    this.cursor = null;
    this.tell();
  }

  /** Put the keyboard at a node: it is ringed, brought into sight and said. */
  private visit(id: number): void {
    const renderer = this.renderer!;
    this.cursor = id;
    const spot = renderer.where(id)!;
    const { width, height } = this.drawing.getBoundingClientRect();
    if (spot.x < 20 || spot.y < 20 || spot.x > width - 20 || spot.y > height - 20) {
      const { view } = renderer.shown();
      const camera = renderer.camera();
      renderer.setCamera([camera[0] + (spot.x - width / 2) / view.scale, camera[1] + (spot.y - height / 2) / view.scale, camera[2]], true);
    }
    this.tell();
    const n = number(this.ties(id));
    this.app.say(id < 0 ? t("network.at.group", { name: this.called(id), n }) : t("network.at", { name: this.called(id), kind: kindName(this.app.model.entities[id]!.kind), n }));
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || !this.renderer) return;
    const way = KEYS[event.key];
    const acts: Record<string, () => void> = { "+": () => this.renderer!.zoom(1.4), "=": () => this.renderer!.zoom(1.4), "-": () => this.renderer!.zoom(1 / 1.4), "0": () => this.fit(), Escape: () => this.escape() };
    if (way) this.arrow(way, event.altKey);
    else if (event.key === "Enter" || event.key === " ") this.enter(event.shiftKey);
    else if (acts[event.key] && !event.altKey) acts[event.key]!();
    else return;
    event.preventDefault();
  }

  private arrow(way: [number, number], move: boolean): void {
    const renderer = this.renderer!;
    const { selection } = this.app.scene.state;
    const at = this.cursor ?? (selection.type === "node" ? this.what.home(selection.node) : null);
    if (at === null || !renderer.where(at)) {
      const first = renderer.shown().drawing.ids[0];
      if (first !== undefined) this.visit(first);
      return;
    }
    if (move) {
      const place = renderer.move(at, 20 * way[0], 20 * way[1]);
      if (!place) return;
      this.moved(at, ...place, true);
      return this.app.say(t("network.moved", { name: this.called(at) }));
    }
    const next = renderer.towards(at, ...way);
    if (next === null) this.app.say(t("network.edge"));
    else this.visit(next);
  }

  private enter(second: boolean): void {
    const at = this.cursor;
    if (at === null) return;
    if (at < 0) return this.openGroup(at);
    this.choose(at, second);
    this.cursor = at;
    this.tell();
  }

  private escape(): void {
    this.hover = null;
    this.point(null);
    if (this.app.scene.state.selection.type !== "none") {
      this.app.select({ type: "none" });
      this.app.say(t("network.cleared"));
    } else this.left();
  }

  private resized(): void {
    this.renderer?.resize();
    if (this.shown && !this.app.scene.state.camera) this.renderer?.fit();
  }

  show(): void {
    this.shown = true;
    this.resized();
  }

  hide(): void {
    this.shown = false;
    this.point(null);
  }

  async picture(scale: number): Promise<Blob | null> {
    return this.renderer && this.what.nodes.length ? this.renderer.picture(scale) : null;
  }
}

const made = new WeakMap<App, NetworkView>();

/** Make the network view. */
export function make(app: App): NetworkView {
  const view = new View(app);
  made.set(app, view);
  return view;
}

/** The network view of a page, once it was shown. */
export const viewOf = (app: App): NetworkView | undefined => made.get(app);

