import fc from "fast-check";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { Codec } from "../../../src/grpc/codec";
import { MESSAGES } from "../../../src/pulumi/plugin/messages";
import { fromStruct, toStruct } from "../../../src/pulumi/plugin/struct";

const codec = new Codec(MESSAGES);

type Json = Record<string, JavaScriptValue>;

/** Some names mean something to the language. One of them the other make loses. */
const name = fc
  .oneof(fc.string(), fc.constantFrom("", "constructor", "toString", "hasOwnProperty"))
  .filter((each) => each !== "__proto__");
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: "grapheme" }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(name, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;
const properties = fc.dictionary(name, json, { maxKeys: 6, noNullPrototype: true }) as fc.Arbitrary<Json>;

describe("properties", () => {
  it("come as another make of the protocol has written them", () => {
    fc.assert(
      fc.property(properties, (sent) => {
        const bytes = Struct.fromJavaScript(sent).serializeBinary();
        expect(fromStruct(codec.decode("Struct", bytes))).toEqual(sent);
      }),
    );
  });

  it("are written so that another make reads them", () => {
    fc.assert(
      fc.property(properties, (sent) => {
        const bytes = codec.encode("Struct", toStruct(sent));
        expect(Struct.deserializeBinary(bytes).toJavaScript()).toEqual(sent);
      }),
    );
  });

  it("that are undefined aren't sent, and those inside are", () => {
    const { fields } = toStruct({ a: undefined, b: { c: undefined, d: [undefined, 1] } });
    expect(fields).toEqual([
      {
        key: "b",
        value: { object: { fields: [{ key: "d", value: { list: { values: [{ null: 0 }, { number: 1 }] } } }] } },
      },
    ]);
  });

  it("of any name come and go", () => {
    const odd = JSON.parse('{"__proto__": {"__proto__": 1}, "constructor": ["a"]}') as Json;
    const read = fromStruct(codec.decode("Struct", codec.encode("Struct", toStruct(odd))));
    expect(JSON.stringify(read)).toBe(JSON.stringify(odd));
  });

  it("that weren't sent are none", () => {
    expect(fromStruct(undefined)).toEqual({});
    expect(fromStruct({ fields: [{ key: "a", value: undefined }] })).toEqual({ a: undefined });
  });

  it("of any size and depth come and go", () => {
    const deep = Array.from({ length: 200 }).reduce<Json>((inner) => ({ inner }), {});
    const large = { deep, text: "x".repeat(3_000_000), list: Array.from({ length: 10_000 }, (_, index) => index) };
    expect(fromStruct(codec.decode("Struct", codec.encode("Struct", toStruct(large))))).toEqual(large);
  });
});
