import type { Definition, Values } from "../../core/definition";
import { isKeysmithError } from "../../core/errors";
import { message } from "../../core/message";
import { isUnknown, UNKNOWN } from "../../core/unknown";
import { isWhole } from "../../sealing/open";
import { warning } from "../diagnostics";
import { writeOnlyName, writeOnlyVersionName } from "../names";
import type { PrivateRecord } from "../private-record";
import { diagnosticOf } from "../protocol/diagnostics";
import type { Attributes, Diagnostic, Value } from "../protocol/provider";
import { SEALED, SECRET_KNOWN } from "../resource-schema";
import type { ConfiguredRun } from "../run";
import { stateFields, toValues } from "../values";
import {
  clearNames,
  type Kept,
  keepingMark,
  keepingNames,
  keptAs,
  outputNames,
  ownerOf,
  type Secrets,
  sealedMark,
  secretsHeld,
  secretsIn,
  untoldKeeping,
} from "./kept";

/** One change of a resource, as far as its secrets are concerned. */
export interface SecretChange {
  readonly definition: Definition;
  readonly run: ConfiguredRun;
  readonly subject: string;
  readonly prior: Attributes | null;
  readonly config: Attributes;
  readonly record: PrivateRecord;
  readonly makesNew: boolean;
}

export interface PlannedSecrets {
  readonly attributes: Attributes;
  readonly diagnostics: readonly Diagnostic[];
}

