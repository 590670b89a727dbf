import { z } from "zod";
import { vendorCommands } from "../../src/cli/vendor-commands";
import type { Values, Vendor } from "../../src/core/definition";
import { field, secretText } from "../../src/core/fields";
import { defineFunction } from "../../src/core/function";
import { Secret } from "../../src/core/secret";
import { ToyService } from "../toy/service";
import { toySettings } from "../toy/settings";
import { toyVendor } from "../toy/vendor";
import { type Around, type Ran, run } from "./support";

/** What the toys were asked. */
let asked: Values[];

const inputs = z.object({
  toyName: field(z.string().min(2), { doc: "The `name` of the toy.", examples: ["bear", "duck"] }),
  colour: field(z.enum(["red", "green"]).optional(), { doc: "Its colour.", examples: ["red", "green"] }),
  parts: field(z.array(z.string()).default([]), { doc: "Its parts.", examples: [["arm"], ["leg"]] }),
  age: field(z.number().optional(), { doc: "Its age.", examples: [1, 2] }),
  loud: field(z.boolean().default(false), { doc: "Whether it squeaks.", examples: [true, false] }),
  soft: field(z.boolean().optional(), { doc: "Whether it is soft.", examples: [true, false] }),
  region: field(z.string(), {
    doc: "Where it is.",
    examples: ["north", "south"],
    from: ["reference", toySettings.region],
  }),
  pin: field(secretText(z.string().min(4)).optional(), {
    doc: "What opens it.",
    examples: ["1234", "5678"],
    secret: true,
  }),
});

const toy = z.object({
  name: field(z.string(), { doc: "Its name." }),
  parts: field(z.array(z.string()), { doc: "Its parts." }),
  note: field(z.string().optional(), { doc: "What to know." }),
  place: field(z.string().optional(), { doc: "Where it lies." }),
});

const getToy = defineFunction({
  name: "getToy",
  kind: "data",
  command: "get",
  summary: "One toy. It is told with all its parts.",
  inputs,
  outputs: z.object({
    name: field(z.string(), { doc: "Its name." }),
    count: field(z.number(), { doc: "How many parts it has." }),
    owner: field(z.string().optional(), { doc: "Whose it is." }),
    token: field(secretText().optional(), { doc: "What it whispers.", secret: true }),
  }),
  actions: [],
  call: async (_context, given) => {
    asked.push(given);
    return { name: given.toyName, count: given.parts.length, owner: undefined, token: new Secret("whispered") };
  },
});

const listToys = defineFunction({
  name: "listToys",
  kind: "data",
  command: "list",
  summary: "All toys.",
  inputs: z.object({
    none: field(z.boolean().default(false), { doc: "Whether there are none.", examples: [true, false] }),
  }),
  outputs: z.object({ toys: field(z.array(toy), { doc: "The toys." }) }),
  actions: [],
  call: async (_context, { none }) => ({
    toys: none
      ? []
      : [
          { name: "bear", parts: ["arm", "leg"], note: undefined, place: "the top of the shelf" },
          { name: "duck", parts: [], note: undefined, place: undefined },
        ],
  }),
});

const nameless = defineFunction({
  name: "countToys",
  kind: "data",
  summary: "How many toys there are.",
  inputs: z.object({}),
  outputs: z.object({ count: field(z.number(), { doc: "The number of toys." }) }),
  actions: [],
  call: async () => ({ count: 2 }),
});

const vendor: Vendor = { ...toyVendor(new ToyService()), functions: [getToy, listToys] };
const toys = (words: string, around?: Around): Promise<Ran> => run([vendor], ["toy", ...words.split(" ")], around);

beforeEach(() => {
  asked = [];
});

