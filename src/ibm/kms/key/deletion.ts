import { ConflictError, causedBy, isKeysmithError, type KeysmithError, NotFoundError } from "../../../core/errors";
import { assign, message, ref } from "../../../core/message";
import type { Registration } from "../../api";
import { lacks } from "../../platform/features";
import { type KeyAccess, write } from "./access";
import type { KeyOutputs } from "./fields";
import { disableKey } from "./steps";

/** What a deletion needs to know of a key. */
export interface Deletable extends Pick<KeyOutputs, "keyId"> {
  readonly name: string;
}

export interface DeletionTerms {
  readonly mode: "delete" | "disable" | "keep";
  readonly force: boolean;
}

/** How the service says that a key is deleted already; one that is gone altogether is a NotFoundError. */
export const DELETED = "KEY_DELETED_ERR";
const IN_USE = ["PROTECTED_RESOURCE_ERR", "PREV_KEY_DEL_ERR"];
const NEEDS_TWO = "AUTHORIZATIONS_NOT_MET";

/** What becomes of a key that leaves the program. @throws ConflictError naming who uses the key, or who must agree */
export async function endKey(access: KeyAccess, word: string, key: Deletable, terms: DeletionTerms): Promise<void> {
  const { log } = access.context;
  const subject = `${word} ${JSON.stringify(key.name)}`;
  if (terms.mode === "keep") {
    log.warn(message`${subject}: the key ${key.keyId} is kept at the service, as ${ref("deletion.mode")} says`);
  } else if (terms.mode === "disable") {
    await disableKey(access, key.keyId);
    log.warn(
      message`${subject}: the key ${key.keyId} is disabled and kept at the service, as ${ref("deletion.mode")} says`,
    );
  } else {
    await deleteKey(access, subject, key, terms.force);
  }
}

async function deleteKey(access: KeyAccess, subject: string, { keyId }: Deletable, force: boolean): Promise<void> {
  try {
    await write(access, (api) => (force ? api.delete(keyId, { force }) : api.delete(keyId)));
  } catch (error) {
    if (!isKeysmithError(error)) throw error;
    const code = error.vendorCode ?? "";
    if (error instanceof NotFoundError || code === DELETED) return;
    if (IN_USE.includes(code)) throw inUse(subject, error, await usersOf(access, keyId), force);
    throw code === NEEDS_TWO ? needsTwo(subject, keyId, error) : error;
  }
}

/** Who uses a key, for the message; not knowing that is no reason to fail in another way. */
async function usersOf({ api, instance }: KeyAccess, keyId: string): Promise<readonly Registration[]> {
  if (lacks(instance.service, "registrations")) return [];
  return api.registrations(keyId).catch(() => []);
}

function inUse(subject: string, error: KeysmithError, users: readonly Registration[], force: boolean): ConflictError {
  const lines = users.map(
    ({ resourceCrn, description, preventKeyDeletion }) =>
      `${resourceCrn}${description ? ` (${description})` : ""}${preventKeyDeletion ? ", which must keep its data" : ""}`,
  );
  const who = lines.length > 0 ? lines.join("; ") : "the service doesn't say who";
  return new ConflictError(
    `${subject} is not deleted: it is in use by ${who}`,
    force || users.some(({ preventKeyDeletion }) => preventKeyDeletion)
      ? message`Remove what uses the key first: ${ref("deletion.force")} doesn't help where data must be kept.`
      : message`Remove what uses the key first, and give it some hours to be told. With ${assign("deletion.force", true)}, applied before, the key is deleted all the same, and what was encrypted with it can't be read.`,
    causedBy(error),
  );
}

function needsTwo(subject: string, keyId: string, error: KeysmithError): ConflictError {
  return new ConflictError(
    `${subject} is not deleted: two users must agree, and nobody else has agreed in the last seven days`,
    `Let another user set the key ${keyId} for deletion, in the vendor's console or with its command line; then run again within seven days.`,
    causedBy(error),
  );
}
