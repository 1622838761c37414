/** From units of the drawing to pixels. */

import type { Drawing, Frame } from "./scene";

/** Where the camera looks: the middle of the picture in units of the drawing (0.5, 0.5 is the middle of the layout), and how much is seen (1: the whole layout). */
export type Camera = [x: number, y: number, ratio: number];
/** Pixels of CSS: `x * scale + left`. `swell`: what radii of nodes are multiplied by. */
export interface View { width: number; height: number; density: number; scale: number; left: number; top: number; swell: number }

const PADDING = 36;
export const NEAREST = 0.004;
export const FARTHEST = 4;

/** The view a camera has in a window. */
export function view(camera: Camera, drawing: Drawing, width: number, height: number, density: number): View {
  const scale = whole(drawing, width, height) / camera[2];
  return { width, height, density, scale, left: width / 2 - camera[0] * scale, top: height / 2 - camera[1] * scale, swell: swell(drawing, scale, camera[2]) };
}

/** Pixels of a unit when all of the layout is seen. */
function whole(drawing: Drawing, width: number, height: number): number {
  const padding = Math.min(PADDING, width / 8, height / 8);
  return Math.max(1, Math.min((width - 2 * padding) / (drawing.aspect[0] || 1e-9), (height - 2 * padding) / (drawing.aspect[1] || 1e-9), Math.max(width, height)));
}

/** Nodes are smaller where there are many for the room the layout has, and grow as the camera comes nearer. */
function swell(drawing: Drawing, scale: number, ratio: number): number {
  const side = scale * ratio;
  const area = Math.max(drawing.aspect[0] * drawing.aspect[1], 0.1) * side * side;
  return Math.max(0.14, Math.min(1, Math.sqrt(area / Math.max(1, drawing.n)) / 58 / ratio ** 0.8));
}

/** The camera that sees a part of the drawing whole. */
export function fitting(drawing: Drawing, part: Frame, width: number, height: number): Camera {
  const full = whole(drawing, width, height);
  const padding = Math.min(PADDING + 8, width / 6, height / 6);
  const ratio = Math.max((part.right - part.left) * full / (width - 2 * padding), (part.bottom - part.top) * full / (height - 2 * padding));
  return [(part.left + part.right) / 2, (part.top + part.bottom) / 2, Math.max(0.08, Math.min(FARTHEST, ratio))];
}
