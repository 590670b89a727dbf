import type { Adoption } from "../../../core/adoption";
import { formatTime, HOUR, parseTime, storedTime } from "../../../core/clock";
import { type Definition, define } from "../../../core/definition";
import { ConflictError, causedBy, InvalidInputError } from "../../../core/errors";
import { assign, message, ref } from "../../../core/message";
import { mayHaveActed } from "../../../http/retry";
import type { IbmClient, IbmContext } from "../../client";
import type { Material } from "../api/client";
import type { Key } from "../api/wire";
import { accessTo, askForKey, KEY_ACTIONS, type KeyAccess, write } from "../key/access";
import { serviceOf } from "../key/checks";
import { createKey } from "../key/create";
import { keyDefinition, keyNotes } from "../key/definition";
import { DEFAULT_RING } from "../key/fields";
import { changeKey, endKey, findKnown, type KeyKind, observe, upgraded } from "../key/lifecycle";
import { importSecurely } from "../key/material";
import { keyInRecord, keyPlace, keyRecords } from "../key/place";
import { CLOCK_SKEW, commonOutputs, DESTROYED, policyMonthsOf, SUSPENDED, settingInputs } from "../key/state";
import type { Rotated, Step } from "../key/steps";
import { lateRotation, rootKeyDue, rootKeyMoments, timesOf } from "./due";
import {
  originFindings,
  type RootKeyInputs,
  type RootKeyOutputs,
  type RootKeyState,
  rootKeyChecks,
  rootKeyInputs,
  rootKeyOutputs,
} from "./fields";

const TOO_SOON = "KEY_ROTATION_NOT_PERMITTED";

/**
 * The service rotates a key once an hour at most, so two dates that are closer than this belong to one rotation: one by our
 * clock, one by the service's.
 */
const SAME_ROTATION = HOUR / 2;

/** The time of a rotation that isn't recorded yet, if the service shows one. */
function rotatedSince(
  { createdAt, lastRotatedAt }: Pick<RootKeyState, "createdAt" | "lastRotatedAt">,
  { lastRotateDate }: Pick<Key, "lastRotateDate">,
): string | undefined {
  if (!lastRotateDate) return undefined;
  const told = storedTime(lastRotateDate);
  if (told === createdAt) return undefined;
  if (lastRotatedAt === undefined) return told;
  const apart = parseTime(told).getTime() - parseTime(lastRotatedAt).getTime();
  return apart > SAME_ROTATION ? told : undefined;
}

/**
 * Gives a key new material: the service's own or, for an imported key, the payload. Takes one call when all goes well. The
 * reply is empty, so the recorded time is by our clock until the next read.
 */
async function rotate(access: KeyAccess, prior: RootKeyState, inputs: RootKeyInputs): Promise<Rotated> {
  const version = prior.version + 1;
  const begun = access.context.clock.now();
  const material = prior.imported ? inputs.payload : undefined;
  const send = (sent?: Material): Promise<void> => write(access, (api) => api.rotate(prior.keyId, sent));
  try {
    if (!material) await send();
    else if (inputs.importToken) await importSecurely(access, material, send);
    else await send({ payload: material });
    return { version, lastRotatedAt: formatTime(access.context.clock.now()) };
  } catch (error) {
    const tooSoon = error instanceof ConflictError && error.vendorCode === TOO_SOON;
    // A key is disabled only after its rotation. A run that died may have done both.
    const tooLate = error instanceof ConflictError && !inputs.enabled;
    if (!tooSoon && !tooLate && !mayHaveActed(error)) throw error;
    const key = await askForKey(access, prior.keyId);
    const since = key && rotatedSince(prior, key);
    // Material that the service makes is new, whoever asked for it. With imported material, nobody knows which payload it is.
    const isAfter = since !== undefined && parseTime(since).getTime() >= begun.getTime() - CLOCK_SKEW;
    const isNew = isAfter || (since !== undefined && (tooSoon || tooLate));
    if (isNew && !material) return { version, lastRotatedAt: since };
    if (tooSoon) throw key?.lastRotateDate ? comeBack(prior, key.lastRotateDate, error) : error;
    throw isNew && !tooLate ? inDoubt(prior, since, error) : error;
  }
}

