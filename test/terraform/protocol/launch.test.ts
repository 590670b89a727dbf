import { execFile } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { transformSync } from "esbuild";
import { ENGINES, type EngineName, HOSTS, Workspace } from "./engines";
import { bundled, COOKIE } from "./plugin-process";

let file: string;
let bin: string;

beforeAll(() => {
  file = bundled("../../../src/terraform/main.ts");
}, 60_000);

afterAll(() => rmSync(path.dirname(file), { recursive: true }));

beforeEach(() => {
  bin = mkdtempSync(path.join(tmpdir(), "keysmith-bin-"));
  symlinkSync("/bin/sh", path.join(bin, "sh"));
});

afterEach(() => rmSync(bin, { recursive: true }));

/** Puts a `node` on the path of its own that takes itself for another version. */
function oldNode(version: string): void {
  const pretend = path.join(bin, "pretend.cjs");
  writeFileSync(
    pretend,
    `Object.defineProperty(process, "version", { value: "v${version}" });
     Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } });`,
  );
  writeFileSync(path.join(bin, "node"), `#!/bin/sh\nexec '${process.execPath}' -r '${pretend}' "$@"\n`);
  chmodSync(path.join(bin, "node"), 0o755);
}

function run(env: NodeJS.ProcessEnv): Promise<{ code: unknown; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(file, { env, timeout: 20_000 }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

describe("the bundled provider", () => {
  it("says how it is meant to be used when a person starts it", async () => {
    const { code, stdout, stderr } = await run({ PATH: process.env["PATH"] });
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("keysmith provider install");
    const wrong = await run({ PATH: process.env["PATH"], TF_PLUGIN_MAGIC_COOKIE: "another" });
    expect([wrong.code, wrong.stderr]).toEqual([1, stderr]);
  });

  it("says that Node is missing where engines show it", async () => {
    expect(await run({ PATH: bin, ...COOKIE })).toEqual({
      code: 1,
      stdout: "terraform-provider-keysmith needs Node.js 20.18.1 or newer on PATH, and found none\n",
      stderr: "",
    });
  });

  it.each(["20.18.0", "18.20.4", "12.22.12"])("says that Node %s is too old where engines show it", async (version) => {
    oldNode(version);
    expect(await run({ PATH: bin, ...COOKIE })).toEqual({
      code: 1,
      stdout: `terraform-provider-keysmith needs Node.js 20.18.1 or newer on PATH, and found v${version}\n`,
      stderr: "",
    });
  });

  it("names the folder in which it can't make its socket where engines show it", async () => {
    const { code, stdout, stderr } = await run({ PATH: process.env["PATH"], TMPDIR: "/nowhere", ...COOKIE });
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(stdout).toMatch(
      /^the provider can't make its socket in \/nowhere: .* Set TMPDIR to a folder that you may write to\.\n$/,
    );
  });

  it("can be read by the oldest Node that it speaks to", () => {
    const body = readFileSync(file, "utf8").split("\n").slice(1).join("\n");
    // What that doesn't read, as it takes it for a comment, is nearly all.
    expect(body.indexOf("\v//")).toBeLessThan(20_000);
    const wrapped = `(function () {${body}\n})`;
    // Lowering it once more has nothing left to do: no operator, no class field and no literal is newer than that Node.
    const plain = transformSync(wrapped, { target: "esnext", minify: true, legalComments: "none" }).code;
    const lowered = transformSync(wrapped, { target: "node12", minify: true, legalComments: "none" }).code;
    expect(lowered.length).toBe(plain.length);
  }, 60_000);

  it("says which protocol it speaks to an engine that speaks another one", async () => {
    const { code, stdout } = await run({ PATH: process.env["PATH"], ...COOKIE, PLUGIN_PROTOCOL_VERSIONS: "4,5" });
    expect(code).toBe(1);
    expect(stdout).toBe(
      "the Keysmith provider speaks version 6 of the plugin protocol, the engine 4,5. " +
        "Use Terraform 1.8 or OpenTofu 1.10, or a newer one.\n",
    );
  });

  it("is no larger than it may be", () => {
    expect(readFileSync(file).length).toBeLessThan(1.7 * 1024 * 1024);
  });
});

/** An engine that takes the provider from a folder. */
function workspaceWith(engine: EngineName, env: Readonly<Record<string, string>>): Workspace {
  const plugins = mkdtempSync(path.join(tmpdir(), "keysmith-override-"));
  mkdirSync(plugins, { recursive: true });
  const program = path.join(plugins, "terraform-provider-keysmith");
  copyFileSync(file, program);
  chmodSync(program, 0o755);
  const override = `"${HOSTS[engine]}/keysmith/keysmith" = "${plugins}"`;
  const work = new Workspace(engine, env, `provider_installation {\n  dev_overrides { ${override} }\n  direct {}\n}\n`);
  work.write('resource "keysmith_key_ring" "a" { name = "a" }', 'keysmith = { source = "keysmith/keysmith" }');
  return work;
}

describe.each(ENGINES)("$title", ({ name: engine, there }) => {
  const it = there ? test : test.skip;

  it("shows its user that Node is too old", async () => {
    oldNode("18.20.4");
    const work = workspaceWith(engine, { PATH: [bin, process.env["PATH"]].join(path.delimiter) });
    const { code, output } = await work.run("validate", "-no-color");
    expect(code).toBe(1);
    expect(output.replace(/[│\s]+/g, " ")).toContain("needs Node.js 20.18.1 or newer on PATH, and found v18.20.4");
  });

  it("takes the provider's schema, with and without encryption", async () => {
    for (const env of [{}, { TF_DISABLE_PLUGIN_TLS: "1" }]) {
      const work = workspaceWith(engine, env);
      const output = await work.must("providers", "schema", "-json");
      const [{ resource_schemas }] = Object.values(JSON.parse(output).provider_schemas) as [Record<string, object>];
      expect(Object.keys(resource_schemas ?? {})).toContain("keysmith_key_ring");
    }
  }, 60_000);
});
