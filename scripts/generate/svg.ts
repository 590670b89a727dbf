/** Pictures are as wide as a phone, so that their letters are as large as the text around them. */
export const WIDTH = 320;

const INK = "#1f2328";
const FONT = "system-ui, 'Segoe UI', 'Liberation Sans', sans-serif";

/** @param label for readers who cannot see the picture */
export function picture(label: string, height: number, parts: readonly string[]): string {
  const size = `width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-label="${escaped(label)}" font-family="${FONT}">`,
    `<rect width="${WIDTH}" height="${height}" rx="6" fill="#ffffff"/>`,
    ...parts,
    "</svg>\n",
  ].join("\n");
}

/** Average width of a letter in most fonts, relative to its size. */
const AVERAGE = 0.53;

interface Letters {
  readonly size?: number;
  readonly anchor?: "start" | "middle" | "end";
  readonly weight?: "bold" | "normal";
  readonly ink?: string;
}

/** @throws RangeError for words that may be too long for the width right of `x` */
export function text(x: number, y: number, words: string, letters: Letters = {}): string {
  const { size = 12, anchor = "start", weight = "normal", ink = INK } = letters;
  const room = anchor === "start" ? WIDTH - x : WIDTH;
  if (words.length * size * AVERAGE > room) throw new RangeError(`too long for a picture: ${words}`);
  const how = `font-size="${size}" text-anchor="${anchor}" font-weight="${weight}" fill="${ink}"`;
  return `<text x="${x}" y="${y}" ${how}>${escaped(words)}</text>`;
}

export function bar(x: number, y: number, width: number, colour: string): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="16" rx="3" fill="${colour}"/>`;
}

export function box(y: number, height: number, colour: string): string {
  return `<rect x="8" y="${y}" width="${WIDTH - 16}" height="${height}" rx="6" fill="${colour}" stroke="#57606a"/>`;
}

export function line(from: readonly [number, number], to: readonly [number, number], dashed = false): string {
  const dash = dashed ? ' stroke-dasharray="3 3"' : "";
  return `<line x1="${from[0]}" y1="${from[1]}" x2="${to[0]}" y2="${to[1]}" stroke="#57606a"${dash}/>`;
}

/** A line downwards with an arrowhead. */
export function arrow(x: number, y: number, length: number): string {
  const tip = y + length;
  return `${line([x, y], [x, tip - 5])}\n<path d="M${x - 4} ${tip - 6}h8l-4 6z" fill="#57606a"/>`;
}

function escaped(words: string): string {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
