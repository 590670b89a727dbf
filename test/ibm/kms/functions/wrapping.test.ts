import { defaultIbm } from "keysmith-emulator";
import type { Values } from "../../../../src/core/definition";
import { Secret } from "../../../../src/core/secret";
import { rotateRootKey } from "../../../../src/ibm/kms/functions/rotate-root-key";
import { rewrap, unwrap, wrap } from "../../../../src/ibm/kms/functions/wrapping";
import { IbmBench } from "../../iam/authorization/bench";
import { keyCrn } from "../../iam/authorization/samples";

const PLAINTEXT = Buffer.from("a data key of 32 bytes, in ASCII").toString("base64");

let bench: IbmBench;
let key: string;

beforeEach(async () => {
  bench = await IbmBench.start();
  key = keyCrn((await bench.makeKey()).id);
});

afterEach(() => bench.stop());

const revealed = ({ plaintext }: Values): string | undefined =>
  plaintext instanceof Secret ? plaintext.reveal() : undefined;

describe("wrap and unwrap", () => {
  it("give back what was wrapped, as a secret", async () => {
    const wrapped = await bench.ask(wrap, { key, plaintext: PLAINTEXT });
    expect(wrapped).toEqual({ ciphertext: expect.any(String), plaintext: undefined, keyVersion: key.split(":").pop() });
    const unwrapped = await bench.ask(unwrap, { key, ciphertext: wrapped["ciphertext"] });
    expect(revealed(unwrapped)).toBe(PLAINTEXT);
    expect(unwrapped["ciphertext"]).toBeUndefined();
    expect(JSON.stringify([wrapped, unwrapped])).not.toContain(PLAINTEXT);
  });

  it("make a data key of 32 bytes where none is given", async () => {
    const wrapped = await bench.ask(wrap, { key });
    expect(Buffer.from(revealed(wrapped) ?? "", "base64")).toHaveLength(32);
    const unwrapped = await bench.ask(unwrap, { key, ciphertext: wrapped["ciphertext"] });
    expect(revealed(unwrapped)).toBe(revealed(wrapped));
  });

  it("need the same authenticated data", async () => {
    const { ciphertext } = await bench.ask(wrap, { key, plaintext: PLAINTEXT, aad: ["orders", "2026"] });
    expect(revealed(await bench.ask(unwrap, { key, ciphertext, aad: ["orders", "2026"] }))).toBe(PLAINTEXT);
    for (const aad of [undefined, ["orders"], ["2026", "orders"]]) {
      const failure = bench.ask(unwrap, { key, ciphertext, aad });
      await expect(failure).rejects.toMatchObject({ vendorCode: "UNPROCESSABLE_CIPHERTEXT_ERR" });
      await expect(failure).rejects.not.toThrow(PLAINTEXT);
    }
  });

  it("tell the newer ciphertext when the key has rotated since", async () => {
    const { ciphertext } = await bench.ask(wrap, { key, plaintext: PLAINTEXT });
    await bench.ask(rotateRootKey, { key });
    const unwrapped = await bench.ask(unwrap, { key, ciphertext });
    expect(revealed(unwrapped)).toBe(PLAINTEXT);
    expect(unwrapped["ciphertext"]).toEqual(expect.any(String));
    expect(unwrapped["ciphertext"]).not.toBe(ciphertext);
    const again = await bench.ask(unwrap, { key, ciphertext: unwrapped["ciphertext"] });
    expect(again).toMatchObject({ ciphertext: undefined });
  });

  it("work on IBM Cloud Private", async () => {
    const { id } = await bench.makeKey({ name: "root" }, "icp");
    const place = { service: "icp", url: bench.emulator.url, instanceId: defaultIbm.icpInstanceId, key: id };
    const { ciphertext } = await bench.ask(wrap, { ...place, plaintext: PLAINTEXT, aad: ["orders"] });
    expect(revealed(await bench.ask(unwrap, { ...place, ciphertext, aad: ["orders"] }))).toBe(PLAINTEXT);
  });

  it("are tried again when a reply is lost", async () => {
    await bench.emulator.setFaults([
      { operation: "wrapKey", kind: "reset-after" },
      { operation: "unwrapKey", kind: "503" },
    ]);
    const { ciphertext } = await bench.ask(wrap, { key, plaintext: PLAINTEXT });
    expect(revealed(await bench.ask(unwrap, { key, ciphertext }))).toBe(PLAINTEXT);
  });

  it("say that a standard key can't wrap", async () => {
    const { id } = await bench.makeKey({ name: "token", extractable: true });
    const failure = bench.ask(wrap, { key: keyCrn(id), plaintext: PLAINTEXT });
    await expect(failure).rejects.toMatchObject({ vendorCode: "KEY_ROOT_REQ_ERR" });
    await expect(failure).rejects.not.toThrow(PLAINTEXT);
  });
});

describe("rewrap", () => {
  it("wraps with the newest version, without showing what is in it", async () => {
    const { ciphertext } = await bench.ask(wrap, { key, plaintext: PLAINTEXT, aad: ["orders"] });
    const { keyVersion } = await bench.ask(rotateRootKey, { key });
    const rewrapped = await bench.ask(rewrap, { key, ciphertext, aad: ["orders"] });
    expect(rewrapped).toMatchObject({ keyVersion: key.split(":").pop(), rewrappedKeyVersion: keyVersion });
    const unwrapped = await bench.ask(unwrap, { key, ciphertext: rewrapped["ciphertext"], aad: ["orders"] });
    expect(revealed(unwrapped)).toBe(PLAINTEXT);
  });
});
