import { constructCode, pulumiCode } from "../../scripts/generate/code";
import type { DeclaredComposition } from "../../src/core/composition";
import type { Vendor } from "../../src/core/definition";
import { complaintsAbout } from "../support/compiler";
import { ToyService } from "../toy/service";
import { toyVendor } from "../toy/vendor";

const kit: DeclaredComposition = {
  name: "Kit",
  summary: "A shelf, and a token that lies on it.",
  docs: { friends: "Further shelves.", tags: "Words to find the shelf by; without any, there is no second shelf." },
  parts: [
    { name: "shelf", resource: "Shelf", takes: ["name", "region"], fixed: { colour: "green" } },
    {
      name: "second",
      resource: "Shelf",
      takes: ["tags", "region"],
      onlyWith: { input: "tags", whenEmpty: "leave it out" },
    },
    {
      name: "token",
      resource: "Token",
      takes: ["friends", "pin", "limits", "region"],
      refers: { shelf: "shelf", friends: ["second"] },
      complains: true,
    },
  ],
  outputs: ["tokenId", "previous"],
};

const PULUMI_PROGRAM = `
import * as pulumi from "@pulumi/pulumi";
import { Kit, Shelf } from "./index";
const office = new Shelf("office");
const { shelf, second, token, previous } = new Kit("kit", { friends: [office, "attic"], limits: { days: 3 } });
const ids: pulumi.Output<string>[] = [shelf.address, token.tokenId, previous.apply((all) => all.join())];
const perhaps: Shelf | undefined = second;
console.log(ids, perhaps);
// @ts-expect-error the composition says what colour the shelf has
new Kit("kit", { colour: "red" });
// @ts-expect-error only shelves can be friends
new Kit("kit", { friends: [token] });
`;

const CONSTRUCTS_PROGRAM = `
import type { TerraformStack } from "cdktf";
import { Kit, type Shelf } from "./index";
export function program(stack: TerraformStack, office: Shelf): string[] {
  const { shelf, second, token, tokenId } = new Kit(stack, "kit", { friends: [office], pinWo: "1234", pinWoVersion: 1 });
  const perhaps: Shelf | undefined = second;
  // @ts-expect-error the composition says what colour the shelf has
  new Kit(stack, "kit", { colour: "red" });
  return [shelf.address, token.tokenId, tokenId, String(perhaps)];
}
`;

function toysWith(composition: DeclaredComposition): readonly Vendor[] {
  return [{ ...toyVendor(new ToyService()), compositions: [composition] }];
}

function textOf(files: ReadonlyMap<string, string>): string {
  return files.get("compositions.ts") ?? "";
}

describe("a new composition", () => {
  it("is a component for Pulumi with no file written by hand", () => {
    const texts = Object.fromEntries(pulumiCode(toysWith(kit)));
    expect(complaintsAbout("src/pulumi/generated", { ...texts, "program.ts": PULUMI_PROGRAM })).toEqual([]);
  }, 60_000);

  it("is a construct, which takes secrets that aren't kept too", () => {
    const texts = Object.fromEntries(constructCode(toysWith(kit)));
    expect(complaintsAbout("src/cdktf/generated", { ...texts, "program.ts": CONSTRUCTS_PROGRAM })).toEqual([]);
    expect(textOf(constructCode(toysWith(kit)))).toContain('"named":["name"]');
  }, 60_000);

  it("is listed by name in what programs import, and what only our files share is not", () => {
    const index = pulumiCode(toysWith(kit)).get("index.ts");
    expect(index).toMatch(/export \{\s+Kit,\s+type KitArgs,\s+\} from ".\/compositions"/);
    expect(constructCode(toysWith(kit)).get("index.ts")).not.toContain("providerShape");
  });

  it("carries no documentation into programs", () => {
    const [shape = ""] = /const kit: .*/.exec(textOf(pulumiCode(toysWith(kit)))) ?? [];
    expect(shape).toContain('"takes":["name","region"]');
    expect(shape).not.toContain("Words to find");
  });

  it("can't name what there isn't", () => {
    const [shelf, second, token] = kit.parts;
    if (!shelf || !second || !token) throw new Error("there is no part");
    const made = (change: Partial<DeclaredComposition>): unknown => pulumiCode(toysWith({ ...kit, ...change }));
    expect(() => made({ parts: [{ ...shelf, takes: ["size"] }, token] })).toThrow("Shelf has no input size");
    expect(() => made({ parts: [shelf, { ...token, resource: "Coin" }] })).toThrow("there is no resource Coin");
    expect(() => made({ outputs: ["weight"] })).toThrow("Kit: Token has no output weight");
    expect(() => made({ docs: { size: "How large." } })).toThrow("Kit: no part takes size");
    expect(() => made({ parts: [], docs: {} })).toThrow("Kit has no parts");
  });
});
