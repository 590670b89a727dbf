import { z } from "zod";
import { goStruct, readBody } from "../body";
import { invalidField, ringNotFound } from "../errors";
import { livingKey, touch } from "../found";
import type { KeyOperation } from "../operation";
import { collection, keyType, shownKey } from "../view";

const moveSchema = goStruct({ keyRingID: z.string().optional() });

/** Moves a key to another ring; the header names its present ring. */
export const moveKey: KeyOperation = {
  operation: "moveKey",
  method: "PATCH",
  path: "/keys/{id}",
  kind: "write",
  action: "kms.secrets.patch",
  failure: "Key could not be updated",
  run: (call) => {
    const { instance, now, request } = call;
    const { keyRingID } = readBody(request, moveSchema);
    const key = livingKey(call);
    if (keyRingID === undefined) throw invalidField("keyRingID", "the id of a key ring");
    if (!instance.hasRing(keyRingID)) throw ringNotFound();
    if (keyRingID !== key.keyRing) {
      key.moved = { from: instance.ringOf(key, now), at: now.toISOString() };
      key.keyRing = keyRingID;
    }
    touch(key, now);
    return { status: 200, body: collection(keyType, [shownKey(instance, key, now)]) };
  },
};
