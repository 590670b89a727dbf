import type { Check, Finding } from "../../../core/checks";
import { addDuration } from "../../../core/duration";
import { assign, message, ref } from "../../../core/message";
import { hasCome } from "../../../core/rotation";
import { keyChecks, needs, serviceOf, whenChanged, whenMade } from "../key/checks";
import { wholeSeconds } from "../key/expiration-date";
import { wrongRootKeySize } from "../key/material";
import type { RootKeyInputs } from "./fields";

const REFERENCE = new Date(Date.UTC(2001, 0, 1));
const HOUR = 3_600_000;
/** How a key rotates that the service made. */
const ROTATIONS = ["every", "trigger", "policyMonths"] as const;

const sizeFits: Check<RootKeyInputs> = ({ inputs }) => {
  const service = serviceOf(inputs);
  const reason = service && inputs.payload && wrongRootKeySize(inputs.payload, service);
  return reason ? [{ field: "payload", reason }] : [];
};

const tokenHasPayload: Check<RootKeyInputs> = ({ inputs: { importToken, payload } }) =>
  importToken && !payload
    ? [{ field: "importToken", reason: "has nothing to import: give a payload, or leave it out" }]
    : [];

const anHourApart: Check<RootKeyInputs> = ({ inputs: { rotation } }) => {
  const { every } = rotation;
  if (!every || addDuration(REFERENCE, every).getTime() - REFERENCE.getTime() >= HOUR) return [];
  const reason = `${every} is too short: the service rotates a key once an hour at most, PT1H`;
  return [{ field: "rotation.every", reason }];
};

/** Only who has the material of an imported key can give it new one. */
const importedRotatesByPayload: Check<RootKeyInputs> = ({ inputs: { payload, rotation } }) =>
  payload
    ? ROTATIONS.filter((name) => rotation[name] !== undefined).map((name) => ({
        field: `rotation.${name}`,
        reason: "can't be had with a payload: an imported key is rotated by giving another payload",
      }))
    : [];

/** A key must live to see its first rotation. One that has expired is refused for that. */
const rotatesOnce: Check<RootKeyInputs> = whenMade(({ inputs: { expirationDate, rotation }, now }) => {
  const { every } = rotation;
  if (!expirationDate || !every || hasCome(expirationDate, now) || !endsWithin(expirationDate, every, now)) return [];
  const expires = `the key expires before, on ${wholeSeconds(expirationDate)}, and rotating doesn't extend it`;
  const reason = message`a rotation every ${every} never comes: ${expires}; give a later ${ref("expirationDate")} or rotate more often`;
  return [{ field: "rotation.every", reason }];
});

/** What was recorded comes to nothing in the end, as every key that expires; what is added or changed must not from the start. */
const rotatesOnceMore: Check<RootKeyInputs> = whenChanged((prior, { expirationDate, rotation }, { now }) => {
  const { every } = rotation;
  if (!expirationDate || !every || every === prior.rotation.every || !endsWithin(expirationDate, every, now)) return [];
  const expires = `it expires on ${wholeSeconds(expirationDate)}, and rotating doesn't extend it`;
  const reason = message`${every} is longer than the key has left: ${expires}; rotate more often, or make another key with a later ${ref("expirationDate")}`;
  return [{ field: "rotation.every", reason }];
});

function endsWithin(expirationDate: string, every: string, now: Date): boolean {
  return hasCome(expirationDate, addDuration(now, every));
}

/** Material that the service made can't be replaced by brought material, nor the other way round. */
export function originFindings(prior: RootKeyInputs, inputs: RootKeyInputs): Finding[] {
  const imported = wasImported(prior);
  const anew = "make another key, by another name";
  if (imported === false && inputs.payload) {
    return [{ field: "payload", reason: `can't be given to a key whose material the service has made: ${anew}` }];
  }
  if (imported !== true) return [];
  const generate = inputs.generate === true ? ["generate"] : [];
  return [
    ...generate.map((field) => ({ field, reason: `can't be asked for a key whose material was imported: ${anew}` })),
    ...ROTATIONS.filter((name) => inputs.rotation[name] !== undefined).map((name) => ({
      field: `rotation.${name}`,
      reason: "can't be had for a key whose material was imported: it rotates when another payload is given",
    })),
  ];
}

/**
 * Whether the material was brought; unknown where the inputs of an older state don't say. `generate` is recorded as an
 * output, also where the payload isn't: a record may leave out secrets.
 */
function wasImported({ payload, generate }: RootKeyInputs): boolean | undefined {
  return generate === undefined ? payload !== undefined || undefined : !generate;
}

const dualStays: Check<RootKeyInputs> = whenChanged((prior, { dualAuthDelete }) =>
  prior.dualAuthDelete === true && dualAuthDelete === false
    ? [{ field: "dualAuthDelete", reason: "can't be switched off once it is on: set it to true, or leave it out" }]
    : [],
);

const enabledToRotate: Check<RootKeyInputs> = whenChanged((prior, { enabled, payload, rotation }) => {
  if (prior.enabled || enabled) return [];
  const rekeyed = [
    ...(payload && !payload.equals(prior.payload) ? ["payload"] : []),
    ...(rotation.trigger !== undefined && rotation.trigger !== prior.rotation.trigger ? ["rotation.trigger"] : []),
  ];
  const reason = message`can't be changed while the key is disabled, as such a key doesn't rotate: set ${assign("enabled", true)}`;
  return rekeyed.map((field) => ({ field, reason }));
});

export const rootKeyChecks: readonly Check<RootKeyInputs>[] = [
  ...keyChecks,
  sizeFits,
  tokenHasPayload,
  anHourApart,
  importedRotatesByPayload,
  needs("policies", "rotation.policyMonths", ({ rotation }) => rotation.policyMonths !== undefined),
  needs("dualAuthDelete", "dualAuthDelete", ({ dualAuthDelete }) => dualAuthDelete === true),
  needs("disable", "enabled", ({ enabled }) => !enabled),
  needs("disable", "deletion.mode", ({ deletion }) => deletion.mode === "disable"),
  needs("force", "deletion.force", ({ deletion }) => deletion.force),
  needs("importToken", "importToken", ({ importToken }) => importToken),
  whenChanged(originFindings),
  dualStays,
  enabledToRotate,
  rotatesOnceMore,
  rotatesOnce,
];
