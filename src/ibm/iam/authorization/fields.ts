import { closest } from "fastest-levenshtein";
import * as z from "zod";
import { field, fixed } from "../../../core/fields";
import { labelText } from "../../../core/ownership";
import { isKeyId, keyCrnProblem, parseCrn, parseKeyCrn } from "../../platform/crn";
import { HPCS_ENDS } from "../../platform/hpcs";
import { textOf } from "../../platform/texts";

/**
 * The roles that IBM's own samples grant in authorizations, by name. A role that a service defines itself, such as Key
 * Protect's ReaderPlus, is given by its CRN. `AuthorizationDelegator` lets the source authorize the services that it
 * depends on (IBM's guides for encryption of VPC and of databases, 2026).
 */
const ROLES: ReadonlyMap<string, string> = new Map([
  ...["Reader", "Writer", "Manager"].map((name) => [name, `crn:v1:bluemix:public:iam::::serviceRole:${name}`] as const),
  ...["Viewer", "Operator", "Editor", "Administrator", "AuthorizationDelegator"].map(
    (name) => [name, `crn:v1:bluemix:public:iam::::role:${name}`] as const,
  ),
]);

const TYPES = ["role", "serviceRole", "customRole"];

export function roleCrn(role: string): string | undefined {
  const { resourceType = "", resource } = parseCrn(role) ?? {};
  return TYPES.includes(resourceType) && resource ? role : ROLES.get(role);
}

function roleProblem(role: string): string | undefined {
  if (roleCrn(role)) return undefined;
  const names = [...ROLES.keys()];
  const guess = role ? `; did you mean ${closest(role, names)}?` : "";
  return `is not a known role: give ${names.join(", ")}, or the CRN of a role${guess}`;
}

/** The service's roles as `written` has them; else by name where ROLES has one, else by CRN. */
export function rolesAsWritten(crns: readonly string[], written: readonly string[]): string[] {
  const names = [...[...ROLES.keys()], ...written].map((name) => [roleCrn(name), name] as const);
  const known = new Map(names);
  return crns.map((crn) => known.get(crn) ?? crn);
}

const ACCOUNT = "e0a1b2c3d4e5f60718293a4b5c6d7e8f";
const INSTANCE = `crn:v1:bluemix:public:kms:us-south:a/${ACCOUNT}:0a1b0000-0001-4000-8000-00000000e001::`;
const KEYS = [
  INSTANCE.replace("::", ":key:11111111-1111-4111-8111-111111111111"),
  INSTANCE.replace("::", ":key:22222222-2222-4222-8222-222222222222"),
] as const;

const plain = (what: string): z.ZodString =>
  z.string().regex(/^[^\s*?]{1,1000}$/, `write ${what} itself: blanks and patterns are not allowed`);

const serviceText = (): z.ZodString =>
  z.string().regex(/^[a-z0-9][a-z0-9._-]*$/, "write the service's name as CRNs have it, such as apprapp or kms");

const accountText = (): z.ZodString =>
  z.string().regex(/^[0-9a-f]{32}$/, "write the account's id, 32 hexadecimal digits, without a/ in front");

