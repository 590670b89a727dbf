import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { defaultIbm } from "keysmith-emulator";
import type { Vendor } from "../../src/core/definition";
import { connectIbm } from "../../src/ibm/client";
import { countKeys, getKey, listKeys } from "../../src/ibm/kms/functions/keys";
import { rotateRootKey } from "../../src/ibm/kms/functions/rotate-root-key";
import { rewrap, unwrap, wrap } from "../../src/ibm/kms/functions/wrapping";
import { ibmSettings } from "../../src/ibm/platform/settings";
import { IbmBench } from "../ibm/iam/authorization/bench";
import { keyCrn } from "../ibm/iam/authorization/samples";
import { formsOf } from "../support/secrets";
import { type Ran, run } from "./support";

const ibm: Vendor = {
  name: "ibm",
  title: "IBM",
  definitions: [],
  functions: [listKeys, countKeys, getKey, wrap, unwrap, rewrap, rotateRootKey],
  settings: Object.values(ibmSettings),
  connect: connectIbm,
};
const PLAINTEXT = Buffer.from("a data key of 32 bytes, in ASCII").toString("base64");
const MATERIAL = Buffer.from("0123456789abcdef").toString("base64");
const OTHER_MATERIAL = Buffer.from("fedcba9876543210").toString("base64");

let bench: IbmBench;
let folder: string;
/** All that was printed, and all messages. */
let printed: string;

beforeEach(async () => {
  bench = await IbmBench.start();
  folder = mkdtempSync(path.join(tmpdir(), "keysmith-cli-"));
  printed = "";
});

afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await bench.stop();
});

async function keysmith(words: readonly string[], input = ""): Promise<Ran> {
  const env = {
    KEYSMITH_IBM_ENDPOINT: bench.emulator.url,
    KEYSMITH_IBM_INSTANCE: defaultIbm.keyProtect,
    IBMCLOUD_API_KEY: defaultIbm.apiKey,
  };
  const ran = await run([ibm], ["ibm", ...words], { env, input });
  printed += JSON.stringify(ran);
  return ran;
}

async function json(words: readonly string[], input = ""): Promise<Record<string, string>> {
  const { out, error } = await keysmith([...words, "--json"], input);
  expect(error).toBeUndefined();
  return JSON.parse(out) as Record<string, string>;
}

it("keysmith ibm --help names all functions", async () => {
  const { out } = await keysmith(["--help"]);
  for (const command of ["list", "count", "get", "wrap", "unwrap", "rewrap", "rotate"]) {
    expect(out).toMatch(new RegExp(`^ {2}${command} \\[options\\] `, "m"));
  }
  expect(out).toContain("IBMCLOUD_API_KEY");
});

it("keysmith ibm list, count and get show keys without their material", async () => {
  await bench.makeKey({ aliases: ["pay"] });
  await bench.makeKey({ name: "token", extractable: true, payload: MATERIAL });
  const { out } = await keysmith(["list", "--sort", "extractable"]);
  expect(out.split("\n")[0]).toMatch(/^id +name +state +extractable +imported +aliases/);
  expect(out).toMatch(/payments +active +false +false +pay/);
  expect(await json(["count", "--extractable"])).toEqual({ count: 1 });
  expect((await keysmith(["count", "--no-extractable", "--states", "active", "--states", "suspended"])).out).toBe(
    "count  1",
  );
  expect((await keysmith(["get", "--key", "pay"])).out).toMatch(/^name +payments$/m);
  for (const form of formsOf(MATERIAL)) expect(printed).not.toContain(form);
});

it("keysmith ibm get shows material only with --payload and --show-secrets", async () => {
  const { id } = await bench.makeKey({ name: "token", extractable: true, payload: MATERIAL });
  expect(await json(["get", "--key", id])).not.toHaveProperty("payload");
  expect(await json(["get", "--key", id, "--payload"])).toMatchObject({ payload: "[secret]" });
  expect(printed).not.toContain(MATERIAL);
  expect(await json(["get", "--key", id, "--payload", "--show-secrets"])).toMatchObject({ payload: MATERIAL });
});

it("keysmith ibm wrap, rotate, rewrap and unwrap go round, secrets by file and standard input", async () => {
  const key = keyCrn((await bench.makeKey()).id);
  const file = path.join(folder, "plaintext");
  writeFileSync(file, `${PLAINTEXT}\n`);
  const { ciphertext = "" } = await json(["wrap", "--key", key, "--plaintext-file", file, "--aad", "a", "--aad", "b"]);
  const { keyVersion } = await json(["rotate", "--key", key]);
  const again = await json(["rewrap", "--key", key, "--ciphertext", ciphertext, "--aad", "a", "--aad", "b"]);
  expect(again).toMatchObject({ rewrappedKeyVersion: keyVersion });
  const words = ["unwrap", "--key", key, "--ciphertext", again["ciphertext"] ?? "", "--aad", "a", "--aad", "b"];
  expect((await keysmith(words)).out).toMatch(/^plaintext +\[secret\]$/m);
  expect(printed).not.toContain(PLAINTEXT);
  expect(await json([...words, "--show-secrets"])).toMatchObject({ plaintext: PLAINTEXT });
  const piped = await json(["wrap", "--key", key, "--plaintext-file", "-"], PLAINTEXT);
  expect(piped).not.toHaveProperty("plaintext");
});

it("keysmith ibm rotate takes new material from a file", async () => {
  const { id } = await bench.makeKey({ payload: MATERIAL });
  expect(await json(["rotate", "--key", id, "--payload-file", "-"], OTHER_MATERIAL)).toMatchObject({ id });
  expect(printed).not.toContain(OTHER_MATERIAL);
});

it("keysmith ibm says what is wrong without a stack, and without a secret", async () => {
  expect(await keysmith(["get"])).toMatchObject({ error: expect.stringContaining("key: is missing") });
  expect(await keysmith(["get", "--key", "nobody"])).toMatchObject({
    error: expect.stringContaining("there is no key"),
  });
  const { error } = await keysmith(["wrap", "--key", "nobody", "--plaintext-file", "-"], "no base64 at all");
  expect(error).toContain("plaintext: the given value is not base64");
  const wrong = Buffer.alloc(20, 7).toString("base64");
  expect(await keysmith(["rotate", "--key", "nobody", "--payload-file", "-"], wrong)).toMatchObject({
    error: expect.stringContaining("16, 24, 32 are allowed"),
  });
  expect(printed).not.toContain("no base64 at all");
  expect(printed).not.toContain(wrong);
});

it("keysmith ibm asks IBM Cloud Private by url and GUID", async () => {
  await bench.makeKey({ name: "root" }, "icp");
  const place = ["--service", "icp", "--url", bench.emulator.url, "--instance-id", defaultIbm.icpInstanceId];
  const env = { KEYSMITH_ICP_API_KEY: defaultIbm.apiKey, KEYSMITH_ICP_ORIGINS: bench.emulator.url };
  expect((await run([ibm], ["ibm", "list", ...place], { env })).out).toMatch(/ root +active/);
  expect(
    await run([ibm], ["ibm", "rewrap", ...place, "--key", "payments", "--ciphertext", "abc"], { env }),
  ).toMatchObject({
    error: expect.stringContaining("IBM Cloud Private can't rewrap"),
  });
});
