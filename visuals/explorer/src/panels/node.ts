/** The details of a thing: what it is called, what the reports say of it with the source of each claim, what was measured of it, and its neighbours. */

import type { App } from "../app";
import { h, put } from "../dom";
import { catalogue, date, number, pick, t } from "../i18n";
import { conceptLabel, kindName, label } from "../names";
import { grouped } from "../network";
import { pinning } from "../state";
import type { Contribution, Entity, State } from "../types";
import { all, any, below, daysOf, inside, lookup, modeOf, named, shut, within, type ClaimRef } from "../why";
import { entity, filtered, grows, layerTitle, leads, marks, section, sourceButton, tag, whyButton, type Opened } from "./bits";
import { picker } from "./picker";

catalogue({
  "node.aka": ["También escrito: {names}.", "Also written: {names}."], "node.quoted": ["«{name}»", "“{name}”"], "node.code": ["Clave INEGI: {code}.", "INEGI code: {code}."],
  "node.gone": ["La política de publicación reserva su nombre; aquí aparece con otro.", "The publication policy keeps this name back; another stands here."],
  "node.hidden": ["Los filtros dejan fuera a este nodo: no se dibuja.", "The filters leave this node out: it is not drawn."],
  "node.part-of": ["Parte de", "Part of"], "node.parts": ["Partes", "Parts"], "node.units": ["Unidades", "Units"], "node.unit-of": ["Es unidad de", "It is a unit of"], "node.days": ["Fecha: {days}.", "Date: {days}."],
  "node.governs": ["Gobierna el municipio de", "It governs the municipality of"], "node.located": ["Está en el municipio de", "It is in the municipality of"], "node.town": ["Municipio", "Municipality"],
  "node.roles": ["Cargos y lugares", "Offices and seats"], "node.no-title": ["Sin título de cargo", "No title of office"], "node.no-body": ["sin institución dicha", "no institution named"],
  "node.observed": ["consta {days}", "on record {days}"], "node.sector": ["sector: {sector}", "sector: {sector}"],
  "node.takes-part": ["Participaciones", "Participations"], "node.mode": ["modalidad {mode}", "mode: {mode}"],
  "node.says": ["Intervenciones", "Contributions"], "node.own": ["Resumidas con palabras nuestras; la fuente lleva al lugar del informe.", "Summarised in our own words; the source leads to the place in the report."],
  "node.maybe": ["Intervenciones que pudieron ser suyas", "Contributions that could be theirs"], "node.maybe-note": ["La lectura las atribuye a otra persona, sin que el informe diga quién habla.", "The reading attributes them to somebody else; the report does not say who speaks."],
  "node.attributed": ["lo atribuye la lectura; pudo ser {people}", "attributed by the reading; it could be {people}"], "node.attributed-alone": ["lo atribuye la lectura", "attributed by the reading"],
  "node.conclusion": ["Conclusión de la reunión", "Conclusion of the meeting"],
  "node.people": ["Personas", "People"], "node.people-of-town": ["Personas con cargo o lugar en sus instituciones", "People with an office or seat in its institutions"], "node.institutions": ["Instituciones", "Institutions"],
  "node.named": ["Intervenciones que hablan de él", "Contributions that speak about it"], "node.speakers": ["Quiénes hablaron de esto", "Who spoke about this"], "node.contributions": ["{n} {n|intervención|intervenciones}", "{n} {n|contribution|contributions}"],
  "node.wished": ["Lazos que alguien pidió", "Ties that somebody asked for"], "node.wished-with": ["Un lazo con", "A tie with"],
  "node.facts": ["Datos y su fuente", "Facts and their source"], "node.measures": ["Medidas en la capa «{layer}»", "Measures in the layer “{layer}”"],
  "node.measures-note": ["Medido en la capa completa al hacer este archivo; los filtros no lo cambian.", "Measured on the whole layer when this file was made; filters do not change it."],
  "node.community": ["Comunidad", "Community"], "node.community-value": ["{n} (con {m} {m|nodo más|nodos más})", "{n} (with {m} other {m|node|nodes})"],
  "node.community-meaning": ["Grupo de nodos con más lazos entre sí que con el resto, en esta capa.", "A group of nodes with more ties among themselves than with the rest, in this layer."],
  "node.caveats": ["Cuidado al leerlas", "Read with care"],
  "node.neighbours": ["Vecinos en la capa «{layer}»", "Neighbours in the layer “{layer}”"], "node.alone": ["No tiene lazos en esta capa{filters}.", "It has no ties in this layer{filters}."], "node.alone-filters": [" con los filtros puestos", " with the filters that are set"],
  "node.absent": ["No aparece en la capa «{layer}».", "It is not in the layer “{layer}”."], "node.weight": ["{weight}: {n}", "{weight}: {n}"],
  "node.do": ["Qué hacer con este nodo", "What to do with this node"], "node.around": ["Ver solo su entorno", "See only what is around it"], "node.around-0": ["Todo", "Everything"], "node.around-1": ["1 paso", "1 step"], "node.around-2": ["2 pasos", "2 steps"],
  "node.hide": ["Ocultar", "Hide"], "node.show": ["Mostrar de nuevo", "Show again"], "node.pin": ["Fijar", "Pin"], "node.unpin": ["Soltar", "Unpin"],
  "node.hid": ["{name} queda oculto.", "{name} is hidden."], "node.back": ["{name} vuelve a la vista.", "{name} is back."],
  "node.expand": ["Ampliar", "Expand"], "node.expand-hint": ["Mostrar más alrededor: su grupo, los ocultos o un paso más", "Show more around: its group, what is hidden or one step more"],
  "node.pin-hint": ["Fijar: su nombre queda siempre a la vista", "Pin: its name stays in sight"],
  "node.path": ["Camino hasta…", "Path to…"], "node.pair": ["¿Qué hay con…?", "What is there with…?"], "node.path-label": ["Camino de {a} hasta:", "Path from {a} to:"], "node.pair-label": ["Qué hay entre {a} y:", "What is there between {a} and:"],
});

