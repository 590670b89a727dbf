import { changedInputs } from "../../core/compare";
import { AlreadyExistsError, ConflictError, NotFoundError, PartialError, reasonOf } from "../../core/errors";
import type { Field } from "../../core/fields";
import { joined, message, ref } from "../../core/message";
import { successorOf } from "../../core/nonce";
import { type Owned, whose } from "../../core/ownership";
import { unlessGone } from "../../core/patterns/gone";
import type { Secret } from "../../core/secret";
import { lookAfter, mayHaveActed } from "../../http/retry";
import { noteAccount } from "../account";
import { existsAlready, hasOtherResource } from "../adoption";
import type { AlibabaContext, Parameters } from "../api/client";
import { instanceOnce } from "../kms-instance";
import { described } from "../kms-key/observe";
import { descriptionOf } from "../mark";
import { rotationOf } from "../rotation-policy";
import { pairsOf, tagList } from "../tags";
import { isManaged, makesVersions, type SecretInputs, type SecretOutputs, secretInputs } from "./fields";
import { generateValue } from "./generated";
import { type Described, describe, inputsOf, secretAddress, standingVersion } from "./observe";
import * as operations from "./operations";
import { changeSettings } from "./settings";
import { EMPTY, givenId, idOfVersion, madeVersion, makeVersion } from "./versions";

const TRIES = 3;

export async function createSecret(context: AlibabaContext, inputs: SecretInputs): Promise<SecretOutputs> {
  if (!inputs.value && !inputs.generated && !inputs.filledElsewhere) return adoptAsItIs(context, inputs);
  for (let tries = TRIES; ; tries -= 1) {
    try {
      return await makeOnce(context, inputs);
    } catch (error) {
      if (!(error instanceof AlreadyExistsError || mayHaveActed(error))) throw error;
      const found = await lookAfter(error, () => describe(context, inputs));
      const isInTheWay = found !== undefined && isReplaced(context, inputs, found);
      if (found && !isInTheWay) return adopt(context, found, inputs, error);
      if (tries <= 1) throw error;
      if (isInTheWay) await deleteForGood(context, inputs);
    }
  }
}

async function makeOnce(context: AlibabaContext, inputs: SecretInputs): Promise<SecretOutputs> {
  const versionId = inputs.filledElsewhere ? EMPTY : (givenId(inputs) ?? idOfVersion(context, inputs, 1));
  const SecretData = firstValue(inputs);
  const parameters = { ...parametersOf(context, inputs), VersionId: versionId, SecretData };
  const { Arn: arn } = await context.client.call(operations.createSecret, inputs.region, parameters);
  noteAccount(context, arn);
  context.ledger.made(secretAddress(inputs));
  return { arn, deletedAfter: undefined, ...madeVersion(context, inputs, { version: 1, versionId }) };
}

/** The text of the placeholder says what it is, so that nobody takes it for a forgotten value. */
function firstValue({ value, generated, filledElsewhere }: SecretInputs): Secret | string {
  if (filledElsewhere) return "nothing was put in yet";
  return value ?? generateValue(generated as NonNullable<typeof generated>);
}

function parametersOf(context: AlibabaContext, inputs: SecretInputs): Parameters {
  const { name, type, kmsInstance, encryptionKey, tags, policy } = inputs;
  return {
    // The service itself names the secret of a RAM user: documentation of CreateSecret.
    SecretName: type === "RAMCredentials" ? "$Auto" : name,
    SecretType: type,
    DKMSInstanceId: kmsInstance,
    EncryptionKeyId: encryptionKey,
    Description: descriptionOf(context, inputs),
    Tags: tagList(pairsOf(tags)),
    Policy: policy,
    ...(isManaged(inputs) && { ExtendedConfig: configOf(inputs), ...rotationOf(inputs) }),
  };
}

