/** The controls of the network view, its legend, and what has to be known to read it. */

import type { App, Scene } from "../app";
import { css, h, put, s } from "../dom";
import { catalogue, number, pick, t } from "../i18n";
import { kindName } from "../names";
import { opening } from "../network";
import { DASH, outline, type Shape } from "../render/shapes";
import { KINDS, type Layer, type Mode, type State } from "../types";
import { extract } from "./extract";

catalogue({
  "network.layer": ["Red", "Network"], "network.mode": ["Mostrar", "Show"], "network.mode.all": ["Cada nodo", "Each node"], "network.mode.community": ["Por grupos", "By group"],
  "network.mode.not": ["Esta red no tiene grupos calculados", "No groups were computed for this network"], "network.regroup": ["Volver a agrupar", "Group again"],
  "network.hidden": ["Mostrar {n} {n|oculto|ocultos}", "Show {n} hidden"], "network.back": ["{n} {n|nodo vuelve|nodos vuelven} a la vista.", "{n} {n|node is|nodes are} back."],
  "network.zoom": ["Acercamiento", "Zoom"], "network.in": ["Acercar", "Zoom in"], "network.out": ["Alejar", "Zoom out"], "network.fit": ["Encuadrar todo", "Fit all"],
  "network.legend": ["Leyenda", "Legend"], "network.group.kind": ["grupo (varios nodos)", "group (several nodes)"],
  "network.stated": ["línea continua: dicho en los informes", "solid line: stated in the reports"], "network.inferred": ["línea discontinua: inferido por quien leyó", "dashed line: inferred by a reader"],
  "network.sizes": ["más grande: más lazos, o más fuertes", "larger: more ties, or stronger"], "network.widths": ["más gruesa: más {weight}", "thicker: more {weight}"], "network.pinned": ["con punto claro: fijo", "with a light dot: pinned"],
  "network.caveats": ["Antes de sacar conclusiones", "Before drawing conclusions"],
  "network.means": ["Lazo: {meaning}.", "Tie: {meaning}."],
  "network.whole": ["Se dibujan los {shown} nodos con más lazos de {all}; la red completa tiene {ties} lazos.", "Drawn: the {shown} nodes with most ties of {all}; the whole network has {ties} ties."],
  "network.counts": ["{nodes} {nodes|nodo|nodos} · {ties} {ties|lazo|lazos}", "{nodes} {nodes|node|nodes} · {ties} {ties|tie|ties}"],
});

export interface Doings { zoom(factor: number): void; fit(): void; regroup(): void }
export interface Bar { top: HTMLElement; tools: HTMLElement; legend: HTMLElement; notes: HTMLElement; update(scene: Scene, before: Scene | null, opened: boolean): void }

/** A drawing of 20 by 20 for a button. */
function icon(way: string): SVGElement {
  return s("svg", { viewBox: "0 0 20 20", width: 18, height: 18, "aria-hidden": "true", class: "net-icon" }, s("path", { d: way }));
}

const group = (name: string, ...buttons: Node[]): HTMLElement => h("div", { class: "net-group", role: "group", "aria-label": name }, ...buttons);

/** Make them; all is made anew when the language changes. */
export function makeBar(app: App, doings: Doings): Bar {
  const top = h("div", { class: "net-bar" });
  const tools = h("div", { class: "net-tools", role: "group" });
  const legend = h("details", { class: "net-legend" });
  const notes = h("div", { class: "net-notes" });
  legend.open = matchMedia("(min-width: 761px) and (min-height: 500px)").matches;
  return {
    top, tools, legend, notes,
    update(scene, before, opened) {
      const layer = app.model.layers.find((l) => l.name === scene.state.layer);
      keepFocus(top, () => put(top, ...controls(app, scene, layer, doings, opened)));
      if (!before) {
        tools.setAttribute("aria-label", t("network.zoom"));
        put(tools, ...zooming(doings));
      }
      if (!before || scene.net !== before.net || scene.state.mode !== before.state.mode || scene.state.pinned !== before.state.pinned) put(legend, ...explained(app, scene, layer));
      if (!before || scene.state.layer !== before.state.layer) put(notes, ...noted(layer));
    },
  };
}

/** Make controls anew without taking the keyboard away from the one it is at. */
function keepFocus(root: HTMLElement, change: () => void): void {
  const at = root.contains(document.activeElement) ? (document.activeElement as HTMLElement).dataset["do"] : undefined;
  change();
  if (at === undefined) return;
  const again = root.querySelector<HTMLButtonElement>(`[data-do="${at}"]`);
  (again && !again.disabled ? again : root.parentElement?.querySelector<HTMLElement>(".net-drawing, select"))?.focus();
}

