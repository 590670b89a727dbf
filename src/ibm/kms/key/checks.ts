import { adoptsOnce } from "../../../core/adoption";
import type { Asked, Check, Finding } from "../../../core/checks";
import { NONCE_LENGTH } from "../../../core/nonce";
import { markedDescription } from "../../../core/ownership";
import { hasCome } from "../../../core/rotation";
import { parseCrn } from "../../platform/crn";
import { type Feature, lacks } from "../../platform/features";
import type { KeyService, Placement } from "../../platform/instance";
import { instanceChecks } from "../../platform/instance-checks";
import { DEFAULT_RING, type KeyInputs, wholeSeconds } from "./fields";

export function serviceOf({ instance, service }: Placement): KeyService | undefined {
  return (parseCrn(instance ?? "")?.serviceName as KeyService | undefined) ?? service;
}

export function needs<I extends Placement>(feature: Feature, field: string, wanted: (inputs: I) => boolean): Check<I> {
  return ({ inputs }) => {
    const service = serviceOf(inputs);
    const lack = service && wanted(inputs) ? lacks(service, feature) : undefined;
    return lack ? [{ field, reason: `is not available: ${lack}; leave it out` }] : [];
  };
}

export function whenMade<I>(check: Check<I>): Check<I> {
  return (asked) => (asked.prior && asked.replacing.length === 0 ? [] : check(asked));
}

/** Source: the vendor's API description of 2019, which is that of IBM Cloud Private. */
const PRIVATE_CLOUD_NAME = /^[A-Za-z0-9 ]{2,50}$/;

const nameFits: Check<KeyInputs> = ({ inputs }) => {
  if (serviceOf(inputs) !== "icp" || PRIVATE_CLOUD_NAME.test(inputs.name)) return [];
  const reason = `${JSON.stringify(inputs.name)} is not a valid name on IBM Cloud Private: a name has 2 to 50 letters, digits and spaces`;
  return [{ field: "name", reason }];
};

const descriptionFits: Check<KeyInputs> = ({ inputs }) => descriptionFindings(markedDescription(inputs));

/** The mark of a new key is longer than that of a key made by version 0.1. */
const newDescriptionFits: Check<KeyInputs> = whenMade(({ inputs }) =>
  descriptionFindings(markedDescription(inputs)).length > 0
    ? []
    : descriptionFindings(markedDescription({ ...inputs, nonce: "0".repeat(NONCE_LENGTH) })),
);

function descriptionFindings({ length }: string): readonly Finding[] {
  if (length === 0 || (length >= 2 && length <= 240)) return [];
  const reason =
    length < 2
      ? "has 1 character: the service requires at least 2"
      : `has ${length} characters together with the label in it: the service allows at most 240`;
  return [{ field: "description", reason }];
}

export function whenChanged<I>(check: (prior: I, inputs: I, asked: Asked<I>) => readonly Finding[]): Check<I> {
  return (asked) => {
    const found = asked.prior ? check(asked.prior, asked.inputs, asked) : [];
    return found.length > 0 && asked.replacing.length > 0 ? [] : found;
  };
}

/** For an existing key, as in configuration generated from an import, `generate: false` says only that it was imported. */
const materialIsGiven: Check<KeyInputs> = whenMade(({ inputs: { payload, generate, adopt } }) => {
  if (generate !== false || payload || adopt !== undefined) return [];
  const reason = "is false, and no payload is given: give one, or let the service make the material";
  return [{ field: "generate", reason }];
});

const notExpired: Check<KeyInputs> = whenMade(({ inputs: { expirationDate }, now }) => {
  if (!expirationDate || !hasCome(expirationDate, now)) return [];
  return [{ field: "expirationDate", reason: `${wholeSeconds(expirationDate)} is in the past: give a later time` }];
});

export const keyChecks: readonly Check<KeyInputs>[] = [
  ...instanceChecks,
  notExpired,
  nameFits,
  descriptionFits,
  newDescriptionFits,
  materialIsGiven,
  adoptsOnce,
  needs("tags", "tags", ({ tags }) => tags.length > 0),
  needs("keyRings", "keyRing", ({ keyRing }) => keyRing !== undefined && keyRing !== DEFAULT_RING),
  needs("aliases", "aliases", ({ aliases }) => aliases.length > 0),
];
