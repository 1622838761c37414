/** What may be written at a place of a query: classes after `a`, properties that the shapes give the subject's class first, concepts after a property that takes them. Pure. */

import type { Concept, Term, Vocabulary } from "./model";

export interface Suggestion { insert: string; shown: string; what: "class" | "property" | "concept" | "variable"; needed: boolean; label: { es: string; en: string }; definition: { es: string; en: string }; prefix: string }
export interface Place { from: number; word: string; position: "class" | "property" | "object" | "variable" }

const OPAQUE = /<[^<>"{}|^`\\\s]*>|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#[^\n]*/g;
const MOST = 60;

/** Text without what strings and comments say, of the same length; IRIs stay. */
function bare(text: string): string {
  return text.replace(OPAQUE, (found) => (found.startsWith("<") ? found : " ".repeat(found.length)));
}

/** Letters without accents or case. */
export function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** What is being written where the cursor stands; null inside a string, a comment, an IRI or a variable's name. */
export function placeAt(text: string, cursor: number): Place | null {
  const before = text.slice(0, cursor);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const rest = line.replace(OPAQUE, (found) => " ".repeat(found.length));
  if (/["'<]/.test(rest) || [...line.matchAll(OPAQUE)].some(([found]) => found.startsWith("#"))) return null;
  const word = /[\p{L}\p{N}_:.-]*$/u.exec(before)![0].replace(/^\.+/, "");
  const from = cursor - word.length;
  if (/[?$@^\\]$/.test(before.slice(0, from))) return null;
  const ahead = bare(before.slice(0, from)).trimEnd();
  if (/(?:^|[\s;{.])(?:a|rdf:type)(?:\s+[\w-]+:[\w-]+\s*,)*$/.test(ahead)) return { from, word, position: "class" };
  const start = Math.max(ahead.lastIndexOf("{"), ahead.lastIndexOf("}"), lastDot(ahead));
  const statement = ahead.slice(start + 1);
  const part = statement.slice(statement.lastIndexOf(";") + 1).trim();
  const tokens = part.split(/\s+/).filter(Boolean);
  const asked = statement.includes(";") ? tokens.length : tokens.length - 1;
  return { from, word, position: asked <= 0 ? "property" : "object" };
}

function lastDot(text: string): number {
  for (let at = text.length - 1; at >= 0; at--) if (text[at] === "." && (at + 1 >= text.length || /\s/.test(text[at + 1]!))) return at;
  return -1;
}

/** The subject of the statement the cursor is in, and the property before it ("" when there is none). */
export function around(text: string, cursor: number): { subject: string; property: string } {
  const ahead = bare(text.slice(0, cursor));
  const start = Math.max(ahead.lastIndexOf("{"), ahead.lastIndexOf("}"), lastDot(ahead.trimEnd()));
  const statement = ahead.slice(start + 1);
  const subject = statement.trim().split(/\s+/)[0] ?? "";
  const tokens = statement.slice(statement.lastIndexOf(";") + 1).trim().split(/\s+/).filter(Boolean);
  return { subject, property: statement.includes(";") ? (tokens[0] ?? "") : (tokens[1] ?? "") };
}

/** The classes a query gives a subject, as they are written. */
export function classesOf(text: string, subject: string): string[] {
  if (!/^[?$]\w+$/.test(subject)) return [];
  const found: string[] = [];
  const name = subject.replace(/[?$]/, "[?$]");
  for (const [, list] of bare(text).matchAll(new RegExp(`${name}\\s+(?:[^.{}]*?;\\s*)?(?:a|rdf:type)\\s+([\\w-]+:[\\w-]+(?:\\s*,\\s*[\\w-]+:[\\w-]+)*)`, "g"))) found.push(...list!.split(/\s*,\s*/));
  return found;
}

/** A term as a query writes it, and the prefix that needs. */
export function curie(iri: string, prefixes: Record<string, string>): { text: string; prefix: string } {
  for (const [prefix, namespace] of Object.entries(prefixes)) {
    const local = iri.slice(namespace.length);
    if (iri.startsWith(namespace) && /^[A-Za-z_][\w-]*$/.test(local)) return { text: `${prefix}:${local}`, prefix };
  }
  return { text: `<${iri}>`, prefix: "" };
}

/** What may be written there, what fits best first. */
export function suggestions(words: Vocabulary, text: string, cursor: number): { place: Place; list: Suggestion[] } | null {
  const place = placeAt(text, cursor);
  if (!place) return null;
  const { subject, property } = around(text, place.from);
  const byCurie = new Map(words.terms.map((t) => [curie(t.iri, words.prefixes).text, t]));
  const found = place.position === "class" ? words.terms.filter((t) => t.kind === "Class").map((t) => ofTerm(t, words, "class", false))
    : place.position === "object" ? concepts(words, byCurie.get(property))
    : properties(words, classesOf(text, subject).flatMap((c) => byCurie.get(c) ?? []));
  const wanted = fold(place.word.replace(/^[\w-]*:/, ""));
  const prefix = /^([\w-]*):/.exec(place.word)?.[1];
  const list = found.map((one, order) => ({ one, order, score: score(one, wanted, prefix) })).filter((r) => r.score < 9).sort((a, b) => a.score - b.score || a.order - b.order).map((r) => r.one);
  return { place, list: list.slice(0, MOST) };
}

/** The variables of the query, where the name of one is being written. */
export function variables(text: string, cursor: number): { place: Place; list: Suggestion[] } | null {
  const word = /[?$]\w*$/.exec(text.slice(0, cursor))?.[0];
  if (!word) return null;
  const nothing = { es: "", en: "" };
  const names = [...new Set([...bare(text).matchAll(/[?$]\w+/g)].map(([name]) => `?${name.slice(1)}`))].filter((name) => name !== `?${word.slice(1)}` && name.startsWith(`?${word.slice(1)}`)).sort();
  return { place: { from: cursor - word.length, word, position: "variable" }, list: names.map((name) => ({ insert: name, shown: name, what: "variable", needed: false, label: nothing, definition: nothing, prefix: "" })) };
}

/** How well a suggestion fits what is written: its name begins so, a word of its label does, it holds it; 9 is not at all. */
function score(one: Suggestion, wanted: string, prefix: string | undefined): number {
  if (prefix !== undefined && one.prefix !== prefix && one.what !== "concept") return 9;
  if (!wanted) return 0;
  const name = fold(one.shown.replace(/^[\w-]+:/, ""));
  if (name.startsWith(wanted)) return 1;
  const labels = fold(`${one.label.es} ${one.label.en}`);
  if (labels.split(/[^\p{L}\p{N}]+/u).some((w) => w.startsWith(wanted))) return 2;
  return name.includes(wanted) ? 3 : 9;
}

function ofTerm(term: Term, words: Vocabulary, what: "class" | "property", needed: boolean): Suggestion {
  const { text, prefix } = curie(term.iri, words.prefixes);
  return { insert: text, shown: text, what, needed, label: term.label, definition: term.definition, prefix };
}

/** The properties of these classes first, those they cannot be without before the rest; then all others. */
function properties(words: Vocabulary, classes: Term[]): Suggestion[] {
  const needed = new Set(classes.flatMap((c) => c.needs ?? []));
  const has = new Set(classes.flatMap((c) => c.has ?? []));
  const known = new Map(words.terms.map((t) => [t.iri, t]));
  const all = [...words.terms.filter((t) => t.kind.endsWith("Property")).map((t) => t.iri), ...words.others];
  const place = (iri: string): number => (needed.has(iri) ? 0 : has.has(iri) ? 1 : 2);
  const nothing = { es: "", en: "" };
  return all.sort((a, b) => place(a) - place(b)).map((iri) => ofTerm(known.get(iri) ?? { iri, kind: "Property", label: nothing, definition: nothing }, words, "property", needed.has(iri)));
}

/** The concepts of the schemes that a property takes. */
function concepts(words: Vocabulary, property: Term | undefined): Suggestion[] {
  const schemes = new Set((property?.schemes ?? []).map((iri) => iri.split("/").pop()));
  return words.concepts.filter((c: Concept) => schemes.has(c.scheme)).map((c) => ({ insert: `<${c.iri}>`, shown: `${c.scheme}/${c.notation}`, what: "concept", needed: false, label: c.label, definition: { es: "", en: "" }, prefix: "" }));
}
