/** The words of a report at a place. Places count code points; the letters of a JavaScript string are something else where a sign takes two. */

import type { Source } from "../types";

const whole = new WeakMap<Source, string[] | null>();

/** Some code points of a report; "" when its text is not in the page. */
export function slice(source: Source, start: number, end: number): string {
  if (source.text === undefined || end <= start) return "";
  let points = whole.get(source);
  if (points === undefined) {
    points = /[\ud800-\udfff]/.test(source.text) ? [...source.text] : null;
    whole.set(source, points);
  }
  return points ? points.slice(Math.max(0, start), end).join("") : source.text.slice(Math.max(0, start), end);
}

/** A place with some words around it: before, the place, after. Null when the text is not in the page. */
export function cut(source: Source, start: number, end: number, around: number): [string, string, string] | null {
  if (source.text === undefined) return null;
  const before = slice(source, Math.max(0, start - around), start);
  const after = slice(source, end, end + around);
  const line = (text: string): string => text.replace(/\s+/g, " ");
  // Whole words only, within the line.
  const lead = before.slice(before.lastIndexOf("\n") + 1);
  const tail = after.split("\n")[0]!;
  const head = lead.length === around ? `… ${lead.replace(/^\S*\s/, "")}` : lead;
  const foot = tail.length === around ? `${tail.replace(/\s\S*$/, "")} …` : tail;
  return [line(head), line(slice(source, start, end)), line(foot)];
}
