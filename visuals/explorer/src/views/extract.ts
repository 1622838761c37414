/** What is said over a large network: that it opens by its groups, and how to see all of it. */

import type { App, Scene } from "../app";
import { h } from "../dom";
import { catalogue, number, t } from "../i18n";
import { grouped, large } from "../network";
import type { Layer } from "../types";

catalogue({
  "extract.groups": [
    "Esta red es grande y se muestra por grupos: cada círculo con borde reúne a quienes tienen más lazos entre sí, y al elegirlo se abre.",
    "This network is large and is shown by its groups: each ringed circle stands for those with most ties among themselves, and opens when chosen.",
  ],
  "extract.alone": ["{count} sin lazos no {n|se dibuja|se dibujan}; la tabla los tiene.", "{count} without ties {n|is|are} not drawn; the table has them."],
  "extract.all": ["Dibujar a todos", "Draw everybody"],
});

/** The sentence and its button; nothing when all is drawn. */
export function extract(app: App, scene: Scene, layer: Layer | undefined): HTMLElement | null {
  if (!layer || !large(layer) || !grouped(scene.state, layer, scene.net.nodes.length)) return null;
  const alone = scene.net.nodes.filter((n) => !scene.net.neighbours.get(n)!.size).length;
  return h("p", { class: "net-extract" }, t("extract.groups"), alone ? ` ${t("extract.alone", { n: alone, count: number(alone) })}` : "", " ",
    h("button", { type: "button", "data-do": "everybody", click: () => app.set({ mode: "all" }) }, t("extract.all")));
}
