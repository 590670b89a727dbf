import { z } from "zod";
import { specNames, usages } from "./spec";

/** The states that a key is in while nobody has scheduled its deletion. */
const states = ["Enabled", "Disabled", "PendingImport"] as const;
export type KeyState = (typeof states)[number] | "PendingDeletion";

const tagSchema = z.object({ key: z.string(), value: z.string() });
export type Tag = z.infer<typeof tagSchema>;

/** A key without its material. Times are those of the service, to the second. */
export const keySchema = z.object({
  id: z.string(),
  description: z.string(),
  spec: z.enum(specNames),
  usage: z.enum(usages),
  origin: z.enum(["Aliyun_KMS", "EXTERNAL"]),
  protectionLevel: z.enum(["SOFTWARE", "HSM"]),
  /** Empty of a key outside of instances. */
  instance: z.string(),
  creator: z.string(),
  creationDate: z.string(),
  lastRotationDate: z.string(),
  state: z.enum(states),
  /** When it ends for good. */
  deleteDate: z.string().optional(),
  /** Automatic rotation: how often, in seconds, and when next. */
  rotation: z.object({ interval: z.number(), next: z.string() }).optional(),
  deletionProtection: z.object({ description: z.string() }).optional(),
  /** JSON text. */
  policy: z.string(),
  tags: z.array(tagSchema),
  /** Oldest first; the last is the primary one. A key whose material is still to come has none. */
  versions: z.array(z.object({ id: z.string(), creationDate: z.string() })),
});
export type Key = z.infer<typeof keySchema>;

export function stateOf({ state, deleteDate }: Key): KeyState {
  return deleteDate === undefined ? state : "PendingDeletion";
}
