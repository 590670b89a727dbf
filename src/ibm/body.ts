import { Secret } from "../core/secret";

/** A request's body, and what in it may not be shown. */
export interface EncodedBody {
  readonly text: string;
  readonly secrets: readonly string[];
}

/** JSON as the services take it. The one place where secrets that are sent are unwrapped. */
export function encodeBody(content: unknown): EncodedBody {
  const secrets: string[] = [];
  function reveal(this: Readonly<Record<string, unknown>>, name: string, value: unknown): unknown {
    // What arrives as `value` is already redacted: a Secret's own toJSON runs first.
    const original = this[name];
    if (!(original instanceof Secret)) return value;
    secrets.push(original.reveal());
    return original.reveal();
  }
  return { text: JSON.stringify(content, reveal), secrets };
}
