import type { AdoptionForms } from "../../../core/adoption";
import { ConflictError } from "../../../core/errors";
import { readDescription } from "../../../core/ownership";
import type { Policy, PolicyAttribute } from "../../api";
import { isGuid } from "../../platform/crn";
import { isKeyId } from "../../platform/key-reference";
import { textOf } from "../../platform/record";
import { endsOf, sameEnds } from "./ends";
import type { AuthorizationInputs, AuthorizationState } from "./fields";
import { rolesAsWritten } from "./roles";

type Ends = Pick<AuthorizationInputs, "source" | "target">;

export const authorizationForms: AdoptionForms<AuthorizationState> = {
  form: "<policyId>",
  doc: "The id of the authorization policy, as `ibmcloud iam authorization-policies` lists it.",
  place: (text) => (isGuid(text) ? { policyId: text } : undefined),
  records: {
    // The policy itself tells everything.
    ibm_iam_authorization_policy: (record) => authorizationForms.place(textOf(record, "id") ?? ""),
  },
};

/**
 * The inputs of an authorization that somebody else has made, in IAM's words: GUIDs and ids, no CRNs.
 * @throws ConflictError for one with attributes that no inputs can say: an update would let the source do more
 */
export function adoptedInputs(told: Partial<AuthorizationState>, policy: Policy): Partial<AuthorizationInputs> & Ends {
  const ends = endsIn(policy);
  if (!ends || !sameEnds(policy, endsOf(ends))) throw indescribable(policy);
  const { description, label } = readDescription(policy.description);
  return {
    ...told,
    ...ends,
    roles: rolesAsWritten(policy.roles, told.roles ?? []),
    description,
    label: label ?? told.label,
  };
}

function endsIn({ subject, resource }: Pick<Policy, "subject" | "resource">): Ends | undefined {
  const [acting, used] = [valuesOf(subject), valuesOf(resource)];
  const { serviceName: service, accountId: account } = used;
  if (acting["serviceName"] === undefined || service === undefined || account === undefined) return undefined;
  return {
    source: {
      service: acting["serviceName"],
      instance: acting["serviceInstance"],
      account: acting["accountId"] === account ? undefined : acting["accountId"],
      resourceGroup: acting["resourceGroupId"],
      resourceType: acting["resourceType"],
    },
    target: {
      service,
      account,
      instance: used["serviceInstance"],
      region: used["region"],
      resourceGroup: used["resourceGroupId"],
      ...partIn(used),
    },
  };
}

/** What of the target may be used: a key, where it is one in a key management instance, or something else. */
function partIn({ serviceName, serviceInstance, resourceType, resource }: Texts): Partial<Ends["target"]> {
  const isKey = resourceType === "key" && (serviceName === "kms" || serviceName === "hs-crypto") && serviceInstance;
  return isKey && resource !== undefined && isKeyId(resource) ? { key: resource } : { resourceType, resource };
}

type Texts = Readonly<Partial<Record<string, string>>>;

function valuesOf(attributes: readonly PolicyAttribute[]): Texts {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value]));
}

function indescribable({ id, subject, resource }: Policy): ConflictError {
  const list = (attributes: readonly PolicyAttribute[]): string =>
    attributes.map(({ key, operator, value }) => `${key} ${operator ?? "stringEquals"} ${value}`).join(", ") ||
    "nothing";
  return new ConflictError(
    `the policy ${id} can't be adopted: no inputs can say that its subject is (${list(subject)}) and its resource (${list(resource)})`,
    "Leave it with what made it.",
  );
}
