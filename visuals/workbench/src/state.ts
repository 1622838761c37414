/** What the address after `#` holds: a query, or a ready question with its values, and the view. A link to it shows the same. */

import type { View } from "./model";
import { VIEWS } from "./model";

export interface State { question: string; values: Record<string, string>; query: string; view: View | "" }

/** Read an address. `query` is the text of a query of one's own; with `question` there is none. */
export function read(hash: string): State {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const values: Record<string, string> = {};
  for (const [name, value] of given) if (name.startsWith("param.")) values[name.slice(6)] = value;
  const view = given.get("view") ?? "";
  const query = given.get("query") ?? "";
  return { question: query ? "" : (given.get("question") ?? ""), values, query, view: VIEWS.find((v) => v === view) ?? "" };
}

/** Write an address; empty when there is nothing to say. */
export function write(state: State): string {
  const told = new URLSearchParams();
  if (state.query) told.set("query", state.query);
  else if (state.question) {
    told.set("question", state.question);
    for (const name of Object.keys(state.values).sort()) if (state.values[name]) told.set(`param.${name}`, state.values[name]!);
  }
  if (state.view) told.set("view", state.view);
  const text = told.toString();
  return text ? `#${text}` : "";
}
