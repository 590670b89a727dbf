import type { Adoption } from "../../../core/adoption";
import { type Definition, define, type Reason } from "../../../core/definition";
import { InvalidInputError } from "../../../core/errors";
import { assign, type Message, message, ref } from "../../../core/message";
import { REKEY } from "../../../core/plan";
import type { IbmClient, Key } from "../../api";
import { placeIn, samePlace } from "../../platform/instance";
import { accessTo, type Client, keyAddress } from "../key/access";
import { findKnown } from "../key/adoption";
import { serviceOf } from "../key/checks";
import { createKey } from "../key/create";
import { endKey } from "../key/deletion";
import { DEFAULT_RING, idOf } from "../key/fields";
import type { KeyKind } from "../key/kind";
import { keyInRecord, keyPlace, keyRecords } from "../key/place";
import { commonOutputs, DESTROYED, policyMonthsOf, SUSPENDED, settingInputs, storedTime } from "../key/state";
import { changeKey, observe, observed } from "../key/verbs";
import { originFindings, rootKeyChecks } from "./checks";
import { ROTATE, rootKeyDue, rootKeyWarnings, timesOf } from "./due";
import { type RootKeyInputs, type RootKeyOutputs, type RootKeyState, rootKeyInputs, rootKeyOutputs } from "./fields";
import { rotatedSince, rotation } from "./rotation";

const kind: KeyKind<RootKeyInputs, RootKeyOutputs> = {
  word: "root key",
  extractable: false,
  importsSecurely: ({ importToken }) => importToken,
  details: (inputs) => ({
    rotationMonths: inputs.rotation.policyMonths,
    dualAuthDelete: serviceOf(inputs) === "icp" ? undefined : inputs.dualAuthDelete,
  }),
  wanted: ({ keyRing = DEFAULT_RING, aliases, enabled, dualAuthDelete, rotation: { policyMonths } }, prior) => ({
    keyRing,
    aliases,
    enabled,
    dualAuthDelete,
    policyMonths: policyMonths ?? (prior?.rotation.policyMonths ? 0 : undefined),
  }),
  // The service never shows the material: what it tells is all there is to compare.
  confirms: async () => true,
  unproven: ({ payload, rotation }) => ({
    ...(payload && { payload: undefined }),
    ...(rotation.trigger !== undefined && { rotation: { ...rotation, trigger: undefined } }),
  }),
  lastSteps: () => [],
  found(key, inputs, now) {
    const imported = key.imported ?? inputs.payload !== undefined;
    return {
      ...commonOutputs(key, now),
      generate: !imported,
      imported,
      dualAuthDelete: key.dualAuthDelete?.enabled ?? inputs.dualAuthDelete,
      version: 1,
      lastRotatedAt: key.lastRotateDate && storedTime(key.lastRotateDate),
    };
  },
  changed(outputs, inputs, { enabled, dualAuthDelete, rotated }) {
    const changed = {
      ...outputs,
      ...rotated,
      state: stateAfter(outputs.state, enabled),
      // Restoring a key brings its policies back: what was on is on.
      dualAuthDelete: dualAuthDelete || outputs.dualAuthDelete,
    };
    return { ...changed, ...timesOf(changed, inputs) };
  },
  recorded(base, inputs, reached) {
    const { policyMonths, trigger } = base.rotation;
    const managed = policyMonths !== undefined || inputs.rotation.policyMonths !== undefined;
    return {
      ...base,
      ...settingInputs(reached),
      enabled: reached.enabled ?? base.enabled,
      dualAuthDelete: reached.dualAuthDelete ?? base.dualAuthDelete,
      payload: reached.rotated ? (inputs.payload ?? base.payload) : base.payload,
      rotation: {
        ...base.rotation,
        policyMonths: managed ? reached.policyMonths || undefined : undefined,
        trigger: reached.rotated ? (inputs.rotation.trigger ?? trigger) : trigger,
      },
    };
  },
};

/** A key that expired or isn't active yet stays so, whether or not it is enabled. */
function stateAfter(state: string, enabled: boolean | undefined): string {
  return state === "active" || state === "suspended" ? (enabled === false ? "suspended" : "active") : state;
}

const adopt: Adoption<RootKeyState, IbmClient> = {
  ...keyPlace,
  records: keyRecords((record) => {
    const place = keyInRecord(record, false);
    // Only the record says whether the key is to be deleted although services use it.
    const deletion = record["force_delete"] === true ? { deletion: { mode: "delete" as const, force: true } } : {};
    return place && { ...place, ...deletion };
  }),
  find: findRootKey,
};

/**
 * Rotations from before aren't counted: the material of a key that somebody else has made is version 1. No service shows the
 * material of a root key, so of an imported one it isn't recorded.
 */
async function findRootKey(context: Client, told: Partial<RootKeyState>): Promise<RootKeyState | undefined> {
  const found = await findKnown<RootKeyState>(kind, context, told);
  if (!found) return undefined;
  const { key, seen } = found;
  const imported = key.imported ?? false;
  const rotatedAt = key.lastRotateDate && storedTime(key.lastRotateDate);
  return settledBy(key, {
    ...seen,
    generate: !imported,
    imported,
    version: 1,
    lastRotatedAt: rotatedAt === seen.createdAt ? undefined : rotatedAt,
    dualAuthDelete: key.dualAuthDelete?.enabled,
    rotation: { ...seen.rotation, policyMonths: policyMonthsOf(key) || undefined },
  });
}

