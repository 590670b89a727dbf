import * as z from "zod";
import { type AdoptionForms, adoptsOnce, adoptText, recordText } from "../../core/adoption";
import type { Check } from "../../core/checks";
import { addDuration, durationText, lengthOf, subtractDuration } from "../../core/duration";
import { field, fixed, secretText } from "../../core/fields";
import { message, ref } from "../../core/message";
import { isName, REGION_LEFT_OUT, regionBefore } from "../adoption";
import { INSTANCE_FORM, INSTANCE_ID, nameText, regionField, secretNameText } from "../fields";
import { LONGEST, MARK_SECONDS } from "./mark";
import { passwordText } from "./password";

export const RETIREMENT = ["previous", "nextRunBy"] as const;
/** Includes `state`, because a run asks the service for the current key before it deletes a previous one. */
export const ENDING = ["state", ...RETIREMENT] as const;
export const TAKING_UP = ["strays", ...RETIREMENT] as const;

/** The service finds the key by its id; the access point is only a check. */
export const clientKeyForms: AdoptionForms<Record<"accessPoint" | "clientKeyId" | "region", string>> = {
  form: "<accessPoint>/<clientKeyId> or <region>/<accessPoint>/<clientKeyId>",
  doc: `The name of the access point and, from the list of its client keys, the id that begins with KAAP; ${REGION_LEFT_OUT}.`,
  place(text) {
    const [clientKeyId, accessPoint, region, ...rest] = text.split("/").reverse();
    const before = rest.length === 0 ? regionBefore(region) : undefined;
    return before && isClientKeyId(clientKeyId) && isName(accessPoint)
      ? { accessPoint, clientKeyId, ...before }
      : undefined;
  },
  records: {
    /**
     * The record holds the password, but the private key is at most in a file on somebody's disk. A password alone is of no use, so it is
     * left where it is.
     */
    alicloud_kms_client_key(record) {
      const [clientKeyId, accessPoint] = [recordText(record, "id"), recordText(record, "aap_name")];
      if (!isClientKeyId(clientKeyId)) return undefined;
      // After an import without a refresh, the record names no access point: the service tells it.
      return { clientKeyId, ...(accessPoint !== undefined && { accessPoint }) };
    },
  },
};

function isClientKeyId(text: string | undefined): text is string {
  return /^KAAP\.[^\s/]+$/.test(text ?? "");
}

const rotation = z
  .object({
    renewBefore: field(durationText.default("P30D"), {
      doc: "How long before expiry a key is rotated.",
      examples: ["P30D", "P60D"],
      affects: ["rotateAt", "nextRunBy"],
    }),
    overlap: field(durationText.default("P7D"), {
      doc: "How long the old key keeps working after a rotation, so that applications can change over.",
      examples: ["P7D", "P14D"],
      affects: RETIREMENT,
    }),
    trigger: field(z.string().min(1).optional(), {
      doc: "Any new text makes a new key now, whatever the date. Leaving it out again changes nothing.",
      examples: ["2026-05 laptop stolen", "2026-06 audit"],
      onChange: "rekey",
      from: ["recorded"],
      affects: "all",
    }),
  })
  .prefault({});

const recovery = z.object({
  overlap: field(durationText, {
    doc: "How long such a key keeps working after it is taken over, so that its users can change over.",
    examples: ["P7D", "P14D"],
  }),
});

const verification = z.object({
  kmsInstance: field(z.string().regex(INSTANCE_ID, INSTANCE_FORM).optional(), {
    doc: "The id, `kst-…`, of the KMS instance at which a new key proves that it works. Left out, it is the shared gateway.",
    examples: ["kst-hzz0000000000000000000", "kst-hzz0000000000000000000"],
  }),
  secret: field(secretNameText().optional(), {
    doc: "The name of the secret that a new key reads to prove that it works. A policy of the access point has to allow it. Its value is not kept. Left out, the key has the instance generate random bytes.",
    examples: ["orders/database", "orders/database"],
  }),
});

