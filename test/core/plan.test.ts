import * as z from "zod";
import type { Definition, Values } from "../../src/core/definition";
import { field } from "../../src/core/fields";
import { message } from "../../src/core/message";
import { plan } from "../../src/core/plan";
import { Secret } from "../../src/core/secret";
import { UNKNOWN } from "../../src/core/unknown";
import { token } from "../toy/token";

const NOW = new Date("2026-02-01T00:00:00Z");
const state = {
  ...{ shelf: "orders", friends: [], limits: { days: 90 }, label: "shop/orders", region: "north" },
  ...{ tokenId: "T1", version: 1, rotateAt: "2026-04-01T00:00:00Z", previous: [] },
};
const desired = (days: unknown) => ({ ...state, limits: { days } });

/** Due once it is older than its days. */
const aging: Definition = {
  ...token,
  due: [
    (_, { limits }, now) =>
      now.getTime() - Date.parse("2026-01-01T00:00:00Z") > Number((limits as { days: number }).days) * 86_400_000
        ? { code: "rotate", message: message`is old`, outputs: "all" }
        : undefined,
  ],
};

// Once, a plan promised to keep a credential that the apply, which knew one input more, then replaced.
describe("what becomes due by what isn't known yet", () => {
  it("may change every output that it would", () => {
    const planned = plan(aging, state, desired(UNKNOWN), NOW);
    expect([...planned.outputs].sort()).toEqual(Object.keys(token.outputs.shape).sort());
    expect(planned.warnings.map(String)).toContainEqual(expect.stringContaining("decides whether more is due"));
    expect(planned.reasons.map(({ code }) => code)).toEqual(["changed"]);
  });

  it("is no more than the change once that is known", () => {
    expect(plan(aging, state, desired(60), NOW)).toMatchObject({ outputs: ["rotateAt"], warnings: [] });
    expect(plan(aging, state, desired(7), NOW).reasons.map(({ code }) => code)).toEqual(["changed", "rotate"]);
  });

  // A bug: what isn't known was taken for what is recorded, and a switch that is recorded as off hid what it may let become due.
  it("may change them too where a switch that is off may turn out to be on", () => {
    const switched: Definition = {
      ...aging,
      due: [
        (_, { region }, now) => (region === "off" ? undefined : (aging.due?.[0]?.(state, desired(7), now) as never)),
      ],
      inputs: token.inputs.extend({ region: field(z.enum(["off", "on"]), { doc: "A switch." }) }),
    };
    const off = { ...state, region: "off" };
    expect(plan(switched, off, { ...off, region: UNKNOWN }, NOW).outputs).toContain("tokenId");
    expect(plan(switched, off, off, NOW).outputs).toEqual([]);
  });

  // A bug: where time decides nothing, what asks no clock was left out, and so was what an input without a default may let become due.
  it("is what asks no clock, whatever time decides, and what an example would make due", () => {
    const asked: Definition = {
      ...aging,
      due: [
        (_, { friends }) =>
          (friends as unknown[]).length > 0 ? { code: "rotate", message: "asked", outputs: "all" } : undefined,
      ],
      inputs: token.inputs.extend({
        friends: field(z.array(z.string()).optional(), { doc: "Friends.", examples: [["a"], []] }),
      }),
    };
    for (const dueAt of [new Date(0), NOW])
      expect(plan(asked, state, { ...state, friends: UNKNOWN }, NOW, { dueAt }).outputs).toContain("tokenId");
  });

  it("is nothing where no input that counts is unknown, nor before a refresh has found anything due", () => {
    const others = { ...state, friends: UNKNOWN };
    expect(plan(aging, state, others, NOW).outputs).toEqual([]);
    expect(plan(aging, state, desired(UNKNOWN), NOW, { dueAt: new Date(0) }).outputs).toEqual(["rotateAt"]);
  });
});

describe("what a change says that it makes", () => {
  const messages = (definition: Definition, inputs: Values): string[] =>
    plan(definition, { ...state, pin: new Secret("1234") }, { ...state, ...inputs }, NOW).reasons.map(({ message }) =>
      String(message),
    );

  it.each<[string, Definition, string]>([
    ["a credential", token, "a new credential"],
    ["what the definition says", { ...token, renews: () => "a new version" }, "a new version"],
  ])("is %s", (_, definition, made) => {
    expect(messages(definition, { pin: new Secret("5678") })).toEqual([`pin changes, which makes ${made}`]);
    // A bug: it was told to make one whatever the value turned out to be.
    expect(messages(definition, { pin: UNKNOWN })).toEqual([
      `pin is not known yet, and a value other than the present one makes ${made}`,
    ]);
  });

  it("is nothing where the definition says so", () => {
    const idle: Definition = { ...token, renews: () => undefined };
    expect(messages(idle, { pin: new Secret("5678") })).toEqual(["pin changes"]);
    expect(messages(idle, { pin: UNKNOWN })).toEqual(["pin is not known yet"]);
  });
});