type Rows = (HTMLElement | null)[];

/** The panel of a thing. */
export function nodePanel(app: App, node: number, title: HTMLElement, opened: Opened): (Node | null)[] {
  const { model } = app;
  const found = model.entities[node]!;
  title.textContent = label(model, node);
  title.classList.add("p-clamp");
  if (title.textContent.length > 160) title.title = title.textContent;
  const parts: Record<Entity["kind"], () => Rows> = {
    person: () => person(app, node, opened), institution: () => institution(app, node, opened), event: () => event(app, node, opened), municipality: () => municipality(app, node, opened),
    mechanism: () => [...about(app, node, opened)], theme: () => [...about(app, node, opened)], actor: () => [],
  };
  return [head(app, node, found), actions(app, node), ...parts[found.kind](), wished(app, node, opened), neighbours(app, node, opened), measures(app, node), facts(app, node, opened), leads(app, found.id, label(model, node))];
}

/** What it is, in a few lines. */
function head(app: App, node: number, found: Entity): HTMLElement {
  const { model } = app;
  const kind = [kindName(found.kind), inside(conceptLabel(model, found.type))].filter(Boolean).join(" · ");
  const line = (key: string, list: number[]): HTMLElement | null => (list.length ? h("p", { class: "p-chips" }, `${t(key)}: `, ...list.map((e) => entity(app, e))) : null);
  const up = found.up !== undefined && found.up >= 0 ? [found.up] : [];
  return h("div", { class: "p-what" },
    h("p", { class: `p-kind kind-${found.kind}` }, kind), found.gone && h("p", { class: "small" }, t("node.gone")),
    found.aka?.length ? h("p", { class: "small", dir: "auto" }, t("node.aka", { names: found.aka.map((a) => t("node.quoted", { name: shut(a) })).join(", ") })) : null,
    found.code && h("p", { class: "small" }, t("node.code", { code: found.code })),
    found.kind === "event" && daysOf(model, node).length > 0 && h("p", { class: "small" }, t("node.days", { days: all(daysOf(model, node).map(date)) })),
    line(found.kind === "event" ? "node.part-of" : "node.unit-of", up), line("node.governs", found.governs !== undefined && found.governs >= 0 ? [found.governs] : []),
    line(found.kind === "mechanism" ? "node.town" : "node.located", (found.municipality ?? []).filter((m) => m !== found.governs)),
    !app.scene.active.visible[node] && h("p", { class: "warn small" }, t("node.hidden")));
}

