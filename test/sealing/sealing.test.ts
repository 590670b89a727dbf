import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { inspect } from "node:util";
import { ConfigurationError } from "../../src/core/errors";
import { Secret } from "../../src/core/secret";
import { isWhole, open } from "../../src/sealing/open";
import { seal } from "../../src/sealing/seal";
import { formsOf } from "../support/secrets";
import { bech32Of, encrypted, keyPair } from "./support";

const PRIVATE_KEY = 'MIIE "quoted" \\ ключ 🔑\n';
const values = { private_key: new Secret(PRIVATE_KEY), password: new Secret("") };

/** The error that opening ends with. */
async function failure(sealed: string, identities: readonly Secret[]): Promise<Error> {
  const error: unknown = await open(sealed, identities).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ConfigurationError);
  return error as Error;
}

function expectSilent(error: Error, secrets: readonly string[]): void {
  const told = `${inspect(error, { depth: 10 })} ${JSON.stringify(error)}`;
  for (const form of secrets.filter(Boolean).flatMap(formsOf)) expect(told).not.toContain(form);
}

describe.each(["x25519", "hybrid"] as const)("sealed to %s recipients", (kind) => {
  it("is opened by each of the recipients, whatever the texts", async () => {
    const [one, two, other] = await Promise.all([keyPair(kind), keyPair(kind), keyPair("x25519")]);
    const sealed = await seal(values, [one.recipient, two.recipient, one.recipient]);
    for (const identities of [[one.identity], [other.identity, two.identity]]) {
      const opened = await open(sealed, identities);
      expect(Object.keys(opened)).toEqual(["private_key", "password"]);
      expect(opened["private_key"]?.reveal()).toBe(PRIVATE_KEY);
      expect(opened["password"]?.reveal()).toBe("");
    }
  });

  it("shows nothing of the secrets, and is another text every time", async () => {
    const { recipient } = await keyPair(kind);
    const [once, again] = [await seal(values, [recipient]), await seal(values, [recipient])];
    expect(once).not.toBe(again);
    expect(once).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n[\s\S]+\n-----END AGE ENCRYPTED FILE-----\n$/);
    for (const form of formsOf(PRIVATE_KEY)) expect(once).not.toContain(form);
  });
});

it("opens a text of 300 KB, with Windows line breaks, and with space around it", async () => {
  const { identity, recipient } = await keyPair();
  const long = "0123456789".repeat(30_000);
  const sealed = await seal({ payload: new Secret(long) }, [recipient]);
  for (const text of [sealed.trim(), `\n ${sealed}\n`, sealed.replaceAll("\n", "\r\n")]) {
    expect((await open(text, [identity]))["payload"]?.reveal() === long).toBe(true);
  }
});

it("is an age file of JSON by the names of the values", async () => {
  const age = await import("age-encryption");
  const { identity, recipient } = await keyPair();
  const decrypter = new age.Decrypter();
  decrypter.addIdentity(identity.reveal());
  const text = await decrypter.decrypt(age.armor.decode(await seal(values, [recipient])), "text");
  expect(JSON.parse(text)).toEqual({ version: 1, values: { private_key: PRIVATE_KEY, password: "" } });
});

describe("seal", () => {
  it.each([
    ["no recipients", [], /nobody to seal/],
    ["something else than a recipient", ["me"], /the given text is not an age recipient/],
  ])("refuses %s", async (_, recipients, message) => {
    await expect(seal(values, recipients)).rejects.toThrow(message);
    await expect(seal(values, recipients)).rejects.toBeInstanceOf(ConfigurationError);
  });

  it("refuses a recipient whose key lies outside its curve, and shows no secret", async () => {
    // A tag recipient with 33 zero bytes: well written, but no point of P-256.
    const error: unknown = await seal(values, [bech32Of("age1tag", 33)]).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect((error as Error).message).toMatch(/no usable key/);
    expectSilent(error as Error, [PRIVATE_KEY]);
  });
});

