/** How a cell of an answer is written: names and numbers as they are, IRIs as links, lists of claims as numbered links. */

import { number, t } from "../../../explorer/src/i18n";
import { h } from "../dom";
import { numberOf, type Cell } from "../model";
import { pageOf, short, tail } from "../places";

const CLAIMS = 5;

/** The words of a cell, for sorting, filtering and drawing. */
export function wordsOf(cell: Cell | null): string {
  return cell === null ? "" : cell.type === "uri" ? short(cell.value) : cell.type === "bnode" ? `_:${cell.value}` : cell.value;
}

/** The nodes that show a cell. */
export function nodesOf(cell: Cell | null, evidence: boolean): (Node | string)[] {
  if (cell === null) return [];
  const iris = cell.value.split(/[\s|]+/).filter((part) => part.includes("://"));
  if (cell.type === "literal" && iris.length && cell.value.split(/[\s|]+/).every((part) => !part || part.includes("://"))) return claims(iris);
  if (cell.type === "uri") return evidence ? claims([cell.value]) : [link(cell.value, short(cell.value))];
  const value = numberOf(cell);
  return [h("bdi", cell["xml:lang"] && cell["xml:lang"] !== "es" ? { lang: cell["xml:lang"] } : {}, Number.isNaN(value) ? wordsOf(cell) : number(value, 6))];
}

function claims(iris: string[]): (Node | string)[] {
  const shown = iris.slice(0, CLAIMS).flatMap((iri, n) => [link(iri, String(n + 1), t("claim", { n: n + 1, name: tail(iri) })), " "]);
  return iris.length > CLAIMS ? [...shown, h("span", { class: "soft" }, `+${iris.length - CLAIMS}`)] : shown;
}

/** A link to the page about an IRI, or its words when there is none to open. */
export function link(iri: string, words: string, label = ""): Node {
  const address = pageOf(iri);
  return address ? h("a", { href: address, ...(label ? { "aria-label": label } : {}) }, h("bdi", {}, words)) : h("bdi", {}, words);
}
