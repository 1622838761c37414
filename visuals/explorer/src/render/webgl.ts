/** Drawing with WebGL: sigma keeps the graph and its buffers; our two programs draw every shape, and dashes, with the camera all ways of drawing share. */

import Graph from "graphology";
import Sigma from "sigma";
import { EdgeProgram, NodeProgram, type EdgeProgramType, type NodeProgramType } from "sigma/rendering";
import type { RenderParams } from "sigma/types";

import type { Painter } from "./canvas";
import type { Drawing } from "./scene";
import { CORNERS, DASH, faintness, OPACITIES, REACH, rgb, SHAPES, WIDTHS, type Palette, type Shape } from "./shapes";
import type { View } from "./view";

const FLOAT = 5126;
const TRIANGLES = 4;
const ROOM = 1.5; // pixels around a shape, for its edge

/** Read by both programs when they draw; without a view they draw nothing (sigma draws whenever its graph changes, we only when asked). */
interface Look { view: View | null; colours: Float32Array; background: Float32Array; tie: Float32Array; faint: number }

const number = (value: number): string => (Number.isInteger(value) ? `${value}.0` : value.toFixed(6));

/**
 * A shape as numbers: in how many equal sectors it falls (0: a circle), the direction its first corner points to, how far its corners reach, and how far the
 * middle of its sides does. A star's sectors have a corner of it at one end and a notch at the other; a polygon's have the middle of a side there.
 */
function sectors(shape: Shape): [count: number, turn: number, corner: number, notch: number] {
  const corners = CORNERS[shape];
  if (!corners.length) return [0, 0, 1, 1];
  const [[x, y], [nextX, nextY]] = [corners[0]!, corners[1]!];
  const star = Math.abs(Math.hypot(x, y) - Math.hypot(nextX, nextY)) > 1e-6;
  const count = star ? corners.length / 2 : corners.length;
  return [count, Math.atan2(y, x), Math.hypot(x, y), star ? Math.hypot(nextX, nextY) : Math.hypot(x, y) * Math.cos(Math.PI / count)];
}

const SECTORS = Float32Array.from(SHAPES.flatMap(sectors));

const TO_CLIP = `
uniform vec2 u_size;
uniform vec3 u_view;
vec4 clip(vec2 pixels) { return vec4(pixels.x / u_size.x * 2.0 - 1.0, 1.0 - pixels.y / u_size.y * 2.0, 0.0, 1.0); }
vec2 pixels(vec2 position) { return position * u_view.x + u_view.yz; }`;

const NODE_VERTEX = `#version 300 es
precision highp float;
in vec2 a_position;
in float a_radius;
in float a_shape;
in float a_mark;
in vec2 a_corner;
uniform float u_swell;
uniform vec3 u_colours[${SHAPES.length}];
uniform vec4 u_sectors[${SHAPES.length}];
flat out vec3 v_look;
flat out vec4 v_colour;
flat out vec4 v_side;
out vec2 v_at;
${TO_CLIP}
void main() {
  int shape = int(a_shape + 0.5);
  float radius = a_radius * u_swell;
  vec4 sectors = u_sectors[shape];
  v_colour = vec4(u_colours[shape], a_mark);
  v_look = vec3(radius, sectors.x > 0.0 ? 3.14159265 / sectors.x : 0.0, sectors.y);
  vec2 corner = vec2(sectors.z, 0.0) * radius;
  vec2 notch = vec2(cos(v_look.y), sin(v_look.y)) * sectors.w * radius;
  vec2 way = normalize(notch - corner + vec2(1e-9, 0.0));
  v_side = vec4(corner, way.y, -way.x);
  v_at = a_corner * (radius * ${number(REACH)} + ${number(ROOM)});
  gl_Position = clip(pixels(a_position) + v_at);
}`;

