import { defaultIbm } from "keysmith-emulator";
import type { Definition, Values } from "../../../../src/core/definition";
import type { FunctionDefinition } from "../../../../src/core/function";
import { createState } from "../../../../src/core/lifecycle";
import { requireInputs } from "../../../../src/core/validate";
import { appConfigIntegration } from "../../../../src/ibm/app-config/lifecycle";
import { serviceAuthorization } from "../../../../src/ibm/iam/authorization/lifecycle";
import { restoreKey } from "../../../../src/ibm/kms/functions/deletion";
import { countKeys, getKey, listKeys } from "../../../../src/ibm/kms/functions/keys";
import { rotateRootKey } from "../../../../src/ibm/kms/functions/rotate-root-key";
import { rewrap, unwrap, wrap } from "../../../../src/ibm/kms/functions/wrapping";
import { IbmBench } from "../../iam/authorization/bench";
import { AUTHORIZATION, keyCrn } from "../../iam/authorization/samples";

const KMS = { instance: defaultIbm.keyProtect };

let bench: IbmBench;

afterEach(() => bench.stop());

/** An emulator with a caller that is allowed so much and no more. */
async function startFor(actions: readonly string[]): Promise<void> {
  bench = await IbmBench.start({ ibm: { apiKeys: [{ apiKey: "least", actions }] } });
}

describe("a caller with the permissions that a function declares", () => {
  it.each<[string, FunctionDefinition, (key: string, ciphertext: unknown) => Values]>([
    ["lists", listKeys, () => KMS],
    ["counts", countKeys, () => KMS],
    ["gets", getKey, (key) => ({ key })],
    ["gets material", getKey, (key) => ({ key, payload: true })],
    ["wraps", wrap, (key) => ({ key })],
    ["unwraps", unwrap, (key, ciphertext) => ({ key, ciphertext })],
    ["rewraps", rewrap, (key, ciphertext) => ({ key, ciphertext })],
    ["rotates", rotateRootKey, (key) => ({ key })],
    ["restores", restoreKey, (key) => ({ key })],
  ])("%s, and one without them doesn't", async (_, fn, given) => {
    await startFor(fn.actions);
    const key = keyCrn((await bench.makeKey()).id);
    const { ciphertext } = await bench.ask(wrap, { key });
    const inputs = requireInputs(fn, fn.name, given(key, ciphertext));
    await expect(fn.call(bench.contextOf("least"), inputs)).resolves.toBeDefined();
    await bench.stop();
    await startFor(["iam.policy.read"]);
    await expect(fn.call(bench.contextOf("least"), inputs)).rejects.toMatchObject({
      code: expect.stringMatching(/permission|credentials/),
    });
  });
});

describe("a caller with the permissions that a resource declares", () => {
  const everything = ({ actions }: Definition): string[] => Object.values(actions).flat();

  async function live(definition: Definition, given: Values): Promise<void> {
    const context = bench.contextOf("least");
    const inputs = requireInputs(definition, definition.name, given);
    const state = await createState(definition, context, inputs);
    await definition.read(context, state);
    await definition.update(context, state, inputs, [{ code: "changed", message: "", outputs: [] }]);
    await expect(definition.delete(context, state)).resolves.toBeUndefined();
  }

  it("has authorizations", async () => {
    await startFor(everything(serviceAuthorization));
    await live(serviceAuthorization, AUTHORIZATION);
  });

  it("has integrations", async () => {
    await startFor(everything(appConfigIntegration));
    const rootKey = keyCrn((await bench.makeKey()).id);
    const target = { instance: defaultIbm.keyProtect, key: rootKey };
    const { policyId } = await bench.create(serviceAuthorization, { ...AUTHORIZATION, target });
    const place = { appConfig: defaultIbm.appConfig, region: "us-south", integrationId: "flags" };
    await live(appConfigIntegration, { ...place, rootKey, authorization: policyId, allowReplace: true });
  });
});
