import * as pulumi from "@pulumi/pulumi";
import { defaultIbm } from "keysmith-emulator";
import { checkInputs } from "../../src/core/validate";
import { rootKey } from "../../src/ibm/kms/root-key/lifecycle";
import { RootKey } from "../../src/pulumi/generated/resources";
import { runProgram } from "./program";

const KEY = { instance: defaultIbm.keyProtect, name: "payments" };

/** A key in so many components with long names. */
function nested(depth: number): RootKey {
  let parent: pulumi.Resource | undefined;
  for (let level = 1; level <= depth; level++) {
    const options = parent ? { parent } : {};
    parent = new pulumi.ComponentResource("shop:index:ApplicationEnvironment", `level-${level}-payments`, {}, options);
  }
  return new RootKey("key", KEY, parent ? { parent } : {});
}

async function labelOf(make: () => RootKey): Promise<unknown> {
  const { registered } = await runProgram(make);
  const { __provider: _text, ...inputs } = registered.find(({ type }) => type.endsWith(":RootKey"))?.inputs ?? {};
  expect(checkInputs(rootKey, inputs).problems).toEqual([]);
  return inputs["label"];
}

describe("the label of a key that is given none", () => {
  it("says where the key is", async () => {
    expect(await labelOf(() => nested(1))).toMatch(/\/ApplicationEnvironment:level-1-payments\/key$/);
  });

  // A bug: our own check refused it for its parentheses, and for its length.
  it("passes our own check, whatever the key is called and however deep it is", async () => {
    expect(await labelOf(() => new RootKey("payments (eu)", KEY))).toMatch(/^[0-9a-f]{16}\/.*\/payments -eu-$/);
    expect(await labelOf(() => nested(6))).toMatch(/^[0-9a-f]{16}\/.*level-6-payments\/key$/);
  });
});

// A bug: it went to the engine as bytes that are no UTF-8.
it("Half of a character is refused in the program", async () => {
  const make = (name: string) => runProgram(() => new RootKey("key", { ...KEY, name }));
  await expect(make("pay\ud83d")).rejects.toThrow(/RootKey "key": name: .* holds half of a character/);
  expect((await make("pay\ud83d\ude00")).registered).toHaveLength(1);
});