/** The distance to a shape: the point is turned into half of one sector, which one straight side closes. Loops over corners are minutes of work for processors that stand in for a graphics card. */
const NODE_FRAGMENT = `#version 300 es
precision highp float;
flat in vec3 v_look;
flat in vec4 v_colour;
flat in vec4 v_side;
in vec2 v_at;
uniform vec3 u_background;
uniform float u_density;
out vec4 colour;
void main() {
  float far = length(v_at);
  float d = far - v_look.x;
  if (v_look.y > 0.0) {
    float angle = atan(v_at.y, v_at.x) - v_look.z;
    angle = abs(angle - 2.0 * v_look.y * floor(angle / (2.0 * v_look.y) + 0.5));
    d = dot(far * vec2(cos(angle), sin(angle)) - v_side.xy, v_side.zw);
  }
  float soft = 0.5 / u_density;
  float edge = v_look.x > 2.5 ? 0.75 : 0.0;
  float whole = clamp((edge + soft - d) / (2.0 * soft), 0.0, 1.0);
  float inner = clamp((soft - edge - d) / (2.0 * soft), 0.0, 1.0);
  vec3 c = mix(u_background, v_colour.rgb, edge > 0.0 ? inner : 1.0);
  float mark = v_colour.a > 1.5 ? abs(far - v_look.x * 0.74) - max(0.5, v_look.x * 0.06) : far - max(1.5, v_look.x * 0.35);
  if (v_colour.a > 0.5) c = mix(u_background, c, clamp((mark + soft) / (2.0 * soft), 0.0, 1.0));
  colour = vec4(c * whole, whole);
}`;

const TIE_VERTEX = `#version 300 es
precision highp float;
in vec2 a_start;
in vec2 a_end;
in float a_level;
in float a_dashed;
in vec2 a_corner;
uniform float u_widths[${WIDTHS.length}];
uniform float u_opacities[${WIDTHS.length}];
flat out float v_half;
flat out float v_opacity;
flat out float v_dashed;
out float v_side;
out float v_along;
${TO_CLIP}
void main() {
  vec2 from = pixels(a_start);
  vec2 to = pixels(a_end);
  vec2 way = to - from;
  float length_ = max(length(way), 1e-6);
  vec2 across = vec2(-way.y, way.x) / length_;
  int look = int(a_level + 0.5);
  v_half = u_widths[look] * 0.5;
  v_opacity = u_opacities[look];
  v_dashed = a_dashed;
  v_side = a_corner.y * (v_half + 1.0);
  v_along = a_corner.x * length_;
  gl_Position = clip(mix(from, to, a_corner.x) + across * v_side);
}`;

const TIE_FRAGMENT = `#version 300 es
precision highp float;
flat in float v_half;
flat in float v_opacity;
flat in float v_dashed;
in float v_side;
in float v_along;
uniform vec3 u_colour;
uniform float u_density;
out vec4 colour;
void main() {
  float soft = 0.5 / u_density;
  float a = v_opacity * clamp((v_half + soft - abs(v_side)) / (2.0 * soft), 0.0, 1.0);
  float at = v_along * ${number(1 / (DASH[0] + DASH[1]))};
  a *= 1.0 - v_dashed * step(${number(DASH[0] / (DASH[0] + DASH[1]))}, at - floor(at));
  colour = vec4(u_colour * a, a);
}`;

type Locations = Record<string, WebGLUniformLocation | undefined>;

function setView(gl: WebGLRenderingContext, at: Locations, view: View): void {
  gl.uniform2f(at["u_size"]!, view.width, view.height);
  gl.uniform3f(at["u_view"]!, view.scale, view.left, view.top);
  gl.uniform1f(at["u_density"]!, view.density);
}

