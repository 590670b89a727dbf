import { z } from "zod";
import type { Check, Finding } from "../../../core/checks";
import { addDuration, durationText } from "../../../core/duration";
import { field } from "../../../core/fields";
import { assign, message, ref } from "../../../core/message";
import { hasCome } from "../../../core/rotation";
import { keyChecks, needs, serviceOf, whenChanged, whenMade } from "../key/checks";
import { type KeyOutputs, keyFields, keyOutputs, wholeSeconds } from "../key/fields";
import { materialText, wrongRootKeySize } from "../key/material";

export const ROTATION = ["version", "lastRotatedAt", "rotateAt", "nextRunBy"] as const;
const TIMES = ["rotateAt", "nextRunBy"] as const;

const monthCount = z.number().check(({ value, issues }) => {
  if (Number.isInteger(value) && value >= 1 && value <= 12) return;
  issues.push({ code: "custom", message: "is not allowed: give a whole number from 1 to 12", input: value });
});

const rotation = z
  .object({
    every: field(durationText.optional(), {
      doc: "How old the material may get: the first run after that makes new material, in place. At least an hour. A rotation made elsewhere counts. Not for an imported key, whose material only you have.",
      examples: ["P90D", "P30D"],
      affects: TIMES,
    }),
    trigger: field(z.string().min(1).optional(), {
      doc: "Any new text rotates now, whatever the date. Leaving it out again changes nothing. Not for an imported key.",
      examples: ["2026-05 laptop stolen", "2026-06 audit"],
      onChange: "rekey",
      from: ["recorded"],
      affects: ROTATION,
    }),
    policyMonths: field(monthCount.optional(), {
      doc: "Lets the service rotate the key by itself, every so many months of 30 days. Left out, the instance's own policy decides. Not for an imported key.",
      examples: [3, 6],
      insteadOf: "every",
    }),
  })
  .prefault({});

const deletion = z
  .object({
    mode: field(z.enum(["delete", "disable", "keep"]).default("delete"), {
      doc: "What becomes of the key when it leaves the program: `delete`, which Key Protect and Hyper Protect Crypto Services can undo for 30 days and IBM Cloud Private can't; `disable`; or `keep`, which leaves it as it is.",
      examples: ["delete", "disable"],
    }),
    force: field(z.boolean().default(false), {
      doc: "Whether to delete the key also while services use it. What they have encrypted with it can't be read then.",
      examples: [true, false],
    }),
  })
  .prefault({});

export const rootKeyInputs = z.object({
  ...keyFields,
  payload: field(materialText.optional(), {
    doc: "Your own key material, in base64: 16, 24 or 32 bytes; on IBM Cloud Private 32, 48 or 64. A change rotates the key, in place. Left out, the service makes the material, and nobody ever sees it.",
    examples: ["MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA="],
    secret: true,
    onChange: "rekey",
    from: ["recorded"],
    insteadOf: "generate",
    affects: ROTATION,
  }),
  generate: field(z.boolean().optional(), {
    doc: "Says aloud that the service makes the material, as it does when no payload is given.",
    examples: [true, true],
    from: ["recorded"],
    onChange: "ignore",
  }),
  importToken: field(z.boolean().default(false), {
    doc: "Whether the payload is encrypted for the instance before it is sent, with the public key of an import token that Keysmith fetches.",
    examples: [true, false],
    onChange: "ignore",
  }),
  rotation: field(rotation, {
    doc: "When the material is replaced by new one. What was wrapped before can still be unwrapped.",
  }),
  dualAuthDelete: field(z.boolean().optional(), {
    doc: "Whether two users must agree before the key can be deleted. Once on, the service can't switch it off.",
    examples: [true, false],
    from: ["recorded"],
    affects: ["dualAuthDelete"],
  }),
  enabled: field(z.boolean().default(true), {
    doc: "Whether the key can be used. A disabled key keeps its data and can be enabled again, half a minute later or more.",
    examples: [false, true],
    affects: ["state", ...TIMES],
  }),
  deletion: field(deletion, { doc: "What becomes of the key when it leaves the program." }),
});

export const rootKeyOutputs = z.object({
  ...keyOutputs,
  generate: field(z.boolean(), { doc: "Whether the service made the material." }),
  imported: field(z.boolean(), { doc: "Whether the material was brought, and not made by the service." }),
  dualAuthDelete: field(z.boolean().optional(), { doc: "Whether two users must agree to a deletion." }),
  version: field(z.number(), {
    doc: "1 for the first material, and one more with every rotation that Keysmith makes, or finds made when it reads the key.",
  }),
  lastRotatedAt: field(z.string().optional(), { doc: "When the material was last replaced." }),
  rotateAt: field(z.string().optional(), { doc: "From when the next rotation is due; nothing while none will be." }),
  nextRunBy: field(z.string().optional(), {
    doc: "When the next thing is due: to rotate, or to restore the key before it is too late.",
  }),
});

export type RootKeyInputs = z.output<typeof rootKeyInputs>;
export type RootKeyOutputs = z.output<typeof rootKeyOutputs> & KeyOutputs;
export type RootKeyState = RootKeyInputs & RootKeyOutputs;

const REFERENCE = new Date(Date.UTC(2001, 0, 1));
const HOUR = 3_600_000;
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
