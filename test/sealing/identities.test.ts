import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { inspect } from "node:util";
import { ConfigurationError } from "../../src/core/errors";
import { identitiesFrom } from "../../src/sealing/identities";
import { type KeyPair, keyPair } from "./support";

let folder: string;
let one: KeyPair;
let two: KeyPair;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "keysmith-identities-"));
  [one, two] = await Promise.all([keyPair(), keyPair("hybrid")]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const where = path.join(folder, name);
  mkdirSync(path.dirname(where), { recursive: true });
  writeFileSync(where, text);
  return where;
}

const keyFile = (...pairs: readonly KeyPair[]): string =>
  pairs.map(({ identity, recipient }) => `# public key: ${recipient}\r\n${identity.reveal()}\r\n\r\n`).join("");

async function found(env: Record<string, string>, given?: string): Promise<string[]> {
  return (await identitiesFrom(env, given)).map((identity) => identity.reveal());
}

const failure = async (env: Record<string, string>, given?: string): Promise<string> => {
  const error: unknown = await identitiesFrom(env, given).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ConfigurationError);
  for (const { identity } of [one, two]) expect(inspect(error)).not.toContain(identity.reveal().slice(20, 40));
  return (error as Error).message;
};

describe("identitiesFrom", () => {
  it("finds none where none is given", async () => {
    expect(await found({})).toEqual([]);
    expect(await found({ KEYSMITH_AGE_IDENTITY: " " }, "")).toEqual([]);
  });

  it("reads the variable, as one identity and as the lines of a key file", async () => {
    expect(await found({ KEYSMITH_AGE_IDENTITY: `${one.identity.reveal()}\n` })).toEqual([one.identity.reveal()]);
    expect(await found({ KEYSMITH_AGE_IDENTITY: keyFile(one, two) })).toEqual([
      one.identity.reveal(),
      two.identity.reveal(),
    ]);
  });

  it("reads the file that the variable names, also in the home folder and with age in its name", async () => {
    const named = file("age-keys/key.txt", `\uFEFF${keyFile(two)}`);
    expect(await found({ KEYSMITH_AGE_IDENTITY: named })).toEqual([two.identity.reveal()]);
    expect(await found({ KEYSMITH_AGE_IDENTITY: "~/age-keys/key.txt", HOME: folder })).toEqual([two.identity.reveal()]);
  });

  it("takes the given file before the variable", async () => {
    const env = { KEYSMITH_AGE_IDENTITY: one.identity.reveal() };
    expect(await found(env, file("given.txt", keyFile(two)))).toEqual([two.identity.reveal()]);
  });

  it("keeps them out of what is printed", async () => {
    const identities = await identitiesFrom({ KEYSMITH_AGE_IDENTITY: one.identity.reveal() });
    expect(`${inspect(identities)}${JSON.stringify(identities)}`).not.toContain("AGE-");
  });

  it("says which file can't be read, but doesn't repeat the variable, which may be a mistyped identity", async () => {
    const missing = path.join(folder, "missing.txt");
    expect(await failure({}, missing)).toMatch(/missing\.txt can't be read .*ENOENT/);
    expect(await failure({}, folder)).toMatch(/EISDIR/);
    const cut = one.identity.reveal().slice(1);
    expect(await failure({ KEYSMITH_AGE_IDENTITY: cut })).toMatch(/KEYSMITH_AGE_IDENTITY holds neither .*ENOENT/);
    expect(await failure({ KEYSMITH_AGE_IDENTITY: cut.toLowerCase() })).toMatch(/holds neither/);
    for (const pasted of [one.identity.reveal(), one.identity.reveal().toLowerCase(), cut, cut.slice(20)])
      expect(await failure({}, pasted)).toMatch(/^the given file can't be read/);
  });

  it.each([
    ["a recipient", () => one.recipient, /line 2, is a recipient/],
    ["an identity of a plugin", () => "AGE-PLUGIN-YUBIKEY-1QQQ", /line 2, belongs to a plugin/],
    ["an identity in small letters", () => one.identity.reveal().toLowerCase(), /line 2, is not an age identity/],
    ["a cut identity", () => two.identity.reveal().slice(0, -5), /line 2, is not an age identity, or is cut/],
    ["a protected file", () => "-----BEGIN AGE ENCRYPTED FILE-----\nYWdl", /line 2, is protected by a passphrase/],
    ["an SSH key", () => "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl", /line 2, is a private key of another kind/],
    ["nothing but comments", () => "", /holds no age identity/],
  ])("names the line with %s", async (_, text, message) => {
    const content = `# a comment\n${text()}\n`;
    expect(await failure({}, file("wrong.txt", content))).toMatch(message);
    expect(await failure({ KEYSMITH_AGE_IDENTITY: file("wrong.txt", content) })).toMatch(message);
    expect(await failure({ KEYSMITH_AGE_IDENTITY: content })).toMatch(message);
  });
});
