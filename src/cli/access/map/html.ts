/** Text that is HTML already, such as the result of `html`. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Inside = string | number | Html | readonly Html[];

/** A template of HTML or SVG. Inserted values are text, and escaped, unless they are HTML already. */
export function html(parts: TemplateStringsArray, ...inside: readonly Inside[]): Html {
  return new Html(String.raw({ raw: parts }, ...inside.map(inHtml)));
}

function inHtml(inside: Inside): string {
  if (inside instanceof Html) return inside.text;
  return typeof inside === "object" ? inside.map(({ text }) => text).join("") : escaped(String(inside));
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
