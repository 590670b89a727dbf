import { createHash } from "node:crypto";
import { addressOf } from "../core/address";
import type { Definition, Values } from "../core/definition";
import { isKeysmithError } from "../core/errors";
import { lackingSecrets, secretOutputs } from "../core/lifecycle";
import { message } from "../core/message";
import { Secret } from "../core/secret";
import { ifKnown, isUnknown, onlyKnown, UNKNOWN } from "../core/unknown";
import type { SealOwner } from "../sealing/contents";
import { isWhole, open } from "../sealing/open";
import { seal } from "../sealing/seal";
import { warning } from "./diagnostics";
import { resourceType, snakeCase, writeOnlyName, writeOnlyVersionName } from "./names";
import type { PrivateRecord } from "./private-record";
import { diagnosticOf } from "./protocol/diagnostics";
import type { Attributes, Diagnosed, Diagnostic, Value } from "./protocol/provider";
import type { SecretKeeping } from "./provider-block";
import { SEALED, SECRET_KNOWN, secretInputs } from "./resource-schema";
import type { ConfiguredRun } from "./run";
import { stateFields, toValues } from "./values";

function untoldKeeping(definition: Definition, subject: string): Diagnostic {
  const names = outputNames(definition).join(" and ");
  return {
    severity: "error",
    summary: `${subject}: its ${names} would be stored in the state, and the provider block doesn't say how to protect them`,
    detail: [
      "There are three ways:",
      '  1. seal_to = ["age1…"] in the provider\'s block: the state holds them encrypted to these age recipients.',
      "  2. plain_secrets = true there: the state holds them in clear, as sensitive attributes.",
      "  3. OpenTofu's state encryption, which makes the second way safe: https://opentofu.org/docs/language/state/encryption/",
      "To destroy existing resources without any of these, run destroy with -refresh=false.",
      "Nothing was written.",
    ].join("\n"),
  };
}

type Secrets = Readonly<Record<string, Secret>>;

export function outputNames(definition: Definition): readonly string[] {
  return secretOutputs(definition).map(snakeCase);
}

export function clearNames(definition: Definition): readonly string[] {
  return secretInputs(definition).map(({ name }) => snakeCase(name));
}

export function keepingNames(definition: Definition): readonly string[] {
  const names = outputNames(definition);
  return names.length > 0 ? [...names, SEALED, SECRET_KNOWN] : [];
}

export function secretsIn(definition: Definition, values: Values): Secrets {
  const found = secretOutputs(definition).map((name) => [snakeCase(name), values[name]] as const);
  return Object.fromEntries(found.filter((each): each is [string, Secret] => each[1] instanceof Secret));
}

/** Whether `secrets` holds all secrets that every object has. @param secrets by attribute name */
export function isWholeIn(definition: Definition, secrets: Secrets): boolean {
  const known = secretOutputs(definition).map((name) => [name, secrets[snakeCase(name)]]);
  return lackingSecrets(definition, Object.fromEntries(known)).length === 0;
}

function secretsInClear(definition: Definition, attributes: Attributes): Secrets {
  const found = outputNames(definition).map((name) => [name, attributes[name]] as const);
  return Object.fromEntries(
    found.flatMap(([name, value]) => (typeof value === "string" ? [[name, new Secret(value)]] : [])),
  );
}

/** The owner of secrets: the object at its service, whose name changes when the secrets do. */
export function ownerOf(definition: Definition, values: Values): SealOwner {
  return { type: resourceType(definition), id: addressOf(definition, values)?.name };
}

/** The secret outputs that a state holds. @throws the errors of `open`, also for another resource's sealed text */
async function secretsHeld({ definition, run, prior }: StoredSecrets): Promise<Secrets> {
  const attributes = prior ?? {};
  const { [SEALED]: sealed = null } = attributes;
  if (typeof sealed !== "string") return secretsInClear(definition, attributes);
  const owner = ownerOf(definition, toValues(stateFields(definition), attributes));
  return open(sealed, await run.identities(), owner);
}

export interface KeptSecrets {
  readonly attributes: Attributes;
  /** The mark of the recipients. */
  readonly sealedTo: string | undefined;
}

/** A short digest of the sealed text; undefined if nothing is sealed. */
export function sealedMark({ [SEALED]: sealed = null }: Attributes): string | undefined {
  return typeof sealed === "string" ? createHash("sha256").update(sealed).digest("hex").slice(0, 16) : undefined;
}

