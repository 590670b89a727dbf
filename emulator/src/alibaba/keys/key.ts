import { z } from "zod";
import { specNames, usages } from "./spec";

/** The states of a key whose deletion is not scheduled. */
const states = ["Enabled", "Disabled", "PendingImport"] as const;
export type KeyState = (typeof states)[number] | "PendingDeletion";

const tagSchema = z.object({ key: z.string(), value: z.string() });
export type Tag = z.infer<typeof tagSchema>;

/** A key without its material. Times are in the service's form, to the second. */
export const keySchema = z.object({
  id: z.string(),
  description: z.string(),
  spec: z.enum(specNames),
  usage: z.enum(usages),
  origin: z.enum(["Aliyun_KMS", "EXTERNAL"]),
  protectionLevel: z.enum(["SOFTWARE", "HSM"]),
  /** Empty for a key outside instances. */
  instance: z.string(),
  creator: z.string(),
  creationDate: z.string(),
  lastRotationDate: z.string(),
  state: z.enum(states),
  /** When it is deleted for good. */
  deleteDate: z.string().optional(),
  /** Automatic rotation: the interval in seconds, and the next time. */
  rotation: z.object({ interval: z.number(), next: z.string() }).optional(),
  deletionProtection: z.object({ description: z.string() }).optional(),
  /** JSON text. */
  policy: z.string(),
  tags: z.array(tagSchema),
  /** Oldest first; the last is the primary one. Empty while the key waits for its material. */
  versions: z.array(z.object({ id: z.string(), creationDate: z.string() })),
});
export type Key = z.infer<typeof keySchema>;

export function stateOf({ state, deleteDate }: Key): KeyState {
  return deleteDate === undefined ? state : "PendingDeletion";
}
