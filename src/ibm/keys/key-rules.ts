import type { Rule } from "../../core/definition";
import { markedDescription } from "../../core/ownership";
import { parseCrn } from "../crn";
import { type Feature, lacks } from "../features";
import type { KeyService, Placement } from "../instance";
import { DEFAULT_RING, type KeyInputs } from "./key-fields";

/** The service that inputs name, as far as they say. */
export function serviceOf({ instance, service }: Placement): KeyService | undefined {
  return (parseCrn(instance ?? "")?.serviceName as KeyService | undefined) ?? service;
}

/** The fields that say which service is meant. */
export const SERVICE_FIELDS = ["instance", "service"] as const;

/** Refuses `field` where the service lacks what it asks for. `wanted` says whether it asks. */
export function needs<I extends Placement>(feature: Feature, field: string, wanted: (inputs: I) => boolean): Rule<I> {
  return {
    fields: [...SERVICE_FIELDS, field],
    check(inputs) {
      const service = serviceOf(inputs);
      const lack = service && wanted(inputs) ? lacks(service, feature) : undefined;
      return lack ? [{ field, reason: `can't be had: ${lack}; leave it out` }] : [];
    },
  };
}

/** From the vendor's API description of 2019, which is the one of IBM Cloud Private. */
const PRIVATE_CLOUD_NAME = /^[A-Za-z0-9 ]{2,50}$/;

const nameFits: Rule<KeyInputs> = {
  fields: [...SERVICE_FIELDS, "name"],
  check: (inputs) =>
    serviceOf(inputs) === "icp" && !PRIVATE_CLOUD_NAME.test(inputs.name)
      ? [
          {
            field: "name",
            reason: `${JSON.stringify(inputs.name)} is no name on IBM Cloud Private: it takes 2 to 50 letters, digits and spaces`,
          },
        ]
      : [],
};

const descriptionFits: Rule<KeyInputs> = {
  fields: ["description", "label"],
  check(inputs) {
    const { length } = markedDescription(inputs);
    if (length === 0 || (length >= 2 && length <= 240)) return [];
    const reason =
      length < 2
        ? "has 1 character: the service asks for at least 2"
        : `has ${length} characters together with the label in it: the service allows 240`;
    return [{ field: "description", reason }];
  },
};

const materialIsGiven: Rule<KeyInputs> = {
  fields: ["payload", "generate"],
  check: ({ payload, generate }) =>
    generate === false && !payload
      ? [
          {
            field: "generate",
            reason: "is false, and no payload is given: give one, or let the service make the material",
          },
        ]
      : [],
};

/** What must hold for the inputs of every key, together. */
export const keyRules: readonly Rule<KeyInputs>[] = [
  nameFits,
  descriptionFits,
  materialIsGiven,
  needs("tags", "tags", ({ tags }) => tags.length > 0),
  needs("keyRings", "keyRing", ({ keyRing }) => keyRing !== undefined && keyRing !== DEFAULT_RING),
  needs("aliases", "aliases", ({ aliases }) => aliases.length > 0),
];