/** Secret outputs in the form for the state. No other place in this adaptor unwraps secrets for a state. */
export async function keptAs(
  keeping: SecretKeeping,
  definition: Definition,
  secrets: Secrets,
  of: SealOwner,
): Promise<KeptSecrets> {
  const isKnown = Object.keys(secrets).length > 0;
  const { attributes: hidden, sealedTo } = none(definition);
  if (isKnown && keeping.kind === "plain") {
    const clear = Object.fromEntries(Object.entries(secrets).map(([name, secret]) => [name, secret.reveal()]));
    return { attributes: { ...hidden, ...clear, [SECRET_KNOWN]: true }, sealedTo };
  }
  if (isKnown && keeping.kind === "sealed") {
    const sealed = await seal(secrets, keeping.recipients, of);
    return { attributes: { ...hidden, [SEALED]: sealed, [SECRET_KNOWN]: true }, sealedTo: keeping.mark };
  }
  return { attributes: hidden, sealedTo };
}

function none(definition: Definition): KeptSecrets {
  return { attributes: pickAttributes(null, keepingNames(definition)), sealedTo: undefined };
}

/** Whether the state keeps no secrets, as they go elsewhere. */
function recordsNone(definition: Definition, values: Values): boolean {
  return ifKnown(() => definition.recordsNoSecrets?.(onlyKnown(values))) ?? false;
}

interface StoredSecrets {
  readonly definition: Definition;
  readonly run: ConfiguredRun;
  readonly subject: string;
  readonly prior: Attributes | null;
  readonly record: PrivateRecord;
}

interface SecretChange extends StoredSecrets {
  readonly config: Attributes;
  readonly makesNew: boolean;
}

interface PlannedChange extends SecretChange {
  /** The desired values. */
  readonly values: Values;
}

export function plannedSecrets(change: PlannedChange): Omit<RecordedSecrets, "sealedTo"> {
  const { definition, config, prior } = change;
  const given = clearNames(definition).map((name) => [name, config[name] ?? null] as const);
  const inClear = given.filter(([, value]) => value !== null);
  const attributes = {
    ...Object.fromEntries(given),
    ...(isRenewed(change) ? renewed(change) : pickAttributes(prior, keepingNames(definition))),
    ...Object.fromEntries(inClear),
  };
  return { attributes, diagnostics: [...inClear.map(([name]) => refusalOfClear(change, name)), ...refusal(change)] };
}

interface RecordedSecrets extends KeptSecrets {
  readonly diagnostics: readonly Diagnostic[];
}

/** @param planned the whole planned state; @param values the lifecycle method's answer, or its partial state */
export async function recordedSecrets(
  change: SecretChange,
  planned: Attributes,
  values: Values,
): Promise<RecordedSecrets> {
  const { definition } = change;
  const names = keepingNames(definition);
  const clear = pickAttributes(planned, clearNames(definition));
  const given = Object.entries(clear).filter(([, value]) => value !== null && !isUnknown(value));
  const { attributes, ...kept } = names.some((name) => isUnknown(planned[name]))
    ? await keptAnew(change, values)
    : { attributes: pickAttributes(planned, names), sealedTo: change.record.sealedTo, diagnostics: [] };
  return {
    ...kept,
    attributes: { ...pickAttributes(null, clearNames(definition)), ...attributes, ...Object.fromEntries(given) },
  };
}

async function keptAnew(change: SecretChange, values: Values): Promise<RecordedSecrets> {
  const { definition, run, prior, record, makesNew } = change;
  const unchanged = { attributes: pickAttributes(prior, keepingNames(definition)), sealedTo: record.sealedTo };
  // The secrets on record are those of another object, which is recorded as a previous one.
  if (makesNew && recordsNone(definition, values)) return { ...none(definition), diagnostics: [] };
  try {
    const secrets = makesNew ? secretsIn(definition, values) : await secretsHeld(change);
    // If a change failed before it made new secrets, those on record still count.
    const isComplete = isWholeIn(definition, secrets);
    if (prior && !isComplete) return { ...unchanged, diagnostics: [] };
    const owner = ownerOf(definition, makesNew ? values : toValues(stateFields(definition), prior ?? {}));
    // For an adopted object, one secret may be given and another known to nobody.
    return { ...(await keptAs(run.keeping, definition, isComplete ? secrets : {}, owner)), diagnostics: [] };
  } catch (error) {
    const diagnostic = diagnosticOf(error);
    if (!makesNew) return { ...unchanged, diagnostics: [{ ...diagnostic, severity: "warning" }] };
    // The object is recorded all the same, without its secrets.
    return { ...none(definition), diagnostics: [diagnostic] };
  }
}

