import type { AccessPart } from "../core/access/part";
import type { IntegrationState } from "./app-config/fields";
import { endsOf, valuesOf } from "./iam/authorization/ends";
import type { AuthorizationState } from "./iam/authorization/fields";
import { parseCrn, parseKeyCrn } from "./platform/crn";

// The access that IBM's resources grant: who may use which keys. Network rules are set on instances, and so not covered here.

/** `kms 0a1b…`, or all instances of the service. */
function instanceText(service = "", instance?: string): string {
  return instance ? `${service} ${instance}` : `all instances of ${service}`;
}

export const authorizationAccess: AccessPart<AuthorizationState> = {
  is: "grant",
  to({ source, target }) {
    if (!source || !target) return undefined;
    const { serviceName, serviceInstance } = valuesOf(endsOf({ source, target }).subject);
    return instanceText(serviceName, serviceInstance);
  },
  instance({ source, target }) {
    if (!source || !target) return undefined;
    const { serviceName, serviceInstance } = valuesOf(endsOf({ source, target }).resource);
    return instanceText(serviceName, serviceInstance);
  },
  // A deleted authorization grants nothing until a run makes it anew.
  roles: ({ roles, state }) => (state === "deleted" ? [] : roles),
  resources({ source, target }) {
    if (!source || !target) return undefined;
    const { resource, resourceType = "key" } = valuesOf(endsOf({ source, target }).resource);
    return [`${resourceType}/${resource ?? "*"}`];
  },
};

export const integrationAccess: AccessPart<IntegrationState> = {
  is: "grant",
  to({ appConfig }) {
    return appConfig && instanceText("apprapp", parseCrn(appConfig)?.serviceInstance || appConfig);
  },
  instance({ rootKey }) {
    const crn = parseKeyCrn(rootKey ?? "");
    return crn && instanceText(crn.serviceName, crn.serviceInstance);
  },
  roles: () => ["integration"],
  resources({ rootKey }) {
    const crn = parseKeyCrn(rootKey ?? "");
    return crn && [`key/${crn.resource}`];
  },
};

export interface RecordedKey {
  readonly keyId: string;
  readonly instance?: string | undefined;
  readonly service?: string | undefined;
  readonly instanceId?: string | undefined;
}

export const keyAccess: AccessPart<RecordedKey> = {
  is: "object",
  resource: ({ keyId }) => keyId && `key/${keyId}`,
  instance({ instance, service, instanceId }) {
    const crn = parseCrn(instance ?? "");
    return crn ? instanceText(crn.serviceName, crn.serviceInstance) : instanceText(service ?? "kms", instanceId);
  },
};
