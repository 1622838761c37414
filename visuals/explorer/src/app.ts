/** What every part of the page is given, and what a part is. */

import type { Model } from "./data";
import type { Active } from "./filter";
import type { Net } from "./network";
import type { Selection, State } from "./types";

/** What is on screen, all of it derived from the state: made anew by `main.ts` at each change. */
export interface Scene { state: State; active: Active; net: Net }

export interface App {
  readonly model: Model;
  readonly scene: Scene;
  /** Change the state: everything derived is computed once and every part is told. Without `quiet` the change is a step of the browser's history. */
  set(change: Partial<State>, quiet?: boolean): void;
  select(selection: Selection): void;
  /** Say something to screen readers, politely. */
  say(text: string): void;
}

/** A part of the page. `update` is told what the scene was before, to do only what is needed; `null` the first time and when the language changed. */
export interface Part {
  update(scene: Scene, before: Scene | null): void;
}

/** A view of the network, shown one at a time. `svg`: a picture of what is shown, when the view has one; `state.camera` is the network view's alone. */
export interface ViewPart extends Part {
  readonly root: HTMLElement;
  svg?(): SVGSVGElement;
  show?(): void;
  hide?(): void;
}
export type MakeView = (app: App) => ViewPart;
export type MakePart = (app: App, root: HTMLElement) => Part;