describe("open", () => {
  it("says that the text was sealed to others, and to how many", async () => {
    const [mine, theirs, more] = await Promise.all([keyPair(), keyPair(), keyPair("hybrid")]);
    const toOne = await seal(values, [theirs.recipient]);
    const toTwo = await seal(values, [theirs.recipient, more.recipient]);
    expect((await failure(toOne, [mine.identity])).message).toMatch(
      /doesn't open it: it was sealed to another recipient/,
    );
    const error = await failure(toTwo, [mine.identity, (await keyPair("hybrid")).identity]);
    expect(error.message).toMatch(/none of the 2 identities opens it: it was sealed to 2 other recipients/);
    expectSilent(error, [mine.identity.reveal()]);
  });

  it("says that an identity is missing, and how to give it", async () => {
    const sealed = await seal(values, [(await keyPair()).recipient]);
    expect((await failure(sealed, [])).message).toMatch(/no age identity.*KEYSMITH_AGE_IDENTITY/);
  });

  it("says which identity is none, without showing it", async () => {
    const { recipient, identity } = await keyPair();
    const cut = identity.reveal().slice(0, -3);
    const error = await failure(await seal(values, [recipient]), [new Secret(cut)]);
    expect(error.message).toMatch(/cut or mistyped/);
    expectSilent(error, [cut]);
  });

  it.each(["", "hello", '{"version":1}', "-----BEGIN CERTIFICATE-----"])(
    "refuses %j as no sealed text",
    async (text) => {
      const error = await failure(text, [(await keyPair()).identity]);
      expect(error.message).toMatch(/not a sealed text/);
      if (text === "hello") expectSilent(error, [text]);
    },
  );

  it("tells at every place where the text was cut", async () => {
    const { identity, recipient } = await keyPair();
    const sealed = await seal(values, [recipient]);
    for (let length = 36; length < sealed.trimEnd().length; length += 7) {
      const error = await failure(sealed.slice(0, length), [identity]);
      expect(error.message).toMatch(/cut or changed/);
      expectSilent(error, [PRIVATE_KEY]);
    }
  });

  it("never opens what was changed anywhere", async () => {
    const age = await import("age-encryption");
    const { identity, recipient } = await keyPair();
    const bytes = age.armor.decode(await seal(values, [recipient]));
    for (let index = 0; index < bytes.length; index += 5) {
      const changed = bytes.slice();
      changed[index] = (changed[index] ?? 0) ^ 1;
      const error = await failure(age.armor.encode(changed), [identity]);
      expect(error.message).toMatch(/cut or changed|sealed to/);
    }
  });

  it("refuses the contents of a newer version", async () => {
    const { identity, recipient } = await keyPair();
    const sealed = await encrypted('{"version":2,"secret":"hunter2"}', { recipient });
    const error = await failure(sealed, [identity]);
    expect(error.message).toMatch(/newer version of Keysmith, in format 2; this one knows format 1. Update/);
    expectSilent(error, ["hunter2"]);
  });

  it.each(["hunter2", "null", "[]", '{"values":{"a":"hunter2"}}', '{"version":1,"values":{"a":7}}', '{"version":1}'])(
    "refuses the contents %s of another program without showing them",
    async (contents) => {
      const { identity, recipient } = await keyPair();
      const error = await failure(await encrypted(contents, { recipient }), [identity]);
      expect(error.message).toMatch(/not sealed by Keysmith/);
      expectSilent(error, ["hunter2"]);
    },
  );

  it("says of a file with a passphrase that it is one", async () => {
    const sealed = await encrypted("{}", { passphrase: "open sesame" });
    expect((await failure(sealed, [(await keyPair()).identity])).message).toMatch(/passphrase/);
  });
});

describe("whose a text is", () => {
  it("is told in it, and a text of another is refused without a secret", async () => {
    const { identity, recipient } = await keyPair();
    const sealed = await seal(values, [recipient], { type: "keysmith_client_key", id: "KAAP.1" });
    for (const owner of [{}, { id: "KAAP.1" }, { type: "keysmith_client_key", id: "KAAP.1" }])
      expect((await open(sealed, [identity], owner))["private_key"]?.reveal()).toBe(PRIVATE_KEY);
    for (const owner of [{ id: "KAAP.2" }, { type: "keysmith_standard_key", id: "KAAP.1" }]) {
      const error: unknown = await open(sealed, [identity], owner).catch((caught: unknown) => caught);
      expect((error as Error).message).toMatch(
        /the sealed text is another resource's: it belongs to "keysmith_client_key" "KAAP.1"/,
      );
      expectSilent(error as Error, [PRIVATE_KEY]);
    }
  });

  it("isn't known of a text that begins and ends as it should, but that is seen without opening it", async () => {
    const { recipient } = await keyPair();
    const sealed = await seal(values, [recipient]);
    for (const text of [sealed, ` ${sealed.trim()}\n\n`, sealed.replaceAll("\n", "\r\n")])
      expect(isWhole(text)).toBe(true);
    for (let length = 0; length < sealed.trimEnd().length; length += 1)
      expect(isWhole(sealed.slice(0, length))).toBe(false);
  });
});

describe("the age program", () => {
  const found = spawnSync("age", ["--version"]).status === 0;
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "keysmith-age-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  (found ? it : it.skip)("opens what we sealed, and we open what it sealed (skipped: no age on PATH)", async () => {
    const { identity, recipient } = await keyPair();
    const keyFile = path.join(folder, "key.txt");
    writeFileSync(keyFile, `${identity.reveal()}\n`, { mode: 0o600 });
    const sealed = await seal(values, [recipient]);
    const opened = spawnSync("age", ["--decrypt", "-i", keyFile], { input: sealed, encoding: "utf8" });
    expect(JSON.parse(opened.stdout)).toEqual({ version: 1, values: { private_key: PRIVATE_KEY, password: "" } });
    const theirs = spawnSync("age", ["--armor", "-r", recipient], { input: opened.stdout, encoding: "utf8" });
    expect((await open(theirs.stdout, [identity]))["private_key"]?.reveal()).toBe(PRIVATE_KEY);
  });
});
