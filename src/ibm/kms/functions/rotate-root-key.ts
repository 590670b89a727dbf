import * as z from "zod";
import { field } from "../../../core/fields";
import type { FunctionDefinition } from "../../../core/function";
import type { Secret } from "../../../core/secret";
import { mayHaveActed } from "../../../http/retry";
import type { IbmContext } from "../../client";
import type { Key } from "../api/wire";
import { write } from "../key/access";
import { materialText, rootKeySize } from "../key/material";
import {
  callTo,
  defineKeyFunction,
  describeKey,
  type KeyCall,
  oneKeyChecks,
  oneKeyFields,
  serviceOfKey,
} from "./one-key";

const inputs = z.object({
  ...oneKeyFields,
  payload: field(materialText.optional(), {
    doc: "The new material in base64: needed for an imported key, and refused for one that the service made.",
    examples: ["MDEyMzQ1Njc4OWFiY2RlZg==", "ZmVkY2JhOTg3NjU0MzIxMA=="],
    secret: true,
  }),
});

/** After a lost reply, the key shows whether it was rotated. A second rotation could be refused, or be one too many. */
async function rotate(call: KeyCall, payload: Secret | undefined): Promise<Key> {
  const before = await describeKey(call);
  try {
    await write(call, (api) => api.rotate(before.id, payload && { payload }));
  } catch (error) {
    if (!mayHaveActed(error)) throw error;
    const now = await describeKey(call);
    const isSame = before.keyVersion === now.keyVersion && before.lastRotateDate === now.lastRotateDate;
    if (isSame) throw error;
    return now;
  }
  return describeKey(call);
}

export const rotateRootKey: FunctionDefinition = defineKeyFunction({
  name: "rotateRootKey",
  command: "rotate",
  summary:
    "Gives a root key new material at once. The key still unwraps what it wrapped before. For a rotation by time, declare " +
    "it with `rotation` of a RootKey.",
  inputs,
  outputs: z.object({
    id: field(z.string(), { doc: "The id of the key, which stays." }),
    keyVersion: field(z.string().optional(), { doc: "The id of the new version." }),
    lastRotateDate: field(z.string().optional(), { doc: "When the key was rotated." }),
  }),
  checks: [...oneKeyChecks, rootKeySize(serviceOfKey)],
  kind: "action",
  actions: ["kms.secrets.readmetadata", "kms.secrets.rotate"],
  async call(context: IbmContext, given) {
    const { id, keyVersion, lastRotateDate } = await rotate(callTo(context, given), given.payload);
    context.log.tell(`the key ${id} has new material since ${lastRotateDate ?? "now"}`);
    return { id, keyVersion, lastRotateDate };
  },
});
