import type { Figure } from "./figure";

const HEAD: readonly string[] = ["", "seen", "at most", "", ""];

/** The figures of all sections as one table of text. */
export function table(sections: ReadonlyMap<string, readonly Figure[]>): string {
  const rows = [...sections].flatMap(([title, figures]) => [[title], ...figures.map(cells)]);
  const widths = HEAD.map((head, column) => Math.max(head.length, ...rows.map((row) => widthOf(row, column))));
  const lines = [[...HEAD], ...rows].map((row) => line(row, widths));
  return lines.map((text) => text.trimEnd()).join("\n");
}

/** The figures that miss their promises, or their goals. */
export function unkept(sections: ReadonlyMap<string, readonly Figure[]>, of: "promises" | "goals"): readonly Figure[] {
  const binding = of === "promises";
  return [...sections.values()].flat().filter(({ bound }) => bound?.binding === binding && !bound.kept);
}

function cells({ what, seen, bound, note }: Figure): string[] {
  return [`  ${what}`, seen, bound?.most ?? "", verdict(bound), note ?? ""];
}

function verdict(bound: Figure["bound"]): string {
  if (!bound) return "";
  if (bound.kept) return bound.binding ? "kept" : "met";
  return bound.binding ? "BROKEN" : "missed";
}

/** A title stands alone in its row and widens no column, nor does the last cell. */
function widthOf(row: readonly string[], column: number): number {
  return row.length === 1 || column === HEAD.length - 1 ? 0 : (row[column]?.length ?? 0);
}

/** Numbers are aligned to the right. */
function line(row: readonly string[], widths: readonly number[]): string {
  if (row.length === 1) return `\n${row[0]}`;
  const padded = row.map((cell, column) => {
    const width = widths[column] ?? 0;
    return column === 1 || column === 2 ? cell.padStart(width) : cell.padEnd(width);
  });
  return padded.join("  ");
}
