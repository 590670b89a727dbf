import { forbiddenKeyNotFound, missingParameter } from "../errors";
import { requireEnabled, requireUsage, versionOf } from "../keys/find";
import type { Key } from "../keys/key";
import type { KeyUsage } from "../keys/spec";
import type { KeyVersion } from "../keys/version";
import { bytesOf, type InstanceCall, type InstanceOperation, type InstanceResult } from "./operation";

/** A usable key with the version for the call: the one that the header names, otherwise the primary one. */
export interface KeyUse {
  readonly key: Key;
  readonly version: KeyVersion;
}

/**
 * An operation on one key, which must belong to the instance. The policies are asked about the id of the key, even when the call
 * gives an alias or only a version.
 *
 * @param usage that the key must have
 * @param idInCall finds the id elsewhere when the call names no key
 */
export function keyOperation(
  name: InstanceOperation["name"],
  usage: KeyUsage | undefined,
  run: (call: InstanceCall, use: KeyUse) => InstanceResult,
  idInCall: (call: InstanceCall) => string | undefined = () => undefined,
): InstanceOperation {
  return {
    name,
    run: (call) => {
      const { region, place, admit } = call.context;
      const id = idNamed(call) ?? idInCall(call) ?? idByVersion(call);
      if (id === undefined) throw missingParameter("KeyId");
      admit(`key/${id}`);
      const key = region.keys.get(id);
      if (key === undefined || key.instance !== place) throw forbiddenKeyNotFound();
      requireEnabled(key);
      if (usage !== undefined) requireUsage(key, usage);
      return run(call, { key, version: versionOf(call.context, key, call.keyVersionId) });
    },
  };
}

function idNamed({ context: { parameters, region } }: InstanceCall): string | undefined {
  const text = parameters.optional("KeyId") || undefined;
  return text === undefined ? undefined : (region.aliases.get(text)?.keyId ?? text);
}

/** When they decrypt, the vendor's transfer SDKs name only the version and no key. */
function idByVersion({ context, keyVersionId }: InstanceCall): string | undefined {
  const keys = keyVersionId === undefined ? [] : [...context.region.keys.values()];
  return keys.find(({ versions }) => versions.some(({ id }) => id === keyVersionId))?.id;
}

/** A request's parameters for encryption. */
export function mannerOf(call: InstanceCall): { algorithm: string | undefined; aad: Buffer } {
  return { algorithm: call.context.parameters.optional("Algorithm") || undefined, aad: bytesOf(call, "Aad") };
}
