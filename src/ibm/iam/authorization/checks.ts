import type { Check, Finding } from "../../../core/checks";
import { parseKeyCrn } from "../../platform/key-reference";
import { contradictions, type Said, saidByKey, saidOfSource, saidOfTarget, settled } from "./ends";
import type { AuthorizationInputs } from "./fields";
import { roleCrn } from "./roles";

const KEY_SERVICES: readonly (string | undefined)[] = ["kms", "hs-crypto"];

const isPrivate = ({ target }: AuthorizationInputs): boolean => target.service === "icp";

/** Each against those before it. */
function agree(said: readonly Said[]): readonly Finding[] {
  return said.flatMap((one, index) => contradictions(said.slice(0, index), one));
}

const NOT_PRIVATE =
  "is IBM Cloud Private, which has no service authorizations: they are of IBM Cloud's IAM, for kms and hs-crypto";

const notPrivate: Check<AuthorizationInputs> = ({ inputs }) =>
  isPrivate(inputs) ? [{ field: "target", reason: NOT_PRIVATE }] : [];

const sourceAgrees: Check<AuthorizationInputs> = ({ inputs: { source } }) => agree(saidOfSource(source));

const targetAgrees: Check<AuthorizationInputs> = ({ inputs }) =>
  isPrivate(inputs) ? [] : agree(saidOfTarget(inputs.target));

const keyAgrees: Check<AuthorizationInputs> = ({ inputs }) => {
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
};

const complete: Check<AuthorizationInputs> = ({ inputs }) => {
  if (isPrivate(inputs)) return [];
  const { service, account } = settled([...saidOfTarget(inputs.target), saidByKey(inputs.target)]);
  const missing = [...(service ? [] : ["service"]), ...(account ? [] : ["account"])];
  return missing.map((name) => ({
    field: `target.${name}`,
    reason: `is missing: give it, or the CRN of the ${name === "service" ? "instance or the key" : "instance or of the key"}`,
  }));
};

const kindSaid: Check<AuthorizationInputs> = ({ inputs: { target } }) => {
  const { resource, resourceType } = target;
  return resource !== undefined && resourceType === undefined
    ? [{ field: "target.resourceType", reason: "is missing: a resource's id doesn't say of which kind it is" }]
    : [];
};

const rolesOnce: Check<AuthorizationInputs> = ({ inputs: { roles } }) => {
  const crns = roles.map(roleCrn);
  return roles
    .filter((_, index) => crns.indexOf(crns[index]) !== index)
    .map((role) => ({ field: "roles", reason: `${JSON.stringify(role)} stands in the list twice` }));
};

export const authorizationChecks: readonly Check<AuthorizationInputs>[] = [
  notPrivate,
  sourceAgrees,
  targetAgrees,
  keyAgrees,
  complete,
  kindSaid,
  rolesOnce,
];
