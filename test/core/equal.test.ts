import { z } from "zod";
import { define } from "../../src/core/definition";
import { field } from "../../src/core/fields";
import { plan } from "../../src/core/plan";
import { UNKNOWN } from "../../src/core/unknown";

const NOW = new Date("2026-01-01T00:00:00Z");
const text = (examples: [string, string]): z.ZodOptional<z.ZodString> =>
  field(z.string().optional(), { doc: "Text.", examples, onChange: "replace" });

/** A door that is told by its number, or by its floor and its place on it. */
const door = define({
  name: "Door",
  summary: "Opens.",
  inputs: z.object({
    place: field(z.object({ number: text(["1-2", "3-4"]), floor: text(["1", "2"]), at: text(["3", "4"]) }), {
      doc: "Where it is.",
    }),
    colour: field(z.string(), { doc: "Its colour.", examples: ["red", "blue"] }),
  }),
  outputs: z.object({}),
  subject: "colour",
  address: () => ({ kind: "thing", place: undefined, name: undefined }),
  equal: [{ of: ["place"], by: ({ place }) => numberOf(place) }],
  actions: { create: [], read: [], update: [], delete: [] },
  create: async () => ({}),
  read: async (_context, state) => state,
  update: async () => ({}),
  delete: async () => undefined,
});

type Place = {
  readonly number?: string | undefined;
  readonly floor?: string | undefined;
  readonly at?: string | undefined;
};

function numberOf({ number, floor, at }: Place): string {
  return number ?? `${floor}-${at}`;
}

const PRIOR = { place: { number: "1-2" }, colour: "red" };
const planned = (desired: object): object => plan(door, PRIOR, { ...PRIOR, ...desired }, NOW);

describe("inputs that say the same in other words", () => {
  it("are no change, and hide none of other inputs", () => {
    const place = { floor: "1", at: "2" };
    expect(planned({ place })).toMatchObject({ action: "none", reasons: [] });
    expect(planned({ place, colour: "blue" })).toMatchObject({ action: "update", reasons: [{ field: "colour" }] });
  });

  it("are a change as soon as they say something else", () => {
    expect(planned({ place: { floor: "1", at: "3" } })).toMatchObject({ action: "replace" });
  });

  it("may be a change as long as one of them isn't known", () => {
    expect(planned({ place: { floor: "1", at: UNKNOWN } })).toMatchObject({
      action: "replace",
      replaces: ["place.number", "place.floor"],
    });
    expect(planned({ place: UNKNOWN })).toMatchObject({ action: "update" });
    expect(planned({ place: { number: UNKNOWN } })).toMatchObject({ action: "update", replaces: [] });
  });
});

it("two that say nothing at all aren't known to be the same", () => {
  const silent = define({ ...door, equal: [{ of: ["place"], by: () => undefined }] });
  expect(plan(silent, PRIOR, { ...PRIOR, place: { floor: "1", at: "2" } }, NOW).action).toBe("replace");
});
