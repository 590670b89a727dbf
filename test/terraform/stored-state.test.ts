import fc from "fast-check";
import { UNKNOWN } from "../../src/core/unknown";
import { readPrivate, writePrivate } from "../../src/terraform/private-record";
import { resourceSchema } from "../../src/terraform/resource-schema";
import { upgradeState } from "../../src/terraform/stored-state";
import { stateFields, toAttributes, toValues } from "../../src/terraform/values";
import { token } from "../toy/token";

const schema = resourceSchema(token);
const stored = {
  label: "shop/orders",
  version: 3,
  limits: { days: 10 },
  previous: [{ token_id: "T1", colour: "red" }],
};

describe("a stored state", () => {
  it("loses what this version doesn't know, and gets null for what it has besides", () => {
    const { state } = upgradeState(token, { type: "keysmith_token", version: 0, json: { ...stored, gone: 1 } });
    expect(Object.keys(state ?? {}).sort()).toEqual(schema.attributes.map(({ name }) => name).sort());
    expect(state).toMatchObject({
      label: "shop/orders",
      limits: { days: 10, note: null },
      previous: [{ token_id: "T1" }],
      sealed: null,
    });
  });

  it("of a newer version is refused", () => {
    const newer = { type: "keysmith_token", version: 1, json: stored };
    expect(() => upgradeState(token, newer)).toThrow("stored by a newer version of Keysmith");
  });

  it("that is no object is refused", () => {
    const broken = { type: "keysmith_token", version: 0, json: "cut off" };
    expect(() => upgradeState(token, broken)).toThrow("it is not an object");
  });
});

describe("values", () => {
  const fields = stateFields(token);

  it("come back from the engine as they went, whatever is in them", () => {
    const texts = fc.option(fc.oneof(fc.string(), fc.constant(UNKNOWN)), { nil: undefined });
    const values = fc.record({
      shelf: texts,
      friends: fc.option(fc.array(fc.string()), { nil: undefined }),
      limits: fc.option(fc.record({ days: fc.integer(), note: texts }), { nil: undefined }),
      previous: fc.array(fc.record({ tokenId: fc.string() })),
      version: fc.double({ noNaN: true }),
    });
    fc.assert(
      fc.property(values, (given) => {
        expect(toValues(fields, toAttributes(fields, given))).toEqual(given);
      }),
    );
  });

  it("have every attribute, at any depth", () => {
    expect(toAttributes(fields, { limits: { days: 1 } })).toMatchObject({
      shelf: null,
      limits: { days: 1, note: null },
    });
  });

  it("are numbers also where the engine writes them as text", () => {
    expect(toValues(fields, { version: "9007199254740992" })).toEqual({ version: 2 ** 53 });
  });
});

describe("what is kept beside a state", () => {
  it("comes back as it went, and is nothing when there is nothing to keep", () => {
    const record = { dueAt: "2026-01-01T00:00:00Z", sealedTo: "0123" };
    expect(readPrivate(writePrivate(record))).toEqual(record);
    expect(writePrivate({})).toHaveLength(0);
    expect(readPrivate(new Uint8Array())).toEqual({});
  });
});
