/** The page's landmarks: what stands where on a desk and on a phone, the switches of language and theme, the tabs of the views, notices. Parts fill its slots. */

import type { App, Part, Scene } from "./app";
import { css, h, put } from "./dom";
import { catalogue, date, number, speak, spoken, t, pick } from "./i18n";
import { kindName, label } from "./names";
import { countFilters, valueName } from "./panels/values";
import { makeCovers, makeSheet } from "./sheet";
import { encode } from "./state";
import { FACETS, KINDS, type Filters, type Lang, type State, type View } from "./types";

catalogue({
  "frame.skip": ["Atajos", "Shortcuts"],
  "frame.skip.search": ["Ir a la búsqueda", "Go to the search"],
  "frame.skip.results": ["Ir a la vista", "Go to the view"],
  "frame.skip.table": ["Ver todo como tabla", "See everything as a table"],
  "frame.skip.details": ["Ir a los detalles", "Go to the details"],
  "frame.tools": ["Idioma, aspecto y descargas", "Language, look and downloads"],
  "frame.menu": ["Menú", "Menu"],
  "frame.filters": ["Filtros", "Filters"],
  "frame.filters.n": ["{n} {n|puesto|puestos}", "{n} on"],
  "frame.details": ["Detalles", "Details"],
  "frame.reader": ["Informe", "Report"],
  "frame.main": ["Vistas de la red", "Views of the network"],
  "frame.views": ["Vistas", "Views"],
  "frame.view.network": ["Red", "Network"],
  "frame.view.matrix": ["Matriz", "Matrix"],
  "frame.view.timeline": ["Cronología", "Timeline"],
  "frame.view.grid": ["Municipios", "Municipalities"],
  "frame.view.themes": ["Temas", "Themes"],
  "frame.view.table": ["Tabla", "Table"],
  "frame.language": ["English", "Español"],
  "frame.theme.auto": ["Aspecto: auto", "Look: auto"],
  "frame.theme.light": ["Aspecto: claro", "Look: light"],
  "frame.theme.dark": ["Aspecto: oscuro", "Look: dark"],
  "frame.share": ["Copiar enlace", "Copy link"],
  "frame.share.done": ["Enlace copiado: abre este mismo archivo con los mismos filtros y la misma selección.", "Link copied: it opens this same file with the same filters and the same selection."],
  "frame.share.hand": ["El navegador no deja copiar; aquí está el enlace:", "The browser does not allow copying; here is the link:"],
  "frame.share.link": ["Enlace a lo que se ve", "Link to what is shown"],
  "frame.results": ["Ver {n} {n|persona|personas}", "See {n} {n|person|people}"],
  "frame.close.filters": ["Cerrar los filtros", "Close the filters"],
  "frame.close.notice": ["Cerrar el aviso", "Close the notice"],
  "frame.notices": ["Avisos", "Notices"],
  "frame.empty": ["Este archivo no contiene personas ni eventos: la base con la que se hizo está vacía.", "This file holds no people and no events: the data it was made from is empty."],
  "frame.printed": ["Vista: {view}. Lazos: {layer}.", "View: {view}. Ties: {layer}."],
  "frame.printed.filters": ["Filtros: {n}.", "Filters: {n}."],
  "frame.printed.dates": ["fechas {from} a {to}", "dates {from} to {to}"],
  "frame.printed.open": ["sin límite", "no limit"],
  "frame.printed.sources": ["Fuentes: {list}. {licence}Versión de los datos: {version}.", "Sources: {list}. {licence}Version of the data: {version}."],
  "frame.printed.licence": ["Licencia: {licence}. ", "Licence: {licence}. "],
  "frame.failed.title": ["No se puede abrir la red en este navegador", "The network cannot be opened in this browser"],
  "frame.failed.old": ["El navegador es antiguo: le falta la función que descomprime los datos (DecompressionStream). Abra el archivo con Firefox 113, Chrome 103, Edge 103 o Safari 16.4, o uno más nuevo.", "The browser is old: it lacks the function that unpacks the data (DecompressionStream). Open the file with Firefox 113, Chrome 103, Edge 103 or Safari 16.4, or a newer one."],
  "frame.failed.none": ["El archivo no trae sus datos. Pida otra copia a quien se lo dio.", "The file came without its data. Ask whoever gave it to you for another copy."],
  "frame.failed.damaged": ["Los datos del archivo llegaron dañados, quizá porque la descarga se cortó. Descárguelo otra vez.", "The data in the file arrived damaged, perhaps because the download was cut short. Download it again."],
  "frame.failed.other": ["Los datos del archivo están en un formato que esta página no conoce.", "The data in the file are in a format that this page does not know."],
  "frame.failed.rest": ["El resumen que sigue se puede leer de todos modos.", "The summary below can be read all the same."],
});

