/** The answer as a table: sorted by any column, filtered, a hundred rows at a time. */

import { t } from "../../../explorer/src/i18n";
import { h, put } from "../dom";
import { heading, numberOf, type Results, type Row } from "../model";
import { nodesOf, wordsOf } from "./cells";

const PAGE = 100;

/** The columns that are shown: of a summary and its translation only the one in the language spoken. */
export function shownColumns(columns: string[], lang: string): number[] {
  const other = columns.includes("summary") && columns.includes("gloss") ? (lang === "en" ? "summary" : "gloss") : "";
  return columns.flatMap((c, i) => (c === other ? [] : [i]));
}

/** How wide a cell of so many characters is at least. */
function width(length: number, column: string): string | null {
  return column === "evidence" ? null : length > 60 ? "long" : length > 24 ? "mid" : null;
}

/** Draw the table. */
export function table(place: HTMLElement, results: Results): void {
  let [sorted, down, from, wanted] = [-1, false, 0, ""];
  const shown = shownColumns(results.columns, document.documentElement.lang);
  const numeric = results.columns.map((_, i) => results.rows.some((r) => r[i]) && results.rows.every((r) => !r[i] || !Number.isNaN(numberOf(r[i] ?? null))));
  const body = h("tbody");
  const pager = h("p", { class: "pager" });
  const heads = shown.map((i) => [i, results.columns[i]!] as const).map(([i, column]) => h("th", { scope: "col", lang: results.headings?.[column] ? null : "en", "data-column": i, class: numeric[i] ? "n" : null },
    h("button", { type: "button", class: "head", title: t("sort", { column: heading(column, results) }), click: () => {
      [down, sorted, from] = [sorted === i && !down, i, 0];
      draw();
    } }, heading(column, results))));
  const collator = new Intl.Collator(document.documentElement.lang, { sensitivity: "base", numeric: true });

  function rows(): Row[] {
    const fits = wanted ? results.rows.filter((r) => r.some((c) => wordsOf(c).toLowerCase().includes(wanted))) : results.rows;
    if (sorted < 0) return fits;
    const order = (a: Row, b: Row): number => (numeric[sorted] ? numberOf(a[sorted] ?? null) - numberOf(b[sorted] ?? null) : collator.compare(wordsOf(a[sorted] ?? null), wordsOf(b[sorted] ?? null)));
    const filled = fits.filter((r) => r[sorted]).sort((a, b) => (down ? order(b, a) : order(a, b)));
    return [...filled, ...fits.filter((r) => !r[sorted])]; // what is not there comes last, whichever way
  }

  function draw(): void {
    const found = rows();
    put(body, ...found.slice(from, from + PAGE).map((row) => h("tr", {}, ...shown.map((i) => h("td", { class: numeric[i] ? "n" : width(row[i]?.value.length ?? 0, results.columns[i]!) }, ...nodesOf(row[i] ?? null, results.columns[i] === "evidence"))))));
    heads.forEach((head) => (Number(head.dataset.column) === sorted ? head.setAttribute("aria-sort", down ? "descending" : "ascending") : head.removeAttribute("aria-sort")));
    const step = (to: number, words: string, able: boolean): HTMLElement => h("button", { type: "button", disabled: !able, click: () => {
      from = to;
      draw();
      box.scrollTop = 0;
    } }, words);
    put(pager, ...(found.length > PAGE ? [step(from - PAGE, t("previous"), from > 0), ` ${t("range", { from: from + 1, to: Math.min(from + PAGE, found.length), n: found.length })} `, step(from + PAGE, t("next"), from + PAGE < found.length)] : []));
  }

  const filter = h("input", { type: "search", "aria-label": t("rows-filter"), placeholder: t("rows-filter"), input: (event: Event) => {
    [wanted, from] = [(event.target as HTMLInputElement).value.toLowerCase(), 0];
    draw();
  } });
  const box = h("div", { class: "scroll tall", role: "region", tabindex: "0", "aria-label": t("table-of", { n: results.rows.length }) }, h("table", {}, h("thead", {}, h("tr", {}, ...heads)), body));
  draw();
  put(place, ...(results.rows.length > 10 ? [filter] : []), box, pager);
}
