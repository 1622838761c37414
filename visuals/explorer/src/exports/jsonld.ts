/**
 * The view as JSON-LD 1.1: what is shown, the records behind it and where each stands in its report, in the terms of the ontology.
 *
 * Only what the page knows for certain to be a statement of the published graph is written. Of an office the page does not know whether its title is the report's or
 * the vocabulary's: where it may be either, it is left to the published pages.
 *
 * The context is inside: nothing is fetched. The facts are the default graph, each of them a statement of the published graph; what the file itself is (data
 * set, version, filters, licence) stands in a named graph of its own, so that it does not mix with them.
 */

import type { App } from "../app";
import type { Model } from "../data";
import { REVIEW, type Entity, type Kind, type Place } from "../types";
import { about, behind, whole } from "./view";

const VOCABULARY = "https://w3id.org/gobierno-abierto/vocabulary/";
const link = { "@type": "@id" };
const CONTEXT = {
  "@version": 1.1,
  kg: "https://w3id.org/gobierno-abierto/ontology#", skos: "http://www.w3.org/2004/02/skos/core#", org: "http://www.w3.org/ns/org#", oa: "http://www.w3.org/ns/oa#",
  dcterms: "http://purl.org/dc/terms/", dcat: "http://www.w3.org/ns/dcat#", xsd: "http://www.w3.org/2001/XMLSchema#",
  ...Object.fromEntries([
    "partOf", "format", "kind", "municipality", "governs", "participant", "inEvent", "role", "mode", "hat", "sector", "speaker", "coSpeaker", "conclusionOf", "theme", "force", "mechanism", "cites",
    "aboutMunicipality", "wishesTieBetween", "answers", "about", "review", "evidence", "source",
  ].map((term) => [`kg:${term}`, link])),
  ...Object.fromEntries(["org:unitOf", "org:member", "org:organization", "oa:hasTarget", "oa:hasSelector", "oa:hasSource"].map((term) => [term, link])),
  "kg:heldOn": { "@type": "xsd:date" }, "kg:observedOn": { "@type": "xsd:date" }, "kg:confidence": { "@type": "xsd:decimal" },
  "kg:roleTitle": { "@language": "es" }, "kg:summary": { "@language": "es" }, "kg:gloss": { "@language": "en" },
};
const CLASSES: Record<Kind, string> = {
  person: "kg:Person", institution: "kg:Institution", municipality: "kg:Municipality", event: "kg:Event", mechanism: "kg:Mechanism", theme: "skos:Concept", actor: "skos:Concept",
};
const CONTRIBUTIONS: Record<string, string> = { proposal: "kg:Proposal", problem: "kg:Problem", commitment: "kg:Commitment", experience: "kg:Experience", finding: "kg:Finding" };

type Json = Record<string, unknown>;

/** The view as JSON-LD. */
export function toJsonLd(app: App): Blob {
  const { model, scene } = app;
  const found = behind(model, scene);
  const places = new Map<string, Place>();
  const of = writer(model, places);
  const graph: Json[] = [
    ...found.entities.map(of.entity),
    ...found.participations.map((i) => of.participation(i)), ...found.memberships.map((i) => of.membership(i)), ...found.contributions.map((i) => of.contribution(i)), ...found.facts.map((i) => of.fact(i)),
  ];
  const documents = new Set<number>();
  for (const place of places.values()) {
    documents.add(place[0]);
    graph.push(...evidence(model, place));
  }
  for (const source of [...documents].sort((a, b) => a - b)) graph.push(documentOf(model, source));
  const said = about(app);
  const me = `urn:kg:view:${encodeURIComponent(said.version)}:${encodeURIComponent(said.hash.slice(1)) || "-"}`;
  const file = {
    "@id": me,
    "@graph": [{
      "@id": me, "@type": "dcat:Dataset", "dcterms:title": said.title, "dcterms:description": `${said.layer}. ${said.filters}`, "dcat:version": said.version, "dcterms:identifier": said.hash,
      "dcterms:license": said.licence || undefined, "dcterms:source": [...documents].sort((a, b) => a - b).map((i) => origin(model, i)), "dcterms:publisher": said.publisher, "dcterms:bibliographicCitation": said.cite,
    }],
  };
  return new Blob([JSON.stringify({ "@context": CONTEXT, "@graph": [...graph, file] }, null, 1), "\n"], { type: "application/ld+json" });
}