async function read(context: Client, state: RootKeyState): Promise<RootKeyState | undefined> {
  const key = await observe(context, state);
  if (!key) return undefined;
  // Afterwards the record says so too, and no longer whose wish it was.
  if (key.state === SUSPENDED && state.enabled) {
    context.log.warn(
      message`root key ${JSON.stringify(state.name)}: somebody has disabled ${key.id}; the next run enables it, or set ${assign("enabled", false)}`,
    );
  }
  return settledBy(key, { ...observed(state, key, context.clock.now()), ...rotationOf(state, key) });
}

function settledBy(key: Key, seen: RootKeyState): RootKeyState {
  const settled = key.state === DESTROYED ? seen : { ...seen, ...observedSettings(seen, key) };
  return { ...settled, ...timesOf(settled, settled) };
}

/** A rotation that was made elsewhere counts too. */
function rotationOf(state: RootKeyState, key: Key): Pick<RootKeyState, "version" | "lastRotatedAt"> {
  const told = key.lastRotateDate && storedTime(key.lastRotateDate);
  return {
    version: rotatedSince(state, key) ? state.version + 1 : state.version,
    lastRotatedAt: told === state.createdAt ? state.lastRotatedAt : (told ?? state.lastRotatedAt),
  };
}

/** What only root keys have. An expired key doesn't tell whether it is enabled. */
function observedSettings(state: RootKeyState, key: Key): Partial<RootKeyState> {
  const managed = state.rotation.policyMonths !== undefined;
  return {
    enabled: key.state > SUSPENDED ? state.enabled : key.state !== SUSPENDED,
    dualAuthDelete: key.dualAuthDelete?.enabled ?? state.dualAuthDelete,
    rotation: { ...state.rotation, policyMonths: managed ? policyMonthsOf(key) || undefined : undefined },
  };
}

async function update(
  context: Client,
  prior: RootKeyState,
  inputs: RootKeyInputs,
  reasons: readonly Reason[],
): Promise<RootKeyOutputs> {
  const problems = originFindings({ ...prior, generate: isGenerated(prior) }, inputs).map((problem) => ({
    ...problem,
    secret: problem.field === "payload",
  }));
  if (problems.length > 0) throw new InvalidInputError(`RootKey ${JSON.stringify(inputs.name)}`, problems);
  const access = accessTo(context, inputs);
  const rotates = reasons.some(({ code }) => code === ROTATE || code === REKEY);
  return changeKey(
    kind,
    rootKeyOutputs,
    { access, prior, inputs, reasons },
    true,
    rotates ? rotation(access, prior, inputs) : undefined,
  );
}

/** By what the service has told; a state that doesn't say it is of an earlier version. */
function isGenerated({ imported, generate }: Partial<RootKeyState>): boolean | undefined {
  return imported === undefined ? generate : !imported;
}

function notes(inputs: RootKeyInputs, state: RootKeyState | undefined, now: Date): Message[] {
  const { deletion, enabled } = inputs;
  return [
    ...(deletion.force ? [message`${ref("deletion.force")} is set: the key can be deleted while services use it`] : []),
    ...(deletion.mode === "keep"
      ? [
          message`${ref("deletion.mode")} is keep: the key stays at the service when it leaves the program, and is billed`,
        ]
      : []),
    ...(enabled ? [] : ["enabled is false: nobody can wrap or unwrap with the key, and it doesn't rotate"]),
    ...(state ? rootKeyWarnings(state, inputs, now) : []),
  ];
}

/** As Key Protect calls them in IAM; its "Activity tracking events" lists them beside the newer names of events. */
const SETTING_ACTIONS = [
  "kms.secrets.enable",
  "kms.secrets.disable",
  "kms.secrets.patch",
  "kms.secrets.createalias",
  "kms.secrets.deletealias",
  "kms.policies.write",
  "kms.secrets.restore",
  "kms.secrets.readmetadata",
  "kms.importtoken.create",
  "kms.importtoken.read",
];

export const rootKey: Definition = define({
  name: "RootKey",
  summary:
    "A root key of Key Protect, Hyper Protect Crypto Services or IBM Cloud Private: it never leaves the service, and wraps " +
    "the keys that encrypt data. Its material is made by the service or brought by you, and is replaced in place.",
  inputs: rootKeyInputs,
  outputs: rootKeyOutputs,
  subject: "name",
  id: idOf,
  address: (values) => keyAddress(placeIn(values), { ...kind, id: values.keyId }),
  adopt,
  checks: rootKeyChecks,
  equal: [samePlace],
  due: rootKeyDue,
  notes,
  replacing:
    "replacing the root key deletes the old one: what was wrapped with it can't be unwrapped any more, and services that use it " +
    "lose their data; on IBM Cloud Private for ever, elsewhere unless it is restored within 30 days",
  actions: {
    create: ["kms.secrets.list", "kms.secrets.create", "kms.secrets.createwithpolicyoverrides", ...SETTING_ACTIONS],
    read: ["kms.secrets.list", "kms.secrets.readmetadata"],
    update: ["kms.secrets.rotate", ...SETTING_ACTIONS],
    delete: ["kms.secrets.delete", "kms.secrets.disable", "kms.registrations.list", "kms.secrets.readmetadata"],
  },
  create: (context: Client, inputs) => createKey(kind, context, inputs),
  read,
  update,
  delete: (context, state) => endKey(accessTo(context, state), kind.word, state, state.deletion),
});