/** The attributes that hold or held secrets, as the plan foresees them. */
export function plannedSecrets(change: SecretChange): PlannedSecrets {
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

export interface RecordedSecrets extends Kept {
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The same once the change is made.
 * @param planned the whole planned state; @param values what the verb has answered, or as far as it came
 */
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
    : { attributes: pickAttributes(planned, names), ...asBefore(change), diagnostics: [] };
  return { ...kept, attributes: { ...nothing(clear), ...attributes, ...Object.fromEntries(given) } };
}

async function keptAnew(change: SecretChange, values: Values): Promise<RecordedSecrets> {
  const { definition, run, prior, makesNew } = change;
  const unchanged = { attributes: pickAttributes(prior, keepingNames(definition)), ...asBefore(change) };
  try {
    const secrets = makesNew ? secretsIn(definition, values) : await held(change);
    // Of a change that broke off before it made new ones, those from before still count.
    const isComplete = Object.keys(secrets).length === outputNames(definition).length;
    if (prior && !isComplete) return { ...unchanged, diagnostics: [] };
    const owner = ownerOf(definition, makesNew ? values : toValues(stateFields(definition), prior ?? {}));
    // Of an object that was adopted one may be given, and another known to nobody.
    return { ...(await keptAs(run.keeping, definition, isComplete ? secrets : {}, owner)), diagnostics: [] };
  } catch (error) {
    const diagnostic = diagnosticOf(error);
    if (!makesNew) return { ...unchanged, diagnostics: [{ ...diagnostic, severity: "warning" }] };
    // What was made is recorded all the same, without its secrets.
    const none = await keptAs({ kind: "none" }, definition, {}, ownerOf(definition, values));
    return { ...none, diagnostics: [diagnostic] };
  }
}

function asBefore({ record: { sealedTo } }: SecretChange): Pick<Kept, "sealedTo"> {
  return sealedTo === undefined ? {} : { sealedTo };
}

/** Whether the state will hold the secrets anew: new ones, or the same in the way that a refresh has found possible. */
function isRenewed(change: SecretChange): boolean {
  const { definition, run, record, prior } = change;
  if (outputNames(definition).length === 0) return false;
  const mark = keepingMark(run.keeping);
  return change.makesNew || (prior !== null && mark !== undefined && record.resealTo === mark);
}

function refusal({ definition, run, subject, makesNew }: SecretChange): Diagnostic[] {
  const isUntold = makesNew && run.keeping.kind === "none" && outputNames(definition).length > 0;
  return isUntold ? [untoldKeeping(definition, subject)] : [];
}

/** Whether a refresh finds that the secrets can be kept as the provider's block says now, and they aren't yet. */
export interface Resealing {
  readonly resealTo?: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** What a refresh sees, without opening it, of a sealed text that isn't the one that was sealed. */
function damage({ subject, prior, record: { sealed } }: SecretChange): Diagnostic[] {
  const text = prior?.[SEALED];
  const isSame = sealed === undefined || sealed === sealedMark(prior ?? {});
  if (typeof text !== "string" || (isSame && isWhole(text))) return [];
  const line = `${subject}: the sealed text in the state was cut, or is not the one that was sealed for it. Restore the state from a backup, or have a new secret made, by a rotation or a replacement`;
  return [warning(line)];
}

/** Looked at in a refresh, as whoever applies the plan may have other identities than who makes it. */
export async function resealing(change: SecretChange): Promise<Resealing> {
  const mark = keepingMark(change.run.keeping);
  const damaged = damage(change);
  if (damaged.length > 0) return { diagnostics: damaged };
  if (mark === undefined || !isKeptOtherwise(change)) return { diagnostics: [] };
  try {
    await held(change);
    return { resealTo: mark, diagnostics: [] };
  } catch (error) {
    if (!isKeysmithError(error)) throw error;
    const { problem, remedy } = error.told;
    const line = message`${change.subject}: its secrets stay sealed to the previous recipients until they can be opened or are rotated: ${problem}. ${remedy}`;
    return { diagnostics: [warning(line)] };
  }
}

/** Whether the state holds the secrets in another form than the provider's block asks for. */
function isKeptOtherwise({ definition, run: { keeping }, prior, record }: SecretChange): boolean {
  if (!prior) return false;
  const isSealed = typeof prior[SEALED] === "string";
  if (keeping.kind === "plain") return isSealed;
  if (isSealed) return record.sealedTo !== keepingMark(keeping);
  return outputNames(definition).some((name) => typeof prior[name] === "string");
}

/** What the state holds. @throws what `open` throws */
function held({ definition, run, prior }: SecretChange): Promise<Secrets> {
  return secretsHeld(definition, prior ?? {}, () => run.identities());
}

/** How the secrets will be kept may not be known yet; whether they will be known, only when it is sure that they are made. */
function renewed({ definition, run: { keeping }, prior, config }: SecretChange): Attributes {
  const clear: Value = keeping.kind === "sealed" ? null : UNKNOWN;
  const sealed: Value = keeping.kind === "plain" ? null : UNKNOWN;
  const outputs = outputNames(definition).map((name) => [name, clear] as const);
  const isMade = prior === null && (config["adopt"] ?? null) === null;
  const isKnown: Value = isMade || prior?.[SECRET_KNOWN] === true ? true : UNKNOWN;
  return { ...Object.fromEntries(outputs), [SEALED]: sealed, [SECRET_KNOWN]: isKnown };
}

/** A secret that the user gives in clear is in the state in clear: nothing that a provider does can help that. */
function refusalOfClear({ run, subject }: SecretChange, name: string): Diagnostic {
  const better = run.writeOnly
    ? `Use ${writeOnlyName(name)} with ${writeOnlyVersionName(name)}, which are kept nowhere.`
    : `This engine has no write-only attributes: Terraform and OpenTofu have them from version 1.11 on.`;
  const line = `${subject}: ${name} is kept in the state in clear`;
  // Without a place: the engine would print the line with the secret.
  if (run.keeping.kind === "plain") return { ...warning(line), detail: better };
  const detail = `${better} Or, for an OpenTofu state that is encrypted itself, set plain_secrets = true in the provider's block. Nothing was written.`;
  return { severity: "error", summary: line, detail };
}

function pickAttributes(attributes: Attributes | null, names: readonly string[]): Attributes {
  return Object.fromEntries(names.map((name) => [name, attributes?.[name] ?? (name === SECRET_KNOWN ? false : null)]));
}

function nothing(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.keys(attributes).map((name) => [name, null]));
}
