/** Where an IRI leads inside this server, and how it is written for reading. */

const VOCABULARY = "https://w3id.org/gobierno-abierto/vocabulary/";
const ONTOLOGY = "https://w3id.org/gobierno-abierto/ontology#";
const SAFE = /^[A-Za-z0-9_~][A-Za-z0-9._~-]*(\/[A-Za-z0-9_~][A-Za-z0-9._~-]*)*$/;
let base = "";
let prefixes: [string, string][] = [];

/** Tell what the corpus's own IRIs begin with. */
export function settle(own: string, known: Record<string, string>): void {
  base = own;
  prefixes = Object.entries(known);
}

/** The page about an IRI; of others the IRI itself, when it is an address of the Web; "" when there is nothing to open. */
export function pageOf(iri: string): string {
  const [whole = "", fragment = ""] = iri.split("#");
  if (iri.startsWith(ONTOLOGY)) return `ontology.html#${fragment}`;
  const path = whole.startsWith(VOCABULARY) ? `vocabulary/${whole.slice(VOCABULARY.length)}` : whole.startsWith(base) && /^(id|graph)\//.test(whole.slice(base.length)) ? whole.slice(base.length) : "";
  if (path && SAFE.test(path)) return `${path}.html${fragment ? `#${encodeURIComponent(fragment)}` : ""}`;
  return /^https?:\/\/[^\s<>"{}|^`\\]+$/i.test(iri) ? iri : "";
}

/** An IRI for reading: `persona/lucia-prado`, `kg:theme`, or as it is. */
export function short(iri: string): string {
  if (base && iri.startsWith(`${base}id/`)) return iri.slice(base.length + 3);
  if (iri.startsWith(VOCABULARY)) return iri.slice(VOCABULARY.length);
  for (const [prefix, namespace] of prefixes) if (iri.startsWith(namespace) && iri.length > namespace.length) return `${prefix}:${iri.slice(namespace.length)}`;
  return iri;
}

/** The name that tells an entity apart without asking: the last part of its IRI, as words. */
export function tail(iri: string): string {
  const part = iri.replace(/[/#]+$/, "").split(/[/#]/).pop() ?? iri;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
