/**
 * A report beside the graph: each line as the shape of its length, or its text when that is in the page, with the claims marked where they stand.
 * Both ways: a selected claim or thing lights up in it; a line tells its claims, and each leads back to the panel and the graph.
 */

import type { App, MakePart, Scene } from "../app";
import type { Model } from "../data";
import { css, h, put, s } from "../dom";
import { catalogue, date, number, t } from "../i18n";
import type { Selection, Source } from "../types";
import { claimAt, claimNamed, told, type ClaimRef, type List } from "../why";
import { entity, openClaim, out, safeLink, titled } from "./bits";
import { listName } from "./claim";
import { slice } from "./text";

catalogue({
  "reader.title": ["Informe", "Report"], "reader.close": ["Cerrar el informe", "Close the report"], "reader.which": ["Informe que se lee", "Report shown"],
  "reader.skeleton": ["El texto no está en este archivo: se ve su forma. Cada franja es una línea; lo coloreado tiene afirmaciones.", "The text is not in this file: this is its shape. Each strip is a line; what is coloured holds claims."],
  "reader.partial": ["El original no estaba a la mano: solo se conocen los trechos de los que sale algo.", "The original was not at hand: only the stretches that something rests on are known."],
  "reader.text": ["Lo marcado tiene afirmaciones. Elija una línea para verlas.", "What is marked holds claims. Choose a line to see them."],
  "reader.counts": ["{lines} {lines|línea|líneas}; {n} {n|lleva|llevan} {claims} {claims|afirmación|afirmaciones}.", "{lines} {lines|line|lines}; {n} of them {n|holds|hold} {claims} {claims|claim|claims}."],
  "reader.none": ["De este informe no hay ninguna afirmación con lugar.", "No claim with a place comes from this report."],
  "reader.gap": ["{from} a {to}", "{from} to {to}"], "reader.gap-hear": ["Líneas {from} a {to}, sin afirmaciones", "Lines {from} to {to}, no claims"], "reader.legend": ["Colores", "Colours"],
  "reader.line": ["Línea {line}: {claims}", "Line {line}: {claims}"], "reader.empty": ["Línea {line}, sin afirmaciones", "Line {line}, no claims"],
  "reader.participations": ["{n} {n|participación|participaciones}", "{n} {n|participation|participations}"], "reader.memberships": ["{n} {n|cargo o lugar|cargos o lugares}", "{n} {n|office or seat|offices or seats}"],
  "reader.contributions": ["{n} {n|intervención|intervenciones}", "{n} {n|contribution|contributions}"], "reader.facts": ["{n} {n|dato|datos}", "{n} {n|fact|facts}"],
  "reader.before": ["Ver las {n} líneas anteriores", "Show the {n} lines before"], "reader.after": ["Ver las {n} líneas que siguen", "Show the {n} lines that follow"],
  "reader.here": ["La afirmación elegida está en la línea {line}.", "The chosen claim is on line {line}."], "reader.elsewhere": ["La afirmación elegida no está en este informe.", "The chosen claim is not in this report."],
  "reader.file": ["Archivo {file}", "File {file}"], "reader.licence": ["Licencia: {licence}", "Licence: {licence}"], "reader.original": ["El informe en su sitio", "The report where it is published"],
  "reader.hash": ["Huella sha256: {hash}", "sha256 checksum: {hash}"], "reader.claims": ["Afirmaciones de la línea {line}", "Claims of line {line}"], "reader.about": ["Sobre este informe", "About this report"],
});

const LISTS: readonly List[] = ["contributions", "participations", "memberships", "facts"];
/** Lines made at once; characters to a row of a line's shape. */
const WINDOW = 400;
const ROW = 72;

interface Mark { start: number; end: number; ref: ClaimRef }
const marked = new WeakMap<Model, Map<number, Map<number, Mark[]>>>();

