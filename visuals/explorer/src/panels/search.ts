/** The search box: names without accents, in any order, by initials or acronym, with one letter wrong; ready questions and examples in the same list. */

import MiniSearch, { type Query, type SearchResult } from "minisearch";
import type { App, MakePart } from "../app";
import type { Model } from "../data";
import { h, put } from "../dom";
import { catalogue, date, number, pick, t } from "../i18n";
import { conceptLabel, fold, kindName, label } from "../names";
import { decode } from "../state";
import { KINDS, type Kind } from "../types";
import { glyph } from "./glyph";

catalogue({
  "search.label": ["Buscar personas, instituciones, municipios, temas…", "Search people, institutions, municipalities, themes…"],
  "search.list": ["Resultados de la búsqueda", "Search results"],
  "search.questions": ["Preguntas listas", "Ready questions"],
  "search.examples": ["Por ejemplo", "For instance"],
  "search.none": ["Nada con «{q}». Pruebe con un apellido, las iniciales o menos letras.", "Nothing for “{q}”. Try a surname, initials or fewer letters."],
  "search.none.short": ["Sin resultados.", "No results."],
  "search.count": ["{n} {m|resultado|resultados}.", "{n} {m|result|results}."],
  "search.group": ["{name} ({n})", "{name} ({n})"],
  "search.group.some": ["{name} ({n} de {all})", "{name} ({n} of {all})"],
  "search.chosen": ["Se muestra: {name}", "Shown: {name}"],
  "search.also": ["también «{name}»", "also “{name}”"],
  "search.outside": ["fuera de los filtros puestos", "outside the filters that are on"],
});

/** How many hits of a kind are listed. */
const SHOWN = 7;
/** From how many letters on a term may have one wrong. */
const LETTERS = 4;
/** Words that initials leave out. */
const SMALL = new Set(["de", "del", "la", "las", "los", "el", "y", "e", "en", "para", "por", "a", "of", "the", "and"]);
const OPTIONS = { fields: ["label", "aka", "roles"], tokenize: (text: string) => fold(text).split(" ").filter(Boolean), processTerm: (term: string) => term };
const BOOST = { boost: { label: 4, aka: 3, roles: 1 }, prefix: true, weights: { fuzzy: 0.3, prefix: 0.7 } } as const;

/** An entity found: which words of the data the query met. */
interface Hit { node: number; score: number; words: string[] }

/** Finds entities; the index, made at export, is opened at the first use. */
export class Finder {
  private index: MiniSearch | null = null;
  private initials: [node: number, initials: string][] | null = null; // of people and institutions
  private letters: string[] = []; // of each entity: the letters its names' words begin with
  constructor(private readonly model: Model) {}

  /** Do a part of what must be ready before a search; false when nothing is left to do. */
  warm(): boolean {
    if (!this.index && this.model.search) this.index = MiniSearch.loadJS(this.model.search as Parameters<typeof MiniSearch.loadJS>[0], OPTIONS);
    else if (!this.initials) this.readLetters();
    else return false;
    return true;
  }

  private readLetters(): void {
    this.initials = [];
    for (const [node, entity] of this.model.entities.entries()) {
      const names = [entity.concept === undefined ? entity.label : (this.model.concepts[entity.concept]?.label ?? []).join(" "), ...(entity.aka ?? [])].map((name) => fold(name).split(" ").filter(Boolean));
      this.letters.push([...new Set(names.flat().map((word) => word[0]!))].join(""));
      if (entity.kind === "person" || entity.kind === "institution") for (const words of names) for (const letters of initialsOf(words)) this.initials.push([node, letters]);
    }
  }

