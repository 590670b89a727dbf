import fc from "fast-check";
import { Codec } from "../../src/grpc/codec";
import { MESSAGES } from "../../src/terraform/protocol/messages";

const codec = new Codec(MESSAGES);

const bytes = (...values: number[]) => Uint8Array.from(values);

/** As a Buffer would not equal an array of bytes. */
const plain = (value: Uint8Array) => Uint8Array.from(value);

describe("messages", () => {
  it("come back as they were", () => {
    const request = fc.record({
      sourceProviderAddress: fc.string({ unit: "binary" }),
      sourceTypeName: fc.string(),
      sourceSchemaVersion: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      sourceState: fc.option(fc.record({ json: fc.uint8Array() }), { nil: undefined }),
      targetTypeName: fc.string(),
    });
    fc.assert(
      fc.property(request, (message) => {
        const read = codec.decode("MoveResourceStateRequest", plain(codec.encode("MoveResourceStateRequest", message)));
        expect(read).toEqual(message);
      }),
    );
  });

  it("of any depth and any length come back, too", () => {
    const { block } = deep(100);
    const read = codec.decode("Schema", codec.encode("Schema", { block }));
    expect(codec.encode("Schema", { block: read.block }).equals(codec.encode("Schema", { block }))).toBe(true);
    const json = new Uint8Array(5_000_000).fill(7);
    expect(Buffer.compare(codec.decode("RawState", codec.encode("RawState", { json })).json, json)).toBe(0);
  });

  it("that are empty are no bytes at all, and have the zero of every field", () => {
    expect(codec.encode("DynamicValue", { msgpack: bytes(), json: undefined })).toHaveLength(0);
    expect(codec.encode("Diagnostic", { severity: 0, summary: "" })).toHaveLength(0);
    expect(codec.decode("Attribute", bytes())).toMatchObject({ name: "", required: false, nestedType: undefined });
    expect(codec.decode("UpgradeResourceStateRequest", bytes()).version).toBe(0n);
    expect(codec.decode("Diagnosed", bytes())).toEqual({ diagnostics: [] });
  });

  it("tell what is empty from what is absent where the protocol does", () => {
    expect(codec.decode("Step", bytes()).elementKeyInt).toBeUndefined();
    expect(codec.decode("Step", codec.encode("Step", { elementKeyInt: 0n })).elementKeyInt).toBe(0n);
    expect(codec.decode("Step", codec.encode("Step", { attributeName: "" })).attributeName).toBe("");
    expect(codec.decode("Step", bytes()).attributeName).toBeUndefined();
  });

  it("are read without what newer engines add to them", () => {
    const known = codec.encode("ImportResourceStateRequest", { typeName: "t", id: "i" });
    // Field 99 in each form that there is: a number, eight bytes, a text, four bytes.
    const added = bytes(0x98, 6, 5, 0x99, 6, 1, 2, 3, 4, 5, 6, 7, 8, 0x9a, 6, 2, 65, 66, 0x9d, 6, 1, 2, 3, 4);
    const message = Uint8Array.from([...added, ...known, ...added]);
    expect(codec.decode("ImportResourceStateRequest", message)).toEqual({ typeName: "t", id: "i" });
  });

  it("that were cut off are refused", () => {
    const whole = codec.encode("RawState", { json: bytes(1, 2, 3, 4) });
    expect(() => codec.decode("RawState", whole.subarray(0, 4))).toThrow(RangeError);
  });
});

/** A schema whose attribute has attributes that have attributes. */
function deep(levels: number): { readonly block: { readonly attributes: readonly object[] } } {
  let attributes: readonly object[] = [];
  for (let level = 0; level < levels; level++)
    attributes = [{ name: `a${level}`, nestedType: { attributes, nesting: 1 } }];
  return { block: { attributes } };
}
