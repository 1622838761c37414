/** Pieces the panels share: buttons that select, marks of certainty, lists that grow, links that are checked. */

import type { App } from "../app";
import { h, put } from "../dom";
import { catalogue, number, pick, t } from "../i18n";
import { kindName, label } from "../names";
import type { State } from "../types";
import { claimAt, type ClaimRef } from "../why";
import { glyph } from "./glyph";

catalogue({
  "bits.source": ["Fuente", "Source"], "bits.line": ["Fuente: línea {line}", "Source: line {line}"], "bits.lines": ["Fuente: línea {line} y {n} más", "Source: line {line} and {n} more"],
  "bits.source-of": ["Ver la fuente: {title}, línea {line}", "See the source: {title}, line {line}"], "bits.no-source": ["Fuente: no consta", "Source: not recorded"],
  "bits.why": ["¿Por qué?", "Why?"], "bits.why-of": ["¿Qué hay entre {a} y {b}?", "What is there between {a} and {b}?"],
  "bits.inferred": ["inferido", "inferred"], "bits.wished": ["pedido, no consta que exista", "asked for, nothing says it exists"], "bits.unreviewed": ["sin revisar", "not reviewed"],
  "bits.more": ["Ver {n} más", "Show {n} more"], "bits.shown": ["Se ven {shown} de {n}.", "{shown} of {n} are shown."],
  "bits.filtered": ["Los filtros dejan fuera {n} {n|afirmación|afirmaciones}.", "The filters leave out {n} {n|claim|claims}."],
  "bits.clear": ["Quitar los filtros", "Remove the filters"],
  "bits.new-window": ["(se abre en otra ventana)", "(opens in another window)"],
  "bits.correction": ["Solicitar corrección", "Ask for a correction"], "bits.correction-subject": ["Solicitud de corrección: {name}", "Request for a correction: {name}"],
  "bits.correction-body": ["Sobre: {name}\n{iri}\nVersión de los datos: {version}\n\nQué debe decir, y cómo lo sabe:\n", "About: {name}\n{iri}\nVersion of the data: {version}\n\nWhat it should say, and how you know:\n"],
  "bits.page": ["Página de datos enlazados", "Linked-data page"], "bits.copy": ["Copiar identificador (IRI)", "Copy identifier (IRI)"], "bits.copied": ["Identificador copiado.", "Identifier copied."],
  "bits.copy-by-hand": ["El navegador no deja copiar; el identificador está seleccionado: cópielo con el teclado.", "The browser does not allow copying; the identifier is selected: copy it with the keyboard."],
});

/** The shape and name of a thing; the name is text, whatever it holds. */
export function name(app: App, entity: number): HTMLElement {
  const kind = app.model.entities[entity]?.kind ?? "person";
  return h("span", { class: `p-name kind-${kind}` }, glyph(kind), h("span", { class: "hear" }, `${kindName(kind)}: `), h("bdi", {}, label(app.model, entity)));
}

/** A button that selects a thing; `also` changes with it. */
export function entity(app: App, which: number, also: Partial<State> = {}): HTMLButtonElement {
  return h("button", { type: "button", class: "link p-entity", "data-key": `node ${which}`, click: () => app.set({ ...also, selection: { type: "node", node: which } }) }, name(app, which));
}

/** A button that asks what there is between two things. */
export function whyButton(app: App, a: number, b: number): HTMLButtonElement {
  const words = t("bits.why-of", { a: label(app.model, a), b: label(app.model, b) });
  return h("button", { type: "button", class: "p-small", "aria-label": `${t("bits.why")} ${words}`, "data-key": `pair ${a} ${b}`, click: () => app.select({ type: "pair", a, b }) }, t("bits.why"));
}

/** A button that leads from a claim to where it stands: the claim in the panel and, when a report is open, its line. */
export function sourceButton(app: App, ref: ClaimRef): HTMLButtonElement {
  const claim = claimAt(app.model, ref)!;
  const place = claim.at[0];
  const source = place ? app.model.sources[place[0]] : undefined;
  const [text, words] = !place || !source ? [t("bits.no-source"), t("bits.no-source")]
    : [t(claim.at.length > 1 ? "bits.lines" : "bits.line", { line: place[1], n: claim.at.length - 1 }), t("bits.source-of", { title: source.title || source.slug, line: place[1] })];
  return h("button", { type: "button", class: "p-small p-source", title: words, "aria-label": `${text}. ${words}`, "data-key": `claim ${claim.id}`, click: () => openClaim(app, ref) }, text);
}

/** Select a claim; a report that is open turns to it. */
export function openClaim(app: App, ref: ClaimRef, reader = app.scene.state.source >= 0): void {
  const claim = claimAt(app.model, ref)!;
  const change: Partial<State> = { selection: { type: "claim", claim: claim.id } };
  const source = claim.at[0]?.[0] ?? -1;
  if (reader && app.model.sources[source]) change.source = source;
  app.set(change);
}

/** What a claim is besides what it says: inferred, not reviewed. */
export function marks(app: App, refs: ClaimRef[]): HTMLElement[] {
  const claims = refs.map((ref) => claimAt(app.model, ref)!);
  const found: HTMLElement[] = [];
  if (claims.some((c) => "inferred" in c && c.inferred)) found.push(tag("inferred"));
  if (claims.some((c) => c.review === 0)) found.push(tag("unreviewed"));
  return found;
}

