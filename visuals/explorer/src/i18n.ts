/** Every word the interface says, once, in both languages. Parts add theirs with `catalogue`; a test checks that no key is missing, empty or said twice. */

import type { Both, Lang } from "./types";

const words = new Map<string, Both>();

/** Add a part's texts: key -> [Spanish, English]. `{name}` is filled by `t`; `{n|one|many}` chooses by the number n. */
export function catalogue(texts: Record<string, Both>): void {
  for (const [key, both] of Object.entries(texts)) {
    if (words.has(key)) throw new Error(`said twice: ${key}`);
    words.set(key, both);
  }
}

let lang: Lang = "es";
const numbers = new Map<string, Intl.NumberFormat>();
const dates = new Map<Lang, Intl.DateTimeFormat>();

/** Choose the language of `t` and `pick`. */
export function speak(chosen: Lang): void {
  lang = chosen;
}

/** The language spoken now. */
export function spoken(): Lang {
  return lang;
}

/** The text of a key, filled in. */
export function t(key: string, values: Record<string, string | number> = {}): string {
  const both = words.get(key);
  if (!both) throw new Error(`no text: ${key}`);
  return both[lang === "es" ? 0 : 1].replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (_, name: string, one?: string, many?: string) =>
    one === undefined ? String(values[name] ?? "") : Number(values[name]) === 1 ? one : many!);
}

/** The text of a pair in the language spoken now. */
export function pick(both: Both): string {
  return both[lang === "es" ? 0 : 1] || both[0];
}

/** A number as the language writes it. */
export function number(value: number, digits = 3): string {
  const key = `${lang}${digits}`; // making a formatter costs a hundred times what it formats
  const form = numbers.get(key) ?? numbers.set(key, new Intl.NumberFormat(lang === "es" ? "es-MX" : "en", { maximumFractionDigits: digits })).get(key)!;
  return form.format(value);
}

/** An ISO date in words, whole in either language. */
export function date(iso: string): string {
  const [year, month, day] = iso.split("-").map(Number);
  if (!year || !month || !day) return iso;
  const form = dates.get(lang) ?? dates.set(lang, new Intl.DateTimeFormat(lang === "es" ? "es-MX" : "en", { dateStyle: "long", timeZone: "UTC" })).get(lang)!;
  return form.format(new Date(Date.UTC(year, month - 1, day)));
}

/** All keys, for the test of the catalogue. */
export function keys(): [string, Both][] {
  return [...words];
}