/** The IRI of an entity: concepts have theirs in the vocabulary. */
function entityIri(model: Model, entity: number): string {
  const found = model.entities[entity]!;
  return found.concept !== undefined ? concept(model, found.concept)! : whole(model, found.id); // the page's only concepts are themes and actors
}

function concept(model: Model, index: number | undefined): string | undefined {
  const found = index === undefined || index < 0 ? undefined : model.concepts[index];
  return found && VOCABULARY + found.id;
}

/** A text that is whole: the page's are cut after 600 characters, and lose what cannot be shown. */
function uncut(text: string): string | undefined {
  return text.includes("\ufffd") || ([...text].length >= 599 && text.endsWith("…")) ? undefined : text;
}

/** A node without the properties that say nothing. */
function node(given: Json): Json {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== "" && !(Array.isArray(value) && !value.length)));
}

/** What writes each kind of thing; the places that back records are gathered in `places`. */
function writer(model: Model, places: Map<string, Place>) {
  const end = (entity: number): string | undefined => (entity >= 0 ? entityIri(model, entity) : undefined);
  const ends = (entities: number[]): string[] => entities.filter((e) => e >= 0).map((e) => entityIri(model, e));
  const posts = new Set(model.concepts.filter((c) => c.id.startsWith("post/")).map((c) => c.label[0]));
  const claim = (c: { id: string; at: Place[]; confidence: number; review: number }): Json => {
    for (const place of c.at) places.set(evidenceIri(model, place), place);
    return {
      "kg:confidence": decimal(c.confidence), "kg:review": `${VOCABULARY}review-status/${REVIEW[c.review] ?? "unreviewed"}`,
      "kg:evidence": [...new Set(c.at.map((place) => evidenceIri(model, place)))], "kg:source": [...new Set(c.at.map((place) => documentIri(model, place[0])))],
    };
  };
  return {
    entity: (i: number): Json => entityNode(model, i, model.entities[i]!),
    participation(i: number): Json {
      const p = model.participations[i]!;
      const hat = model.memberships[p.hat];
      return node({
        "@id": whole(model, p.id), "@type": ["kg:Participation", "kg:Claim"], "kg:participant": end(p.person), "kg:inEvent": end(p.event), "kg:role": concept(model, p.role), "kg:mode": concept(model, p.mode),
        "kg:hat": hat && whole(model, hat.id), ...claim(p),
      });
    },
    membership(i: number): Json {
      const m = model.memberships[i]!;
      return node({
        "@id": whole(model, m.id), "@type": ["kg:Membership", "kg:Claim"], "org:member": end(m.person), "org:organization": end(m.institution), "kg:roleTitle": posts.has(m.title) ? undefined : uncut(m.title), "kg:sector": concept(model, m.sector),
        "kg:observedOn": m.observed, ...claim(m),
      });
    },
    contribution(i: number): Json {
      const c = model.contributions[i]!;
      const cited = new Set(c.cites ?? []);
      return node({
        "@id": whole(model, c.id), "@type": [CONTRIBUTIONS[model.concepts[c.kind]?.id.split("/")[1] ?? ""], "kg:Contribution", "kg:Claim"].filter(Boolean),
        "kg:speaker": end(c.speakers[0] ?? -1), "kg:coSpeaker": ends(c.speakers.slice(1)), "kg:conclusionOf": c.speakers.length ? undefined : end(c.event), "kg:inEvent": end(c.event),
        "kg:summary": uncut(c.words[0]), "kg:gloss": uncut(c.words[1]), "kg:theme": ends(c.themes), "kg:force": concept(model, c.force), "kg:mechanism": ends(c.mechanisms.filter((m) => !cited.has(m))), "kg:cites": ends([...cited]), "kg:aboutMunicipality": ends(c.municipalities),
        "kg:wishesTieBetween": ends(c.wishes), "kg:answers": c.answers.flatMap((a) => model.contributions[a]?.id ?? []).map((id) => whole(model, id)), ...claim(c),
      });
    },
    fact(i: number): Json {
      const f = model.facts[i]!;
      return node({ "@id": whole(model, f.id), "@type": ["kg:FactClaim", "kg:Claim"], "kg:about": end(f.about), "kg:value": f.entity >= 0 ? { "@id": entityIri(model, f.entity) } : undefined, ...claim(f) });
    },
  };
}