/** The slots of the page. */
export interface Frame {
  root: HTMLElement;
  header: HTMLElement;
  search: HTMLElement; // the search box
  tools: HTMLElement; // buttons: exports and the about button are added here
  facets: HTMLElement;
  main: HTMLElement;
  panel: HTMLElement; // details; on phones inside the sheet
  reader: HTMLElement; // the report, shown while `state.source` >= 0
  status: HTMLElement; // what screen readers are told
  /** Choose a view's tab; gives its tabpanel. */
  showView(view: View): HTMLElement;
  /** Show a notice that can be closed, and announce it. */
  message(text: string): void;
}

type Theme = "auto" | "light" | "dark";

/** Make the page. */
export function makeFrame(app: App, root: HTMLElement, views: readonly View[]): Frame & Part {
  const status = h("div", { class: "hear", role: "status", "aria-live": "polite", id: "status" });
  const notices = h("section", { class: "notices", hidden: true });
  const message = (text: string, ...more: Node[]): void => {
    const close = h("button", { type: "button", class: "plain", "aria-label": t("frame.close.notice"), click: () => remove() }, "×");
    const notice = h("div", { class: "warn notice" }, h("p", {}, text), ...more, close);
    const remove = (): void => {
      notice.remove();
      notices.hidden = !notices.childElementCount;
    };
    notices.append(notice);
    notices.hidden = false;
    setTimeout(() => app.say(text), 50);
  };
  const title = h("h1", { class: "ellipsis", dir: "auto" });
  const subtitle = h("p", { class: "subtitle soft small ellipsis" });
  const search = h("div", { class: "slot-search", role: "search", id: "search" });
  const switches = makeSwitches(app, message);
  const tools = h("div", { class: "tools", role: "group", id: "tools" }, ...switches.buttons);
  const menu = h("button", { type: "button", class: "menu", "aria-expanded": "false", "aria-controls": "tools", click: () => openMenu(menu.getAttribute("aria-expanded") !== "true") });
  const openMenu = (open: boolean): void => {
    menu.setAttribute("aria-expanded", String(open));
    tools.classList.toggle("open", open);
  };
  const header = h("header", { class: "top" }, h("div", { class: "names" }, title, subtitle), search, menu, tools);
  document.addEventListener("click", (e) => {
    if (menu.getAttribute("aria-expanded") === "true" && !(e.composedPath().includes(tools) || e.composedPath().includes(menu))) openMenu(false);
  });
  header.addEventListener("keydown", (e) => {
    if (e.key !== "Escape" || menu.getAttribute("aria-expanded") !== "true") return;
    openMenu(false);
    menu.focus();
  });

  const tabs = makeTabs(app, views);
  const filtersButton = h("button", { type: "button", class: "toggle", "aria-controls": "filters", click: () => covers.openFilters(!covers.filtersOpen()) });
  const detailsButton = h("button", { type: "button", class: "toggle toggle-details", "aria-controls": "details", click: () => sheet.toggleSide() });
  const printed = h("p", { class: "printed" });
  const printedSources = h("p", { class: "printed" });
  const main = h("main", { id: "results", class: "stage" }, h("div", { class: "bar" }, filtersButton, tabs.list, detailsButton), printed, ...tabs.panels.values(), printedSources);

  const facets = h("div", { class: "slot-facets" });
  const filtersTitle = h("h2", { id: "filters-title" });
  const closeFilters = h("button", { type: "button", class: "plain close", click: () => covers.openFilters(false) }, "×");
  const seeResults = h("button", { type: "button", class: "primary see", click: () => covers.openFilters(false) });
  const aside = h("aside", { class: "filters", id: "filters", "aria-labelledby": "filters-title" }, h("div", { class: "filters-head" }, filtersTitle, closeFilters), facets, h("div", { class: "filters-foot" }, seeResults));
  const reader = h("aside", { class: "reader", id: "reader", hidden: true });
  const panel = h("div", { class: "slot-panel", id: "details", tabindex: "0" });
  const sheet = makeSheet(app, panel, detailsButton);
  const skips = makeSkips(app, { search, panel, show: () => sheet.raise(), results: () => tabs.current() });
  const body = h("div", { class: "body" }, aside, main, sheet.root, reader);
  put(root, skips.root, status, header, notices, body);
  root.classList.add("frame");
  const covers = makeCovers({ filters: aside, button: filtersButton, close: closeFilters, reader, others: [header, main, sheet.root, notices] });

  unfoldForPaper([main, panel]);

  function words(): void {
    const { meta, entities } = app.model;
    title.textContent = title.title = pick(meta.title);
    const kinds = KINDS.map((k) => [k, entities.reduce((n, e) => n + (e.kind === k ? 1 : 0), 0)] as const).filter(([k, n]) => n && ["person", "institution", "event"].includes(k));
    subtitle.textContent = kinds.map(([k, n]) => `${number(n)} ${kindName(k, n !== 1)}`).join(" · ");
    for (const [element, key] of [[skips.root, "frame.skip"], [tools, "frame.tools"], [main, "frame.main"], [sheet.root, "frame.details"], [reader, "frame.reader"], [panel, "frame.details"], [notices, "frame.notices"], [closeFilters, "frame.close.filters"], [tabs.list, "frame.views"]] as const) {
      element.setAttribute("aria-label", t(key));
    }
    panel.setAttribute("role", "group");
    menu.textContent = t("frame.menu");
    filtersTitle.textContent = t("frame.filters");
    detailsButton.textContent = t("frame.details");
    for (const part of [skips, switches, tabs, sheet]) part.words();
    put(notices);
    notices.hidden = true;
    if (!entities.length) message(t("frame.empty"));
  }

  let shownOnce = false;
  return {
    root, header, search, tools, facets, main, panel, reader, status, message,
    showView: tabs.show,
    update(scene: Scene, before: Scene | null) {
      if (!before) words();
      const { state } = scene;
      const on = countFilters(state.filters);
      put(filtersButton, t("frame.filters"), on ? h("span", { class: "count" }, h("span", { "aria-hidden": "true" }, number(on)), h("span", { class: "hear" }, ` ${t("frame.filters.n", { n: on })}`)) : null);
      seeResults.textContent = t("frame.results", { n: scene.active.people });
      root.classList.toggle("chosen", state.selection.type !== "none");
      const opened = state.source >= 0;
      if (opened === reader.hidden) {
        const held = reader.contains(document.activeElement);
        reader.hidden = !opened;
        root.classList.toggle("reading", opened);
        covers.read(opened);
        if (held) (panel.inert ? tabs.current() : panel).focus();
      }
      const turned = JSON.stringify(state.selection) !== JSON.stringify(before?.state.selection ?? { type: "none" });
      if (turned && (before || !shownOnce) && state.selection.type !== "none") sheet.raise();
      shownOnce = true;
      document.title = [selectedName(app, state), t(`frame.view.${state.view}`), pick(app.model.meta.title)].filter(Boolean).join(" – ");
      printWords(app, scene, printed, printedSources);
    },
  };
}

