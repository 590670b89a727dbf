import { findKey, versionOf } from "../keys/find";
import { publicKeyPem } from "../keys/version";
import type { Operation } from "../operation";

export const getPublicKey: Operation = {
  name: "GetPublicKey",
  kind: "read",
  run: (context) => {
    const version = versionOf(context, findKey(context), context.parameters.required("KeyVersionId"));
    return { KeyId: version.keyId, KeyVersionId: version.keyVersionId, PublicKey: publicKeyPem(version) };
  },
};
