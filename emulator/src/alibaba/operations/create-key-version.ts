import { rejectedLimitExceeded, unsupportedOperation } from "../errors";
import { findKey, requireEnabled } from "../keys/find";
import type { Key } from "../keys/key";
import { generateMaterial } from "../keys/material";
import { later, withVersion } from "../keys/settle";
import { isSymmetric } from "../keys/spec";
import type { Operation } from "../operation";

const mostVersions = 50;
const week = 7 * 86_400;

export const createKeyVersion: Operation = {
  name: "CreateKeyVersion",
  kind: "write",
  run: (context) => {
    const { region, materials, newKey, now } = context;
    const key = requireEnabled(findKey(context));
    requireVersionable(key, now);
    const next = withVersion(key, materials, generateMaterial(key.spec, newKey), now);
    region.keys.set(key.id, next);
    return {
      KeyVersion: { KeyId: key.id, KeyVersionId: next.versions.at(-1)?.id, CreationDate: next.lastRotationDate },
    };
  },
};

/** Outside instances: asymmetric keys, not twice within seven days. In an instance: symmetric keys. */
function requireVersionable(key: Key, now: Date): void {
  if (key.origin === "EXTERNAL" || isSymmetric(key.spec) !== (key.instance !== "")) throw unsupportedOperation();
  if (key.versions.length >= mostVersions) throw rejectedLimitExceeded("versions of a key");
  const earliest = new Date(later(new Date(key.lastRotationDate), week));
  if (key.instance === "" && now < earliest) throw rejectedLimitExceeded("versions of a key within seven days");
}
