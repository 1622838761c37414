/** One claim: what it says, who says it, how sure that is, and the place of the report where it stands. */

import type { App } from "../app";
import { h } from "../dom";
import { catalogue, date, number, pick, t } from "../i18n";
import { conceptLabel } from "../names";
import { REVIEW, type Contribution, type Membership, type Participation, type Place } from "../types";
import { any, claimAt, claimNamed, daysOf, inside, lookup, named, speakers, told, type ClaimRef } from "../why";
import { entity, leads, out, openClaim, safeLink, section, sourceButton, tag, titled } from "./bits";
import { cut } from "./text";

catalogue({
  "claim.participations": ["Participación", "Participation"], "claim.memberships": ["Cargo o lugar", "Office or seat"], "claim.contributions": ["Intervención", "Contribution"], "claim.facts": ["Dato", "Fact"],
  "claim.says": ["Lo que dice", "What it says"], "claim.own": ["Resumido con palabras nuestras.", "Summarised in our own words."],
  "claim.about": ["De qué y de quién trata", "Whom and what it is about"], "claim.wishes": ["Entre quiénes pide un lazo (no consta que exista)", "Between whom it asks for a tie (nothing says it exists)"],
  "claim.answers": ["Responde a", "It answers"], "claim.answered": ["Le responden", "Answered by"],
  "claim.where": ["Dónde está en el informe", "Where it stands in the report"], "claim.nowhere": ["Esta afirmación no trae su lugar en ningún informe: no se puede comprobar aquí.", "This claim comes without its place in any report: it cannot be checked here."],
  "claim.lost": ["El enlace lleva a una afirmación que este archivo no tiene.", "The link leads to a claim that this file does not have."],
  "claim.line": ["Línea {line}, caracteres {start} a {end}", "Line {line}, characters {start} to {end}"], "claim.file": ["Archivo: {file}", "File: {file}"],
  "claim.source-lost": ["Un informe que este archivo no describe", "A report that this file does not describe"],
  "claim.open": ["Abrir el informe en esta línea", "Open the report at this line"], "claim.original": ["El informe en su sitio", "The report where it is published"],
  "claim.no-quote": ["La frase del informe no está en este archivo; con el lugar se encuentra en el original.", "The report's sentence is not in this file; the place leads to it in the original."],
  "claim.sure": ["Qué tan segura es", "How sure it is"],
  "claim.confidence": ["Confianza de la lectura: {n} %.", "Confidence of the reading: {n}%."],
  "claim.unreviewed": ["Nadie la ha revisado todavía.", "Nobody has reviewed it yet."], "claim.accepted": ["Una persona la revisó y la aceptó.", "A person reviewed it and accepted it."],
  "claim.corrected": ["Una persona la revisó y la corrigió.", "A person reviewed it and corrected it."],
  "claim.stated": ["El informe lo dice.", "The report says it."], "claim.inferred": ["El informe no lo dice: lo infirió la lectura.", "The report does not say it: the reading inferred it."],
  "claim.speaker": ["El informe no dice quién habla: la lectura lo atribuye a {who}{method}.", "The report does not say who speaks: the reading attributes it to {who}{method}."],
  "claim.method": [" (por: {method})", " (by: {method})"], "claim.others": ["Pudo ser {people}.", "It could be {people}."],
  "claim.force": ["Fuerza: {force}.", "Force: {force}."], "claim.sector": ["Sector: {sector}.", "Sector: {sector}."], "claim.day": ["Fecha: {day}.", "Date: {day}."],
  "claim.back": ["Volver a {name}", "Back to {name}"], "claim.hat": ["Participó con este cargo o lugar", "They took part with this office or seat"],
});

/** The list of a claim in words: "Participación". */
export function listName(ref: ClaimRef): string {
  return t(`claim.${ref.list}`);
}

/** Everything about a claim. */
export function claimPanel(app: App, id: string, title: HTMLElement): (Node | null)[] {
  const ref = claimNamed(app.model, id);
  const claim = ref && claimAt(app.model, ref);
  if (!ref || !claim) {
    title.textContent = t("claim.lost");
    return [];
  }
  const { model } = app;
  const said = ref.list === "contributions" ? (claim as Contribution) : null;
  title.textContent = said ? conceptLabel(model, said.kind) || listName(ref) : listName(ref);
  return [
    section(t("claim.says"), h("p", { class: "p-said", dir: "auto" }, said ? pick(said.words) : told(model, ref)),
      said && h("p", { class: "small soft" }, [t("claim.own"), said.force >= 0 ? t("claim.force", { force: inside(conceptLabel(model, said.force)) }) : ""].join(" ")), details(app, ref)),
    section(t("claim.where"), ...places(app, ref)),
    section(t("claim.sure"), ...certainty(app, ref)),
    said && parties(app, said),
    said && answering(app, ref.index, said),
    leads(app, claim.id, told(model, ref)),
  ];
}

