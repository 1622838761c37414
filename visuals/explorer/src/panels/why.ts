/** The pair: every reason why two things are linked, grouped by kind of tie, each with the claims behind it; and what is nearest when there is none. */

import type { App } from "../app";
import { h } from "../dom";
import { catalogue, number, pick, t } from "../i18n";
import { label } from "../names";
import { apart, brief, told, why, type ClaimRef, type Reason } from "../why";
import { clearFilters, entity, grows, layerTitle, marks, name, section, sourceButton, tag, type Opened } from "./bits";

catalogue({
  "pair.title": ["¿Qué hay entre {a} y {b}?", "What is there between {a} and {b}?"],
  "pair.copresence": ["En la misma sesión", "In the same session"], "pair.affiliation": ["En la misma institución", "In the same institution"], "pair.theme": ["Sobre el mismo tema", "On the same theme"],
  "pair.coproposal": ["Con la misma firma", "Under the same signature"], "pair.wished": ["Lazos que alguien pidió", "Ties that somebody asked for"], "pair.answers": ["Una responde a la otra", "One answers the other"],
  "pair.person-event": ["Participación", "Participation"], "pair.spoke": ["Intervención", "Speaking"], "pair.person-institution": ["Cargo o lugar", "Office or seat"], "pair.about": ["De qué se habló", "What was spoken about"],
  "pair.people": ["Las mismas personas", "The same people"], "pair.structure": ["Partes de un todo", "Parts of a whole"], "pair.fact": ["Datos", "Facts"],
  "pair.count": ["{n} {n|razón|razones}", "{n} {n|reason|reasons}"], "pair.inferred": ["{n} {n|inferida|inferidas}", "{n} inferred"],
  "pair.weight": ["En la capa «{layer}» el lazo pesa {weight} ({counts}){inferred}.", "In the layer “{layer}” the tie weighs {weight} ({counts}){inferred}."],
  "pair.weight-inferred": ["; {n} de ello descansa en algo inferido", "; {n} of it rests on something inferred"],
  "pair.claims": ["Ver {n} {n|afirmación|afirmaciones} con su fuente", "See {n} {n|claim|claims} with {n|its source|their sources}"],
  "pair.none": ["En estos informes no consta nada que una a {a} con {b}. Que no conste no quiere decir que no exista.", "Nothing in these reports links {a} with {b}. That nothing is recorded does not mean that nothing exists."],
  "pair.filtered": ["Los filtros dejan fuera {n} {n|razón|razones} entre {a} y {b}.", "The filters leave out {n} {n|reason|reasons} between {a} and {b}."],
  "pair.nearest": ["Lo más cercano", "What is nearest"], "pair.nearest-way": ["Hay un camino de {n} {n|paso|pasos} en la capa «{layer}»:", "There is a path of {n} {n|step|steps} in the layer “{layer}”:"],
  "pair.far": ["Tampoco hay camino entre ellos en ninguna capa{filters}.", "There is no path between them in any layer either{filters}."], "pair.with-filters": [", con los filtros puestos", ", with the filters that are set"],
  "pair.see-path": ["Ver el camino paso a paso", "See the path step by step"],
  "pair.ends": ["Extremos", "Ends"],
});

/** The pair's panel. */
export function pairPanel(app: App, a: number, b: number, title: HTMLElement, opened: Opened): (Node | null)[] {
  const { model, scene } = app;
  title.textContent = t("pair.title", { a: label(model, a), b: label(model, b) });
  const reasons = why(model, scene.active, a, b);
  const ends = h("p", { class: "p-chips" }, entity(app, a), entity(app, b));
  if (!reasons.length) return [ends, ...nothing(app, a, b)];
  const inferred = reasons.filter((r) => r.inferred).length;
  return [ends, h("p", { class: "p-sum" }, t("pair.count", { n: reasons.length }), inferred > 0 && ` · ${t("pair.inferred", { n: inferred })}`), weight(app, a, b), ...groups(app, reasons, opened)];
}

