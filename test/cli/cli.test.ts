import { execFile, spawn } from "node:child_process";
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { text as textOf } from "node:stream/consumers";
import { connectEmulator, defaultIbm } from "keysmith-emulator";
import { emulatorCommand } from "../../src/cli/main";
import { Secret } from "../../src/core/secret";
import { seal } from "../../src/sealing/seal";
import { keyPair } from "../sealing/support";
import { startEmulator } from "../support/emulator";
import { exported, PROGRAM } from "./recorded-access";

const KEYSMITH = path.resolve(__dirname, "../../dist/cli/main.js");
const VERSION = (JSON.parse(readFileSync(path.resolve(__dirname, "../../package.json"), "utf8")) as { version: string })
  .version;

interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function keysmith(options: readonly string[], env: NodeJS.ProcessEnv = {}, input = ""): Promise<Finished> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [KEYSMITH, ...options],
      { env: { ...process.env, ...env } },
      (error, stdout, stderr) => resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr }),
    );
    child.stdin?.end(input);
  });
}

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "keysmith-cli-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("keysmith", () => {
  it("tells its version and its commands", async () => {
    expect((await keysmith(["--version"])).stdout.trim()).toBe(VERSION);
    const { stdout } = await keysmith(["--help"]);
    expect(stdout).toContain("emulator");
    expect(stdout).toContain("due");
  });

  it("refuses what it doesn't know", async () => {
    expect(await keysmith(["rotate"])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("unknown command 'rotate'"),
    });
    expect(await keysmith(["emulator", "--port", "70000"])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("0 to 65535"),
    });
  });
});

