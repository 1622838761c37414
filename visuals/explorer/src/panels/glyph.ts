/** The small shape that tells a kind without colour, as `kg.visual.kinds` draws it. */

import { s } from "../dom";
import type { Kind } from "../types";

const PATHS: Record<Kind, string> = {
  person: "M10 3a7 7 0 1 0 .01 0z", event: "M4 4h12v12H4z", institution: "M10 2l8 8-8 8-8-8z", municipality: "M6 3h8l4 7-4 7H6l-4-7z",
  actor: "M10 2l8 15H2z", theme: "M10 1l2.6 6 6.4.6-4.8 4.3 1.4 6.4L10 15l-5.6 3.3 1.4-6.4L1 7.6l6.4-.6z", mechanism: "M2 2l8 3.1L18 2l-3.1 8 3.1 8-8-3.1L2 18l3.1-8z",
};

/** The shape of a kind, coloured by the style sheet; for the eye only. */
export function glyph(kind: Kind): SVGElement {
  return s("svg", { class: `glyph ${kind}`, viewBox: "0 0 20 20", "aria-hidden": "true", focusable: "false" }, s("path", { d: PATHS[kind] }));
}
