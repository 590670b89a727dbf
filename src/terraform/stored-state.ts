import { isDeepStrictEqual } from "node:util";
import type { Definition, Values } from "../core/definition";
import { ConfigurationError, InvalidInputError } from "../core/errors";
import { isPlainObject } from "../core/unknown";
import { PROVIDER, resourceType } from "./names";
import { writePrivate } from "./private-record";
import type { Attributes, Imported, MoveRequest, Recorded, StoredState } from "./protocol/provider";
import { resourceSchema } from "./resource-schema";
import { conform, stateFields, toAttributes, toValues } from "./values";

/**
 * A stored state as this version's schema has it. The engine asks for it at every run, before the provider is configured.
 * @throws ConfigurationError for a state that a newer version has stored: what it says might be lost
 */
export function upgradeState(definition: Definition, { type, version, json }: StoredState): Recorded {
  const schema = resourceSchema(definition);
  if (version > schema.version) {
    throw new ConfigurationError(
      `the state of this ${type} was stored by a newer version of Keysmith (schema ${version}, and this one knows ${schema.version})`,
      "Use that version of the provider, or a newer one. Nothing was changed.",
    );
  }
  if (!isPlainObject(json)) {
    throw new ConfigurationError(
      `the state of this ${type} can't be read: it is not an object`,
      "Restore the state from its backup.",
    );
  }
  const state = conform(schema, json);
  return { state: { ...state, ...upgraded(definition, state) }, diagnostics: [] };
}

/** What an earlier version has recorded otherwise: a plan that isn't refreshed would show it as a change. */
function upgraded(definition: Definition, state: Attributes): Attributes {
  const fields = stateFields(definition).filter(({ meta }) => !meta.secret);
  const values = toValues(fields, state);
  const now = definition.upgrade?.(values) ?? values;
  return toAttributes(
    fields.filter(({ name }) => !isDeepStrictEqual(now[name], values[name])),
    now,
  );
}

function toBeRead(definition: Definition, known: Values): Attributes {
  return conform(resourceSchema(definition), toAttributes(stateFields(definition), known));
}

/** The object of an id that people give. @throws InvalidInputError for an id of another form */
export function importState(definition: Definition, id: string): Imported {
  const { adopt } = definition;
  const type = resourceType(definition);
  if (!adopt)
    throw new InvalidInputError(type, [{ field: "", reason: "objects of this kind can't be imported", secret: false }]);
  const known = adopt.place(id);
  if (known) {
    const imported = {
      type,
      state: toBeRead(definition, known),
      private: writePrivate({ takenOver: true, unread: true }),
    };
    return { imported: [imported], diagnostics: [] };
  }
  const reason = `the id ${JSON.stringify(id)} is not of the form ${adopt.form}. ${adopt.doc}`;
  throw new InvalidInputError(type, [{ field: "", reason, secret: false }]);
}

/**
 * The same object in another tool's record, for a `moved` block. Pure, as no provider is configured yet.
 * @throws InvalidInputError for a record that isn't of such an object
 */
export function moveState(definition: Definition, { sourceType, source, targetType }: MoveRequest): Recorded {
  const records = definition.adopt?.records ?? {};
  const tell = records[sourceType];
  if (!tell) {
    const kinds = Object.keys(records).join(", ");
    const reason = `can't be moved from a ${sourceType}: ${kinds ? `it can from ${kinds}` : "there is no kind from which it can"}`;
    throw new InvalidInputError(targetType, [{ field: "", reason, secret: false }]);
  }
  const known = tell(isPlainObject(source) ? source : {});
  if (known)
    return {
      state: toBeRead(definition, known),
      private: writePrivate({ takenOver: true, unread: true }),
      diagnostics: [],
    };
  const reason = `this ${sourceType} is not of a kind that a ${PROVIDER} resource of this type can be`;
  throw new InvalidInputError(targetType, [{ field: "", reason, secret: false }]);
}
