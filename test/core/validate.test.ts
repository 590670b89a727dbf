import { z } from "zod";
import { field, fieldsOf, secretText } from "../../src/core/fields";
import { UNKNOWN } from "../../src/core/unknown";
import { type Checkable, checkInputs } from "../../src/core/validate";
import { toySettings } from "../toy/settings";

const examples = ["a", "b"] as const;

describe("a field that stands for another", () => {
  const inputs = z.object({
    room: field(z.string(), { doc: "By name.", examples, from: [toySettings.room] }),
    number: field(z.string().optional(), { doc: "By number.", examples, insteadOf: "room" }),
    box: field(
      z
        .object({
          colour: field(z.string(), { doc: "Colour.", examples }),
          shade: field(z.string().optional(), { doc: "Shade.", examples, insteadOf: "colour" }),
        })
        .optional(),
      { doc: "Box." },
    ),
  });
  const definition: Checkable = { inputs };
  const asked = jest.fn(() => "cellar");
  const check = (given: Record<string, unknown>): ReturnType<typeof checkInputs> => {
    const { values, problems } = checkInputs(definition, given, asked);
    return { values, problems: problems.map((problem) => ({ ...problem, reason: String(problem.reason) })) };
  };

  beforeEach(() => asked.mockClear());

  it("keeps the other's source from being asked, and the other from being missed", () => {
    expect(check({ number: "4" })).toEqual({ values: { number: "4" }, problems: [] });
    expect(asked).not.toHaveBeenCalled();
    expect(check({ number: UNKNOWN })).toEqual({ values: { number: UNKNOWN }, problems: [] });
  });

  it("is not missed itself, and the other's source is asked, where neither is given", () => {
    expect(check({})).toEqual({ values: { room: "cellar" }, problems: [] });
    expect(check({ number: null })).toEqual({ values: { room: "cellar" }, problems: [] });
    asked.mockReturnValueOnce(undefined as unknown as string);
    expect(check({}).problems).toMatchObject([{ field: "room", reason: expect.stringContaining("is missing") }]);
  });

  it("can't be given together with the other", () => {
    expect(check({ room: "attic", number: "4" }).problems).toEqual([
      { field: "number", reason: "can't be given together with room: leave one out", secret: false },
    ]);
  });

  it("may be given together with one of which nothing is known yet: it may turn out to be nothing", () => {
    expect(check({ room: UNKNOWN, number: "4" }).problems).toEqual([]);
    expect(check({ room: "attic", number: UNKNOWN }).problems).toEqual([]);
  });

  it("may lie in an object, beside the other", () => {
    expect(check({ box: { shade: "dark" } })).toMatchObject({ values: { box: { shade: "dark" } }, problems: [] });
    expect(check({ box: {} }).problems).toMatchObject([{ field: "box.colour", reason: "is missing" }]);
    expect(check({ box: { colour: "red", shade: "dark" } }).problems).toMatchObject([
      { field: "box.shade", reason: "can't be given together with colour: leave one out" },
    ]);
  });
});

describe("a list of objects", () => {
  const place = z.object({ floor: field(z.number(), { doc: "Floor." }) });
  const inputs = z.object({
    crates: field(
      z.array(
        z.object({
          id: field(z.string(), { doc: "Id." }),
          heavy: field(z.boolean().default(false), { doc: "Heavy." }),
          places: field(z.array(place).default([]), { doc: "Places." }),
        }),
      ),
      { doc: "Crates.", examples: [[{ id: "a" }], [{ id: "b" }]] },
    ),
  });
  const check = (crates: unknown): ReturnType<typeof checkInputs> => checkInputs({ inputs }, { crates });

  it("is filled up with defaults, item by item", () => {
    expect(check([{ id: "a" }, { id: "b", heavy: true, places: [{ floor: 2 }] }])).toEqual({
      values: {
        crates: [
          { id: "a", heavy: false, places: [] },
          { id: "b", heavy: true, places: [{ floor: 2 }] },
        ],
      },
      problems: [],
    });
  });

  it("says where something is wrong, missing or misspelt, however deep", () => {
    const { problems } = check([
      { id: 5 },
      { heavy: true },
      { id: "c", heavvy: true, places: [{ floor: 1, flor: 2 }] },
    ]);
    expect(problems.map((problem) => `${problem.field}: ${problem.reason}`)).toEqual([
      expect.stringMatching(/^crates\[2\]\.heavvy: is not a field; did you mean heavy\?/),
      expect.stringMatching(/^crates\[2\]\.places\[0\]\.flor: is not a field; did you mean floor\?/),
      "crates[0].id: must be string, not 5",
      "crates[1].id: is missing",
    ]);
  });

  it("is named for what it is where something else is given", () => {
    expect(check("a").problems).toMatchObject([{ reason: 'must be a list of objects, not "a"' }]);
  });

  it("passes with unknown items", () => {
    expect(check([UNKNOWN, { id: "b" }]).problems).toEqual([]);
    expect(check([UNKNOWN, { idd: "b" }]).problems).toMatchObject([{ field: "crates[1].idd" }]);
  });
});

