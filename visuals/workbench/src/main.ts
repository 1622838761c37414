/** The workbench: questions, parameters, editor, answer, code. Everything on screen follows from one `State`, which is also the address after `#`. */

import "./words";
import { pick, speak, t } from "../../explorer/src/i18n";
import { h, put } from "./dom";
import { editor } from "./editor";
import { fold } from "./completion";
import { defaultView, type Question, type Results, type View, type Vocabulary } from "./model";
import { question as asked, Refused, run as ask, vocabulary } from "./net";
import { parameters } from "./parameters";
import { settle } from "./places";
import { show } from "./results";
import { snippets } from "./snippets";
import { read, write, type State } from "./state";

const START = `PREFIX kg: <https://w3id.org/gobierno-abierto/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?name (COUNT(DISTINCT ?session) AS ?sessions)
WHERE {
  ?participation kg:participant ?person ; kg:inEvent ?session .
  ?person skos:prefLabel ?name .
}
GROUP BY ?name
ORDER BY DESC(?sessions) ?name
`;
const one = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const root = one("workbench");
const base = root.dataset.base ?? "";
const parts = { asked: one("asked"), parameters: one("parameters"), field: one<HTMLTextAreaElement>("query"), editor: one("editor"), form: one<HTMLFormElement>("ask"), button: one<HTMLButtonElement>("run"),
  tools: one("tools"), results: one("results"), status: one("status"), views: one("views"), view: one("view"), code: one("code"), snippets: one("snippets"), list: one("questions"), filter: one("filter") };

let state: State = read(location.hash);
let question: Question | null = null;
let results: Results | null = null;
let failure: unknown = null;
let words: Vocabulary | null = null;
let running: AbortController | null = null;
let ran = ""; // the query whose answer is shown

const box = editor(parts.field, parts.editor, () => words, written, () => void run());

/** Somebody has changed the query: it is their own from here on. */
function written(): void {
  if (question && box.text() !== question.query) {
    question = null;
    ask_();
  }
}

function remember(): void {
  const text = box.text();
  const changed = !question || text !== question.query;
  state = { question: changed ? "" : (question?.name ?? ""), values: changed ? {} : state.values, query: changed ? text : "", view: state.view };
  const address = write(state);
  if (address !== location.hash) history.pushState(null, "", address || location.pathname);
}

