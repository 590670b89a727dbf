import { inspect } from "node:util";
import fc from "fast-check";
import { Secret } from "../../src/core/secret";
import { UNKNOWN } from "../../src/core/unknown";
import { fromWire, plainToWire, stateToWire, UNKNOWN_TEXT } from "../../src/pulumi/wire";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const secretOf = (value: unknown): unknown => ({ [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value });

describe("fromWire", () => {
  it("leaves out the provider's text", () => {
    expect(fromWire({ __provider: "exports.handler = …", name: "a" })).toEqual({ name: "a" });
  });

  it("finds unknown values at any depth", () => {
    const sent = { a: UNKNOWN_TEXT, b: ["x", UNKNOWN_TEXT], c: { d: { e: UNKNOWN_TEXT } } };
    expect(fromWire(sent)).toEqual({ a: UNKNOWN, b: ["x", UNKNOWN], c: { d: { e: UNKNOWN } } });
  });
});

describe("plainToWire", () => {
  it("gives secrets plain and unknown values as the engine's text", () => {
    const inputs = { pin: new Secret("1234"), list: [UNKNOWN], at: UNKNOWN, left: undefined };
    expect(plainToWire(inputs)).toEqual({ pin: "1234", list: [UNKNOWN_TEXT], at: UNKNOWN_TEXT });
  });

  it("gives back what it got, for any JSON", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (sent) => {
        const { __provider, ...rest } = sent;
        const clean = JSON.parse(JSON.stringify(rest));
        expect(plainToWire(fromWire(clean))).toEqual(clean);
      }),
    );
  });
});

describe("stateToWire", () => {
  it("marks every secret, wherever it stands", () => {
    const state = { token: new Secret("t"), nested: { key: new Secret("k") }, list: [new Secret("l")] };
    expect(stateToWire(state, [])).toEqual({
      token: secretOf("t"),
      nested: { key: secretOf("k") },
      list: [secretOf("l")],
    });
  });

  it("marks fields that are secret by name, once, also when they hold a plain value", () => {
    const sent = stateToWire({ pin: "1234", token: new Secret("t"), name: "a" }, ["pin", "token", "absent"]);
    expect(sent).toEqual({ pin: secretOf("1234"), token: secretOf("t"), name: "a" });
  });

  it("gives plain JSON only: the engine's conversion would fail after the service has acted", () => {
    const odd = {
      left: undefined,
      date: new Date("2026-01-01T00:00:00.500Z"),
      big: 12345678901234567890n,
      nan: Number.NaN,
      call: () => 1,
      list: [undefined, 1, Symbol("s")],
      none: null,
    };
    expect(stateToWire(odd, [])).toEqual({
      date: "2026-01-01T00:00:00Z",
      big: "12345678901234567890",
      nan: null,
      list: [null, 1, null],
      none: null,
    });
  });

  it("is the only place where a secret shows", () => {
    const state = { token: new Secret("never shown") };
    expect(`${inspect(state)}${JSON.stringify(state)}`).not.toContain("never shown");
    expect(JSON.stringify(stateToWire(state, ["token"]))).toContain("never shown");
  });
});