describe("a text of a format", () => {
  const inputs = z.object({
    id: field(z.uuid({ error: "is no GUID" }), { doc: "Id.", examples }),
    url: field(z.url(), { doc: "URL.", examples }),
    code: field(secretText(z.string().regex(/^\d+$/, "write digits")), { doc: "Code.", examples, secret: true }),
  });

  it("is a text to every engine", () => {
    expect(fieldsOf(inputs).map(({ type }) => type.kind)).toEqual(["string", "string", "string"]);
  });

  it("is refused in the definition's own words, without a secret in them", () => {
    const { problems } = checkInputs({ inputs }, { id: "x", url: "nowhere", code: "hunter2" });
    expect(problems.map(({ reason }) => reason)).toEqual([
      '"x" is no GUID',
      '"nowhere" is not allowed: Invalid URL',
      "the given value is not allowed: write digits",
    ]);
  });
});

// A bug: it passed, was sent as U+FFFD, and then differed from what the service had for ever.
describe("half a character, a lone surrogate", () => {
  const inputs = z.object({
    name: field(z.string(), { doc: "Name.", examples, from: [toySettings.room] }),
    tags: field(z.array(z.string()).default([]), { doc: "Tags.", examples: [["a"], ["b"]] }),
    box: field(z.object({ note: field(z.string().optional(), { doc: "Note.", examples }) }).optional(), {
      doc: "Box.",
    }),
    crates: field(z.array(z.object({ id: field(z.string(), { doc: "Id." }) })).default([]), {
      doc: "Crates.",
      examples: [[{ id: "a" }], [{ id: "b" }]],
    }),
    code: field(secretText().optional(), { doc: "Code.", examples, secret: true }),
  });
  const [half, whole] = ["a\ud83d", "a\ud83d\ude00"];

  it("is refused wherever a text is taken, however deep, and secrets aren't shown", () => {
    const given = { name: half, tags: ["x", half], box: { note: half }, crates: [{ id: half }], code: half };
    const { problems, values } = checkInputs({ inputs }, given);
    expect(problems.map(({ field }) => field)).toEqual(["name", "tags[1]", "box.note", "crates[0].id", "code"]);
    for (const { reason } of problems) expect(reason).toContain("holds half of a character, a lone surrogate");
    expect(problems[0]?.reason).toContain(JSON.stringify(half));
    expect(problems[4]).toMatchObject({ reason: expect.stringMatching(/^the given value holds/), secret: true });
    expect(values).toEqual({ box: {} });
  });

  it("is refused of a setting too, and beside items that aren't known yet", () => {
    expect(checkInputs({ inputs }, {}, () => half).problems).toMatchObject([{ field: "name" }]);
    expect(checkInputs({ inputs }, { name: "a", tags: [UNKNOWN, half] }).problems).toMatchObject([
      { field: "tags[1]" },
    ]);
  });

  it("is nothing against whole characters", () => {
    expect(checkInputs({ inputs }, { name: whole, tags: [whole], code: whole }).problems).toEqual([]);
  });
});