/** Shapes, by their distance fields. */
function nodeProgram(look: Look): NodeProgramType {
  return class extends NodeProgram {
    constructor(gl: WebGLRenderingContext, _picking: WebGLFramebuffer | null, renderer: Sigma) {
      super(gl, null, renderer); // the grid of the drawing finds what is under the pointer, not a second picture
    }

    getDefinition() {
      return {
        VERTICES: 4, VERTEX_SHADER_SOURCE: NODE_VERTEX, FRAGMENT_SHADER_SOURCE: NODE_FRAGMENT, METHOD: 5, // a strip of triangles
        UNIFORMS: ["u_size", "u_view", "u_swell", "u_colours", "u_sectors", "u_background", "u_density"],
        ATTRIBUTES: [{ name: "a_position", size: 2, type: FLOAT }, { name: "a_radius", size: 1, type: FLOAT }, { name: "a_shape", size: 1, type: FLOAT }, { name: "a_mark", size: 1, type: FLOAT }],
        CONSTANT_ATTRIBUTES: [{ name: "a_corner", size: 2, type: FLOAT }],
        CONSTANT_DATA: [[-1, -1], [1, -1], [-1, 1], [1, 1]],
      };
    }

    render(params: RenderParams): void {
      if (look.view) super.render(params);
    }

    processVisibleItem(_id: number, start: number, data: { x: number; y: number; size: number; shape?: number; mark?: number }): void {
      this.array.set([data.x, data.y, data.size, data.shape ?? 0, data.mark ?? 0], start);
    }

    setUniforms(_params: unknown, { gl, uniformLocations }: { gl: WebGLRenderingContext; uniformLocations: Locations }): void {
      setView(gl, uniformLocations, look.view!);
      gl.uniform1f(uniformLocations["u_swell"]!, look.view!.swell);
      gl.uniform3fv(uniformLocations["u_colours"]!, look.colours);
      gl.uniform4fv(uniformLocations["u_sectors"]!, SECTORS);
      gl.uniform3fv(uniformLocations["u_background"]!, look.background);
    }
  } as unknown as NodeProgramType;
}

/** Lines of four looks, whole or dashed. */
function tieProgram(look: Look): EdgeProgramType {
  return class extends EdgeProgram {
    getDefinition() {
      return {
        VERTICES: 6, VERTEX_SHADER_SOURCE: TIE_VERTEX, FRAGMENT_SHADER_SOURCE: TIE_FRAGMENT, METHOD: TRIANGLES,
        UNIFORMS: ["u_size", "u_view", "u_density", "u_colour", "u_widths", "u_opacities"],
        ATTRIBUTES: [{ name: "a_start", size: 2, type: FLOAT }, { name: "a_end", size: 2, type: FLOAT }, { name: "a_level", size: 1, type: FLOAT }, { name: "a_dashed", size: 1, type: FLOAT }],
        CONSTANT_ATTRIBUTES: [{ name: "a_corner", size: 2, type: FLOAT }],
        CONSTANT_DATA: [[0, -1], [1, -1], [0, 1], [0, 1], [1, -1], [1, 1]],
      };
    }

    render(params: RenderParams): void {
      if (look.view) super.render(params);
    }

    processVisibleItem(_id: number, start: number, source: { x: number; y: number }, target: { x: number; y: number }, data: { size: number; level?: number; dashed?: number }): void {
      this.array.set([source.x, source.y, target.x, target.y, data.level ?? 0, data.dashed ?? 0], start);
    }

    setUniforms(_params: unknown, { gl, uniformLocations }: { gl: WebGLRenderingContext; uniformLocations: Locations }): void {
      setView(gl, uniformLocations, look.view!);
      gl.uniform3fv(uniformLocations["u_colour"]!, look.tie);
      gl.uniform1fv(uniformLocations["u_widths"]!, new Float32Array(WIDTHS));
      gl.uniform1fv(uniformLocations["u_opacities"]!, Float32Array.from(OPACITIES, (o) => o * look.faint));
    }
  } as unknown as EdgeProgramType;
}

