import { z } from "zod";
import type { StoredKey } from "../service";

/** A KMS integration's reference to its key. */
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

/** The body of a request to create an integration. */
export const newIntegrationSchema = z.discriminatedUnion("integration_type", [
  z.object({ integration_id: id, integration_type: z.literal("KMS"), metadata: kmsMetadataSchema }),
  z.object({ integration_id: id, integration_type: z.literal("EVENT_NOTIFICATIONS"), metadata: eventMetadataSchema }),
]);
export type NewIntegration = z.infer<typeof newIntegrationSchema>;

export const integrationSchema = newIntegrationSchema.and(z.object({ created_time: z.string() }));

/** A stored integration. It cannot be changed, so its last update is its creation. */
export type Integration = z.infer<typeof integrationSchema>;

/** The service's status of a key: state 1 is active; 0, 2 and 3 cannot encrypt; 5, or no key at all, is deleted. */
export function keyStatusOf(key: StoredKey | undefined): "USABLE" | "NON_USABLE_DISABLE" | "NON_USABLE_DELETE" {
  if (!key || key.state === 5) return "NON_USABLE_DELETE";
  return key.state === 1 ? "USABLE" : "NON_USABLE_DISABLE";
}

/** App Configuration's name for encryption with keys of Key Protect, and of Hyper Protect Crypto Services. */
export function schemeOf(kmsService: string): "BYOK" | "KYOK" {
  return kmsService === "kms" ? "BYOK" : "KYOK";
}
