import { parseJson } from "../core/json";
import { isPlainObject } from "../core/unknown";

/** The data kept with a resource beside its state. None of it is secret: the engine stores it in clear. */
export interface PrivateRecord {
  /**
   * The moment in UTC at which a refresh found something due, or for which a plan decided, if the engine hands that on.
   * Later steps to the same end ask for this moment, not the clock.
   */
  readonly dueAt?: string;
  /** The mark of the recipients. */
  readonly sealedTo?: string | undefined;
  /** The mark of the sealed text itself, by which a refresh sees that the text was cut or is somebody else's. */
  readonly sealed?: string | undefined;
  /** The mark of other recipients, to whom the secrets can be sealed again according to a refresh; `plain` for none. */
  readonly resealTo?: string;
  /** The object was made elsewhere and not changed since: the inputs that it was made with aren't known. */
  readonly takenOver?: true;
  /** The state tells only how to find the object: nothing can be planned before a refresh. */
  readonly unread?: true;
  /** The nonce of a resource whose state doesn't have it yet. */
  readonly nonce?: string | undefined;
  /** Only from the plan of a create to the create: the nonce of the new resource. */
  readonly newNonce?: string;
  /**
   * Only between the two plans of a replacement that the user asks for: the nonce of the resource that is replaced.
   * The engine hands the old object's record to the new one's plan, and nothing else tells that from one more resource.
   */
  readonly inPlaceOf?: string;
  /** Only between the same two plans: why the object to be replaced can't be deleted. */
  readonly stays?: string;
}

/** @throws RangeError for a record that no version of ours has written */
export function readPrivate(bytes: Uint8Array | undefined): PrivateRecord {
  if (!bytes || bytes.length === 0) return {};
  const record = parseJson(Buffer.from(bytes).toString("utf8"));
  const fits =
    isPlainObject(record) && Object.values(record).every((value) => value === true || typeof value === "string");
  if (!fits) throw new RangeError("its private data was cut or edited");
  return record;
}

/** Undefined members are left out, and an empty record has no bytes. */
export function writePrivate(
  record: { readonly [Name in keyof PrivateRecord]: PrivateRecord[Name] | undefined },
): Uint8Array {
  const text = JSON.stringify(record, Object.keys(record).sort());
  return text === "{}" ? new Uint8Array() : Buffer.from(text);
}