/** On paper nothing can be opened: what is folded in the view and the details is, unless it is long. */
function unfoldForPaper(parts: HTMLElement[]): void {
  let opened: HTMLDetailsElement[] = [];
  window.addEventListener("beforeprint", () => {
    opened = parts.flatMap((part) => [...part.querySelectorAll<HTMLDetailsElement>("details:not([open])")]).filter((d) => (d.textContent ?? "").length < 4000);
    for (const details of opened) details.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });
}

/** What paper says besides the view: filters, and where it all comes from. */
function printWords(app: App, scene: Scene, head: HTMLElement, foot: HTMLElement): void {
  const { meta, sources, layers } = app.model;
  const { filters, view, layer } = scene.state;
  const shown = layers.find((l) => l.name === layer);
  const chips = chosenNames(app, filters);
  head.textContent = t("frame.printed", { view: t(`frame.view.${view}`), layer: shown ? pick(shown.title) : "–" }) + (chips.length ? ` ${t("frame.printed.filters", { n: chips.join("; ") })}` : "");
  foot.textContent = t("frame.printed.sources", { list: sources.map((s) => [s.title, s.publisher].filter(Boolean).join(", ")).join("; "), licence: meta.licence ? t("frame.printed.licence", { licence: meta.licence }) : "", version: meta.version });
}