/** Whether secrets are kept anew: new ones, or the same ones in the way that a refresh has found possible. */
function isRenewed(change: SecretChange): boolean {
  const { definition, run, record, prior } = change;
  if (outputNames(definition).length === 0) return false;
  const { mark } = run.keeping;
  return change.makesNew || (prior !== null && mark !== undefined && record.resealTo === mark);
}

function refusal({ definition, run, subject, makesNew, values }: PlannedChange): Diagnostic[] {
  const hasSecrets = outputNames(definition).length > 0 && !recordsNone(definition, values);
  const isUntold = makesNew && run.keeping.kind === "none" && hasSecrets;
  return isUntold ? [untoldKeeping(definition, subject)] : [];
}

/** Warns of a sealed text that isn't the one that was sealed, as far as a refresh can tell without opening it. */
function damage({ subject, prior, record: { sealed } }: StoredSecrets): Diagnostic[] {
  const text = prior?.[SEALED];
  const isSame = sealed === undefined || sealed === sealedMark(prior ?? {});
  if (typeof text !== "string" || (isSame && isWhole(text))) return [];
  const line = `${subject}: the sealed text in the state was cut, or is not the one that was sealed for it. Restore the state from a backup, or have a new secret made, by a rotation or a replacement`;
  return [warning(line)];
}

/** Decides in a refresh whether to seal again, as the plan may be made and applied with different identities. */
export async function resealing(change: StoredSecrets): Promise<Diagnosed & Pick<PrivateRecord, "resealTo">> {
  const { mark } = change.run.keeping;
  const damaged = damage(change);
  if (damaged.length > 0) return { diagnostics: damaged };
  if (mark === undefined || !isKeptOtherwise(change)) return { diagnostics: [] };
  try {
    await secretsHeld(change);
    return { resealTo: mark, diagnostics: [] };
  } catch (error) {
    if (!isKeysmithError(error)) throw error;
    const { problem, remedy } = error.told;
    const line = message`${change.subject}: its secrets stay sealed to the previous recipients until they can be opened or are rotated: ${problem}. ${remedy}`;
    return { diagnostics: [warning(line)] };
  }
}

function isKeptOtherwise({ definition, run: { keeping }, prior, record }: StoredSecrets): boolean {
  if (!prior) return false;
  const isSealed = typeof prior[SEALED] === "string";
  if (keeping.kind === "plain") return isSealed;
  if (isSealed) return record.sealedTo !== keeping.mark;
  return outputNames(definition).some((name) => typeof prior[name] === "string");
}

/** How secrets will be kept may be unknown yet. `secret_known` is planned as true only if that is certain. */
function renewed({ definition, run: { keeping }, prior, config, values }: PlannedChange): Attributes {
  if (recordsNone(definition, values))
    return prior?.[SECRET_KNOWN] === true ? openAttributes(definition) : none(definition).attributes;
  const clear: Value = keeping.kind === "sealed" ? null : UNKNOWN;
  const sealed: Value = keeping.kind === "plain" ? null : UNKNOWN;
  const outputs = outputNames(definition).map((name) => [name, clear] as const);
  const isMade = prior === null && (config["adopt"] ?? null) === null;
  const isKnown: Value = isMade || prior?.[SECRET_KNOWN] === true ? true : UNKNOWN;
  return { ...Object.fromEntries(outputs), [SEALED]: sealed, [SECRET_KNOWN]: isKnown };
}

/** Unknown attributes: if the change fails, recorded secrets stay recorded. */
function openAttributes(definition: Definition): Attributes {
  return Object.fromEntries(keepingNames(definition).map((name) => [name, UNKNOWN]));
}

/** A secret that the user gives in clear is in the state in clear: a provider can't prevent that. */
function refusalOfClear({ run, subject }: SecretChange, name: string): Diagnostic {
  const better = run.writeOnly
    ? `Use ${writeOnlyName(name)} with ${writeOnlyVersionName(name)}, which are kept nowhere.`
    : `This engine has no write-only attributes: Terraform and OpenTofu have them from version 1.11 on.`;
  const line = `${subject}: ${name} is kept in the state in clear`;
  // Without a path: the engine would print the line with the secret.
  if (run.keeping.kind === "plain") return { ...warning(line), detail: better };
  const detail = `${better} Or, for an OpenTofu state that is encrypted itself, set plain_secrets = true in the provider's block. Nothing was written.`;
  return { severity: "error", summary: line, detail };
}

export function pickAttributes(attributes: Attributes | null, names: readonly string[]): Attributes {
  return Object.fromEntries(names.map((name) => [name, attributes?.[name] ?? (name === SECRET_KNOWN ? false : null)]));
}
