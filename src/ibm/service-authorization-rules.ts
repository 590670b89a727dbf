import type { Rule } from "../core/definition";
import type { Problem } from "../core/errors";
import { parseKeyCrn } from "./key-reference";
import { roleCrn } from "./roles";
import {
  contradictions,
  type Said,
  saidByKey,
  saidOfSource,
  saidOfTarget,
  settled,
} from "./service-authorization-ends";
import type { AuthorizationInputs } from "./service-authorization-fields";

type Found = readonly Omit<Problem, "secret">[];

const PLACE = ["target.service", "target.account", "target.instance", "target.instanceId"];
const KEY_SERVICES: readonly (string | undefined)[] = ["kms", "hs-crypto"];

const isPrivate = ({ target }: AuthorizationInputs): boolean => target.service === "icp";

/** Each against those before it. */
function agree(said: readonly Said[]): Found {
  return said.flatMap((one, index) => contradictions(said.slice(0, index), one));
}

const notPrivate: Rule<AuthorizationInputs> = {
  fields: ["target.service"],
  check: (inputs) =>
    isPrivate(inputs)
      ? [
          {
            field: "target",
            reason:
              "is IBM Cloud Private, which has no service authorizations: they are of IBM Cloud's IAM, for kms and hs-crypto",
          },
        ]
      : [],
};

const sourceAgrees: Rule<AuthorizationInputs> = {
  fields: ["source.service", "source.account", "source.instance"],
  check: ({ source }) => agree(saidOfSource(source)),
};

const targetAgrees: Rule<AuthorizationInputs> = {
  fields: PLACE,
  check: (inputs) => (isPrivate(inputs) ? [] : agree(saidOfTarget(inputs.target))),
};

const keyAgrees: Rule<AuthorizationInputs> = {
  fields: [...PLACE, "target.key"],
  check(inputs) {
    const { target } = inputs;
    if (isPrivate(inputs) || target.key === undefined) return [];
    if (parseKeyCrn(target.key)) return contradictions(saidOfTarget(target), saidByKey(target));
    const { service, instance } = settled(saidOfTarget(target));
    if (service !== undefined && !KEY_SERVICES.includes(service)) {
      return [{ field: "target.key", reason: `is for kms and hs-crypto only: ${service} has no keys` }];
    }
    return instance === undefined
      ? [{ field: "target.instance", reason: "is missing: a key's id doesn't say it, but the key's CRN does" }]
      : [];
  },
};

const complete: Rule<AuthorizationInputs> = {
  fields: [...PLACE, "target.key"],
  check(inputs) {
    if (isPrivate(inputs)) return [];
    const { service, account } = settled([...saidOfTarget(inputs.target), saidByKey(inputs.target)]);
    const missing = [...(service ? [] : ["service"]), ...(account ? [] : ["account"])];
    return missing.map((name) => ({
      field: `target.${name}`,
      reason: `is missing: give it, or the CRN of the ${name === "service" ? "instance or the key" : "instance or of the key"}`,
    }));
  },
};

const kindSaid: Rule<AuthorizationInputs> = {
  fields: ["target.resource", "target.resourceType"],
  check: ({ target: { resource, resourceType } }) =>
    resource !== undefined && resourceType === undefined
      ? [{ field: "target.resourceType", reason: "is missing: a resource's id doesn't say of which kind it is" }]
      : [],
};

const rolesOnce: Rule<AuthorizationInputs> = {
  fields: ["roles"],
  check({ roles }) {
    const crns = roles.map(roleCrn);
    return roles
      .filter((_, index) => crns.indexOf(crns[index]) !== index)
      .map((role) => ({ field: "roles", reason: `${JSON.stringify(role)} stands in the list twice` }));
  },
};

export const authorizationRules: readonly Rule<AuthorizationInputs>[] = [
  notPrivate,
  sourceAgrees,
  targetAgrees,
  keyAgrees,
  complete,
  kindSaid,
  rolesOnce,
];