/** The claims on each line of a report (lines from 0), by place. */
export function marksOf(model: Model, source: number): Map<number, Mark[]> {
  const kept = marked.get(model) ?? marked.set(model, new Map()).get(model)!;
  const known = kept.get(source);
  if (known) return known;
  const { lines } = model.sources[source]!;
  const found = new Map<number, Mark[]>();
  for (const list of LISTS) model[list].forEach((claim, index) => {
    for (const [at, line, start, end] of claim.at) {
      if (at !== source) continue;
      // A place begins on its line and may end on a later one.
      for (let n = line - 1; n === line - 1 || (n < lines.length && lines[n]![0] >= 0 && lines[n]![0] < end); n++) {
        const marks = found.get(n) ?? found.set(n, []).get(n)!;
        marks.push({ start, end, ref: { list, index } });
      }
    }
  });
  for (const marks of found.values()) marks.sort((a, b) => a.start - b.start || a.end - b.end);
  kept.set(source, found);
  return found;
}

/** The claims that a selection is about. */
function chosenClaims(model: Model, selection: Selection): { test: (ref: ClaimRef) => boolean; first: ClaimRef | null } {
  if (selection.type === "claim") {
    const ref = claimNamed(model, selection.claim) ?? null;
    return { test: (r) => !!ref && r.list === ref.list && r.index === ref.index, first: ref };
  }
  const nodes = selection.type === "node" ? [selection.node] : selection.type === "none" ? [] : [selection.a, selection.b];
  const lists = { participations: model.participationsOf, memberships: model.membershipsOf, contributions: model.contributionsOf, facts: model.factsOf };
  const sets = Object.fromEntries(LISTS.map((list) => [list, new Set(nodes.flatMap((n) => lists[list][n] ?? []))])) as Record<List, Set<number>>;
  return { test: (r) => sets[r.list].has(r.index), first: null };
}

