/** The view as a picture of twice the pixels: title, legend and source drawn around it, and the same as text inside the file. */

import type { App } from "../app";
import { LIGHT, palette } from "../render/shapes";
import { pictureOf, serialise, sheet, type Shown, type Picture } from "./svg";
import { about } from "./view";

const SCALE = 2;
const LONGEST = 8000; // pixels of a side; more than this, phones and old browsers give an empty canvas
const AREA = 40e6;

/** What is shown, as a PNG; null when the view has no picture. */
export async function toPng(app: App, view: Shown): Promise<Blob | null> {
  const network = app.scene.state.view === "network";
  const shot = network ? ((await view.picture?.(SCALE)) ?? null) : null;
  const bitmap = shot && (await createImageBitmap(shot));
  const picture: Picture | null = bitmap ? { width: bitmap.width / SCALE, height: bitmap.height / SCALE } : pictureOf(app, view);
  if (!picture) return null;
  const look = bitmap ? palette(document.documentElement) : LIGHT; // a bitmap is in the colours of the theme
  const laid = sheet(app, picture, look);
  const scale = Math.min(SCALE, LONGEST / laid.width, LONGEST / laid.height, Math.sqrt(AREA / (laid.width * laid.height)));
  const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(laid.width * scale), height: Math.round(laid.height * scale) });
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("no canvas");
  laid.svg.querySelector(":scope > rect")?.remove(); // where its paper covers a pixel in part, half of a colour over itself is another colour, one less
  pen.fillStyle = look.background;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(await loaded(serialise(laid.svg)), 0, 0, canvas.width, canvas.height);
  if (bitmap) pen.drawImage(bitmap, Math.round(laid.hole.x * scale), Math.round(laid.hole.y * scale), Math.round(laid.hole.width * scale), Math.round(laid.hole.height * scale));
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (!blob) throw new Error("too large");
  const said = about(app, !network);
  return withTexts(blob, {
    Title: `${said.layer}. ${said.title}`, Source: said.version, Description: said.filters, Copyright: said.licence, Author: said.publisher, Comment: said.hash, Citation: said.cite,
  });
}

/** An SVG as an image. A data address: the canvas stays readable, and the page's policy allows it. */
function loaded(svg: string): Promise<HTMLImageElement> {
  return new Promise((done, fail) => {
    const image = new Image();
    image.addEventListener("load", () => done(image));
    image.addEventListener("error", () => fail(new Error("the drawing cannot be read")));
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  });
}

/** Add texts to a PNG, as international text chunks after its header. */
async function withTexts(png: Blob, texts: Record<string, string>): Promise<Blob> {
  const bytes = new Uint8Array(await png.arrayBuffer());
  const header = 8 + 25; // signature, then IHDR: length, name, 13 bytes, checksum
  const chunks = Object.entries(texts).filter(([, text]) => text).map(([key, text]) => chunk("iTXt", new TextEncoder().encode(`${key}\0\0\0\0\0${text.replace(/\0/g, "")}`)));
  return new Blob([bytes.slice(0, header), ...chunks, bytes.slice(header)], { type: "image/png" });
}

function chunk(name: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(12 + data.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, data.length);
  out.set(new TextEncoder().encode(name), 4);
  out.set(data, 8);
  view.setUint32(8 + data.length, checksum(out.subarray(4, 8 + data.length)));
  return out;
}

/** CRC-32, as PNG asks. */
function checksum(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}
