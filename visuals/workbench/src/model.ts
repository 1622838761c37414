/** What the server gives and what the views take. */

export interface Failure { status: number; es: string; en: string; remedyEs: string; remedyEn: string }
/** A term of an answer, as SPARQL 1.1 Query Results JSON has it. */
export interface Cell { type: "uri" | "literal" | "bnode"; value: string; "xml:lang"?: string; datatype?: string }
export type Row = (Cell | null)[];
export interface Results { kind: "rows" | "triples" | "boolean"; columns: string[]; rows: Row[]; boolean?: boolean; text: string; took: number; headings?: Record<string, Pair> /* of a ready question's columns */ }
export interface Pair { es: string; en: string }
export interface Parameter { name: string; type: string; scheme: string | null; default: string | null; optional: boolean; help: Pair }
export interface Question { name: string; summary: Pair; note: Pair | null; tags: string[]; view: View; parameters: Parameter[]; query: string; lists: Record<string, string>; headings: Record<string, Pair> }
export interface QuestionList { total: number; tags: string[]; results: Question[] }
export interface Hit { iri: string; kind: string; label: Pair; also: string[]; page: string; entity: string }
export interface SearchPage { total: number; results: Hit[] }
export interface Term { iri: string; kind: string; label: Pair; definition: Pair; has?: string[]; needs?: string[]; above?: string[]; range?: string[]; schemes?: string[] }
export interface Concept { iri: string; scheme: string; notation: string; label: Pair }
export interface Vocabulary { prefixes: Record<string, string>; terms: Term[]; others: string[]; concepts: Concept[] }

/** The views of an answer; the names are those of `#defaultView`. */
export const VIEWS = ["Table", "Graph", "Timeline", "BarChart", "Map", "Text"] as const;
export type View = (typeof VIEWS)[number];

const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMBERS = new Set(["integer", "decimal", "double", "float", "int", "long", "short", "nonNegativeInteger"].map((n) => XSD + n));
const DATES = new Set(["date", "dateTime", "gYear", "gYearMonth"].map((n) => XSD + n));

/** The number a cell holds; NaN when it holds none. */
export function numberOf(cell: Cell | null): number {
  return cell?.datatype && NUMBERS.has(cell.datatype) ? Number(cell.value) : Number.NaN;
}

/** Whether a cell is a date (of any length from a year on), also one that a query gives as a plain text. */
export function isDate(cell: Cell | null): cell is Cell {
  return cell !== null && cell.type === "literal" && ((cell.datatype !== undefined && DATES.has(cell.datatype)) || /^\d{4}-\d{2}-\d{2}(T|$)/.test(cell.value));
}

/** The view a query asks for: `#defaultView:Graph`. */
export function defaultView(query: string): View | null {
  const said = /^#defaultView:\s*(\w+)/m.exec(query)?.[1];
  return VIEWS.find((v) => v === said) ?? null;
}

/** What a column is called: as its ready question says, else its own name as words. */
export function heading(column: string, results: Results): string {
  const said = results.headings?.[column];
  if (said) return document.documentElement.lang === "en" ? said.en : said.es;
  return column.replace(/([a-z0-9])([A-Z])/g, "$1 $2").replace(/_/g, " ").toLowerCase();
}
