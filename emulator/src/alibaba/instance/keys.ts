import { forbiddenKeyNotFound, missingParameter } from "../errors";
import { requireEnabled, requireUsage, versionOf } from "../keys/find";
import type { Key } from "../keys/key";
import type { KeyUsage } from "../keys/spec";
import type { KeyVersion } from "../keys/version";
import { bytesOf, type InstanceCall, type InstanceOperation, type InstanceResult } from "./operation";

/** A key that may be used, with the version that the call is for: the one of the header, else the primary one. */
export interface KeyUse {
  readonly key: Key;
  readonly version: KeyVersion;
}

/**
 * An operation on one key, which has to be the instance's own. The policies are asked for the id of the key, also where the call
 * names an alias of it or only a version.
 *
 * @param usage that the key has to be for
 * @param idInCall finds the id in another place, where the call names no key
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

/** The vendor's transfer SDKs name no key when they decrypt, only the version. */
function idByVersion({ context, keyVersionId }: InstanceCall): string | undefined {
  const keys = keyVersionId === undefined ? [] : [...context.region.keys.values()];
  return keys.find(({ versions }) => versions.some(({ id }) => id === keyVersionId))?.id;
}

/** What encrypting has to be told, of a request. */
export function mannerOf(call: InstanceCall): { algorithm: string | undefined; aad: Buffer } {
  return { algorithm: call.context.parameters.optional("Algorithm") || undefined, aad: bytesOf(call, "Aad") };
}
