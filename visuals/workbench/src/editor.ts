/** The editor: Yasqe (YASGUI's), with our completion; or, for who prefers it, the plain text field that is there without any script. */

import Yasqe from "@zazuko/yasqe";
import { pick, spoken, t } from "../../explorer/src/i18n";
import { suggestions, variables, type Place, type Suggestion } from "./completion";
import { h } from "./dom";
import type { Vocabulary } from "./model";

interface Hint { text: string; displayText: string; prefix: string; render: (element: HTMLElement) => void; hint?: (editor: unknown, data: unknown, chosen: Hint) => void }
interface Doc { getCursor(): { line: number; ch: number }; getLine(n: number): string; lineCount(): number; indexFromPos(p: { line: number; ch: number }): number; posFromIndex(n: number): { line: number; ch: number }; replaceRange(text: string, from: object, to: object): void }
/** As much of the editor as is used. */
interface Surface {
  getValue(): string; setValue(text: string): void; refresh(): void; focus(): void; autoformat(): void; getDoc(): Doc; getTokenAt(p: { line: number; ch: number }, precise: boolean): { state: { OK: boolean; errorMsg?: string; possibleCurrent?: string[] } }; getInputField(): HTMLElement; setOption(name: string, value: unknown): void;
  getPrefixesFromQuery(): Record<string, string>; addPrefixes(prefixes: Record<string, string>): void; showHint(config: object): void; on(name: string, handler: (...given: never[]) => void): void;
  state: { completionActive?: object };
}
const PLAIN = "kg-plain-editor";

export interface Editor { text(): string; set(text: string): void; focus(): void; tidy(): void; plain(): boolean; choose(plain: boolean): void; speak(): void }

