import { randomUUID } from "node:crypto";
import { crnOfInstance } from "../crn";
import { defaultResourceGroup } from "../iam/service";
import type { Instance } from "../instances";
import { IbmRefusal, type IbmRequest, type Refusals, type Reply, type Route, type World } from "../operation";

interface ControllerError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** An error of the resource controller: `{error_code, message, status_code, transaction_id}`. */
function reply({ status, code, message }: ControllerError): Reply {
  const body = { error_code: code, message, status_code: status, transaction_id: randomUUID().replaceAll("-", "") };
  return { status, body, errorCode: code };
}

const controllerRefusals: Refusals = {
  unauthorized: () => reply({ status: 401, code: "RC-Unauthorized", message: "The bearer token is not valid." }),
  refuse: (refusal, message = "The service cannot answer now.") => {
    if (refusal === "throttled") return reply({ status: 429, code: "RC-RateLimit", message: "Too many requests." });
    const status = refusal === "failed" ? 500 : 503;
    return reply({ status, code: "RC-Unavailable", message });
  },
};

/** The creation time of all instances: before any clock that a test would set. */
const createdAt = "2024-01-01T00:00:00.000Z";

/** GET of any instance on IBM Cloud, by CRN or GUID. Its endpoints are this emulator. */
function getInstance(request: IbmRequest, world: World): Reply {
  const asked = request.params["id"] ?? "";
  const instance = find(world, (one) => asked === one.id || asked === crnOfInstance(one));
  const endpoint = endpointOf(instance, world.origin);
  return {
    status: 200,
    body: { ...show(instance), extensions: { endpoints: { public: endpoint, private: endpoint } } },
  };
}

/** The broker of Hyper Protect Crypto Services answers host and port only, which clients take for an HTTPS address. */
function getBrokerInstance(request: IbmRequest, world: World): Reply {
  const { id } = find(world, (one) => one.service === "hs-crypto" && one.id === request.params["id"]);
  const { protocol, host } = new URL(world.origin);
  const place = protocol === "https:" ? host : world.origin;
  const here = { public: place, private: place };
  return { status: 200, body: { instance_id: id, kms: here, ep11: here } };
}

function find({ caller, services }: World, fits: (instance: Instance) => boolean): Instance {
  if (caller?.issuer !== "iam") throw new IbmRefusal(controllerRefusals.unauthorized());
  const instance = services.instances.find((one) => one.service !== "icp" && fits(one));
  if (instance) return instance;
  throw new IbmRefusal(reply({ status: 404, code: "RC-InstanceNotFound", message: "There is no such instance." }));
}

function show(instance: Instance): Record<string, unknown> {
  const crn = crnOfInstance(instance);
  const { id: guid, service, region, account } = instance;
  return {
    id: crn,
    guid,
    crn,
    url: `/v2/resource_instances/${encodeURIComponent(crn)}`,
    name: `${service}-${guid.slice(-4)}`,
    account_id: account,
    region_id: region,
    resource_group_id: defaultResourceGroup,
    resource_id: service,
    resource_plan_id: `${service}-plan`,
    type: "service_instance",
    state: "active",
    created_at: createdAt,
    updated_at: createdAt,
  };
}

function endpointOf({ service, id }: Instance, origin: string): string {
  return service === "apprapp" ? `${origin}/apprapp/feature/v1/instances/${id}` : origin;
}

/** The routes that locate instances: the resource controller, and the broker of Hyper Protect Crypto Services. */
export const resourceControllerRoutes: readonly Route[] = [
  {
    operation: "getResourceInstance",
    method: "GET",
    path: "/v2/resource_instances/{id}",
    kind: "read",
    refusals: controllerRefusals,
    run: getInstance,
  },
  {
    operation: "getInstance",
    method: "GET",
    path: "/crypto_v2/instances/{id}",
    kind: "read",
    refusals: controllerRefusals,
    run: getBrokerInstance,
  },
];
