import { recordText } from "../../core/adoption";
import { DAY } from "../../core/clock";
import { type Definition, define, pick } from "../../core/definition";
import { lengthOf } from "../../core/duration";
import { ConflictError } from "../../core/errors";
import type { Listed, Looked } from "../../core/listing";
import { message, ref } from "../../core/message";
import { unlessGone } from "../../core/patterns/gone";
import { aboutIn, type Reason } from "../../core/reasons";
import { inPages } from "../../http/pages";
import { SHARED_GATEWAY } from "../access/operations";
import { accounts } from "../account";
import { REGION_LEFT_OUT, regionBefore, requireKnownRegion } from "../adoption";
import type { AlibabaContext } from "../api/client";
import { labelFor } from "../mark";
import { pagesOf } from "../pages";
import { secretChecks } from "./checks";
import { createSecret, restore } from "./create";
import { rotatedState, secretDue, secretMoments, secretNotes, timesOf } from "./due";
import {
  isManaged,
  makesVersions,
  type SecretInputs,
  type SecretOutputs,
  type SecretState,
  secretInputs,
  secretName,
  secretOutputs,
} from "./fields";
import { type Described, describe, inputsOf, read, secretAddress, standingVersion } from "./observe";
import * as operations from "./operations";
import { changeSettings } from "./settings";
import { makeVersion, retire, takeBack } from "./versions";

/** Names of secrets may have slashes: the word `secret` marks where the name begins. */
function place(text: string): Partial<Pick<SecretInputs, "name" | "region">> | undefined {
  const [, region, name] = /^(?:([^/]*)\/)?secret\/(.*)$/s.exec(text) ?? [];
  const before = regionBefore(region);
  return before && secretName.safeParse(name).success ? { name: name as string, ...before } : undefined;
}

async function find(context: AlibabaContext, told: Partial<SecretState>): Promise<Partial<SecretState> | undefined> {
  const where = { name: told.name ?? "", region: requireKnownRegion(told) };
  const found = await describe(context, where);
  return found && stateOf(context, { ...told, ...where }, found);
}

async function stateOf(
  context: AlibabaContext,
  told: Partial<SecretState> & Pick<SecretState, "name" | "region">,
  found: Described,
): Promise<Partial<SecretState>> {
  const { reply, mark } = found;
  const version = await standingVersion(context, { ...told, label: mark.label });
  // No reply holds the value, so a Generic secret counts as filled elsewhere unless its source is told; the service fills managed types.
  const filledElsewhere = reply.SecretType === "Generic" && !told.value && !told.generated;
  return {
    ...{ adopt: false, ...told, filledElsewhere, ...inputsOf(found), ...version },
    label: mark.label === undefined ? told.label : labelFor(mark, context.nonces),
    arn: reply.Arn,
    ...(reply.PlannedDeleteTime && { state: "deleted", deletedAfter: reply.PlannedDeleteTime }),
  };
}

/** Skips secrets whose deletion is scheduled. */
async function* listed(context: AlibabaContext, base: Partial<SecretState>): AsyncGenerator<Listed<SecretState>> {
  const region = requireKnownRegion(base);
  const secrets = inPages(pagesOf(context, operations.listSecrets, region));
  for await (const { SecretName: name } of secrets) {
    const look = async (): Promise<Looked<SecretState> | undefined> => {
      const found = await describe(context, { name, region });
      if (!found || found.reply.PlannedDeleteTime) return undefined;
      return { state: await stateOf(context, { ...base, name, region }, found), label: found.mark.label };
    };
    yield { name, look };
  }
}

async function update(
  context: AlibabaContext,
  prior: SecretState,
  inputs: SecretInputs,
  reasons: readonly Reason[],
): Promise<SecretOutputs> {
  requireValueOfService(inputs, reasons);
  const has = (...codes: Reason["code"][]): boolean => reasons.some(({ code }) => codes.includes(code));
  if (has("restore")) await restore(context, inputs);
  await changeSettings(context, { from: prior, to: inputs, arn: prior.arn, isMarked: true });
  const outputs = { ...pick(prior, secretOutputs), deletedAfter: undefined };
  if (isRenewed(prior, inputs, reasons)) return { ...outputs, ...(await makeVersion(context, inputs, prior.version)) };
  if (has("mend")) {
    const taken = await takeBack(context, prior, inputs);
    return { ...outputs, ...(taken ?? (await makeVersion(context, inputs, prior.version))) };
  }
  const retired = aboutIn(reasons, "retire");
  await retire(context, inputs, retired);
  const left = { ...outputs, previous: prior.previous.filter(({ versionId }) => !retired.has(versionId)) };
  return { ...left, ...timesOf(left, inputs), state: has("restore") ? "active" : prior.state };
}

