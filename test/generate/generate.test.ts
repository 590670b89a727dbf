import { z } from "zod";
import { functionCode } from "../../scripts/generate/function-code";
import { referencePages } from "../../scripts/generate/reference-pages";
import { resourceClasses } from "../../scripts/generate/resource-classes";
import { comment } from "../../scripts/generate/typescript";
import { vendors } from "../../src/catalog";
import type { Check } from "../../src/core/checks";
import { leastArguments, literal, shownArguments } from "../../src/core/example";
import { field, fieldsOf, leavesOf } from "../../src/core/fields";
import { checkInputs } from "../../src/core/validate";
import { isSourced } from "../lifecycle/samples";
import { ToyService } from "../toy/service";
import { shelf } from "../toy/shelf";
import { toyVendor } from "../toy/vendor";

const toys = [toyVendor(new ToyService())];
const classes = resourceClasses(toys);

/** In one line, without the stars of comments. */
function flattened(text: string): string {
  return text.replaceAll(/(?:\s+\*(?!\/)|\s)+/g, " ");
}

describe("the classes", () => {
  it("take inputs of the definition's types, and resources where it refers to one", () => {
    expect(classes).toContain('readonly colour?: pulumi.Input<"red" | "green" | undefined> | undefined;');
    expect(classes).toContain("readonly shelf: pulumi.Input<string> | Shelf;");
    expect(classes).toContain(
      "readonly friends?: pulumi.Input<pulumi.Input<string>[] | undefined> | readonly (pulumi.Input<string> | Shelf)[] | undefined;",
    );
    expect(classes).toContain("readonly limits?: pulumi.Input<TokenLimitsArgs | undefined> | undefined;");
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
    const flat = flattened(classes);
    expect(flat).toContain("Takes the resource itself, or its name. A change replaces the resource.");
    expect(flat).toContain("Secret. A change rotates it, in place.");
    expect(flat).toContain("Used only at creation.");
    expect(flat).toContain(
      "Default: that of a referenced resource, the configuration `keysmith:region`, or `TOY_REGION`.",
    );
    expect(flat).toContain("Default: the configuration `keysmith:region`, or `TOY_REGION`.");
  });

  it("say by what a resource is called that the service gives an id", () => {
    expect(flattened(classes)).toContain("The crate that is sealed. Takes the resource itself, or its id.");
    expect(classes).toContain("readonly crate: pulumi.Input<string> | Crate;");
  });

  it("say what stands in whose place, and what is inherited", () => {
    expect(flattened(classes)).toContain(
      "The room, by number. In place of `room`. Default: that of a referenced resource.",
    );
    expect(flattened(classes)).toContain("Which door to take. Default: that of a referenced resource.");
    expect(classes).toContain("/** Which door to take. */");
  });

  it("know that what another one stands for may be missing", () => {
    expect(classes).toContain("readonly room?: pulumi.Input<string | undefined> | undefined;");
    expect(classes).toContain("declare readonly room: pulumi.Output<string | undefined>;");
    expect(classes).toContain("declare readonly region: pulumi.Output<string>;");
  });

  it("give lists of objects that may hold resources as they are", () => {
    expect(classes).toContain("readonly checks?: readonly SealChecksArgs[] | undefined;");
    expect(classes).toContain("declare readonly checks: pulumi.Output<SealChecks[]>;");
  });

  it("refuse a name that the engine keeps for itself", () => {
    const [toy] = toys;
    if (!toy) throw new Error("there is no toy");
    const taken = { ...shelf, outputs: z.object({ id: field(z.string(), { doc: "Taken." }) }) };
    expect(() => resourceClasses([{ ...toy, definitions: [taken] }])).toThrow("Shelf.id");
  });
});

