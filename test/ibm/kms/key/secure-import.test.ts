import type { Values } from "../../../../src/core/definition";
import { rootKey } from "../../../../src/ibm/kms/root-key/lifecycle";
import { Bench, CRYPTO_SERVICES, KEY_PROTECT } from "./bench";
import { ALIASED, MADE } from "./samples";

const PAYLOADS: Readonly<Record<number, string>> = {
  16: "MDEyMzQ1Njc4OWFiY2RlZg==",
  24: "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3",
  32: "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
};
const GIVEN: Values = { ...ALIASED, importToken: true };
const FETCH = ["createImportToken", "getImportToken"];

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start(MADE);
});

afterEach(() => bench.stop());

describe.each([
  ["Key Protect", KEY_PROTECT],
  ["Hyper Protect Crypto Services", CRYPTO_SERVICES],
])("key material on its way to %s", (_service, placement) => {
  it.each([16, 24, 32])("is encrypted for the instance when it has %d bytes", async (bytes) => {
    const payload = PAYLOADS[bytes];
    const state = await bench.create(rootKey, { ...GIVEN, ...placement, payload });
    expect(await bench.calls()).toEqual(["listKeys", ...FETCH, "createKey"]);
    expect(state).toMatchObject({ imported: true, state: "active" });
    expect(await bench.read(rootKey, state)).toEqual(state);
  });

  it("is encrypted by a token that is fetched once a run, for creates and for rotations", async () => {
    const first = await bench.create(rootKey, { ...GIVEN, ...placement, payload: PAYLOADS[16] });
    await bench.calls();
    bench.newRun();
    for (const name of ["one", "two"])
      await bench.createToo(rootKey, { ...GIVEN, ...placement, name, aliases: [name], payload: PAYLOADS[32] });
    expect(await bench.calls()).toEqual(["listKeys", ...FETCH, "createKey", "createKey"]);
    const { state } = await bench.apply(rootKey, first, { ...GIVEN, ...placement, payload: PAYLOADS[24] });
    expect(await bench.calls()).toEqual([...FETCH, "rotateKey"]);
    expect(state).toMatchObject({ version: 2 });
  });

  it("is encrypted by another token when the first has ended, or was replaced by somebody else's", async () => {
    await bench.create(rootKey, { ...GIVEN, ...placement, payload: PAYLOADS[16] });
    await bench.calls();
    await bench.pass("PT61M");
    await bench.createToo(rootKey, { ...GIVEN, ...placement, aliases: ["two"], payload: PAYLOADS[16] });
    expect(await bench.calls()).toEqual(["createKey", ...FETCH, "createKey"]);
    const instance = String(placement["instance"]).split(":")[7];
    const token = { expiration: 600, maxAllowedRetrievals: 1 };
    await bench.emulator.ibm.request("POST", "/api/v2/import_token", { ...(instance && { instance }), body: token });
    await bench.createToo(rootKey, { ...GIVEN, ...placement, aliases: ["three"], payload: PAYLOADS[16] });
    expect(await bench.calls()).toEqual(["createKey", ...FETCH, "createKey"]);
  });
});