/** Whether to make a new version, also after a run that restored the secret and failed before it made one. */
function isRenewed(prior: SecretState, inputs: SecretInputs, reasons: readonly Reason[]): boolean {
  const asking = reasons.filter(({ code }) => code === "rotate" || code === "rekey");
  if (isManaged(inputs)) return asking.some(({ field }) => field !== "value");
  return makesVersions(inputs) && (asking.length > 0 || prior.version === 0);
}

/**
 * Checked here because the plan couldn't: in Terraform and OpenTofu no state has the earlier value.
 * @throws ConflictError for another value of a managed secret, whose values the service makes
 */
function requireValueOfService(inputs: SecretInputs, reasons: readonly Reason[]): void {
  if (!isManaged(inputs) || inputs.value === undefined || reasons.every(({ field }) => field !== "value")) return;
  throw new ConflictError(
    message`the value of the secret ${JSON.stringify(inputs.name)} can't be changed: the service makes the value of type ${inputs.type}`,
    message`Give ${ref("value")} as it was; to have another made, give ${ref("rotation.trigger")} a new text.`,
  );
}

const MOST_DAYS = 30;

async function remove(context: AlibabaContext, state: SecretState): Promise<void> {
  const { name: SecretName, region, deletion } = state;
  const days = deletion.window === undefined ? MOST_DAYS : lengthOf(deletion.window) / DAY;
  const how = deletion.force ? { ForceDeleteWithoutRecovery: "true" } : { RecoveryWindowInDays: String(days) };
  try {
    await unlessGone(context.client.call(operations.deleteSecret, region, { SecretName, ...how }));
  } catch (error) {
    // A secret whose deletion is scheduled already counts as deleted.
    const isDeleted = error instanceof ConflictError && (await describe(context, state))?.reply.PlannedDeleteTime;
    if (!isDeleted) throw error;
  }
}

const LOOKS = ["kms:DescribeSecret", "kms:ListSecretVersionIds", "kms:GetSecretPolicy"];
const WRITES = ["Update", "Restore", "Rotate"].map((verb) => `kms:${verb}Secret`);
const SETTINGS = ["SetSecretPolicy", "TagResources", "UntagResources", "UpdateSecretRotationPolicy"];
const VERSIONS = ["PutSecretValue", "UpdateSecretVersionStage"];
const CHANGES = [...LOOKS, ...WRITES, ...[...SETTINGS, ...VERSIONS].map((name) => `kms:${name}`)];

export const kmsSecret: Definition = define({
  name: "KmsSecret",
  summary:
    "A secret that KMS keeps in versions, given by you or generated: a new value is a new version, and the previous one stays readable during the overlap.",
  inputs: secretInputs,
  outputs: secretOutputs,
  subject: "name",
  address: secretAddress,
  adopt: {
    form: "<secret> or <region>/<secret>",
    doc: `The secret as its ARN ends, with \`secret/\` before its name: \`secret/orders/db\`; ${REGION_LEFT_OUT}.`,
    place,
    records: {
      // The record's id is also the name: resource_alicloud_kms_secret.go.
      alicloud_kms_secret: (record) =>
        place(`secret/${recordText(record, "secret_name") ?? recordText(record, "id") ?? ""}`),
    },
    find,
  },
  account: accounts,
  identity: { fields: ["region", "name"] },
  list: {
    where: ["region"],
    marked: true,
    actions: ["kms:ListSecrets"],
    id: ({ region, name }) => `${region}/secret/${name}`,
    objects: listed,
  },
  access: {
    is: "object",
    resource: ({ name }) => name && `secret/${name}`,
    instance: ({ kmsInstance }) => kmsInstance ?? SHARED_GATEWAY,
  },
  fills: (values) =>
    values.value || values.generated || (values.type ?? "Generic") !== "Generic" ? secretAddress(values) : undefined,
  checks: secretChecks,
  due: secretDue,
  moments: secretMoments,
  rotated: rotatedState,
  notes: secretNotes,
  renews: (inputs) => (isManaged(inputs) || makesVersions(inputs) ? "a new version" : undefined),
  replacing: message`replacing the secret deletes the old secret and all its versions, for good if the name stays the same, whatever ${ref("deletion.window")} says; programs that read the secret by its old name find nothing`,
  interrupts: "nobody can read it",
  actions: {
    create: ["kms:CreateSecret", "kms:DeleteSecret", "kms:GetKmsInstance", "kms:DescribeKey", ...CHANGES],
    read: LOOKS,
    update: CHANGES,
    delete: ["kms:DescribeSecret", "kms:DeleteSecret"],
  },
  mark: async (context: AlibabaContext, state) => (await describe(context, state))?.mark,
  create: createSecret,
  read,
  update,
  delete: remove,
});
