import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { openCommand } from "../../src/cli/open-command";
import { Secret } from "../../src/core/secret";
import { seal } from "../../src/sealing/seal";
import { type KeyPair, keyPair } from "../sealing/support";
import { type Circumstances, inProcess, type Outcome } from "./in-process";

const KEY = "MIIKey+with/base64==";
const PASSWORD = 'a "quoted" \\ one\n';

let folder: string;
let pair: KeyPair;
let sealed: string;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "keysmith-open-"));
  pair = await keyPair();
  sealed = await seal({ client_key_content: new Secret(KEY), password: new Secret(PASSWORD) }, [pair.recipient]);
  env = { KEYSMITH_AGE_IDENTITY: pair.identity.reveal() };
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
}

const open = (words: readonly string[], around: Circumstances = {}): Promise<Outcome> =>
  inProcess(openCommand, words, around);

const indented = (text: string): string => text.replace(/^/gm, "    ");

const all = `${JSON.stringify({ client_key_content: KEY, password: PASSWORD }, null, 2)}\n`;

describe("keysmith open", () => {
  it("prints all values as JSON, from a file or from standard input", async () => {
    expect(await open([file("sealed.age", sealed)], { env })).toEqual({ out: all, error: undefined });
    expect(await open([], { env, input: sealed })).toEqual({ out: all, error: undefined });
  });

  it.each([
    ["-json", () => `${JSON.stringify(sealed)}\n`],
    ["no option", () => `<<EOT\n${sealed}\nEOT\n`],
    ["-raw", () => sealed],
    ["no option, where it is indented", () => `<<-EOT\n${indented(sealed)}\n  EOT\n`],
    ["-raw, indented since", () => indented(sealed)],
    ["-raw, with line ends of Windows", () => sealed.replaceAll("\n", "\r\n")],
    ["-raw > file in PowerShell", () => Buffer.from(`\ufeff${sealed}\r\n`, "utf16le")],
    ["-raw, in UTF-16 of the other order", () => Buffer.from(`\ufeff${sealed}`, "utf16le").swap16()],
  ])("takes what `terraform output` prints with %s", async (_, printed) => {
    expect(await open([], { env, input: printed() })).toEqual({ out: all, error: undefined });
  });

  it("says that it waits where somebody would have to type", async () => {
    const told = async (isTTY: boolean): Promise<string[]> => {
      const warned: string[] = [];
      const input = Object.assign(Readable.from([sealed]), { isTTY });
      const warn = (text: string): void => void warned.push(text);
      await inProcess((terminal) => openCommand({ ...terminal, input, warn }), [], { env });
      return warned;
    };
    expect(await told(true)).toEqual([expect.stringContaining("waiting for sealed text")]);
    expect(await told(false)).toEqual([]);
  });

  it("prints one value as it is, with a line break only where a person looks on", async () => {
    const words = ["--field", "password"];
    expect((await open(words, { env, input: sealed })).out).toBe(PASSWORD);
    expect((await open(words, { env, input: sealed, width: 80 })).out).toBe(`${PASSWORD}\n`);
  });

  it("takes the identity from a file before that of the environment", async () => {
    const other = (await keyPair()).identity.reveal();
    const key = file("key.txt", `# created today\n${pair.identity.reveal()}\n`);
    const around = { env: { KEYSMITH_AGE_IDENTITY: other }, input: sealed };
    expect((await open(["--identity", key], around)).out).toBe(all);
    expect((await open([], around)).error).toMatch(/sealed to another recipient/);
  });

  it.each([
    ["no identity", () => [], () => ({ input: sealed }), /no age identity.*KEYSMITH_AGE_IDENTITY/],
    ["a missing identity file", () => ["--identity", "/nowhere/key"], () => ({ input: sealed }), /nowhere.*ENOENT/],
    [
      "an unknown field",
      () => ["--field", "toString"],
      () => ({ env, input: sealed }),
      /"toString".*client_key_content, password/,
    ],
    ["a missing file", () => ["/nowhere/sealed"], () => ({ env }), /nowhere.*can't be read/],
    ["an output that is null", () => [], () => ({ env, input: "null\n" }), /not a sealed text/],
    [
      "an output that the engine hides",
      () => [],
      () => ({ env, input: "orders_sealed = <sensitive>\n" }),
      /hidden.*terraform output -raw <name>/,
    ],
    [
      "all outputs at once",
      () => [],
      () => ({ env, input: JSON.stringify({ orders: { value: sealed }, arn: { value: "acs:1" } }, null, 2) }),
      /JSON document.*terraform output -raw <name>.*one of orders\./,
    ],
    // A bug: the list of resources was said to be an output.
    [
      "a whole state",
      () => [],
      () => ({
        env,
        input: JSON.stringify({
          version: 4,
          outputs: { orders: { value: sealed }, arn: { value: "acs:1" } },
          resources: [{ instances: [{ attributes: { sealed } }] }],
        }),
      }),
      /JSON document.*terraform output -raw <name>.*where <name> is one of orders\.$/,
    ],
    [
      "a whole state without outputs",
      () => [],
      () => ({ env, input: JSON.stringify({ version: 4, resources: [{ instances: [{ attributes: { sealed } }] }] }) }),
      /JSON document.*terraform output -raw <name>` \(`tofu output -raw <name>`\)\.$/,
    ],
    ["broken JSON", () => [], () => ({ env, input: JSON.stringify(sealed).slice(0, -9) }), /not a sealed text/],
    ["a cut text", () => [], () => ({ env, input: sealed.slice(0, 200) }), /cut or changed/],
  ])("says what is wrong with %s, and prints no secret", async (_, words, around, message) => {
    const { out, error } = await open(words(), around());
    expect(error).toMatch(message);
    expect(out).toBe("");
    expect(error).not.toContain(KEY);
  });
});