/** Ego, hide, pin, and a second thing to go to or to compare with. */
function actions(app: App, node: number): HTMLElement {
  const { state } = app.scene;
  const slot = h("div", {});
  const press = (on: boolean, key: string, text: string, click: () => void, title = ""): HTMLElement => h("button", { type: "button", "aria-pressed": String(on), "data-key": key, title: title || null, click }, text);
  const toggle = (list: number[]): number[] => (list.includes(node) ? list.filter((n) => n !== node) : [...list, node]);
  const [hid, pinned] = [state.hidden.includes(node), state.pinned.includes(node)];
  const ask = (what: "path" | "pair") => (e: Event): void => {
    const button = e.currentTarget as HTMLElement;
    put(slot, picker(app, node, t(`node.${what}-label`, { a: label(app.model, node) }), (other) => app.select({ type: what, a: node, b: other }), () => {
      put(slot);
      button.focus();
    }));
    slot.querySelector("input")?.focus();
  };
  return h("div", { class: "p-actions", role: "group", "aria-label": t("node.do") },
    h("div", { class: "p-buttons" }, h("button", { type: "button", class: "primary", "data-key": "ask pair", click: ask("pair") }, t("node.pair")), h("button", { type: "button", "data-key": "ask path", click: ask("path") }, t("node.path"))), slot,
    h("div", { class: "p-buttons p-minor" }, h("div", { class: "p-buttons", role: "group", "aria-label": t("node.around") }, h("span", { class: "small soft", "aria-hidden": "true" }, t("node.around")),
      ...([0, 1, 2] as const).map((steps) => press(state.ego === steps, `ego ${steps}`, t(`node.around-${steps}`), () => app.set({ ego: steps, camera: null })))),
    h("div", { class: "p-buttons" }, h("button", { type: "button", "data-key": "hide", click: () => {
      app.set({ hidden: toggle(state.hidden) });
      app.say(t(hid ? "node.back" : "node.hid", { name: label(app.model, node) }));
    } }, t(hid ? "node.show" : "node.hide")),
      h("button", { type: "button", "data-key": "pin", title: t("node.pin-hint"), click: () => app.set(pinning(state, node)) }, t(pinned ? "node.unpin" : "node.pin")),
      state.view === "network" && h("button", { type: "button", "data-key": "expand", title: t("node.expand-hint"), disabled: !more(app, node), click: () => app.set(more(app, node) ?? {}) }, t("node.expand")))));
}

/** The change that shows more around a node: its group one by one; else whom the reader hid; else one step further. Null when all is shown. */
function more(app: App, node: number): Partial<State> | null {
  const { model, scene: { state, net } } = app;
  const { opened, hidden, ego } = state;
  const layer = model.layers.find((l) => l.name === state.layer);
  const group = (n: number): number => layer?.community[layer.nodes.indexOf(n)] ?? 0;
  const own = group(node);
  const closed = !!layer && own > 0 && grouped(state, layer, net.nodes.length) && !opened.some((n) => group(n) === own);
  if (closed && layer.community.filter((c) => c === own).length > 1) return { opened: [...opened, node] };
  if (hidden.length) return { hidden: [] };
  return ego ? { ego: ego === 1 ? 2 : 0, camera: null } : null;
}

const refs = (list: ClaimRef["list"], indices: number[]): ClaimRef[] => indices.map((index) => ({ list, index }));

/** The claims that the filters leave, and how many they do not. */
function kept(app: App, list: "participations" | "memberships" | "contributions", indices: Iterable<number>): [number[], number] {
  const once = [...new Set(indices)];
  const left = once.filter((i) => app.scene.active[list][i]);
  return [left, once.length - left.length];
}

function person(app: App, node: number, opened: Opened): Rows {
  const { model } = app;
  const [hats, hatsOut] = kept(app, "memberships", model.membershipsOf[node]!);
  const [parts, partsOut] = kept(app, "participations", model.participationsOf[node]!);
  const [said, saidOut] = kept(app, "contributions", model.contributionsOf[node]!.filter((i) => model.contributions[i]!.speakers.includes(node)));
  const [maybe] = kept(app, "contributions", alternatives(app, node));
  return [
    section(t("node.roles"), grows(opened, "hats", hats, (i) => membership(app, i)), filtered(app, hatsOut)),
    section(t("node.takes-part"), grows(opened, "parts", parts, (i) => participation(app, i, false)), filtered(app, partsOut)),
    section(t("node.says"), said.length ? h("p", { class: "small soft" }, t("node.own")) : null, grows(opened, "said", said, (i) => contribution(app, i, node)), filtered(app, saidOut)),
    section(t("node.maybe"), maybe.length ? h("p", { class: "small soft" }, t("node.maybe-note")) : null, grows(opened, "maybe", maybe, (i) => contribution(app, i, -1), 5)),
  ];
}

