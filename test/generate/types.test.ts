import { functionCode } from "../../scripts/generate/function-code";
import { resourceClasses } from "../../scripts/generate/resource-classes";
import { complaintsAbout } from "../support/compiler";
import { ToyService } from "../toy/service";
import { toyVendor } from "../toy/vendor";

const FOLDER = "src/pulumi/generated";

/** What programs may write of the toys, and what the compiler must refuse. */
const PROGRAM = `
import * as pulumi from "@pulumi/pulumi";
import * as toys from "./toy-resources";
import * as functions from "./toy-functions";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function expectSame<A, B>(_same: Same<A, B>): void {}
declare const later: pulumi.Output<string>;
declare const perhaps: pulumi.Output<string | undefined>;

const crate = new toys.Crate("orders", { roomNumber: "4", code: pulumi.secret("1234"), until: perhaps });
const seal = new toys.Seal("orders", { crate, checks: [{ crate }, { crate: later, every: 2 }], room: crate.room });
new toys.Seal("by-id", { crate: later, door: seal.door, checks: [] });
expectSame<typeof crate.crateId, pulumi.Output<string>>(true);
expectSame<typeof crate.id, pulumi.Output<string>>(true);
expectSame<typeof crate.room, pulumi.Output<string | undefined>>(true);
expectSame<typeof seal.checks, pulumi.Output<toys.SealChecks[]>>(true);

export async function listed(): Promise<void> {
  const { crates, newest, complete } = await functions.listCrates({ sizes: [{ atLeast: 1 }] });
  expectSame<typeof complete, boolean>(true);
  const ids: string[] = crates.map(({ crateId, size, sealed, tags }) => [crateId, size + 1, sealed, ...tags].join());
  const colour: "red" | "green" | undefined = crates[0]?.lid?.colour ?? newest?.colour;
  const code: string | undefined = crates[0]?.code;
  console.log(ids, colour, code);
  await functions.openCrate({ crate: "C1", code: "1234" });
  // @ts-expect-error a promise can't be made of a resource
  await functions.openCrate({ crate });
  // @ts-expect-error the least size is needed
  await functions.listCrates({ sizes: [{ strict: true }] });
  // @ts-expect-error there is no such colour
  const blue: "blue" | undefined = newest?.colour;
  console.log(blue);
}

const found = functions.listCratesOutput({ room: later, sizes: [{ atLeast: pulumi.output(1), strict: false }] });
expectSame<typeof found.total, pulumi.Output<number>>(true);
expectSame<typeof found.crates, pulumi.Output<functions.ListCratesResultCrates[]>>(true);
functions.listCratesOutput();
const opened = functions.openCrateOutput({ crate, code: perhaps });
expectSame<typeof opened.content, pulumi.Output<string>>(true);
// @ts-expect-error a seal is no crate
functions.openCrateOutput({ crate: seal });
functions.weighOutput({ thing: crate });
functions.weighOutput({ thing: new toys.Shelf("orders") });
// @ts-expect-error a seal is no crate and no shelf
functions.weighOutput({ thing: seal });
// @ts-expect-error a seal is no crate
new toys.Seal("wrong", { crate: seal });
// @ts-expect-error what is in an output can't be looked at, so a list with resources in it is given as it is
new toys.Seal("wrong", { crate, checks: pulumi.output([{ crate: later }]) });
`;

describe("the generated code", () => {
  const toys = [toyVendor(new ToyService())];
  const generated = {
    "toy-resources.ts": resourceClasses(toys),
    "toy-functions.ts": functionCode(toys).replace('"./resources"', '"./toy-resources"'),
  };

  it("compiles, accepts what programs write, and refuses what they must not", () => {
    expect(complaintsAbout(FOLDER, { ...generated, "toy-program.ts": PROGRAM })).toEqual([]);
  }, 60_000);

  it("is compiled here under the project's own options", () => {
    expect(
      complaintsAbout(FOLDER, { "toy-program.ts": "export const unused = (name: string): number => name;" }),
    ).toEqual(["toy-program.ts:1 Type 'string' is not assignable to type 'number'."]);
  }, 60_000);
});
