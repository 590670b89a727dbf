import * as z from "zod";
import { declareCredentials, needs, oneOf } from "../../core/credentials";
import { checkedText, field, secretText } from "../../core/fields";
import { parseJson } from "../../core/json";
import { isPlainObject } from "../../core/unknown";
import { isLoopback } from "../../http/endpoint";

/** The characters of keys and tokens, which are also those that an HTTP header can hold. */
export const VISIBLE = /^[\x21-\x7e]+$/;

const visible = checkedText((text) =>
  VISIBLE.test(text) ? undefined : "holds a blank, a line break or another character that no key has",
);

const roleArn = () =>
  checkedText((text) =>
    /^acs:ram::\d+:role\/[\w.-]+$/.test(text)
      ? undefined
      : "is not the ARN of a role: write acs:ram::<account>:role/<name>",
  );

const ROLE_EXAMPLES = ["acs:ram::1000000000000001:role/keysmith", "acs:ram::2000000000000002:role/keysmith"] as const;

/** The fields of both ways to a role. The bounds are from the vendor's pages of AssumeRole and AssumeRoleWithOIDC. */
const session = () => ({
  sessionExpiration: field(z.coerce.number().int().min(900).max(43_200).optional(), {
    doc: "How long a session of the role lasts, in seconds: 900 to the role's maximum, which is 43200 at most. Default: 3600. It is renewed before it ends.",
    examples: [3600, 900],
  }),
  policy: field(policyText.optional(), {
    doc: "A RAM policy, as JSON, which narrows what the session may do.",
    examples: [
      '{"Version":"1","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]}',
      '{"Version":"1","Statement":[{"Effect":"Allow","Action":"kms:List*","Resource":"*"}]}',
    ],
  }),
});

const policyText = checkedText((text) => {
  if (text.length > 2048) return `has ${text.length} characters: up to 2048 are allowed`;
  return isPlainObject(parseJson(text)) ? undefined : "is not a JSON object";
});

const sessionName = () =>
  checkedText((text) => (/^[\w.@-]{2,64}$/.test(text) ? undefined : "is not 2 to 64 letters, digits and . @ - _"));

const SESSION_NAME_DOC = "The name of the session in the vendor's logs. Default: `keysmith`.";

const assumeRole = z.object({
  roleArn: field(roleArn(), { doc: "The role to assume.", examples: ROLE_EXAMPLES }),
  sessionName: field(sessionName().optional(), { doc: SESSION_NAME_DOC, examples: ["keysmith", "pipeline"] }),
  externalId: field(
    checkedText((text) =>
      /^[\w+=,.@:/-]{2,1224}$/.test(text) ? undefined : "is not 2 to 1224 letters, digits and = , . @ : / - _ +",
    ).optional(),
    { doc: "The external id that the role's trust policy asks for.", examples: ["platform-team", "shop"] },
  ),
  ...session(),
});

const assumeRoleWithOidc = z.object({
  oidcProviderArn: field(
    checkedText((text) =>
      /^acs:ram::\d+:oidc-provider\/.+$/.test(text)
        ? undefined
        : "is not the ARN of an identity provider: write acs:ram::<account>:oidc-provider/<name>",
    ),
    {
      doc: "The OIDC identity provider of RAM that trusts the issuer of the token.",
      examples: ["acs:ram::1000000000000001:oidc-provider/ack", "acs:ram::1000000000000001:oidc-provider/pipelines"],
    },
  ),
  oidcToken: field(secretText(visible), {
    doc: "The OIDC token, for a run that ends before the token does.",
    examples: ["e30.e30.c2ln", "e30.e30.b3RoZXI"],
    secret: true,
  }),
  oidcTokenFile: field(z.string().min(1).optional(), {
    doc: "The file that holds the OIDC token, read again for each session.",
    examples: ["/var/run/secrets/ack.alibabacloud.com/rrsa-tokens/token", "/run/oidc/token"],
    insteadOf: "oidcToken",
  }),
  roleArn: field(roleArn(), { doc: "The role to assume.", examples: ROLE_EXAMPLES }),
  roleSessionName: field(sessionName().optional(), { doc: SESSION_NAME_DOC, examples: ["keysmith", "pipeline"] }),
  ...session(),
});

/** Hosts of metadata services, which answer only inside one machine: IPv4 link-local, and Alibaba Cloud's own address. */
const METADATA = /^(169\.254\.\d+\.\d+|100\.100\.100\.200)$/;

/** Why credentials may not be fetched from an address; the text never repeats the address. */
export function uriProblem(uri: string): string | undefined {
  const { protocol = "", hostname = "" } = URL.canParse(uri) ? new URL(uri) : {};
  const isLocal = isLoopback(hostname) || METADATA.test(hostname) || /^\[fe80:/i.test(hostname);
  if (protocol === "https:" || (protocol === "http:" && isLocal)) return undefined;
  return "is not https: plain http is allowed only for this machine and its metadata service";
}

const inputs = z.object({
  accessKey: field(secretText(visible).optional(), {
    doc: "The id of an access key. Without credentials here the vendor's own chain finds some, in the environment first.",
    examples: ["LTAI0000000000000000", "LTAI1111111111111111"],
    secret: true,
  }),
  secretKey: field(secretText(visible).optional(), {
    doc: "The secret of `accessKey`.",
    examples: ["secret-of-the-key", "secret-of-the-other-key"],
    secret: true,
  }),
  securityToken: field(secretText(visible).optional(), {
    doc: "The security token, where `accessKey` is a temporary one.",
    examples: ["token-of-the-session", "token-of-the-other-session"],
    secret: true,
  }),
  profile: field(z.string().min(1).optional(), {
    doc: "A profile of the aliyun CLI, from `~/.aliyun/config.json`.",
    examples: ["default", "production"],
  }),
  ecsRoleName: field(z.string().min(1).optional(), {
    doc: "The RAM role of the ECS instance on which this runs.",
    examples: ["pipeline", "platform"],
  }),
  credentialsUri: field(secretText(checkedText(uriProblem)).optional(), {
    doc: "An address that returns temporary credentials. Plain http only to this machine and its metadata service.",
    examples: ["https://credentials.example.com/kms", "http://127.0.0.1:6666/kms"],
    secret: true,
  }),
  assumeRole: field(assumeRole.optional(), {
    doc: "A role to assume with the credentials that are given beside it, otherwise with those from the environment.",
  }),
  assumeRoleWithOidc: field(assumeRoleWithOidc.optional(), {
    doc: "A role to assume by an OIDC token, such as that of a service account of ACK or of a pipeline.",
  }),
});

const KEY = "accessKey";

/** At most one of these; `assumeRole` comes on top of any. */
const SOURCES = [KEY, "profile", "ecsRoleName", "credentialsUri", "assumeRoleWithOidc"] as const;

/**
 * The configured credentials of Alibaba Cloud, by the names of the vendor's own Terraform provider (aliyun/terraform-provider-alicloud,
 * website/docs/index.html.markdown).
 */
export const alibabaCredentials = declareCredentials("alibaba", {
  inputs,
  sources: [{ names: SOURCES, parts: ["secretKey"] }],
  keys: [[KEY, "secretKey"]],
  checks: [needs(KEY, "secretKey"), needs("secretKey", KEY), needs("securityToken", KEY), oneOf(...SOURCES)],
});

export type GivenCredentials = z.output<typeof inputs>;
export type GivenRole = z.output<typeof assumeRole>;
export type GivenOidcRole = z.output<typeof assumeRoleWithOidc>;