/** Whether WebGL can be had here, and not from a processor that stands in for a graphics card (slower than a canvas) unless `anyhow`. */
export function canWebGL(anyhow: boolean): boolean {
  const gl = document.createElement("canvas").getContext("webgl2", { failIfMajorPerformanceCaveat: !anyhow });
  if (!gl || gl.isContextLost()) return false;
  const told = gl.getExtension("WEBGL_debug_renderer_info");
  const maker = told ? String(gl.getParameter(told.UNMASKED_RENDERER_WEBGL)) : "";
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return anyhow || !/swiftshader|llvmpipe|software|basic render/i.test(maker);
}

export class WebGLPainter implements Painter {
  readonly kind = "webgl";
  readonly element = document.createElement("div");
  private readonly sigma: Sigma;
  private readonly look: Look;
  private drawing: Drawing | null = null;
  private seen: Palette | null = null;
  private readonly stop = new AbortController();

  /** `lost`: told once, when the browser takes WebGL away. */
  constructor(parent: HTMLElement, lost: () => void) {
    this.look = {
      view: null, faint: 1,
      colours: new Float32Array(3 * SHAPES.length), background: new Float32Array(3), tie: new Float32Array(3),
    };
    parent.prepend(this.element);
    this.element.className = "net-gl";
    this.sigma = new Sigma(new Graph({ type: "undirected" }), this.element, {
      allowInvalidContainer: true, renderLabels: false, enableEdgeEvents: false, enableCameraPanning: false, enableCameraZooming: false, enableCameraRotation: false,
      defaultNodeType: "shape", defaultEdgeType: "line", nodeProgramClasses: { shape: nodeProgram(this.look) }, nodeHoverProgramClasses: {}, edgeProgramClasses: { line: tieProgram(this.look) },
    });
    this.sigma.getMouseCaptor().kill();
    this.sigma.getTouchCaptor().kill();
    this.sigma.setCustomBBox({ x: [0, 1], y: [0, 1] }); // positions are those of the drawing
    for (const canvas of this.element.querySelectorAll("canvas")) {
      canvas.addEventListener("webglcontextlost", () => {
        if (this.stop.signal.aborted) return;
        this.stop.abort();
        lost();
      }, { signal: this.stop.signal });
    }
  }

  setDrawing(drawing: Drawing): void {
    this.drawing = drawing;
    this.look.faint = faintness(drawing.ties);
    const graph = new Graph({ type: "undirected", multi: true });
    for (let i = 0; i < drawing.n; i++) graph.addNode(String(i), { x: drawing.x[i], y: drawing.y[i], size: drawing.size[i], shape: drawing.shape[i], mark: drawing.mark[i] });
    for (const [level, looks] of drawing.looks.entries()) {
      for (const ties of looks) for (const tie of ties) graph.addUndirectedEdgeWithKey(String(tie), String(drawing.a[tie]), String(drawing.b[tie]), { level, dashed: drawing.dashed[tie] });
    }
    this.look.view = null;
    this.sigma.setGraph(graph);
  }

  changed(node: number): void {
    if (!this.drawing) return;
    const key = String(node);
    Object.assign(this.sigma.getGraph().getNodeAttributes(key), { x: this.drawing.x[node], y: this.drawing.y[node], mark: this.drawing.mark[node] }); // without its event, which would index all again
    this.sigma.refresh({ partialGraph: { nodes: [key], edges: this.sigma.getGraph().edges(key) }, skipIndexation: true, schedule: true });
  }

  paint(view: View, palette: Palette): void {
    this.look.view = view;
    if (palette !== this.seen) {
      this.seen = palette;
      SHAPES.forEach((shape, i) => this.look.colours.set(rgb(palette.shapes[shape]), 3 * i));
      this.look.background.set(rgb(palette.background));
      this.look.tie.set(rgb(palette.tie));
    }
    this.sigma.refresh({ partialGraph: {}, skipIndexation: true });
  }

  destroy(): void {
    this.stop.abort();
    this.sigma.kill();
    this.element.remove();
  }
}
