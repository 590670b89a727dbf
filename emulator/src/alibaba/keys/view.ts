import { arn, type OperationContext } from "../operation";
import { type Key, stateOf } from "./key";

/** A key's `KeyMetadata`; fields that do not apply are left out. */
export function metadataOf(context: OperationContext, key: Key): Record<string, unknown> {
  const { rotation, deletionProtection, deleteDate, instance } = key;
  const primary = key.versions.at(-1)?.id;
  return {
    KeyId: key.id,
    Arn: arn(context, `key/${key.id}`),
    Description: key.description,
    KeySpec: key.spec,
    KeyUsage: key.usage,
    KeyState: stateOf(key),
    Origin: key.origin,
    ProtectionLevel: key.protectionLevel,
    Creator: key.creator,
    CreationDate: key.creationDate,
    LastRotationDate: key.lastRotationDate,
    MaterialExpireTime: "",
    DeletionProtection: deletionProtection === undefined ? "Disabled" : "Enabled",
    ...(deletionProtection && { DeletionProtectionDescription: deletionProtection.description }),
    AutomaticRotation: automaticRotation(key),
    ...(rotation && { RotationInterval: `${rotation.interval}s`, NextRotationDate: rotation.next }),
    ...(primary !== undefined && { PrimaryKeyVersion: primary }),
    ...(deleteDate !== undefined && { DeleteDate: deleteDate }),
    ...(instance !== "" && { DKMSInstanceId: instance }),
  };
}

function automaticRotation(key: Key): "Enabled" | "Disabled" | "Suspended" {
  if (key.rotation === undefined) return "Disabled";
  return stateOf(key) === "Enabled" ? "Enabled" : "Suspended";
}
