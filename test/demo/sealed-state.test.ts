import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { SealedState } from "../../scripts/demo/sealed-state";
import { find, type Recorded } from "../../scripts/direct/stack";
import type { Values } from "../../src/core/definition";
import { Secret } from "../../src/core/secret";
import { findSecrets } from "../support/secrets";
import { ageKeyPair } from "../terraform/engines/age";

const KEY = "ClientKey orders";
const PASSWORD = "a password that nobody would guess";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "keysmith-state-"));
  file = path.join(folder, "state.json");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function recorded(password: string): Recorded[] {
  const inputs = { name: "orders", password: new Secret(password) };
  const state = { ...inputs, version: 1, previous: [] };
  return [{ ...find("ClientKey"), key: KEY, needs: ["AccessPoint orders"], inputs, state }];
}

function passwordIn(values: Values | undefined): string | undefined {
  const password = values?.["password"];
  return password instanceof Secret ? password.reveal() : undefined;
}

it("is empty before the first run", async () => {
  expect(await new SealedState(file, await ageKeyPair()).load()).toEqual([]);
});

it("holds no secret in clear, and gives all back to whoever has the identity", async () => {
  const keys = await ageKeyPair();
  await new SealedState(file, keys).save(recorded(PASSWORD));
  expect(findSecrets([PASSWORD], [file], {})).toEqual([]);
  const [record] = await new SealedState(file, keys).load();
  expect(record).toMatchObject({ key: KEY, needs: ["AccessPoint orders"] });
  expect(record?.definition.name).toBe("ClientKey");
  expect(record?.state).toEqual({ name: "orders", version: 1, previous: [], password: expect.any(Secret) });
  for (const values of [record?.inputs, record?.state]) expect(passwordIn(values)).toBe(PASSWORD);
});

it("is opened by nobody else", async () => {
  await new SealedState(file, await ageKeyPair()).save(recorded(PASSWORD));
  const other = new SealedState(file, await ageKeyPair());
  await expect(other.load()).rejects.toMatchObject({ code: "configuration" });
});

it("is the same to the byte after a run that changed nothing, and another one with other secrets", async () => {
  const keys = await ageKeyPair();
  await new SealedState(file, keys).save(recorded(PASSWORD));
  const before = readFileSync(file, "utf8");
  const next = new SealedState(file, keys);
  await next.save(await next.load());
  expect(readFileSync(file, "utf8")).toBe(before);
  await next.save(recorded("another one"));
  expect(passwordIn((await new SealedState(file, keys).load())[0]?.state)).toBe("another one");
  expect(readFileSync(file, "utf8")).not.toBe(before);
});
