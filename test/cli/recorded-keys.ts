import { definitionOf } from "../../src/catalog";
import type { Values } from "../../src/core/definition";
import { resourceType } from "../../src/terraform/names";

/** A client key as it is recorded: made on 2026-01-01 for a year, rotated 30 days before its end, with an overlap of 7 days. */
export const clientKeyRecord: Values = {
  accessPoint: "orders-app",
  validity: "P1Y",
  rotation: { renewBefore: "P30D", overlap: "P7D" },
  revokePrevious: false,
  label: "shop/orders-app",
  region: "cn-hangzhou",
  clientKeyId: "KAAP.1",
  keyAlgorithm: "RSA_2048",
  notBefore: "2025-12-20T00:00:00Z",
  notAfter: "2026-12-31T23:00:00Z",
  state: "active",
  createdAt: "2026-01-01T00:00:00Z",
  expiresAt: "2027-01-01T00:00:00Z",
  revision: 1767225600,
  version: 1,
  rotateAt: "2026-12-02T00:00:00Z",
  nextRunBy: "2026-12-02T00:00:00Z",
  previous: [],
  strays: [],
};

/** The same after its first rotation, on time: the key before works until its overlap is over. */
export const rotatedRecord: Values = {
  ...clientKeyRecord,
  clientKeyId: "KAAP.2",
  version: 2,
  createdAt: "2026-12-02T00:00:00Z",
  expiresAt: "2027-12-02T00:00:00Z",
  notAfter: "2027-12-01T23:00:00Z",
  rotateAt: "2027-11-02T00:00:00Z",
  nextRunBy: "2026-12-09T00:00:00Z",
  previous: [
    {
      clientKeyId: "KAAP.1",
      createdAt: "2026-01-01T00:00:00Z",
      notAfter: "2026-12-31T23:00:00Z",
      retireAfter: "2026-12-09T00:00:00Z",
      origin: "rotated",
    },
  ],
};

/** What `pulumi stack export` prints of a stack with these client keys, by their names. */
export function stackExport(project: string, stack: string, keys: Readonly<Record<string, Values>>): string {
  const type = "keysmith:index:ClientKey";
  const resources = Object.entries(keys).map(([name, outputs]) => {
    const inputs = Object.fromEntries(Object.entries(outputs).filter(([field]) => isInput(field)));
    return { urn: `urn:pulumi:${stack}::${project}::${type}::${name}`, type, inputs, outputs };
  });
  return JSON.stringify({ version: 3, deployment: { resources } });
}

function isInput(field: string): boolean {
  return field in definitionOf("ClientKey").inputs.shape;
}

/** What `terraform state pull` prints of a state with these client keys, by their names. */
export function pulledState(keys: Readonly<Record<string, Values>>): string {
  const type = resourceType(definitionOf("ClientKey"));
  const resources = Object.entries(keys).map(([name, values]) => ({
    mode: "managed",
    type,
    name,
    instances: [{ attributes: inSnakeCase(values) }],
  }));
  return JSON.stringify({ version: 4, resources });
}

export function inSnakeCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inSnakeCase);
  if (typeof value !== "object" || value === null) return value;
  const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [snake(name), inSnakeCase(each)]));
}
