import { defaultIbm, type Emulator } from "../../../src";
import { type Answered, appConfigPolicy, ask, authorized } from "../iam/support";

export const collection = `/apprapp/feature/v1/instances/${defaultIbm.appConfig}/integrations`;

/** Calls App Configuration with a user's token. @param path below the collection of the default instance, or from the root */
export async function call(emulator: Emulator, method: string, path = "", body?: unknown): Promise<Answered> {
  const url = `${emulator.url}${path.startsWith("/apprapp") ? path : `${collection}${path}`}`;
  return ask(url, method, body, await authorized(emulator));
}

/** Makes a key in an instance of Key Protect or, with `hs-crypto`, of the other service. @returns its id */
export async function makeKey(
  emulator: Emulator,
  { extractable = false, service = "kms" }: { extractable?: boolean; service?: "kms" | "hs-crypto" } = {},
): Promise<string> {
  const resource = { type: "application/vnd.ibm.kms.key+json", name: "flags", extractable };
  const metadata = { collectionType: "application/vnd.ibm.kms.key+json", collectionTotal: 1 };
  const body = { metadata, resources: [resource] };
  const reply = await emulator.ibm.request("POST", "/api/v2/keys", { service, body });
  return (reply.body as { resources: { id: string }[] }).resources[0]?.id ?? "";
}

/** Lets App Configuration use the keys of Key Protect. */
export async function authorize(emulator: Emulator, policy: unknown = appConfigPolicy()): Promise<string> {
  const { json } = await ask(`${emulator.url}/v2/policies`, "POST", policy, await authorized(emulator));
  return json.id;
}

/** The body that encrypts with a root key. */
export function integrationOf(root_key_id: string, more: Record<string, unknown> = {}) {
  return {
    integration_id: "flags",
    integration_type: "KMS",
    metadata: {
      kms_instance_crn: defaultIbm.keyProtect,
      kms_endpoint: "https://us-south.kms.cloud.ibm.com",
      root_key_id,
    },
    ...more,
  };
}

export const eventIntegration = {
  integration_id: "events",
  integration_type: "EVENT_NOTIFICATIONS",
  metadata: {
    event_notifications_instance_crn: `crn:v1:bluemix:public:event-notifications:us-south:a/${defaultIbm.account}:0a1b0000-0005-4000-8000-00000000e001::`,
    event_notifications_endpoint: "https://us-south.event-notifications.cloud.ibm.com",
    event_notifications_source_name: "flags",
  },
};
