import { z } from "zod";
import type { StoredKey } from "../service";

/** How a KMS integration names its key. */
const kmsMetadataSchema = z.object({
  kms_instance_crn: z.string(),
  kms_endpoint: z.url({ protocol: /^https?$/ }),
  root_key_id: z.string().min(1),
});
export type KmsMetadata = z.infer<typeof kmsMetadataSchema>;

const eventMetadataSchema = z.object({
  event_notifications_instance_crn: z.string(),
  event_notifications_endpoint: z.string(),
  event_notifications_source_name: z.string(),
  event_notifications_source_description: z.string().optional(),
});

const id = z
  .string()
  .regex(/^[A-Za-z0-9._-]+$/, { error: "takes only letters, digits, dots, hyphens and underscores" });

/** The body that makes an integration. */
export const newIntegrationSchema = z.discriminatedUnion("integration_type", [
  z.object({ integration_id: id, integration_type: z.literal("KMS"), metadata: kmsMetadataSchema }),
  z.object({ integration_id: id, integration_type: z.literal("EVENT_NOTIFICATIONS"), metadata: eventMetadataSchema }),
]);
export type NewIntegration = z.infer<typeof newIntegrationSchema>;

export const integrationSchema = newIntegrationSchema.and(z.object({ created_time: z.string() }));

/** An integration as it is kept. Nothing can be changed on it, so it was last updated when it was made. */
export type Integration = z.infer<typeof integrationSchema>;

/** What the service says of a key: state 1 is active; 0, 2 and 3 can't encrypt; 5, or none at all, is deleted. */
export function keyStatusOf(key: StoredKey | undefined): "USABLE" | "NON_USABLE_DISABLE" | "NON_USABLE_DELETE" {
  if (!key || key.state === 5) return "NON_USABLE_DELETE";
  return key.state === 1 ? "USABLE" : "NON_USABLE_DISABLE";
}

/** How App Configuration calls encryption with keys of Key Protect, and of Hyper Protect Crypto Services. */
export function schemeOf(kmsService: string): "BYOK" | "KYOK" {
  return kmsService === "kms" ? "BYOK" : "KYOK";
}
