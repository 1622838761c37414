/** All that is asked of the server: this page's own, nothing else (its policy allows no other). */

import type { Cell, Failure, Question, QuestionList, Results, SearchPage, Vocabulary } from "./model";
import { parseTriples } from "./triples";

/** What the server said instead of an answer. */
export class Refused extends Error {
  constructor(readonly failure: Failure) {
    super(failure.es);
  }
}

async function json<T>(address: string): Promise<T> {
  const answer = await fetch(address, { headers: { accept: "application/json" } });
  if (!answer.ok) throw await refusal(answer);
  return (await answer.json()) as T;
}

async function refusal(answer: Response): Promise<Refused> {
  const nothing: Failure = { status: answer.status, es: `${answer.status} ${answer.statusText}`, en: `${answer.status} ${answer.statusText}`, remedyEs: "", remedyEn: "" };
  try {
    const [first] = ((await answer.json()) as { errors: { es: string; en: string; remedy_es: string; remedy_en: string }[] }).errors;
    return new Refused(first ? { status: answer.status, es: first.es, en: first.en, remedyEs: first.remedy_es, remedyEn: first.remedy_en } : nothing);
  } catch {
    return new Refused(nothing);
  }
}

/** A ready question, its query bound to these values. */
export function question(name: string, values: Record<string, string>): Promise<Question> {
  const given = new URLSearchParams(Object.entries(values).filter(([, v]) => v !== "").map(([n, v]) => [`param.${n}`, v]));
  return json(`api/questions/${encodeURIComponent(name)}${given.size ? `?${given}` : ""}`);
}

/** Every ready question. */
export function questions(): Promise<QuestionList> {
  return json("api/questions?limit=500");
}

/** What is called so. */
export function search(words: string, kinds: string[], limit: number): Promise<SearchPage> {
  return json(`api/search?${new URLSearchParams([["q", words], ...kinds.map((k) => ["kind", k]), ["limit", String(limit)]])}`);
}

let words: Promise<Vocabulary> | undefined;
/** The words of the graph, asked for once. */
export function vocabulary(): Promise<Vocabulary> {
  return (words ??= json<Vocabulary>("api/vocabulary"));
}

/** Ask the endpoint; `format` for a file, without it what the views show. */
async function ask(query: string, accept: string, signal?: AbortSignal, format = ""): Promise<Response> {
  const body = new URLSearchParams(format ? { query, format } : { query });
  const answer = await fetch("sparql", { method: "POST", body, headers: { accept }, ...(signal ? { signal } : {}) });
  if (!answer.ok) throw await refusal(answer);
  return answer;
}

/** The whole text of an answer; one that breaks off is a SyntaxError, as is one that is not what it says. */
async function whole(answer: Response): Promise<string> {
  try {
    return await answer.text();
  } catch (error) {
    throw error instanceof DOMException ? error : new SyntaxError("cut off");
  }
}

/** Run a query; triples come back as rows of three. */
export async function run(query: string, signal: AbortSignal): Promise<Results> {
  const started = performance.now();
  const answer = await ask(query, "application/sparql-results+json, application/n-triples;q=0.9", signal);
  const text = await whole(answer);
  const took = performance.now() - started;
  if (!(answer.headers.get("content-type") ?? "").includes("json")) return { kind: "triples", columns: ["subject", "predicate", "object"], rows: parseTriples(text), text, took };
  const found = JSON.parse(text) as { head: { vars?: string[] }; boolean?: boolean; results?: { bindings: Record<string, Cell>[] } };
  if (found.boolean !== undefined) return { kind: "boolean", columns: [], rows: [], boolean: found.boolean, text, took };
  const columns = found.head.vars ?? [];
  return { kind: "rows", columns, rows: (found.results?.bindings ?? []).map((b) => columns.map((c) => b[c] ?? null)), text, took };
}

/** The answer as a file: `sheet` is a CSV in which no cell is a formula. */
export async function file(query: string, format: string): Promise<Blob> {
  return (await ask(query, "application/sparql-results+json, */*;q=0.5", undefined, format)).blob();
}
