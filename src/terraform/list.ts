import { labelField } from "../core/claims";
import type { Definition, Values } from "../core/definition";
import { fieldsOf } from "../core/fields";
import { engineId } from "../core/lifecycle";
import { type ListFilter, listObjects, neededForList } from "../core/listing";
import { writtenInputs } from "../core/written";
import { identityAttributes } from "./identity";
import type { Attributes, ListEvent, ListRequest } from "./protocol/provider";
import type { Schema, SchemaAttribute } from "./protocol/schema";
import { contextOf, type Resource, recordedValues, sought } from "./resource";
import { attributeOf, describedIn, ID, resourceSchema } from "./resource-schema";
import { conform, stateFields, toAttributes, toValues } from "./values";

const NAME_PREFIX: SchemaAttribute = {
  name: "name_prefix",
  description: "Only objects whose name at the service begins with this.",
  type: "string",
  optional: true,
};
const OF_MARKS: readonly SchemaAttribute[] = [
  {
    name: "label_prefix",
    description: "Only objects whose label begins with this, such as the name of a stack.",
    type: "string",
    optional: true,
  },
  {
    name: "unmanaged",
    description: "Only objects that carry no mark of Keysmith.",
    type: "bool",
    optional: true,
  },
];

export function listSchema(definition: Definition): Schema {
  const needed = neededForList(definition);
  const where = placesOf(definition).map((field) =>
    attributeOf(field, ({ name }) => (needed.includes(name) ? { required: true } : { optional: true })),
  );
  const filters = [NAME_PREFIX, ...(definition.list?.marked ? OF_MARKS : [])];
  return describedIn(fieldsOf(definition.inputs), `Lists what exists. ${definition.summary}`, [...where, ...filters]);
}

function placesOf({ inputs, list }: Definition) {
  return fieldsOf(inputs).filter(({ name }) => list?.where.includes(name));
}

/** Yields objects one after the other, and warnings between them. */
export async function* listResources(
  resource: Resource,
  { config, includeResource, limit }: Omit<ListRequest, "type">,
): AsyncGenerator<ListEvent> {
  const { definition, run } = resource;
  const base = sought(resource, toValues(placesOf(definition), config));
  const objects = listObjects(definition, contextOf(resource, undefined), base, filterOf(config));
  for (let shown = 0; shown < limit; ) {
    const { done, value, diagnostics } = await run.listening(async () => ({
      ...(await objects.next()),
      diagnostics: [],
    }));
    const { name = "", state } = value ?? {};
    if (diagnostics.length > 0) yield { diagnostics };
    if (done) return;
    const identity = state && identityAttributes(definition, state, undefined);
    if (!identity) continue;
    shown += 1;
    yield { name, identity, diagnostics: [], ...(includeResource && { state: attributesOf(definition, state) }) };
  }
}

function filterOf({ name_prefix: namePrefix, label_prefix: labelPrefix, unmanaged }: Attributes): ListFilter {
  return {
    namePrefix: typeof namePrefix === "string" ? namePrefix : undefined,
    labelPrefix: typeof labelPrefix === "string" ? labelPrefix : undefined,
    unmanaged: unmanaged === true,
  };
}

function attributesOf(definition: Definition, state: Values): Attributes {
  const attributes = toAttributes(stateFields(definition), state);
  return conform(resourceSchema(definition), { ...attributes, [ID]: engineId(definition, state) ?? null });
}

/** The inputs that a program has to give for an imported object, without those that hold anyhow. */
export function generateConfig({ definition, run }: Resource, state: Attributes): Attributes {
  const values = recordedValues(definition, state);
  const written = writtenInputs(definition, values, (setting) => run.known(setting));
  const whole = { ...labelOf(definition, values), ...written };
  return conform(resourceSchema(definition), toAttributes(fieldsOf(definition.inputs), whole));
}

/** A label where one is required: the default is the same for several keys of one access point. */
function labelOf(definition: Definition, values: Values): Values {
  const field = labelField(definition);
  return field && !field.optional ? { [field.name]: definition.list?.id(values) } : {};
}
