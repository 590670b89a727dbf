const CONTROL = /[\p{Cc}\u2028\u2029]/gu;

/** A text from a state on one line, with characters written out that a terminal or a pipeline would take for a command: `\u001b`. */
export function visible(text: string): string {
  return text.replaceAll(CONTROL, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The same for formats that have line breaks and tabs of their own. */
export function visibleLines(text: string): string {
  return text
    .split(/(\r\n?|\n|\t)/)
    .map((part, index) => (index % 2 === 0 ? visible(part) : part === "\t" ? part : "\n"))
    .join("");
}

/** The same on one line of Markdown, as text without markup. */
export function inMarkdown(text: string): string {
  return visibleLines(text)
    .replaceAll(/[\\|<>`*_[\]]/g, "\\$&")
    .replaceAll("\n", " ");
}
