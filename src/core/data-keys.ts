import type * as z from "zod";
import type { Check } from "./checks";
import { checkSecrets, fieldsOf } from "./fields";
import type { Context } from "./run";
import type { Secret } from "./secret";

/** A key that encrypts data, and the same key wrapped by one that never leaves its service. */
export interface DataKey {
  /** 32 bytes, in base64. */
  readonly plaintext: Secret;
  /** Not secret: kept beside the data, for `unwrap`. */
  readonly ciphertext: string;
}

/**
 * How a vendor's keys wrap data keys. As long as the wrapping key exists, however often it was rotated since, `unwrap` opens what
 * `make` has wrapped.
 */
export interface DataKeys<Inputs extends z.ZodObject = z.ZodObject, Client = unknown> {
  /** Names the wrapping key, as `key`, and its location. */
  readonly inputs: Inputs;
  readonly checks?: readonly Check<z.output<Inputs>>[];
  /** For messages: the forms in which people name a key of this vendor. */
  readonly forms: string;
  /** Whether the inputs name a key in one of these forms, which no other vendor has. Pure. */
  owns(given: Partial<z.output<Inputs>>): boolean;
  /** The wrapping key's name in messages, and beside the data keys that it has wrapped. Pure. */
  nameOf(inputs: z.output<Inputs>): string;
  /** Makes one call. */
  make(context: Context<Client>, inputs: z.output<Inputs>, purpose: string): Promise<DataKey>;
  /** Makes one call. @param purpose must be the same as for `make`, else the service refuses */
  unwrap(context: Context<Client>, inputs: z.output<Inputs>, ciphertext: string, purpose: string): Promise<Secret>;
}

/** @throws TypeError when it contradicts itself, at load time, so that no test can miss it */
export function defineDataKeys<I extends z.ZodObject, C>(declared: DataKeys<I, C>): DataKeys {
  checkSecrets("data keys", fieldsOf(declared.inputs));
  return declared as unknown as DataKeys;
}
