import type { Address } from "../../core/address";
import { type AdoptionForms, IF_REPLACED, recordText } from "../../core/adoption";
import type { Check } from "../../core/checks";
import { storedTime } from "../../core/clock";
import { type Definition, define, pick } from "../../core/definition";
import {
  AlreadyExistsError,
  ConflictError,
  causedBy,
  isKeysmithError,
  KeysmithError,
  NotFoundError,
  RejectedError,
  ServiceError,
} from "../../core/errors";
import { assign, type Message, message, ref } from "../../core/message";
import { isRecent } from "../../core/ownership";
import { unlessGone } from "../../core/patterns/gone";
import { mayHaveActed } from "../../http/retry";
import { integrationAccess } from "../access";
import { accounts } from "../account";
import type { IbmContext } from "../client";
import type { ListedPolicy } from "../iam/api";
import { admits } from "../iam/authorization/ends";
import { eventually } from "../platform/call";
import { isGuid, parseCrn, parseKeyCrn, splitLast } from "../platform/crn";
import { hpcsWarnings } from "../platform/hpcs";
import type { Integration, IntegrationApi } from "./api";
import {
  type IntegrationInputs,
  type IntegrationOutputs,
  type IntegrationState,
  integrationInputs,
  integrationOutputs,
  isWanted,
  keyIn,
  noNewHpcs,
  placeOfInstance,
  regionKnown,
  sameEndpoint,
  sameEndpoints,
  wantedOf,
} from "./fields";

/** Source: App Configuration's documents on managing encryption. */
const ONE_WAY = "the service can't switch off encryption with a key of yours again";
const ALLOW: Message = message`set ${assign("allowReplace", true)} and apply`;

export function integrationExists(
  { integrationId }: IntegrationInputs,
  { integrationType, rootKeyId, createdTime }: Integration,
  isWanted = false,
): AlreadyExistsError {
  const made = createdTime ? `, made on ${storedTime(createdTime)}` : "";
  return new AlreadyExistsError(
    `the App Configuration instance already has an integration ${JSON.stringify(integrationId)} (${integrationType}, root key ${rootKeyId}${made})`,
    isWanted
      ? message`Set ${assign("adopt", true)} to adopt it, or declare it only once. ${IF_REPLACED}`
      : message`Give another ${ref("integrationId")}, or declare it once and as it is. ${IF_REPLACED}`,
  );
}

function waiting({ integrationId }: IntegrationInputs, error: unknown): Message {
  const why = error instanceof KeysmithError ? error.told.problem : "the call failed";
  return message`the creation of the integration ${integrationId} is retried for up to a minute: ${why}. The usual cause is that the authorization to use the key isn't known everywhere yet`;
}

/** Adds the usual causes to a failure of the service, which doesn't say why it fails. Other errors stay as they are. */
function unexplained(error: unknown): unknown {
  if (!(error instanceof ServiceError) || (error.httpStatus ?? 0) < 500) return error;
  return new ServiceError(
    error.told.problem,
    "Check that the authorization lets this App Configuration instance use this key, with the role Reader, and that the key is an active root key.",
    causedBy(error),
  );
}

function undeletable({ integrationId, allowReplace }: IntegrationInputs): ConflictError | undefined {
  if (allowReplace) return undefined;
  return new ConflictError(
    `the integration ${JSON.stringify(integrationId)} is not deleted: ${ONE_WAY}`,
    message`To delete it anyway, ${ALLOW}, then destroy it. Or delete the App Configuration instance first.`,
  );
}

/** How App Configuration refuses to delete an integration isn't documented, so any refusal counts. */
function explained(error: unknown, { integrationId }: IntegrationInputs): unknown {
  const isRefusal =
    error instanceof RejectedError ||
    error instanceof ConflictError ||
    error instanceof AlreadyExistsError ||
    (error instanceof ServiceError && (error.httpStatus ?? 500) < 500);
  if (!isRefusal) return error;
  return new ConflictError(
    message`App Configuration refuses to delete the integration ${JSON.stringify(integrationId)}: ${error.told.problem}`,
    "According to its documentation, this encryption ends only with the instance: delete the App Configuration instance, then run again.",
    causedBy(error),
  );
}

const { appConfig: instanceText, region: regionText, integrationId: idText } = integrationInputs.shape;

