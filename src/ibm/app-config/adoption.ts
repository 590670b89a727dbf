import type { AdoptionForms } from "../../core/adoption";
import { isKeysmithError } from "../../core/errors";
import { message } from "../../core/message";
import type { Context } from "../../core/run";
import type { IbmClient, Integration, ListedPolicy, PolicyAttribute } from "../api";
import { isGuid, parseCrn, splitLast } from "../platform/crn";
import { textOf } from "../platform/record";
import { type IntegrationState, integrationInputs, placeOfInstance } from "./fields";
import { keyIn, sameEndpoint, wantedOf } from "./wanted";

const { appConfig: instanceText, region: regionText, integrationId: idText } = integrationInputs.shape;

/** How an integration is told. */
export const integrationForms: AdoptionForms<IntegrationState> = {
  form: "<instance CRN>/<integrationId>, <guid>/<integrationId> or <region>/<guid>/<integrationId>",
  doc: "The CRN or the GUID of the App Configuration instance, and what it calls the integration. Without a CRN or a region, it is the region that is set.",
  place(text) {
    const [place, integrationId] = splitLast(text);
    if (!idText.safeParse(integrationId).success) return undefined;
    if (instanceText.safeParse(place).success) return { appConfig: place, integrationId };
    const [region, appConfig] = splitLast(place);
    const isPlace = parseCrn(appConfig) === undefined && instanceText.safeParse(appConfig).success;
    return isPlace && region !== "" && regionText.safeParse(region).success
      ? { appConfig, region, integrationId }
      : undefined;
  },
  records: {
    // Its id is the instance's GUID, a slash and what App Configuration calls the integration.
    ibm_app_config_integration_kms(record) {
      const [appConfig, integrationId] = splitLast(textOf(record, "id") ?? "");
      return isGuid(appConfig) && integrationId ? { appConfig, integrationId } : undefined;
    },
  },
};

/** What finds an integration. */
export type Sought = Partial<IntegrationState> & Pick<IntegrationState, "appConfig" | "integrationId">;

/**
 * The inputs of an integration that somebody else has made. App Configuration doesn't know by which authorization it uses
 * the key: that is looked for in IAM, and left open where IAM doesn't say.
 */
export async function adoptedInputs(
  context: Context<IbmClient>,
  told: Sought,
  found: Integration,
): Promise<Partial<IntegrationState>> {
  const rootKey = keyIn(found);
  const usual = wantedOf({ integrationId: told.integrationId, rootKey, kmsEndpoint: undefined });
  const kmsEndpoint = sameEndpoint(found.kmsEndpoint, usual.kmsEndpoint) ? undefined : found.kmsEndpoint;
  const authorization = told.authorization ?? (await findAuthorization(context, told, rootKey));
  return { ...told, rootKey, kmsEndpoint, ...(authorization !== undefined && { authorization }) };
}

/** The policy that lets just this instance use just this key, or else the one that comes closest to that. */
async function findAuthorization(
  { client, log }: Context<IbmClient>,
  told: Sought,
  rootKey: string,
): Promise<string | undefined> {
  const { serviceName = "", serviceInstance = "", account = "", resource = "" } = parseCrn(rootKey) ?? {};
  const acting = { serviceName: "apprapp", serviceInstance: placeOfInstance(told).guid };
  const used = { serviceName, serviceInstance, resourceType: "key", resource };
  try {
    const policies = await client.policies.list(account);
    const granting = policies.filter((policy) => allows(policy.subject, acting) && allows(policy.resource, used));
    return granting.sort((one, other) => narrowness(other) - narrowness(one))[0]?.id;
  } catch (error) {
    if (!isKeysmithError(error)) throw error;
    log.warn(
      message`the authorization of the integration ${told.integrationId} couldn't be looked up: ${error.told.problem}`,
    );
    return undefined;
  }
}

/** Whether what has these values has every attribute of a policy, and its service is one of them. */
function allows(attributes: readonly PolicyAttribute[], values: Readonly<Record<string, string>>): boolean {
  const isNamed = attributes.some(({ key }) => key === "serviceName");
  return isNamed && attributes.every(({ key, value }) => key === "accountId" || values[key] === value);
}

function narrowness({ subject, resource }: ListedPolicy): number {
  return subject.length + resource.length;
}