const maybes = new WeakMap<object, Map<number, number[]>>();
/** Contributions that may be somebody's although the reading gave them to another. */
function alternatives(app: App, node: number): number[] {
  let found = maybes.get(app.model);
  if (!found) {
    found = new Map();
    for (const [i, c] of app.model.contributions.entries()) for (const other of new Set(c.alternatives)) if (!c.speakers.includes(other)) (found.get(other) ?? found.set(other, []).get(other)!).push(i);
    maybes.set(app.model, found);
  }
  return found.get(node) ?? [];
}

function institution(app: App, node: number, opened: Opened): Rows {
  const { model } = app;
  const [seats, out] = kept(app, "memberships", below(model, node).flatMap((unit) => model.membershipsOf[unit]!.filter((i) => model.memberships[i]!.institution === unit)));
  return [section(t("node.units"), grows(opened, "units", model.parts[node]!, (unit) => entity(app, unit))), section(t("node.people"), seatsList(app, opened, seats, node), filtered(app, out))];
}

function event(app: App, node: number, opened: Opened): Rows {
  const { model } = app;
  const [taking, out] = kept(app, "participations", below(model, node).flatMap((part) => model.participationsOf[part]!.filter((i) => model.participations[i]!.event === part)));
  const [said, saidOut] = kept(app, "contributions", below(model, node).flatMap((part) => model.contributionsOf[part]!));
  const roles = [...new Set(taking.map((i) => model.participations[i]!.role))];
  return [
    section(t("node.parts"), grows(opened, "parts", model.parts[node]!, (part) => h("span", {}, entity(app, part), h("span", { class: "small soft" }, ` ${all((model.entities[part]!.days ?? []).map(date))}`)))),
    section(t("node.people"), ...roles.map((role) => h("div", {}, h("h4", {}, conceptLabel(model, role)), grows(opened, `role ${role}`, taking.filter((i) => model.participations[i]!.role === role), (i) => participation(app, i, true, node)))), filtered(app, out)),
    section(t("node.says"), said.length ? h("p", { class: "small soft" }, t("node.own")) : null, grows(opened, "said", said, (i) => contribution(app, i, node), 10), filtered(app, saidOut)),
  ];
}

function municipality(app: App, node: number, opened: Opened): Rows {
  const { model } = app;
  const bodies = model.entities.flatMap((e, i) => (e.governs === node || e.municipality?.includes(node) ? [i] : []));
  const institutions = bodies.filter((i) => model.entities[i]!.kind === "institution");
  const seats = [...new Set(institutions.flatMap((body) => below(model, body)))].flatMap((unit) => model.membershipsOf[unit]!.filter((i) => model.memberships[i]!.institution === unit));
  const [mine, out] = kept(app, "memberships", seats);
  return [section(t("node.institutions"), grows(opened, "bodies", institutions, (i) => entity(app, i))), section(t("node.people-of-town"), seatsList(app, opened, mine, -1), filtered(app, out)), ...about(app, node, opened)];
}

/** Who spoke about a theme, mechanism or municipality, and what they said. */
function about(app: App, node: number, opened: Opened): Rows {
  const { model } = app;
  const [said, out] = kept(app, "contributions", model.contributionsOf[node]!);
  const who = new Map<number, number>();
  for (const i of said) for (const s of model.contributions[i]!.speakers) who.set(s, (who.get(s) ?? 0) + 1);
  const people = [...who].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return [
    section(t("node.speakers"), grows(opened, "who", people, ([p, n]) => h("span", {}, entity(app, p), h("span", { class: "small soft" }, ` ${t("node.contributions", { n })} `), whyButton(app, node, p)))),
    section(t(model.entities[node]!.kind === "municipality" ? "node.named" : "node.says"), said.length ? h("p", { class: "small soft" }, t("node.own")) : null, grows(opened, "said", said, (i) => contribution(app, i, node), 10), filtered(app, out)),
  ];
}

