import type { Importing } from "../core/definition";
import { isKeysmithError } from "../core/errors";
import { message } from "../core/message";
import type { Context } from "../core/run";
import type { IbmClient, Integration, ListedPolicy, PolicyAttribute } from "./api";
import { type IntegrationState, integrationInputs, placeOfInstance } from "./app-config-integration-fields";
import { keyIn, sameEndpoint, wantedOf } from "./app-config-integration-wanted";
import { parseCrn, splitLast } from "./crn";

interface Place {
  readonly appConfig: string;
  readonly region: string;
  readonly integrationId: string;
}

const { appConfig: instanceText, region: regionText, integrationId: idText } = integrationInputs.shape;

/** How an integration is told. */
export const integrationImporting: Importing<Place> = {
  form: "<instance CRN>/<integrationId>, <guid>/<integrationId> or <region>/<guid>/<integrationId>",
  doc: "The CRN or the GUID of the App Configuration instance, and what it calls the integration. Without a CRN or a region, it is the region that is set.",
  state(id) {
    const [place, integrationId] = splitLast(id);
    if (!idText.safeParse(integrationId).success) return undefined;
    if (instanceText.safeParse(place).success) return { appConfig: place, integrationId };
    const [region, appConfig] = splitLast(place);
    const isPlace = parseCrn(appConfig) === undefined && instanceText.safeParse(appConfig).success;
    return isPlace && region !== "" && regionText.safeParse(region).success
      ? { appConfig, region, integrationId }
      : undefined;
  },
};

/** Whether a state is of an integration that this resource has made, or has taken over before. */
export function isRecorded({ rootKey }: Partial<IntegrationState>): boolean {
  return rootKey !== undefined;
}

/**
 * The inputs of an integration that somebody else has made. App Configuration doesn't know by which authorization it uses
 * the key: that is looked for in IAM, and left open where IAM doesn't say.
 */
export async function adoptedInputs(
  context: Context<IbmClient>,
  state: IntegrationState,
  found: Integration,
): Promise<IntegrationState> {
  const rootKey = keyIn(found);
  const usual = wantedOf({ integrationId: state.integrationId, rootKey, kmsEndpoint: undefined });
  const kmsEndpoint = sameEndpoint(found.kmsEndpoint, usual.kmsEndpoint) ? undefined : found.kmsEndpoint;
  const authorization = state.authorization ?? (await findAuthorization(context, state, rootKey));
  return { ...state, rootKey, kmsEndpoint, ...(authorization !== undefined && { authorization }) };
}

/** The policy that lets just this instance use just this key, or else the one that comes closest to that. */
async function findAuthorization(
  { client, log }: Context<IbmClient>,
  state: IntegrationState,
  rootKey: string,
): Promise<string | undefined> {
  const { serviceName = "", serviceInstance = "", account = "", resource = "" } = parseCrn(rootKey) ?? {};
  const acting = { serviceName: "apprapp", serviceInstance: placeOfInstance(state).guid };
  const used = { serviceName, serviceInstance, resourceType: "key", resource };
  try {
    const policies = await client.policies.list(account);
    const granting = policies.filter((policy) => allows(policy.subject, acting) && allows(policy.resource, used));
    return granting.sort((one, other) => narrowness(other) - narrowness(one))[0]?.id;
  } catch (error) {
    if (!isKeysmithError(error)) throw error;
    log.warn(
      message`the authorization of the integration ${state.integrationId} couldn't be looked up: ${error.told.problem}`,
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
