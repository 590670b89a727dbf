import { instanceIn } from "../crn";
import type { World } from "../operation";
import { badRequest, conflict, couldNotCreate } from "./errors";
import type { Integration, KmsMetadata, NewIntegration } from "./integration";

/** From this date App Configuration refuses keys of Hyper Protect Crypto Services. */
const endOfHpcs = new Date("2026-03-17T00:00:00Z");

/** Creates an App Configuration instance's integration. @throws IbmRefusal */
export function create(guid: string, asked: NewIntegration, world: World): Integration {
  const { integrations } = world.services;
  const known = integrations.of(guid);
  if (known.has(asked.integration_id)) throw conflict(`there is an integration ${asked.integration_id}`);
  if (asked.integration_type === "KMS") connect(guid, asked.metadata, world);
  const integration = { ...asked, created_time: world.now.toISOString() };
  known.set(asked.integration_id, integration);
  return integration;
}

/** Starts the use of a root key: checks that the service can use it, and registers the use. */
function connect(guid: string, { kms_instance_crn, root_key_id }: KmsMetadata, world: World): void {
  const { keys, integrations } = world.services;
  const kms = instanceIn(kms_instance_crn);
  if (kms?.service !== "kms" && kms?.service !== "hs-crypto") {
    throw badRequest("metadata.kms_instance_crn is no CRN of a key service");
  }
  if (kms.service === "hs-crypto" && world.now >= endOfHpcs) {
    throw badRequest("keys of Hyper Protect Crypto Services are not taken since 2026-03-17");
  }
  if ([...integrations.of(guid).values()].some(isKms)) throw conflict("the instance is encrypted with a key already");
  const target = { service: kms.service, instance: kms.id, region: kms.region, key: root_key_id };
  if (!isUsable(target, world) || !isAuthorized(guid, target, world)) {
    throw couldNotCreate("Key management integration");
  }
  const description = "App Configuration";
  const registration = { resourceCrn: integrations.crnOf(guid), description, preventKeyDeletion: false };
  keys.register(kms.id, root_key_id, registration, world.now);
}

type Target = Parameters<World["services"]["iam"]["authorizes"]>[1];

function isUsable({ instance, key }: Target, { services, now }: World): boolean {
  const found = services.keys.find(instance, key, now);
  return found?.state === 1 && !found.extractable;
}

function isAuthorized(guid: string, target: Target, { services: { iam, integrations } }: World): boolean {
  return iam.authorizes({ service: "apprapp", instance: guid, region: integrations.regionOf(guid) }, target);
}

export function isKms(integration: Integration): integration is Extract<Integration, { integration_type: "KMS" }> {
  return integration.integration_type === "KMS";
}