/** Who has an office or seat: each person once, with all of theirs. `body`: not named again. */
function seatsList(app: App, opened: Opened, seats: number[], body: number): HTMLElement | null {
  const people = [...new Set(seats.map((i) => app.model.memberships[i]!.person))];
  return grows(opened, "seats", people, (p) => h("div", {}, entity(app, p), ...seats.filter((i) => app.model.memberships[i]!.person === p).map((i) => membership(app, i, body))));
}

/** An office or seat, and the body it is in unless that is the one whose panel this is. */
function membership(app: App, index: number, body = -1): HTMLElement {
  const { model } = app;
  const m = model.memberships[index]!;
  const where = m.institution < 0 ? h("span", { class: "soft" }, t("node.no-body")) : m.institution === body ? null : entity(app, m.institution);
  const more = [m.observed.length ? t("node.observed", { days: all(m.observed.map((d) => t("why.on", { day: date(d) }))) }) : "", m.sector >= 0 ? t("node.sector", { sector: inside(conceptLabel(model, m.sector)) }) : ""].filter(Boolean).join("; ");
  return h("div", { class: "p-claim" }, h("bdi", { class: m.title ? "" : "soft" }, m.title || t("node.no-title")), where && " · ", where,
    h("div", { class: "small soft" }, more), ...marks(app, refs("memberships", [index])), " ", sourceButton(app, { list: "memberships", index }));
}

/** A participation, from the person's side or from the event's. */
function participation(app: App, index: number, ofEvent: boolean, event = -1): HTMLElement {
  const { model } = app;
  const p = model.participations[index]!;
  const mode = modeOf(model, p);
  const more = [ofEvent ? "" : conceptLabel(model, p.role), mode && t("node.mode", { mode: inside(mode) }), ofEvent ? "" : all(daysOf(model, p.event).map(date))].filter(Boolean).join(" · ");
  const hat = model.memberships[p.hat];
  return h("div", { class: "p-claim" }, ofEvent ? entity(app, p.person) : entity(app, p.event), ofEvent && p.event !== event && h("span", { class: "small" }, " · ", entity(app, p.event)),
    ofEvent && hat ? h("div", { class: "small" }, h("bdi", {}, hat.title), hat.title && hat.institution >= 0 && ", ", hat.institution >= 0 && named(model, hat.institution)) : null,
    !ofEvent && model.entities[p.event]!.up !== undefined && model.entities[p.event]!.up! >= 0 && h("div", { class: "small soft" }, within(model, model.entities[p.event]!.up!)),
    h("div", { class: "small soft" }, more), ...marks(app, refs("participations", [index])), " ", sourceButton(app, { list: "participations", index }));
}

/** A contribution: its kind, our own words, who says it and where, and who else it could be. `self` is the panel it stands in. */
export function contribution(app: App, index: number, self: number): HTMLElement {
  const { model } = app;
  const c = model.contributions[index]!;
  const others = c.speakers.filter((s) => s !== self);
  return h("div", { class: c.inferred ? "p-claim p-inferred" : "p-claim" },
    h("p", { class: "p-words" }, h("strong", {}, `${conceptLabel(model, c.kind)}. `), h("span", { dir: "auto" }, pick(c.words))),
    h("div", { class: "p-chips small" }, ...(c.speakers.length ? others.map((s) => entity(app, s)) : [h("span", {}, t("node.conclusion"))]), c.event !== self && entity(app, c.event), ...c.themes.filter((x) => x !== self).map((x) => entity(app, x))),
    c.inferred && h("p", { class: "small" }, tag("inferred"), " ", attributed(app, c)), c.review === 0 && tag("unreviewed"), " ", sourceButton(app, { list: "contributions", index }));
}

function attributed(app: App, c: Contribution): string {
  return c.alternatives.length ? t("node.attributed", { people: any(c.alternatives.map((o) => named(app.model, o))) }) : t("node.attributed-alone");
}

