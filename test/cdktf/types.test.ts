import { complaintsAbout } from "../support/compiler";
import { FOLDERS, toyTexts } from "./toys";

/** What programs may write of the toys, and what the compiler must refuse. */
const PROGRAM = `
import { type IResolvable, TerraformIterator, TerraformStack, TerraformVariable } from "cdktf";
import * as toys from "./toy-resources";
import * as found from "./toy-data-sources";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function expectSame<A, B>(_same: Same<A, B>): void {}

export function program(stack: TerraformStack): void {
  const later = new TerraformVariable(stack, "later", {});
  const crate = new toys.Crate(stack, "crate", { roomNumber: "4", codeWo: later.stringValue, codeWoVersion: 1, size: later.numberValue });
  const forEach = TerraformIterator.fromList(["a"]);
  const seal = new toys.Seal(stack, "seal", { crate, checks: [{ crate }, { crate: "C1", every: 2 }], forEach });
  new toys.Seal(stack, "token", { crate: later.value, checks: later.value, breakable: later.booleanValue });
  const shelf = new toys.Shelf(stack, "shelf", { colour: later.value, tags: later.listValue });
  const token = new toys.Token(stack, "token", { shelf, friends: [shelf, "attic", later.value], limits: { days: 3 } });
  token.putLimits({ ...token.limitsInput, note: "audit" });
  token.shelf = shelf;
  token.resetPin();
  seal.strength = 3;
  expectSame<typeof crate.size, number>(true);
  expectSame<typeof seal.breakable, IResolvable>(true);
  expectSame<typeof token.sealed, string>(true);
  expectSame<typeof token.limits.days, number>(true);
  expectSame<typeof shelf.tags, string[]>(true);
  expectSame<ReturnType<typeof token.previous.get>, toys.TokenPreviousOutputReference>(true);
  const crates = new found.DataCrates(stack, "crates", {}).crates;
  expectSame<ReturnType<typeof crates.get>["lid"]["colour"], string>(true);
  new found.DataWeigh(stack, "weight", { thing: shelf });
  // @ts-expect-error a seal is no crate and no shelf
  new found.DataWeigh(stack, "weight", { thing: seal });
  // @ts-expect-error a shelf is needed
  new toys.Token(stack, "wrong", {});
  // @ts-expect-error a seal is no crate
  new toys.Seal(stack, "wrong", { crate: seal });
  // @ts-expect-error there is no such colour
  new toys.Shelf(stack, "wrong", { colour: "blue" });
  // @ts-expect-error what the service makes can't be given
  token.version = 2;
}
`;

const SECOND = PROGRAM.replaceAll("cdktf", "cdktn");

describe.each([
  ["cdktf", PROGRAM],
  ["cdktn", SECOND],
])("the constructs emitted for %s", (library, program) => {
  it("compile, accept what programs write, and refuse what they must not", () => {
    const [resources = "", sources = ""] = ["resources.ts", "data-sources.ts"].map((name) =>
      toyTexts(library).get(name),
    );
    const texts = {
      "toy-resources.ts": resources,
      "toy-data-sources.ts": sources.replace('"./resources"', '"./toy-resources"'),
      "toy-program.ts": program,
    };
    expect(complaintsAbout(FOLDERS[library] ?? "", texts)).toEqual([]);
  }, 90_000);
});
