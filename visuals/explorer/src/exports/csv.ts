/**
 * Tables for spreadsheets: nodes, ties, and the records behind them.
 *
 * UTF-8 with a byte-order mark and CRLF (RFC 4180), so that Excel opens it with a double click. The first row names the columns and every other row is data:
 * no comment lines, which spreadsheets and programs would read as data. What the file is about (data set, version, layer, filters, link, licence, how to cite)
 * stands in the last columns of every row, so that a row that is copied or merged still says where it comes from.
 */

import type { App } from "../app";
import { catalogue, pick, t } from "../i18n";
import { conceptLabel, kindName, label } from "../names";
import "../panels/values"; // the words of certainty and review
import { REVIEW, type Place } from "../types";
import { about, behind, whole } from "./view";

catalogue({
  "csv.iri": ["IRI", "IRI"], "csv.name": ["nombre", "name"], "csv.kind": ["clase", "kind"], "csv.type": ["tipo", "type"], "csv.aka": ["otros nombres", "other names"],
  "csv.degree": ["lazos en esta vista", "ties in this view"], "csv.strength": ["peso de los lazos en esta vista", "weight of ties in this view"], "csv.community": ["comunidad", "community"],
  "csv.measure": ["{name} (en toda la capa)", "{name} (in the whole layer)"],
  "csv.a": ["IRI de A", "IRI of A"], "csv.a-name": ["A", "A"], "csv.b": ["IRI de B", "IRI of B"], "csv.b-name": ["B", "B"], "csv.weight": ["peso", "weight"],
  "csv.stated": ["peso dicho en los informes", "weight stated in reports"], "csv.inferred": ["peso inferido", "inferred weight"], "csv.tie": ["qué es el lazo", "what the tie is"],
  "csv.record": ["IRI del registro", "IRI of the record"], "csv.what": ["registro", "record"], "csv.who": ["quién", "who"], "csv.where": ["en qué", "in what"], "csv.text": ["qué dice", "what it says"],
  "csv.certainty": ["certeza", "certainty"], "csv.confidence": ["confianza (0 a 1)", "confidence (0 to 1)"], "csv.review": ["revisión", "review"],
  "csv.source": ["informe", "report"], "csv.file": ["archivo", "file"], "csv.line": ["renglón", "line"], "csv.start": ["primer carácter (desde 0)", "first character (from 0)"],
  "csv.end": ["carácter final (excluido)", "end character (excluded)"], "csv.quote": ["palabras del informe", "words of the report"],
  "csv.participation": ["participación", "participation"], "csv.membership": ["cargo o pertenencia", "post or membership"], "csv.contribution": ["intervención", "contribution"], "csv.fact": ["dato", "fact"],
  "csv.layer": ["capa", "layer"], "csv.dataset": ["conjunto de datos", "data set"], "csv.version": ["versión", "version"], "csv.filters": ["filtros", "filters"],
  "csv.view": ["enlace a esta vista (tras la dirección de la página)", "link to this view (after the page's address)"], "csv.publisher": ["quién publica", "publisher"], "csv.licence": ["licencia", "licence"],
  "csv.cite": ["cómo citar", "how to cite"],
});

type Cell = string | number;
export interface Table { head: string[]; rows: Cell[][] }

/** The nodes shown, with the measures of the layer. */
export function nodesTable(app: App): Table {
  const { model, scene } = app;
  const layer = model.layers.find((l) => l.name === scene.net.layer);
  const at = new Map(layer?.nodes.map((n, i) => [n, i]));
  const measures = Object.entries(layer?.measures ?? {});
  const communities = !!layer?.community.length;
  const rows = scene.net.nodes.map((n) => {
    const entity = model.entities[n]!;
    const ties = [...scene.net.neighbours.get(n)!.values()];
    const i = at.get(n) ?? -1;
    return [
      whole(model, entity.id), label(model, n), kindName(entity.kind), conceptLabel(model, entity.type), (entity.aka ?? []).join("; "), ties.length, ties.reduce((sum, tie) => sum + tie.weight, 0),
      ...(communities ? [layer!.community[i] ?? ""] : []), ...measures.map(([, values]) => values[i] ?? ""),
    ];
  });
  const names = measures.map(([name]) => t("csv.measure", { name: model.measures[name] ? pick(model.measures[name]!.label) : name }));
  return { head: [...words("iri", "name", "kind", "type", "aka", "degree", "strength"), ...(communities ? words("community") : []), ...names], rows };
}

