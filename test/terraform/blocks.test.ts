import { vendors } from "../../src/catalog";
import type { Attributes } from "../../src/terraform/protocol/provider";
import type { SchemaAttribute } from "../../src/terraform/protocol/schema";
import { isBlock } from "../../src/terraform/protocol/schema";
import { decodeObject, encodeObject } from "../../src/terraform/protocol/value";
import { createProvider } from "../../src/terraform/provider";

// In blocks engines refuse names that they don't know; in the value of an attribute they drop them.
describe("the objects that a program gives", () => {
  const { provider, resources, dataSources, ephemeralResources } = createProvider(vendors, { env: {} }).schema();
  const schemas = { provider, ...resources, ...dataSources, ...ephemeralResources };

  it.each(Object.entries(schemas))("are blocks: %s", (_, { attributes }) => {
    expect(givenObjects(attributes).filter((each) => !isBlock(each))).toEqual([]);
  });

  it("are there also where they are left out, with nothing in them, unless they are required", () => {
    const { attributes = [] } = resources["keysmith_root_key"] ?? {};
    const left = sent({ name: "k" }, attributes);
    expect(left).toMatchObject({ rotation: { every: null, trigger: null } });
    const { attributes: ends = [] } = resources["keysmith_service_authorization"] ?? {};
    const none = sent({}, ends);
    expect(none).toMatchObject({ source: null, target: null });
  });
});

/** As the engine gets it, and hands it back. */
function sent(values: Attributes, attributes: readonly SchemaAttribute[]): Attributes | null {
  const { msgpack = new Uint8Array() } = encodeObject(values, attributes);
  return decodeObject({ msgpack, json: new Uint8Array() }, attributes);
}

function givenObjects(attributes: readonly SchemaAttribute[]): readonly SchemaAttribute[] {
  return attributes.flatMap((each) => {
    if (!("attributes" in each) || !(each.required || each.optional)) return [];
    return [each, ...givenObjects(each.attributes)];
  });
}
