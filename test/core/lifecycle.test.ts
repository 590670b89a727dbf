import { z } from "zod";
import { Memo } from "../../src/core/context";
import { define } from "../../src/core/definition";
import { field } from "../../src/core/fields";
import { objectKey, updateState } from "../../src/core/lifecycle";
import { plan } from "../../src/core/plan";
import { shelf } from "../toy/shelf";
import { token } from "../toy/token";

const NOW = new Date("2026-01-01T00:00:00Z");
const context = { client: {}, clock: { now: () => NOW }, log: { warn: () => undefined }, memo: new Memo() };

const bell = define({
  name: "Bell",
  summary: "Rings when it is asked to.",
  inputs: z.object({
    name: field(z.string(), { doc: "Name.", examples: ["a", "b"] }),
    size: field(z.number(), { doc: "Size.", examples: [1, 2] }),
    rings: field(
      z
        .object({
          trigger: field(z.string().optional(), { doc: "Any text.", examples: ["x", "y"], rekeys: true }),
        })
        .prefault({}),
      { doc: "Rings." },
    ),
  }),
  outputs: z.object({ version: field(z.number(), { doc: "Rung so often." }) }),
  subject: "name",
  identity: [],
  actions: { create: [], read: [], update: [], delete: [] },
  create: async () => ({ version: 1 }),
  read: async (_context, state) => state,
  update: async (_context, { version }) => ({ version }),
  delete: async () => undefined,
});

describe("the recorded state", () => {
  // A bug: what had asked for a credential was forgotten by the next update without it, and asked again when it came back.
  it("goes on holding what made a credential, when the program leaves it out", async () => {
    const made = { name: "a", size: 1, rings: { trigger: "x" }, version: 2 };
    const updated = await updateState(bell, context, made, { name: "a", size: 2, rings: {} });
    expect(updated).toEqual({ name: "a", size: 2, rings: { trigger: "x" }, version: 2 });
    expect(plan(bell, updated, { name: "a", size: 2, rings: { trigger: "x" } }, NOW).action).toBe("none");
  });
});

describe("what tells an object from others", () => {
  it("is what names it, and nothing where no input does", () => {
    const one = { name: "orders", region: "north" };
    expect(objectKey(shelf, one)).toBe(objectKey(shelf, { ...one, colour: "red" }));
    expect(objectKey(shelf, one)).not.toBe(objectKey(shelf, { ...one, region: "south" }));
    expect(objectKey(token, { label: "a/b" })).toBeUndefined();
  });
});