const storage = z.object({
  secret: field(secretNameText(), {
    doc:
      "The secret, of the type `Generic`, by name or itself. It has to exist, and nothing else may fill it: a KmsSecret in the same " +
      "program needs `filledElsewhere`. A secret with somebody else's value is refused. Naming another secret makes a new key.",
    examples: ["orders/client-key", "orders/client-key"],
    references: "KmsSecret",
    onChange: "rekey",
    affects: "all",
  }),
});

export const clientKeyInputs = z.object({
  accessPoint: fixed(nameText(), {
    doc: "The access point that the key is for, by name.",
    examples: ["orders-app", "billing-app"],
    references: "AccessPoint",
  }),
  validity: field(durationText.default("P1Y"), {
    doc: "How long a key is valid. The vendor documents one to five years. A change counts from the next key.",
    examples: ["P1Y", "P2Y"],
  }),
  password: field(secretText(passwordText).optional(), {
    doc: "The password that protects the key. Left out, a new one is generated for each key. A change makes a new key.",
    examples: ["Correct-Horse-7", "Battery-Staple-8"],
    secret: true,
    onChange: "rekey",
    from: ["recorded"],
    affects: "all",
  }),
  rotation: field(rotation, { doc: "When a key is rotated, and how long the old one keeps working." }),
  revokePrevious: field(z.boolean().default(false), {
    doc: "Ends every overlap now: previous keys are deleted at once, including the key that a rotation in the same run replaces.",
    examples: [true, false],
    affects: RETIREMENT,
  }),
  recover: field(recovery.optional(), {
    doc:
      "Takes over the keys that `strays` lists as found: keys with this label that no record has, as after a lost state. They become " +
      "`previous` keys, and are deleted after an overlap of their own. Without `recover` they are announced and never touched.",
  }),
  verify: field(verification.optional(), {
    doc:
      "Has each new key prove that it works before applications get it: it reads a secret at the shared gateway, or calls an instance, from where the run is. " +
      "Until that succeeds, the run fails, and the current key stays current, without a deadline; the next run tries again. " +
      "If there is no earlier key, or if the resource is replaced, a key that fails is deleted again.",
  }),
  store: field(storage.optional(), {
    doc:
      "Puts each new key into a secret, as JSON with `clientKeyId`, `clientKeyContent`, `password` and `notAfter`, before the old key gets a " +
      "deadline. Then no state has the key's content and password. Adding or removing `store` makes a new key.",
  }),
  label: field(z.string().min(1).max(200), {
    doc:
      "The resource that the keys are meant for, encoded in their time stamps: by it Keysmith finds keys that no state records. " +
      "A label belongs to one resource.",
    examples: ["shop/prod/orders-app", "shop/prod/orders-app-2"],
    from: ["label"],
  }),
  region: regionField,
  adopt: field(adoptText(clientKeyForms).optional(), {
    doc: `An existing client key to adopt instead of making one: \`${clientKeyForms.form}\`. Its secrets are unknown until it is rotated.`,
    examples: [
      "orders-app/KAAP.11111111-1111-4111-8111-111111111111",
      "orders-app/KAAP.22222222-2222-4222-8222-222222222222",
    ],
    onChange: "ignore",
    from: ["recorded"],
  }),
});