  /** What a query finds, best first. Words of one letter are initials; small words count only when there are no others. */
  find(text: string): Hit[] {
    const all = fold(text).split(" ").filter(Boolean);
    const telling = all.filter((term) => !SMALL.has(term));
    const terms = telling.length ? telling : all;
    if (!terms.length) return [];
    while (this.warm());
    const [long, single] = [terms.filter((term) => term.length > 1), terms.filter((term) => term.length === 1)];
    const fits = (node: number): boolean => single.every((letter) => this.letters[node]!.includes(letter));
    const hits = (long.length ? this.byWords(long) : this.model.entities.map((_, node): Hit => ({ node, score: 1, words: [] }))).filter((hit) => fits(hit.node));
    const run = !long.length || all.length === 1 ? all.join("") : "";
    return run.length > 1 && run.length < 9 ? this.byInitials(run, hits) : hits;
  }

  private byWords(terms: string[]): Hit[] {
    const found = this.index ? this.index.search({ combineWith: "AND", queries: terms.map(oneWrong) }, BOOST) : [];
    return (found.length ? found : this.swapped(terms)).map((r) => ({ node: Number(r.id), score: r.score, words: Object.keys(r.match) }));
  }

  /** Whose names begin with such initials, put among other hits. */
  private byInitials(run: string, hits: Hit[]): Hit[] {
    const known = new Map(hits.map((hit) => [hit.node, hit]));
    const best = hits[0]?.score ?? 1;
    // "Ana" is a name before it is anybody's initials; "a. n. a." is not.
    const named = hits.slice(0, 5).some((hit) => fold(label(this.model, hit.node)).split(" ").some((word) => word.startsWith(run)));
    for (const [node, letters] of this.initials!) {
      if (!letters.startsWith(run)) continue;
      const score = best * (named ? 0.5 : letters === run ? 1.2 : 1.1);
      const hit = known.get(node);
      if (hit) hit.score = Math.max(hit.score, score);
      else known.set(node, { node, score, words: [] });
    }
    return [...known.values()].sort((a, b) => b.score - a.score || a.node - b.node);
  }

  /** Two neighbouring letters in the wrong order are one slip of the hand, though two of spelling: tried when nothing else is found. */
  private swapped(terms: string[]): SearchResult[] {
    if (!this.index || !terms.some((term) => term.length >= LETTERS)) return [];
    const turned = (term: string): string[] => [...term].slice(1).map((_, i) => term.slice(0, i) + term[i + 1]! + term[i]! + term.slice(i + 2));
    const queries = terms.map((term): Query => (term.length < LETTERS ? oneWrong(term) : { combineWith: "OR", queries: [term, ...turned(term)], fuzzy: false }));
    return this.index.search({ combineWith: "AND", queries }, BOOST);
  }
}

function oneWrong(term: string): Query {
  return { queries: [term], fuzzy: term.length >= LETTERS ? 1 : false };
}

/** The initials of a name's words, with and without the small ones; of a single word none. */
function initialsOf(words: string[]): string[] {
  const of = (list: string[]): string => list.map((w) => w[0]!).join("");
  return [...new Set([of(words), of(words.filter((w) => !SMALL.has(w)))])].filter((letters) => letters.length > 1);
}

/** A name with the letters that the query met marked; text nodes only. */
export function marked(name: string, terms: readonly string[], words: readonly string[]): Node[] {
  const out: Node[] = [];
  let at = 0;
  for (const found of name.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    const folded = fold(found[0]);
    const term = [...terms].sort((a, b) => b.length - a.length).find((q) => folded.startsWith(q));
    const length = term !== undefined ? lettersOf(found[0], term.length) : words.includes(folded) ? found[0].length : 0;
    if (!length) continue;
    out.push(document.createTextNode(name.slice(at, found.index)), h("mark", {}, found[0].slice(0, length)));
    at = found.index + length;
  }
  out.push(document.createTextNode(name.slice(at)));
  return out;
}

/** How many characters of a word fold to so many letters. */
function lettersOf(word: string, letters: number): number {
  let end = 0;
  for (const point of word) {
    if (fold(word.slice(0, end)).length >= letters && !/^\p{M}/u.test(point)) break;
    end += point.length;
  }
  return end;
}

interface Option { element: HTMLElement; act: () => void; name: string }