/** Put an editor in place of the text field. `changed`: somebody has written; `run`: Ctrl+Enter. */
export function editor(field: HTMLTextAreaElement, place: HTMLElement, words: () => Vocabulary | null, changed: () => void, run: () => void): Editor {
  let surface: Surface | null = null;
  let simple = remembered();
  let setting = false;
  const written = (): void => {
    if (!setting) changed();
  };
  field.addEventListener("input", written);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      run();
    }
  });

  function make(): Surface {
    Yasqe.defaults.autocompleters = []; // its own ask prefix.cc and Linked Open Vocabularies; options are merged into these
    const made = new Yasqe(place, {
      value: field.value, autocompleters: [], persistenceId: null, createShareableLink: null, consumeShareLink: null, showQueryButton: false, resizeable: false, editorHeight: "auto",
      inputStyle: "contenteditable", screenReaderLabel: t("query"), viewportMargin: Infinity, spellcheck: false, autocorrect: false, autocapitalize: false,
      extraKeys: { "Ctrl-Enter": run, "Cmd-Enter": run, "Ctrl-Space": () => complete(true), Tab: false, "Shift-Tab": false, "Ctrl-/": (e: { commentLines(): void }) => e.commentLines(), "Shift-Ctrl-F": (e: { autoformat(): void }) => e.autoformat() },
    } as never) as unknown as Surface;
    made.on("change", written);
    made.on("inputRead" as never, ((_: unknown, change: { text: string[] }) => {
      if (change.text.length === 1 && /[\p{L}:]$/u.test(change.text[0] ?? "")) complete(false);
    }) as never);
    new MutationObserver(named).observe(place, { childList: true });
    new MutationObserver(explained).observe(place, { childList: true, subtree: true });
    return made;
  }

  /** A list of suggestions has a name; it scrolls, so it can be reached (Tab takes what is chosen, nobody stops there). */
  function named(): void {
    for (const list of place.querySelectorAll(".CodeMirror-hints:not([aria-label])")) {
      list.setAttribute("aria-label", t("suggestions"));
      list.removeAttribute("aria-expanded"); // no attribute of a list box
      list.setAttribute("tabindex", "0");
    }
  }

  /** What is wrong with a line, in the page's language: Yasqe's own tip is English, and has styles that the page's policy refuses. */
  function explained(): void {
    for (const sign of place.querySelectorAll<HTMLElement>(`.parseErrorIcon:not([lang=${spoken()}])`)) {
      const doc = surface?.getDoc();
      if (!surface || !doc) return;
      const wrong = Array.from({ length: doc.lineCount() }, (_, line) => surface!.getTokenAt({ line, ch: doc.getLine(line).length }, true).state).find((state) => !state.OK);
      const prefix = /^Prefix '(.*)' is not defined$/.exec(wrong?.errorMsg ?? "")?.[1];
      const said = prefix !== undefined ? t("prefix-unknown", { name: prefix }) : (wrong?.errorMsg ?? t("line-wrong", { words: (wrong?.possibleCurrent ?? []).join(", ") }));
      sign.onmouseover = sign.onmouseout = null;
      for (const [attribute, value] of [["lang", spoken()], ["role", "img"], ["title", said], ["aria-label", said]] as const) sign.setAttribute(attribute, value);
    }
  }

  /** Offer what may be written; unasked only when a prefix has been begun. Not before the editor has drawn what was typed. */
  function complete(asked: boolean): void {
    setTimeout(() => offer(asked), 0);
  }

  function offer(asked: boolean): void {
    const known = words();
    if (!surface || !known) return;
    const doc = surface.getDoc();
    const found = (): { place: Place; list: Suggestion[]; at: number } | null => {
      const [text, at] = [surface!.getValue(), doc.indexFromPos(doc.getCursor())];
      const offered = suggestions(known, text, at) ?? (asked ? variables(text, at) : null);
      return offered?.list.length ? { ...offered, at } : null;
    };
    const first = found();
    if (!first || (!asked && (surface.state.completionActive || !/:|^\p{L}{3,}/u.test(first.place.word)))) return;
    surface.showHint({ completeSingle: false, alignWithWord: true, container: place, closeCharacters: /[\s()[\]{};>,]/, hint: () => {
      const offered = found(); // anew for each letter
      if (!offered) return null;
      const [from, to] = [doc.posFromIndex(offered.place.from), doc.posFromIndex(offered.at)];
      return { list: offered.list.map((one) => hint(one, known, from, to)), from, to };
    } });
  }

  function hint(one: Suggestion, known: Vocabulary, from: object, to: object): Hint {
    const more = [one.what === "variable" ? "" : t(one.what), one.needed ? t("needed") : "", pick([one.label.es, one.label.en])].filter(Boolean).join(" · ");
    return {
      text: one.insert, displayText: `${one.shown} ${more}`, prefix: one.prefix,
      render: (element) => element.append(h("span", { class: "hint-name" }, one.shown), " ", h("span", { class: "hint-more" }, more)),
      hint: () => {
        if (!surface) return;
        surface.getDoc().replaceRange(one.insert, from, to);
        const namespace = known.prefixes[one.prefix];
        if (namespace && !(one.prefix in surface.getPrefixesFromQuery())) surface.addPrefixes({ [one.prefix]: namespace });
      },
    };
  }

  function show(): void {
    if (!simple && !surface) surface = make();
    field.hidden = !simple;
    place.hidden = simple;
    name();
    if (!simple) surface?.refresh();
  }

  /** The surface takes the field's name and role. */
  function name(): void {
    const input = surface?.getInputField();
    for (const [attribute, value] of [["role", "textbox"], ["aria-multiline", "true"], ["aria-label", t("query")]] as const) input?.setAttribute(attribute, value);
  }

  show();
  return {
    text: () => (simple ? field.value : (surface?.getValue() ?? "")),
    set: (text) => {
      setting = true;
      field.value = text;
      surface?.setValue(text);
      setting = false;
    },
    focus: () => (simple ? field.focus() : surface?.focus()),
    tidy: () => surface?.autoformat(),
    plain: () => simple,
    choose: (plain) => {
      const text = simple ? field.value : (surface?.getValue() ?? "");
      simple = plain;
      remember(plain);
      setting = true;
      field.value = text;
      show();
      surface?.setValue(text);
      setting = false;
    },
    speak: () => {
      name();
      explained();
    },
  };
}

function remembered(): boolean {
  try {
    return localStorage.getItem(PLAIN) === "1";
  } catch {
    return false; // a private window
  }
}

function remember(plain: boolean): void {
  try {
    localStorage.setItem(PLAIN, plain ? "1" : "");
  } catch {
    // a private window: the choice holds for this page
  }
}
