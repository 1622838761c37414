/** The ties of a network as a table: who, with whom, how much of it is stated, and why. Made only when it is opened. */

import type { App, Scene } from "../app";
import type { Model } from "../data";
import { h } from "../dom";
import { catalogue, number, pick, t } from "../i18n";
import { label } from "../names";
import type { Tie } from "../network";
import type { Layer } from "../types";
import { aside, nameButton, scrollBox } from "./bits";
import { rankOf } from "./cast";
import { Pages } from "./rows";

catalogue({
  "ties.title": ["Los lazos, uno por uno ({n})", "The ties, one by one ({n})"],
  "ties.caption": ["Cada lazo que se ve, los de más peso primero. Peso: {weight}.", "Each tie shown, the heaviest first. Weight: {weight}."],
  "ties.one": ["Uno", "One"],
  "ties.other": ["Otro", "The other"],
  "ties.weight": ["Peso", "Weight"],
  "ties.basis": ["En qué descansa", "What it rests on"],
  "ties.stated": ["todo declarado", "all stated"],
  "ties.inferred": ["solo inferido", "only inferred"],
  "ties.part": ["{stated} de {weight} declarado", "{stated} of {weight} stated"],
  "ties.why": ["Por qué", "Why"],
  "ties.why.of": ["Por qué {a} y {b}", "Why {a} and {b}"],
  "ties.see": ["ver por qué", "see why"],
  "ties.none": ["No hay lazos entre lo que se ve.", "There are no ties among what is shown."],
});

/** A neighbour that opens why it is tied: its name, the weight, and dashed when all of it is inferred. */
export function tieButton(model: Model, node: number, other: number, tie: Tie, weighed: boolean): HTMLButtonElement {
  const name = label(model, other);
  return h("button", { type: "button", class: tie.stated ? "v-tie" : "v-tie v-dashed", "data-pair": `${node} ${other}`, title: t("ties.why.of", { a: label(model, node), b: name }).slice(0, 300) },
    h("span", { class: "v-clamp", dir: "auto" }, name), weighed ? h("span", { class: "v-weight" }, ` ${number(tie.weight)}`) : null, aside(`, ${tie.stated ? "" : `${t("ties.inferred")}, `}${t("ties.see")}`));
}

/** The table of ties, folded. */
export function makeTies(app: App): { root: HTMLDetailsElement; update(scene: Scene, layer: Layer): void } {
  const summary = h("summary");
  const inside = h("div");
  const root = h("details", { class: "v-note v-all-ties" }, summary, inside);
  let now: { scene: Scene; layer: Layer } | null = null;
  let done = false;
  const fill = (): void => {
    if (!now || done || !root.open) return;
    done = true;
    const { scene: { net, state }, layer } = now;
    if (!net.ties.length) return void inside.replaceChildren(h("p", {}, t("ties.none")));
    const rank = rankOf(app.model, state.lang);
    const body = h("tbody");
    const pages = new Pages<Tie>(app, body, (tie) => row(app.model, tie));
    const heads = ["ties.one", "ties.other", "ties.weight", "ties.basis", "ties.why"].map((key) => h("th", { scope: "col", class: key === "ties.weight" ? "v-col-number" : null }, t(key)));
    const table = h("table", { class: "v-table" }, h("caption", {}, t("ties.caption", { weight: pick(layer.weight) })), h("thead", {}, h("tr", {}, ...heads)), body);
    pages.show([...net.ties].sort((x, y) => y.weight - x.weight || rank[x.a]! - rank[y.a]! || rank[x.b]! - rank[y.b]!));
    inside.replaceChildren(scrollBox(t("ties.title", { n: number(net.ties.length) }), table), pages.foot);
  };
  root.addEventListener("toggle", fill);
  const update = (scene: Scene, layer: Layer): void => {
    now = { scene, layer };
    done = false;
    summary.textContent = t("ties.title", { n: number(scene.net.ties.length) });
    if (root.open) fill();
    else inside.replaceChildren();
  };
  return { root, update };
}

function row(model: Model, tie: Tie): HTMLTableRowElement {
  const basis = tie.stated >= tie.weight ? t("ties.stated") : tie.stated ? t("ties.part", { stated: number(tie.stated), weight: number(tie.weight) }) : t("ties.inferred");
  const [a, b] = [label(model, tie.a), label(model, tie.b)];
  return h("tr", {}, h("td", {}, nameButton(model, tie.a)), h("td", {}, nameButton(model, tie.b)), h("td", { class: "v-number" }, number(tie.weight)), h("td", { class: tie.stated ? null : "v-dashed" }, basis),
    h("td", {}, h("button", { type: "button", class: "v-action", "data-pair": `${tie.a} ${tie.b}` }, t("ties.why"), aside(` (${a}, ${b})`))));
}
