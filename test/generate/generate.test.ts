import { z } from "zod";
import { leastArguments, literal } from "../../scripts/generate/example";
import { lookUpFunctions } from "../../scripts/generate/look-up-functions";
import { referencePages } from "../../scripts/generate/reference-pages";
import { resourceClasses } from "../../scripts/generate/resource-classes";
import { comment } from "../../scripts/generate/typescript";
import { vendors } from "../../src/catalog";
import { field } from "../../src/core/fields";
import { checkInputs } from "../../src/core/validate";
import { ToyService } from "../toy/service";
import { shelf } from "../toy/shelf";
import { toyVendor } from "../toy/vendor";

const toys = [toyVendor(new ToyService())];
const classes = resourceClasses(toys);

describe("the classes", () => {
  it("take inputs of the definition's types, and resources where it refers to one", () => {
    expect(classes).toContain('readonly colour?: pulumi.Input<"red" | "green"> | undefined;');
    expect(classes).toContain("readonly shelf: pulumi.Input<string> | Shelf;");
    expect(classes).toContain(
      "readonly friends?: pulumi.Input<pulumi.Input<string>[]> | readonly (pulumi.Input<string> | Shelf)[] | undefined;",
    );
    expect(classes).toContain("readonly limits?: pulumi.Input<TokenLimitsArgs> | undefined;");
  });

  it("need no arguments where every input can be left out", () => {
    expect(classes).toContain("constructor(name: string, args: ShelfArgs = {}, ");
    expect(classes).toContain("constructor(name: string, args: TokenArgs, ");
  });

  it("give inputs and outputs, an output's type winning where both have a name", () => {
    expect(classes).toContain("declare readonly colour: pulumi.Output<");
    expect(classes).toContain("declare readonly pin: pulumi.Output<string>;");
    expect(classes).toContain("declare readonly tags: pulumi.Output<string[] | undefined>;");
    expect(classes).toContain("declare readonly previous: pulumi.Output<TokenPrevious[]>;");
    expect(classes).toContain("declare readonly limits: pulumi.Output<TokenLimits>;");
  });

  it("say what a change does, what a default is and what is secret", () => {
    const flat = classes.replaceAll(/\s+\*? ?/g, " ");
    expect(flat).toContain("Takes the resource itself, or its name. A change replaces the resource.");
    expect(flat).toContain("Secret. A change makes a new credential, in place and with overlap.");
    expect(flat).toContain("Counts only when the resource is created.");
    expect(flat).toContain(
      "Left out: that of a referenced resource, the configuration `keysmith:region`, or `TOY_REGION`.",
    );
    expect(flat).toContain("Left out: the configuration `keysmith:region`, or `TOY_REGION`.");
  });

  it("refuse a name that the engine keeps for itself", () => {
    const [toy] = toys;
    if (!toy) throw new Error("there is no toy");
    const taken = { ...shelf, outputs: z.object({ id: field(z.string(), { doc: "Taken." }) }) };
    expect(() => resourceClasses([{ ...toy, definitions: [taken] }])).toThrow("Shelf.id");
  });
});

describe("the functions", () => {
  const functions = lookUpFunctions(toys);

  it("come as a promise and as an output, which takes resources", () => {
    expect(functions).toContain("export async function getShelf(args: GetShelfArgs): Promise<GetShelfResult>");
    expect(functions).toContain(
      "export function getShelfOutput(args: GetShelfOutputArgs): pulumi.Output<GetShelfResult>",
    );
    expect(functions).toContain("readonly shelf: string;");
    expect(functions).toContain("readonly shelf: pulumi.Input<string> | Shelf;");
    expect(functions).toContain('import type { Shelf } from "./resources";');
  });
});

describe("the pages", () => {
  const pages = referencePages(toys);

  it("are one for each resource and look-up, and an index", () => {
    expect([...pages.keys()].sort()).toEqual(["README.md", "Shelf.md", "Token.md", "getShelf.md"]);
    expect(pages.get("README.md")).toContain("| `keysmith:toy.speed` | `TOY_SPEED` | How fast they are. |");
  });

  it("list what is nested by its path", () => {
    expect(pages.get("Token.md")).toContain("| `limits.days` | number | `10` |");
    expect(pages.get("Token.md")).toContain("| `previous[].tokenId` | string | An old id. |");
    expect(pages.get("Token.md")).toContain("| `shelf` | [Shelf](Shelf.md) or name | **required** |");
  });

  it("list the vendor's actions once each", () => {
    expect(pages.get("Shelf.md")).toContain('[\n  "toy:Get",\n  "toy:Put",\n  "toy:Remove"\n]');
  });
});

describe("the examples", () => {
  const all = vendors.flatMap(({ definitions, lookUps }) => [...definitions, ...lookUps]);

  it.each(all.map((each) => [each.name, each] as const))("of %s pass its own check", (_name, definition) => {
    const sources = { name: "a", label: "a/b/c", region: "cn-hangzhou" };
    const wanted = Object.keys(definition.inputs.shape);
    const known = Object.fromEntries(Object.entries(sources).filter(([name]) => wanted.includes(name)));
    expect(checkInputs(definition, { ...known, ...leastArguments(definition) }).problems).toEqual([]);
  });

  it("are written as a program writes them", () => {
    expect(literal({ days: 3, names: ["a", "b"], deep: { on: true } })).toBe(
      '{ days: 3, names: ["a", "b"], deep: { on: true } }',
    );
  });
});

describe("a comment", () => {
  it("stays within the formatter's line", () => {
    const lines = comment([`${"word ".repeat(60)}end`, undefined, "second"], "  ").split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
    expect(lines).toContain("   * second");
  });
});
