import { definitionOf } from "../../src/catalog";
import type { Values } from "../../src/core/definition";
import { resourceType } from "../../src/terraform/names";
import { clientKeyRecord, inSnakeCase } from "./recorded-keys";

/** A resource of a program: its kind, what the program calls it, and what is recorded of it. */
export interface RecordedOne {
  readonly type: string;
  readonly name: string;
  readonly values: Values;
  /** Which of them the program marks as sensitive, as Terraform tells it. */
  readonly sensitive?: object;
}

const region = "cn-hangzhou";
const adopt = false;

export const OFFICE: RecordedOne = {
  type: "NetworkRule",
  name: "office",
  values: { name: "office", type: "Private", sourcePrivateIps: ["10.20.0.0/16"], region, adopt, arn: "acs:office" },
};

export const ORDERS: RecordedOne = {
  type: "Policy",
  name: "orders",
  values: {
    name: "orders",
    kmsInstance: "kst-1",
    permissions: ["CryptoServiceKeyUser", "CryptoServiceSecretUser"],
    keys: ["key-a"],
    secrets: ["orders/*"],
    resources: [],
    networkRules: ["office"],
    region,
    adopt,
    arn: "acs:orders",
  },
};

export const APP: RecordedOne = {
  type: "AccessPoint",
  name: "app",
  values: {
    name: "orders-app",
    policies: ["orders"],
    authenticationMethod: "ClientKey",
    region,
    adopt,
    arn: "acs:app",
  },
};

export const KEY: RecordedOne = { type: "ClientKey", name: "key", values: clientKeyRecord };

const INSTANCE =
  "crn:v1:bluemix:public:kms:us-south:a/e0a1b2c3d4e5f60718293a4b5c6d7e8f:0a1b0000-0001-4000-8000-00000000e001";

export const FLAGS: RecordedOne = {
  type: "ServiceAuthorization",
  name: "flags",
  values: {
    source: { service: "apprapp", instance: "0a1b0000-0004-4000-8000-00000000e001" },
    target: { key: `${INSTANCE}:key:11111111-1111-4111-8111-111111111111` },
    roles: ["Reader"],
    adopt,
    policyId: "33333333-3333-4333-8333-333333333333",
    etag: "1",
    state: "active",
    restrictions: [],
  },
};

export const PROGRAM: readonly RecordedOne[] = [OFFICE, ORDERS, APP, KEY];

export function changed({ type, name, values }: RecordedOne, more: Values): RecordedOne {
  return { type, name, values: { ...values, ...more } };
}

/** What `pulumi stack export` prints. */
export function exported(resources: readonly RecordedOne[], stack = "prod"): string {
  return JSON.stringify({ version: 3, deployment: { resources: resources.map((each) => inExport(each, stack)) } });
}

function inExport({ type, name, values }: RecordedOne, stack: string): object {
  const token = `keysmith:index:${type}`;
  const shape = definitionOf(type).inputs.shape;
  const inputs = Object.fromEntries(Object.entries(values).filter(([field]) => field in shape));
  return { urn: `urn:pulumi:${stack}::shop::${token}::${name}`, type: token, inputs, outputs: values };
}

/** A step of a preview: the resource before and after; one side is missing where it is made or deleted. */
export interface PreviewStep {
  readonly op: string;
  readonly before?: RecordedOne;
  readonly after?: RecordedOne;
  readonly retainOnDelete?: boolean;
}

/** What `pulumi preview --json --show-sames` prints. */
export function previewed(steps: readonly PreviewStep[], changeSummary: object = {}): string {
  return JSON.stringify({
    steps: steps.map(({ op, before, after, retainOnDelete }) => ({
      op,
      ...(before && { oldState: { ...inExport(before, "prod"), retainOnDelete } }),
      ...(after && { newState: { ...inExport(after, "prod"), outputs: {} } }),
    })),
    changeSummary,
  });
}

function valuesOf({ type, name, values, sensitive = {} }: RecordedOne): object {
  const kind = resourceType(definitionOf(type));
  const address = `${kind}.${name}`;
  return { address, mode: "managed", type: kind, name, values: inSnakeCase(values), sensitive_values: sensitive };
}

/** What `terraform show -json` prints of a state. */
export function shown(resources: readonly RecordedOne[]): object {
  return { format_version: "1.0", values: { root_module: { resources: resources.map(valuesOf) } } };
}

/** What a plan makes of a resource. */
export interface PlannedChange {
  readonly actions: readonly string[];
  readonly of: RecordedOne;
  /** Left out, it is gone. */
  readonly after?: RecordedOne;
  /** Names of what isn't known, in the engine's own words, as it tells it. */
  readonly unknown?: object;
}

/** What `terraform show -json` prints of a plan. */
export function plannedBy(before: readonly RecordedOne[], changes: readonly PlannedChange[]): string {
  return JSON.stringify({
    format_version: "1.2",
    prior_state: shown(before),
    planned_values: {},
    resource_changes: changes.map(({ actions, of, after, unknown = {} }) => ({
      ...valuesOf(of),
      change: {
        actions,
        after: after ? inSnakeCase(after.values) : null,
        after_unknown: unknown,
        after_sensitive: after?.sensitive ?? {},
      },
    })),
  });
}