const instanceText = (): z.ZodString =>
  textOf(1, 1000, (text) => {
    if (!text.startsWith("crn:")) {
      return /^[^\s:/*?]+$/.test(text) ? undefined : "is neither the GUID nor the CRN of an instance";
    }
    const crn = parseCrn(text);
    if (!crn?.serviceInstance)
      return "is not the CRN of an instance: its eighth part is the GUID, and two colons end it";
    return crn.resource ? "is the CRN of something in an instance: end it after the GUID with two colons" : undefined;
  });

/** A CRN and a GUID name the same instance, and a CRN and an id the same key. */
const guidOf = (text: unknown): unknown => parseCrn(String(text))?.serviceInstance || text;
const keyIdOf = (text: unknown): unknown => parseKeyCrn(String(text))?.resource ?? text;

const source = z.object({
  service: fixed(serviceText(), {
    doc: "The service that may act, as named in CRNs: `apprapp` is App Configuration.",
    examples: ["apprapp", "cloud-object-storage"],
  }),
  instance: fixed(instanceText().optional(), {
    doc: "The GUID or the CRN of the instance that may act. Without it, all instances of the service may.",
    examples: ["0a1b0000-0004-4000-8000-00000000e001", "0a1b0000-0004-4000-8000-00000000e002"],
    canonical: guidOf,
  }),
  account: fixed(accountText().optional(), {
    doc: "The account of the service that may act, when it isn't the target's.",
    examples: [ACCOUNT, "f0a1b2c3d4e5f60718293a4b5c6d7e8f"],
  }),
  resourceGroup: fixed(plain("the group's id").optional(), {
    doc: "The id of the resource group whose instances may act.",
    examples: ["a1b2c3d4e5f60718293a4b5c6d7e8f90", "b1b2c3d4e5f60718293a4b5c6d7e8f90"],
  }),
  resourceType: fixed(plain("the type").optional(), {
    doc: "The kind of resource that may act, where the service has several, such as `share` of `is`.",
    examples: ["share", "image"],
  }),
});

const target = z.object({
  service: fixed(serviceText().optional(), {
    doc: `The service that is used: \`kms\` (Key Protect), \`hs-crypto\` (Hyper Protect Crypto Services) or another one. Not needed with a CRN in \`instance\` or \`key\`. ${HPCS_ENDS}`,
    examples: ["kms", "kms"],
  }),
  instance: fixed(instanceText().optional(), {
    doc: "The GUID or the CRN of the instance that is used. Not needed with the CRN of a key; without either, all instances of the service may be used.",
    examples: [INSTANCE, INSTANCE],
    canonical: guidOf,
  }),
  instanceId: fixed(z.uuid({ error: "is not the GUID of an instance" }).optional(), {
    doc: "The GUID of the instance, as the other resources take it beside `service` and `url`.",
    examples: ["0a1b0000-0001-4000-8000-00000000e001", "0a1b0000-0001-4000-8000-00000000e001"],
    insteadOf: "instance",
  }),
  key: fixed(
    textOf(1, 1000, (text) =>
      text.startsWith("crn:") || !isKeyId(text)
        ? keyCrnProblem(text)?.replace("not the CRN of a key:", "neither the CRN nor the id of a key:")
        : undefined,
    ).optional(),
    {
      doc: "The only key that may be used: a root key, its CRN, or, beside `instance`, its id.",
      examples: KEYS,
      references: "RootKey",
      canonical: keyIdOf,
    },
  ),
  account: fixed(accountText().optional(), {
    doc: "The account of the target. Not needed with a CRN in `instance` or `key`.",
    examples: [ACCOUNT, ACCOUNT],
  }),
  region: fixed(plain("the region's id").optional(), {
    doc: "Restricts the target to this region.",
    examples: ["us-south", "eu-de"],
  }),
  resourceGroup: fixed(plain("the group's id").optional(), {
    doc: "Restricts the target to the resource group with this id.",
    examples: ["a1b2c3d4e5f60718293a4b5c6d7e8f90", "b1b2c3d4e5f60718293a4b5c6d7e8f90"],
  }),
  resourceType: fixed(plain("the type").optional(), {
    doc: "Restricts the target to resources of this kind, such as `bucket`.",
    examples: ["bucket", "bucket"],
    insteadOf: "key",
  }),
  resource: fixed(plain("the resource's id").optional(), {
    doc: "Restricts the target to this resource, of the kind in `resourceType`.",
    examples: ["orders", "orders"],
    insteadOf: "key",
  }),
  url: field(z.string().optional(), {
    doc: "Not used; accepted so that the same object can be passed here as to keys.",
    examples: ["https://us-south.kms.cloud.ibm.com", "https://private.us-south.kms.cloud.ibm.com"],
    onChange: "ignore",
  }),
  caFile: field(z.string().optional(), {
    doc: "Not used; accepted so that the same object can be passed here as to keys.",
    examples: ["ca.pem", "other-ca.pem"],
    onChange: "ignore",
  }),
});

export const authorizationInputs = z.object({
  source: field(source, { doc: "The service that may act." }),
  target: field(target, { doc: "The service, or the part of it, that the source may use." }),
  roles: field(z.array(textOf(1, 1000, roleProblem)).min(1), {
    doc: "The roles that the source gets on the target: `Reader`, `Writer`, `Manager`, `Viewer`, `Operator`, `Editor`, `Administrator`, `AuthorizationDelegator`, or CRNs of other roles.",
    examples: [["Reader"], ["Reader", "Writer"]],
    unordered: true,
    canonical: (role) => roleCrn(String(role)) ?? role,
    affects: ["etag"],
  }),
  description: field(z.string().optional(), {
    doc: "A description for people.",
    examples: ["flags are encrypted", "see the runbook"],
    canonical: (text) => text || undefined,
    affects: ["etag"],
  }),
  label: field(labelText.optional(), {
    doc:
      "Identifies the owner. Written at the end of the description at the service; lets the next run recognise what an " +
      "interrupted run made. An equal authorization with another label, or none, belongs to somebody else.",
    examples: ["shop/prod/flags-to-keys", "shop/test/flags-to-keys"],
    from: ["label"],
    affects: ["etag"],
  }),
  adopt: field(z.boolean().default(false), {
    doc: "Whether to adopt an existing equal authorization instead of failing.",
    examples: [true, false],
    onChange: "ignore",
  }),
});

export const authorizationOutputs = z.object({
  policyId: field(z.string(), { doc: "The id of the policy by which IAM knows the authorization." }),
  etag: field(z.string(), { doc: "The version of the policy, as IAM counts it." }),
  state: field(z.enum(["active", "deleted", "altered"]), {
    doc: "`active` while the authorization counts; `altered` when somebody else has changed which service may use what, or has taken the label from the description, which the next run corrects.",
  }),
  restrictions: field(z.array(z.string()), {
    doc:
      "Additions by somebody else that no input can express: a rule, a pattern, access tags, further attributes. They stay. " +
      "An update would drop them, and so allow more, and is refused.",
  }),
});

export type AuthorizationInputs = z.output<typeof authorizationInputs>;
export type AuthorizationOutputs = z.output<typeof authorizationOutputs>;
export type AuthorizationState = AuthorizationInputs & AuthorizationOutputs;
