/** The answer along time: a dot each date on an axis, and the list by month, which says the same in words. */

import { date, t } from "../../../explorer/src/i18n";
import { h, put, s } from "../dom";
import { isDate, type Results, type Row } from "../model";
import { nodesOf, wordsOf } from "./cells";
import { dates, names, select } from "./columns";

const [WIDTH, HEIGHT, STACK] = [1000, 150, 9];
const DAY = 86_400_000;

interface Item { day: string; at: number; row: Row }

/** Draw the timeline. */
export function timeline(place: HTMLElement, results: Results): void {
  const [when, what] = [dates(results), names(results)];
  if (!when.length) return void put(place, h("p", {}, t("no-dates")));
  let [day, name] = [when[0]!, what[0] ?? when[0]!];
  const shown = h("div");
  const draw = (): void => {
    const items = results.rows.flatMap((row): Item[] => {
      const cell = row[day] ?? null;
      if (!isDate(cell)) return [];
      const iso = cell.value.slice(0, 10);
      const at = Date.parse(iso.length === 4 ? `${iso}-01-01` : iso);
      return Number.isNaN(at) ? [] : [{ day: iso, at, row }];
    }).sort((a, b) => a.at - b.at);
    if (!items.length) return void put(shown, h("p", {}, t("no-dates")));
    const groups = new Map<string, Item[]>();
    for (const item of items) groups.set(item.day, [...(groups.get(item.day) ?? []), item]);
    put(shown, axis(items, groups), h("ol", { class: "days" }, ...[...groups].map(([iso, of]) => h("li", {}, h("h3", {}, date(iso)), h("ul", {}, ...said(of, name, results.columns))))));
  };
  put(place, h("div", { class: "picks" }, select(t("date-column"), results, when, day, (c) => {
    day = c;
    draw();
  }), select(t("name-column"), results, what, name, (c) => {
    name = c;
    draw();
  })), shown);
  draw();
}

/** What is told of one day; the same words once. */
function said(items: Item[], name: number, columns: string[]): HTMLElement[] {
  const seen = new Set<string>();
  return items.filter(({ row }) => !seen.has(wordsOf(row[name] ?? null)) && seen.add(wordsOf(row[name] ?? null))).map(({ row }) => h("li", {}, ...nodesOf(row[name] ?? null, columns[name] === "evidence")));
}

function axis(items: Item[], groups: Map<string, Item[]>): SVGElement {
  const [first, last] = [items[0]!.at, items[items.length - 1]!.at];
  const span = Math.max(DAY, last - first);
  const x = (at: number): number => 60 + ((at - first) / span) * (WIDTH - 120) * (last === first ? 0 : 1) + (last === first ? WIDTH / 2 - 60 : 0);
  const dots = [...groups.values()].flatMap((of) => of.slice(0, STACK).map((item, n) => s("circle", { cx: x(item.at).toFixed(1), cy: HEIGHT - 45 - n * 11, r: 5 }, s("title", {}, item.day))));
  const ends = [...new Set([items[0]!.day, items[items.length - 1]!.day])].map((iso, n) => s("text", { x: n ? WIDTH - 60 : x(first).toFixed(1), y: HEIGHT - 12, "text-anchor": "middle" }, iso));
  const words = t("timeline-of", { n: groups.size, first: date(items[0]!.day), last: date(items[items.length - 1]!.day) });
  return s("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "axis", role: "img", "aria-label": words }, s("line", { x1: 40, x2: WIDTH - 40, y1: HEIGHT - 35, y2: HEIGHT - 35 }), ...dots, ...ends);
}
