import { RejectedError } from "../../core/errors";

/**
 * A name or an id as one part of a path.
 * @throws RejectedError for what a URL would take for another path: a list, or the folder above
 */
export function segment(text: string): string {
  if (["", ".", ".."].includes(text)) {
    throw new RejectedError(
      `${JSON.stringify(text)} is no name or id that a service could know`,
      "Give the object's id or name; nothing was sent.",
    );
  }
  // Half a surrogate pair has no encoding; a Buffer puts U+FFFD in its place, as every other sender does.
  return encodeURIComponent(Buffer.from(text).toString());
}
