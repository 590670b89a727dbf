import { z } from "zod";

const aliasSchema = z.object({
  alias: z.string(),
  createdBy: z.string(),
  creationDate: z.string(),
  /** A deleted alias still finds its key until the lag is over. */
  deletedAt: z.string().optional(),
});

const stampSchema = z.object({
  createdBy: z.string(),
  creationDate: z.string(),
  updatedBy: z.string(),
  lastUpdateDate: z.string(),
});

const registrationSchema = z.object({
  resourceCrn: z.string(),
  description: z.string(),
  preventKeyDeletion: z.boolean(),
  creationDate: z.string(),
  keyVersion: z.string(),
});

/** A key without its material. Dates are ISO 8601 to the millisecond. */
export const keySchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().optional(),
  tags: z.array(z.string()),
  aliases: z.array(aliasSchema),
  extractable: z.boolean(),
  imported: z.boolean(),
  keyRing: z.string(),
  /** The ring that the key shows until the move's lag is over. */
  moved: z.object({ from: z.string(), at: z.string() }).optional(),
  createdBy: z.string(),
  creationDate: z.string(),
  lastUpdateDate: z.string(),
  lastRotateDate: z.string().optional(),
  /** To the second. */
  expirationDate: z.string().optional(),
  suspended: z.boolean(),
  /** When it was last enabled, disabled, deleted or restored. */
  stateChangedAt: z.string().optional(),
  deletion: z.object({ at: z.string(), by: z.string() }).optional(),
  deletionAuthorization: z.object({ by: z.string(), expires: z.string() }).optional(),
  rotationPolicy: stampSchema.extend({ enabled: z.boolean(), interval_month: z.number() }).optional(),
  dualAuthPolicy: stampSchema.extend({ enabled: z.boolean() }).optional(),
  /** Oldest first; the first has the key's id. */
  versions: z.array(z.object({ id: z.string(), creationDate: z.string(), bits: z.number() })).min(1),
  registrations: z.array(registrationSchema),
});

/** A key without its material. */
export type KeyRecord = z.infer<typeof keySchema>;
export type KeyVersion = KeyRecord["versions"][number];
export type RotationPolicy = NonNullable<KeyRecord["rotationPolicy"]>;

/** The states in use: pre-activation (0) never lasts, and 4 is not used. */
export const active = 1;
export const suspended = 2;
export const deactivated = 3;
export const destroyed = 5;

/** A key's state. It expires on time, while the service takes up to an hour to notice. */
export function stateOf(key: KeyRecord, now: Date): number {
  if (key.deletion) return destroyed;
  if (hasExpired(key, now)) return deactivated;
  return key.suspended ? suspended : active;
}

export function hasExpired({ expirationDate }: KeyRecord, now: Date): boolean {
  return expirationDate !== undefined && new Date(expirationDate) <= now;
}

/** The version that wraps. */
export function currentVersion({ versions }: KeyRecord): KeyVersion {
  const last = versions.at(-1);
  if (!last) throw new Error("a key has a version always");
  return last;
}