/** Ties asked for: never told as ties. */
function wished(app: App, node: number, opened: Opened): HTMLElement | null {
  const { model } = app;
  const [asked, out] = kept(app, "contributions", lookup(model).wishes.get(node) ?? []);
  return section(t("node.wished"), grows(opened, "wished", asked, (i) => {
    const c = model.contributions[i]!;
    return h("div", { class: "p-reason p-wished" }, h("p", { class: "p-chips" }, `${t("node.wished-with")}: `, ...c.wishes.filter((w) => w !== node).map((w) => entity(app, w))), h("p", { class: "p-tags" }, tag("wished")), contribution(app, i, node));
  }, 8), filtered(app, out));
}

function neighbours(app: App, node: number, opened: Opened): HTMLElement | null {
  const { model, scene } = app;
  const layer = model.layers.find((l) => l.name === scene.state.layer);
  const ties = scene.net.neighbours.get(node);
  if (!layer) return null;
  const title = t("node.neighbours", { layer: pick(layer.title) });
  const { chosen, from, to } = scene.state.filters;
  const narrowed = !!from || !!to || Object.values(chosen).some((v) => v?.length);
  if (!layer.nodes.includes(node)) return section(title, h("p", { class: "soft" }, t("node.absent", { layer: pick(layer.title) })));
  if (!ties?.size) return section(title, h("p", { class: "soft" }, t("node.alone", { filters: narrowed ? t("node.alone-filters") : "" })));
  const sorted = [...ties].sort(([a, x], [b, y]) => y.weight - x.weight || a - b);
  return section(title, layer.name === "wished" ? h("p", { class: "small" }, tag("wished")) : null, grows(opened, "ties", sorted, ([other, tie]) => h("div", { class: tie.stated ? "p-tie" : "p-tie p-inferred" }, entity(app, other),
    h("span", { class: "small soft" }, layer.twoMode ? "" : ` ${t("node.weight", { weight: pick(layer.weight), n: number(tie.weight) })}`), tie.stated ? null : tag("inferred"), whyButton(app, node, other))));
}

function measures(app: App, node: number): HTMLElement | null {
  const { model, scene } = app;
  const layer = model.layers.find((l) => l.name === scene.state.layer);
  const at = layer ? layer.nodes.indexOf(node) : -1;
  if (!layer || at < 0) return null;
  const rows = Object.entries(layer.measures).flatMap(([name, values]) => {
    const [text, value] = [model.measures[name], values[at]];
    return value === undefined || value === null ? [] : [[text ? pick(text.label) : name, number(value), text ? pick(text.meaning) : ""] as const];
  });
  const group = layer.community[at];
  if (group) rows.push([t("node.community"), t("node.community-value", { n: group, m: layer.community.filter((c) => c === group).length - 1 }), t("node.community-meaning")]);
  if (!rows.length) return null;
  return section(t("node.measures", { layer: layerTitle(app, layer.name) }), h("p", { class: "small soft" }, t("node.measures-note")),
    h("dl", { class: "p-measures" }, ...rows.map(([name, value, meaning]) => h("div", {}, h("dt", {}, name), h("dd", { class: "number p-value" }, value), meaning && h("dd", { class: "small soft p-meaning" }, meaning)))),
    layer.caveats.length ? h("details", {}, h("summary", {}, t("node.caveats")), h("ul", { class: "p-list small" }, ...layer.caveats.map((c) => h("li", {}, pick(c))))) : null);
}

/** Facts that say the same are one, with the source of each. */
function facts(app: App, node: number, opened: Opened): HTMLElement | null {
  const { model } = app;
  const groups = new Map<string, number[]>();
  for (const i of model.factsOf[node]!) {
    const f = model.facts[i]!;
    const key = JSON.stringify([f.property, f.entity >= 0 ? f.entity : f.value]);
    (groups.get(key) ?? groups.set(key, []).get(key)!).push(i);
  }
  return section(t("node.facts"), grows(opened, "facts", [...groups.values()], (same) => {
    const f = model.facts[same[0]!]!;
    const value = pick(f.value);
    return h("div", { class: "p-claim" }, h("span", { class: "soft" }, `${pick(f.property)}: `), f.entity >= 0 ? entity(app, f.entity) : h("bdi", {}, /^\d{4}-\d{2}-\d{2}$/.test(value) ? date(value) : value), " ", ...marks(app, refs("facts", same)), " ",
      ...same.flatMap((i) => [sourceButton(app, { list: "facts", index: i }), " "]));
  }, 6));
}
