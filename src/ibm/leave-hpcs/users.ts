import { keyIn } from "../app-config/fields";
import type { Registration } from "../kms/api/wire";
import { allows } from "./grants";
import type { Verdict } from "./keys";
import type { Survey } from "./survey";

// A key's registrations tell which services use it. The key that a service uses can be set only at that service.

/** Pure. */
export function verdictOfUse(use: Registration, survey: Survey): Verdict {
  const { target, journal } = survey;
  const twin = journal.keys.get(use.keyId);
  const isThere = ({ keyId, resourceCrn }: Registration): boolean => keyId === twin && resourceCrn === use.resourceCrn;
  if (twin !== undefined && target.registrations.some(isThere)) return { next: "moved" };
  const byAppConfig = appConfigReason(use, survey);
  if (byAppConfig) return { next: "waits", why: byAppConfig };
  if (twin === undefined) return { next: "waits", why: "once the key has a twin, let the service use the twin" };
  const grant = { instance: target.access.instance, key: twin };
  return survey.targetPolicies.some((policy) => allows(policy, use.resourceCrn, grant))
    ? { next: "waits", why: `let the service use the key ${twin}: it is authorized to` }
    : { next: "waits", why: `let the service use the key ${twin}, for which it has no authorization yet` };
}

/** Source: App Configuration's documents on managing encryption; its API has no call that changes an integration. */
const ONE_WAY =
  "App Configuration can neither change its key nor end its encryption: make another instance, integrate that with the twin, move the flags, and delete this one";

function appConfigReason({ resourceCrn, keyId }: Registration, { integrations, source }: Survey): string | undefined {
  const found = integrations.get(resourceCrn);
  if (!found) return undefined;
  if ("problem" in found) return `${ONE_WAY}. Its integrations could not be read: ${found.problem}`;
  const key = keyIn({ kmsInstanceCrn: source.access.instance.crn ?? "", rootKeyId: keyId });
  const named = found.seen
    .filter((integration) => keyIn(integration) === key)
    .map(({ integrationId }) => integrationId);
  return named.length > 0 ? `${ONE_WAY} (integration ${named.join(", ")})` : ONE_WAY;
}