export const clientKeyOutputs = z.object({
  clientKeyId: field(z.string(), { doc: "The id of the current key, `KAAP.…`." }),
  clientKeyContent: field(secretText(), {
    doc:
      "The current key as the vendor's SDKs read it: JSON with `KeyId` and `PrivateKeyData`, a PKCS#12 file in base64. " +
      "Absent with `store`, and for an adopted key.",
    secret: true,
  }),
  password: field(secretText(), {
    doc: "The password of the current key. Absent with `store`, and for an adopted key.",
    secret: true,
  }),
  keyAlgorithm: field(z.string(), { doc: "The algorithm of the current key." }),
  notBefore: field(z.string(), { doc: "The time from which the service accepts the current key." }),
  notAfter: field(z.string(), { doc: "The time until which the service accepts the current key." }),
  state: field(z.enum(["active", "altered", "deleted"]), {
    doc:
      "`active` while the current key is as it was made. `altered` if a refresh found it with other time stamps; `deleted` " +
      "if somebody has deleted it, and other keys of this resource still exist: the next run makes another key.",
  }),
  createdAt: field(z.string(), { doc: "When the current key was made." }),
  expiresAt: field(z.string(), {
    doc:
      "`createdAt` plus the validity, or `notAfter` if the service granted less: rotation counts back from it. The service " +
      "ends the key up to four hours earlier, at `notAfter`. A key of five years ends up to four weeks before the five years are over.",
  }),
  revision: field(z.number(), {
    doc:
      "When the current key was made, in seconds since 1970. It grows with every key, also when the resource is replaced, and is " +
      "the value for `…_wo_version` or `data_wo_revision` of the resource that holds the key.",
  }),
  version: field(z.number(), {
    doc: "1 for the first key, and one more with every rotation. It begins anew when the resource is replaced: see `revision`.",
  }),
  rotateAt: field(z.string(), { doc: "When the current key is due for rotation." }),
  nextRunBy: field(z.string(), { doc: "When a run is next needed: to rotate, or to delete a previous key." }),
  accountId: field(z.string().optional(), { doc: "The account that has the key; absent until it is known." }),
  storedIn: field(
    z
      .object({
        secret: field(z.string(), { doc: "The name of the secret." }),
        versionId: field(z.string(), { doc: "The id of the version, made of the id of the key." }),
      })
      .optional(),
    {
      doc: "Where the current key is stored, with `store`. Absent if a refresh found another version current: the next run makes another key.",
    },
  ),
  currentSince: field(z.string().optional(), {
    doc: "The time from which the key is the current one, if that is later than `createdAt`, as with `verify` or `store`: overlaps count from then.",
  }),
  pending: field(
    z
      .object({
        clientKeyId: field(z.string(), { doc: "The id of the key." }),
        keyAlgorithm: field(z.string(), { doc: "Its algorithm." }),
        notBefore: field(z.string(), { doc: "From when the service accepts it." }),
        notAfter: field(z.string(), { doc: "Until when the service accepts it." }),
        createdAt: field(z.string(), { doc: "When it was made." }),
        expiresAt: field(z.string(), { doc: "The end from which its rotation counts back." }),
        revision: field(z.number(), { doc: "The `revision` that it will have as the current key." }),
      })
      .optional(),
    {
      doc: "The next key, made and recorded, until it has proven that it works: see `verify`. No application has it.",
    },
  ),
  pendingKey: field(secretText().optional(), {
    doc:
      "The content and the password of `pending`, as JSON with `clientKeyContent` and `password`. Absent if the secrets are sealed: " +
      "then the next run makes another key in place of the pending one.",
    secret: true,
  }),
  previous: field(
    z.array(
      z.object({
        clientKeyId: field(z.string(), { doc: "The id of a key that was replaced and still works." }),
        createdAt: field(z.string().optional(), {
          doc: "When the service made it. Absent if an earlier version of Keysmith recorded the key, until a refresh has seen it.",
        }),
        notAfter: field(z.string(), { doc: "Until when the service accepts it." }),
        retireAfter: field(z.string(), { doc: "When the next run may delete it." }),
        origin: field(z.enum(["rotated", "found"]), {
          doc: "`rotated`: this resource made it. `found`: it had the label, and `recover` took it over.",
        }),
      }),
    ),
    { doc: "Keys that were replaced and still work." },
  ),
  strays: field(
    z.array(
      z.object({
        clientKeyId: field(z.string(), { doc: "The id of the key." }),
        createdAt: field(z.string(), { doc: "When the service made it." }),
        notAfter: field(z.string(), { doc: "Until when the service accepts it." }),
        origin: field(z.enum(["ours", "found"]), {
          doc:
            "`ours`: a run of this resource made it and could not record it; the next run gives it a deadline. `found`: " +
            "it has the label, but its owner is unknown: see `recover`.",
        }),
      }),
    ),
    { doc: "Keys of the access point with this label that this resource has no record of, as of the last refresh." },
  ),
});

