import type { Address } from "../../core/address";
import type { Check } from "../../core/checks";
import { type Definition, define, pick } from "../../core/definition";
import { AlreadyExistsError, NotFoundError } from "../../core/errors";
import { message, ref } from "../../core/message";
import type { Context } from "../../core/run";
import { mayHaveActed } from "../../http/retry";
import type { IbmClient, Integration, IntegrationApi } from "../api";
import { parseCrn } from "../platform/crn";
import { eventually } from "../platform/eventually";
import { adoptedInputs, integrationForms, type Sought } from "./adoption";
import { ALLOW, explained, keptOn, ONE_WAY, taken, unexplained, waiting } from "./errors";
import {
  type IntegrationInputs,
  type IntegrationOutputs,
  type IntegrationState,
  integrationInputs,
  integrationOutputs,
  noNewHpcs,
  placeOfInstance,
  regionKnown,
} from "./fields";
import { isSameKey, isWanted, keyIn, sameEndpoint, sameEndpoints, wantedOf } from "./wanted";

type Client = Context<IbmClient>;

/**
 * A key that was authorized just now may be refused for a while, which App Configuration answers as a failure of its own:
 * so there is a look before each further try.
 */
async function create(context: Client, inputs: IntegrationInputs): Promise<IntegrationOutputs> {
  try {
    return await eventually(
      context.timing,
      () => createOnce(context, inputs),
      mayHaveActed,
      (error) => context.log.warn(waiting(inputs, error)),
    );
  } catch (error) {
    throw unexplained(error);
  }
}

async function createOnce(context: Client, inputs: IntegrationInputs): Promise<IntegrationOutputs> {
  const api = apiOf(context, inputs);
  try {
    const made = await api.create(wantedOf(inputs));
    context.ledger.made(integrationAddress(inputs));
    return outputsOf(made);
  } catch (error) {
    if (!(mayHaveActed(error) || error instanceof AlreadyExistsError)) throw error;
    const found = (await api.list()).find(({ integrationId }) => integrationId === inputs.integrationId);
    if (!found) throw error;
    return takeOver(context, inputs, found);
  }
}

/** What an interrupted run has left is ours when it does what is wanted: integrations hold no word about their owner. */
function takeOver(context: Client, inputs: IntegrationInputs, found: Integration): IntegrationOutputs {
  if (!isWanted(found, inputs) || !context.ledger.adopt(integrationAddress(inputs))) throw taken(inputs, found);
  return outputsOf(found);
}

async function findIntegration(
  context: Client,
  told: Partial<IntegrationState>,
): Promise<Partial<IntegrationState> | undefined> {
  // Both are told by every form.
  const sought = told as Sought;
  const found = await find(apiOf(context, sought), sought.integrationId);
  return found && { ...(await adoptedInputs(context, sought, found)), ...outputsOf(found) };
}

async function read(context: Client, state: IntegrationState): Promise<IntegrationState | undefined> {
  const found = await find(apiOf(context, state), state.integrationId);
  if (!found) return undefined;
  const wanted = wantedOf(state);
  return {
    ...state,
    rootKey: isSameKey(found, wanted) ? state.rootKey : keyIn(found),
    kmsEndpoint: sameEndpoint(found.kmsEndpoint, wanted.kmsEndpoint) ? state.kmsEndpoint : found.kmsEndpoint,
    ...outputsOf(found),
  };
}

/** What can change in place is for us, not for the service. */
async function update(_context: Client, prior: IntegrationState): Promise<IntegrationOutputs> {
  return pick(prior, integrationOutputs);
}

async function remove(context: Client, state: IntegrationState): Promise<void> {
  const api = apiOf(context, state);
  if (!state.allowReplace && (await find(api, state.integrationId))) throw keptOn(state);
  try {
    await api.delete(state.integrationId);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw explained(error, state);
  }
}

/** An instance doesn't move: another region for the same one would only make it be missed. */
const staysInRegion: Check<IntegrationInputs> = ({ prior, inputs }) => {
  if (!prior) return [];
  const [was, is] = [placeOfInstance(prior), placeOfInstance(inputs)];
  if (was.guid !== is.guid || !was.region || was.region === is.region) return [];
  const reason = `says ${is.region}, but the instance ${is.guid} is in ${was.region}, where the integration was made`;
  return [{ field: parseCrn(inputs.appConfig) ? "appConfig" : "region", reason: `${reason}: give ${was.region}` }];
};

const replacedOnPurpose: Check<IntegrationInputs> = (asked) => {
  const { prior, replacing, inputs } = asked;
  if (!prior || replacing.length === 0 || (prior.allowReplace && inputs.allowReplace)) return [];
  return replacing.map((path) => ({
    field: path,
    reason: message`can't be changed: that would replace the integration, and ${ONE_WAY}. If you mean it, leave ${ref(path)} as it was, ${ALLOW}; then make the change`,
  }));
};

/** What the state of its key means for an App Configuration instance, by its documents on managing encryption. */
const KEY_STATUS: Readonly<Record<string, string>> = {
  NON_USABLE_DISABLE: "its root key is disabled, so the App Configuration instance is cut off: enable the key",
  NON_USABLE_DELETE:
    "its root key is deleted, so the App Configuration instance is cut off: restore the key within 30 days",
};

function notes(_inputs: IntegrationInputs, state: IntegrationState | undefined): string[] {
  const { keyStatus } = state ?? {};
  if (keyStatus === undefined || keyStatus === "USABLE") return [];
  return [KEY_STATUS[keyStatus] ?? `its root key can't be used: App Configuration says ${keyStatus}`];
}

function apiOf({ client }: Client, inputs: Pick<IntegrationInputs, "appConfig" | "region">): IntegrationApi {
  return client.integrations(placeOfInstance(inputs));
}

async function find(api: IntegrationApi, integrationId: string): Promise<Integration | undefined> {
  try {
    return await api.get(integrationId);
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

function outputsOf({ keyStatus, kmsSchemeType, createdTime, href }: Integration): IntegrationOutputs {
  return { keyStatus, kmsSchemeType, createdAt: createdTime, href };
}

/** An instance is encrypted with one key: whatever its integration is called, there is no other. */
function integrationAddress({ appConfig }: Partial<IntegrationInputs>): Address {
  const guid = appConfig && placeOfInstance({ appConfig }).guid.toLowerCase();
  return { kind: "App Configuration integration", place: guid, name: "" };
}

export const appConfigIntegration: Definition = define({
  name: "AppConfigIntegration",
  summary:
    "App Configuration that encrypts with a root key of yours. This can't be switched off again, so a change that would " +
    "replace the integration, and its deletion, are refused unless `allowReplace` was set before.",
  inputs: integrationInputs,
  outputs: integrationOutputs,
  subject: "integrationId",
  address: integrationAddress,
  adopt: { ...integrationForms, find: findIntegration },
  checks: [regionKnown, noNewHpcs, staysInRegion, replacedOnPurpose],
  equal: [sameEndpoints],
  notes,
  replacing: ONE_WAY,
  actions: {
    create: ["apprapp.integrations.create", "apprapp.integrations.list"],
    // Only to find the authorization of an integration that is taken over.
    read: ["apprapp.integrations.list", "iam.policy.read"],
    update: [],
    delete: ["apprapp.integrations.delete", "apprapp.integrations.list"],
  },
  create,
  read,
  update,
  delete: remove,
});