function inDoubt({ name, keyId }: RootKeyState, last: string, cause: unknown): ConflictError {
  return new ConflictError(
    `root key ${JSON.stringify(name)}: ${keyId} was rotated on ${last}, but it is not known to which payload, as the reply was lost`,
    `Nothing is recorded. Run again after ${anHourAfter(last)}: the payload is then sent once more.`,
    { cause },
  );
}

function anHourAfter(last: string): string {
  return formatTime(new Date(parseTime(last).getTime() + HOUR));
}

function comeBack({ name, keyId }: RootKeyState, lastRotateDate: string, error: ConflictError): ConflictError {
  const last = storedTime(lastRotateDate);
  return new ConflictError(
    `root key ${JSON.stringify(name)}: ${keyId} was rotated on ${last}, and the service rotates a key at most once an hour`,
    `Run again after ${anHourAfter(last)}.`,
    causedBy(error),
  );
}

const kind: KeyKind<RootKeyInputs, RootKeyOutputs> = {
  word: "root key",
  extractable: false,
  wanted(inputs, prior) {
    const { keyRing = DEFAULT_RING, aliases, enabled, dualAuthDelete, rotation } = inputs;
    return {
      keyRing,
      aliases,
      enabled,
      // IBM Cloud Private has no dual authorization.
      dualAuthDelete: serviceOf(inputs) === "icp" ? undefined : dualAuthDelete,
      rotationMonths: rotation.policyMonths ?? (prior?.rotation.policyMonths ? 0 : undefined),
    };
  },
  // The service never shows the material, so there is nothing more to compare.
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
      strays: [],
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
      // A restored key has its policies again, so dual authorization that was on is still on.
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
        policyMonths: managed ? reached.rotationMonths || undefined : undefined,
        trigger: reached.rotated ? (inputs.rotation.trigger ?? trigger) : trigger,
      },
    };
  },
};

/** A key that has expired or isn't active yet keeps its state, whether or not it is enabled. */
function stateAfter(state: string, enabled: boolean | undefined): string {
  return state === "active" || state === "suspended" ? (enabled === false ? "suspended" : "active") : state;
}

const adopt: Adoption<RootKeyState, IbmClient> = {
  ...keyPlace,
  records: keyRecords((record) => {
    const place = keyInRecord(record, false);
    // Only the record says whether to delete the key while services use it.
    const deletion = record["force_delete"] === true ? { deletion: { mode: "delete" as const, force: true } } : {};
    return place && { ...place, ...deletion };
  }),
  find: findRootKey,
};

/**
 * Earlier rotations aren't counted: a key that somebody else made starts with version 1. No service shows the material of a
 * root key, so the material of an imported key isn't recorded.
 */
async function findRootKey(context: IbmContext, told: Partial<RootKeyState>): Promise<RootKeyState | undefined> {
  const found = await findKnown<RootKeyState>(kind, context, told);
  if (!found) return undefined;
  const { key, seen } = found;
  const outputs = kind.found(key, seen, context.clock.now());
  return settledBy(key, {
    ...seen,
    ...outputs,
    lastRotatedAt: outputs.lastRotatedAt === seen.createdAt ? undefined : outputs.lastRotatedAt,
    dualAuthDelete: key.dualAuthDelete?.enabled,
    rotation: { ...seen.rotation, policyMonths: policyMonthsOf(key) || undefined },
  });
}

async function read(context: IbmContext, state: RootKeyState): Promise<RootKeyState | undefined> {
  const found = await observe(kind, context, state);
  if (!found) return undefined;
  const { key, seen } = found;
  // The refreshed record says disabled too, and no longer shows whose wish that was.
  if (key.state === SUSPENDED && state.enabled) {
    context.log.warn(
      message`root key ${JSON.stringify(state.name)}: somebody has disabled ${key.id}; the next run enables it, unless you set ${assign("enabled", false)}`,
    );
  }
  const told = key.lastRotateDate && storedTime(key.lastRotateDate);
  return settledBy(key, {
    ...seen,
    // A rotation made elsewhere counts too.
    version: rotatedSince(state, key) ? state.version + 1 : state.version,
    lastRotatedAt: told === state.createdAt ? state.lastRotatedAt : (told ?? state.lastRotatedAt),
  });
}

