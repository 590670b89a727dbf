import { missingParameter } from "../errors";
import { findKey, requireKept } from "../keys/find";
import { readBoolean } from "../keys/read";
import type { Operation } from "../operation";

export const setDeletionProtection: Operation = {
  name: "SetDeletionProtection",
  kind: "write",
  run: (context) => {
    const { parameters, region } = context;
    // The reference names the key by its ARN; the vendor's Terraform provider names it by its id.
    const parameter = parameters.optional("ProtectedResourceArn") ? "ProtectedResourceArn" : "KeyId";
    const key = requireKept(findKey(context, { parameter }));
    const isOn = readBoolean(parameters, "EnableDeletionProtection");
    if (isOn === undefined) throw missingParameter("EnableDeletionProtection");
    const { deletionProtection: _, ...unprotected } = key;
    const description = parameters.optional("DeletionProtectionDescription") ?? "";
    region.keys.set(key.id, isOn ? { ...unprotected, deletionProtection: { description } } : unprotected);
    return {};
  },
};
