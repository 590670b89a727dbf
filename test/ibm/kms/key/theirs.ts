import { defaultIbm } from "keysmith-emulator";
import type { Values } from "../../../../src/core/definition";
import type { Bench } from "./bench";

/** The instance of what somebody else has made. */
export const INSTANCE = defaultIbm.keyProtect;
export const SETTINGS = { "ibm.instance": INSTANCE };

/** A key that nobody has made. */
export const ID = "11111111-1111-4111-8111-111111111111";
export const CRN = INSTANCE.replace(/::$/, `:key:${ID}`);

type Service = "kms" | "icp";

/** Somebody else makes a key. @returns it as the service shows it */
export async function make(bench: Bench, resource: Values, service: Service = "kms"): Promise<Values> {
  const type = "application/vnd.ibm.kms.key+json";
  const body = { metadata: { collectionType: type, collectionTotal: 1 }, resources: [{ type, ...resource }] };
  const path = service === "icp" ? "/kms/api/v2/keys" : "/api/v2/keys";
  const reply = await bench.emulator.ibm.request("POST", path, { service, body });
  await bench.calls();
  const [made] = (reply.body as { resources?: Values[] }).resources ?? [];
  if (!made) throw new Error(`no key was made: ${JSON.stringify(reply)}`);
  return made;
}

/** The record of a key as the vendor's provider writes it. */
export const recordOf = (made: Values, more: Values = {}): Values => ({
  id: made["crn"],
  crn: made["crn"],
  key_id: made["id"],
  instance_id: INSTANCE.split(":")[7],
  instance_crn: INSTANCE,
  key_name: made["name"],
  key_ring_id: "default",
  type: "kms",
  endpoint_type: "public",
  standard_key: made["extractable"],
  force_delete: false,
  payload: "",
  encrypted_nonce: "",
  iv_value: "",
  description: made["description"],
  expiration_date: "",
  registrations: [],
  resource_status: "1",
  ...more,
});
