import type * as z from "zod";
import type { Check } from "./checks";
import { checkSecrets, fieldsOf } from "./fields";
import type { Context } from "./run";
import type { Secret } from "./secret";

/** A key that encrypts data, and the same wrapped by a key that never leaves its service. */
export interface DataKey {
  /** 32 bytes, in base64. */
  readonly plaintext: Secret;
  /** Not secret: kept beside the data, for `unwrap`. */
  readonly ciphertext: string;
}

/**
 * How a vendor's keys wrap data keys. What `make` has wrapped, `unwrap` opens as long as the wrapping key exists, however
 * often that was rotated since.
 */
export interface DataKeys<Inputs extends z.ZodObject = z.ZodObject, Client = unknown> {
  /** What names the wrapping key, and where it is; `key` among it. */
  readonly inputs: Inputs;
  readonly checks?: readonly Check<z.output<Inputs>>[];
  /** For messages: in which forms people name a key of this vendor. */
  readonly forms: string;
  /** Whether the inputs name a key in one of these forms, which no other vendor has. Pure. */
  owns(given: Partial<z.output<Inputs>>): boolean;
  /** What the wrapping key is called in messages, and beside what it has wrapped. Pure. */
  nameOf(inputs: z.output<Inputs>): string;
  /** One call. */
  make(context: Context<Client>, inputs: z.output<Inputs>, purpose: string): Promise<DataKey>;
  /** One call. @param purpose the same as when it was made, else the service refuses */
  unwrap(context: Context<Client>, inputs: z.output<Inputs>, ciphertext: string, purpose: string): Promise<Secret>;
}

/** @throws TypeError when it contradicts itself, at load time, so that no test can miss it */
export function defineDataKeys<I extends z.ZodObject, C>(declared: DataKeys<I, C>): DataKeys {
  checkSecrets("data keys", fieldsOf(declared.inputs));
  return declared as unknown as DataKeys;
}
