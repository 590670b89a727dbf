import { checkCredentials } from "../core/credentials";
import type { Vendor } from "../core/definition";
import { ConfigurationError } from "../core/errors";
import { isGiven } from "../core/left-out";
import { fromMarkdown, inWords } from "../core/message";
import { nameOf, type Setting, settingGroups } from "../core/settings";
import { hasUnknown, isPlainObject, isUnknown } from "../core/unknown";
import { recipientProblem, recipientsMark } from "../sealing/recipients";
import { STACK_NAME } from "./label";
import { hclWords, snakeCase } from "./names";
import type { Attributes, Diagnostic, Value } from "./protocol/provider";
import type { Schema, SchemaAttribute } from "./protocol/schema";

const OWN: readonly SchemaAttribute[] = [
  {
    name: "seal_to",
    description:
      "age recipients, `age1…`: the identity of any one of them opens the secrets that the state keeps sealed.",
    type: ["list", "string"],
    optional: true,
  },
  {
    name: "plain_secrets",
    description:
      "Whether the state keeps secrets in clear, as sensitive attributes: for an OpenTofu state that is encrypted itself.",
    type: "bool",
    optional: true,
  },
  {
    name: "age_identity_file",
    description:
      "A file of age identities. After a change of `seal_to`, they open the secrets that the state holds, to seal them again. Default: environment variable KEYSMITH_AGE_IDENTITY.",
    type: "string",
    optional: true,
  },
  {
    name: "stack",
    description:
      "The name of this stack. Default labels begin with it, and tell its objects from others'. Required if a resource that has a label is given none.",
    type: "string",
    optional: true,
  },
];

/** The schema of the provider's block: Keysmith's own settings, and those of each vendor. */
export function providerSchema(vendors: readonly Vendor[]): Schema {
  const all = settingGroups(vendors);
  const isTop = ({ config }: Setting): boolean => !config.includes(".");
  const top = all.flatMap(({ members }) => members.filter(isTop));
  const groups = all.filter(({ members }) => !members.every(isTop));
  const names = new Set(all.flatMap(({ members }) => members.map(nameOf)));
  return {
    version: 0,
    description: "KMS access as code: who may use which keys and secrets, with credentials that rotate themselves.",
    attributes: [
      ...OWN,
      ...top.map((setting) => settingAttribute(setting, setting.config, names)),
      ...groups.map(({ group, title, members }) => groupAttribute(group, title, members, names)),
    ],
  };
}

function groupAttribute(
  group: string,
  title: string,
  members: readonly Setting[],
  names: ReadonlySet<string>,
): SchemaAttribute {
  return {
    name: snakeCase(group),
    description: `How ${title} is reached.`,
    nesting: "single",
    block: true,
    attributes: members.map((setting) => settingAttribute(setting, nameOf(setting), names)),
    optional: true,
  };
}

/** @param names of settings, as `doc` calls them */
function settingAttribute(setting: Setting, name: string, names: ReadonlySet<string>): SchemaAttribute {
  const { env, secret, type, members, required } = setting;
  const doc = inWords(fromMarkdown(setting.doc, names), hclWords);
  const description = env === undefined ? doc : `${doc} Default: environment variable ${env}.`;
  const base = { name: snakeCase(name), description, ...(required ? { required: true } : { optional: true }) };
  if (!members)
    return { ...base, type: type === "number" ? "number" : "string", ...(secret ? { sensitive: true } : {}) };
  const attributes = members.map((member) => settingAttribute(member, nameOf(member), names));
  return { ...base, nesting: "single", block: true, attributes };
}

/** Problems with the block's credentials. Unknown values are checked when the engine applies its plan. */
export function credentialProblems(vendors: readonly Vendor[], config: Attributes): Diagnostic[] {
  return vendors.flatMap(({ credentials }) => {
    if (!credentials) return [];
    const { problems } = checkCredentials(credentials, (setting) => writtenSetting(config, setting));
    return problems.map(({ field, reason }): Diagnostic => {
      const summary = `${hclWords.field(`${credentials.group}.${field}`)}: ${inWords(reason, hclWords)}`;
      // Without a path: the engine prints the line that an error points at, which may hold a secret.
      return { severity: "error", summary, detail: "Nothing was sent." };
    });
  });
}