function configOf({ managed }: SecretInputs): string {
  return JSON.stringify({
    SecretSubType: managed?.subType,
    DBInstanceId: managed?.dbInstance,
    UserName: managed?.user,
    InstanceId: managed?.server,
    RegionId: managed?.serverRegion,
    CustomData: {},
  });
}

/** With neither a value nor a way to generate one, the value that is there stays current. */
async function adoptAsItIs(context: AlibabaContext, inputs: SecretInputs): Promise<SecretOutputs> {
  const found = await describe(context, inputs);
  if (found) return adopt(context, found, inputs, undefined);
  throw new NotFoundError(
    `there is no secret ${JSON.stringify(inputs.name)} to adopt`,
    message`Check the name and the region, or give ${ref("value")} or ${ref("generated")} to make it.`,
  );
}

/** Goes on with a secret that the program adopts, or that is certainly ours: made by the lost call or by a run that was killed. */
async function adopt(
  context: AlibabaContext,
  found: Described,
  inputs: SecretInputs,
  error: unknown,
): Promise<SecretOutputs> {
  const object = `secret ${JSON.stringify(inputs.name)}`;
  if (!inputs.adopt && !isOurs(context, found, inputs))
    throw existsAlready(object, inputs.region, ownerIn(found), error);
  requireSame(inputs, found);
  if (!context.ledger.adopt(secretAddress(inputs))) throw hasOtherResource(object, inputs.region, error);
  return found.reply.PlannedDeleteTime ? takeBack(context, found, inputs) : takeOver(context, found, inputs);
}

/** Once restored, the secret must reach the record, whatever fails: nothing else would say that it is this resource's. */
async function takeBack(context: AlibabaContext, found: Described, inputs: SecretInputs): Promise<SecretOutputs> {
  const subject = `KmsSecret ${JSON.stringify(inputs.name)}`;
  const standing = await standingVersion(context, inputs);
  await restore(context, inputs);
  context.log.warn(`${subject}: the secret, whose deletion was scheduled, is restored instead of making another`);
  try {
    return await takeOver(context, found, inputs);
  } catch (error) {
    const version = makesVersions(inputs) ? 0 : standing.version;
    throw new PartialError(
      `${subject}: it is restored, but does not match its declaration yet: ${reasonOf(error)}`,
      "What was done is recorded; run again to go on from there.",
      { ...seenIn(context, found, inputs), arn: found.reply.Arn, deletedAfter: undefined, ...standing, version },
      error,
    );
  }
}

/** Records the label only once the description carries it: until then it is written again. */
function seenIn({ nonces }: AlibabaContext, found: Described, inputs: SecretInputs): SecretInputs {
  const { reply, mark } = found;
  const every = reply.AutomaticRotation === "Enabled" ? `PT${reply.RotationInterval.toUpperCase()}` : undefined;
  const label = mark.nonce === nonces.own ? mark.label : undefined;
  return { ...inputs, ...inputsOf(found), label, policy: undefined, rotation: { ...inputs.rotation, every } };
}

async function takeOver(context: AlibabaContext, found: Described, inputs: SecretInputs): Promise<SecretOutputs> {
  const { reply, mark } = found;
  const isMarked = mark.nonce === context.nonces.own;
  const from = { ...seenIn(context, found, inputs), label: mark.label };
  await changeSettings(context, { from, to: inputs, arn: reply.Arn, isMarked });
  const version = makesVersions(inputs)
    ? await makeVersion(context, inputs, 0)
    : await standingVersion(context, inputs);
  return { arn: reply.Arn, deletedAfter: undefined, ...version };
}

/** Nobody uses a secret whose deletion is scheduled: one with our label is what this resource had before a state or a program lost it. */
function isLeft({ reply, mark }: Described, { label }: SecretInputs): boolean {
  return reply.PlannedDeleteTime !== undefined && mark.label !== undefined && mark.label === label;
}

function isOurs({ nonces }: AlibabaContext, found: Described, inputs: SecretInputs): boolean {
  return isLeft(found, inputs) || whose(found.mark, inputs.label, nonces) === "ours";
}

