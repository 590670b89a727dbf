import { inspect } from "node:util";

export const REDACTED = "[secret]";

/**
 * A value that must not be shown. Prints as `[secret]` in strings, JSON and `util.inspect`.
 * Only the code that hands the value to its receiver (an adaptor's encoder, a vendor's request) calls `reveal`.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  equals(other: unknown): boolean {
    return other instanceof Secret && other.#value === this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  static {
    Object.defineProperty(Secret.prototype, inspect.custom, { value: () => REDACTED });
  }
}