/** Make the reader. */
export const makeReader: MakePart = (app, root) => {
  const body = h("div", { class: "r-reader" });
  root.append(body);
  let shown = { source: -1, from: 0, to: 0 };
  let openLine = -1;
  let lines = h("ol", { class: "r-lines" });

  const draw = (source: number, around: number): void => {
    const total = app.model.sources[source]!.lines.length;
    const from = Math.max(0, Math.min(around - WINDOW / 2, total - WINDOW));
    shown = { source, from, to: Math.min(total, from + WINDOW) };
    openLine = -1;
    lines = h("ol", { class: "r-lines" });
    put(body, head(app, source, () => app.set({ source: -1 })), lines);
    fill();
  };
  const fill = (): void => {
    const { source, from, to } = shown;
    const found = app.model.sources[source]!;
    const marks = marksOf(app.model, source);
    const { test } = chosenClaims(app.model, app.scene.state.selection);
    const total = found.lines.length;
    const step = (key: string, n: number, act: () => void): HTMLElement | null => n > 0 ? h("li", { class: "r-step" }, h("button", { type: "button", class: "p-small", click: act }, t(key, { n: number(n) }))) : null;
    put(lines,
      step("reader.before", Math.min(WINDOW, from), () => {
        shown.from = Math.max(0, from - WINDOW);
        fill();
      }),
      ...stretchesOf(found, from, to, marks).map(([first, last]) => (last > first ? gap(first, last) : line(found, first, marks.get(first) ?? [], test, (n) => open(n)))),
      step("reader.after", Math.min(WINDOW, total - to), () => {
        shown.to = Math.min(total, to + WINDOW);
        fill();
      }));
    if (openLine >= 0) open(openLine, true);
  };
  /** List a line's claims under it; again: put them away. */
  const open = (n: number, keep = false): void => {
    for (const old of lines.querySelectorAll(".r-claims")) old.remove();
    for (const button of lines.querySelectorAll("[aria-expanded=true]")) button.setAttribute("aria-expanded", "false");
    openLine = openLine === n && !keep ? -1 : n;
    const item = lines.querySelector<HTMLElement>(`[data-line="${n}"]`);
    if (openLine < 0 || !item) return;
    item.querySelector("button")?.setAttribute("aria-expanded", "true");
    const once = new Map((marksOf(app.model, shown.source).get(n) ?? []).map((m) => [`${m.ref.list} ${m.ref.index}`, m.ref]));
    item.append(h("ul", { class: "r-claims", "aria-label": t("reader.claims", { line: n + 1 }) }, ...[...once.values()].map((ref) => claimItem(app, ref))));
    light();
  };
  /** Light up what is selected. */
  const light = (): void => {
    const { test } = chosenClaims(app.model, app.scene.state.selection);
    for (const found of lines.querySelectorAll<HTMLElement | SVGElement>("[data-claims]")) {
      found.classList.toggle("r-on", found.dataset.claims!.split(" ").some((key) => {
        const [list, index] = key.split(":");
        return test({ list: list as List, index: Number(index) });
      }));
    }
  };
  const goTo = (selection: Selection): void => {
    const { first } = chosenClaims(app.model, selection);
    const place = first && claimAt(app.model, first)!.at.find(([source]) => source === shown.source);
    if (!first) return light();
    if (!place) {
      light();
      return app.say(t("reader.elsewhere"));
    }
    const n = place[1] - 1;
    if (n < shown.from || n >= shown.to) draw(shown.source, n);
    open(n, true);
    const item = lines.querySelector<HTMLElement>(`[data-line="${n}"]`);
    // Only the report scrolls: scrollIntoView would move the whole page.
    if (item) root.scrollTop += item.getBoundingClientRect().top - root.getBoundingClientRect().top - root.clientHeight / 3;
    app.say(t("reader.here", { line: number(n + 1) }));
  };

  return {
    update(scene: Scene, before: Scene | null) {
      const { source, selection } = scene.state;
      if (!app.model.sources[source]) {
        if (shown.source >= 0) put(body);
        shown = { source: -1, from: 0, to: 0 };
        return;
      }
      const held = !before && body.contains(document.activeElement);
      const turned = !before || source !== shown.source;
      if (turned) {
        const { first } = chosenClaims(app.model, selection);
        const place = first && claimAt(app.model, first)!.at.find(([at]) => at === source);
        draw(source, place ? place[1] - 1 : 0);
        root.scrollTop = 0;
        if (held) body.querySelector<HTMLElement>("button")?.focus();
      }
      if (turned || JSON.stringify(selection) !== JSON.stringify(before!.state.selection)) goTo(selection);
      if (before && before.state.source < 0) body.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
    },
  };
};

/** The report's title and what is known of it, a choice among reports, and the way out. */
function head(app: App, source: number, close: () => void): HTMLElement {
  const { model } = app;
  const found = model.sources[source]!;
  const marks = marksOf(model, source);
  const claims = new Set([...marks.values()].flatMap((list) => list.map((m) => `${m.ref.list} ${m.ref.index}`))).size;
  const which = model.sources.length > 1 ? h("select", { "aria-label": t("reader.which"), change: (e) => app.set({ source: Number((e.target as HTMLSelectElement).value) }) },
    ...model.sources.map((_, i) => h("option", { value: i, selected: i === source }, titled(app, i)))) : null;
  const address = safeLink(found.address);
  const partial = found.lines.some(([start]) => start < 0);
  const facts = [found.publisher, found.date && date(found.date), found.licence && t("reader.licence", { licence: found.licence }), found.file && t("reader.file", { file: found.file })].filter(Boolean).join(" · ");
  return h("header", { class: "r-head" },
    h("div", { class: "p-head" }, h("h2", { class: "p-title p-clamp", tabindex: -1, dir: "auto" }, titled(app, source) || t("reader.title")), h("button", { type: "button", class: "plain p-close", "aria-label": t("reader.close"), title: t("reader.close"), click: close }, "×")), which,
    h("p", { class: "small" }, claims ? t("reader.counts", { lines: number(found.lines.length), n: number(marks.size), claims: number(claims) }) : t("reader.none")),
    h("p", { class: "small soft" }, t(found.text !== undefined ? "reader.text" : partial ? "reader.partial" : "reader.skeleton")),
    claims > 0 && h("ul", { class: "r-legend small", "aria-label": t("reader.legend") }, ...LISTS.map((list) => h("li", {}, h("span", { class: `r-swatch r-${list}`, "aria-hidden": "true" }), t(`claim.${list}`)))),
    h("details", { class: "small" }, h("summary", {}, t("reader.about")), h("p", { class: "soft" }, facts), address && h("p", {}, out(address.href, t("reader.original"))), found.sha256 && h("p", { class: "p-iri" }, t("reader.hash", { hash: found.sha256 }))));
}

