import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { vendors } from "../../../src/catalog";
import { field, fieldsOf } from "../../../src/core/fields";
import { checkInputs } from "../../../src/core/validate";
import { packageSchema } from "../../../src/pulumi/plugin/schema";
import { isSourced } from "../../lifecycle/samples";
import { ToyService } from "../../toy/service";
import { shelf } from "../../toy/shelf";
import { toyVendor } from "../../toy/vendor";

interface Property {
  readonly type?: string;
  readonly items?: Property;
  readonly $ref?: string;
  readonly description?: string;
  readonly secret?: boolean;
  readonly willReplaceOnChanges?: boolean;
}

interface ObjectSchema {
  readonly properties: Readonly<Record<string, Property>>;
  readonly required: readonly string[];
}

interface Resource extends ObjectSchema {
  readonly description: string;
  readonly inputProperties: Readonly<Record<string, Property>>;
  readonly requiredInputs: readonly string[];
  readonly aliases: readonly object[];
}

interface PackageSchema {
  readonly config: { readonly variables: Readonly<Record<string, Property>> };
  readonly provider: { readonly inputProperties: Readonly<Record<string, Property>> };
  readonly types: Readonly<Record<string, Partial<ObjectSchema> & { readonly enum?: readonly object[] }>>;
  readonly resources: Readonly<Record<string, Resource>>;
  readonly functions: Readonly<
    Record<string, { readonly description: string; readonly inputs: ObjectSchema; readonly outputs: ObjectSchema }>
  >;
}

/** As it is written, without what JSON doesn't have. */
function written(schema: Record<string, unknown>): PackageSchema {
  return JSON.parse(JSON.stringify(schema));
}

const toy = toyVendor(new ToyService());
const toys = written(packageSchema([toy], "1.2.3"));
const real = written(packageSchema(vendors, "1.2.3"));

const resource = (name: string, schema = toys): Resource => {
  const found = schema.resources[`keysmith:index:${name}`];
  if (!found) throw new Error(`there is no ${name}`);
  return found;
};

const type = (name: string) => toys.types[`keysmith:index:${name}`];
const refTo = (name: string): Property => ({ $ref: `#/types/keysmith:index:${name}` });

