import { mapReferences } from "../../scripts/direct/program";
import { vendors } from "../../src/catalog";
import type { Definition, Values } from "../../src/core/definition";
import { leastArguments } from "../../src/core/example";
import type { FunctionDefinition } from "../../src/core/function";
import { capitalised } from "../../src/core/words";
import { functionSchema, isDataSource, isEphemeral } from "../../src/terraform/function";
import { functionType, resourceType } from "../../src/terraform/names";
import { OPENED, openedSchema } from "../../src/terraform/opened";
import { providerSchema } from "../../src/terraform/provider-block";
import { resourceSchema } from "../../src/terraform/resource-schema";
import { definitions, sample } from "../lifecycle/samples";
import { misspeltInputs } from "../support/misspelt";
import { type Library, libraries, only, stackOf, synthesized, tf } from "./libraries";
import { misfits } from "./misfits";

type AnyConstruct = new (scope: unknown, id: string, config: object) => Readonly<Record<string, unknown>>;

const functions = vendors.flatMap((vendor) => vendor.functions);
const classOf = ({ keysmith }: Library, name: string): AnyConstruct => {
  const found = (keysmith as unknown as Readonly<Record<string, AnyConstruct>>)[name];
  if (!found) throw new Error(`there is no construct ${name}`);
  return found;
};
const nameOf = ({ name }: FunctionDefinition): string => capitalised(name.replace(/^(get|list)/, ""));
const byName = (values: Values): Values => mapReferences(values, ({ $name }) => $name) as Values;

describe.each(libraries)("constructs for $name", (library) => {
  it.each(definitions.map((definition) => [definition.name, definition] as const))(
    "give the provider what its schema of %s takes",
    (name, definition: Definition) => {
      const stack = stackOf(library);
      const given = byName(sample(definition));
      new (classOf(library, name))(stack, "sample", given);
      const attributes = only(synthesized(library, stack).resource, resourceType(definition));
      expect(misfits(resourceSchema(definition), attributes)).toEqual([]);
      expect(Object.keys(attributes).length).toBeGreaterThanOrEqual(Object.keys(given).length);
    },
  );

  it.each(definitions.map((definition) => [definition.name, definition] as const))(
    "refuse a misspelt name in an object of %s",
    (name, definition: Definition) => {
      for (const { path, inputs } of misspeltInputs(definition, byName(sample(definition))))
        expect(() => new (classOf(library, name))(stackOf(library), "sample", inputs)).toThrow(
          `${path}: is not a property; did you mean ${path.split(".").at(-1)?.slice(0, -1)}?`,
        );
    },
  );

  it.each(definitions.map((definition) => [definition.name, definition] as const))(
    "read every attribute of %s",
    (name, definition: Definition) => {
      const stack = stackOf(library);
      const made = new (classOf(library, name))(stack, "sample", byName(sample(definition)));
      const readable = resourceSchema(definition).attributes.filter(({ writeOnly }) => !writeOnly);
      for (const attribute of readable) {
        const member = attribute.name.replaceAll(/_([a-z0-9])/g, (_whole, letter: string) => letter.toUpperCase());
        new library.cdk.TerraformOutput(stack, attribute.name, { value: made[member], sensitive: true });
      }
      const { output = {} } = synthesized(library, stack);
      for (const { name: attribute } of readable)
        expect(output[attribute]?.value).toMatch(
          new RegExp(`\\$\\{(tolist\\()?${resourceType(definition)}\\.sample\\.${attribute}\\)?\\}`),
        );
    },
  );

  it.each(functions.filter(isDataSource).map((fn) => [nameOf(fn), fn] as const))(
    "give the provider what its data source of %s takes",
    (name, fn) => {
      const stack = stackOf(library);
      new (classOf(library, `Data${name}`))(stack, "sample", byName(leastArguments(fn)));
      const attributes = only(synthesized(library, stack).data, functionType(fn));
      expect(misfits(functionSchema(fn, false), attributes)).toEqual([]);
    },
  );

  it.each(functions.filter(isEphemeral).map((fn) => [nameOf(fn), fn] as const))(
    "give the provider what its ephemeral resource of %s takes",
    (name, fn) => {
      const stack = stackOf(library);
      new (classOf(library, `Ephemeral${name}`))(stack, "sample", byName(leastArguments(fn)));
      const attributes = only(synthesized(library, stack).ephemeral, functionType(fn));
      expect(misfits(functionSchema(fn, true), attributes)).toEqual([]);
    },
  );

  it("give the provider what its resource for opening takes", () => {
    const stack = stackOf(library);
    const all = { sealed: "sealed", identity: "AGE-SECRET-KEY-1", identityFile: "identities" };
    const opened = new library.keysmith.EphemeralOpened(stack, "sample", all);
    new library.cdk.TerraformLocal(stack, "pin", opened.value("clientKeyContent"));
    const attributes = only(synthesized(library, stack).ephemeral, OPENED);
    expect(misfits(openedSchema, attributes)).toEqual([]);
    expect(Object.keys(attributes)).toHaveLength(3);
    expect(JSON.stringify(synthesized(library, stack))).toContain(
      `\${ephemeral.keysmith_opened.sample.values[\\"client_key_content\\"]}`,
    );
  });

  it("configure the provider as its schema says", () => {
    const stack = stackOf(library);
    new library.keysmith.KeysmithProvider(stack, "keysmith", {
      sealTo: ["age1recipient"],
      plainSecrets: false,
      ageIdentityFile: "identities",
      stack: "shop",
      region: "cn-hangzhou",
      alibaba: {
        endpoint: "http://127.0.0.1:1",
        readQps: "10",
        profile: "production",
        assumeRole: { roleArn: "acs:ram::1000000000000001:role/keysmith", sessionExpiration: 900 },
      },
      ibm: { instance: "crn", kmsEndpoint: "http://127.0.0.1:1" },
    });
    const [attributes = {}] = synthesized(library, stack).provider?.["keysmith"] ?? [];
    expect(Object.keys(attributes)).toHaveLength(7);
    expect(misfits(providerSchema(vendors), attributes)).toEqual([]);
  });
});

describe("a misfit", () => {
  const schema = {
    attributes: [
      { name: "name", description: "", type: "string" as const, required: true },
      { name: "id", description: "", type: "string" as const, computed: true },
      { name: "size", description: "", type: "number" as const, optional: true },
    ],
  };

  it("is found", () => {
    expect(misfits(schema, { id: "x", size: "2", colour: "red" })).toEqual([
      "colour is unknown",
      "name is missing",
      "id can't be given",
      'size is "2", not number',
    ]);
    expect(misfits(schema, { name: "x", size: tf("a.b") })).toEqual([]);
  });
});
