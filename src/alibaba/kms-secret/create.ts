import { differences } from "../../core/compare";
import { AlreadyExistsError, ConflictError, NotFoundError } from "../../core/errors";
import type { Field } from "../../core/fields";
import { assign, joined, type Message, message, ref } from "../../core/message";
import { type Owned, whose } from "../../core/ownership";
import { lookAfter, mayHaveActed } from "../../http/retry";
import { noteAccount } from "../account";
import { existsAlready } from "../adoption";
import type { AlibabaContext, Parameters } from "../api/client";
import { isManaged, type SecretInputs, type SecretOutputs, secretInputs } from "./fields";
import { generateValue } from "./generated";
import { type Described, describe, inputsOf, secretAddress, standingVersion } from "./observe";
import * as operations from "./operations";
import { changeSettings, descriptionOf, rotationOf, tagList } from "./settings";
import { idOfVersion, madeVersion, makeVersion } from "./versions";

export async function createSecret(context: AlibabaContext, inputs: SecretInputs): Promise<SecretOutputs> {
  if (!inputs.value && !inputs.generated) return adoptAsItIs(context, inputs);
  try {
    return await makeOnce(context, inputs);
  } catch (error) {
    if (!(error instanceof AlreadyExistsError || mayHaveActed(error))) throw error;
    const found = await lookAfter(error, () => describe(context, inputs));
    if (!found) return makeOnce(context, inputs);
    return hasReplaced(context, inputs, found) ? makeInPlace(context, inputs) : adopt(context, found, inputs, error);
  }
}

async function makeOnce(context: AlibabaContext, inputs: SecretInputs): Promise<SecretOutputs> {
  const versionId = inputs.versionId ?? idOfVersion(context, inputs, 1);
  const SecretData = inputs.value ?? generateValue(inputs.generated as NonNullable<SecretInputs["generated"]>);
  const parameters = { ...parametersOf(context, inputs), VersionId: versionId, SecretData };
  const { Arn: arn } = await context.client.call(operations.createSecret, inputs.region, parameters);
  noteAccount(context, arn);
  context.ledger.made(secretAddress(inputs));
  return { arn, deletedAfter: undefined, ...madeVersion(context, inputs, { version: 1, versionId }) };
}

function parametersOf(context: AlibabaContext, inputs: SecretInputs): Parameters {
  const { name, type, kmsInstance, encryptionKey, tags, policy } = inputs;
  return {
    // The service names that of a RAM user itself: documentation of CreateSecret.
    SecretName: type === "RAMCredentials" ? "$Auto" : name,
    SecretType: type,
    DKMSInstanceId: kmsInstance,
    EncryptionKeyId: encryptionKey,
    Description: descriptionOf(context, inputs),
    Tags: tags.length > 0 ? tagList(tags) : undefined,
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

/**
 * Whether it was deleted to make another one under its name, which the old one keeps until its window is over: by this run, or by
 * one that was killed then, which has left one of our label that can't become what is declared.
 */
function hasReplaced({ ledger }: AlibabaContext, inputs: SecretInputs, found: Described): boolean {
  if (!found.reply.PlannedDeleteTime) return false;
  const isOther = isLeft(found, inputs) && fixedDifferences(inputs, { ...inputs, ...inputsOf(found) }).length > 0;
  return isOther || ledger.hasDeleted(secretAddress(inputs));
}

async function makeInPlace(context: AlibabaContext, inputs: SecretInputs): Promise<SecretOutputs> {
  const parameters = { SecretName: inputs.name, ForceDeleteWithoutRecovery: "true" };
  await context.client.call(operations.deleteSecret, inputs.region, parameters);
  return makeOnce(context, inputs);
}

/** Where neither a value nor how to generate one is given, what is there stays current. */
async function adoptAsItIs(context: AlibabaContext, inputs: SecretInputs): Promise<SecretOutputs> {
  const found = await describe(context, inputs);
  if (found) return adopt(context, found, inputs, undefined);
  throw new NotFoundError(
    `the secret ${JSON.stringify(inputs.name)} is not there to be adopted`,
    message`Check the name and the region, or give ${ref("value")} or ${ref("generated")} to make it.`,
  );
}

/** Goes on with a secret that the program adopts, or that is ours for certain: that the lost call has made, or a run that was killed. */
async function adopt(
  context: AlibabaContext,
  found: Described,
  inputs: SecretInputs,
  error: unknown,
): Promise<SecretOutputs> {
  const { reply, mark } = found;
  const refused = (why: string): Error =>
    existsAlready(`secret ${JSON.stringify(inputs.name)}`, inputs.region, why, error);
  if (!inputs.adopt && !isOurs(context, found, inputs)) throw refused(ownerIn(found));
  const seen = { ...inputs, ...inputsOf(found) };
  requireSame(inputs, seen);
  if (!context.ledger.adopt(secretAddress(inputs)))
    throw refused("another resource of this run has made or adopted it");
  if (reply.PlannedDeleteTime)
    await context.client.call(operations.restoreSecret, inputs.region, { SecretName: inputs.name });
  const every = reply.AutomaticRotation === "Enabled" ? `PT${reply.RotationInterval.toUpperCase()}` : undefined;
  const from = { ...seen, label: mark.label, policy: undefined, rotation: { ...inputs.rotation, every } };
  const isMarked = mark.nonce === context.nonces.own;
  await changeSettings(context, { from, to: inputs, arn: reply.Arn, isMarked });
  const isGiven = !isManaged(inputs) && (inputs.value || inputs.generated);
  const version = isGiven ? await makeVersion(context, inputs, 0) : await standingVersion(context, inputs);
  return { arn: reply.Arn, deletedAfter: undefined, ...version };
}

/** Nobody uses a secret that is to be deleted: one with our label is what this resource was, before a state or a program lost it. */
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

function fixedDifferences(inputs: SecretInputs, seen: SecretInputs): readonly Field[] {
  return differences({ inputs: secretInputs }, seen, inputs).filter(({ onChange }) => onChange === "replace");
}

/** @throws ConflictError for one that can't become what is declared */
function requireSame(inputs: SecretInputs, seen: SecretInputs): void {
  const fixed = fixedDifferences(inputs, seen);
  if (fixed.length === 0) return;
  const names: readonly Message[] = fixed.map(({ path }) => ref(path));
  throw new ConflictError(
    message`the existing secret ${JSON.stringify(inputs.name)} can't be adopted: its ${joined(names, ", ")} can't be changed in place`,
    message`Declare it as it is, or delete it for good first, with ${assign("deletion.force", true)}.`,
  );
}
