import { apiRefusals, readJson } from "../api-error";
import { instanceIn } from "../crn";
import { IbmRefusal, type IbmRequest, type Reply, type Route, type World } from "../operation";
import { isAllowed, reaches } from "../permission";
import { create, isKms } from "./create";
import { badRequest, conflict, forbidden, notFound } from "./errors";
import { type Integration, type KmsMetadata, keyStatusOf, newIntegrationSchema, schemeOf } from "./integration";
import { pageOf } from "./page";

const COLLECTION = "/apprapp/feature/v1/instances/{guid}/integrations";

interface Work {
  readonly guid: string;
  readonly request: IbmRequest;
  readonly world: World;
}

function list({ guid, request, world }: Work): Reply {
  const all = [...world.services.integrations.of(guid).values()];
  const { items, fields } = pageOf(all, request.query, `${world.origin}${collectionOf(guid)}`);
  return { status: 200, body: { integrations: items.map((one) => show(guid, one, world)), ...fields } };
}

function createOne({ guid, request, world }: Work): Reply {
  world.services.integrations.regionOf(guid);
  const integration = create(guid, readJson(request, newIntegrationSchema, badRequest), world);
  return { status: 201, body: show(guid, integration, world) };
}

function read(work: Work): Reply {
  return { status: 200, body: show(work.guid, find(work), work.world) };
}

function remove(work: Work): Reply {
  const { guid, world } = work;
  const { keys, integrations } = world.services;
  const integration = find(work);
  if (isKms(integration)) {
    if (integrations.refuseDelete) throw conflict("encryption with an own key can't be switched off");
    const { kms_instance_crn, root_key_id } = integration.metadata;
    keys.unregister(instanceIn(kms_instance_crn)?.id ?? "", root_key_id, integrations.crnOf(guid));
  }
  integrations.of(guid).delete(integration.integration_id);
  return { status: 204 };
}

function find({ guid, request, world }: Work): Integration {
  const id = request.params["id"] ?? "";
  const integration = world.services.integrations.of(guid).get(id);
  if (!integration) throw notFound(`integration ${id}`);
  return integration;
}

function show(guid: string, integration: Integration, world: World): Record<string, unknown> {
  const { created_time, ...rest } = integration;
  return {
    ...rest,
    metadata: isKms(integration) ? kmsMetadata(integration.metadata, world) : rest.metadata,
    created_time,
    updated_time: created_time,
    href: `${world.origin}${collectionOf(guid)}/${integration.integration_id}`,
  };
}

function kmsMetadata(metadata: KmsMetadata, { services: { keys }, now }: World): Record<string, unknown> {
  const { service = "", id = "" } = instanceIn(metadata.kms_instance_crn) ?? {};
  const key_status = keyStatusOf(keys.find(id, metadata.root_key_id, now));
  return { ...metadata, key_status, kms_scheme_type: schemeOf(service) };
}

function collectionOf(guid: string): string {
  return COLLECTION.replace("{guid}", guid);
}

function route(
  operation: string,
  method: Route["method"],
  path: string,
  action: string,
  run: (work: Work) => Reply,
): Route {
  return {
    operation,
    method,
    path,
    kind: method === "GET" ? "read" : "write",
    refusals: apiRefusals,
    run: (request, world) => {
      if (world.caller?.issuer !== "iam") throw new IbmRefusal(apiRefusals.unauthorized());
      if (!isAllowed(world.caller, action)) throw forbidden(action);
      const guid = request.params["guid"] ?? "";
      if (!reaches(world.caller, world.services.integrations.account))
        throw notFound(`App Configuration instance ${guid}`);
      return run({ guid, request, world });
    },
  };
}

/** App Configuration's operations on integrations. None of them changes an integration. */
export const appConfigRoutes: readonly Route[] = [
  route("listIntegrations", "GET", COLLECTION, "apprapp.integrations.list", list),
  route("createIntegration", "POST", COLLECTION, "apprapp.integrations.create", createOne),
  route("getIntegration", "GET", `${COLLECTION}/{id}`, "apprapp.integrations.list", read),
  route("deleteIntegration", "DELETE", `${COLLECTION}/{id}`, "apprapp.integrations.delete", remove),
];