/** A word in a frame that tells how sure something is. */
export function tag(what: "inferred" | "wished" | "unreviewed"): HTMLElement {
  return h("span", { class: `p-tag p-tag-${what}` }, t(`bits.${what}`));
}

/** A part of the panel under its own heading; nothing when it would be empty. */
export function section(title: string, ...children: (Node | null | undefined | false)[]): HTMLElement | null {
  const kept = children.filter((c): c is Node => !!c);
  return kept.length ? h("section", { class: "p-section" }, h("h3", {}, title), ...kept) : null;
}

/** How much of each list of the panel is shown; forgotten when the panel turns to something else. */
export type Opened = Map<string, number>;

/** A list whose first items are shown, and then more when asked. Items are made when shown. */
export function grows<T>(opened: Opened, key: string, items: T[], make: (item: T) => HTMLElement, first = 15, more = 50): HTMLElement | null {
  if (!items.length) return null;
  const list = h("ul", { class: "p-list" });
  const rest = h("div", { class: "p-more" });
  const show = (upTo: number, focus: boolean): void => {
    const from = list.childElementCount;
    for (const item of items.slice(from, upTo)) list.append(h("li", {}, make(item)));
    opened.set(key, upTo);
    const left = items.length - list.childElementCount;
    put(rest, left > 0 && h("span", { class: "small soft" }, t("bits.shown", { shown: number(list.childElementCount), n: number(items.length) })),
      left > 0 && h("button", { type: "button", class: "p-small", "data-key": `more ${key}`, click: () => show(upTo + more, true) }, t("bits.more", { n: number(Math.min(more, left)) })));
    if (focus) (list.children[from]?.querySelector("button, a") as HTMLElement | null)?.focus();
  };
  show(Math.max(first, opened.get(key) ?? 0), false);
  return h("div", {}, list, rest);
}

/** What the filters leave out of a list, and the way to see it. */
export function filtered(app: App, left: number): HTMLElement | null {
  if (!left) return null;
  return h("p", { class: "small soft" }, `${t("bits.filtered", { n: number(left) })} `, clearFilters(app));
}

export function clearFilters(app: App): HTMLButtonElement {
  return h("button", { type: "button", class: "link", "data-key": "clear", click: () => app.set({ filters: { chosen: {}, from: "", to: "" } }) }, t("bits.clear"));
}

/** An address that may be followed: of the web, or of a letter; null for any other. */
export function safeLink(address: string, schemes: readonly string[] = ["https:", "http:"]): URL | null {
  if (!/^[a-z][a-z0-9+.-]*:/i.test(address)) return null;
  try {
    const found = new URL(address);
    return schemes.includes(found.protocol) ? found : null;
  } catch {
    return null;
  }
}

/** A link out of the page. */
export function out(href: string, text: string, more: Record<string, string> = {}): HTMLAnchorElement {
  return h("a", { href, rel: "noreferrer noopener", target: "_blank", ...more }, text, h("span", { class: "hear" }, ` ${t("bits.new-window")}`));
}

/** Where a correction is asked for; nothing when the policy names no contact, or one that is no address. */
export function correction(app: App, what: string, iri: string): HTMLAnchorElement | null {
  const { contact, version } = app.model.meta;
  const address = safeLink(contact, ["https:", "mailto:"]);
  if (!address) return null;
  const subject = t("bits.correction-subject", { name: what.slice(0, 120) });
  const key = { class: "button", "data-key": "correction" };
  if (address.protocol === "https:") {
    address.searchParams.set("subject", subject);
    address.searchParams.set("iri", iri);
    return out(address.href, t("bits.correction"), key);
  }
  const body = t("bits.correction-body", { name: what.slice(0, 200), iri, version });
  const href = `${contact}${contact.includes("?") ? "&" : "?"}subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body.replace(/\n/g, "\r\n"))}`;
  return h("a", { href, ...key }, t("bits.correction"));
}

/** What leads out of the page from a thing or claim: its linked-data page, its identifier, a correction. */
export function leads(app: App, id: string, what: string): HTMLElement {
  const { base, pages } = app.model.meta;
  const iri = /^https?:/.test(id) ? id : base + id;
  const page = pages ? safeLink(pages + id) : null;
  const shown = h("code", { class: "p-iri", dir: "ltr" }, iri);
  const copy = (): void => {
    const done = (): void => app.say(t("bits.copied"));
    const byHand = (): void => {
      getSelection()?.selectAllChildren(shown);
      app.say(t("bits.copy-by-hand"));
    };
    if (navigator.clipboard) navigator.clipboard.writeText(iri).then(done, byHand);
    else byHand();
  };
  return h("div", { class: "p-leads" }, h("div", { class: "p-buttons" }, page && out(page.href, t("bits.page"), { class: "button", "data-key": "page" }),
    h("button", { type: "button", "data-key": "copy", click: copy }, t("bits.copy")), correction(app, what, iri)), shown);
}

/** The title of a report. */
export function titled(app: App, source: number): string {
  const found = app.model.sources[source];
  return found ? found.title || found.file || found.slug : "";
}

/** What a layer is called. */
export function layerTitle(app: App, layer: string): string {
  const found = app.model.layers.find((l) => l.name === layer);
  return found ? pick(found.title) : layer;
}
