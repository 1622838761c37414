/** A small box to choose a second thing by name: for a path, or to ask what there is between two. Keyboard: arrows, Enter, Escape. */

import type { App } from "../app";
import type { Model } from "../data";
import { h, put } from "../dom";
import { catalogue, t } from "../i18n";
import { fold, kindName, label } from "../names";
import { KINDS } from "../types";
import { glyph } from "./glyph";

catalogue({
  "picker.label": ["Escriba parte de un nombre", "Type part of a name"], "picker.none": ["Ningún nombre contiene eso.", "No name contains that."],
  "picker.found": ["{n} {n|nombre|nombres}; flechas para elegir, Intro para aceptar", "{n} {n|name|names}; arrows to choose, Enter to accept"],
  "picker.cancel": ["Cancelar", "Cancel"], "picker.list": ["Nombres", "Names"],
});

const MOST = 8;
const folded = new WeakMap<Model, string[]>();

/** Things whose name or other spellings hold all the words, those that begin with them first, in the order of kinds. */
export function matching(model: Model, typed: string, except: number, most = MOST): number[] {
  const words = fold(typed).split(" ").filter(Boolean);
  if (!words.length) return [];
  const names = folded.get(model) ?? folded.set(model, model.entities.map((e) => ` ${fold([e.label, ...(e.concept === undefined ? [] : model.concepts[e.concept]?.label ?? []), ...(e.aka ?? [])].join(" "))}`)).get(model)!;
  const found: [rank: number, entity: number][] = [];
  names.forEach((name, i) => {
    if (i === except || !words.every((w) => name.includes(w))) return;
    found.push([(words.every((w) => name.includes(` ${w}`)) ? 0 : 100) + KINDS.indexOf(model.entities[i]!.kind), i]);
  });
  return found.sort((a, b) => a[0] - b[0] || a[1] - b[1]).slice(0, most).map(([, i]) => i);
}

let made = 0;

/** The box. `choose` is given the thing; `cancel` closes. */
export function picker(app: App, except: number, title: string, choose: (entity: number) => void, cancel: () => void): HTMLElement {
  const id = `picker-${++made}`;
  const list = h("ul", { class: "p-options", role: "listbox", id: `${id}-list`, "aria-label": t("picker.list"), hidden: true });
  const input = h("input", { type: "text", role: "combobox", id, "aria-expanded": "false", "aria-controls": `${id}-list`, "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false", placeholder: t("picker.label"), "data-key": "picker" });
  let [found, at] = [[] as number[], -1];
  const point = (to: number): void => {
    at = to;
    [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
    if (at >= 0) {
      input.setAttribute("aria-activedescendant", `${id}-${at}`);
      list.children[at]?.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };
  const search = (): void => {
    found = matching(app.model, input.value, except);
    const typed = !!fold(input.value);
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
    put(list, ...found.map((e, i) => h("li", { role: "option", id: `${id}-${i}`, "aria-selected": "false", class: `kind-${app.model.entities[e]!.kind}`, click: () => choose(e) },
      glyph(app.model.entities[e]!.kind), " ", h("bdi", {}, label(app.model, e)), h("span", { class: "small soft" }, ` · ${kindName(app.model.entities[e]!.kind)}`))));
    none.hidden = !typed || found.length > 0;
    none.textContent = none.hidden ? "" : t("picker.none");
    point(found.length ? 0 : -1);
    if (typed) app.say(found.length ? t("picker.found", { n: found.length }) : t("picker.none"));
  };
  const none = h("p", { class: "small soft", hidden: true });
  input.addEventListener("input", search);
  input.addEventListener("keydown", (e) => {
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      if (found.length) point((at + (e.key === "ArrowDown" ? 1 : found.length - 1) + found.length) % found.length);
    } else if (e.key === "Enter") {
      if (at >= 0) choose(found[at]!);
    } else if (e.key === "Escape") cancel();
    else return;
    e.preventDefault();
    e.stopPropagation();
  });
  return h("div", { class: "p-picker" }, h("label", { for: id }, title), h("div", { class: "p-picker-row" }, input, h("button", { type: "button", click: cancel }, t("picker.cancel"))), list, none);
}