function ownerIn({ reply, mark }: { readonly reply: Described["reply"]; readonly mark: Owned }): string {
  const owner =
    mark.label === undefined ? "its description carries no label" : `its label is ${JSON.stringify(mark.label)}`;
  return reply.PlannedDeleteTime ? `it is to be deleted at ${reply.PlannedDeleteTime}, and ${owner}` : owner;
}

export async function restore(context: AlibabaContext, place: Pick<SecretInputs, "name" | "region">): Promise<void> {
  try {
    await context.client.call(operations.restoreSecret, place.region, { SecretName: place.name });
  } catch (error) {
    // The service refuses this if an earlier try, whose reply was lost, or somebody else has restored the secret already.
    if (!(error instanceof ConflictError)) throw error;
    const found = await describe(context, place);
    if (!found || found.reply.PlannedDeleteTime) throw error;
  }
}

// A deleted secret keeps its name until its window is over, so a replacement under the same name has to delete it for good first.

/** The inputs that differ from the existing secret and can't be changed in place. */
function fixedDifferences(inputs: SecretInputs, found: Described): readonly Field[] {
  const seen = { ...inputs, ...inputsOf(found) };
  return changedInputs({ inputs: secretInputs }, seen, inputs).filter(({ onChange }) => onChange === "replace");
}

/**
 * Whether the secret whose deletion is scheduled is the one that this resource replaces. Its label proves nothing, because another stack
 * may have the same one. Proof is that this very run has deleted it, or the random text in its mark.
 */
function isReplaced(context: AlibabaContext, inputs: SecretInputs, found: Described): boolean {
  const { reply, mark } = found;
  if (!reply.PlannedDeleteTime || fixedDifferences(inputs, found).length === 0) return false;
  const { ledger, nonces } = context;
  if (mark.nonce !== undefined && (mark.nonce === nonces.replaced || successorOf(mark.nonce) === nonces.own))
    return true;
  return ledger.hasDeleted(secretAddress(inputs)) && mark.label === inputs.label;
}

async function deleteForGood(context: AlibabaContext, inputs: SecretInputs): Promise<void> {
  await requireMakeable(context, inputs);
  const parameters = { SecretName: inputs.name, ForceDeleteWithoutRecovery: "true" };
  await unlessGone(context.client.call(operations.deleteSecret, inputs.region, parameters));
}

/**
 * Checks first for which reasons the service would refuse the new secret, as far as it tells.
 * @throws KeysmithError while the old one can still be restored
 */
async function requireMakeable(context: AlibabaContext, inputs: SecretInputs): Promise<void> {
  const { kmsInstance, encryptionKey, region } = inputs;
  if (kmsInstance !== undefined) await instanceOnce(context, { region, instanceId: kmsInstance });
  if (encryptionKey === undefined) return;
  const key = await described(context, { region, keyId: encryptionKey });
  const refused = (problem: string): string =>
    `the secret ${JSON.stringify(inputs.name)} can't be made: its key ${encryptionKey} ${problem}`;
  const remedy = message`Give another ${ref("encryptionKey")}, or put the key in order; the old secret can be restored until then.`;
  if (key === undefined) throw new NotFoundError(refused(`is not in ${region}`), remedy);
  if (key.KeyState !== "Enabled") throw new ConflictError(refused(`is ${key.KeyState}, not Enabled`), remedy);
  if (key.DKMSInstanceId && key.DKMSInstanceId !== kmsInstance)
    throw new ConflictError(refused(`is of the instance ${key.DKMSInstanceId}`), remedy);
}

/** @throws ConflictError if the existing secret can't become the declared one */
function requireSame(inputs: SecretInputs, found: Described): void {
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
        message`the secret ${name}, which has another ${names}, is to be deleted at ${end} and has the name until then`,
        "Restore it and declare it as it is; or delete it for good by hand; or choose another name.",
      );
}