/** Take a ready question: fetch it with its values, and run it. */
async function take(name: string, values: Record<string, string>, view: View | "" = ""): Promise<void> {
  try {
    const found = await asked(name, values);
    question = { ...found, query: found.query.replace(/^(?:#\+.*\n)+/gm, "").trimStart() }; // its header is told above, in words
    state = { question: name, values, query: "", view };
    box.set(question.query);
    ask_();
    await run();
  } catch (error) {
    failed(error);
  }
}

async function run(): Promise<void> {
  running?.abort();
  const mine = (running = new AbortController());
  const query = box.text();
  remember();
  [results, failure] = [null, null];
  answer();
  try {
    const found = await ask(query, mine.signal);
    if (mine !== running) return;
    if (question && query === question.query) found.headings = question.headings;
    [results, ran, running] = [found, query, null];
  } catch (error) {
    if (mine !== running) return;
    [failure, running] = [error, null];
  }
  answer();
}

function failed(error: unknown): void {
  [failure, results, running] = [error, null, null];
  answer();
}

function view(): View {
  return state.view || defaultView(ran) || question?.view || "Table";
}

/** Draw the question's own words and the form of its parameters. */
function ask_(): void {
  root.classList.toggle("ready-question", Boolean(question));
  put(parts.asked, ...(question ? [h("h2", { class: "asked" }, pick([question.summary.es, question.summary.en])), question.note ? h("p", { class: "soft" }, pick([question.note.es, question.note.en])) : null] : []));
  const current = question;
  if (current && words) parameters(parts.parameters, current, state.values, words, base, (values) => void take(current.name, values, state.view));
  else put(parts.parameters);
  for (const link of parts.list.querySelectorAll("a")) {
    if (link.dataset.name === question?.name) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

/** Draw the answer, or why there is none. */
function answer(): void {
  parts.results.hidden = !running && !results && !failure;
  parts.results.setAttribute("aria-busy", String(Boolean(running)));
  put(parts.button, t(running ? "stop" : "run"));
  put(parts.status, running ? t("running") : failure ? said(failure) : results && results.kind !== "boolean" ? t("counted", { n: results.rows.length, s: (results.took / 1000).toFixed(2) }) : "");
  parts.status.classList.toggle("failed", Boolean(failure));
  if (!results) put(parts.views);
  if (!results) put(parts.view);
  else show(parts.views, parts.view, results, view(), question?.name ?? "", ran, (chosen) => {
    state = { ...state, view: chosen };
    const address = write(state);
    history.replaceState(null, "", address || location.pathname);
    answer();
    parts.views.querySelector<HTMLInputElement>("input:checked")?.focus();
  }, failed);
  parts.code.hidden = !results;
  if (results) snippets(parts.snippets, new URL("sparql", document.baseURI.replace(/[?#].*$/, "")).href, ran, results.kind === "triples", copy);
}

function said(error: unknown): string {
  if (error instanceof Refused) {
    const f = error.failure;
    return [pick([f.es, f.en]), pick([f.remedyEs, f.remedyEn])].filter(Boolean).join(" → ");
  }
  return error instanceof DOMException && error.name === "AbortError" ? t("stopped") : error instanceof SyntaxError ? t("cut") : t("network-down");
}

/** Copy a text; where the browser does not let us, show it to be copied by hand. */
function copy(text: string, status: HTMLElement, done = t("copied")): void {
  const by_hand = (): void => put(status, `${t("share-by-hand")} `, h("input", { type: "text", readonly: true, value: text, "aria-label": t("share-by-hand"), focus: (e: Event) => (e.target as HTMLInputElement).select() }));
  if (navigator.clipboard) navigator.clipboard.writeText(text).then(() => put(status, done), by_hand);
  else by_hand();
}

function tools(): void {
  const status = h("span", { role: "status", class: "soft" });
  put(parts.tools, h("button", { type: "button", click: () => {
    remember();
    copy(location.href, status, t("shared"));
  } }, t("share")), box.plain() ? null : h("button", { type: "button", click: () => box.tidy() }, t("tidy")),
  h("label", { class: "check" }, h("input", { type: "checkbox", checked: box.plain(), change: (e: Event) => {
    box.choose((e.target as HTMLInputElement).checked);
    tools();
    parts.tools.querySelector<HTMLInputElement>("input")?.focus();
  } }), t("plain")), status, h("span", { class: "soft small keys" }, t("help")));
}

/** The list of questions: filtered by words; a click takes the question without leaving the page. */
function list(): void {
  const said_ = h("p", { class: "soft small", role: "status" });
  const fit = (event?: Event): void => {
    const wanted = fold(event ? (event.target as HTMLInputElement).value : "").split(/\s+/).filter(Boolean);
    let count = 0;
    for (const item of parts.list.children) {
      const link = item.querySelector("a")!;
      const text = fold(`${link.textContent} ${link.dataset.tags} ${link.dataset.name}`);
      const fits = wanted.every((w) => text.includes(w));
      (item as HTMLElement).hidden = !fits;
      count += fits ? 1 : 0;
    }
    put(said_, wanted.length ? t(count ? "filtered" : "none-fits", { n: count }) : "");
  };
  put(parts.filter, h("input", { type: "search", "aria-label": t("filter"), placeholder: t("filter"), input: fit }), said_);
  fit();
}

function language(): void {
  speak(document.documentElement.lang === "en" ? "en" : "es");
  one<HTMLInputElement>("find").placeholder = t("find");
  list();
  tools();
  ask_();
  answer();
  box.speak();
}

async function open(): Promise<void> {
  state = read(location.hash);
  const named = state.question || (state.query ? "" : (root.dataset.question ?? ""));
  if (named) await take(named, state.question ? state.values : given(), state.view);
  else if (state.query) {
    question = null;
    box.set(state.query);
    ask_();
    await run();
  } else if (!box.text().trim()) box.set(START);
}

/** The values in the address before `#`, as a page without script has them. */
function given(): Record<string, string> {
  return Object.fromEntries([...new URLSearchParams(location.search)].filter(([n]) => n.startsWith("param.")).map(([n, v]) => [n.slice(6), v]));
}

parts.form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (running) {
    running.abort();
  } else void run();
});
parts.list.addEventListener("click", (event) => {
  const link = (event.target as Element).closest("a");
  if (!link?.dataset.name || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  void take(link.dataset.name, {});
  if (matchMedia("(max-width: 60rem)").matches) parts.asked.scrollIntoView();
});
window.addEventListener("popstate", () => void open());
new MutationObserver(language).observe(document.documentElement, { attributes: true, attributeFilter: ["lang"] });
language();
vocabulary().then((found) => {
  words = found;
  settle(base, found.prefixes);
  return open();
}, failed);
