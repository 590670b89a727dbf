import { z } from "zod";
import { durationText } from "../../../core/duration";
import { field } from "../../../core/fields";
import { type KeyOutputs, keyFields, keyOutputs } from "../key/fields";
import { materialText } from "../key/material";

/** The outputs that a rotation changes. */
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
