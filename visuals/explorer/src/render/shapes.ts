/** How things look: the shape of each kind, the colours of the theme, the widths of ties. Every way of drawing takes them from here. */

import { KINDS, type Kind } from "../types";

/** A kind of entity, or a group of nodes drawn as one. */
export type Shape = Kind | "group";
export const SHAPES: readonly Shape[] = [...KINDS, "group"];

const ring = (corners: number, radius: number, turn: number): [number, number][] =>
  Array.from({ length: corners }, (_, i) => [radius * Math.cos(turn + (2 * Math.PI * i) / corners), radius * Math.sin(turn + (2 * Math.PI * i) / corners)]);

const star = (points: number, tip: number, notch: number, turn: number): [number, number][] =>
  ring(2 * points, 1, turn).map(([x, y], i) => (i % 2 ? [x * notch, y * notch] : [x * tip, y * tip]));

/** The corners of each shape of radius 1, y downwards; none: a circle. Radii make the areas look alike. */
export const CORNERS: Record<Shape, readonly [number, number][]> = {
  person: [],
  group: [],
  institution: ring(4, 1.22, 0),
  municipality: ring(6, 1.1, 0),
  event: ring(4, 1.28, Math.PI / 4),
  mechanism: star(4, 1.45, 0.62, Math.PI / 4),
  actor: ring(3, 1.4, -Math.PI / 2),
  theme: star(5, 1.42, 0.62, -Math.PI / 2),
};

/** How far a shape of radius 1 reaches from its centre. */
export const REACH = 1.45;

/** Add a shape to a path. */
export function trace(path: CanvasPath, shape: Shape, x: number, y: number, radius: number): void {
  const corners = CORNERS[shape];
  if (!corners.length) {
    path.moveTo(x + radius, y);
    path.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  corners.forEach(([dx, dy], i) => (i ? path.lineTo(x + dx * radius, y + dy * radius) : path.moveTo(x + dx * radius, y + dy * radius)));
  path.closePath();
}

/** A shape as the `d` of an SVG path. */
export function outline(shape: Shape, x: number, y: number, radius: number): string {
  const at = (value: number): string => value.toFixed(2).replace(/\.?0+$/, "");
  const corners = CORNERS[shape];
  if (!corners.length) return `M${at(x - radius)} ${at(y)}a${at(radius)} ${at(radius)} 0 1 0 ${at(2 * radius)} 0a${at(radius)} ${at(radius)} 0 1 0 ${at(-2 * radius)} 0z`;
  return `M${corners.map(([dx, dy]) => `${at(x + dx * radius)} ${at(y + dy * radius)}`).join("L")}z`;
}

/** The colours drawing uses, as CSS colours. */
export interface Palette { background: string; text: string; tie: string; accent: string; focus: string; shapes: Record<Shape, string> }

/** What is printed, and what stands in for a variable that is missing. */
export const LIGHT: Palette = {
  background: "#ffffff", text: "#1b2430", tie: "#6b7682", accent: "#174f86", focus: "#b3261e",
  shapes: { person: "#2563a0", institution: "#2b7a4b", municipality: "#8a3f80", event: "#b0501b", mechanism: "#0f6f79", theme: "#a8283d", actor: "#776014", group: "#174f86" },
};

/** Read the colours of the theme from the variables in force at an element. */
export function palette(element: Element): Palette {
  const style = getComputedStyle(element);
  const read = (name: string, otherwise: string): string => style.getPropertyValue(name).trim() || otherwise;
  const shapes = Object.fromEntries(SHAPES.map((shape) => [shape, read(shape === "group" ? "--accent" : `--${shape}`, LIGHT.shapes[shape])])) as Record<Shape, string>;
  return {
    background: read("--surface", LIGHT.background), text: read("--text", LIGHT.text), tie: read("--muted", LIGHT.tie), accent: read("--accent", LIGHT.accent),
    focus: read("--focus", LIGHT.focus), shapes,
  };
}

let probe: CanvasRenderingContext2D | null = null;

/** Red, green and blue of a CSS colour, 0 to 1. */
export function rgb(colour: string): [number, number, number] {
  probe ??= Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  if (!probe) return [0, 0, 0];
  probe.fillStyle = "#000";
  probe.fillStyle = colour;
  probe.fillRect(0, 0, 1, 1);
  const [red, green, blue] = probe.getImageData(0, 0, 1, 1).data;
  return [red! / 255, green! / 255, blue! / 255];
}

/** Ties have one of four looks by weight: 1, 2-3, 4-7, 8 and more. Widths in pixels. */
export const WIDTHS: readonly number[] = [1, 1.7, 2.6, 3.8];
export const OPACITIES: readonly number[] = [0.34, 0.42, 0.5, 0.58];
export const DASH: readonly [number, number] = [5, 4];

/** The look of a weight. */
export function level(weight: number): number {
  return Math.max(0, Math.min(WIDTHS.length - 1, Math.floor(Math.log2(Math.max(1, weight)))));
}

/** How much fainter ties are when there are many, so that a dense middle is not one blot. */
export function faintness(ties: number): number {
  return Math.max(0.14, Math.min(1, Math.sqrt(1200 / Math.max(1, ties))));
}

/** The size of text in drawings, in pixels, and its font. */
export const TEXT = 12;
export const FONT = "'Source Sans 3', 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial, sans-serif";