function entityNode(model: Model, index: number, e: Entity): Json {
  const other = (entity: number | undefined): string | undefined => (entity === undefined || entity < 0 ? undefined : entityIri(model, entity));
  const type = concept(model, e.type);
  const foreign = new Map(e.foreign ?? []);
  const labels = e.concept !== undefined ? model.concepts[e.concept]!.label : null;
  return node({
    "@id": entityIri(model, index), "@type": CLASSES[e.kind],
    "skos:prefLabel": labels ? [{ "@value": labels[0], "@language": "es" }, { "@value": labels[1], "@language": "en" }] : uncut(e.label) ? { "@value": e.label, "@language": "es" } : undefined,
    "skos:altLabel": (e.aka ?? []).filter(uncut).map((name) => (foreign.get(name) === "" ? name : { "@value": name, "@language": foreign.get(name) ?? "es" })),
    "kg:inegiCode": e.code, "kg:heldOn": e.days ?? [], [e.kind === "event" ? "kg:format" : "kg:kind"]: type, [e.kind === "event" ? "kg:partOf" : "org:unitOf"]: other(e.up),
    "kg:municipality": (e.municipality ?? []).map((m) => other(m)), "kg:governs": other(e.governs),
  });
}

function documentIri(model: Model, source: number): string {
  return whole(model, `id/documento/${model.sources[source]?.slug ?? ""}`);
}

/** What is known of a report beside what the graph says of it: it stands with what the file says of itself. */
function origin(model: Model, source: number): Json {
  const { licence, address, date } = model.sources[source]!;
  return node({ "@id": documentIri(model, source), "dcterms:license": licence, "dcterms:issued": date, "dcat:downloadURL": /^https?:/.test(address) ? { "@id": address } : undefined });
}

function evidenceIri(model: Model, [source, , start, end]: Place): string {
  return whole(model, `id/evidencia/${model.sources[source]?.slug ?? ""}-${start}-${end}`);
}

/** Where a claim stands, as three nodes: the evidence, its target, the characters. */
function evidence(model: Model, place: Place): Json[] {
  const me = evidenceIri(model, place);
  const [source, row, start, end] = place;
  return [
    { "@id": me, "@type": ["kg:Evidence", "oa:Annotation"], "kg:line": row, "oa:hasTarget": `${me}#target` },
    { "@id": `${me}#target`, "@type": "oa:SpecificResource", "oa:hasSource": documentIri(model, source), "oa:hasSelector": `${me}#selector` },
    { "@id": `${me}#selector`, "@type": "oa:TextPositionSelector", "oa:start": start, "oa:end": end },
  ];
}

function documentOf(model: Model, source: number): Json {
  const found = model.sources[source]!;
  return node({
    "@id": documentIri(model, source), "@type": "kg:Document", "dcterms:title": uncut(found.title) ? { "@value": found.title, "@language": "es" } : undefined, "dcterms:publisher": uncut(found.publisher),
    "kg:fileName": found.file, "kg:sha256": found.sha256,
  });
}

/** A number as xsd:decimal writes it: no exponent. */
function decimal(value: number): string {
  const text = String(value);
  return text.includes("e") ? value.toFixed(20).replace(/\.?0+$/, "") : text;
}
