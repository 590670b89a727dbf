import { defaultIbm } from "keysmith-emulator";
import type { Definition, Values } from "../../src/core/definition";
import { appConfigIntegration } from "../../src/ibm/app-config/lifecycle";
import { serviceAuthorization } from "../../src/ibm/iam/authorization/lifecycle";
import { keyRing } from "../../src/ibm/kms/key-ring/lifecycle";
import { rootKey } from "../../src/ibm/kms/root-key/lifecycle";
import { standardKey } from "../../src/ibm/kms/standard-key/lifecycle";
import { PLACE } from "./emulated";

/** An App Configuration instance takes one integration only: so many as are made. */
export const APP_CONFIGS = [
  defaultIbm.appConfig,
  defaultIbm.appConfigOther,
  "0a1b0000-0004-4000-8000-00000000e003",
] as const;

/** What was made before: the states of each resource by its definition's name. */
export type Made = ReadonlyMap<string, readonly Values[]>;

/** The calls that operations on a resource may make. */
export interface Most {
  /** The first create of a run: it looks for what earlier runs left. */
  readonly first: number;
  /** Each further one. */
  readonly further: number;
  /** A further one whose reply is lost. */
  readonly lost: number;
  readonly update: number;
  /** The first of a run: it looks for what no record has, to name it. */
  readonly delete: number;
}

/** A resource, and what it may cost. */
export interface Subject {
  readonly definition: Definition;
  given(number: number, made: Made): Values;
  /** A change that is made in place. */
  readonly changed: Values;
  /** The call that makes it. */
  readonly creates: string;
  readonly most: Most;
}

/** In the order of their creation. */
export const SUBJECTS: readonly Subject[] = [
  {
    definition: keyRing,
    given: (number) => ({ ...PLACE, name: `ring-${number}` }),
    // Nothing of a ring can be changed but how it is reached.
    changed: { service: "kms" },
    creates: "createKeyRing",
    // Made again, as two rings of a name can't be; then it is looked whether the one that is there has keys.
    most: { first: 1, further: 1, lost: 4, update: 0, delete: 1 },
  },
  {
    definition: rootKey,
    given: (number) => ({ ...PLACE, name: `root-${number}`, label: `shop/prod/root-${number}` }),
    changed: { aliases: ["another"] },
    creates: "createKey",
    most: { first: 2, further: 1, lost: 2, update: 1, delete: 2 },
  },
  {
    definition: standardKey,
    given: (number) => ({ ...PLACE, name: `secret-${number}`, label: `shop/prod/secret-${number}` }),
    changed: { aliases: ["yet-another"] },
    creates: "createKey",
    most: { first: 3, further: 2, lost: 3, update: 1, delete: 2 },
  },
  {
    definition: serviceAuthorization,
    given: (number, made) => ({
      source: { service: "apprapp", instance: APP_CONFIGS[number] },
      target: { key: made.get("RootKey")?.[number]?.["crn"] },
      roles: ["Reader"],
      label: `shop/prod/allow-${number}`,
    }),
    changed: { description: "made by the platform team" },
    creates: "createPolicy",
    // An update looks at what somebody else may have added, which it would drop.
    most: { first: 3, further: 2, lost: 3, update: 2, delete: 1 },
  },
  {
    definition: appConfigIntegration,
    given: (number, made) => ({
      appConfig: APP_CONFIGS[number],
      region: "us-south",
      integrationId: `flags-${number}`,
      rootKey: made.get("RootKey")?.[number]?.["crn"],
      authorization: made.get("ServiceAuthorization")?.[number]?.["policyId"],
    }),
    // For us alone, and needed before it may be deleted.
    changed: { allowReplace: true },
    creates: "createIntegration",
    most: { first: 1, further: 1, lost: 2, update: 0, delete: 1 },
  },
];
