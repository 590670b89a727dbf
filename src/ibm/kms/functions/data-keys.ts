import * as z from "zod";
import { type DataKeys, defineDataKeys } from "../../../core/data-keys";
import { BadReplyError, ConflictError, causedBy } from "../../../core/errors";
import type { IbmClient, IbmContext } from "../../client";
import { isKeyId, keyCrn, parseKeyCrn } from "../../platform/crn";
import { hpcsWarnings } from "../../platform/hpcs";
import type { Key } from "../api/wire";
import { askForKey } from "../key/access";
import { DEACTIVATED, DESTROYED, restorableUntil, SUSPENDED } from "../key/state";
import { callTo, type KeyCall, oneKeyChecks, oneKeyFields, serviceOfKey } from "./one-key";

const inputs = z.object(oneKeyFields);

type Inputs = z.output<typeof inputs>;

export const dataKeys: DataKeys = defineDataKeys<typeof inputs, IbmClient>({
  inputs,
  checks: oneKeyChecks,
  forms: "the CRN of a key of Key Protect (crn:v1:bluemix:…:key:<id>), or its id or alias beside the instance",
  owns: ({ key, instance, instanceId }) => key?.startsWith("crn:") || [instance, instanceId].some((each) => !!each),
  nameOf: ({ key, instance, instanceId }) => {
    if (parseKeyCrn(key)) return key;
    return instance && isKeyId(key) ? keyCrn(instance, key) : `${key} of ${instance ?? instanceId}`;
  },
  async make(context, given, purpose) {
    const call = open(context, given);
    const made = await explained(call, () => call.api.wrap(call.idOrAlias, { aad: [purpose] }));
    const { plaintext, ciphertext } = made;
    if (plaintext) return { plaintext, ciphertext };
    throw new BadReplyError(
      `wrapKey with the key ${dataKeys.nameOf(given)} returned no data key`,
      "Check the proxies and gateways between this machine and the service.",
    );
  },
  async unwrap(context, given, ciphertext, purpose) {
    const call = open(context, given);
    const { plaintext } = await explained(call, () => call.api.unwrap(call.idOrAlias, { ciphertext, aad: [purpose] }));
    return plaintext;
  },
});

function open(context: IbmContext, given: Inputs): KeyCall {
  for (const line of hpcsWarnings(serviceOfKey(given), false, context.clock.now())) context.log.warn(line);
  return callTo(context, given);
}

/**
 * Makes a call that needs the key to be in a certain state.
 * @throws ConflictError that names the state of the key, for which the service is asked once more
 */
async function explained<T>(call: KeyCall, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    // A caller who may not read the key gets the service's own error.
    const key = await askForKey(call, call.idOrAlias).catch(() => undefined);
    const remedy = key && howToUse(call, key);
    throw remedy ? new ConflictError(error.told.problem, remedy, causedBy(error)) : error;
  }
}

function howToUse({ instance }: KeyCall, key: Key): string | undefined {
  const by = (verb: string): string => `\`ibmcloud kp key ${verb} ${key.id} --instance-id ${instance.id}\``;
  if (key.state === SUSPENDED) return `The key ${key.id} is disabled: enable it (${by("enable")}), and run again.`;
  if (key.state === DEACTIVATED) {
    return `The key ${key.id} has expired: it still decrypts what it has encrypted, but encrypts nothing more. Use another key for new data.`;
  }
  if (key.state !== DESTROYED) return undefined;
  const until = restorableUntil(key);
  if (until === undefined) {
    return `The key ${key.id} is deleted, and can't be restored: nothing can decrypt what it has encrypted. Use another key, and a copy of the data that another key has encrypted.`;
  }
  return `The key ${key.id} is deleted. Until ${until} it can be restored (${by("restore")}): do so, and run again. After that nothing can decrypt what it has encrypted.`;
}
