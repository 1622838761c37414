/** The same query from a program: curl, Python, R. */

import { t } from "../../explorer/src/i18n";
import { h, put } from "./dom";

/** A text as a POSIX shell reads it literally. */
export function shell(text: string): string {
  return `'${text.replace(/'/g, `'\\''`)}'`;
}

/** A text as Python reads it: as it stands when it may, else with escapes. */
export function python(text: string): string {
  return /["\\\r]/.test(text) ? JSON.stringify(text) : `"""${text}"""`;
}

/** A text as R reads it (4.0 or later: raw strings). */
export function r(text: string): string {
  for (const dashes of ["", "-", "--", "---", "----"]) if (!text.includes(`)${dashes}"`)) return `r"${dashes}(${text})${dashes}"`;
  return JSON.stringify(text).replace(/\\u([0-9a-f]{4})/g, "\\u$1");
}

export const LANGUAGES = ["curl", "Python", "R"] as const;

/** The code that asks `endpoint` the query. */
export function code(language: (typeof LANGUAGES)[number], endpoint: string, query: string, triples = false): string {
  if (triples) return ofTriples(language, endpoint, query);
  if (language === "curl") return `curl -sS ${shell(endpoint)} \\\n  -H 'Accept: text/csv' \\\n  --data-urlencode query=${shell(query)}\n`;
  if (language === "Python") {
    return `import io\nfrom urllib.parse import urlencode\nfrom urllib.request import Request, urlopen\n\nimport pandas as pd\n\nquery = ${python(query)}\nasked = Request(${JSON.stringify(endpoint)}, urlencode({"query": query}).encode(), {"Accept": "text/csv"})\nanswer = pd.read_csv(io.BytesIO(urlopen(asked).read()))\nprint(answer)\n`;
  }
  return `library(httr)\n\nquery <- ${r(query)}\nasked <- POST(${JSON.stringify(endpoint)}, body = list(query = query), encode = "form", accept("text/csv"))\nstop_for_status(asked)\nanswer <- read.csv(text = content(asked, as = "text", encoding = "UTF-8"))\nprint(answer)\n`;
}

/** The same for a query that gives triples. */
function ofTriples(language: (typeof LANGUAGES)[number], endpoint: string, query: string): string {
  if (language === "curl") return `curl -sS ${shell(endpoint)} \\\n  -H 'Accept: text/turtle' \\\n  --data-urlencode query=${shell(query)}\n`;
  if (language === "Python") {
    return `from urllib.parse import urlencode\nfrom urllib.request import Request, urlopen\n\nfrom rdflib import Graph\n\nquery = ${python(query)}\nasked = Request(${JSON.stringify(endpoint)}, urlencode({"query": query}).encode(), {"Accept": "text/turtle"})\ngraph = Graph().parse(data=urlopen(asked).read(), format="turtle")\nprint(len(graph))\n`;
  }
  return `library(httr)\n\nquery <- ${r(query)}\nasked <- POST(${JSON.stringify(endpoint)}, body = list(query = query), encode = "form", accept("text/turtle"))\nstop_for_status(asked)\nwriteLines(content(asked, as = "text", encoding = "UTF-8"), "graph.ttl")\n`;
}

let chosen: (typeof LANGUAGES)[number] = "curl";

/** Draw the code of a query, with a choice of language. */
export function snippets(place: HTMLElement, endpoint: string, query: string, triples: boolean, copy: (text: string, said: HTMLElement) => void): void {
  const shown = h("pre", { tabindex: "0", class: "snippet" });
  const said = h("span", { role: "status", class: "soft" });
  const draw = (): void => put(shown, code(chosen, endpoint, query, triples));
  const choice = h("fieldset", { class: "choice" }, h("legend", { class: "hidden-text" }, t("language-of-code")), ...LANGUAGES.map((language) =>
    h("label", {}, h("input", { type: "radio", name: "code", value: language, checked: language === chosen, change: () => {
      chosen = language;
      draw();
    } }), language)));
  draw();
  put(place, h("div", { class: "run" }, choice, h("button", { type: "button", click: () => copy(shown.textContent ?? "", said) }, t("copy")), said), shown);
}
