import { parseJson } from "../core/json";
import { isPlainObject } from "../core/unknown";
import { isMarked } from "./wire";

/**
 * Values that a program has marked as secret in fields that aren't secret by definition. An export has the ciphertext
 * in their place, or the value with `--show-secrets`.
 */
export class Marked {
  /** The fields whose values can't be read. */
  readonly closed: Set<string> = new Set();
  /** The values that can be read, and that nobody is to see. */
  readonly opened: unknown[] = [];
  readonly #secret: ReadonlySet<string>;

  /** @param secret the fields that are secret by definition, which stay as they are */
  constructor(secret: readonly string[]) {
    this.#secret = new Set(secret);
  }

  /** The values with readable secrets in clear, and without the fields that can't be read. */
  open(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    // In most states only fields that are secret by definition are marked.
    if (!this.#hasMarked(values)) return values;
    const open = Object.entries(values).flatMap(([name, value]) => {
      if (this.#secret.has(name)) return [[name, value]];
      const found = this.#open(value);
      if (found !== CLOSED) return [[name, found]];
      this.closed.add(name);
      return [];
    });
    return Object.fromEntries(open);
  }

  #hasMarked(values: Readonly<Record<string, unknown>>): boolean {
    for (const name in values) if (!this.#secret.has(name) && holdsMarked(values[name])) return true;
    return false;
  }

  #open(value: unknown): unknown {
    if (Array.isArray(value)) {
      const items = value.map((item) => this.#open(item));
      return items.includes(CLOSED) ? CLOSED : items;
    }
    if (!isPlainObject(value)) return value;
    if (isMarked(value)) return this.#plaintextOf(value);
    const entries = Object.entries(value).map(([name, each]) => [name, this.#open(each)] as const);
    return entries.some(([, each]) => each === CLOSED) ? CLOSED : Object.fromEntries(entries);
  }

  #plaintextOf({ plaintext }: Readonly<Record<string, unknown>>): unknown {
    const value = typeof plaintext === "string" ? parseJson(plaintext) : undefined;
    if (value === undefined) return CLOSED;
    this.opened.push(value);
    return value;
  }
}

function holdsMarked(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.some(holdsMarked);
  return isMarked(value) || Object.values(value).some(holdsMarked);
}

const CLOSED = Symbol("closed");
