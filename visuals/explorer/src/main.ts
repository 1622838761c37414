/** The page's beginning: read the data, make the parts, and from then on tell them what changed. */

import type { App, MakeView, Part, Scene, ViewPart } from "./app";
import { Broken, read, type Model } from "./data";
import { makeExports } from "./exports/menu";
import { apply, type Active } from "./filter";
import { failed, makeFrame } from "./frame";
import { speak, t, catalogue } from "./i18n";
import { shownNet } from "./network";
import { makeAbout } from "./panels/about";
import { makePanel } from "./panels/details";
import { makeReader } from "./panels/evidence";
import { makeFacets } from "./panels/facets";
import { makeSearch } from "./panels/search";
import { decode, encode } from "./state";
import { VIEWS, type Filters, type Selection, type State, type View } from "./types";
import { make as makeGrid } from "./views/grid";
import { make as makeMatrix } from "./views/matrix";
import { make as makeNetwork } from "./views/network";
import { make as makeTable } from "./views/table";
import { make as makeThemes } from "./views/themes";
import { make as makeTimeline } from "./views/timeline";

catalogue({
  "main.lost": ["El enlace nombra {n} {n|cosa|cosas} que este archivo no tiene; se muestra lo demás.", "The link names {n} {n|thing|things} that this file does not have; the rest is shown."],
});

const MAKERS: Record<View, MakeView> = { network: makeNetwork, matrix: makeMatrix, timeline: makeTimeline, grid: makeGrid, themes: makeThemes, table: makeTable };

function start(model: Model, root: HTMLElement): void {
  const opened = decode(location.hash, model);
  let scene = derive(model, opened.state, null);
  let parts: Part[] = [];
  const views = new Map<View, ViewPart>();
  let frame: ReturnType<typeof makeFrame>;

  const app: App = {
    model,
    get scene() {
      return scene;
    },
    set(change, quiet = false) {
      go({ ...scene.state, ...change }, quiet ? "replace" : "push");
    },
    select(selection: Selection) {
      app.set({ selection });
    },
    say(text) {
      frame.status.textContent = text;
    },
  };

  /** The view of the state is made when first shown; the others are told of nothing until then. */
  function tell(before: Scene | null): void {
    if (scene.state.lang !== before?.state.lang) {
      speak(scene.state.lang);
      document.documentElement.lang = scene.state.lang;
    }
    const view = scene.state.view;
    const panel = frame.showView(view);
    let shown = views.get(view);
    const fresh = !shown;
    if (!shown) {
      shown = MAKERS[view](app);
      views.set(view, shown);
      panel.append(shown.root);
    }
    if (before && before.state.view !== view) views.get(before.state.view)?.hide?.();
    for (const part of parts) part.update(scene, before);
    const stale = fresh || seen.get(view)?.state.lang !== scene.state.lang;
    shown.update(scene, stale ? null : seen.get(view)!);
    if (before?.state.view !== view) shown.show?.();
    seen.set(view, scene);
  }
  const seen = new Map<View, Scene>();

  function go(state: State, history: "push" | "replace" | "none"): void {
    const before = scene;
    scene = derive(model, state, before);
    const hash = encode(state, model);
    if (history !== "none" && hash !== encode(before.state, model)) window.history[history === "push" ? "pushState" : "replaceState"](null, "", `#${hash}`);
    tell(before.state.lang === state.lang ? before : null);
  }

  speak(scene.state.lang);
  frame = makeFrame(app, root, VIEWS);
  parts = [frame, makeSearch(app, frame.search), makeFacets(app, frame.facets), makePanel(app, frame.panel), makeReader(app, frame.reader), makeExports(app, frame.tools), makeAbout(app, frame.tools)];
  tell(null);
  if (opened.lost) frame.message(t("main.lost", { n: opened.lost }));
  window.addEventListener("popstate", () => go(decode(location.hash, model).state, "none"));
  requestAnimationFrame(() => requestAnimationFrame(() => performance.mark("kg-ready")));
}

/** What a state shows; what did not change is kept. */
function derive(model: Model, state: State, before: Scene | null): Scene {
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  const old = before?.state;
  const active: Active = before && old && sameFilters(state.filters, old.filters) ? before.active : apply(model, state.filters);
  const whole = !state.ego || state.selection.type !== "node";
  const kept = before && old && active === before.active && state.layer === old.layer && same(state.hidden, old.hidden) &&
    (whole ? !old.ego || old.selection.type !== "node" : state.ego === old.ego && same(state.selection, old.selection));
  return { state, active, net: kept ? before.net : shownNet(model, active, state) };
}

function sameFilters(a: Filters, b: Filters): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

const root = document.getElementById("app");
if (root) {
  // What is read is shown in a task of its own: a browser must be able to answer in between.
  read().then((model) => void setTimeout(() => start(model, root)), (error: unknown) => {
    if (!(error instanceof Broken)) throw error;
    failed(root, error);
  });
}