describe("the functions", () => {
  const functions = functionCode(toys);

  it("come as a promise and as an output, which takes resources", () => {
    expect(functions).toContain(
      "export async function getShelf(args: GetShelfArgs, opts?: pulumi.InvokeOptions): Promise<GetShelfResult>",
    );
    expect(functions).toContain(
      "export function getShelfOutput(args: GetShelfOutputArgs, opts?: pulumi.InvokeOptions): pulumi.Output<GetShelfResult>",
    );
    expect(functions).toContain("readonly shelf: string;");
    expect(functions).toContain("readonly shelf: pulumi.Input<string> | Shelf;");
    expect(functions).toContain('import type { Shelf, Crate } from "./resources";');
    expect(functions).toContain("readonly thing: pulumi.Input<string> | Crate | Shelf;");
    expect(flattened(functions)).toContain("Takes the resource itself, or its id or name.");
  });

  it("take and give lists of objects, numbers, booleans and nested objects", () => {
    const args = functions.slice(functions.indexOf("export interface ListCratesSizesArgs"));
    expect(args).toMatch(
      /^export interface ListCratesSizesArgs \{[^}]*readonly atLeast: number;[^}]*strict\?: boolean \| undefined;/,
    );
    expect(functions).toContain("readonly sizes?: ListCratesSizesArgs[] | undefined;");
    expect(functions).toContain(
      "readonly sizes?: pulumi.Input<pulumi.Input<ListCratesOutputSizesArgs>[] | undefined> | undefined;",
    );
    expect(functions).toContain("readonly crates: ListCratesResultCrates[];");
    expect(functions).toContain("readonly lid?: ListCratesResultCratesLid | undefined;");
    expect(functions).toContain("readonly newest?: ListCratesResultNewest | undefined;");
    for (const member of ["size: number", "sealed: boolean", "tags: string[]", "total: number", "complete: boolean"])
      expect(functions).toContain(`readonly ${member};`);
  });

  it("say that they act, and what is secret", () => {
    const flat = flattened(functions);
    expect(flat).toContain("a preview refuses it: use `openCrateOutput`");
    expect(flat).toContain("a preview doesn't call it: the answer isn't known there. All of the answer is secret when");
    expect(flat.split("a preview refuses it")).toHaveLength(2);
  });

  it("name nothing to inherit from where no resource can be given", () => {
    const args = functions.slice(
      functions.indexOf("export interface OpenCrateArgs"),
      functions.indexOf("OpenCrateOutputArgs"),
    );
    expect(args).toContain("In place of `room`.");
    expect(args).not.toContain("referenced resource");
  });
});

