/** Long lists a page at a time, so that neither the browser nor a reader has to take them whole. */

import type { App } from "../app";
import { h } from "../dom";
import { number, t } from "../i18n";

export const PAGE = 200;

/** A list in pages: `body` is filled with `make(item)`; `foot` says how much is seen and has the button for more, when there is more; `after` more was shown. */
export class Pages<T> {
  readonly foot = h("p", { class: "v-foot" });
  private items: readonly T[] = [];
  private seen = 0;

  constructor(private readonly app: App, private readonly body: Element, private readonly make: (item: T) => Element, private readonly page = PAGE, private readonly after: () => void = () => {}) {}

  /** Show the first page of new items. */
  show(items: readonly T[]): void {
    this.items = items;
    this.seen = 0;
    this.body.replaceChildren();
    this.add();
  }

  private add(): Element | undefined {
    const next = this.items.slice(this.seen, this.seen + this.page).map(this.make);
    this.body.append(...next);
    this.seen += next.length;
    const left = this.items.length - this.seen;
    this.foot.replaceChildren();
    if (left > 0) {
      const more = (): void => {
        const first = this.add();
        this.after();
        this.app.say(this.said());
        first?.querySelector<HTMLElement>("button")?.focus();
      };
      this.foot.append(`${this.said()} `, h("button", { type: "button", class: "v-action", click: more }, t("views.more", { n: number(Math.min(this.page, left)) })));
    }
    this.foot.hidden = left <= 0;
    return next[0];
  }

  private said(): string {
    return t("views.of", { n: number(this.seen), all: number(this.items.length) });
  }
}

/** Move focus up and down among the elements of a column with the arrow keys, and to its ends with Home and End. */
export function arrows(body: HTMLElement, selector: string): void {
  body.addEventListener("keydown", (event) => {
    const key = (event as KeyboardEvent).key;
    const from = (event.target as Element).closest(selector);
    if (!from || !["ArrowUp", "ArrowDown", "Home", "End"].includes(key)) return;
    const all = [...body.querySelectorAll<HTMLElement>(selector)];
    const at = all.indexOf(from as HTMLElement);
    const to = key === "Home" ? 0 : key === "End" ? all.length - 1 : at + (key === "ArrowDown" ? 1 : -1);
    if (!all[to]) return;
    event.preventDefault();
    all[to].focus();
  });
}
