import { z } from "zod";
import type { Pair } from "./encoding";
import { invalidParameter, missingParameter } from "./errors";

const stringsSchema = z.array(z.string());

const secretParameters = new Set(["Password", "SecurityToken", "OIDCToken", "Plaintext", "SecretData"]);

/** Parameters with their secret values redacted. */
export function redacted(parameters: Iterable<Pair>): Pair[] {
  return [...parameters].map(([name, value]) => [name, secretParameters.has(name) ? "***" : value]);
}

/** An operation's parameters. The readers throw the service's errors, which never repeat a value. */
export class Parameters {
  readonly #values: ReadonlyMap<string, string>;

  constructor(values: ReadonlyMap<string, string>) {
    this.#values = values;
  }

  /** The value, or undefined when the parameter was not sent. An empty value counts as sent. */
  optional(name: string): string | undefined {
    return this.#values.get(name);
  }

  /** @throws KmsError MissingParameter when the parameter was not sent or is empty */
  required(name: string): string {
    const value = this.#values.get(name);
    if (value === undefined || value === "") throw missingParameter(name);
    return value;
  }

  /** Reads a JSON array of strings. @throws KmsError InvalidParameter for any other value */
  optionalStrings(name: string): string[] | undefined {
    const text = this.#values.get(name);
    return text === undefined ? undefined : this.json(name, stringsSchema, "it must be a JSON array of strings");
  }

  /** Like {@link optionalStrings}. @throws KmsError MissingParameter when the parameter was not sent or is empty */
  requiredStrings(name: string): string[] {
    this.required(name);
    return this.optionalStrings(name) ?? [];
  }

  /** Reads JSON. @throws KmsError InvalidParameter with `rule` when the value does not fit the schema */
  json<T>(name: string, schema: z.ZodType<T>, rule: string): T {
    const checked = schema.safeParse(parseJson(this.required(name)));
    if (!checked.success) throw invalidParameter(name, rule);
    return checked.data;
  }

  /** Reads `true` or `false`; false when not sent or empty. @throws KmsError InvalidParameter */
  flag(name: string): boolean {
    const text = this.#values.get(name) || "false";
    // One of the vendor's Python clients sends these words with a capital letter.
    if (!/^(true|false)$/i.test(text)) throw invalidParameter(name, "it must be true or false");
    return text.toLowerCase() === "true";
  }

  /** The values of `name.1`, `name.2`, …, in order. */
  repeated(name: string): string[] {
    const values: string[] = [];
    for (let i = 1; this.#values.has(`${name}.${i}`); i++) values.push(this.#values.get(`${name}.${i}`) ?? "");
    return values;
  }

  /** Reads a whole number in a range. @throws KmsError InvalidParameter */
  integer(name: string, range: { min: number; max: number; default: number }): number {
    const text = this.#values.get(name);
    if (text === undefined || text === "") return range.default;
    const value = Number(text);
    if (!Number.isInteger(value) || value < range.min || value > range.max) {
      throw invalidParameter(name, `it must be a whole number from ${range.min} to ${range.max}`);
    }
    return value;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
