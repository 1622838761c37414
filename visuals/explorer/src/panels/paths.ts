/** The path between two things: an ordered list, each step with its why. When the layer has none it says so, and looks in the others. */

import type { App } from "../app";
import { h } from "../dom";
import { catalogue, t } from "../i18n";
import { label } from "../names";
import { path } from "../network";
import { routes, why, type Reason } from "../why";
import { clearFilters, entity, layerTitle, section, whyButton, type Opened } from "./bits";
import { filtersSet, reasonItem } from "./why";

catalogue({
  "path.title": ["Camino de {a} a {b}", "Path from {a} to {b}"],
  "path.length": ["{n} {n|paso|pasos} en la capa «{layer}». Es uno de los más cortos; puede haber otros igual de cortos.", "{n} {n|step|steps} in the layer “{layer}”. It is one of the shortest; there may be others as short."],
  "path.step": ["Paso {n}: {a} y {b}", "Step {n}: {a} and {b}"],
  "path.more": ["Hay {n} {n|razón más|razones más} en esta capa.", "There {n|is|are} {n} more {n|reason|reasons} in this layer."],
  "path.none": ["En la capa «{layer}» no hay camino entre {a} y {b}{filters}.", "In the layer “{layer}” there is no path between {a} and {b}{filters}."],
  "path.absent": ["{a} no está en la capa «{layer}», así que ahí no hay camino.", "{a} is not in the layer “{layer}”, so there is no path there."],
  "path.filters": [" con los filtros puestos", " with the filters that are set"],
  "path.others": ["En otras capas", "In other layers"], "path.other": ["Capa «{layer}»: {n} {n|paso|pasos}", "Layer “{layer}”: {n} {n|step|steps}"],
  "path.none-at-all": ["En ninguna otra capa lo hay.", "There is none in any other layer."],
  "path.wished": ["Esta capa reúne lazos pedidos: el camino no dice que alguno exista.", "This layer gathers ties that were asked for: the path does not say that any of them exists."],
});

/** The path's panel. */
export function pathPanel(app: App, a: number, b: number, title: HTMLElement, opened: Opened): (Node | null)[] {
  const { model, scene } = app;
  const { layer, hidden } = scene.state;
  title.textContent = t("path.title", { a: label(model, a), b: label(model, b) });
  const found = path(scene.net, a, b);
  const other = routes(model, scene.active, a, b, model.layers.map((l) => l.name).filter((l) => l !== layer), hidden);
  const elsewhere = other.length ? h("ul", { class: "p-list" }, ...other.map((way) => h("li", {}, h("button", { type: "button", class: "link", "data-key": `layer ${way.layer}`, click: () => app.set({ layer: way.layer }) },
    t("path.other", { layer: layerTitle(app, way.layer), n: way.path.length - 1 }))))) : h("p", { class: "soft" }, t("path.none-at-all"));
  if (!found) return [...none(app, a, b), section(t("path.others"), elsewhere)];
  return [
    h("p", {}, t("path.length", { n: found.length - 1, layer: layerTitle(app, layer) })), layer === "wished" && h("p", { class: "warn" }, t("path.wished")),
    h("ol", { class: "p-path" }, ...found.map((node, i) => step(app, node, found[i + 1], i, opened))),
    other.length ? section(t("path.others"), elsewhere) : null,
  ].filter((n): n is HTMLElement => !!n);
}

/** The reasons of the layer that is walked; when a step is told by another kind of reason, those. */
function stepReasons(app: App, a: number, b: number): Reason[] {
  const all = why(app.model, app.scene.active, a, b);
  const here = all.filter((r) => r.layer === app.scene.state.layer);
  return here.length ? here : all;
}

function step(app: App, node: number, next: number | undefined, index: number, opened: Opened): HTMLElement {
  const { model } = app;
  if (next === undefined) return h("li", {}, entity(app, node));
  const reasons = stepReasons(app, node, next);
  return h("li", {}, entity(app, node),
    h("div", { class: "p-step", role: "group", "aria-label": t("path.step", { n: index + 1, a: label(model, node), b: label(model, next) }) },
      ...reasons.slice(0, 1).map((r) => reasonItem(app, r, opened)), reasons.length > 1 && h("p", { class: "small" }, t("path.more", { n: reasons.length - 1 })), whyButton(app, node, next)));
}

/** Why the layer has no path: an end that is not in it, or nothing that joins them. */
function none(app: App, a: number, b: number): HTMLElement[] {
  const { model, scene } = app;
  const layer = layerTitle(app, scene.state.layer);
  const drawn = new Set(model.layers.find((l) => l.name === scene.state.layer)?.nodes);
  const away = [a, b].filter((end) => !drawn.has(end));
  const lines = away.length ? away.map((end) => t("path.absent", { a: label(model, end), layer })) : [t("path.none", { a: label(model, a), b: label(model, b), layer, filters: filtersSet(app) ? t("path.filters") : "" })];
  return [...lines.map((line) => h("p", { class: "p-none" }, line)), ...(filtersSet(app) ? [h("p", {}, clearFilters(app))] : [])];
}
