/** The form of a ready question's parameters: a field of its type each; names of entities are found while they are written. */

import { pick, t } from "../../explorer/src/i18n";
import { h, put } from "./dom";
import type { Parameter, Question, Vocabulary } from "./model";
import { search } from "./net";

const WAIT = 200;
const OF: Record<string, string[]> = { event: ["event"], first: ["event"], second: ["event"], municipality: ["municipality"], mechanism: ["mechanism"], instrument: ["mechanism"], holder: ["person"], person: ["person"], institution: ["institution"] };
const TYPES: Record<string, string> = { date: "date", integer: "number", decimal: "number" };

/** Draw the form into `place`; `apply` is told the values. */
export function parameters(place: HTMLElement, question: Question, values: Record<string, string>, words: Vocabulary, base: string, apply: (values: Record<string, string>) => void): void {
  if (!question.parameters.length) return void put(place);
  const fields = question.parameters.map((p) => field(p, values[p.name] ?? p.default ?? "", words, base));
  const form = h("form", { class: "params", "aria-label": t("with"), submit: (event: Event) => {
    event.preventDefault();
    apply(Object.fromEntries(fields.map(({ parameter, read }) => [parameter.name, read()]).filter(([name, value]) => value !== (question.parameters.find((p) => p.name === name)?.default ?? ""))));
  } }, ...fields.map((f) => f.element), h("button", { type: "submit" }, t("apply")));
  put(place, form);
}

function field(parameter: Parameter, value: string, words: Vocabulary, base: string): { parameter: Parameter; element: HTMLElement; read: () => string } {
  const id = `param-${parameter.name}`;
  const control = choice(parameter, value, words, id) ?? text(parameter, value, id);
  const list = parameter.type === "entity" ? h("datalist", { id: `${id}-list` }) : null;
  if (list && control instanceof HTMLInputElement) found(control, list, parameter, base);
  const element = h("div", { class: "param" }, h("label", { for: id }, pick([parameter.help.es, parameter.help.en])), control, list);
  return { parameter, element, read: () => control.value.trim() };
}

/** A list to choose from: concepts of a scheme, yes and no. */
function choice(parameter: Parameter, value: string, words: Vocabulary, id: string): HTMLSelectElement | null {
  const some: [string, string][] | null = parameter.type === "concept" ? words.concepts.filter((c) => c.scheme === parameter.scheme).map((c) => [c.notation, pick([c.label.es, c.label.en])])
    : parameter.type === "boolean" ? [["true", t("yes")], ["false", t("no")]] : null;
  if (!some) return null;
  const any = parameter.optional && parameter.default === null ? [["", t("any")] as [string, string]] : [];
  return h("select", { id }, ...[...any, ...some].map(([key, shown]) => h("option", { value: key, selected: key === value }, shown)));
}

function text(parameter: Parameter, value: string, id: string): HTMLInputElement {
  const kind = TYPES[parameter.type] ?? "text";
  return h("input", { id, type: kind, value, autocomplete: "off", spellcheck: "false", ...(kind === "number" ? { step: parameter.type === "integer" ? "1" : "any" } : {}), ...(parameter.type === "entity" ? { list: `${id}-list`, placeholder: t(parameter.optional && parameter.default === null ? "any" : "entity-hint") } : {}) });
}

/** Offer the entities that what is written may mean; what is chosen is `persona/lucia-prado`. */
function found(input: HTMLInputElement, list: HTMLDataListElement, parameter: Parameter, base: string): void {
  let waiting = 0;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(async () => {
      try {
        const page = await search(input.value, OF[parameter.name] ?? [], 12);
        put(list, ...page.results.filter((r) => r.iri.startsWith(`${base}id/`)).map((r) => h("option", { value: r.iri.slice(base.length + 3) }, pick([r.label.es, r.label.en]))));
      } catch {
        put(list); // without help the field still takes what is written
      }
    }, WAIT);
  });
}