const integrationForms: AdoptionForms<IntegrationState> = {
  form: "<instance CRN>/<integrationId>, <guid>/<integrationId> or <region>/<guid>/<integrationId>",
  doc: "The CRN or the GUID of the App Configuration instance, and the id of the integration in it. Without a CRN or a region, the configured region is used.",
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
    // The record's id is the instance's GUID, a slash and the integration's id.
    ibm_app_config_integration_kms(record) {
      const [appConfig, integrationId] = splitLast(recordText(record, "id") ?? "");
      return isGuid(appConfig) && integrationId ? { appConfig, integrationId } : undefined;
    },
  },
};

type Sought = Partial<IntegrationState> & Pick<IntegrationState, "appConfig" | "integrationId">;

/**
 * The state of an integration that somebody else made. App Configuration doesn't know which authorization lets it use the
 * key. The policy is looked up in IAM, and `authorization` is left out where IAM doesn't say.
 */
async function adopted(context: IbmContext, told: Sought, found: Integration): Promise<Partial<IntegrationState>> {
  const rootKey = keyIn(found);
  const usual = wantedOf({ integrationId: told.integrationId, rootKey, kmsEndpoint: undefined });
  const kmsEndpoint = sameEndpoint(found.kmsEndpoint, usual.kmsEndpoint) ? undefined : found.kmsEndpoint;
  const authorization = told.authorization ?? (await findAuthorization(context, told, rootKey));
  return { ...told, rootKey, kmsEndpoint, ...(authorization !== undefined && { authorization }), ...outputsOf(found) };
}

/** The policy that lets only this instance use only this key; failing that, the narrowest policy that covers both. */
async function findAuthorization({ client, log }: IbmContext, told: Sought, rootKey: string) {
  const { serviceName = "", serviceInstance = "", account = "", resource = "" } = parseCrn(rootKey) ?? {};
  const acting = { serviceName: "apprapp", serviceInstance: placeOfInstance(told).guid };
  const used = { serviceName, serviceInstance, resourceType: "key", resource };
  try {
    const policies = await client.policies.list(account);
    const granting = policies.filter(
      ({ subject, resource, conditions }) => !conditions && admits(subject, acting) && admits(resource, used),
    );
    return granting.sort((one, other) => narrowness(other) - narrowness(one))[0]?.id;
  } catch (error) {
    if (!isKeysmithError(error)) throw error;
    log.warn(
      message`the authorization of the integration ${told.integrationId} could not be determined: ${error.told.problem}`,
    );
    return undefined;
  }
}

function narrowness({ subject, resource }: ListedPolicy): number {
  return subject.length + resource.length;
}

/**
 * App Configuration may refuse a newly authorized key for a while, and reports the refusal as a failure of its own. So
 * each further try is preceded by a look for the integration.
 */
async function create(context: IbmContext, inputs: IntegrationInputs): Promise<IntegrationOutputs> {
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

async function createOnce(context: IbmContext, inputs: IntegrationInputs): Promise<IntegrationOutputs> {
  const api = apiOf(context, inputs);
  try {
    const made = await api.create(wantedOf(inputs));
    context.ledger.made(integrationAddress(inputs));
    return outputsOf(made);
  } catch (error) {
    if (!(mayHaveActed(error) || error instanceof AlreadyExistsError)) throw error;
    const found = (await api.list()).find(({ integrationId }) => integrationId === inputs.integrationId);
    if (!found) throw error;
    return adoptFound(context, inputs, found);
  }
}

/**
 * An integration can't say who owns it. One that was made within the last hour, is exactly what the inputs ask for and is
 * in no record is taken for one that an interrupted run left.
 */
function adoptFound(context: IbmContext, inputs: IntegrationInputs, found: Integration): IntegrationOutputs {
  const { ledger, nonces, clock, log } = context;
  const address = integrationAddress(inputs);
  const isEqual = isWanted(found, inputs);
  const isReplaced = nonces.replaced !== undefined && ledger.hasRecorded(address);
  const isAsked = isReplaced || (inputs.adopt === true && !ledger.hasRecorded(address));
  const isLeft = !ledger.hasRecorded(address) && isRecent(found.createdTime, clock.now());
  if (!isEqual || !(isAsked || isLeft) || !ledger.adopt(address)) throw integrationExists(inputs, found, isEqual);
  if (!isAsked) {
    log.warn(
      `the integration ${JSON.stringify(inputs.integrationId)}, made on ${storedTime(found.createdTime ?? "")}, exists already, is exactly as declared, and is recorded by nothing: it is adopted as the leftover of a run that died`,
    );
  }
  return outputsOf(found);
}

async function findIntegration(context: IbmContext, told: Partial<IntegrationState>) {
  // Every adoption form gives both required fields.
  const sought = told as Sought;
  const found = await unlessGone(apiOf(context, sought).get(sought.integrationId));
  return found && adopted(context, sought, found);
}

async function read(context: IbmContext, state: IntegrationState): Promise<IntegrationState | undefined> {
  const found = await unlessGone(apiOf(context, state).get(state.integrationId));
  if (!found) return undefined;
  const wanted = wantedOf(state);
  return {
    ...state,
    rootKey: keyIn(found) === keyIn(wanted) ? state.rootKey : keyIn(found),
    kmsEndpoint: sameEndpoint(found.kmsEndpoint, wanted.kmsEndpoint) ? state.kmsEndpoint : found.kmsEndpoint,
    ...outputsOf(found),
  };
}

async function remove(context: IbmContext, state: IntegrationState): Promise<void> {
  const api = apiOf(context, state);
  const refused = undeletable(state);
  if (refused && (await unlessGone(api.get(state.integrationId)))) throw refused;
  try {
    await api.delete(state.integrationId);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw explained(error, state);
  }
}

/** An instance never changes its region. With another region, the integration would not be found. */
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
    reason: message`can't be changed: that would replace the integration, and ${ONE_WAY}. To replace it anyway, leave ${ref(path)} as it was, ${ALLOW}, then make the change`,
  }));
};

