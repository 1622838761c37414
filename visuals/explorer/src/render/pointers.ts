/** Mouse, pen and fingers over a drawing: drag, pinch, wheel, click. Keys are the view's. */

export interface Hands {
  node(x: number, y: number, slack: number): number;
  tie(x: number, y: number, slack: number): number;
  pan(dx: number, dy: number): void;
  zoom(factor: number, x: number, y: number): void;
  drag(node: number, dx: number, dy: number, done: boolean): void;
  hover(node: number): void;
  click(node: number, tie: number, second: boolean): void;
}

const STILL = 4; // pixels a click may move
const SLACK = { mouse: [5, 5], touch: [18, 14] } as const; // pixels around a node, a tie

interface Finger { x: number; y: number; moved: number }

/** Listen to pointers on an element until told to stop. */
export function listen(root: HTMLElement, hands: Hands, signal: AbortSignal): void {
  const fingers = new Map<number, Finger>();
  let held = -1;
  let pinched = false;
  let over = -1;
  const local = (event: MouseEvent): [number, number] => {
    const box = root.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const slack = (event: PointerEvent): readonly [number, number] => SLACK[event.pointerType === "mouse" ? "mouse" : "touch"];
  const hover = (node: number): void => {
    if (node === over) return;
    over = node;
    root.classList.toggle("net-over", node >= 0);
    hands.hover(node);
  };

  const down = (event: PointerEvent): void => {
    if (event.button > 0) return;
    const [x, y] = local(event);
    root.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, { x, y, moved: 0 });
    if (fingers.size === 1) {
      held = hands.node(x, y, slack(event)[0]);
      pinched = false;
    } else {
      held = -1;
      pinched = true;
    }
  };

  const move = (event: PointerEvent): void => {
    const [x, y] = local(event);
    const finger = fingers.get(event.pointerId);
    if (!finger) return hover(event.pointerType === "mouse" ? hands.node(x, y, SLACK.mouse[0]) : -1);
    const before = spread(fingers);
    const [dx, dy] = [x - finger.x, y - finger.y];
    finger.moved += Math.hypot(dx, dy);
    const threshold = event.pointerType === "mouse" ? STILL : 3 * STILL;
    if (fingers.size === 1 && finger.moved < threshold) return; // where it began is kept, so that nothing jumps
    [finger.x, finger.y] = [x, y];
    if (fingers.size > 1) {
      const after = spread(fingers);
      hands.pan(after.x - before.x, after.y - before.y);
      if (before.far > 0 && after.far > 0) hands.zoom(after.far / before.far, after.x, after.y);
    } else if (held >= 0) hands.drag(held, dx, dy, false);
    else hands.pan(dx, dy);
  };

  const up = (event: PointerEvent): void => {
    const finger = fingers.get(event.pointerId);
    fingers.delete(event.pointerId);
    if (!finger || fingers.size) return;
    const threshold = event.pointerType === "mouse" ? STILL : 3 * STILL;
    const [x, y] = [finger.x, finger.y];
    if (finger.moved < threshold && !pinched && event.type === "pointerup") {
      const [near, beside] = slack(event);
      const node = hands.node(x, y, near);
      hands.click(node, node < 0 ? hands.tie(x, y, beside) : -1, event.shiftKey);
    } else if (held >= 0 && finger.moved >= threshold) hands.drag(held, 0, 0, true);
    held = -1;
  };

  const wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 20 : 1;
    hands.zoom(Math.exp(-Math.max(-240, Math.min(240, event.deltaY * lines)) / (event.ctrlKey ? 120 : 400)), ...local(event));
  };

  root.addEventListener("pointerdown", down, { signal });
  root.addEventListener("pointermove", move, { signal });
  root.addEventListener("pointerup", up, { signal });
  root.addEventListener("pointercancel", up, { signal });
  root.addEventListener("pointerleave", () => fingers.size || hover(-1), { signal });
  root.addEventListener("wheel", wheel, { signal, passive: false });
  root.addEventListener("dblclick", (event) => {
    const [x, y] = local(event);
    if (hands.node(x, y, SLACK.mouse[0]) < 0 && hands.tie(x, y, SLACK.mouse[1]) < 0) hands.zoom(event.shiftKey ? 0.5 : 2, x, y);
  }, { signal });
}

/** The middle of all fingers and how far they are from it. */
function spread(fingers: ReadonlyMap<number, Finger>): { x: number; y: number; far: number } {
  const all = [...fingers.values()];
  const x = all.reduce((sum, f) => sum + f.x, 0) / all.length;
  const y = all.reduce((sum, f) => sum + f.y, 0) / all.length;
  return { x, y, far: all.reduce((sum, f) => sum + Math.hypot(f.x - x, f.y - y), 0) / all.length };
}
