import { sameValue } from "../core/compare";
import { aboutRecord } from "../core/damage";
import { type Definition, subjectOf, type Values } from "../core/definition";
import { fieldsOf } from "../core/fields";
import { requireIdentity } from "../core/identity";
import { withDefaults } from "../core/left-out";
import { engineId, fromStore, noteRecorded, readState, warnOfLack } from "../core/lifecycle";
import { dueIn, dueMoment, dueSince } from "./due";
import { identityAttributes, identityValues } from "./identity";
import { snakeCase } from "./names";
import { type PrivateRecord, readPrivate, writePrivate } from "./private-record";
import { diagnosticOf } from "./protocol/diagnostics";
import type { Attributes, ReadRequest, Recorded } from "./protocol/provider";
import { contextOf, nonceIn, type Resource, recordedValues, sought, titleOf } from "./resource";
import { ID, NONCE, SECRET_KNOWN } from "./resource-schema";
import {
  clearNames,
  isWholeIn,
  type KeptSecrets,
  keepingNames,
  keptAs,
  ownerOf,
  pickAttributes,
  resealing,
  sealedMark,
  secretsIn,
} from "./secrets";
import { stateFields, toAttributes } from "./values";

/**
 * Reads the resource as the service has it now, and decides whether something is due, once for the plan and its apply.
 * Fills in a state that comes from an import or from another tool.
 */
export async function readResource(resource: Resource, request: Omit<ReadRequest, "type">): Promise<Recorded> {
  const { definition } = resource;
  const { state: attributes, private: bytes, identity } = request;
  try {
    const known = recordedValues(definition, attributes);
    const record = readPrivate(bytes);
    const context = contextOf(resource, nonceIn(definition, attributes, record));
    const isUnread = record.unread === true;
    const state = await (isUnread
      ? definition.adopt?.find(context, sought(resource, known))
      : readState(definition, context, { ...known, ...withDefaults(fieldsOf(definition.inputs), known) }));
    if (!state) return { state: null, identity, diagnostics: [] };
    const before = identity ? identityValues(definition, identity) : undefined;
    requireIdentity(definition, subjectOf(definition, state), before, state);
    if (isUnread) noteRecorded(definition, context.ledger, state);
    const read = await toRecord(resource, attributes, state, bytes);
    if (isUnread) warnOfLack(definition, context, fromStore(definition, state));
    return { ...read, identity: identityAttributes(definition, state, identity) };
  } catch (error) {
    const told = aboutRecord(titleOf(definition, attributes), error);
    return { state: attributes, private: bytes, identity, diagnostics: [diagnosticOf(told)] };
  }
}

async function toRecord(
  resource: Resource,
  attributes: Attributes,
  state: Values,
  bytes: Uint8Array,
): Promise<Recorded> {
  const { definition, run } = resource;
  const record = readPrivate(bytes);
  const due = dueSince(definition, state, record, run.now());
  const { attributes: secrets, sealedTo } = await secretsRead(resource, attributes, state, record);
  const read = {
    ...attributes,
    ...toAttributes(stateFields(definition), state),
    ...givenForNone(definition, attributes, state),
    ...secrets,
    ...dueIn(definition, state, dueMoment(due)),
    [ID]: engineId(definition, state) ?? null,
    [NONCE]: nonceIn(definition, { ...attributes, ...toAttributes(stateFields(definition), state) }, record) ?? null,
  };
  const subject = subjectOf(definition, state);
  const kept = { ...record, sealedTo, sealed: sealedTo === record.sealedTo ? record.sealed : undefined };
  const { resealTo, diagnostics } = await resealing({ definition, run, subject, prior: read, record: kept });
  const { takenOver } = record;
  const sealed = kept.sealed ?? sealedMark(read);
  const next = writePrivate({ sealedTo, sealed, resealTo, takenOver, ...due });
  return { state: read, private: next, diagnostics };
}

/**
 * What the program gives and the service doesn't tell from none, such as an empty description, stays as given: the engine would see a
 * change in every plan.
 */
function givenForNone({ inputs }: Definition, attributes: Attributes, state: Values): Attributes {
  const given = fieldsOf(inputs)
    .filter(({ name, meta }) => !meta.secret && state[name] === undefined)
    .map((field) => [field, attributes[snakeCase(field.name)] ?? null] as const);
  return Object.fromEntries(
    given.flatMap(([field, value]) =>
      value !== null && sameValue(field, value, undefined) ? [[snakeCase(field.name), value]] : [],
    ),
  );
}

/** Secrets stay as they are kept. Secrets that weren't known and that the service tells are kept from now on. */
async function secretsRead(
  { definition, run }: Resource,
  attributes: Attributes,
  state: Values,
  { sealedTo }: PrivateRecord,
): Promise<KeptSecrets> {
  const names = keepingNames(definition);
  const secrets = secretsIn(definition, fromStore(definition, state));
  const isNews = attributes[SECRET_KNOWN] !== true && isWholeIn(definition, secrets);
  if (names.length > 0 && isNews) return keptAs(run.keeping, definition, secrets, ownerOf(definition, state));
  return { attributes: pickAttributes(attributes, [...names, ...clearNames(definition)]), sealedTo };
}
