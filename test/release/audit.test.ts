import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort, serve } from "../http/servers";
import { run } from "../support/command";
import { describeOn, leftToAll } from "../support/describe-engine";

const SCRIPT = path.resolve(__dirname, "../../scripts/audit.mjs");
const ADVISORY = {
  id: 1,
  url: "https://advisories.test/1",
  title: "It opens doors",
  severity: "high",
  vulnerable_versions: "<1.0.1",
};

/** What a registry says of a package, in which npm looks for a version that is no longer vulnerable. */
const versionsOf = (name: string): object => ({
  name,
  "dist-tags": { latest: "1.0.1" },
  versions: { "1.0.0": { name, version: "1.0.0" }, "1.0.1": { name, version: "1.0.1" } },
});

describe("scripts/audit.mjs", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "keysmith-audit-"));
    const manifest = {
      name: "audited",
      version: "1.0.0",
      dependencies: { door: "1.0.0" },
      devDependencies: { tool: "1.0.0" },
    };
    const packages = {
      "": manifest,
      "node_modules/door": { version: "1.0.0", resolved: "https://packages.test/door.tgz", integrity: "sha512-AA==" },
      "node_modules/tool": {
        version: "1.0.0",
        resolved: "https://packages.test/tool.tgz",
        integrity: "sha512-AA==",
        dev: true,
      },
    };
    writeFileSync(path.join(folder, "package.json"), JSON.stringify(manifest));
    const lock = { name: "audited", version: "1.0.0", lockfileVersion: 3, requires: true, packages };
    writeFileSync(path.join(folder, "package-lock.json"), JSON.stringify(lock));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Asks a registry that answers with what is said of each package, or refuses. */
  async function audit(advisories: Readonly<Record<string, readonly object[]>> | undefined, registry?: string) {
    const url =
      registry ??
      (await serve(({ url: asked = "", method }, response) => {
        response.setHeader("Content-Type", "application/json");
        if (method === "GET") return response.end(JSON.stringify(versionsOf(asked.slice(1))));
        if (advisories === undefined) response.writeHead(405);
        return response.end(JSON.stringify(advisories ?? {}));
      }));
    const env = { ...(process.env as Record<string, string>), npm_config_registry: url, npm_config_cache: folder };
    return run({ executable: process.execPath, args: [SCRIPT, "--project", folder], cwd: folder, env });
  }

  it("passes where nothing is known", async () => {
    const { exitCode, output } = await audit({});
    expect({ exitCode, output }).toEqual({
      exitCode: 0,
      output: "audit: 0 vulnerable packages of those that users get, 0 of the others\n",
    });
  });

  it("fails for a package that users get, and says what is known of it", async () => {
    const { exitCode, output } = await audit({ door: [ADVISORY] });
    expect(exitCode).toBe(1);
    expect(output).toContain("users get door 1.0.0, high: It opens doors (https://advisories.test/1)\n");
  });

  it("tells what the build uses, and passes", async () => {
    const { exitCode, output } = await audit({ tool: [ADVISORY] });
    expect(exitCode).toBe(0);
    expect(output).toContain("the build uses tool 1.0.0, high: It opens doors");
  });

  it("says that nothing was checked where the registry has no advisories, or there is none", async () => {
    const nobody = `http://127.0.0.1:${await freePort()}`;
    for (const { exitCode, output } of [await audit(undefined), await audit({}, nobody)]) {
      expect(exitCode).toBe(3);
      expect(output).toMatch(/^audit: skipped: the registry answers no advisories \(.+\)\n$/);
    }
  });
});

/** What the registry of this machine knows of our packages, or why that isn't known here. */
const asked = leftToAll() === undefined ? spawnSync(process.execPath, [SCRIPT], { encoding: "utf8" }) : undefined;
const unavailable =
  asked === undefined
    ? leftToAll()
    : asked.status === 3
      ? asked.stdout.trim().replace("audit: skipped: ", "")
      : undefined;

describeOn("the advisories", { name: "the registry of this machine", unavailable }, () => {
  it("name no package that users get", () => {
    expect({ status: asked?.status, stderr: asked?.stderr }).toEqual({ status: 0, stderr: "" });
  });
});