function details(app: App, ref: ClaimRef): HTMLElement | null {
  const { model } = app;
  if (ref.list === "facts") {
    const fact = model.facts[ref.index]!;
    return h("p", { class: "p-chips" }, ...[fact.about, fact.entity].filter((e) => e >= 0).map((e) => entity(app, e)));
  }
  if (ref.list === "participations") {
    const p = claimAt(model, ref) as Participation;
    const hat = model.memberships[p.hat];
    return h("div", {}, h("p", { class: "p-chips" }, entity(app, p.person), entity(app, p.event)), days(daysOf(model, p.event)),
      hat && h("p", {}, `${t("claim.hat")}: `, h("bdi", {}, hat.title), " ", hat.institution >= 0 && entity(app, hat.institution), " ", sourceButton(app, { list: "memberships", index: p.hat })));
  }
  if (ref.list === "memberships") {
    const m = claimAt(model, ref) as Membership;
    return h("div", {}, h("p", { class: "p-chips" }, ...[m.person, m.institution].filter((e) => e >= 0).map((e) => entity(app, e))),
      m.sector >= 0 && h("p", { class: "small" }, t("claim.sector", { sector: inside(conceptLabel(model, m.sector)) })));
  }
  const c = claimAt(model, ref) as Contribution;
  return h("div", {}, h("p", {}, speakers(model, c)), days(daysOf(model, c.event)));
}

function days(list: string[]): HTMLElement | null {
  return list.length ? h("p", { class: "small" }, t("claim.day", { day: list.map(date).join(", ") })) : null;
}

/** Whom and what a contribution names. */
function parties(app: App, c: Contribution): HTMLElement | null {
  const about = [...new Set([...c.speakers, c.event, ...c.themes, ...c.mechanisms, ...c.municipalities])].filter((e) => e >= 0);
  const chips = (list: number[]): HTMLElement => h("p", { class: "p-chips" }, ...list.map((e) => entity(app, e)));
  return h("div", {}, section(t("claim.about"), about.length ? chips(about) : null), section(t("claim.wishes"), c.wishes.length ? h("div", { class: "p-reason p-wished" }, tag("wished"), chips(c.wishes)) : null));
}

function answering(app: App, index: number, c: Contribution): HTMLElement | null {
  const { model } = app;
  const answers = (list: number[]): HTMLElement | null => list.length ? h("ul", { class: "p-list" }, ...list.map((i) => h("li", {}, h("button", { type: "button", class: "link", click: () => openClaim(app, { list: "contributions", index: i }) },
    told(model, { list: "contributions", index: i }))))) : null;
  return h("div", {}, section(t("claim.answers"), answers(c.answers)), section(t("claim.answered"), answers(lookup(model).answered.get(index) ?? [])));
}

function places(app: App, ref: ClaimRef): (HTMLElement | null)[] {
  const claim = claimAt(app.model, ref)!;
  if (!claim.at.length) return [h("p", { class: "warn" }, t("claim.nowhere"))];
  return [...claim.at.map((at) => place(app, at)), claim.at.some(([source]) => app.model.sources[source]?.text !== undefined) ? null
    : claim.quote ? h("blockquote", { dir: "auto", class: "p-quote" }, claim.quote) : h("p", { class: "small soft" }, t("claim.no-quote"))];
}

/** A place: which report, which line, its words when they are in the page, and the way there. */
function place(app: App, at: Place): HTMLElement {
  const [source, line, start, end] = at;
  const found = app.model.sources[source];
  if (!found) return h("p", { class: "warn" }, `${t("claim.source-lost")}. ${t("claim.line", { line, start, end })}`);
  const words = cut(found, start, end, 90);
  const address = safeLink(found.address);
  return h("div", { class: "p-place" }, h("p", {}, h("cite", { dir: "auto" }, titled(app, source)), found.publisher && h("span", { class: "small soft" }, ` · ${found.publisher}`), found.date && h("span", { class: "small soft" }, ` · ${date(found.date)}`)),
    h("p", { class: "small" }, `${t("claim.line", { line: number(line), start: number(start), end: number(end) })}.`, found.file && h("span", { class: "soft" }, ` ${t("claim.file", { file: found.file })}`)),
    words && h("blockquote", { class: "p-quote", dir: "auto" }, words[0], h("mark", {}, words[1]), words[2]),
    h("p", { class: "p-buttons" }, h("button", { type: "button", "data-key": `open ${source} ${start}`, click: () => app.set({ source }) }, t("claim.open")), address && out(address.href, t("claim.original"))));
}

/** How a claim is known: stated or inferred, by which method, who else it could be, who reviewed it, and its confidence. */
function certainty(app: App, ref: ClaimRef): HTMLElement[] {
  const { model } = app;
  const claim = claimAt(model, ref)!;
  const lines: (string | HTMLElement)[] = [];
  if (ref.list === "contributions" && claim.inferred) {
    const c = claim as Contribution;
    const method = conceptLabel(model, c.method);
    lines.push(t("claim.speaker", { who: speakers(model, c), method: method && t("claim.method", { method: inside(method) }) }));
    if (c.alternatives.length) lines.push(t("claim.others", { people: any(c.alternatives.map((o) => named(model, o))) }), h("span", { class: "p-chips" }, ...c.alternatives.map((o) => entity(app, o))));
  } else lines.push(t(claim.inferred ? "claim.inferred" : "claim.stated"));
  lines.push(t(`claim.${REVIEW[claim.review] ?? "unreviewed"}`), t("claim.confidence", { n: number(claim.confidence * 100, 1) }));
  return [h("div", { class: claim.inferred ? "p-reason p-inferred" : "p-reason" }, claim.inferred && tag("inferred"), ...lines.map((line) => h("p", {}, line)))];
}

