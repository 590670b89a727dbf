import { defaultIbm } from "keysmith-emulator";
import type { Definition, Values } from "../../src/core/definition";
import { appConfigIntegration } from "../../src/ibm/app-config/lifecycle";
import { serviceAuthorization } from "../../src/ibm/iam/authorization/lifecycle";
import { keyRing } from "../../src/ibm/kms/key-ring/lifecycle";
import { rootKey } from "../../src/ibm/kms/root-key/lifecycle";
import { standardKey } from "../../src/ibm/kms/standard-key/lifecycle";
import { PLACE } from "./emulated";

/** As many as integrations are made, because an App Configuration instance takes only one integration. */
export const APP_CONFIGS = [
  defaultIbm.appConfig,
  defaultIbm.appConfigOther,
  "0a1b0000-0004-4000-8000-00000000e003",
] as const;

/** The resources made so far: their states by the name of the definition. */
export type Made = ReadonlyMap<string, readonly Values[]>;

/** The most calls that operations on a resource may make. */
export interface Most {
  /** The first create of a run, which looks for objects that earlier runs left. */
  readonly first: number;
  /** Each further create. */
  readonly further: number;
  /** A further create whose reply is lost. */
  readonly lost: number;
  readonly update: number;
  /** The first delete of a run, which looks for objects without a record, to name them. */
  readonly delete: number;
}

/** A resource, and its allowed numbers of calls. */
export interface Subject {
  readonly definition: Definition;
  given(number: number, made: Made): Values;
  /** A change in place. */
  readonly changed: Values;
  /** The call that creates it. */
  readonly creates: string;
  readonly most: Most;
}

/** In the order of their creation. */
export const SUBJECTS: readonly Subject[] = [
  {
    definition: keyRing,
    given: (number) => ({ ...PLACE, name: `ring-${number}` }),
    // The access path is the only input of a ring that can change.
    changed: { service: "kms" },
    creates: "createKeyRing",
    // The create is repeated, as two rings of one name cannot exist; then a call checks whether the existing ring has keys.
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
    // An update reads additions by others first, because it would drop them.
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
    // For Keysmith alone, and required before it may be deleted.
    changed: { allowReplace: true },
    creates: "createIntegration",
    most: { first: 1, further: 1, lost: 2, update: 0, delete: 1 },
  },
];