describe("the pages", () => {
  const pages = referencePages(toys);

  it("are one for each resource and function, and an index", () => {
    const names = [
      "Crate",
      "README",
      "Seal",
      "Shelf",
      "Token",
      "getShelf",
      "listCrates",
      "openCrate",
      "provider",
      "weigh",
    ];
    expect([...pages.keys()].sort()).toEqual(names.map((name) => `${name}.md`));
    expect(pages.get("README.md")).toContain("| `keysmith:toy.speed` | `TOY_SPEED` | How fast they are. |");
    expect(pages.get("README.md")).toContain("| `keysmith:toy.room` | `TOY_ROOM`, `ROOM` |");
  });

  it("list what is nested by its path", () => {
    expect(pages.get("Token.md")).toContain("| `limits.days` | number | `10` |");
    expect(pages.get("Token.md")).toContain("| `previous[].tokenId` | string | An old id. |");
    expect(pages.get("Token.md")).toContain("| `shelf` | [Shelf](Shelf.md) or name | **required** |");
  });

  it("list what is in lists of objects, and what stands in whose place", () => {
    const page = pages.get("listCrates.md");
    expect(page).toContain("| `sizes` | list of objects |  | Only crates of these sizes. |");
    expect(page).toContain("| `sizes[].atLeast` | number | **required** | The least size. |");
    expect(page).toContain("| `sizes[].strict` | boolean | `false` | Whether that size is too little. |");
    expect(page).toContain("| `crates[].lid.locked` | boolean | Whether it is locked. |");
    expect(page).toContain("| `crates[].code` | string | What opens it. Secret. Optional. |");
    expect(page).toContain("| `roomNumber` | string |  | The room, by number. In place of `room`. |");
    expect(page).not.toContain("replaces the resource");
  });

  it("call a resource by its id where the service does, and say that a function acts", () => {
    expect(pages.get("Seal.md")).toContain("| `crate` | [Crate](Crate.md) or id | **required** |");
    expect(pages.get("openCrate.md")).toContain("isn't known there, and `openCrate` is refused.");
    expect(pages.get("listCrates.md")).not.toContain("preview");
  });

  it("name all the kinds of resource that an input may be", () => {
    expect(pages.get("weigh.md")).toContain("| `thing` | [Crate](Crate.md) or [Shelf](Shelf.md) or id or name |");
  });

  it("call a vendor as people do", () => {
    const headings = referencePages(vendors)
      .get("README.md")
      ?.match(/^## .*$/gm);
    expect(headings).toEqual(["## Alibaba Cloud", "## IBM"]);
  });

  it("show what the vendor wants to be shown although it may be left out", () => {
    const [toy] = toys;
    if (!toy) throw new Error("there is no toy");
    const shown = referencePages([{ ...toy, shown: ["room", "limits.days"] }]);
    expect(shown.get("Crate.md")).toContain('new keysmith.Crate("example", {\n  room: "cellar",\n});');
    expect(shown.get("Token.md")).toMatch(/new keysmith\.Token\([^;]*limits: \{ days: \d+ \}/);
    expect(pages.get("Crate.md")).toContain('new keysmith.Crate("example", {});');
  });

  it("list the vendor's actions once each", () => {
    expect(pages.get("Shelf.md")).toContain('[\n  "toy:Get",\n  "toy:Put",\n  "toy:Remove"\n]');
  });
});

describe("the examples", () => {
  const all = vendors.flatMap(({ definitions, functions }) => [...definitions, ...functions]);

  const shown = vendors.flatMap((vendor) => vendor.shown ?? []);

  it.each(all.map((each) => [each.name, each] as const))("of %s pass its own check", (_name, definition) => {
    const sourced = fieldsOf(definition.inputs).filter(isSourced);
    const known = Object.fromEntries(sourced.map(({ name, meta }) => [name, meta.examples?.[0]]));
    for (const example of [leastArguments(definition), shownArguments(definition, shown)])
      expect(checkInputs(definition, { ...known, ...example }).problems).toEqual([]);
  });

  it("show nothing that no definition has", () => {
    const paths = all.flatMap(({ inputs }) => leavesOf(fieldsOf(inputs)).map(({ path }) => path));
    expect(shown.filter((path) => !paths.includes(path))).toEqual([]);
  });

  it("hold what the checks ask for, however deep, and nothing that stands for something else", () => {
    const inside = z.object({
      colour: field(z.string().optional(), { doc: "Colour.", examples: ["red", "green"] }),
      depth: field(z.number().optional(), { doc: "Depth.", examples: [3, 4] }),
    });
    const inputs = z.object({
      first: field(z.string().optional(), { doc: "First.", examples: ["a", "b"] }),
      instead: field(z.string().optional(), { doc: "Instead.", examples: ["c", "d"], insteadOf: "first" }),
      box: field(inside, { doc: "Box." }),
    });
    const depthGiven: Check = ({ inputs: { box } }) =>
      (box as { depth?: number }).depth ? [] : [{ field: "box.depth", reason: "is missing" }];
    expect(leastArguments({ inputs, checks: [depthGiven] })).toEqual({ box: { depth: 3 } });
    expect(() => leastArguments({ inputs, checks: [() => [{ field: "", reason: "never" }]] })).toThrow(
      "no examples fit together: : never",
    );
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
