/** The network as GEXF 1.3 (Gephi): places, sizes and colours as drawn, kinds and measures as attributes, what it is about in its head. */

import type { App } from "../app";
import { catalogue, pick, t } from "../i18n";
import { conceptLabel, kindName, label } from "../names";
import { LIGHT, rgb } from "../render/shapes";
import { drawing } from "./svg";
import { about, whole } from "./view";

catalogue({
  "gexf.creator": ["kg, explorador del grafo", "kg, graph explorer"], "gexf.keywords": ["gobierno abierto; {layer}", "open government; {layer}"],
  "gexf.description": [
    "{title}. Versión {version}. Capa: {layer}. {meaning} Filtros: {filters}. Vista: {hash}. Publica: {publisher}. Licencia: {licence}. Cómo citar: {cite}",
    "{title}. Version {version}. Layer: {layer}. {meaning} Filters: {filters}. View: {hash}. Publisher: {publisher}. Licence: {licence}. How to cite: {cite}",
  ],
});

/** Text as XML may hold it: characters it does not allow, and halves of pairs, are left out; what a reader would fold keeps its form. */
export function xml(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "")
    .replace(/[&<>"\t\n\r]/g, (c) => `&#${c.charCodeAt(0)};`);
}

const SHAPES: Record<string, string> = { person: "disc", institution: "diamond", event: "square", mechanism: "triangle", actor: "triangle" }; // GEXF knows no other shapes

type Column = [title: string, type: "string" | "double" | "integer", value: (n: number, at: number) => string | number | undefined];

/** The network shown, as GEXF. */
export function toGexf(app: App): Blob {
  const { model, scene } = app;
  const { net } = scene;
  const said = about(app);
  const layer = model.layers.find((l) => l.name === net.layer);
  const at = new Map(layer?.nodes.map((n, i) => [n, i]));
  const drawn = new Map(drawing(app, true).nodes.map((n) => [n.id, n]));
  const columns: Column[] = [
    ["kind", "string", (n) => kindName(model.entities[n]!.kind)], ["type", "string", (n) => conceptLabel(model, model.entities[n]!.type) || undefined],
    ...(layer?.community.length ? [["community", "integer", (_, i) => layer.community[i]] as Column] : []),
    ...Object.entries(layer?.measures ?? {}).map(([name, values]): Column => [model.measures[name] ? pick(model.measures[name]!.label) : name, "double", (_, i) => values[i] ?? undefined]),
  ];
  const attribute = (values: (string | number | undefined | null)[]): string =>
    values.map((v, i) => (v === undefined || v === null || v !== v ? "" : `<attvalue for="${i}" value="${xml(String(v))}"/>`)).join("");
  const declared = (what: string, list: [string, string][]): string =>
    `<attributes class="${what}" mode="static">${list.map(([title, type], i) => `<attribute id="${i}" title="${xml(title)}" type="${type}"/>`).join("")}</attributes>\n`;
  const out = [
    '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ',
    'xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd" version="1.3">\n',
    `<meta><creator>${xml(t("gexf.creator"))}</creator><keywords>${xml(t("gexf.keywords", { layer: said.layer }))}</keywords><description>${xml(t("gexf.description", { ...said }))}</description></meta>\n`,
    '<graph defaultedgetype="undirected" mode="static">\n', declared("node", columns.map(([title, type]) => [title, type])), declared("edge", [["stated", "integer"], ["inferred", "integer"]]), "<nodes>\n",
  ];
  for (const n of net.nodes) {
    const [entity, i, place] = [model.entities[n]!, at.get(n) ?? -1, drawn.get(n)!];
    const [r, g, b] = rgb(LIGHT.shapes[entity.kind]).map((part) => Math.round(255 * part));
    out.push(
      `<node id="${xml(whole(model, entity.id))}" label="${xml(label(model, n))}"><attvalues>${attribute(columns.map(([, , value]) => value(n, i)))}</attvalues>`,
      `<viz:size value="${place.size.toFixed(1)}"/><viz:position x="${place.x}" y="${0 - place.y}" z="0"/><viz:color r="${r}" g="${g}" b="${b}"/>`, // Gephi's y grows upwards
      SHAPES[entity.kind] ? `<viz:shape value="${SHAPES[entity.kind]}"/></node>\n` : "</node>\n",
    );
  }
  out.push("</nodes>\n<edges>\n");
  net.ties.forEach((tie, i) => out.push(
    `<edge id="${i}" source="${xml(whole(model, model.entities[tie.a]!.id))}" target="${xml(whole(model, model.entities[tie.b]!.id))}" weight="${tie.weight}">`,
    `<attvalues>${attribute([tie.stated, tie.weight - tie.stated])}</attvalues>${tie.stated ? "" : '<viz:shape value="dashed"/>'}</edge>\n`,
  ));
  out.push("</edges>\n</graph>\n</gexf>\n");
  return new Blob(out, { type: "application/gexf+xml" });
}