/** Narrow screens, where the report covers the panel: what is chosen in it closes it. The same width stands in frame.css. */
const PHONE = "(max-width: 760px)";

function turn(app: App, ref: ClaimRef): void {
  if (matchMedia(PHONE).matches) app.set({ source: -1, selection: { type: "claim", claim: claimAt(app.model, ref)!.id } });
  else openClaim(app, ref, false);
}

/** Lines by themselves, and runs of lines that have nothing to show as one: from, to (both included). */
function stretchesOf(source: Source, from: number, to: number, marks: Map<number, Mark[]>): [number, number][] {
  const found: [number, number][] = [];
  const nothing = (n: number): boolean => source.text === undefined && !marks.has(n) && (source.lines[n]![0] < 0 || !source.lines[n]![1]);
  for (let n = from; n < to; n++) {
    const last = found[found.length - 1];
    if (last && nothing(n) && nothing(last[1])) last[1] = n;
    else found.push([n, n]);
  }
  return found;
}

function gap(from: number, to: number): HTMLElement {
  const values = { from: from + 1, to: to + 1 };
  return h("li", { class: "r-line", "data-line": from }, h("span", { class: "r-number", "aria-hidden": "true" }, t("reader.gap", values)), h("span", { class: "hear" }, t("reader.gap-hear", values)), h("span", { class: "r-unknown" }));
}

/** A claim under its line: what it says, and whom it is about. */
function claimItem(app: App, ref: ClaimRef): HTMLElement {
  const { model } = app;
  const claim = claimAt(model, ref)!;
  const about = ref.list === "participations" ? [model.participations[ref.index]!.person, model.participations[ref.index]!.event]
    : ref.list === "memberships" ? [model.memberships[ref.index]!.person, model.memberships[ref.index]!.institution]
    : ref.list === "facts" ? [model.facts[ref.index]!.about] : model.contributions[ref.index]!.speakers;
  return h("li", { "data-claims": `${ref.list}:${ref.index}`, class: "inferred" in claim && claim.inferred ? "p-inferred" : "" },
    h("button", { type: "button", class: "link", click: () => turn(app, ref) }, h("span", { class: `r-kind r-${ref.list}` }, listName(ref)), " ", h("bdi", {}, told(model, ref))),
    h("div", { class: "p-chips small" }, ...about.filter((e) => e >= 0).map((e) => entity(app, e, matchMedia(PHONE).matches ? { source: -1 } : {}))));
}

const key = (refs: ClaimRef[]): string => refs.map((r) => `${r.list}:${r.index}`).join(" ");
/** The kind of claim that colours a stretch where several stand. */
const colour = (refs: ClaimRef[]): List => LISTS.find((list) => refs.some((r) => r.list === list))!;