/** The names of the filters that are on, in words. */
function chosenNames(app: App, filters: Filters): string[] {
  const names = FACETS.flatMap((f) => (filters.chosen[f] ?? []).map((v) => valueName(app.model, f, v)));
  if (filters.from || filters.to) names.push(t("frame.printed.dates", { from: filters.from ? date(filters.from) : t("frame.printed.open"), to: filters.to ? date(filters.to) : t("frame.printed.open") }));
  return names;
}

function selectedName(app: App, { selection }: State): string {
  if (selection.type === "node") return label(app.model, selection.node);
  if (selection.type === "pair" || selection.type === "path") return `${label(app.model, selection.a)} – ${label(app.model, selection.b)}`;
  return "";
}

interface Skips { root: HTMLElement; words(): void }
function makeSkips(app: App, to: { search: HTMLElement; panel: HTMLElement; show: () => void; results: () => HTMLElement }): Skips {
  const link = (id: string, act: () => void): HTMLAnchorElement =>
    h("a", { class: "skip", href: `#${id}`, click: (e) => {
      e.preventDefault(); // the part of the address after # is the page's state
      act();
    } });
  const links: [string, HTMLAnchorElement][] = [
    ["frame.skip.search", link("search", () => to.search.querySelector("input")?.focus())],
    ["frame.skip.results", link("results", () => to.results().focus())],
    ["frame.skip.table", link("results", () => {
      if (app.scene.state.view !== "table") app.set({ view: "table" });
      to.results().focus();
    })],
    ["frame.skip.details", link("details", () => {
      to.show();
      to.panel.focus();
    })],
  ];
  const root = h("nav", { class: "skips" }, ...links.map(([, a]) => a));
  return { root, words: () => links.forEach(([key, a]) => (a.textContent = t(key))) };
}

interface Switches { buttons: HTMLButtonElement[]; words(): void }
function makeSwitches(app: App, message: (text: string, ...more: Node[]) => void): Switches {
  let theme: Theme = "auto"; // only in memory: a file's storage may be denied, and is shared with other files
  const button = (click: () => void): HTMLButtonElement => h("button", { type: "button", click });
  const language = button(() => app.set({ lang: spoken() === "es" ? "en" : "es" }, true));
  const look = button(() => {
    theme = ({ auto: "light", light: "dark", dark: "auto" } as const)[theme];
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    look.textContent = t(`frame.theme.${theme}`);
    app.say(look.textContent);
    window.dispatchEvent(new CustomEvent("kg-theme")); // drawings read colours anew
  });
  const share = button(() => void copyLink(app, message));
  return {
    buttons: [language, look, share],
    words() {
      const other: Lang = spoken() === "es" ? "en" : "es";
      language.textContent = t("frame.language");
      language.lang = other;
      look.textContent = t(`frame.theme.${theme}`);
      share.textContent = t("frame.share");
    },
  };
}

