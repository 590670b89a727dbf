import { Secret } from "../../../src/core/secret";
import type { IbmContext } from "../../../src/ibm/client";
import { dataKeys } from "../../../src/ibm/kms/functions/data-keys";
import { importSecurely } from "../../../src/ibm/kms/key/material";
import { IbmBench } from "../iam/authorization/bench";
import { keyCrn } from "../iam/authorization/samples";

const ID = "11111111-1111-4111-8111-111111111111";

let bench: IbmBench;

beforeEach(async () => {
  bench = await IbmBench.start();
});
afterEach(() => bench.stop());

/** A run whose instances answer as an API is told to. */
const contextWith = (api: object): IbmContext =>
  ({ ...bench.context, client: { keys: () => api } }) as unknown as IbmContext;

// Bugs: they named a call or a token, and not whose.
describe("a reply that lacks what was asked for", () => {
  it("names the key that was to wrap", async () => {
    const key = keyCrn(ID);
    const context = contextWith({ wrap: async () => ({ ciphertext: "x" }) });
    const made = dataKeys.make(context, { key }, "a purpose");
    await expect(made).rejects.toThrow(`wrapKey with the key ${key} returned no data key`);
  });

  it("names the instance whose token it is", async () => {
    const api = { createImportToken: async () => undefined, importToken: async () => ({}) };
    const access = { context: contextWith(api), api, instance: { service: "kms", id: ID } };
    const sent = importSecurely(access as never, new Secret("x"), async () => undefined);
    await expect(sent).rejects.toThrow(`the import token of the Key Protect instance ${ID} has no public key`);
  });
});
