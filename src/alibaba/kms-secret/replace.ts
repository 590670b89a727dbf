import { changedInputs } from "../../core/compare";
import { ConflictError, NotFoundError } from "../../core/errors";
import type { Field } from "../../core/fields";
import { joined, message, ref } from "../../core/message";
import { successorOf } from "../../core/nonce";
import { unlessGone } from "../../core/patterns/gone";
import type { AlibabaContext } from "../api/client";
import { instanceOnce } from "../kms-instance";
import { described } from "../kms-key/observe";
import { type SecretInputs, secretInputs } from "./fields";
import { type Described, inputsOf, secretAddress } from "./observe";
import * as operations from "./operations";

// What is replaced under its name keeps that until its window is over, so that it has to be deleted for good first.

/** The inputs in which what is there can't become what is declared. */
export function fixedDifferences(inputs: SecretInputs, found: Described): readonly Field[] {
  const seen = { ...inputs, ...inputsOf(found) };
  return changedInputs({ inputs: secretInputs }, seen, inputs).filter(({ onChange }) => onChange === "replace");
}

/**
 * Whether what is to be deleted is what this one takes the place of. A label alone proves nothing, as another stack may have the
 * same: it takes this very run, which has deleted it, or the random text in its mark.
 */
export function isReplaced(context: AlibabaContext, inputs: SecretInputs, found: Described): boolean {
  const { reply, mark } = found;
  if (!reply.PlannedDeleteTime || fixedDifferences(inputs, found).length === 0) return false;
  const { ledger, nonces } = context;
  if (mark.nonce !== undefined && (mark.nonce === nonces.replaced || successorOf(mark.nonce) === nonces.own))
    return true;
  return ledger.hasDeleted(secretAddress(inputs)) && mark.label === inputs.label;
}

export async function deleteForGood(context: AlibabaContext, inputs: SecretInputs): Promise<void> {
  await requireMakeable(context, inputs);
  const parameters = { SecretName: inputs.name, ForceDeleteWithoutRecovery: "true" };
  await unlessGone(context.client.call(operations.deleteSecret, inputs.region, parameters));
}

/**
 * Asks first what another secret would be refused for, as far as the service tells.
 * @throws KeysmithError while the old one can still be restored
 */
async function requireMakeable(context: AlibabaContext, inputs: SecretInputs): Promise<void> {
  const { kmsInstance, encryptionKey, region } = inputs;
  if (kmsInstance !== undefined) await instanceOnce(context, { region, instanceId: kmsInstance });
  if (encryptionKey === undefined) return;
  const key = await described(context, { region, keyId: encryptionKey });
  const refused = (problem: string): string =>
    `the secret ${JSON.stringify(inputs.name)} can't be made: its key ${encryptionKey} ${problem}`;
  const remedy = message`Give another ${ref("encryptionKey")}, or bring the key in order; the old secret can be restored until then.`;
  if (key === undefined) throw new NotFoundError(refused(`is not in ${region}`), remedy);
  if (key.KeyState !== "Enabled") throw new ConflictError(refused(`is ${key.KeyState}, not Enabled`), remedy);
  if (key.DKMSInstanceId && key.DKMSInstanceId !== kmsInstance)
    throw new ConflictError(refused(`is of the instance ${key.DKMSInstanceId}`), remedy);
}

/** @throws ConflictError for one that can't become what is declared */
export function requireSame(inputs: SecretInputs, found: Described): void {
  const fixed = fixedDifferences(inputs, found);
  if (fixed.length === 0) return;
  const names = joined(
    fixed.map(({ path }) => ref(path)),
    ", ",
  );
  const name = JSON.stringify(inputs.name);
  const { PlannedDeleteTime: end } = found.reply;
  throw end === undefined
    ? new ConflictError(
        message`the existing secret ${name} can't be adopted: its ${names} can't be changed in place`,
        "Declare it as it is, or choose another name.",
      )
    : new ConflictError(
        message`the secret ${name} is to be deleted at ${end} with another ${names}, and has the name until then`,
        "Restore it and declare it as it is; or delete it for good by hand; or choose another name.",
      );
}
