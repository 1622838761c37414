/** The data block, unpacked and indexed. */

import { grow } from "./columns";
import type { Contribution, Data, Entity, Membership, Participation } from "./types";

/** The data with what everybody looks up. Lists hold indices. */
export interface Model extends Data {
  byId: Map<string, number>; // IRI without base -> entity
  participationsOf: number[][]; // of a person, and of an event (its own, not its parts')
  membershipsOf: number[][]; // of a person, and of an institution
  contributionsOf: number[][]; // of a speaker, an event (those said in it), a theme, a mechanism and a municipality they name
  factsOf: number[][]; // about an entity
  parts: number[][]; // of an event or institution: its parts or units
  /** An entity and all it is part of, from itself upwards; rings end where they began. */
  upwards(entity: number): readonly number[];
  leaf: boolean[]; // an event with no parts
}

/** Why a page cannot show its data. */
export class Broken extends Error {}

/** Read the data block of the page: base64 of gzip of JSON, a zero, and bytes. */
export async function read(): Promise<Model> {
  const block = document.getElementById("data");
  if (!block?.textContent) throw new Broken("no data");
  if (typeof DecompressionStream === "undefined") throw new Broken("old browser");
  let data: Data;
  try {
    const letters = atob(block.textContent.trim());
    const packed = new Uint8Array(letters.length);
    for (let i = 0; i < packed.length; i++) packed[i] = letters.charCodeAt(i);
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    const end = bytes.indexOf(0); // the JSON; then what lies beside it
    data = grow(JSON.parse(new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end))), bytes.subarray(end + 1));
  } catch {
    throw new Broken("damaged");
  }
  if (data.format !== "kg-explorer/1") throw new Broken("another format");
  return index(data);
}

/** Index the data. */
export function index(data: Data): Model {
  const none = (): number[][] => data.entities.map(() => []);
  const [participationsOf, membershipsOf, contributionsOf, factsOf, parts] = [none(), none(), none(), none(), none()];
  const add = (lists: number[][], of: number, what: number): void => {
    const list = lists[of];
    if (list && list[list.length - 1] !== what) list.push(what);
  };
  data.participations.forEach((p: Participation, i) => [p.person, p.event].forEach((e) => add(participationsOf, e, i)));
  data.memberships.forEach((m: Membership, i) => [m.person, m.institution].forEach((e) => add(membershipsOf, e, i)));
  data.contributions.forEach((c: Contribution, i) => [...c.speakers, c.event, ...c.themes, ...c.mechanisms, ...c.municipalities].forEach((e) => add(contributionsOf, e, i)));
  data.facts.forEach((f, i) => add(factsOf, f.about, i));
  data.entities.forEach((e: Entity, i) => e.up !== undefined && e.up >= 0 && add(parts, e.up, i));
  const known: number[][] = [];
  const upwards = (entity: number): number[] => {
    let found = known[entity];
    if (found) return found;
    found = known[entity] = [entity];
    for (let up = data.entities[entity]?.up; up !== undefined && up >= 0 && !found.includes(up); up = data.entities[up]?.up) found.push(up);
    return found;
  };
  const same = Object.defineProperties({}, Object.getOwnPropertyDescriptors(data)) as Data; // the search index stays unmade until it is asked for
  return Object.assign(same, {
    participationsOf, membershipsOf, contributionsOf, factsOf, parts, upwards,
    byId: new Map(data.entities.map((e, i) => [e.id, i])),
    leaf: data.entities.map((e, i) => e.kind === "event" && parts[i]!.length === 0),
  });
}