/** Make the search box. */
export const makeSearch: MakePart = (app, root) => {
  const finder = new Finder(app.model);
  const input = h("input", { type: "search", id: "search-box", role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "search-list", autocomplete: "off", autocapitalize: "none", spellcheck: "false", dir: "auto", maxlength: 200 });
  const list = h("div", { id: "search-list", role: "listbox", class: "found", hidden: true });
  const none = h("p", { class: "found none", hidden: true });
  put(root, h("div", { class: "box" }, input), list, none);
  let options: Option[] = [];
  let active = -1;
  let saying = 0;

  const close = (): void => {
    list.hidden = none.hidden = true;
    input.setAttribute("aria-expanded", "false");
    activate(-1);
  };
  function activate(to: number): void {
    options[active]?.element.setAttribute("aria-selected", "false");
    active = to;
    const chosen = options[active];
    if (!chosen) return void input.removeAttribute("aria-activedescendant");
    chosen.element.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", chosen.element.id);
    chosen.element.scrollIntoView({ block: "nearest" });
  }
  function choose(option: Option): void {
    close();
    input.value = option.name;
    option.act();
    window.setTimeout(() => app.say(t("search.chosen", { name: option.name })), 100);
    if (matchMedia("(max-width: 760px)").matches) input.blur(); // the keyboard of a phone would cover what was found
  }
  function open(): void {
    const typed = input.value.trim();
    const [groups, total] = typed ? results(app, finder, typed) : beginning(app);
    options = groups.flatMap((g) => g.options);
    options.forEach((option, i) => {
      option.element.id = `search-option-${i}`;
      option.element.addEventListener("pointerdown", (e) => e.preventDefault()); // the focus stays in the box
      option.element.addEventListener("click", () => choose(option));
    });
    active = -1;
    input.removeAttribute("aria-activedescendant");
    put(list, ...groups.map((g, i) => h("div", { role: "group", "aria-labelledby": `search-group-${i}` }, h("div", { class: "group", id: `search-group-${i}`, role: "presentation" }, g.title), ...g.options.map((o) => o.element))));
    list.hidden = !options.length;
    none.hidden = options.length > 0 || !typed;
    none.textContent = none.hidden ? "" : t("search.none", { q: typed });
    input.setAttribute("aria-expanded", String(!list.hidden));
    list.scrollTop = 0;
    window.clearTimeout(saying);
    if (typed) saying = window.setTimeout(() => app.say(total ? t("search.count", { n: number(total), m: total }) : t("search.none.short")), 400);
  }
  input.addEventListener("input", open);
  input.addEventListener("click", () => list.hidden && open());
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (e) => {
    if (e.isComposing) return;
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      if (list.hidden) open();
      const down = e.key === "ArrowDown";
      if (options.length) activate(active < 0 ? (down ? 0 : options.length - 1) : (active + (down ? 1 : -1) + options.length) % options.length);
    } else if (e.key === "Enter") {
      e.preventDefault();
      if (list.hidden) open();
      const option = options[active] ?? (input.value.trim() ? options[0] : undefined);
      if (option) choose(option);
    } else if (e.key === "Escape" && (!list.hidden || !none.hidden)) {
      e.preventDefault(); // the first closes the list, the next clears the box
      close();
    }
  });
  // The index is opened while nobody waits for it, in two steps.
  const later = window.requestIdleCallback ?? ((run: () => void) => window.setTimeout(run, 300));
  const warm = (): void => void (finder.warm() && later(warm));
  later(warm);

  return {
    update(_scene, before) {
      if (before) return;
      close();
      input.placeholder = t("search.label");
      input.setAttribute("aria-label", t("search.label"));
      list.setAttribute("aria-label", t("search.list"));
    },
  };
};

interface Group { title: string; options: Option[] }

/** An option; `lines`: its name, and what is said below it. */
function option(name: string, shape: Node | null, first: Node[], second: string, act: () => void): Option {
  const element = h("div", { role: "option", "aria-selected": "false" }, shape, h("span", { class: "hit" }, h("span", { class: "name", dir: "auto" }, ...first), second ? h("span", { class: "also", dir: "auto" }, second) : null));
  element.title = name;
  return { element, act, name };
}