/** The effect of the key's state on the instance. Source: App Configuration's documents on managing encryption. */
const KEY_STATUS: Readonly<Record<string, string>> = {
  NON_USABLE_DISABLE: "its root key is disabled, so the App Configuration instance is cut off: enable the key",
  NON_USABLE_DELETE:
    "its root key is deleted, so the App Configuration instance is cut off: restore the key within 30 days",
};

function apiOf({ client }: IbmContext, inputs: Pick<IntegrationInputs, "appConfig" | "region">): IntegrationApi {
  return client.integrations(placeOfInstance(inputs));
}

function outputsOf({ keyStatus, kmsSchemeType, createdTime, href }: Integration): IntegrationOutputs {
  return { keyStatus, kmsSchemeType, createdAt: createdTime, href };
}

/** One key encrypts an instance, so the instance has one integration, whatever its id. */
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
  account: accounts,
  identity: {
    fields: ["appConfig", "region", "integrationId"],
    // A CRN and a GUID name the same instance. An instance keeps its GUID and its region.
    of({ appConfig = "", region, integrationId }) {
      const place = placeOfInstance({ appConfig, region });
      return { appConfig: place.guid, region: place.region, integrationId };
    },
  },
  list: {
    where: ["appConfig", "region"],
    marked: false,
    actions: ["apprapp.integrations.list", "iam.policy.read"],
    id(state) {
      const { guid, region } = placeOfInstance(state);
      return `${region}/${guid}/${state.integrationId}`;
    },
    async *objects(context: IbmContext, base) {
      const { appConfig = "", region } = base;
      for (const found of await apiOf(context, { appConfig, region }).list()) {
        const sought = { ...base, appConfig, integrationId: found.integrationId };
        yield { name: found.integrationId, look: async () => ({ state: await adopted(context, sought, found) }) };
      }
    },
  },
  notes({ rootKey }, state, now) {
    const ends = hpcsWarnings(parseKeyCrn(rootKey ?? "")?.serviceName, !state, now);
    const { keyStatus } = state ?? {};
    if (keyStatus === undefined || keyStatus === "USABLE") return ends;
    return [KEY_STATUS[keyStatus] ?? `its root key can't be used: App Configuration says ${keyStatus}`, ...ends];
  },
  replacing: ONE_WAY,
  undeletable,
  access: integrationAccess,
  actions: {
    create: ["apprapp.integrations.create", "apprapp.integrations.list"],
    // `iam.policy.read` serves only to find the authorization of an adopted integration.
    read: ["apprapp.integrations.list", "iam.policy.read"],
    update: [],
    delete: ["apprapp.integrations.delete", "apprapp.integrations.list"],
  },
  create,
  read,
  // The inputs that can change in place are Keysmith's own. The service has none of them.
  update: async (_context, prior) => pick(prior, integrationOutputs),
  delete: remove,
});