describe("the package schema", () => {
  it.each([
    ["the toys", toys],
    ["the vendors", real],
  ])("of %s refers to types that it has, and has none that nothing refers to", (_name, schema) => {
    const referred = [...JSON.stringify(schema).matchAll(/"#\/types\/([^"]+)"/g)].map(([, token]) => token);
    expect([...new Set(referred)].sort()).toEqual(Object.keys(schema.types).sort());
  });

  it("says of the package what package.json says", () => {
    const text = readFileSync(path.resolve(__dirname, "../../../package.json"), "utf8");
    const { name, license, author } = JSON.parse(text) as Record<string, string>;
    expect(packageSchema([toy], "1.2.3")).toMatchObject({ name, version: "1.2.3", license, publisher: author });
  });

  it("has every resource by its token, with the type of the dynamic one as alias", () => {
    expect(Object.keys(toys.resources)).toEqual(
      ["Shelf", "Token", "Crate", "Seal"].map((name) => `keysmith:index:${name}`),
    );
    expect(resource("Shelf").aliases).toEqual([{ type: "pulumi-nodejs:dynamic/keysmith:Shelf" }]);
  });

  it("requires of the inputs what nothing but the program can say", () => {
    expect(resource("Shelf").requiredInputs).toEqual([]);
    expect(resource("Token").requiredInputs).toEqual(["shelf"]);
    expect(resource("Shelf").inputProperties["name"]?.description).toContain("the name of the resource in the program");
    expect(resource("Token").inputProperties["region"]?.description).toBe(
      "Where it is. Default: the configuration `keysmith:region`, or `TOY_REGION`. A change replaces the resource.",
    );
  });

  it("has inputs and outputs as properties, an output winning where both have a name", () => {
    const { properties, required } = resource("Token");
    expect(properties).toMatchObject({
      tokenId: { type: "string" },
      pin: { type: "string", description: "The pin of the token.", secret: true },
      version: { type: "number" },
      friends: { type: "array", items: { type: "string" } },
      limits: refTo("TokenLimits"),
      previous: { type: "array", items: refTo("TokenPrevious") },
    });
    expect(required).toEqual(expect.arrayContaining(["tokenId", "pin", "limits", "label", "friends"]));
    expect(required).not.toContain("due");
    expect(resource("Shelf").required).not.toContain("tags");
  });

  it("hides what is secret, on both sides", () => {
    expect(resource("Token").inputProperties["pin"]).toMatchObject({ secret: true });
    expect(resource("Token").properties["token"]).toMatchObject({ secret: true });
    const spec = toys.functions["keysmith:index:openCrate"];
    expect([spec?.inputs.properties["code"], spec?.outputs.properties["code"]]).toEqual([
      expect.objectContaining({ secret: true }),
      expect.objectContaining({ secret: true }),
    ]);
  });

  it("tells what replaces a resource, and leaves it to the provider to do so", () => {
    expect(resource("Token").inputProperties["shelf"]).toMatchObject({ willReplaceOnChanges: true });
    expect(resource("Token").inputProperties["friends"]).not.toHaveProperty("willReplaceOnChanges");
    expect(resource("Token").properties["shelf"]).not.toHaveProperty("willReplaceOnChanges");
    expect(JSON.stringify(real)).not.toContain('"replaceOnChanges"');
  });

  it("names choices and nested objects after where they are", () => {
    expect(resource("Shelf").inputProperties["colour"]).toMatchObject(refTo("ShelfColour"));
    expect(type("ShelfColour")).toEqual({ type: "string", enum: [{ value: "red" }, { value: "green" }] });
    expect(real.types["keysmith:index:RootKeyService"]?.enum).toContainEqual({ name: "HsCrypto", value: "hs-crypto" });
    expect(type("TokenLimits")).toMatchObject({
      properties: { days: { type: "number" }, note: { type: "string" } },
      required: [],
    });
    expect(type("TokenPrevious")).toMatchObject({ required: ["tokenId"] });
    expect(type("ListCratesResultCrates")?.required).toEqual(["crateId", "size", "sealed", "tags"]);
    expect(type("ListCratesSizes")?.required).toEqual(["atLeast"]);
  });

  it("says by what to refer to a resource", () => {
    expect(resource("Token").inputProperties["shelf"]?.description).toContain("Takes the `name` of the `Shelf`.");
    expect(resource("Seal").inputProperties["crate"]?.description).toContain("Takes the `id` of the `Crate`.");
    expect(toys.functions["keysmith:index:weigh"]?.inputs.properties["thing"]?.description).toContain(
      "Takes the `id` of the `Crate`, or the `name` of the `Shelf`.",
    );
  });

  it("has the output that says what is due where something can be", () => {
    expect(resource("Token").properties["due"]).toMatchObject({ type: "array", items: refTo("Due") });
    expect(resource("Shelf").properties).not.toHaveProperty("due");
  });

  it("says of a function that acts what a preview makes of it", () => {
    expect(toys.functions["keysmith:index:openCrate"]?.description).toContain("a preview doesn't call it");
    expect(toys.functions["keysmith:index:getShelf"]?.description).not.toContain("preview");
  });

  it("configures by the settings' own names, hides objects with a secret in them, and reads no environment", () => {
    expect(Object.keys(toys.config.variables)).toEqual(["naming", "region", "toy"]);
    expect(toys.provider.inputProperties).toEqual(toys.config.variables);
    expect(toys.config.variables["toy"]).toEqual({ ...refTo("ProviderToy"), description: "How Toys is reached." });
    expect(type("ProviderToy")?.properties?.["room"]?.description).toContain("`TOY_ROOM`, `ROOM`");
    const secret = { config: "toy.key", env: "TOY_KEY", secret: true, doc: "What opens everything." } as const;
    const guarded = written(packageSchema([{ ...toy, settings: [...toy.settings, secret] }], "1.2.3"));
    expect(guarded.config.variables["toy"]).toMatchObject({ secret: true });
    expect(JSON.stringify(real)).not.toContain("defaultInfo");
  });

  it("refuses two types of one name", () => {
    const lid = z.object({ colour: field(z.string(), { doc: "Its colour.", examples: ["red", "green"] }) });
    const other = z.object({ size: field(z.number(), { doc: "Its size." }) });
    const definition = {
      ...shelf,
      inputs: shelf.inputs.extend({ lid: field(lid, { doc: "On top.", from: ["recorded"] }) }),
      outputs: z.object({ lid: field(other, { doc: "On top." }) }),
    };
    expect(() => packageSchema([{ ...toy, definitions: [definition] }], "1.2.3")).toThrow("keysmith:index:ShelfLid");
  });
});

/** What an example in YAML gives. */
function givenIn(description: string): Readonly<Record<string, unknown>> {
  const [, text = ""] = /```yaml\n(.*?)```/s.exec(description) ?? [];
  const program = parse(text);
  return program.resources?.example.properties ?? program.variables?.found["fn::invoke"].arguments ?? {};
}

describe("the examples in YAML", () => {
  const declared = vendors.flatMap(({ definitions, functions }) => [
    ...definitions.map((each) => [each.name, each, resource(each.name, real).description] as const),
    ...functions.map(
      (each) => [each.name, each, real.functions[`keysmith:index:${each.name}`]?.description ?? ""] as const,
    ),
  ]);

  it.each(declared)("of %s pass its own check", (name, definition, description) => {
    expect(description).toContain(`keysmith:${name}\n`);
    const sourced = fieldsOf(definition.inputs).filter(isSourced);
    const known = Object.fromEntries(sourced.map((each) => [each.name, each.meta.examples?.[0]]));
    expect(checkInputs(definition, { ...known, ...givenIn(description) }).problems).toEqual([]);
  });

  it("keep the engine's language from taking a text for an expression", () => {
    const motto = ["$", "{not} this"].join("");
    const inputs = shelf.inputs.extend({
      motto: field(z.string(), { doc: "What is on it.", examples: [motto, "that"] }),
    });
    const schema = written(packageSchema([{ ...toy, definitions: [{ ...shelf, inputs }] }], "1.2.3"));
    expect(givenIn(resource("Shelf", schema).description)).toEqual({ motto: `$${motto}` });
  });
});
