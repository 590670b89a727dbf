import { decodeOnce } from "../../router";
import { invalidQuery, serviceOnly } from "../errors";
import { foundKey, keysInRing } from "../found";
import type { KeyRecord } from "../key";
import type { KeyCall, KeyOperation } from "../operation";
import { page } from "../paging";
import { shownTime } from "../times";

const collectionType = "application/vnd.ibm.kms.registration+json";
const defaultLimit = 200;
const crnParameter = "urlEncodedResourceCRNQuery";
/** Number of segments in a CRN, and of those that identify an instance. */
const crnSegments = 10;
const instanceSegments = 8;

export const listKeyRegistrations: KeyOperation = {
  operation: "listKeyRegistrations",
  method: "GET",
  path: "/keys/{id}/registrations",
  kind: "read",
  action: "kms.registrations.list",
  failure: "Registrations could not be retrieved",
  run: (call) => ({ status: 200, body: registrationsOf(call, [foundKey(call)], 0) }),
};

export const listRegistrations: KeyOperation = {
  ...listKeyRegistrations,
  operation: "listRegistrations",
  path: "/keys/registrations",
  run: (call) => ({ status: 200, body: registrationsOf(call, keysInRing(call), instanceSegments) }),
};

const ofServices = {
  kind: "write",
  action: "kms.registrations.write",
  run: () => {
    throw serviceOnly();
  },
} as const;

/** Operations for IBM's services on their own registrations; users may not call them. */
export const serviceOperations: readonly KeyOperation[] = [
  ...(["POST", "PUT", "PATCH", "DELETE"] as const).map((method) => ({
    ...ofServices,
    operation: "changeRegistration",
    method,
    path: "/keys/{id}/registrations/{resource}",
    failure: "Registration could not be changed",
  })),
  {
    ...ofServices,
    operation: "acknowledgeEvent",
    method: "POST",
    path: "/event_ack",
    failure: "Event could not be acknowledged",
  },
];

/** @param fixed how many leading segments of the searched CRN may not be `*` */
function registrationsOf({ request }: KeyCall, keys: readonly KeyRecord[], fixed: number): Record<string, unknown> {
  const crn = request.query.get(crnParameter);
  const fits = crn === null ? undefined : crnTest(crn, fixed);
  const prevents = request.query.get("preventKeyDeletion");
  const shown = keys.flatMap(shownRegistrations).filter(({ resourceCrn, preventKeyDeletion }) => {
    if (fits && !fits(resourceCrn)) return false;
    return prevents === null || String(preventKeyDeletion) === prevents;
  });
  return page(request, collectionType, shown, defaultLimit);
}

/**
 * A test for registrations' CRNs. The query must have all segments. `*` stands for a whole segment or, behind a prefix, for the
 * rest of the last one (Key Protect's documents, "CRN query examples"). The CRN may be encoded once more than the query.
 * @throws KeyError INVALID_QUERY_PARAM_ERR
 */
function crnTest(query: string, fixed: number): (crn: string) => boolean {
  const wanted = segmentsOf(decodeOnce(query));
  if (wanted.length !== crnSegments) throw invalidQuery(crnParameter, `a CRN of ${crnSegments} segments`);
  const mayHaveStar = (part: string, i: number): boolean =>
    i >= fixed && (part === "*" || (i === crnSegments - 1 && part.indexOf("*") === part.length - 1));
  if (!wanted.every((part, i) => !part.includes("*") || mayHaveStar(part, i))) {
    const rule = "with an asterisk in place of a segment or at the end of the last one only";
    throw invalidQuery(crnParameter, fixed > 0 ? `${rule}, and none in the first ${fixed}` : rule);
  }
  return (crn) => {
    const given = segmentsOf(crn);
    return given.length === crnSegments && wanted.every((part, i) => covers(part, given[i] ?? ""));
  };
}

/** The last segment, the resource, may contain colons. */
function segmentsOf(crn: string): readonly string[] {
  const parts = crn.split(":");
  return [...parts.slice(0, crnSegments - 1), parts.slice(crnSegments - 1).join(":")].slice(0, parts.length);
}

function covers(wanted: string, part: string): boolean {
  return wanted.endsWith("*") ? part.startsWith(wanted.slice(0, -1)) : part === wanted;
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
