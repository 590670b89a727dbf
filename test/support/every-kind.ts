import { defaultIbm } from "keysmith-emulator";
import type { Values } from "../../src/core/definition";

/** A resource of a program; what it refers to comes before it. */
export interface OneOfAKind {
  readonly type: string;
  /** @param idOf what refers to a resource of that kind stands for */
  inputs(idOf: (type: string) => string): Values;
}

/** One resource of every kind that 0.1 had, as a program might declare them. */
export const everyKind: readonly OneOfAKind[] = [
  {
    type: "NetworkRule",
    inputs: () => ({
      name: "office",
      sourcePrivateIps: ["10.0.0.0/8"],
      description: "office",
      label: "shop/prod/office",
    }),
  },
  {
    type: "Policy",
    inputs: () => ({
      name: "orders",
      kmsInstance: "kst-hzz1",
      permissions: ["CryptoServiceSecretUser"],
      secrets: ["orders/*"],
      networkRules: ["office"],
      label: "shop/prod/orders",
    }),
  },
  { type: "AccessPoint", inputs: () => ({ name: "orders-app", policies: ["orders"], label: "shop/prod/orders-app" }) },
  {
    type: "ClientKey",
    inputs: () => ({ accessPoint: "orders-app", rotation: { trigger: "2026-01" }, label: "shop/prod/orders-key" }),
  },
  { type: "KeyRing", inputs: () => ({ name: "payments" }) },
  {
    type: "RootKey",
    inputs: () => ({
      name: "payments",
      keyRing: "payments",
      aliases: ["payments"],
      rotation: { every: "P90D" },
      dualAuthDelete: false,
      label: "shop/prod/payments",
    }),
  },
  {
    type: "StandardKey",
    inputs: () => ({ name: "webhook", payload: "MDEyMzQ1Njc4OWFiY2RlZg==", tags: ["pci"], label: "shop/prod/webhook" }),
  },
  {
    type: "ServiceAuthorization",
    inputs: (idOf) => ({
      source: { service: "apprapp", instance: defaultIbm.appConfig },
      target: { key: idOf("RootKey") },
      roles: ["Reader"],
      label: "shop/prod/flags",
    }),
  },
  {
    type: "AppConfigIntegration",
    inputs: (idOf) => ({
      appConfig: defaultIbm.appConfig,
      integrationId: "flags",
      rootKey: idOf("RootKey"),
      authorization: idOf("ServiceAuthorization"),
    }),
  },
];

/** One of each kind that came later and has an object at the service. */
export const laterKinds: readonly OneOfAKind[] = [
  { type: "KmsKey", inputs: () => ({ label: "shop/prod/invoices", tags: ["team=payments"] }) },
  { type: "KmsAlias", inputs: (idOf) => ({ name: "ledger", key: idOf("KmsKey") }) },
  { type: "KmsSecret", inputs: () => ({ name: "orders/db", value: "hunter2", label: "shop/prod/db" }) },
];

const ids: Readonly<Record<string, (state: Values) => readonly string[]>> = {
  NetworkRule: named,
  Policy: named,
  AccessPoint: named,
  ClientKey: ({ accessPoint, clientKeyId, region }) => {
    const id = `${accessPoint}/${clientKeyId}`;
    return [id, `${region}/${id}`];
  },
  KmsKey: ({ keyId, region }) => [`${keyId}`, `${region}/${keyId}`],
  KmsAlias: ({ name, region }) => [`alias/${name}`, `${region}/alias/${name}`],
  KmsSecret: ({ name, region }) => [`secret/${name}`, `${region}/secret/${name}`],
  KeyRing: ({ name, instance }) => [`${name}`, `${instance}/${name}`],
  RootKey: ofKey,
  StandardKey: ofKey,
  ServiceAuthorization: ({ policyId }) => [`${policyId}`],
  AppConfigIntegration: ({ integrationId }) => [`${defaultIbm.appConfig}/${integrationId}`],
};

/** What people import an object by, in the forms of the reference pages, the shortest first. */
export function idsOf(type: string, state: Values): readonly string[] {
  return ids[type]?.(state) ?? [];
}

function named({ name, region }: Values): readonly string[] {
  return [`${name}`, `${region}/${name}`];
}

function ofKey({ keyId, instance, crn }: Values): readonly string[] {
  return [`${keyId}`, `${instance}/${keyId}`, `${crn}`];
}
