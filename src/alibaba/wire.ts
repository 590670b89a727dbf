import { z } from "zod";
import { formatTime } from "../core/clock";
import { secretText } from "../core/fields";
import type { Secret } from "../core/secret";
import { parseJson } from "../http/reply";

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

/** A reply that says no more than that it was done. */
export type Done = Readonly<Record<never, never>>;

/**
 * A list of texts in whichever form an operation answers it: a real list, a JSON text of one, a list that holds one such
 * text, or texts between commas. DescribePolicy and CreatePolicy differ in this; so do samples and answers.
 */
export const strings: z.ZodType<string[]> = z
  .union([z.array(z.string()), z.string()])
  .transform((value, context) => [value].flat().flatMap((text) => parseList(text, Array.isArray(value), context)));

function parseList(text: string, isItem: boolean, context: z.core.ParsePayload): string[] {
  if (!text.trim().startsWith("[")) return isItem ? [text] : splitAtCommas(text);
  const parsed = z.array(z.string()).safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  context.issues.push({ code: "custom", message: "is no list of texts", input: text });
  return [];
}

function splitAtCommas(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** The network rules in a policy's `AccessControlRules`: a JSON text of `{"NetworkRules":[…]}`, or that object itself. */
export const networkRulesOf: z.ZodType<string[]> = z
  .union([z.string(), z.record(z.string(), z.unknown())])
  .optional()
  .transform((value, context) => {
    const rules = typeof value === "string" ? (value.trim() === "" ? {} : parseJson(value)) : (value ?? {});
    const parsed = z.object({ NetworkRules: strings.optional() }).safeParse(rules);
    if (parsed.success) return parsed.data.NetworkRules ?? [];
    context.issues.push({ code: "custom", message: "is no object with NetworkRules", input: value });
    return z.NEVER;
  });

/** A time, brought to UTC and the second. */
export const time: z.ZodType<string> = z.string().transform((text, context) => {
  const parsed = new Date(text);
  if (!Number.isNaN(parsed.getTime())) return formatTime(parsed);
  context.issues.push({ code: "custom", message: "is no time", input: text });
  return z.NEVER;
});

/** A text that may be left out or null: then it is empty. */
const maybe: z.ZodType<string> = z
  .string()
  .nullish()
  .transform((text) => text ?? "");

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

export const done: z.ZodType<Done> = z.object({}).transform(() => ({}));
