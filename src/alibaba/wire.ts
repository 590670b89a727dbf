import { z } from "zod";
import { secretText } from "../core/fields";
import type { Secret } from "../core/secret";
import { count, maybe, networkRulesOf, strings, time, wrapped } from "./quirks";

/** What create and describe tell of a network rule. An absent description is empty, here as everywhere below. */
export interface NetworkRuleReply {
  readonly arn: string;
  readonly type: string;
  readonly sourcePrivateIp: string[];
  readonly description: string;
}

export interface PolicyReply {
  readonly arn: string;
  readonly kmsInstance: string;
  /** With their prefix: `RbacPermission/Template/CryptoServiceKeyUser`. */
  readonly permissions: string[];
  /** `key/…` and `secret/…`. */
  readonly resources: string[];
  readonly networkRules: string[];
  readonly description: string;
}

export interface AccessPointReply {
  readonly arn: string;
  readonly authenticationMethod: string;
  readonly policies: string[];
  readonly description: string;
}

/** What only the create tells: the service keeps no copy of the private key. */
export interface CreatedClientKeyReply {
  readonly clientKeyId: string;
  readonly keyAlgorithm: string;
  /** A PKCS#12 file in base64, protected by the password that was sent. */
  readonly privateKeyData: Secret;
  readonly notBefore: string;
  readonly notAfter: string;
}

export interface ClientKeyReply {
  readonly clientKeyId: string;
  readonly aapName: string;
  readonly keyAlgorithm: string;
  readonly createTime: string;
  readonly notBefore: string;
  readonly notAfter: string;
  /** X.509 in PEM. */
  readonly publicKeyData: string;
}

export interface ClientKeyListReply {
  readonly clientKeys: ClientKeyReply[];
}

export interface KmsInstanceReply {
  /** Empty for an instance that doesn't exist: so the service answers some of them. */
  readonly instanceId: string;
  readonly instanceName: string;
  /** `Uninitialized`, `Connecting`, `Connected`, `Disconnected` or `Error`. */
  readonly status: string;
  readonly caCertificateChainPem: string;
  readonly vpcId: string;
  readonly zoneIds: string[];
  readonly vswitchIds: string[];
  readonly startDate: string;
  readonly endDate: string;
}

/** One page of a list. `totalCount` counts all pages. */
export interface Page<T> {
  readonly items: T[];
  readonly pageNumber: number;
  readonly pageSize: number;
  readonly totalCount: number;
}

/** A reply that says no more than that it was done. */
export type Done = Readonly<Record<never, never>>;

export const networkRule: z.ZodType<NetworkRuleReply> = z
  .object({ Arn: z.string(), Type: z.string(), SourcePrivateIp: strings, Description: maybe })
  .transform((reply) => ({
    arn: reply.Arn,
    type: reply.Type,
    sourcePrivateIp: reply.SourcePrivateIp,
    description: reply.Description,
  }));

export const policy: z.ZodType<PolicyReply> = z
  .object({
    Arn: z.string(),
    KmsInstance: maybe,
    Permissions: strings,
    Resources: strings,
    AccessControlRules: networkRulesOf,
    Description: maybe,
  })
  .transform((reply) => ({
    arn: reply.Arn,
    kmsInstance: reply.KmsInstance,
    permissions: reply.Permissions,
    resources: reply.Resources,
    networkRules: reply.AccessControlRules,
    description: reply.Description,
  }));

export const accessPoint: z.ZodType<AccessPointReply> = z
  .object({ Arn: z.string(), AuthenticationMethod: z.string(), Policies: strings, Description: maybe })
  .transform((reply) => ({
    arn: reply.Arn,
    authenticationMethod: reply.AuthenticationMethod,
    policies: reply.Policies,
    description: reply.Description,
  }));

const keyFields = { ClientKeyId: z.string().min(1), KeyAlgorithm: z.string(), NotBefore: time, NotAfter: time };

export const createdClientKey: z.ZodType<CreatedClientKeyReply> = z
  .object({ ...keyFields, PrivateKeyData: secretText(z.string().min(1)) })
  .transform((reply) => ({
    clientKeyId: reply.ClientKeyId,
    keyAlgorithm: reply.KeyAlgorithm,
    privateKeyData: reply.PrivateKeyData,
    notBefore: reply.NotBefore,
    notAfter: reply.NotAfter,
  }));

export const clientKey: z.ZodType<ClientKeyReply> = z
  .object({ ...keyFields, AapName: z.string(), CreateTime: time, PublicKeyData: maybe })
  .transform((reply) => ({
    clientKeyId: reply.ClientKeyId,
    aapName: reply.AapName,
    keyAlgorithm: reply.KeyAlgorithm,
    createTime: reply.CreateTime,
    notBefore: reply.NotBefore,
    notAfter: reply.NotAfter,
    publicKeyData: reply.PublicKeyData,
  }));

/** A list that is missing is no empty one: a lost key would be taken for one that was never made. */
export const clientKeyList: z.ZodType<ClientKeyListReply> = z
  .object({ ClientKeys: z.union([z.array(clientKey), z.object({ ClientKey: z.array(clientKey) })]) })
  .transform(({ ClientKeys: keys }) => ({ clientKeys: Array.isArray(keys) ? keys : keys.ClientKey }));

export const kmsInstance: z.ZodType<KmsInstanceReply> = z
  .object({
    KmsInstance: z.object({
      InstanceId: maybe,
      InstanceName: maybe,
      Status: maybe,
      CaCertificateChainPem: maybe,
      VpcId: maybe,
      ZoneIds: strings.optional(),
      VswitchIds: strings.optional(),
      StartDate: maybe,
      EndDate: maybe,
    }),
  })
  .transform(({ KmsInstance: instance }) => ({
    instanceId: instance.InstanceId,
    instanceName: instance.InstanceName,
    status: instance.Status,
    caCertificateChainPem: instance.CaCertificateChainPem,
    vpcId: instance.VpcId,
    zoneIds: instance.ZoneIds ?? [],
    vswitchIds: instance.VswitchIds ?? [],
    startDate: instance.StartDate,
    endDate: instance.EndDate,
  }));

const named = z.object({ Name: z.string() }).transform(({ Name }) => ({ name: Name }));

export const networkRuleList: z.ZodType<Page<{ name: string }>> = page("NetworkRules", "NetworkRule", named);
export const policyList: z.ZodType<Page<{ name: string }>> = page("Policies", "Policy", named);
export const accessPointList: z.ZodType<Page<{ name: string }>> = page(
  "ApplicationAccessPoints",
  "ApplicationAccessPoint",
  named,
);
export const kmsInstanceList: z.ZodType<Page<{ instanceId: string; arn: string }>> = page(
  "KmsInstances",
  "KmsInstance",
  z
    .object({ KmsInstanceId: z.string(), KmsInstanceArn: maybe })
    .transform((each) => ({ instanceId: each.KmsInstanceId, arn: each.KmsInstanceArn })),
);

export const done: z.ZodType<Done> = z.object({}).transform(() => ({}));

function page<T>(list: string, item: string, schema: z.ZodType<T>): z.ZodType<Page<T>> {
  return z
    .object({ [list]: wrapped(item, schema), PageNumber: count, PageSize: count, TotalCount: count })
    .transform((reply) => ({
      items: reply[list] as T[],
      pageNumber: reply["PageNumber"] as number,
      pageSize: reply["PageSize"] as number,
      totalCount: reply["TotalCount"] as number,
    }));
}