export type ClientKeyInputs = z.output<typeof clientKeyInputs>;
export type ClientKeyOutputs = z.output<typeof clientKeyOutputs>;
export type ClientKeyState = ClientKeyInputs & ClientKeyOutputs;
export type PreviousKey = ClientKeyOutputs["previous"][number];
export type StrayKey = ClientKeyOutputs["strays"][number];

/** A date without a leap day near it, so that the comparison is between durations only. */
const REFERENCE = new Date(Date.UTC(2001, 0, 1));
const SHORTEST_MONTH = new Date(Date.UTC(2001, 1, 1));

const fitsValidity: Check<ClientKeyInputs> = ({ inputs: { validity, rotation } }) => {
  const { renewBefore, overlap } = rotation;
  const leavesTime = (made: Date): boolean =>
    subtractDuration(subtractDuration(addDuration(made, validity), renewBefore), overlap) > made;
  if ([REFERENCE, SHORTEST_MONTH].every(leavesTime)) return [];
  const reason = `${renewBefore} and the overlap of ${overlap} together must be shorter than the validity, ${validity}: shorten them or give a longer validity`;
  return [{ field: "rotation.renewBefore", reason }];
};

const beforeMarkedEnd: Check<ClientKeyInputs> = ({ inputs: { rotation } }) => {
  const { renewBefore } = rotation;
  if (lengthOf(renewBefore) > MARK_SECONDS * 1000) return [];
  const reason = `${renewBefore} is too short: give at least PT4H, because the service ends a key up to that long before the end of its validity`;
  return [{ field: "rotation.renewBefore", reason }];
};

const atMostFiveYears: Check<ClientKeyInputs> = ({ inputs: { validity } }) =>
  lengthOf(validity) > lengthOf(LONGEST)
    ? [{ field: "validity", reason: `${validity} is too long: the service allows at most ${LONGEST}` }]
    : [];

const provesSomehow: Check<ClientKeyInputs> = ({ inputs: { verify } }) =>
  verify && verify.secret === undefined && verify.kmsInstance === undefined
    ? [
        {
          field: "verify",
          reason: message`names nothing to try a key with: give ${ref("verify.secret")} or ${ref("verify.kmsInstance")}, or leave it out`,
        },
      ]
    : [];

/** A given password is an input, and states keep inputs. */
const storesAll: Check<ClientKeyInputs> = ({ inputs: { store, password } }) =>
  store && password
    ? [
        {
          field: "password",
          reason: message`can't be given together with ${ref("store")}: leave it out, and the password of each key is generated and goes into the secret`,
        },
      ]
    : [];

/** A key belongs to one access point for its life. */
const adoptsOfItsAccessPoint: Check<ClientKeyInputs> = ({ prior, inputs: { adopt, accessPoint, region } }) => {
  const told = prior || adopt === undefined ? undefined : clientKeyForms.place(adopt);
  if (!told || (told.accessPoint === accessPoint && (told.region ?? region) === region)) return [];
  const reason = message`names a key of another access point than ${ref("accessPoint")}, ${JSON.stringify(accessPoint)} in ${region}: name a key of that access point, or leave it out to make one`;
  return [{ field: "adopt", reason }];
};

export const clientKeyChecks: readonly Check<ClientKeyInputs>[] = [
  fitsValidity,
  beforeMarkedEnd,
  atMostFiveYears,
  provesSomehow,
  storesAll,
  adoptsOnce,
  adoptsOfItsAccessPoint,
];