describe("the command of a function", () => {
  it("takes every input as an option, lists by repetition, and the environment for the rest", async () => {
    const words = "get --toy-name bear --colour red --parts arm --parts leg --age 3 --loud --no-soft";
    const { error } = await toys(words, { env: { TOY_REGION: "north" } });
    expect(error).toBeUndefined();
    expect(asked).toEqual([
      { toyName: "bear", colour: "red", parts: ["arm", "leg"], age: 3, loud: true, soft: false, region: "north" },
    ]);
  });

  it("leaves open what isn't given", async () => {
    await toys("get --toy-name bear --region south --soft");
    expect(asked).toEqual([{ toyName: "bear", parts: [], loud: false, soft: true, region: "south" }]);
  });

  it("reads a secret from standard input or from a file, never from the command line", async () => {
    await toys("get --toy-name bear --region south --pin-file -", { input: "1234\n" });
    expect(new Secret("1234").equals(asked[0]?.["pin"])).toBe(true);
    expect(await toys("get --toy-name bear --pin 1234")).toMatchObject({
      error: expect.stringContaining("unknown option"),
    });
    expect(await toys("get --toy-name bear --pin-file /nowhere/pin")).toMatchObject({
      error: expect.stringContaining("/nowhere/pin can't be read"),
    });
  });

  it("refuses bad input as everywhere, without the secret", async () => {
    const { error } = await toys("get --toy-name x --age old --colour gren --region a --pin-file -", { input: "abc" });
    expect(error).toContain('toyName: "x" has 1 character: at least');
    expect(error).toContain('age: must be a number, not "old"');
    expect(error).toContain("did you mean green?");
    expect(error).toContain("pin: the given value has 3 characters: at least");
    expect(error).not.toContain("abc");
    expect(await toys("get --toy-name bear")).toMatchObject({ error: expect.stringContaining("TOY_REGION") });
    expect(asked).toEqual([]);
  });

  it("prints a line for each output, and a secret only when it is asked to", async () => {
    const words = "get --toy-name bear --parts arm --region south";
    expect((await toys(words)).out).toBe("name   bear\ncount  1\ntoken  [secret]");
    expect((await toys(`${words} --show-secrets`)).out).toBe("name   bear\ncount  1\ntoken  whispered");
    expect(JSON.parse((await toys(`${words} --json`)).out)).toEqual({ name: "bear", count: 1, token: "[secret]" });
    expect(JSON.parse((await toys(`${words} --json --show-secrets`)).out)).toMatchObject({ token: "whispered" });
  });

  it("prints a list as a table, with the columns that hold something and fit", async () => {
    expect((await toys("list")).out.split("\n")).toEqual([
      "name  parts     place",
      "bear  arm, leg  the top of the shelf",
      "duck",
    ]);
    expect((await toys("list", { width: 20 })).out.split("\n")).toEqual(["name  parts", "bear  arm, leg", "duck"]);
    expect((await toys("list --none")).out).toBe("none");
    expect(JSON.parse((await toys("list --json")).out)).toMatchObject({ toys: [{ name: "bear" }, { name: "duck" }] });
  });
});

describe("the help", () => {
  it("names the functions, in a sentence each, and what the environment can say", async () => {
    const { out } = await toys("--help");
    expect(out).toMatch(/get \[options\]\s+One toy$/m);
    expect(out).toMatch(/list \[options\]\s+All toys$/m);
    expect(out).toContain("\n  TOY_REGION\n      Where the toys are.\n");
  });

  it("says of each option what it takes", async () => {
    const { out } = await toys("get --help");
    const words = out.replaceAll(/\s+/g, " ");
    expect(words).toContain("One toy. It is told with all its parts.");
    expect(words).toContain("--toy-name <text> The name of the toy. (required)");
    expect(words).toContain("--colour <text> Its colour. (one of red, green)");
    expect(words).toContain("--parts <text> Its parts. (may be given several times)");
    expect(words).toContain("--region <text> Where it is. (by default TOY_REGION)");
    expect(words).toContain("--pin-file <file> What opens it. Read from this file, or - for standard input");
    expect(words).toContain("--show-secrets");
    expect((await toys("list --help")).out).not.toContain("--show-secrets");
  });

  it("has no command for a vendor without functions, or whose functions have none", async () => {
    const bare = toyVendor(new ToyService());
    expect(
      vendorCommands([
        { ...bare, functions: [] },
        { ...bare, functions: [nameless] },
      ]),
    ).toEqual([]);
  });
});