/** What is offered before anything is typed: the ready questions, and the best known entity of each kind. */
function beginning(app: App): [Group[], number] {
  const { model } = app;
  const best = new Map<Kind, [node: number, times: number]>();
  model.entities.forEach((e, i) => {
    const times = model.participationsOf[i]!.length + model.membershipsOf[i]!.length + model.contributionsOf[i]!.length;
    if (times > (best.get(e.kind)?.[1] ?? 0)) best.set(e.kind, [i, times]);
  });
  const examples = KINDS.flatMap((kind) => (best.has(kind) ? [entityOption(app, { node: best.get(kind)![0], score: 1, words: [] }, [])] : []));
  const groups = [{ title: t("search.questions"), options: questions(app, []) }, { title: t("search.examples"), options: examples }].filter((g) => g.options.length);
  return [groups, 0];
}

function questions(app: App, terms: string[]): Option[] {
  return app.model.meta.questions.flatMap((question) => {
    const text = pick(question.text);
    const words = fold(text).split(" ");
    if (!terms.every((term) => words.some((w) => w.startsWith(term)))) return [];
    return [option(text, null, marked(text, terms, []), "", () => app.set({ ...decode(question.hash, app.model).state, lang: app.scene.state.lang }))];
  });
}

function results(app: App, finder: Finder, typed: string): [Group[], number] {
  const hits = finder.find(typed);
  const terms = fold(typed).split(" ").filter(Boolean);
  const kinds = new Map<Kind, Hit[]>();
  for (const hit of hits) {
    const kind = app.model.entities[hit.node]!.kind;
    const list = kinds.get(kind);
    if (list) list.push(hit);
    else kinds.set(kind, [hit]);
  }
  const groups = [...kinds].map(([kind, list]): Group => ({
    title: t(list.length > SHOWN ? "search.group.some" : "search.group", { name: kindName(kind, true), n: number(Math.min(SHOWN, list.length)), all: number(list.length) }),
    options: list.slice(0, SHOWN).map((hit) => entityOption(app, hit, terms)),
  }));
  const asked = terms.some((term) => term.length > 2) ? questions(app, terms) : [];
  if (asked.length) groups.push({ title: t("search.questions"), options: asked });
  return [groups, hits.length + asked.length];
}

function entityOption(app: App, hit: Hit, terms: string[]): Option {
  const name = label(app.model, hit.node);
  const kind = app.model.entities[hit.node]!.kind;
  const second = [alias(app.model, hit, terms, name), about(app.model, hit.node), app.scene.active.visible[hit.node] ? "" : t("search.outside")].filter(Boolean).join(" · ");
  return option(name, glyph(kind), marked(name, terms, hit.words), second, () => app.select({ type: "node", node: hit.node }));
}

/** The other spelling that the query met, when the name did not. */
function alias(model: Model, hit: Hit, terms: string[], name: string): string {
  const meets = (text: string): number => {
    const words = fold(text).split(" ");
    return terms.filter((q) => words.some((w) => w.startsWith(q))).length;
  };
  const own = meets(name);
  const found = own === terms.length ? undefined : model.entities[hit.node]!.aka?.find((other) => meets(other) > own || other.split(/\s/).some((w) => terms.includes(fold(w)) && own === 0));
  return found ? t("search.also", { name: found }) : "";
}

/** A few words that tell namesakes apart. */
function about(model: Model, node: number): string {
  const entity = model.entities[node]!;
  if (entity.kind === "person") return model.memberships[model.membershipsOf[node]![0] ?? -1]?.title ?? "";
  if (entity.kind === "event") return [entity.days?.[0] ? date(entity.days[0]) : "", entity.up !== undefined && entity.up >= 0 ? label(model, entity.up) : ""].filter(Boolean).join(" · ");
  if (entity.kind === "institution" || entity.kind === "mechanism") return [conceptLabel(model, entity.type), ...(entity.municipality ?? []).map((m) => label(model, m))].filter(Boolean).join(" · ");
  return "";
}
