/** The municipalities of the state as labelled cells in alphabetical order: who was there, who was only named, who was absent. A map beside them where outlines were given. */

import type { App, Scene, ViewPart } from "../app";
import type { Model } from "../data";
import { h, s } from "../dom";
import { catalogue, number, t } from "../i18n";
import { label } from "../names";
import { aside, cut, empty, frame, INK, isShown, lacking, listen, mark, nameButton, picture, words } from "./bits";
import { castOf, contentKey, leftOut, narrowed, rankOf, type Cast } from "./cast";
import { drawMap, paintMap, type Mapped } from "./map";
import { placesOf, type Place } from "./places";

catalogue({
  "grid.title": ["Municipios", "Municipalities"],
  "grid.title.state": ["Municipios del estado de {state}", "Municipalities of the state of {state}"],
  "grid.summary": ["De {all} municipios: {here} {n|representado|representados}, {named} solo {m|mencionado|mencionados} y {gone} {k|ausente|ausentes}.", "Of {all} municipalities: {here} represented, {named} only mentioned and {gone} absent."],
  "grid.filtered": ["Según los filtros: sin ellos puede haber más.", "As filtered: without filters there may be more."],
  "grid.what": ["Representado: alguien participó con un cargo de una institución de ese municipio. Solo mencionado: se le nombra, pero nadie participó por él. Ausente: ninguna de las dos cosas en estos informes; no quiere decir que no lo invitaran.",
    "Represented: somebody took part with an office of an institution of that municipality. Only mentioned: it is named, but nobody took part for it. Absent: neither, in these reports; it does not mean that it was not invited."],
  "grid.map": ["No es un mapa: las casillas van por orden alfabético. La lista de municipios es del INEGI, no de los informes.", "Not a map: cells go in alphabetical order. The list of municipalities is INEGI's, not of the reports."],
  "grid.here": ["representado", "represented"],
  "grid.named": ["solo mencionado", "only mentioned"],
  "grid.gone": ["ausente", "absent"],
  "grid.key": ["Signos", "Signs"],
  "grid.people": ["{count} {n|persona|personas}", "{count} {n|person|people}"],
  "grid.said": ["{count} {n|intervención|intervenciones}", "{count} {n|contribution|contributions}"],
  "grid.facts": ["{count} {n|dato|datos}", "{count} {n|fact|facts}"],
  "grid.as": ["Mostrar los municipios como", "Show the municipalities as"],
  "grid.as.map": ["Mapa", "Map"],
  "grid.as.cells": ["Casillas", "Cells"],
  "grid.list": ["La lista de municipios es del INEGI, no de los informes.", "The list of municipalities is INEGI's, not of the reports."],
  "grid.others": ["Municipios de otros estados", "Municipalities of other states"],
  "grid.present": ["Municipios que aparecen", "Municipalities that appear"],
  "grid.stateless": ["Los datos no dicen de qué estado mostrar todos los municipios: aquí están los que aparecen.", "The data do not say of which state to show all municipalities: here are those that appear."],
});

type Standing = "here" | "named" | "gone";
const SIGN: Record<Standing, string> = { here: "●", named: "◐", gone: "○" };
interface Town { code: string; name: string; entity: number; standing: Standing; place: Place | undefined }

function standing(place: Place | undefined): Standing {
  return place?.people.size ? "here" : place && place.said.size + place.facts ? "named" : "gone";
}

/** The towns of the state, and those of elsewhere that appear. */
function townsShown(model: Model, cast: Cast, scene: Scene): { state: Town[]; others: Town[] } {
  const places = placesOf(model, cast, scene.state.hidden);
  const order = new Intl.Collator("es");
  const listed = model.meta.state?.municipalities ?? [];
  const state = listed.map(([code, name, entity]): Town => ({ code, name, entity: entity ?? -1, standing: standing(places.get(entity)), place: places.get(entity) })).sort((a, b) => order.compare(a.name, b.name) || (a.code < b.code ? -1 : 1));
  const inside = new Set(listed.map(([, , entity]) => entity));
  const rank = rankOf(model, scene.state.lang);
  const others = [...places].filter(([e]) => !inside.has(e)).sort(([a], [b]) => rank[a]! - rank[b]!).map(([entity, place]): Town => ({ code: model.entities[entity]!.code ?? "", name: label(model, entity), entity, standing: standing(place), place }));
  return { state, others };
}

