/** Which columns a view takes: chosen from lists, guessed at first. */

import { h } from "../dom";
import { heading, isDate, numberOf, type Results } from "../model";

const SAMPLE = 500;

/** The columns most of whose cells pass a test, those with most first. */
function columns(results: Results, test: (r: Results["rows"][number], i: number) => boolean): number[] {
  const rows = results.rows.slice(0, SAMPLE);
  const share = results.columns.map((_, i) => {
    const filled = rows.filter((r) => r[i]);
    return filled.length ? filled.filter((r) => test(r, i)).length / filled.length : 0;
  });
  return share.flatMap((s, i) => (s > 0.5 ? [i] : []));
}

export const dates = (results: Results): number[] => columns(results, (r, i) => isDate(r[i] ?? null));
export const numbers = (results: Results): number[] => columns(results, (r, i) => !Number.isNaN(numberOf(r[i] ?? null)));

/** Columns that name something: texts and IRIs, but for lists of claims; those that tell things apart, and repeat, first. */
export function names(results: Results): number[] {
  const found = columns(results, (r, i) => Number.isNaN(numberOf(r[i] ?? null)) && !isDate(r[i] ?? null)).filter((i) => results.columns[i] !== "evidence");
  const long = (i: number): number => results.rows.slice(0, SAMPLE).reduce((sum, r) => sum + (r[i]?.value.length ?? 0), 0) / Math.max(1, Math.min(SAMPLE, results.rows.length));
  return found.filter((i) => long(i) <= 120).concat(found.filter((i) => long(i) > 120));
}

/** A list of columns to choose one from. */
export function select(label: string, results: Results, among: number[], chosen: number, change: (column: number) => void, first?: string): HTMLElement {
  const options = among.map((i) => h("option", { value: String(i), selected: i === chosen }, heading(results.columns[i]!, results)));
  const none = first === undefined ? [] : [h("option", { value: "-1", selected: chosen < 0 }, first)];
  return h("label", { class: "pick" }, `${label} `, h("select", { change: (event: Event) => change(Number((event.target as HTMLSelectElement).value)) }, ...none, ...options));
}
