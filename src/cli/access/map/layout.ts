import { kept } from "../../../core/memo";
import type { Column, Part } from "./chart";
import type { Picture } from "./pictures";

/** The position of a part, from the picture's upper left corner. */
export interface Box {
  readonly part: Part;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  /** From the right side of one box to the left side of the other. */
  readonly edges: readonly (readonly [from: Box, to: Box])[];
}

export const LINE_HEIGHT = 15;
/** Lines of a box beside its title; further lines stand in its description. */
export const MOST_LINES = 4;
const PADDING = 38;
const MARGIN = 4;
const WIDTHS: Readonly<Record<Column, number>> = { network: 170, who: 310, policy: 230, resource: 290 };

/** Sizes and edges of a graph, which alone decide its layout. */
interface Shape {
  readonly sizes: readonly (readonly [width: number, height: number])[];
  readonly edges: readonly (readonly [from: number, to: number])[];
}

interface Placed {
  readonly width: number;
  readonly height: number;
  readonly centers: readonly { readonly x: number; readonly y: number }[];
}

/** Pictures of the same shape, of which a fleet has many, are laid out once. */
export async function drawingsOf(pictures: readonly Picture[]): Promise<Drawing[]> {
  const lay = await layouter();
  const known = new Map<string, Placed>();
  return pictures.map((picture) => {
    const parts = partsOf(picture);
    const shape = { sizes: parts.map(sizeOf), edges: edgesOf(picture, parts) };
    const placed = kept(known, JSON.stringify(shape), () => lay(shape));
    return drawn(parts, shape, placed);
  });
}

function partsOf({ routes }: Picture): Part[] {
  return [
    ...new Set(routes.flatMap(({ networks, who, policy, resources }) => [...networks, who, policy, ...resources])),
  ];
}

function sizeOf({ column, lines }: Part): readonly [number, number] {
  return [WIDTHS[column], PADDING + shownLines(lines).length * LINE_HEIGHT];
}

/** As many lines as there is room for; the last tells how many are left out. */
export function shownLines(lines: readonly string[]): readonly string[] {
  if (lines.length <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES - 1), `and ${lines.length - MOST_LINES + 1} more`];
}

function edgesOf({ routes }: Picture, parts: readonly Part[]): (readonly [number, number])[] {
  const numbers = new Map(parts.map((part, index) => [part, index]));
  const numberOf = (part: Part): number => numbers.get(part) ?? 0;
  const edges = new Map<string, readonly [number, number]>();
  const join = (from: Part, to: Part): void => {
    const edge = [numberOf(from), numberOf(to)] as const;
    edges.set(edge.join(), edge);
  };
  for (const { networks, who, policy, resources } of routes) {
    for (const network of networks) join(network, who);
    join(who, policy);
    for (const resource of resources) join(policy, resource);
  }
  return [...edges.values()];
}

/** Loaded only here: no other command draws. */
async function layouter(): Promise<(shape: Shape) => Placed> {
  const { Graph, layout } = await import("@dagrejs/dagre");
  return ({ sizes, edges }) => {
    const graph = new Graph();
    // Every route ends in a resource, so that from there on to the left each column is a rank: the quickest ranking is enough.
    graph.setGraph({
      rankdir: "LR",
      ranker: "longest-path",
      nodesep: 10,
      ranksep: 56,
      marginx: MARGIN,
      marginy: MARGIN,
    });
    for (const [index, [width, height]] of sizes.entries()) graph.setNode(String(index), { width, height });
    for (const [from, to] of edges) graph.setEdge(String(from), String(to), {});
    layout(graph);
    const { width = 0, height = 0 } = graph.graph();
    return { width, height, centers: sizes.map((_size, index) => graph.node(String(index))) };
  };
}

function drawn(parts: readonly Part[], { sizes, edges }: Shape, { width, height, centers }: Placed): Drawing {
  const boxes = parts.map((part, index) => {
    const [boxWidth, boxHeight] = sizes[index] ?? [0, 0];
    const { x, y } = centers[index] ?? { x: 0, y: 0 };
    const [left, top] = [Math.round(x - boxWidth / 2), Math.round(y - boxHeight / 2)];
    return { part, x: left, y: top, width: boxWidth, height: boxHeight };
  });
  const ends = edges.flatMap(([from, to]): [Box, Box][] => {
    const [one, other] = [boxes[from], boxes[to]];
    return one && other ? [[one, other]] : [];
  });
  return { width: Math.ceil(width), height: Math.ceil(height), boxes, edges: ends };
}