function controls(app: App, scene: Scene, layer: Layer | undefined, doings: Doings, opened: boolean): (Node | null)[] {
  const { state } = scene;
  const select = h("select", { id: "net-layer", "data-do": "layer", change: (e) => {
    const name = (e.target as HTMLSelectElement).value;
    app.set({ layer: name, mode: opening(app.model, name), camera: null });
  } }, ...app.model.layers.map((l) => h("option", { value: l.name, selected: l.name === state.layer }, pick(l.title))));
  const chooser = h("span", { class: "net-choose" }, h("label", { for: "net-layer" }, t("network.layer")), select);
  const question = layer && h("p", { class: "net-question" }, pick(layer.question), " ", h("span", { class: "net-meaning" }, t("network.means", { meaning: pick(layer.meaning).replace(/\.$/, "") })));
  const { hidden } = state;
  const back = hidden.length > 0 && h("button", { type: "button", "data-do": "hidden", click: () => {
    app.set({ hidden: [] });
    app.say(t("network.back", { n: hidden.length }));
  } }, t("network.hidden", { n: hidden.length }));
  return [h("div", { class: "net-row" }, chooser, modes(app, state, layer), opened ? h("button", { type: "button", "data-do": "regroup", click: doings.regroup }, t("network.regroup")) : null, back,
    h("span", { class: "net-counts" }, t("network.counts", { nodes: number(scene.net.nodes.length), ties: number(scene.net.ties.length) }))), question ?? null, extract(app, scene, layer)];
}

function modes(app: App, state: State, layer: Layer | undefined): HTMLElement {
  const can = !!layer?.community.length;
  const button = (mode: Mode): HTMLElement => h("button", {
    type: "button", "data-do": mode, "aria-pressed": String(can ? state.mode === mode : mode === "all"), disabled: mode === "community" && !can, title: mode === "community" && !can ? t("network.mode.not") : null,
    click: () => app.set({ mode }),
  }, t(`network.mode.${mode}`));
  return group(t("network.mode"), button("all"), button("community"));
}

function zooming(doings: Doings): Node[] {
  const button = (what: string, way: string, click: () => void): HTMLElement => h("button", { type: "button", "aria-label": t(`network.${what}`), title: t(`network.${what}`), click }, icon(way));
  return [button("in", "M10 4v12M4 10h12", () => doings.zoom(1.5)), button("out", "M4 10h12", () => doings.zoom(1 / 1.5)), button("fit", "M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4", doings.fit)];
}

function explained(app: App, scene: Scene, layer: Layer | undefined): Node[] {
  const shown = new Set(scene.net.nodes.map((n) => app.model.entities[n]!.kind));
  const mark = (shape: Shape): SVGElement => s("svg", { viewBox: "0 0 20 20", width: 16, height: 16, "aria-hidden": "true" }, css(s("path", { d: outline(shape, 10, 10, 6.4) }), { fill: `var(--${shape === "group" ? "accent" : shape})` }), shape === "group" && s("circle", { cx: 10, cy: 10, r: 4.6, class: "net-inner" }));
  const line = (dash: string | null): SVGElement => s("svg", { viewBox: "0 0 30 10", width: 30, height: 10, "aria-hidden": "true", class: "net-line" }, s("path", { d: "M1 5h28", "stroke-dasharray": dash }));
  const item = (drawing: Node, text: string): HTMLElement => h("li", {}, drawing, text);
  const kinds = KINDS.filter((k) => shown.has(k)).map((k) => item(mark(k), kindName(k, true)));
  if (scene.state.mode === "community" && layer?.community.length) kinds.push(item(mark("group"), t("network.group.kind")));
  const ties = [item(line(null), t("network.stated")), ...(scene.net.ties.some((tie) => !tie.stated) ? [item(line(DASH.join(" ")), t("network.inferred"))] : [])];
  const more = [h("li", {}, t("network.sizes")), layer && !layer.twoMode && h("li", {}, t("network.widths", { weight: pick(layer.weight) })), scene.state.pinned.length > 0 && h("li", {}, t("network.pinned"))];
  return [h("summary", {}, t("network.legend")), h("ul", {}, ...kinds, ...ties, ...more)];
}

function noted(layer: Layer | undefined): (Node | null)[] {
  if (!layer) return [];
  const whole = layer.whole ? h("p", { class: "net-whole" }, t("network.whole", { shown: number(layer.nodes.length), all: number(layer.whole.nodes), ties: number(layer.whole.ties) })) : null;
  const caveats = layer.caveats.length ? h("details", { class: "net-caveats" }, h("summary", {}, h("strong", {}, `${t("network.caveats")}: `), pick(layer.caveats[0]!)), h("ul", {}, ...layer.caveats.slice(1).map((c) => h("li", {}, pick(c))))) : null;
  return [whole, caveats];
}
