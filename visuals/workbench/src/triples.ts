/** N-Triples as the server writes them, read back as rows of three cells. */

import type { Cell, Row } from "./model";

const LINE = /^(<[^>]*>|_:\S+) <([^>]*)> (?:(<[^>]*>|_:\S+)|"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?) \.$/;
const PLAIN: Record<string, string> = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f" };

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (_, short: string | undefined, long: string | undefined, sign: string | undefined) =>
    sign !== undefined ? (PLAIN[sign] ?? sign) : String.fromCodePoint(Number.parseInt(short ?? long ?? "fffd", 16)));
}

function node(text: string): Cell {
  return text.startsWith("<") ? { type: "uri", value: unescaped(text.slice(1, -1)) } : { type: "bnode", value: text.slice(2) };
}

/** The triples of a text. */
export function parseTriples(text: string): Row[] {
  const rows: Row[] = [];
  for (const line of text.split("\n")) {
    const found = LINE.exec(line);
    if (!found) continue;
    const [, subject, predicate, resource, literal, lang, datatype] = found;
    const object: Cell = resource !== undefined ? node(resource) : { type: "literal", value: unescaped(literal ?? ""), ...(lang ? { "xml:lang": lang } : {}), ...(datatype ? { datatype } : {}) };
    rows.push([node(subject!), { type: "uri", value: predicate! }, object]);
  }
  return rows;
}
