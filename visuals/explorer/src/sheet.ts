/** The parts of the frame that change place on small screens: details as a sheet from below, filters as a page over the others. */

import type { App } from "./app";
import { h } from "./dom";
import { catalogue, t } from "./i18n";

catalogue({
  "sheet.open": ["Detalles", "Details"],
  "sheet.higher": ["Agrandar los detalles", "Make the details larger"],
  "sheet.lower": ["Achicar los detalles", "Make the details smaller"],
  "sheet.level.0": ["Detalles cerrados", "Details closed"],
  "sheet.level.1": ["Detalles: un tercio de la pantalla", "Details: a third of the screen"],
  "sheet.level.2": ["Detalles: media pantalla", "Details: half the screen"],
  "sheet.level.3": ["Detalles: casi toda la pantalla", "Details: most of the screen"],
});

/** Narrow screens: phones held upright, and any screen magnified as much. The same width stands in frame.css. */
const PHONE = "(max-width: 760px)";
/** Screens on which filters begin open. */
const ROOMY = "(min-width: 1080px)";
/** Screens that hold filters, view, details and report side by side. */
const VAST = "(min-width: 1500px)";

interface Sheet {
  root: HTMLElement;
  /** Make the details visible: something was selected. */
  raise(): void;
  /** On a desk: hide or show the column. */
  toggleSide(): void;
  words(): void;
}

/** The details: a column on a desk; on a phone a sheet of three heights with a handle, out of reach when closed. */
export function makeSheet(app: App, panel: HTMLElement, button: HTMLElement): Sheet {
  const phone = matchMedia(PHONE);
  let level = 0;
  let side = true;
  const handle = h("button", { type: "button", class: "handle", "aria-controls": "details", click: () => toggle() });
  const higher = h("button", { type: "button", class: "plain", click: () => set(level + 1) }, "▲");
  const lower = h("button", { type: "button", class: "plain", click: () => set(level - 1) }, "▼");
  const bar = h("div", { class: "sheet-bar" }, handle, lower, higher);
  const root = h("aside", { class: "side" }, bar, panel);

  function toggle(): void {
    if (!dragged) set(level ? 0 : 2);
    dragged = false; // the click that ends a drag is none
  }
  function set(to: number, say = true): void {
    const next = Math.max(0, Math.min(3, to));
    if (next !== level && say && phone.matches) app.say(t(`sheet.level.${next}`));
    level = next;
    show();
  }
  function show(): void {
    const closed = phone.matches ? level === 0 : !side;
    if (closed && panel.contains(document.activeElement)) (phone.matches ? handle : button).focus();
    panel.inert = closed;
    root.dataset.level = String(level);
    root.classList.toggle("away", !phone.matches && !side);
    handle.setAttribute("aria-expanded", String(level > 0));
    button.setAttribute("aria-expanded", String(side));
    lower.disabled = level === 0;
    higher.disabled = level === 3;
  }
  bar.addEventListener("keydown", (e) => {
    const by = { ArrowUp: 1, ArrowDown: -1 }[e.key];
    if (!by) return;
    e.preventDefault();
    set(level + by);
  });
  root.addEventListener("keydown", (e) => {
    if (e.key !== "Escape" || !phone.matches || !level || e.defaultPrevented) return;
    set(0);
    handle.focus();
  });
  let dragged = false;
  let from: number | null = null;
  handle.addEventListener("pointerdown", (e) => {
    from = e.clientY;
    dragged = false;
    handle.setPointerCapture(e.pointerId);
  });
  handle.addEventListener("pointermove", (e) => {
    if (from === null || Math.abs(e.clientY - from) < 40) return;
    dragged = true;
    set(level + (e.clientY < from ? 1 : -1), false);
    from = e.clientY;
  });
  for (const end of ["pointerup", "pointercancel"]) handle.addEventListener(end, () => (from = null));
  phone.addEventListener("change", show);
  show();
  return {
    root,
    raise() {
      if (phone.matches && level === 0) set(2, false);
      side = true;
      show();
    },
    toggleSide() {
      side = !side;
      show();
    },
    words() {
      handle.textContent = t("sheet.open");
      for (const [element, key] of [[higher, "sheet.higher"], [lower, "sheet.lower"]] as const) {
        element.setAttribute("aria-label", t(key));
        element.title = t(key);
      }
    },
  };
}

interface Covers {
  filtersOpen(): boolean;
  openFilters(open: boolean): void;
  /** The report was opened or closed. Where there is not room for all, the filters give theirs while it is open. */
  read(reading: boolean): void;
}

/** The filters, a column that can be folded, and the report, another: on a phone each is a page over all else, which is out of reach meanwhile. */
export function makeCovers(parts: { filters: HTMLElement; button: HTMLElement; close: HTMLElement; reader: HTMLElement; others: HTMLElement[] }): Covers {
  const phone = matchMedia(PHONE);
  let opened = matchMedia(ROOMY).matches;
  let gave = false;
  let reading = false;
  function show(): void {
    parts.filters.hidden = !opened;
    parts.button.setAttribute("aria-expanded", String(opened));
    const [over, page] = [opened && phone.matches, reading && phone.matches];
    for (const other of parts.others) other.inert = over || page;
    parts.filters.inert = page;
    parts.reader.inert = over;
    parts.filters.classList.toggle("over", over);
  }
  function openFilters(to: boolean): void {
    const had = parts.filters.contains(document.activeElement);
    opened = to;
    gave = false;
    show();
    if (to && phone.matches) parts.close.focus();
    if (!to && (had || document.activeElement === document.body)) parts.button.focus();
  }
  parts.filters.addEventListener("keydown", (e) => {
    if (e.key === "Escape" && phone.matches && !e.defaultPrevented) openFilters(false);
  });
  phone.addEventListener("change", () => {
    if (phone.matches) opened = false;
    show();
  });
  show();
  return {
    filtersOpen: () => opened,
    openFilters,
    read(now) {
      reading = now;
      if (!matchMedia(VAST).matches && !phone.matches && (now ? opened : gave)) {
        opened = !now;
        gave = now;
      }
      show();
    },
  };
}
