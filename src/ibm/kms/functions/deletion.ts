import * as z from "zod";
import { ConflictError } from "../../../core/errors";
import { field } from "../../../core/fields";
import type { FunctionDefinition } from "../../../core/function";
import { assign, message } from "../../../core/message";
import type { IbmContext } from "../../client";
import type { Key } from "../api/wire";
import { write } from "../key/access";
import { DESTROYED, deletableUntil, isRestorable } from "../key/state";
import { restoreKey as restore } from "../key/steps";
import {
  anyKeyFields,
  callTo,
  defineKeyFunction,
  describeKey,
  type KeyCall,
  oneKeyChecks,
  serviceHas,
} from "./one-key";

const inputs = z.object(anyKeyFields);
const idField = field(z.string(), { doc: "The id of the key, which stays." });

export const restoreKey: FunctionDefinition = defineKeyFunction({
  name: "restoreKey",
  command: "restore",
  summary:
    "Restores a deleted key, with its aliases and policies: within 30 days, unless it expires first. A key that isn't deleted is left " +
    "as it is. A key that a program declares comes back with its next run.",
  inputs,
  outputs: z.object({ id: idField }),
  checks: [...oneKeyChecks, serviceHas("restore")],
  kind: "action",
  actions: ["kms.secrets.readmetadata", "kms.secrets.restore"],
  async call(context: IbmContext, given) {
    const call = callTo(context, given);
    const key = await describeKey(call);
    if (key.state !== DESTROYED) {
      context.log.tell(`the key ${key.id} is not deleted`);
      return { id: key.id };
    }
    if (!isRestorable(key, context.clock.now())) {
      throw new ConflictError(
        `the key ${key.id} was deleted, and can no longer be restored`,
        "A deleted key can be restored for 30 days, unless it expires first. Make another key.",
      );
    }
    await restore(call, key);
    context.log.tell(`the key ${key.id} is restored`);
    return { id: key.id };
  },
});

export const scheduleKeyDeletion: FunctionDefinition = defineKeyFunction({
  name: "scheduleKeyDeletion",
  command: "schedule-deletion",
  summary:
    "Agrees to the deletion of a key that two users must agree to: another user can delete it in the seven days after that. An agreement " +
    "that holds still is left as it is.",
  inputs,
  outputs: z.object({
    id: idField,
    deletableUntil: field(z.string().optional(), { doc: "Until when another user can delete the key." }),
  }),
  checks: [...oneKeyChecks, serviceHas("dualAuthDelete")],
  kind: "action",
  actions: ["kms.secrets.readmetadata", "kms.secrets.setkeyfordeletion"],
  async call(context: IbmContext, given) {
    const call = callTo(context, given);
    const now = context.clock.now();
    const before = await agreeable(call);
    // A user who agreed again, in place of the first one, could no longer be the second user.
    if (!deletableUntil(before, now)) await write(call, (api) => api.setForDeletion(before.id));
    const until = deletableUntil(await describeKey(call), now);
    context.log.tell(`another user can delete the key ${before.id} until ${until ?? "seven days are over"}`);
    return { id: before.id, deletableUntil: until };
  },
});

export const cancelKeyDeletion: FunctionDefinition = defineKeyFunction({
  name: "cancelKeyDeletion",
  command: "cancel-deletion",
  summary: "Withdraws the agreement to the deletion of a key. A key that nobody has agreed to delete is left as it is.",
  inputs,
  outputs: z.object({ id: idField }),
  checks: [...oneKeyChecks, serviceHas("dualAuthDelete")],
  kind: "action",
  actions: ["kms.secrets.readmetadata", "kms.secrets.unsetkeyfordeletion"],
  async call(context: IbmContext, given) {
    const call = callTo(context, given);
    const { id, dualAuthDelete } = await agreeable(call);
    if (dualAuthDelete?.keySetForDeletion === true) await write(call, (api) => api.unsetForDeletion(id));
    context.log.tell(`the key ${id} is not set for deletion`);
    return { id };
  },
});

/** A key that two users must agree to delete. @throws ConflictError for any other key */
async function agreeable(call: KeyCall): Promise<Key> {
  const key = await describeKey(call);
  if (key.state === DESTROYED)
    throw new ConflictError(
      `the key ${key.id} is already deleted`,
      "It can be restored for 30 days: keysmith ibm restore.",
    );
  if (key.dualAuthDelete?.enabled !== true) {
    throw new ConflictError(
      `the deletion of the key ${key.id} needs no second user`,
      message`Any user who may delete the key can do so. With ${assign("dualAuthDelete", true)} of a RootKey, two users must agree.`,
    );
  }
  return key;
}
