import { decode, ExtData, encode } from "@msgpack/msgpack";
import fc from "fast-check";
import { UNKNOWN } from "../../../src/core/unknown";
import type { Value } from "../../../src/terraform/protocol/provider";
import type { CtyType } from "../../../src/terraform/protocol/schema";
import {
  decodeObject,
  decodeState,
  decodeValue,
  encodeObject,
  encodeValue,
} from "../../../src/terraform/protocol/value";
import { randomInputs } from "../../support/describe-engine";
import { THING } from "./toy-schema";
import { typedValues } from "./typed-values";

const bytes = (value: unknown) => ({ msgpack: encode(value), json: new Uint8Array() });
const json = (value: unknown) => ({ msgpack: new Uint8Array(), json: Buffer.from(JSON.stringify(value)) });
const roundTrip = (value: Value, type: CtyType) =>
  decodeValue({ json: new Uint8Array(), msgpack: encodeValue(value, type).msgpack ?? new Uint8Array() }, type);

describe("values on the wire", () => {
  it("come back as they were, whatever their type", () => {
    fc.assert(
      fc.property(typedValues, ({ type, value }) => {
        expect(roundTrip(value, type)).toEqual(value);
      }),
      { numRuns: randomInputs(500) },
    );
  });

  it("come from JSON, too", () => {
    expect(decodeValue(json({ a: [1, "x", null] }), ["map", ["list", "string"]])).toEqual({ a: [1, "x", null] });
    expect(decodeValue(json("0.1"), "number")).toBe(0.1);
  });

  it("are null when nothing is there at all", () => {
    expect(decodeValue(undefined, "string")).toBeNull();
    expect(decodeValue({ msgpack: new Uint8Array(), json: new Uint8Array() }, "string")).toBeNull();
    expect(decodeValue(bytes(null), "string")).toBeNull();
    expect(decode(encodeValue(null, "string").msgpack ?? [])).toBeNull();
  });

  it.each([0, 12, 5, 127])("are unknown whatever an engine says about them: extension %d", (type) => {
    const unknown = bytes({
      a: new ExtData(type, Uint8Array.of(0x81, 1, 0xc2)),
      b: [new ExtData(type, new Uint8Array(0))],
    });
    expect(decodeValue(unknown, ["object", { a: "string", b: ["list", "number"] }])).toEqual({
      a: UNKNOWN,
      b: [UNKNOWN],
    });
  });

  it("that are unknown are sent as extension 0", () => {
    expect(decode(encodeValue(UNKNOWN, "string").msgpack ?? [])).toEqual(new ExtData(0, new Uint8Array(1)));
  });
});

describe("numbers", () => {
  it.each([
    ["7", 7],
    ["-0.1", -0.1],
    ["123456789.125", 123456789.125],
  ])("that come as the text %s are numbers", (text, number) => {
    expect(decodeValue(bytes(text), "number")).toBe(number);
  });

  it("that a binary number can't hold stay text, and go back unchanged", () => {
    const text = "12345678901234567890.5";
    expect(roundTrip(text, "number")).toBe(text);
  });

  it("with a fraction are sent as the decimal that they are written as", () => {
    expect(decode(encodeValue(0.1, "number").msgpack ?? [])).toBe("0.1");
    expect(decode(encodeValue(5, "number").msgpack ?? [])).toBe(5);
  });

  it("are not made of texts", () => {
    expect(decodeValue(bytes("7"), "string")).toBe("7");
    expect(decodeValue(bytes({ a: "7" }), ["map", "string"])).toEqual({ a: "7" });
  });
});

describe("objects", () => {
  const sent = (value: Parameters<typeof encodeObject>[0]) => decode(encodeObject(value, THING).msgpack ?? []);

  it("are sent with all attributes, at every depth", () => {
    const { limits, rules, seats, ...others } = sent({
      name: "a",
      limits: {},
      rules: [{ why: "w" }],
      seats: [{}],
    }) as Record<string, unknown>;
    expect(limits).toEqual({ unit: null, most: null });
    expect(rules).toEqual([{ source: null, why: "w" }]);
    expect(seats).toEqual([{ row: null }]);
    expect(Object.keys({ ...others, limits, rules, seats }).sort()).toEqual(THING.map(({ name }) => name).sort());
    expect(Object.values(others).filter((value) => value !== null)).toEqual(["a"]);
  });

  it("have what the schema says and nothing of what every object has", () => {
    const type = ["object", { constructor: "string" }] as const;
    expect(decode(encodeValue({}, type).msgpack ?? [])).toEqual({ constructor: null });
  });

  it("can be unknown in part, or absent", () => {
    const unknown = new ExtData(0, new Uint8Array(1));
    expect(sent({ limits: UNKNOWN, rules: [UNKNOWN], place: { row: UNKNOWN } })).toMatchObject({
      limits: unknown,
      rules: [unknown],
      place: { row: unknown, col: null },
    });
    expect(sent(null)).toBeNull();
    expect(decodeObject(bytes(null), THING)).toBeNull();
  });

  it("with an attribute that the schema hasn't are refused", () => {
    expect(() => sent({ nmae: "a" })).toThrow("the schema has no attribute nmae");
    expect(() => sent({ limits: { size: 1 } })).toThrow("the schema has no attribute size");
    expect(() => decodeObject(bytes({ nmae: "a" }), THING)).toThrow("the schema has no attribute nmae");
  });

  it("carry texts of any length", () => {
    const note = "x".repeat(100 * 1024);
    expect(
      decodeObject(
        { json: new Uint8Array(), msgpack: encodeObject({ note }, THING).msgpack ?? new Uint8Array() },
        THING,
      ),
    ).toMatchObject({ note });
  });
});

describe("stored states", () => {
  it("are JSON, or nothing", () => {
    expect(decodeState({ json: Buffer.from('{"a":[1,null]}') })).toEqual({ a: [1, null] });
    expect(decodeState({ json: new Uint8Array() })).toBeNull();
    expect(decodeState(undefined)).toBeNull();
  });
});