async function copyLink(app: App, message: (text: string, ...more: Node[]) => void): Promise<void> {
  const link = `${location.href.split("#")[0]}#${encode(app.scene.state, app.model)}`;
  if (await copy(link)) message(t("frame.share.done"));
  else {
    const field = h("input", { type: "text", readonly: true, value: link, "aria-label": t("frame.share.link") });
    message(t("frame.share.hand"), field);
    field.select();
  }
}

/** Put a text on the clipboard; false where the browser does not allow it. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = css(h("textarea", { "aria-hidden": "true", tabindex: "-1" }), { position: "fixed", top: "0", opacity: "0" });
    field.value = text;
    const focused = document.activeElement;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    if (focused instanceof HTMLElement) focused.focus();
    return done;
  }
}

interface Tabs { list: HTMLElement; panels: Map<View, HTMLElement>; show(view: View): HTMLElement; current(): HTMLElement; words(): void }
function makeTabs(app: App, views: readonly View[]): Tabs {
  const tabs = new Map<View, HTMLButtonElement>(views.map((v) => [v, h("button", { type: "button", role: "tab", id: `tab-${v}`, "aria-controls": `view-${v}`, click: () => app.set({ view: v }) })]));
  const panels = new Map<View, HTMLElement>(views.map((v) => [v, h("section", { role: "tabpanel", id: `view-${v}`, class: `view view-of-${v}`, "aria-labelledby": `tab-${v}`, tabindex: "0", hidden: true })]));
  const list = h("div", { role: "tablist", class: "tabs" }, ...tabs.values());
  let current: View = views[0]!;
  list.addEventListener("keydown", (e) => {
    const at = views.indexOf(current);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: views.length - 1 }[e.key];
    if (to === undefined || e.altKey || e.ctrlKey || e.metaKey) return;
    e.preventDefault();
    const view = views[(to + views.length) % views.length]!;
    app.set({ view }, true);
    tabs.get(view)!.focus();
  });
  return {
    list, panels,
    show(view) {
      const moved = view !== current;
      current = view;
      for (const v of views) {
        tabs.get(v)!.setAttribute("aria-selected", String(v === view));
        tabs.get(v)!.tabIndex = v === view ? 0 : -1;
        panels.get(v)!.hidden = v !== view;
      }
      if (moved) requestAnimationFrame(() => tabs.get(view)!.scrollIntoView({ block: "nearest", inline: "nearest" })); // at first it is not on the page yet
      return panels.get(view)!;
    },
    current: () => panels.get(current)!,
    words: () => tabs.forEach((tab, v) => (tab.textContent = t(`frame.view.${v}`))),
  };
}

const CAUSES: Record<string, string> = { "old browser": "frame.failed.old", "no data": "frame.failed.none", damaged: "frame.failed.damaged" };

/** Say, in both languages, why the page cannot show its data; the summary that the file holds without scripts stays. */
export function failed(root: HTMLElement, error: Error): void {
  const chosen = spoken();
  const box = h("div", { class: "warn failed", role: "alert" });
  for (const lang of ["es", "en"] as const) {
    speak(lang);
    box.append(h("div", { lang }, h("h2", {}, t("frame.failed.title")), h("p", {}, t(CAUSES[error.message] ?? "frame.failed.other")), h("p", {}, t("frame.failed.rest"))));
  }
  speak(chosen);
  root.prepend(box);
  root.hidden = false;
}
