import type { Adoption } from "../../core/adoption";
import { type Definition, define } from "../../core/definition";
import { ConflictError, causedBy } from "../../core/errors";
import type { Listed, Looked } from "../../core/listing";
import { assign, type Message, message, ref } from "../../core/message";
import { readDescription } from "../../core/ownership";
import { unlessGone } from "../../core/patterns/gone";
import type { DueRule, Reason } from "../../core/reasons";
import { inPages } from "../../http/pages";
import { SHARED_GATEWAY } from "../access/operations";
import { accounts } from "../account";
import { requireKnownRegion } from "../adoption";
import type { AlibabaClient, AlibabaContext } from "../api/client";
import { labelFor, labelLeft } from "../mark";
import { pagesOf } from "../pages";
import { dropAlias, handOver, requireUnclaimed } from "./aliases";
import { keyChecks } from "./checks";
import { afterSteps, keep, makeKey } from "./create";
import {
  type KeyInputs,
  type KeyOutputs,
  type KeyState,
  keyInputs,
  keyInRecord,
  keyOutputs,
  keyPlace,
  PENDING,
  sameUsage,
} from "./fields";
import { described, keyAddress, markOf, observed, settled } from "./observe";
import { listKeys, type Metadata, scheduleKeyDeletion, setDeletionProtection } from "./operations";
import { takeSteps } from "./steps";

/** Skips keys whose deletion is scheduled. */
async function* listed(context: AlibabaContext, base: Partial<KeyState>): AsyncGenerator<Listed<KeyState>> {
  const region = requireKnownRegion(base);
  for await (const { KeyId: keyId } of inPages(pagesOf(context, listKeys, region))) {
    const look = async (): Promise<Looked<KeyState> | undefined> => {
      const key = await described(context, { region, keyId });
      if (!key || key.KeyState === PENDING) return undefined;
      return { state: await stateOf(context, { ...base, region }, key), label: markOf(key).label };
    };
    yield { name: keyId, look };
  }
}

async function stateOf(
  context: AlibabaContext,
  told: Partial<KeyState> & Pick<KeyState, "region">,
  key: Metadata,
): Promise<KeyState> {
  return { ...(await settled(context, told, key)), label: labelFor(markOf(key), context.nonces) };
}

const subjectOf = ({ label, keyId }: Pick<KeyState, "label" | "keyId">): string =>
  `KmsKey ${JSON.stringify(label ?? keyId)}`;

const adopt: Adoption<KeyState, AlibabaClient> = {
  ...keyPlace,
  records: { alicloud_kms_key: keyInRecord },
  async find(context: AlibabaContext, told) {
    const region = requireKnownRegion(told);
    const key = await described(context, { region, keyId: told.keyId ?? "" });
    return key && stateOf(context, { ...told, region }, key);
  },
};

async function read(context: AlibabaContext, prior: KeyState): Promise<KeyState | undefined> {
  const told = await described(context, prior);
  if (!told || (told.KeyState === PENDING && prior.restore === "never")) return undefined;
  const mark = { subject: subjectOf(prior), address: keyAddress(prior), label: prior.label };
  return { ...(await observed(context, prior, told)), label: labelLeft(context, mark, markOf(told)) };
}

async function update(context: AlibabaContext, prior: KeyState, inputs: KeyInputs): Promise<KeyOutputs> {
  await requireUnclaimed(context, inputs, prior);
  const from = prior.state === PENDING ? await restored(context, prior) : prior;
  await takeSteps(context, { from, to: inputs, isMarked: true }, true);
  return afterSteps(context, from, inputs);
}

async function restored(context: AlibabaContext, prior: KeyState): Promise<KeyState> {
  const told = await keep(context, prior);
  context.log.warn(`${subjectOf(prior)}: the deletion of ${prior.keyId} is cancelled`);
  return settled(context, prior, told);
}

/** A key that somebody has scheduled for deletion is kept as long as the program has it. */
const restoration: DueRule<KeyState, KeyInputs> = ({ state, deleteAt }, { restore }): Reason | undefined => {
  if (state !== PENDING || restore === "never") return undefined;
  const why = `the key's deletion was scheduled outside of this program, for ${deleteAt ?? "a time that the service doesn't tell"}`;
  return { code: "restore", outputs: ["state", "nextRotation", "deleteAt"], message: why };
};

