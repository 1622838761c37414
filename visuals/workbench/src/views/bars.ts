/** The answer as bars: a name and a number; without a number, how many rows each name has. */

import { number, t } from "../../../explorer/src/i18n";
import { css, h, put } from "../dom";
import { numberOf, type Results } from "../model";
import { nodesOf, wordsOf } from "./cells";
import { names, numbers, select } from "./columns";

const MOST = 40;

/** The bars of two columns: names with the sum of their numbers (`value` -1: with how many rows), the largest first. */
export function barsOf(results: Results, name: number, value: number): { words: string; row: Results["rows"][number]; sum: number }[] {
  const found = new Map<string, { words: string; row: Results["rows"][number]; sum: number }>();
  for (const row of results.rows) {
    const add = value < 0 ? 1 : numberOf(row[value] ?? null);
    if (Number.isNaN(add) || !row[name]) continue;
    const words = wordsOf(row[name] ?? null);
    const bar = found.get(words) ?? { words, row, sum: 0 };
    bar.sum += add;
    found.set(words, bar);
  }
  return [...found.values()].sort((a, b) => b.sum - a.sum || (a.words < b.words ? -1 : 1));
}

/** Draw the bars. */
export function bars(place: HTMLElement, results: Results): void {
  const [what, how] = [names(results), numbers(results)];
  let [name, value] = [what[0] ?? 0, how[0] ?? -1];
  const shown = h("div");
  const draw = (): void => {
    const found = barsOf(results, name, value);
    const most = Math.max(...found.map((b) => Math.abs(b.sum)), 0) || 1;
    put(shown, h("p", { class: "soft" }, t("bars-of", { n: found.length }), found.length > MOST ? ` · ${t("bars-cut", { n: MOST })}` : ""),
      h("ol", { class: "bars" }, ...found.slice(0, MOST).map((bar) => h("li", {}, h("span", { class: "bar-name" }, ...nodesOf(bar.row[name] ?? null, false)),
        h("span", { class: "bar-track" }, css(h("span", { class: bar.sum < 0 ? "bar under" : "bar" }), { "inline-size": `${((100 * Math.abs(bar.sum)) / most).toFixed(2)}%` })), h("span", { class: "bar-sum" }, number(bar.sum, 2))))));
  };
  put(place, h("div", { class: "picks" }, select(t("name-column"), results, what, name, (c) => {
    name = c;
    draw();
  }), select(t("value-column"), results, how, value, (c) => {
    value = c;
    draw();
  }, t("how-many"))), shown);
  draw();
}
