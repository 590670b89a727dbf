import { formatTime, parseTime } from "../core/clock";
import type { Definition, Values } from "../core/definition";
import { fieldsOf } from "../core/fields";
import { wrapSecrets } from "../core/lifecycle";
import { isUnknown } from "../core/unknown";
import { failure } from "./diagnostics";
import { idOf } from "./planned-state";
import { type PrivateRecord, readPrivate, writePrivate } from "./private-record";
import type { Attributes, Recorded } from "./protocol/provider";
import { allFields, type Resource, recordedValues } from "./resource";
import { ID, SECRET_KNOWN } from "./resource-schema";
import { keepingNames, keptAs, outputNames, secretsIn } from "./secrets/kept";
import { stateFields, toAttributes } from "./values";

/**
 * The resource as the service has it now, and whether something is due: that is decided here, once for the plan and its
 * apply. A state that comes from an import or from another tool is filled in.
 */
export async function readResource(resource: Resource, attributes: Attributes, bytes: Uint8Array): Promise<Recorded> {
  const { definition, vendor, run } = resource;
  const record = readPrivate(bytes);
  try {
    const before = filledIn(resource, recordedValues(definition, attributes));
    const state = await definition.read(run.context(vendor), before);
    if (!state) return { state: null, diagnostics: run.warnings() };
    const { attributes: kept, ...sealed } = await secretsRead(resource, attributes, state, record);
    const read = {
      ...attributes,
      ...toAttributes(stateFields(definition), state),
      ...kept,
      [ID]: idOf(definition, state),
    };
    const next = { ...sealed, ...dueIn(resource, state, record) };
    return { state: read, private: isSame(next, record) ? bytes : writePrivate(next), diagnostics: run.warnings() };
  } catch (error) {
    return {
      state: attributes,
      private: bytes,
      diagnostics: [failure(error, allFields(definition)), ...run.warnings()],
    };
  }
}

/** What is recorded, and where that says nothing: settings, a label, the defaults. */
function filledIn({ definition, run }: Resource, recorded: Values): Values {
  const source = run.source(definition, recorded);
  const filled = fieldsOf(definition.inputs).map(({ name, meta, defaultValue }) => {
    const found = meta.source === undefined ? undefined : source(meta.source);
    return [name, recorded[name] ?? (isUnknown(found) ? undefined : found) ?? defaultValue] as const;
  });
  return { ...recorded, ...Object.fromEntries(filled.filter(([, value]) => value !== undefined)) };
}

/** Secrets stay as they are kept; those that weren't known and that the service tells are kept from now on. */
async function secretsRead(
  { definition, run }: Resource,
  attributes: Attributes,
  state: Values,
  { sealedTo }: PrivateRecord,
): Promise<{ readonly attributes: Attributes; readonly sealedTo?: string }> {
  const names = keepingNames(definition);
  const secrets = secretsIn(definition, wrapSecrets(definition, state));
  const isNews = attributes[SECRET_KNOWN] !== true && Object.keys(secrets).length === outputNames(definition).length;
  if (names.length > 0 && isNews) return keptAs(run.keeping, definition, secrets);
  const clear = fieldsOf(definition.inputs).filter(({ meta }) => meta.secret);
  const kept = [...names, ...Object.keys(toAttributes(clear, {}))];
  const same: Attributes = Object.fromEntries(
    kept.map((name) => [name, attributes[name] ?? (name === SECRET_KNOWN ? false : null)]),
  );
  return { attributes: same, ...(sealedTo === undefined ? {} : { sealedTo }) };
}

/**
 * The moment at which something was first found due, for the plan to ask about: a moment that stays the same until more is
 * due, as the engine takes another one for news.
 */
function dueIn({ definition, run }: Resource, state: Values, { dueAt }: PrivateRecord): Pick<PrivateRecord, "dueAt"> {
  const now = run.session.now();
  const inputs = inputsOf(definition, state);
  const dueAtTime = (time: Date): string => JSON.stringify(definition.due(state, inputs, time));
  const nothing = JSON.stringify([]);
  if (dueAtTime(now) === nothing) return {};
  if (dueAt !== undefined && dueAtTime(parseTime(dueAt)) === dueAtTime(now)) return { dueAt };
  return { dueAt: formatTime(now) };
}

function inputsOf({ inputs }: Definition, state: Values): Values {
  return Object.fromEntries(fieldsOf(inputs).map(({ name, defaultValue }) => [name, state[name] ?? defaultValue]));
}

function isSame(left: PrivateRecord, right: PrivateRecord): boolean {
  return left.dueAt === right.dueAt && left.sealedTo === right.sealedTo;
}