async function end(context: AlibabaContext, state: KeyState): Promise<void> {
  const { keyId, region, deletion } = state;
  if (deletion.mode === "keep") {
    context.log.warn(
      message`${subjectOf(state)}: the key ${keyId} is kept at the service, as ${ref("deletion.mode")} says`,
    );
    return;
  }
  const refused = undeletable(state);
  if (refused) throw refused;
  // Before the deletion, so that no alias ever stands for a key that nobody can use.
  for (const name of state.aliases) await handOver(context, state, name);
  const schedule = (): Promise<unknown> => {
    const days = /\d+/.exec(deletion.window)?.[0];
    return unlessGone(context.client.call(scheduleKeyDeletion, region, { KeyId: keyId, PendingWindowInDays: days }));
  };
  await schedule().catch((error: unknown) => goOn(context, state, error, schedule));
  // Only now: a key that the service refuses to delete keeps its aliases. Otherwise they would block their names until the window is over.
  for (const name of state.aliases) await dropAlias(context, state, name);
}

/**
 * A key whose deletion is scheduled already is done. Its protection is switched off if this resource asked for it in a run that died before
 * it could record that; a protection that somebody else has switched on stays.
 */
async function goOn(
  context: AlibabaContext,
  state: KeyState,
  error: unknown,
  schedule: () => Promise<unknown>,
): Promise<void> {
  if (!(error instanceof ConflictError)) throw error;
  const told = await described(context, state);
  if (told === undefined || told.KeyState === PENDING) return;
  if (told.DeletionProtection !== "Enabled") throw error;
  // The run that died may have changed the label; the nonce stays.
  const { nonce } = readDescription(told.DeletionProtectionDescription);
  if (nonce !== context.nonces.own) throw isProtected(state, error);
  const off = { ProtectedResourceArn: state.arn, EnableDeletionProtection: "false" };
  await context.client.call(setDeletionProtection, state.region, off);
  await schedule();
}

function undeletable(
  state: Pick<KeyState, "deletionProtection" | "deletion" | "label" | "keyId">,
): ConflictError | undefined {
  return state.deletionProtection && state.deletion.mode !== "keep" ? isProtected(state) : undefined;
}

function isProtected(state: Pick<KeyState, "label" | "keyId">, cause?: unknown): ConflictError {
  return new ConflictError(
    `${subjectOf(state)}: the key ${state.keyId} is protected from deletion`,
    message`Set ${assign("deletionProtection", false)} and apply that first; then delete it.`,
    causedBy(cause),
  );
}

function notes({ enabled, deletion }: KeyInputs): Message[] {
  return [
    ...(enabled ? [] : ["enabled is false: nobody can use the key, and it doesn't rotate"]),
    ...(deletion.mode === "keep"
      ? [
          message`${ref("deletion.mode")} is keep: the key stays at the service when it leaves the program, and is billed`,
        ]
      : []),
  ];
}

const LOOK = ["kms:DescribeKey", "kms:ListTagResources", "kms:GetKeyPolicy", "kms:ListAliases"];
const CHANGE = [
  "kms:EnableKey",
  "kms:DisableKey",
  "kms:UpdateKeyDescription",
  "kms:UpdateRotationPolicy",
  "kms:SetDeletionProtection",
  "kms:SetKeyPolicy",
  "kms:TagResources",
  "kms:UntagResources",
  "kms:CancelKeyDeletion",
  "kms:CreateAlias",
  "kms:UpdateAlias",
  "kms:DeleteAlias",
];

export const kmsKey: Definition = define({
  name: "KmsKey",
  summary:
    "A key of Alibaba Cloud KMS: symmetric or asymmetric, of an instance or of the region's shared service. The service makes its material and never shows it.",
  inputs: keyInputs,
  outputs: keyOutputs,
  subject: "label",
  id: ({ keyId }) => keyId,
  address: keyAddress,
  adopt,
  account: accounts,
  identity: { fields: ["region", "keyId"] },
  list: {
    where: ["region"],
    marked: true,
    actions: ["kms:ListKeys"],
    id: ({ region, keyId }) => `${region}/${keyId}`,
    objects: listed,
  },
  access: {
    is: "object",
    resource: ({ keyId }) => keyId && `key/${keyId}`,
    instance: ({ kmsInstance }) => kmsInstance ?? SHARED_GATEWAY,
  },
  checks: keyChecks,
  equal: sameUsage,
  due: [restoration],
  notes,
  undeletable,
  replacing:
    "replacing the key schedules the deletion of the old one: what was encrypted with it can't be decrypted from then on, unless the deletion is cancelled within its window",
  actions: {
    create: ["kms:ListKeys", "kms:CreateKey", ...LOOK, ...CHANGE],
    read: LOOK,
    update: [...LOOK, ...CHANGE],
    delete: [
      "kms:DescribeKey",
      "kms:ListAliases",
      "kms:UpdateAlias",
      "kms:DeleteAlias",
      "kms:ScheduleKeyDeletion",
      "kms:SetDeletionProtection",
    ],
  },
  async mark(context, state) {
    const told = await described(context, state);
    return told && markOf(told);
  },
  create: makeKey,
  read,
  update,
  delete: end,
});
