import type { Definition, Values, Vendor } from "../../core/definition";
import { shownArguments } from "../../core/example";
import { fieldsOf } from "../../core/fields";
import type { FunctionDefinition } from "../../core/function";
import { nameOf, type Setting, settingGroups } from "../../core/settings";
import { capitalised, questionFields, warnings } from "../../core/words";
import { holdsSecret } from "../settings";
import { PACKAGE, tokenOf } from "../tokens";
import { dynamicType } from "../wire";
import { ACTING_DOC, DUE_DOC, NAMING_DOC } from "../words";
import { functionExamples, importing, NODE_PACKAGE, paragraphs, resourceExamples } from "./schema-docs";
import { type PropertySpec, SchemaTypes } from "./schema-types";

const PACKAGE_DOC = "KMS access as code: who may use which keys and secrets, with credentials that rotate themselves.";

/**
 * The engine's schema of the package, as plain JSON. Programs in every language, their documentation and the engine
 * itself know resources, functions and configuration from it.
 * @param version of the package, and of the SDKs generated from the schema
 * @throws TypeError if two types would have the same name
 */
export function packageSchema(vendors: readonly Vendor[], version: string): Record<string, unknown> {
  const types = new SchemaTypes(referencesIn(vendors));
  const settings = providerProperties(vendors, types);
  const resources = vendors.flatMap((vendor) =>
    vendor.definitions.map((each) => [tokenOf(each.name), resourceSpec(each, vendor.shown ?? [], types)]),
  );
  const functions = vendors.flatMap((vendor) =>
    vendor.functions.map((each) => [tokenOf(each.name), functionSpec(each, vendor.shown ?? [], types)]),
  );
  return {
    name: PACKAGE,
    displayName: "Keysmith",
    version,
    description: PACKAGE_DOC,
    keywords: ["pulumi", PACKAGE, "kms", "rotation", "secrets", "category/infrastructure", "kind/native"],
    license: "Apache-2.0",
    publisher: "The Keysmith authors",
    language: LANGUAGES,
    config: { variables: settings },
    provider: {
      description: `${PACKAGE_DOC} An explicit provider is for what the configuration of the stack can't say, such as a second account.`,
      inputProperties: settings,
    },
    types: types.all(),
    resources: Object.fromEntries(resources),
    functions: Object.fromEntries(functions),
  };
}

/** The names and dependencies of the SDKs generated from the schema. */
const LANGUAGES = {
  nodejs: {
    packageName: NODE_PACKAGE,
    packageDescription: PACKAGE_DOC,
    dependencies: { "@pulumi/pulumi": "^3.160.0" },
    respectSchemaVersion: true,
  },
  python: {
    packageName: `pulumi_${PACKAGE}`,
    requires: { pulumi: ">=3.160.0,<4.0.0" },
    inputTypes: "classes-and-dicts",
    pyproject: { enabled: true },
    respectSchemaVersion: true,
  },
  go: {
    importBasePath: `${PACKAGE}/sdk/go/${PACKAGE}`,
    generateResourceContainerTypes: true,
    respectSchemaVersion: true,
  },
  csharp: { packageReferences: { Pulumi: "3.*" }, respectSchemaVersion: true },
};

function referencesIn(vendors: readonly Vendor[]): ReadonlyMap<string, string> {
  const definitions = vendors.flatMap((vendor) => vendor.definitions);
  return new Map(definitions.map(({ name, id, subject }) => [name, id ? "id" : subject]));
}

function resourceSpec(definition: Definition, shown: readonly string[], types: SchemaTypes): Values {
  const { name, summary, adopt, due } = definition;
  const inputs = types.object(name, fieldsOf(definition.inputs), "given");
  const recorded = types.recorded(name, fieldsOf(definition.outputs), fieldsOf(definition.inputs));
  return {
    description: paragraphs(
      summary,
      ...warnings(definition),
      resourceExamples(name, shownArguments(definition, shown)),
      adopt && importing(tokenOf(name), adopt),
    ),
    inputProperties: inputs.properties,
    requiredInputs: inputs.required,
    properties: due ? { ...recorded.properties, due: dueProperty(types) } : recorded.properties,
    required: recorded.required,
    aliases: [{ type: dynamicType(name) }],
  };
}

function dueProperty(types: SchemaTypes): PropertySpec {
  const items = types.add("Due", {
    type: "object",
    description: "Something that must change although the program did not.",
    properties: {
      code: { type: "string", description: "What is to be done, such as `rotate`." },
      message: { type: "string", description: "Why, for people." },
    },
    required: ["code", "message"],
  });
  return { type: "array", items, description: DUE_DOC };
}

function functionSpec(fn: FunctionDefinition, shown: readonly string[], types: SchemaTypes): Values {
  const { name, summary, outputs, kind } = fn;
  const owner = capitalised(name);
  return {
    description: paragraphs(
      summary,
      kind === "action" ? ACTING_DOC : undefined,
      functionExamples(name, shownArguments(fn, shown)),
    ),
    inputs: { type: "object", ...types.object(owner, questionFields(fn), "given") },
    outputs: { type: "object", ...types.object(`${owner}Result`, fieldsOf(outputs), "got") },
  };
}

/** The configuration of the package: the vendors' settings, each by itself or in one object with others. */
function providerProperties(vendors: readonly Vendor[], types: SchemaTypes): Readonly<Record<string, PropertySpec>> {
  const properties = settingGroups(vendors).map(({ group, title, members }) => {
    const [single] = members;
    if (single?.config === group) return [group, settingProperty(single, types)] as const;
    return [group, groupProperty(group, `How ${title} is reached.`, members, types)] as const;
  });
  return Object.fromEntries([["naming", { type: "string", description: NAMING_DOC } as const], ...properties]);
}

/** The whole group is secret if any member is: SDKs hide whole properties, and send an object as one text. */
function groupProperty(
  config: string,
  description: string,
  members: readonly Setting[],
  types: SchemaTypes,
): PropertySpec {
  const type = types.add(`Provider${config.split(".").map(capitalised).join("")}`, {
    type: "object",
    description,
    properties: Object.fromEntries(members.map((each) => [nameOf(each), settingProperty(each, types)] as const)),
    required: members.filter(({ required }) => required).map(nameOf),
  });
  return { ...type, description, ...(members.some(holdsSecret) ? { secret: true } : {}) };
}

/** Declares no default from the environment: an SDK would read it in the program and record it with the provider. */
function settingProperty(setting: Setting, types: SchemaTypes): PropertySpec {
  const { config, doc, env, otherEnv = [], members, type = "string" } = setting;
  if (members) return groupProperty(config, doc, members, types);
  const variables = [...(env === undefined ? [] : [env]), ...otherEnv].map((name) => `\`${name}\``);
  const from = variables.length > 0 ? ` Default: the environment variable ${variables.join(", ")}.` : "";
  const scalar = type === "number" ? "number" : "string";
  return { type: scalar, description: `${doc}${from}`, ...(holdsSecret(setting) ? { secret: true } : {}) };
}
