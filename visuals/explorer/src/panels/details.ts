/** The one panel: whatever is selected, and an introduction when nothing is. */

import type { MakePart, Scene } from "../app";
import { h, put } from "../dom";
import { catalogue, number, pick, t } from "../i18n";
import { label } from "../names";
import { decode } from "../state";
import type { Selection, State } from "../types";
import type { App } from "../app";
import { entity, section, titled, type Opened } from "./bits";
import { claimPanel } from "./claim";
import { nodePanel } from "./node";
import { pathPanel } from "./paths";
import { pairPanel } from "./why";

catalogue({
  "panel.close": ["Quitar la selección", "Clear the selection"],
  "panel.back": ["Volver a: {name}", "Back to: {name}"],
  "intro.title": ["Quién se vincula con quién, y por qué", "Who is linked with whom, and why"],
  "intro.what": ["Esta página reúne lo que {n} {n|informe dice|informes dicen} de quién tomó parte, con qué cargo y qué se dijo. Cada dato lleva a la línea del informe de donde sale.",
    "This page gathers what {n} {n|report says|reports say} about who took part, with which office, and what was said. Every fact leads to the line of the report it comes from."],
  "intro.counts": ["{people} {people|persona|personas}, {institutions} {institutions|institución|instituciones}, {events} {events|evento|eventos} y {contributions} {contributions|intervención|intervenciones}.",
    "{people} {people|person|people}, {institutions} {institutions|institution|institutions}, {events} {events|event|events} and {contributions} {contributions|contribution|contributions}."],
  "intro.how": ["Elija a alguien en la red o búsquelo por su nombre. Desde ahí puede preguntar qué hay entre dos, o por qué camino se llega de uno a otro.", "Choose somebody in the network or search for their name. From there you can ask what there is between two, or by which path one leads to the other."],
  "intro.empty": ["Este archivo no trae datos: ningún informe, ninguna persona.", "This file comes without data: no report, no person."],
  "intro.questions": ["Preguntas listas", "Ready questions"], "intro.reports": ["Los informes", "The reports"], "intro.open": ["Abrir el informe: {title}", "Open the report: {title}"],
  "intro.dash": ["Una línea discontinua quiere decir que la lectura lo infirió; el informe no lo dice.", "A dashed line means that the reading inferred it; the report does not say it."],
  "intro.hidden": ["Ocultas por usted", "Hidden by you"], "intro.show-all": ["Mostrarlas todas", "Show them all"],
});

/** What a panel follows from, besides the selection, the filters and the ties. */
const shaping = ({ ego, hidden, pinned, layer, mode, opened, view }: State): unknown[] => [ego, hidden, pinned, layer, mode, opened, view];
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Make the panel. */
export const makePanel: MakePart = (app, root) => {
  let opened: Opened = new Map();
  let last: Selection = { type: "none" }; // what was selected before the claim, to go back to
  const panel = h("div", { class: "p-panel" });
  root.append(panel);

  const draw = (scene: Scene): void => {
    const { selection } = scene.state;
    const title = h("h2", { class: "p-title", tabindex: -1, dir: "auto", "data-key": "title" });
    const close = selection.type !== "none" && h("button", { type: "button", class: "plain p-close", "aria-label": t("panel.close"), title: t("panel.close"), "data-key": "close", click: () => app.select({ type: "none" }) }, "×");
    const back = selection.type === "claim" && last.type !== "none" && h("p", {}, h("button", { type: "button", class: "link", "data-key": "back", click: () => app.select(last) }, t("panel.back", { name: selectionName(app, last) })));
    const alone = selection.type === "node" ? selection.node : (selection.type === "pair" || selection.type === "path") && selection.a === selection.b ? selection.a : -1;
    const body = alone >= 0 ? nodePanel(app, alone, title, opened) : selection.type === "pair" ? pairPanel(app, selection.a, selection.b, title, opened)
      : selection.type === "path" ? pathPanel(app, selection.a, selection.b, title, opened) : selection.type === "claim" ? claimPanel(app, selection.claim, title) : intro(app, title);
    put(panel, h("div", { class: "p-head" }, title, close), back, ...body);
  };

  return {
    update(scene, before) {
      const turned = !before || !same(scene.state.selection, before.state.selection);
      if (!turned && scene.net === before.net && scene.active === before.active && same(shaping(scene.state), shaping(before.state))) return;
      if (turned) opened = new Map();
      const held = panel.contains(document.activeElement) ? (document.activeElement as HTMLElement).dataset.key ?? "" : null;
      draw(scene);
      if (scene.state.selection.type !== "claim") last = scene.state.selection;
      if (turned && before) {
        root.scrollTop = 0;
        if (scene.state.selection.type !== "none") app.say(panel.querySelector("h2")!.textContent ?? "");
      }
      // Whoever was at a button of the panel stays in it: at the same button, or at the heading of what it turned to.
      if (held !== null) ((!turned && held ? panel.querySelector<HTMLElement>(`[data-key="${CSS.escape(held)}"]:not(:disabled)`) : null) ?? panel.querySelector<HTMLElement>("h2"))?.focus();
    },
  };
};

function selectionName(app: App, selection: Selection): string {
  if (selection.type === "node") return label(app.model, selection.node);
  return selection.type === "pair" || selection.type === "path" ? `${label(app.model, selection.a)} – ${label(app.model, selection.b)}` : "";
}

/** What is shown while nothing is selected. */
function intro(app: App, title: HTMLElement): (Node | null)[] {
  const { model } = app;
  const { meta } = model;
  title.textContent = t("intro.title");
  if (!model.entities.length) return [h("p", { class: "warn" }, t("intro.empty"))];
  const count = (kind: string): number => model.entities.filter((e) => e.kind === kind).length;
  const { hidden } = app.scene.state;
  return [
    h("p", {}, t("intro.what", { n: model.sources.length })),
    h("p", { class: "small soft" }, t("intro.counts", { people: number(count("person")), institutions: number(count("institution")), events: number(count("event")), contributions: number(model.contributions.length) })),
    h("p", {}, t("intro.how")),
    h("p", { class: "small soft p-dash" }, t("intro.dash")),
    section(t("intro.questions"), meta.questions.length ? h("ul", { class: "p-list" }, ...meta.questions.map((q) => h("li", {}, h("button", { type: "button", class: "link", "data-key": q.hash, click: () => app.set({ ...decode(q.hash, model).state, lang: app.scene.state.lang }) }, pick(q.text))))) : null),
    section(t("intro.hidden"), hidden.length ? h("div", {}, h("p", { class: "p-chips" }, ...hidden.slice(0, 20).map((e) => entity(app, e))), h("button", { type: "button", "data-key": "show-all", click: () => app.set({ hidden: [] }) }, t("intro.show-all"))) : null),
    section(t("intro.reports"), model.sources.length ? h("ul", { class: "p-list" }, ...model.sources.map((_, i) => h("li", {}, h("button", { type: "button", class: "link", "data-key": `report ${i}`,
      click: () => app.set({ source: i }) }, t("intro.open", { title: titled(app, i) }))))) : null),
  ];
}