/** What the tie of the current layer weighs. */
function weight(app: App, a: number, b: number): HTMLElement | null {
  const { model, scene } = app;
  const tie = scene.net.neighbours.get(a)?.get(b);
  const layer = model.layers.find((l) => l.name === scene.state.layer);
  if (!tie || !layer || layer.twoMode) return null;
  const unsaid = tie.weight - tie.stated;
  return h("p", { class: "small soft" }, t("pair.weight", { layer: pick(layer.title), weight: number(tie.weight), counts: pick(layer.weight), inferred: unsaid ? t("pair.weight-inferred", { n: number(unsaid) }) : "" }));
}

/** Reasons by kind of tie, each kind under its own heading. */
export function groups(app: App, reasons: Reason[], opened: Opened): (HTMLElement | null)[] {
  return [...new Set(reasons.map((r) => r.layer))].map((layer) => section(t(`pair.${layer}`), grows(opened, `why ${layer}`, reasons.filter((r) => r.layer === layer), (r) => reasonItem(app, r, opened), 10)));
}

/** Ties whose sentence names what is shared: of each claim only who and how is left to say. */
const SHARED = ["copresence", "affiliation"];

/** One reason: its sentence, what is shared, and its claims. Dashed when inferred, dotted when it was only asked for. */
export function reasonItem(app: App, reason: Reason, opened: Opened): HTMLElement {
  const { model } = app;
  const look = reason.layer === "wished" ? "p-wished" : reason.inferred ? "p-inferred" : "p-stated";
  const sentence = reason.sentence();
  // What the sentence says already is not said again of each claim.
  const told_ = (ref: ClaimRef): string => (SHARED.includes(reason.layer) ? brief(model, ref) : sentence.startsWith(told(model, ref)) ? "" : told(model, ref));
  const claims = grows(opened, `claims ${reason.layer} ${reason.claims[0]?.list} ${reason.claims[0]?.index} ${reason.things[0]}`, reason.claims, (ref) =>
    h("div", { class: "p-claim" }, h("span", { dir: "auto" }, told_(ref)), " ", ...(reason.inferred ? [] : marks(app, [ref])), " ", sourceButton(app, ref)), 8);
  return h("div", { class: `p-reason ${look}` },
    h("p", { class: "p-sentence" }, sentence),
    (reason.layer === "wished" || reason.inferred) && h("p", { class: "p-tags" }, reason.layer === "wished" && tag("wished"), reason.inferred && tag("inferred")),
    reason.things.length > 0 && h("p", { class: "p-chips small" }, ...reason.things.slice(0, 8).map((e) => entity(app, e))),
    claims && (reason.claims.length <= 3 ? claims : h("details", {}, h("summary", {}, t("pair.claims", { n: reason.claims.length })), claims)));
}

/** What is said when nothing links two: that it is not recorded, what the filters hide, and the nearest way. */
function nothing(app: App, a: number, b: number): (Node | null)[] {
  const { model, scene } = app;
  const { state } = scene;
  const names = { a: label(model, a), b: label(model, b) };
  const layers = [state.layer, ...model.layers.map((l) => l.name).filter((l) => l !== state.layer)];
  const { filtered, nearest } = apart(model, scene.active, a, b, layers, state.hidden);
  const far = h("p", {}, t("pair.far", { filters: filtersSet(app) ? t("pair.with-filters") : "" }));
  const way = nearest && h("div", {}, h("p", {}, t("pair.nearest-way", { n: nearest.path.length - 1, layer: layerTitle(app, nearest.layer) })),
    h("p", { class: "p-way" }, ...nearest.path.flatMap((e, i) => [i > 0 && h("span", { "aria-hidden": "true" }, " → "), name(app, e)])),
    h("button", { type: "button", "data-key": "see-path", click: () => app.set({ layer: nearest.layer, selection: { type: "path", a, b } }) }, t("pair.see-path")));
  const clear = filtersSet(app) && !nearest && !filtered ? h("p", {}, clearFilters(app)) : null;
  return [
    filtered ? h("div", { class: "warn" }, h("p", {}, t("pair.filtered", { n: filtered, ...names })), clearFilters(app)) : h("p", { class: "p-none" }, t("pair.none", names)),
    section(t("pair.nearest"), way ?? far, clear),
  ];
}

/** Whether any filter is set. */
export function filtersSet(app: App): boolean {
  const { chosen, from, to } = app.scene.state.filters;
  return !!from || !!to || Object.values(chosen).some((v) => v?.length);
}
