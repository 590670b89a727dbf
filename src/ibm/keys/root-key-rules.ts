import type { Rule } from "../../core/definition";
import { addDuration } from "../../core/duration";
import { instanceRules } from "../instance";
import { keyRules, needs, SERVICE_FIELDS, serviceOf } from "./key-rules";
import { wrongRootKeySize } from "./material";
import type { RootKeyInputs } from "./root-key-fields";

const REFERENCE = new Date(Date.UTC(2001, 0, 1));
const HOUR = 3_600_000;

const sizeFits: Rule<RootKeyInputs> = {
  fields: [...SERVICE_FIELDS, "payload"],
  check(inputs) {
    const service = serviceOf(inputs);
    const reason = service && inputs.payload && wrongRootKeySize(inputs.payload, service);
    return reason ? [{ field: "payload", reason }] : [];
  },
};

const tokenHasPayload: Rule<RootKeyInputs> = {
  fields: ["importToken", "payload"],
  check: ({ importToken, payload }) =>
    importToken && !payload
      ? [{ field: "importToken", reason: "has nothing to import: give a payload, or leave it out" }]
      : [],
};

const anHourApart: Rule<RootKeyInputs> = {
  fields: ["rotation.every"],
  check: ({ rotation: { every } }) =>
    every && addDuration(REFERENCE, every).getTime() - REFERENCE.getTime() < HOUR
      ? [
          {
            field: "rotation.every",
            reason: `${every} is too short: the service rotates a key once an hour at most, PT1H`,
          },
        ]
      : [],
};

/** Only who has the material of an imported key can give it new one. */
const importedRotatesByPayload: Rule<RootKeyInputs> = {
  fields: ["payload", "rotation.every", "rotation.trigger", "rotation.policyMonths"],
  check: ({ payload, rotation }) =>
    payload
      ? (["every", "trigger", "policyMonths"] as const)
          .filter((name) => rotation[name] !== undefined)
          .map((name) => ({
            field: `rotation.${name}`,
            reason: "can't be had with a payload: an imported key is rotated by giving another payload",
          }))
      : [],
};

export const rootKeyRules: readonly Rule<RootKeyInputs>[] = [
  ...instanceRules,
  ...keyRules,
  sizeFits,
  tokenHasPayload,
  anHourApart,
  importedRotatesByPayload,
  needs("policies", "rotation.policyMonths", ({ rotation }) => rotation.policyMonths !== undefined),
  needs("dualAuthDelete", "dualAuthDelete", ({ dualAuthDelete }) => dualAuthDelete === true),
  needs("disable", "enabled", ({ enabled }) => !enabled),
  needs("disable", "deletion.mode", ({ deletion }) => deletion.mode === "disable"),
  needs("force", "deletion.force", ({ deletion }) => deletion.force),
  needs("importToken", "importToken", ({ importToken }) => importToken),
];