/** One line. Without claims it is only a shape; with some, a button that tells them. */
function line(source: Source, n: number, marks: Mark[], chosen: (ref: ClaimRef) => boolean, open: (n: number) => void): HTMLElement {
  const [start, length] = source.lines[n]!;
  const number_ = h("span", { class: "r-number", "aria-hidden": "true" }, n + 1);
  const stretches = start < 0 ? [] : cutUp(start, start + length, marks);
  const drawn = source.text !== undefined ? words(source, start, length, stretches, chosen) : shape(start, length, stretches, chosen);
  if (!marks.length) return h("li", { class: "r-line", "data-line": n }, number_, h("span", { class: "hear" }, t("reader.empty", { line: n + 1 })), drawn);
  const counts = LISTS.map((list) => [list, new Set(marks.filter((m) => m.ref.list === list).map((m) => m.ref.index)).size] as const).filter(([, count]) => count);
  const told_ = t("reader.line", { line: n + 1, claims: counts.map(([list, count]) => t(`reader.${list}`, { n: count })).join(", ") });
  const button = h("button", { type: "button", class: "r-open", "aria-expanded": "false", title: told_, click: () => open(n) }, h("span", { class: "hear" }, told_), number_, h("span", { class: "r-count", "aria-hidden": "true" }, new Set(marks.map((m) => `${m.ref.list} ${m.ref.index}`)).size));
  return h("li", { class: "r-line r-some", "data-line": n, click: (e) => {
    const at = e.target as Element;
    if (!at.closest("button, .r-claims") && !getSelection()?.toString()) open(n);
  } }, button, drawn);
}

interface Stretch { start: number; end: number; refs: ClaimRef[] }
/** A line cut where claims begin and end. */
export function cutUp(start: number, end: number, marks: Mark[]): Stretch[] {
  const edges = [...new Set([start, end, ...marks.flatMap((m) => [m.start, m.end]).filter((x) => x > start && x < end)])].sort((a, b) => a - b);
  return edges.slice(0, -1).map((from, i) => ({ start: from, end: edges[i + 1]!, refs: marks.filter((m) => m.start < edges[i + 1]! && m.end > from).map((m) => m.ref) }));
}

function words(source: Source, start: number, length: number, stretches: Stretch[], chosen: (ref: ClaimRef) => boolean): HTMLElement {
  if (start < 0 || !length) return h("p", { class: "r-text" }, "\u00a0");
  return h("p", { class: "r-text", dir: "auto", lang: "es" }, ...stretches.map(({ start: a, end: b, refs }) => refs.length
    ? h("mark", { class: `r-mark r-${colour(refs)}${refs.some(chosen) ? " r-on" : ""}`, "data-claims": key(refs) }, slice(source, a, b)) : slice(source, a, b)));
}

/** The shape of a line: rows of the same number of characters, claims where they stand in them. */
function shape(start: number, length: number, stretches: Stretch[], chosen: (ref: ClaimRef) => boolean): HTMLElement | SVGElement {
  if (start < 0 || !length) return h("span", { class: start < 0 ? "r-unknown" : "r-blank" });
  const rows = Math.min(60, Math.ceil(length / ROW));
  const drawn = s("svg", { class: "r-shape", viewBox: `0 0 ${ROW} ${rows * 4}`, preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" });
  const strip = (from: number, to: number, props: Record<string, string>): void => {
    for (let row = Math.floor(from / ROW); row < rows && row * ROW < to; row++) {
      const [x, end] = [Math.max(from - row * ROW, 0), Math.min(to - row * ROW, ROW)];
      if (end > x) drawn.append(s("rect", { x, y: row * 4 + 0.6, width: end - x, height: 2.8, ...props }));
    }
  };
  strip(0, length, { class: "r-bar" });
  for (const { start: a, end: b, refs } of stretches) if (refs.length) strip(a - start, b - start, { class: `r-bar r-${colour(refs)}${refs.some(chosen) ? " r-on" : ""}`, "data-claims": key(refs) });
  return css(drawn, { height: `${rows * 0.55}rem` });
}