function settledBy(key: Key, seen: RootKeyState): RootKeyState {
  const settled = key.state === DESTROYED ? seen : { ...seen, ...observedSettings(seen, key) };
  return { ...settled, ...timesOf(settled, settled) };
}

/** The settings that only root keys have. An expired key doesn't show whether it is enabled. */
function observedSettings(state: RootKeyState, key: Key): Partial<RootKeyState> {
  const managed = state.rotation.policyMonths !== undefined;
  return {
    enabled: key.state > SUSPENDED ? state.enabled : key.state !== SUSPENDED,
    dualAuthDelete: key.dualAuthDelete?.enabled ?? state.dualAuthDelete,
    rotation: { ...state.rotation, policyMonths: managed ? policyMonthsOf(key) || undefined : undefined },
  };
}

/** Key Protect's names in IAM. Its "Activity tracking events" lists them beside the newer names of the events. */
const SETTING_ACTIONS = [
  ...KEY_ACTIONS,
  "kms.secrets.enable",
  "kms.secrets.disable",
  "kms.policies.write",
  "kms.importtoken.create",
  "kms.importtoken.read",
];

export const rootKey: Definition = define({
  ...keyDefinition(kind, findRootKey),
  name: "RootKey",
  summary:
    "A root key of Key Protect, Hyper Protect Crypto Services or IBM Cloud Private: it never leaves the service, and wraps " +
    "the keys that encrypt data. Its material is generated by the service or imported by you, and is replaced in place.",
  inputs: rootKeyInputs,
  outputs: rootKeyOutputs,
  adopt,
  upgrade: upgraded,
  checks: rootKeyChecks,
  due: rootKeyDue,
  moments: rootKeyMoments,
  rotated: (state, at) => ({ ...state, lastRotatedAt: formatTime(at) }),
  renews: () => "new key material",
  notes(inputs, state, now, ledger) {
    const { deletion, enabled } = inputs;
    return [
      ...(deletion.force
        ? [message`${ref("deletion.force")} is set: the key can be deleted while services use it`]
        : []),
      ...(deletion.mode === "keep"
        ? [
            message`${ref("deletion.mode")} is keep: the key stays at the service when it leaves the program, and is billed`,
          ]
        : []),
      ...(enabled ? [] : ["enabled is false: nobody can wrap or unwrap with the key, and it doesn't rotate"]),
      ...keyNotes(kind, inputs, state, now, ledger, (there) => lateRotation(there, inputs)),
    ];
  },
  replacing:
    "replacing the root key deletes the old one: what was wrapped with it can't be unwrapped any more, and services that use it " +
    "lose their data; on IBM Cloud Private for ever, elsewhere unless it is restored within 30 days",
  actions: {
    create: ["kms.secrets.list", "kms.secrets.create", "kms.secrets.createwithpolicyoverrides", ...SETTING_ACTIONS],
    read: ["kms.secrets.list", "kms.secrets.readmetadata"],
    update: ["kms.secrets.rotate", ...SETTING_ACTIONS],
    delete: [
      "kms.secrets.list",
      "kms.secrets.delete",
      "kms.secrets.disable",
      "kms.registrations.list",
      "kms.secrets.readmetadata",
    ],
  },
  create: (context: IbmContext, inputs) => createKey(kind, context, inputs),
  read,
  async update(context: IbmContext, prior, inputs, reasons) {
    // The service's own word takes precedence. A state of an earlier version doesn't record it.
    const generate = prior.imported === undefined ? prior.generate : !prior.imported;
    const problems = originFindings({ ...prior, generate }, inputs).map((problem) => ({
      ...problem,
      secret: problem.field === "payload",
    }));
    if (problems.length > 0) throw new InvalidInputError(`RootKey ${JSON.stringify(inputs.name)}`, problems);
    const access = accessTo(context, inputs);
    const rotates = reasons.some(({ code }) => code === "rotate" || code === "rekey");
    const step: Step = async () => ({ rotated: await rotate(access, prior, inputs) });
    return changeKey(kind, rootKeyOutputs, { access, prior, inputs, reasons }, true, rotates ? step : undefined);
  },
  delete: (context, state) => endKey(accessTo(context, state), kind, state, state.deletion),
});