/** "3 personas" or "2 intervenciones". */
function amount({ place, standing: stands }: Town): string {
  if (!place || stands === "gone") return "";
  if (stands === "here") return t("grid.people", { n: place.people.size, count: number(place.people.size) });
  return place.said.size ? t("grid.said", { n: place.said.size, count: number(place.said.size) }) : t("grid.facts", { n: place.facts, count: number(place.facts) });
}

function summary(towns: Town[]): string {
  const count = (what: Standing): number => towns.filter((town) => town.standing === what).length;
  const [n, m, k] = [count("here"), count("named"), count("gone")];
  return t("grid.summary", { all: number(towns.length), n, m, k, here: number(n), named: number(m), gone: number(k) });
}

function cell(model: Model, town: Town): HTMLElement {
  const said = amount(town);
  const sign = h("span", { class: "v-mark", "aria-hidden": "true" }, SIGN[town.standing]);
  const note = town.standing === "gone" ? aside(` (${t("grid.gone")})`) : h("span", { class: "v-soft" }, said, aside(` (${t(`grid.${town.standing}`)})`));
  if (town.entity < 0 || town.standing === "gone") return h("li", { class: `v-town v-town-${town.standing}` }, sign, h("span", { class: "v-town-name", dir: "auto" }, town.name), note);
  const button = nameButton(model, town.entity, "v-town-name");
  button.replaceChildren(h("span", { dir: "auto" }, town.name));
  return h("li", { class: `v-town v-town-${town.standing}`, "data-row": town.entity }, sign, button, note);
}

function key(): HTMLElement {
  return h("ul", { class: "v-key", "aria-label": t("grid.key") }, ...(Object.keys(SIGN) as Standing[]).map((name) => h("li", {}, h("span", { class: `v-mark v-town-${name}`, "aria-hidden": "true" }, SIGN[name]), ` ${t(`grid.${name}`)}`)));
}

export function make(app: App): ViewPart {
  const { root, fill } = frame("grid");
  const { model } = app;
  listen(app, root);
  let content = "";
  const update = (scene: Scene, before: Scene | null): void => {
    if (!isShown(scene, "grid")) return;
    const now = `${scene.state.map} ${contentKey(scene.state)}`;
    if (before === null || now !== content) {
      content = now;
      const title = h("h2", {}, heading(model));
      const lack = lacking(app, scene.state, ["municipality"]);
      const { state, others } = townsShown(model, castOf(app, scene), scene);
      if (lack) fill(title, lack);
      else if (!state.length && !others.length) fill(title, empty(app, scene.state));
      else fill(title, ...body(scene, state, others));
    }
    mark(root, scene.state);
  };
  const body = (scene: Scene, state: Town[], others: Town[]): (Node | null)[] => {
    const grid = (towns: Town[], name: string): HTMLElement => h("ul", { class: "v-towns", "aria-label": name }, ...towns.map((town) => cell(model, town)));
    const notes = h("p", { class: "v-soft" }, `${t("grid.what")} ${state.length ? t(model.geo && scene.state.map ? "grid.list" : "grid.map") : ""} ${t("views.layerless")}`);
    const lead = h("p", {}, state.length ? summary(state) : t("grid.stateless"), narrowed(scene.state) ? ` ${t("grid.filtered")}` : "");
    const rest = state.length ? t("grid.others") : t("grid.present");
    const beside = others.length ? [h("h3", {}, rest), grid(others, rest)] : [];
    if (model.geo && scene.state.map) {
      const towns = state.length ? state : others;
      return [lead, ways(scene), ...drawMap(model.geo, towns.map(mapped), heading(model), standings()), ...(state.length ? beside : []), notes];
    }
    return [lead, model.geo ? ways(scene) : null, key(), state.length ? grid(state, heading(model)) : null, ...beside, notes];
  };
  const ways = (scene: Scene): HTMLElement => h("div", { class: "v-ways", role: "group", "aria-label": t("grid.as") }, ...([true, false] as const).map((map) => h("button", {
    type: "button", "aria-pressed": String(scene.state.map === map), "data-map": String(map), click: () => {
      app.set({ map });
      root.querySelector<HTMLElement>(`[data-map="${map}"]`)?.focus();
    } }, t(map ? "grid.as.map" : "grid.as.cells"))));
  return { root, update, svg: () => paint(app) };
}

