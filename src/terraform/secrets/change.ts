import type { Definition, Values } from "../../core/definition";
import { isKeysmithError } from "../../core/errors";
import { isUnknown, UNKNOWN } from "../../core/unknown";
import { warning } from "../diagnostics";
import { writeOnlyName, writeOnlyVersionName } from "../names";
import type { PrivateRecord } from "../private-record";
import type { Attributes, Diagnostic } from "../protocol/provider";
import { SEALED, SECRET_KNOWN } from "../resource-schema";
import type { Run } from "../run";
import { untoldKeeping } from "./keeping";
import { clearNames, type Kept, keepingNames, keptAs, outputNames, type Secrets, secretsHeld, secretsIn } from "./kept";

/** One change of a resource, as far as its secrets are concerned. */
export interface SecretChange {
  readonly definition: Definition;
  readonly run: Run;
  /** What messages call the resource. */
  readonly subject: string;
  readonly prior: Attributes | null;
  readonly config: Attributes;
  readonly record: PrivateRecord;
  /** Whether the change makes new secrets. */
  readonly makesNew: boolean;
}

export interface PlannedSecrets {
  readonly attributes: Attributes;
  readonly diagnostics: readonly Diagnostic[];
}

/** The attributes that hold or held secrets, as the plan foresees them. */
export async function plannedSecrets(change: SecretChange): Promise<PlannedSecrets> {
  const { definition, config, prior } = change;
  const given = clearNames(definition).map((name) => [name, config[name] ?? null] as const);
  const inClear = given.filter(([, value]) => value !== null);
  const kept = pickAttributes(prior, keepingNames(definition));
  const { isRenewed, diagnostics } = await renewal(change);
  const attributes = {
    ...Object.fromEntries(given),
    ...(isRenewed ? renewed(change) : kept),
    ...Object.fromEntries(inClear),
  };
  return { attributes, diagnostics: [...inClear.map(([name]) => refusalOfClear(change, name)), ...diagnostics] };
}

/**
 * The same once the change is made.
 * @param planned the whole planned state; @param values the state that the verb has answered
 */
export async function recordedSecrets(
  change: SecretChange,
  planned: Attributes,
  values: Values,
): Promise<Kept & { readonly diagnostics: readonly Diagnostic[] }> {
  const { definition, run, prior, record } = change;
  const names = keepingNames(definition);
  const clear = pickAttributes(planned, clearNames(definition));
  if (!names.some((name) => isUnknown(planned[name])))
    return { attributes: { ...clear, ...pickAttributes(planned, names) }, ...sealedTo(record), diagnostics: [] };
  const { secrets, diagnostics } = change.makesNew
    ? { secrets: secretsIn(definition, values), diagnostics: [] }
    : await held(change);
  const isLost = Object.keys(secrets).length === 0 && prior !== null;
  const kept = isLost
    ? { attributes: pickAttributes(prior, names), ...sealedTo(record) }
    : await keptAs(run.keeping, definition, secrets);
  const given = Object.entries(clear).filter(([, value]) => value !== null && !isUnknown(value));
  return { ...kept, attributes: { ...nothing(clear), ...kept.attributes, ...Object.fromEntries(given) }, diagnostics };
}

function sealedTo({ sealedTo: mark }: PrivateRecord): Pick<Kept, "sealedTo"> {
  return mark === undefined ? {} : { sealedTo: mark };
}

interface Renewal {
  /** Whether the state will hold the secrets anew. */
  readonly isRenewed: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

async function renewal(change: SecretChange): Promise<Renewal> {
  const { definition, run, subject } = change;
  if (outputNames(definition).length === 0) return { isRenewed: false, diagnostics: [] };
  if (change.makesNew) {
    const isTold = run.keeping.kind !== "none";
    return { isRenewed: true, diagnostics: isTold ? [] : [untoldKeeping(definition, subject)] };
  }
  if (!isKeptOtherwise(change)) return { isRenewed: false, diagnostics: [] };
  const { secrets, diagnostics } = await held(change);
  return { isRenewed: Object.keys(secrets).length > 0, diagnostics };
}

/** Whether the state holds the secrets in another form than the provider's block asks for. */
function isKeptOtherwise({ definition, run: { keeping }, prior, record }: SecretChange): boolean {
  if (!prior || keeping.kind === "none" || keeping.kind === "sealed-later") return false;
  const isSealed = typeof prior[SEALED] === "string";
  if (keeping.kind === "plain") return isSealed;
  if (isSealed) return record.sealedTo !== keeping.mark;
  return outputNames(definition).some((name) => typeof prior[name] === "string");
}

/** What the state holds, as far as it can be opened here. */
async function held({
  definition,
  run,
  prior,
  subject,
}: SecretChange): Promise<{ secrets: Secrets; diagnostics: Diagnostic[] }> {
  try {
    return { secrets: await secretsHeld(definition, prior ?? {}, () => run.identities()), diagnostics: [] };
  } catch (error) {
    if (!isKeysmithError(error)) throw error;
    const line = `${subject}: its secrets stay sealed as they are, until they can be opened or are made anew: ${error.message}`;
    return { secrets: {}, diagnostics: [warning(line)] };
  }
}

function renewed({ definition, run }: SecretChange): Attributes {
  const isClear = run.keeping.kind === "plain";
  const outputs = outputNames(definition).map((name) => [name, isClear ? UNKNOWN : null] as const);
  return { ...Object.fromEntries(outputs), [SEALED]: isClear ? null : UNKNOWN, [SECRET_KNOWN]: true };
}

/** A secret that the user gives in clear is in the state in clear: nothing that a provider does can help that. */
function refusalOfClear({ run, subject }: SecretChange, name: string): Diagnostic {
  const better = run.writeOnly
    ? `Use ${writeOnlyName(name)} with ${writeOnlyVersionName(name)}, which are kept nowhere.`
    : `This engine has no write-only attributes: Terraform and OpenTofu have them from version 1.11 on.`;
  const line = `${subject}: ${name} is kept in the state in clear`;
  if (run.keeping.kind === "plain") return { ...warning(line, [], [name]), detail: better };
  const detail = `${better} Or, for an OpenTofu state that is encrypted itself, set plain_secrets = true in the provider's block. Nothing was written.`;
  return { severity: "error", summary: line, detail, attribute: [name] };
}

function pickAttributes(attributes: Attributes | null, names: readonly string[]): Attributes {
  return Object.fromEntries(names.map((name) => [name, attributes?.[name] ?? (name === SECRET_KNOWN ? false : null)]));
}

function nothing(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.keys(attributes).map((name) => [name, null]));
}
