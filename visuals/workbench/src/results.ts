/** The answer: its views as a row of choices, of which one shows; files to take away. */

import { t } from "../../explorer/src/i18n";
import { download, h, put } from "./dom";
import { VIEWS, type Results, type View } from "./model";
import { file } from "./net";
import { bars } from "./views/bars";
import { network } from "./views/network";
import { table } from "./views/table";
import { timeline } from "./views/timeline";

const DRAW: Record<View, (place: HTMLElement, results: Results) => void> = { Table: table, Graph: network, Timeline: timeline, BarChart: bars, Map: map, Text: text };
const SHOWN = 500_000;

/** Draw the choice of views, and the chosen one. */
export function show(choices: HTMLElement, place: HTMLElement, results: Results, view: View, name: string, query: string, choose: (view: View) => void, failed: (error: unknown) => void): void {
  if (results.kind === "boolean") {
    put(choices);
    return put(place, h("p", { class: "verdict" }, t(results.boolean ? "is-true" : "is-false")));
  }
  if (!results.rows.length) {
    put(choices);
    return put(place, h("p", {}, t("empty")));
  }
  const buttons = VIEWS.filter((v) => v !== "Map" || v === view).map((v) => h("label", {}, h("input", { type: "radio", name: "view", value: v, checked: v === view, change: () => choose(v) }), t(v)));
  const formats: [string, string][] = results.kind === "rows" ? [["CSV", "sheet"], ["JSON", "json"]] : [["Turtle", "ttl"], ["JSON-LD", "jsonld"]];
  const take = (format: string, ending: string) => async (): Promise<void> => {
    try {
      download(`${name || "consulta"}.${ending}`, format === "json" ? new Blob([results.text], { type: "application/sparql-results+json" }) : await file(query, format));
    } catch (error) {
      failed(error);
    }
  };
  put(choices, h("fieldset", { class: "choice" }, h("legend", { class: "hidden-text" }, t("views")), ...buttons),
    h("div", { class: "files", role: "group", "aria-label": t("download") }, h("span", { class: "soft", "aria-hidden": "true" }, t("download")), ...formats.map(([label, format]) => h("button", { type: "button", click: take(format, format === "sheet" ? "csv" : format) }, label))));
  DRAW[view](place, results);
}

function map(place: HTMLElement, results: Results): void {
  const below = h("div");
  put(place, h("p", {}, t("no-map"), " ", h("a", { href: "explorer#view=grid" }, t("to-explorer"))), below);
  table(below, results);
}

function text(place: HTMLElement, results: Results): void {
  put(place, h("pre", { class: "raw", tabindex: "0", role: "region", "aria-label": t("Text") }, results.text.slice(0, SHOWN)));
}