/** A block that is left out comes with nulls in it. */
function writtenSetting(config: Attributes, setting: Setting): Value | undefined {
  const value = configuredSetting(config, setting.config);
  return isPlainObject(value) && !Object.values(value).some(isGiven) ? undefined : value;
}

export function stackProblems({ stack = null }: Attributes): Diagnostic[] {
  if (stack === null || isUnknown(stack) || STACK_NAME.test(String(stack))) return [];
  const summary = `stack: ${JSON.stringify(stack)} is not allowed: give 1 to 80 characters, and no parentheses`;
  return [{ severity: "error", summary, attribute: ["stack"] }];
}

/** How a state keeps secrets. `mark` identifies the way and the recipients. */
export type SecretKeeping =
  | { readonly kind: "sealed"; readonly recipients: readonly string[]; readonly mark: string }
  | { readonly kind: "plain"; readonly mark: string }
  /** `later`: in a way that isn't known yet. */
  | { readonly kind: "later" | "none"; readonly mark?: undefined };

/** @param block which must have been validated */
export function secretKeeping({ seal_to: sealTo = null, plain_secrets: plain = null }: Attributes): SecretKeeping {
  if (plain === true) return { kind: "plain", mark: "plain" };
  if (hasUnknown(sealTo) || isUnknown(plain)) return { kind: "later" };
  const recipients = Array.isArray(sealTo) ? sealTo.map(String) : [];
  if (recipients.length === 0) return { kind: "none" };
  return { kind: "sealed", recipients, mark: recipientsMark(recipients) };
}

export async function secretKeepingProblems(config: Attributes): Promise<Diagnostic[]> {
  const { seal_to: sealTo = null, plain_secrets: plain = null } = config;
  const recipients = Array.isArray(sealTo) ? sealTo : [];
  const bad: Diagnostic[] = [];
  for (const [index, recipient] of recipients.entries())
    if (!isUnknown(recipient)) bad.push(...(await badRecipient(String(recipient), index)));
  if (plain !== true || recipients.length === 0) return bad;
  const summary = "plain_secrets = true conflicts with seal_to: leave one out";
  return [...bad, { severity: "error", summary, attribute: ["plain_secrets"] }];
}

async function badRecipient(recipient: string, index: number): Promise<Diagnostic[]> {
  const problem = await recipientProblem(recipient);
  if (!problem) return [];
  // Without a path: the engine prints the line that an error points at, which may hold an identity.
  return [{ severity: "error", summary: `seal_to[${index}]: ${problem}` }];
}

/** The value of a setting in the provider's block; undefined if it has none. */
export function configuredSetting(config: Attributes, path: string): Value | undefined {
  let value: Value | undefined = config;
  for (const name of path.split(".")) {
    if (isUnknown(value)) return value;
    value = isPlainObject(value) ? (value as Attributes)[snakeCase(name)] : undefined;
  }
  return value ?? undefined;
}

/** @throws ConfigurationError for a setting that is needed now and isn't known until the engine applies its plan */
export function knownSetting(config: Attributes, path: string): Value | undefined {
  const value = configuredSetting(config, path);
  if (!isUnknown(value)) return value;
  throw new ConfigurationError(
    `the provider's \`${hclWords.field(path)}\` is not known yet, and is needed to ask the service`,
    "Give a value that is known when the engine plans, or apply what it depends on first.",
  );
}

/** The first versions that call providers for `moved` blocks across types, and on which the suites have run. */
const OLDEST = { terraform: "1.8", openTofu: "1.10" } as const;

/**
 * Checks the engine's version. Both engines send it without their names, so a version that is too old only for OpenTofu
 * passes here; features that it lacks are refused where they are used.
 */
export function engineVersionProblems(version: string): Diagnostic[] {
  const needed = `Keysmith needs Terraform ${OLDEST.terraform} or OpenTofu ${OLDEST.openTofu}, or a newer version`;
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined || minor === undefined) {
    const summary = `the engine's version, ${JSON.stringify(version)}, is not known`;
    return [{ severity: "warning", summary, detail: `${needed}.` }];
  }
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST.terraform.split(".").map(Number);
  const isOld = Number(major) < oldestMajor || (Number(major) === oldestMajor && Number(minor) < oldestMinor);
  const summary = `the engine's version, ${version}, is too old: ${needed}`;
  return isOld ? [{ severity: "error", summary, detail: "Nothing was changed." }] : [];
}