function standings(): Record<Standing, string> {
  return { here: t("grid.here"), named: t("grid.named"), gone: t("grid.gone") };
}

/** A town as the map needs it. */
function mapped(town: Town): Mapped {
  return { code: town.code, name: town.name, entity: town.entity, look: town.standing, standing: t(`grid.${town.standing}`), people: town.place?.people.size ?? 0, amount: amount(town) };
}

function heading(model: Model): string {
  return model.meta.state ? t("grid.title.state", { state: model.meta.state.name }) : t("grid.title");
}

const [ACROSS, STEP, HIGH] = [8, 132, 40];
const FILL: Record<Standing, string> = { here: INK.municipality, named: "#f3e3f0", gone: INK.paper };

/** The picture for export. */
function paint(app: App): SVGSVGElement {
  const { model, scene } = app;
  const left = leftOut(scene.state, ["municipality"]).length > 0;
  const { state, others } = townsShown(model, castOf(app, scene), scene);
  if (model.geo && scene.state.map && !left) {
    const made = paintMap(model.geo, (state.length ? state : others).map(mapped), 900, { ink: INK.municipality, paper: INK.paper, rule: "#9aa0a8", text: INK.text });
    const said = [state.length ? summary(state) : t("grid.stateless"), [made.key, t("grid.named"), t("grid.gone")].filter(Boolean).join(" · "), t("map.file", { file: model.geo.file })];
    return picture(940, made.height, heading(model), said, (add, top) => add(s("g", { transform: `translate(20 ${top})` }, ...made.nodes)));
  }
  const towns = left ? [] : [...state, ...others].slice(0, 1200);
  const names = (Object.keys(SIGN) as Standing[]).map((name) => `${SIGN[name]} ${t(`grid.${name}`)}`).join(" · ");
  const notes = [left ? t("views.empty.filters") : state.length ? summary(state) : t("grid.stateless"), names, ...(state.length ? [t("grid.map")] : [])];
  const second = Math.ceil(state.length / ACROSS) * ACROSS; // others begin a row of their own
  const place = (i: number): number => (i < state.length ? i : second + (second ? ACROSS : 0) + i - state.length);
  return picture(ACROSS * STEP + 40, HIGH * (Math.floor(place(Math.max(0, towns.length - 1)) / ACROSS) + 1), heading(model), notes, (add, top) => {
    if (state.length && others.length && !left) add(words(20, top + (second / ACROSS) * HIGH + 28, t("grid.others"), { "font-weight": 600 }));
    towns.forEach((town, i) => {
      const [x, y] = [20 + STEP * (place(i) % ACROSS), top + HIGH * Math.floor(place(i) / ACROSS)];
      const ink = town.standing === "here" ? INK.paper : INK.text;
      add(s("rect", { x: x + 1, y: y + 1, width: STEP - 4, height: HIGH - 4, rx: 4, fill: FILL[town.standing], stroke: town.standing === "gone" ? INK.rule : INK.municipality, "stroke-dasharray": town.standing === "named" ? "4 2" : null }),
        words(x + 7, y + (amount(town) ? 16 : 23), `${SIGN[town.standing]} ${cut(town.name, town.standing === "here" ? 16 : 18)}`, { fill: ink, "font-weight": town.standing === "here" ? 600 : 400 }), words(x + 7, y + 29, amount(town), { fill: ink, "font-size": 9 }));
    });
  });
}