/** The ties shown. */
export function tiesTable(app: App): Table {
  const { model, scene } = app;
  const meaning = about(app).meaning;
  const rows = scene.net.ties.map((tie) => [
    whole(model, model.entities[tie.a]!.id), label(model, tie.a), whole(model, model.entities[tie.b]!.id), label(model, tie.b), tie.weight, tie.stated, tie.weight - tie.stated, meaning,
  ]);
  return { head: words("a", "a-name", "b", "b-name", "weight", "stated", "inferred", "tie"), rows };
}

/** The records behind what is shown: a row for each place of a report that backs one; a record with none has one row without place. */
export function recordsTable(app: App): Table {
  const { model, scene } = app;
  const found = behind(model, scene);
  const rows: Cell[][] = [];
  const names = (entities: number[]): string => entities.filter((e) => e >= 0).map((e) => label(model, e)).join("; ");
  const add = (claim: { id: string; at: Place[]; quote?: string; confidence: number; review: number; inferred?: boolean }, ...what: Cell[]): void => {
    const backed = [t(`value.${claim.inferred ? "inferred" : "stated"}`), claim.confidence, t(`value.${REVIEW[claim.review] ?? "unreviewed"}`)];
    for (const place of claim.at.length ? claim.at : [null]) {
      const source = place ? model.sources[place[0]] : undefined;
      rows.push([whole(model, claim.id), ...what, ...backed, source?.title ?? "", source?.file ?? "", place?.[1] ?? "", place?.[2] ?? "", place?.[3] ?? "", claim.quote ?? ""]);
    }
  };
  for (const p of found.participations.map((i) => model.participations[i]!)) add(p, t("csv.participation"), names([p.person]), names([p.event]), conceptLabel(model, p.role));
  for (const m of found.memberships.map((i) => model.memberships[i]!)) add(m, t("csv.membership"), names([m.person]), names([m.institution]), m.title);
  for (const c of found.contributions.map((i) => model.contributions[i]!)) add(c, conceptLabel(model, c.kind) || t("csv.contribution"), names(c.speakers), names([c.event]), pick(c.words));
  for (const f of found.facts.map((i) => model.facts[i]!)) add(f, t("csv.fact"), names([f.about]), "", `${pick(f.property)}: ${pick(f.value)}`);
  return { head: words("record", "what", "who", "where", "text", "certainty", "confidence", "review", "source", "file", "line", "start", "end", "quote"), rows };
}

function words(...names: string[]): string[] {
  return names.map((name) => t(`csv.${name}`));
}

/** A table as CSV, with what it is about in its last columns. */
export function toCsv(app: App, table: Table): Blob {
  const said = about(app);
  const head = [...table.head, ...words("layer", "dataset", "version", "filters", "view", "publisher", "licence", "cite")];
  const tail = [said.layer, said.title, said.version, said.filters, said.hash, said.publisher, said.licence, said.cite].map(cell).join(",");
  const lines = [head.map(cell).join(","), ...table.rows.map((row) => `${row.map(cell).join(",")},${tail}`)];
  return new Blob(["\ufeff", lines.map((line) => `${line}\r\n`).join("")], { type: "text/csv;charset=utf-8" });
}

/** A cell: quoted where the format needs it; text that a spreadsheet would compute gets an apostrophe before it, numbers never; a NUL would end the cell in some programs. */
export function cell(value: Cell): string {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  const clean = value.replace(/\0/g, "\ufffd");
  const safe = /^ *[=+\-@\t\r\n]/.test(clean) ? `'${clean}` : clean;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
