import { decodeOnce } from "../../router";
import { serviceOnly } from "../errors";
import { foundKey } from "../found";
import type { KeyRecord } from "../key";
import type { KeyCall, KeyOperation } from "../operation";
import { page } from "../paging";
import { shownTime } from "../times";

const collectionType = "application/vnd.ibm.kms.registration+json";
const defaultLimit = 200;

export const listKeyRegistrations: KeyOperation = {
  operation: "listKeyRegistrations",
  method: "GET",
  path: "/keys/{id}/registrations",
  kind: "read",
  action: "kms.registrations.list",
  failure: "Registrations could not be retrieved",
  run: (call) => ({ status: 200, body: registrationsOf(call, [foundKey(call)]) }),
};

export const listRegistrations: KeyOperation = {
  ...listKeyRegistrations,
  operation: "listRegistrations",
  path: "/keys/registrations",
  run: (call) => ({ status: 200, body: registrationsOf(call, [...call.instance.keys.values()]) }),
};

/** Services of IBM register their use of a key; people cannot. */
export const changeRegistration: readonly KeyOperation[] = (["POST", "PUT", "PATCH", "DELETE"] as const).map(
  (method) => ({
    operation: "changeRegistration",
    method,
    path: "/keys/{id}/registrations/{resource}",
    kind: "write",
    action: "kms.registrations.write",
    failure: "Registration could not be changed",
    run: () => {
      throw serviceOnly();
    },
  }),
);

function registrationsOf({ request }: KeyCall, keys: readonly KeyRecord[]): Record<string, unknown> {
  const crn = request.query.get("urlEncodedResourceCRNQuery");
  const prevents = request.query.get("preventKeyDeletion");
  const shown = keys.flatMap(shownRegistrations).filter(({ resourceCrn, preventKeyDeletion }) => {
    if (crn !== null && !fits(resourceCrn, crn)) return false;
    return prevents === null || String(preventKeyDeletion) === prevents;
  });
  return page(request, collectionType, shown, defaultLimit);
}

/** The CRN's parts may be `*`. It comes encoded once more than a query is. */
function fits(resourceCrn: string, query: string): boolean {
  const wanted = decodeOnce(query).split(":");
  const parts = resourceCrn.split(":");
  return wanted.length === parts.length && wanted.every((part, i) => part === "*" || part === parts[i]);
}

function shownRegistrations({ id, name, versions, registrations }: KeyRecord) {
  return registrations.map(({ resourceCrn, description, preventKeyDeletion, creationDate, keyVersion }) => {
    const at = shownTime(creationDate);
    const madeAt = versions.find((version) => version.id === keyVersion)?.creationDate;
    return {
      keyId: id,
      keyName: name,
      resourceCrn,
      // The service itself, not a person.
      createdBy: serviceOf(resourceCrn),
      creationDate: at,
      updatedBy: serviceOf(resourceCrn),
      lastUpdated: at,
      description,
      preventKeyDeletion,
      keyVersion: { id: keyVersion, ...(madeAt !== undefined && { creationDate: shownTime(madeAt) }) },
    };
  });
}

function serviceOf(resourceCrn: string): string {
  return `iam-Service-${resourceCrn.split(":")[4] ?? "unknown"}`;
}
