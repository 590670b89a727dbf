import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const { env } = process;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "keysmith-installed-"));
  mkdirSync(path.join(folder, "bin"));
  process.env = { PATH: path.join(folder, "bin"), HOME: folder, XDG_CACHE_HOME: path.join(folder, "cache") };
  jest.resetModules();
});

afterEach(() => {
  process.env = env;
  rmSync(folder, { recursive: true });
});

function command(name: string, prints: string): void {
  writeFileSync(path.join(folder, "bin", name), `#!/bin/sh\necho '${prints}'\n`, { mode: 0o755 });
}

// Loaded anew, as what was found is kept.
const installed = (): typeof import("./installed-engine") => require("./installed-engine");

describe("an engine that is looked for", () => {
  it("is what is on PATH", () => {
    command("pulumi", "v3.276.0");
    const { findEngine, PULUMI } = installed();
    expect(findEngine(PULUMI)).toEqual({ kind: PULUMI, command: "pulumi", version: "3.276.0" });
  });

  it("may warn of settings before it tells its version", () => {
    command(
      "terraform",
      "There are some problems with the CLI configuration:\nWarning: ...\nTerraform v1.11.4\non linux_amd64",
    );
    const { findEngine, TERRAFORM } = installed();
    expect(findEngine(TERRAFORM)).toMatchObject({ version: "1.11.4" });
  });

  it("is told apart from one that prints no version", () => {
    const { findEngine, PULUMI, TERRAFORM } = installed();
    command("pulumi", "");
    expect(findEngine(PULUMI)).toBe("pulumi prints no version, and none was built");
    expect(findEngine(TERRAFORM)).toBe("terraform is not on PATH");
  });

  it("is told apart from one that can't be started", () => {
    writeFileSync(path.join(folder, "bin", "terraform"), "no program", { mode: 0o644 });
    const { findEngine, TERRAFORM } = installed();
    expect(findEngine(TERRAFORM)).toBe("terraform can't be started (EACCES)");
  });

  it("must be new enough", () => {
    command("tofu", "OpenTofu v1.9.1");
    const { findEngine, OPENTOFU } = installed();
    expect(findEngine(OPENTOFU)).toContain("OpenTofu 1.9.1 is too old: 1.10 is the least");
  });
});

describe("a language host that is looked for", () => {
  it("may be on PATH, where nothing starts it", () => {
    command("pulumi-language-yaml", "started");
    expect(installed().findHost("yaml")).toEqual({});
  });

  it("is in the cache, else nowhere", () => {
    const { findHost } = installed();
    expect(findHost("python")).toBe("pulumi-language-python is not on PATH, and none was built");
    const home = path.join(folder, "cache/keysmith", `pulumi-python-${hostVersion()}`);
    mkdirSync(home, { recursive: true });
    expect(findHost("python")).toEqual({ folder: home });
  });
});

function hostVersion(): string {
  const manifest = readFileSync("tools/pulumi-hosts/go.mod", "utf8");
  return /pulumi\/sdk\/v3 v(\S+)/.exec(manifest)?.[1] ?? "";
}
