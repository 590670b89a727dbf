import { parseJson } from "../core/json";
import { isPlainObject } from "../core/unknown";

/** What is kept with a resource beside its state. Nothing of it is secret: the engine stores it in clear. */
export interface PrivateRecord {
  /**
   * The moment at which a refresh found something due, or for which a plan has decided where the engine hands that on; UTC. What is done
   * to the same end later asks for that moment, and not the clock.
   */
  readonly dueAt?: string;
  /** The mark of the recipients. */
  readonly sealedTo?: string | undefined;
  /** The mark of the sealed text itself: with another one a refresh sees that the text was cut or is somebody else's. */
  readonly sealed?: string | undefined;
  /** The mark of other recipients, to whom a refresh has found that the secrets can be sealed anew; `plain` for none. */
  readonly resealTo?: string;
  /** The object was made elsewhere and nothing of it was changed since: what it was made with is not known. */
  readonly takenOver?: true;
  /** The state tells only how to find the object: nothing can be planned before a refresh. */
  readonly unread?: true;
  /** The nonce of a resource whose state doesn't say it yet. */
  readonly nonce?: string | undefined;
  /** Only from the plan of a create to the create: the nonce of what is made. */
  readonly newNonce?: string;
  /**
   * Only between the two plans of a replacement that the user asks for: the name of what is replaced in its address. The engine hands what
   * the plan of the old object left to the plan of the new one, and by nothing else is that told from one more resource.
   */
  readonly inPlaceOf?: string;
  /** Of the same two plans: why what is to be replaced can't be deleted. */
  readonly stays?: string;
}

/** @throws RangeError for what no version of ours has written */
export function readPrivate(bytes: Uint8Array | undefined): PrivateRecord {
  if (!bytes || bytes.length === 0) return {};
  const record = parseJson(Buffer.from(bytes).toString("utf8"));
  const fits =
    isPlainObject(record) && Object.values(record).every((value) => value === true || typeof value === "string");
  if (!fits) throw new RangeError("its private data was cut or edited");
  return record;
}

/** What is undefined is left out, and a record of nothing has no bytes. */
export function writePrivate(
  record: { readonly [Name in keyof PrivateRecord]: PrivateRecord[Name] | undefined },
): Uint8Array {
  const text = JSON.stringify(record, Object.keys(record).sort());
  return text === "{}" ? new Uint8Array() : Buffer.from(text);
}
