import { definitionOf } from "../../src/catalog";
import { formatTime, parseTime } from "../../src/core/clock";
import type { Definition, Values } from "../../src/core/definition";
import type { Moment, MomentKind } from "../../src/core/moments";
import { dueReasons } from "../../src/core/plan";
import { withoutSecrets } from "../../src/core/recorded";
import { clientKeyRecord, rotatedRecord } from "../cli/recorded-keys";
import byPulumi from "../recorded/0.1-pulumi.json";

type Case = readonly [name: string, kind: string, state: Values, has: readonly MomentKind[]];

const root = byPulumi.RootKey.state;
const standard = byPulumi.StandardKey.state;
const END = "2030-01-01T00:00:00.5Z";

const cases: readonly Case[] = [
  ["a client key", "ClientKey", clientKeyRecord, ["rotate", "end"]],
  ["a client key that was rotated", "ClientKey", rotatedRecord, ["rotate", "end", "retire"]],
  ["a client key that somebody deleted", "ClientKey", { ...rotatedRecord, state: "deleted" }, []],
  ["a root key", "RootKey", root, ["rotate"]],
  ["a root key that expires", "RootKey", { ...root, expirationDate: END }, ["rotate", "end"]],
  ["a root key that expires before its turn", "RootKey", { ...root, expirationDate: "2026-02-01T00:00:00Z" }, ["end"]],
  ["a root key that is disabled", "RootKey", { ...root, enabled: false }, []],
  ["a root key that was deleted", "RootKey", { ...root, state: "destroyed", expirationDate: END }, []],
  ["a standard key", "StandardKey", standard, []],
  ["a standard key that expires", "StandardKey", { ...standard, expirationDate: END }, ["end"]],
];

describe.each(cases)("the moments of %s", (_name, kind, recorded, has) => {
  const definition = definitionOf(kind);
  const state = withoutSecrets(definition, recorded);

  it("are those that it has", () => {
    expect(momentsOf(definition, state).map(({ what }) => what)).toEqual(has);
  });

  it("of what a run does are the first seconds at which that is due", () => {
    for (const { what, at } of momentsOf(definition, state).filter((moment) => moment.what !== "end")) {
      expect(codesAt(definition, state, secondsFrom(at, -1))).not.toContain(what);
      expect(codesAt(definition, state, at)).toContain(what);
    }
  });
});

describe("a rotation that is foreseen", () => {
  it.each([
    ["ClientKey", clientKeyRecord, "2026-12-05T00:00:00Z", "2027-11-05T00:00:00Z"],
    ["RootKey", root, "2026-04-02T00:00:00Z", "2026-07-01T00:00:00Z"],
  ])("of a %s moves the next one, and nothing of it is due then", (kind, recorded, at, next) => {
    const definition = definitionOf(kind);
    const state = withoutSecrets(definition, recorded);
    const after = definition.rotated?.(state, parseTime(at)) ?? state;
    expect(momentsOf(definition, after)[0]).toMatchObject({ what: "rotate", at: next });
    expect(codesAt(definition, state, at)).toEqual(["rotate"]);
    expect(codesAt(definition, after, at)).toEqual([]);
  });

  it("of a client key leaves the key before until its overlap is over, and those before it", () => {
    const definition = definitionOf("ClientKey");
    const after = definition.rotated?.(withoutSecrets(definition, rotatedRecord), parseTime("2026-12-03T00:00:00Z"));
    const retired = momentsOf(definition, after ?? {}).filter(({ what }) => what === "retire");
    expect(retired.map(({ about, at }) => [about, at])).toEqual([
      ["KAAP.2", "2026-12-10T00:00:00Z"],
      ["KAAP.1", "2026-12-09T00:00:00Z"],
    ]);
  });
});

function momentsOf({ moments }: Definition, state: Values): readonly Moment[] {
  return moments?.(state) ?? [];
}

function codesAt(definition: Definition, state: Values, at: string): string[] {
  return dueReasons(definition, state, state, parseTime(at)).map(({ code }) => code);
}

function secondsFrom(time: string, seconds: number): string {
  return formatTime(new Date(parseTime(time).getTime() + seconds * 1000));
}