// A bug: it ended with a stack trace, and with 1, which means "refused" where access is asked about.
describe("an answer that can't be written", () => {
  it.each([
    ["access check", 3, "access check --app orders-app --secret orders/db --from 10.20.1.7"],
    ["due", 1, "due --all"],
    ["access map", 1, "access map --html -"],
  ])("fails %s with %i", async (_command, failed, words) => {
    const file = path.join(folder, "read-only");
    writeFileSync(file, "");
    const child = spawn(process.execPath, [KEYSMITH, ...words.split(" ")], {
      env: { ...process.env, KEYSMITH_AS_OF: "2026-06-01T00:00:00Z" },
      stdio: ["pipe", openSync(file, "r"), "pipe"],
    });
    const warned = textOf(child.stderr as Readable);
    child.stdin?.end(exported(PROGRAM));
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect(await warned).toMatch(/^keysmith: standard output can't be written: EBADF.*\n$/);
    expect(code).toBe(failed);
  });
});

describe("a command that sends secrets", () => {
  it("reads none while Node writes down what it reads and sends", async () => {
    const words = ["ibm", "wrap", "--key", "payments", "--plaintext-file", "-"];
    const { code, stderr } = await keysmith(words, { NODE_DEBUG: "stream" }, "bXktc2VjcmV0LWtleQ==");
    expect(code).toBe(1);
    expect(stderr).toContain("Unset NODE_DEBUG; nothing was sent.");
    expect(stderr).not.toContain("bXktc2VjcmV0LWtleQ==");
    expect(stderr).not.toContain(Buffer.from("bXktc2Vj").toString("hex").replace(/../g, "$& ").trim());
  });
});

describe("keysmith open", () => {
  it("ends quietly when nobody reads on", async () => {
    const { recipient, identity } = await keyPair();
    const sealed = await seal({ password: new Secret("x".repeat(100_000)) }, [recipient]);
    const env = { ...process.env, KEYSMITH_AGE_IDENTITY: identity.reveal() };
    const child = spawn(process.execPath, [KEYSMITH, "open", "--field", "password"], { env });
    const warned = textOf(child.stderr);
    child.stdout.destroy();
    child.stdin.end(sealed);
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect([code, await warned]).toEqual([0, ""]);
  });
});

describe("keysmith emulator", () => {
  it("says what to install where the emulator is not", async () => {
    const command = emulatorCommand([folder]).parseAsync(["--port", "0"], { from: "user" });
    await expect(command).rejects.toThrow("Install it with: npm install --save-dev keysmith-emulator");
  });

  it("has the options of keysmith-emulator", async () => {
    expect((await keysmith(["emulator", "--help"])).stdout).toContain("Usage: keysmith-emulator [options]");
  });

  it("serves until it is interrupted, and takes up its state again", async () => {
    const stateFile = path.join(folder, "state.json");
    for (const expected of [0, 1]) {
      const child = spawn(process.execPath, [
        KEYSMITH,
        "emulator",
        "--port",
        "0",
        "--state",
        stateFile,
        "--clock",
        "2026-01-01T00:00:00Z",
      ]);
      const [, url = ""] = await new Promise<RegExpMatchArray>((resolve) => {
        child.stdout.on("data", (chunk: Buffer) => {
          const found = /listening on (\S+)/.exec(chunk.toString());
          if (found) resolve(found);
        });
      });
      const emulator = connectEmulator(url);
      expect(await emulator.clock.now()).toMatch(/^2026-01-01T00:00:00/);
      expect(await emulator.alibaba.call("ListPolicies")).toMatchObject({ TotalCount: expected });
      if (expected === 0) {
        await emulator.alibaba.call("CreatePolicy", {
          Name: "orders",
          KmsInstance: "kst-1",
          Permissions: [],
          Resources: ["key/*"],
        });
      }
      const ended = new Promise((resolve) => child.on("close", resolve));
      child.kill("SIGINT");
      expect(await ended).toBe(0);
    }
  });

  it("says what is wrong with a clock that is none", async () => {
    const { code, stderr } = await keysmith(["emulator", "--port", "0", "--clock", "tomorrow"]);
    expect(code).toBe(1);
    expect(stderr).toContain("tomorrow");
    expect(stderr).not.toContain("    at ");
  });
});

describe("keysmith due", () => {
  it("refuses a state without resources of ours", async () => {
    const file = path.join(folder, "export.json");
    const bucket = { type: "aws:s3:Bucket", urn: "urn:pulumi:a::b::aws:s3:Bucket::c", inputs: {}, outputs: {} };
    writeFileSync(file, JSON.stringify({ version: 3, deployment: { resources: [bucket] } }));
    expect(await keysmith(["due", file])).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringContaining(`${file} records no resource of Keysmith`),
    });
  });

  it.each([
    ["a file that isn't there", ["due", "/nowhere/export.json"], "", "can't be read"],
    ["what is not JSON", ["due"], "No state.", "is not JSON"],
    // It counted as "nothing is due", also where the command before the pipe had failed.
    ["nothing", ["due"], "", "the input is empty"],
    ["a line break", ["due", "--json"], "\n", "the input is empty"],
  ])("says what is wrong with %s", async (_, options, input, message) => {
    const { code, stderr } = await keysmith(options, {}, input);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("    at ");
  });

  it("refuses a moved clock that it can't read", async () => {
    expect(await keysmith(["due"], { KEYSMITH_AS_OF: "soon" })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("KEYSMITH_AS_OF"),
    });
  });
});

describe("keysmith <vendor>", () => {
  it("calls the vendor's services, takes secrets from standard input, and ends", async () => {
    const emulator = await startEmulator();
    const env = {
      KEYSMITH_IBM_ENDPOINT: emulator.url,
      KEYSMITH_IBM_INSTANCE: defaultIbm.keyProtect,
      IBMCLOUD_API_KEY: defaultIbm.apiKey,
    };
    try {
      expect(await keysmith(["ibm", "count"], env)).toEqual({ code: 0, stdout: "count  0\n", stderr: "" });
      const secret = Buffer.from("a data key").toString("base64");
      const words = ["ibm", "wrap", "--key", "nobody", "--plaintext-file", "-"];
      const { code, stderr } = await keysmith(words, env, secret);
      expect(code).toBe(1);
      expect(stderr).toContain("KEY_NOT_FOUND_ERR");
      expect(stderr).not.toContain(secret);
      expect(stderr).not.toContain("    at ");
    } finally {
      await emulator.close();
    }
  });
});
