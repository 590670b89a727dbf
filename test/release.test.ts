import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { unzipSync } from "fflate";
import { targetOf, thisMachine } from "../src/executable/find";
import { describePulumi } from "./pulumi/engine";
import { cleanEnvironment } from "./pulumi/engine/environment";
import { run } from "./support/command";
import { findEngine, type InstalledEngine, PULUMI } from "./support/installed-engine";
import { describeTerraform } from "./terraform/engines";
import { initialise } from "./terraform/plugin-folder";

const SCRIPT = path.resolve(__dirname, "../scripts/release.mjs");
const PROGRAM = "#!/bin/sh\n: the program\n";
const NOTICES = "zod 4.0.0\nMIT\n";
const LAUNCHER = '@node "%~dp0keysmith-provider.cjs" %*\r\n';
const PLATFORMS = ["darwin_amd64", "darwin_arm64", "linux_amd64", "linux_arm64", "windows_amd64", "windows_arm64"];

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "keysmith-release-"));
  const built = path.join(folder, "dist/terraform");
  mkdirSync(built, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), '{"version":"1.2.3"}');
  writeFileSync(path.join(built, "terraform-provider-keysmith"), PROGRAM);
  writeFileSync(path.join(built, "terraform-provider-keysmith.cmd"), LAUNCHER);
  writeFileSync(path.join(built, "THIRD-PARTY-NOTICES"), NOTICES);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the script, and reads what it made. */
function release(name = "release", env: Readonly<Record<string, string>> = {}, ...more: readonly string[]) {
  const out = path.join(folder, name);
  const options = ["--out", out, "--bundle", path.join(folder, "dist/terraform"), ...more];
  const ran = spawnSync(process.execPath, [SCRIPT, ...options], { encoding: "utf8", env: { ...process.env, ...env } });
  const files =
    ran.status === 0
      ? readdirSync(out)
          .filter((file) => file !== "npm")
          .sort()
      : [];
  return { ...ran, out, files: new Map(files.map((file) => [file, readFileSync(path.join(out, file))])) };
}

/** An executable as the build leaves it, with what it says of it. */
function put(executables: string, target: string, version: string): void {
  const file = path.join(executables, target, `keysmith${target === "win32-x64" ? ".exe" : ""}`);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `for ${target}`);
  const sha256 = createHash("sha256").update(`for ${target}`).digest("hex");
  writeFileSync(`${file}.json`, JSON.stringify({ version, target, sha256 }));
  writeFileSync(path.join(executables, target, "THIRD-PARTY-NOTICES"), `of ${target}`);
}

const zipOf = (platform: string): string => `terraform-provider-keysmith_1.2.3_${platform}.zip`;

/** The modes of the files in a zip by their names, from its central directory (APPNOTE 4.3.12), with the kind of file. */
function modesIn(zip: Buffer): Record<string, string> {
  const modes: Record<string, string> = {};
  for (let at = zip.indexOf("PK\u0001\u0002"); at >= 0; at = zip.indexOf("PK\u0001\u0002", at + 46)) {
    expect(zip[at + 5]).toBe(3);
    const name = zip.toString("utf8", at + 46, at + 46 + zip.readUInt16LE(at + 28));
    modes[name] = (zip.readUInt32LE(at + 38) >>> 16).toString(8);
  }
  return modes;
}

describe("scripts/release.mjs", () => {
  it("makes what a registry takes: a zip for each platform, the manifest and the checksums", () => {
    const { files, stdout } = release();
    expect([...files.keys()]).toEqual(
      [
        "terraform-provider-keysmith_1.2.3_SHA256SUMS",
        "terraform-provider-keysmith_1.2.3_manifest.json",
        ...PLATFORMS.map(zipOf),
      ].sort(),
    );
    const manifest = files.get("terraform-provider-keysmith_1.2.3_manifest.json");
    expect(JSON.parse(String(manifest))).toEqual({ version: 1, metadata: { protocol_versions: ["6.0"] } });
    expect(stdout).toContain("gpg --detach-sign terraform-provider-keysmith_1.2.3_SHA256SUMS");
  });

  it("packs the bundle as it is, executable, with the notices of what is inside", () => {
    const { files } = release();
    for (const platform of PLATFORMS) {
      const zip = files.get(zipOf(platform)) ?? Buffer.alloc(0);
      const packed = Object.entries(unzipSync(zip)).map(([name, content]) => [name, Buffer.from(content).toString()]);
      const program = "terraform-provider-keysmith_v1.2.3";
      const expected = platform.startsWith("windows")
        ? { [`${program}.cmd`]: LAUNCHER, "keysmith-provider.cjs": PROGRAM }
        : { [program]: PROGRAM };
      expect(Object.fromEntries(packed)).toEqual({ ...expected, "THIRD-PARTY-NOTICES": NOTICES });
      const { "THIRD-PARTY-NOTICES": readable, ...programs } = modesIn(zip);
      expect(readable).toBe("100644");
      expect(new Set(Object.values(programs))).toEqual(new Set(["100755"]));
    }
  });

  it("sums up every file but the sums themselves", () => {
    const { files } = release();
    const lines = String(files.get("terraform-provider-keysmith_1.2.3_SHA256SUMS")).trimEnd().split("\n");
    const summed = [...files].filter(([name]) => !name.endsWith("SHA256SUMS"));
    const expected = summed.map(([name, content]) => `${createHash("sha256").update(content).digest("hex")}  ${name}`);
    expect(lines.sort()).toEqual(expected.sort());
  });

  it("gives the same bytes at another time, in another time zone", () => {
    const first = release("first", { TZ: "Asia/Shanghai" });
    const second = release("second", { TZ: "America/New_York" });
    expect(second.files).toEqual(first.files);
    expect(first.files.size).toBe(PLATFORMS.length + 2);
  });

  it("takes executables for their platforms, and makes packages for npm of them", () => {
    const executables = path.join(folder, "executables");
    for (const target of ["linux-x64", "linux-x64-musl", "win32-x64"]) put(executables, target, "1.2.3");
    const { out, files, stderr } = release("release", {}, "--executables", executables);
    expect(stderr).toBe("");
    const packed = (platform: string) =>
      Object.entries(unzipSync(files.get(zipOf(platform)) ?? Buffer.alloc(0))).map(([name, content]) => [
        name,
        Buffer.from(content).toString(),
      ]);
    const program = "terraform-provider-keysmith_v1.2.3";
    const notices = (text: string): string[] => ["THIRD-PARTY-NOTICES", text];
    expect(packed("linux_amd64")).toEqual([[program, "for linux-x64"], notices("of linux-x64")]);
    expect(packed("linux_arm64")).toEqual([[program, PROGRAM], notices(NOTICES)]);
    expect(packed("windows_amd64")).toEqual([[`${program}.exe`, "for win32-x64"], notices("of win32-x64")]);
    const musl = path.join(out, "npm/linux-x64-musl");
    expect(JSON.parse(readFileSync(path.join(musl, "package.json"), "utf8"))).toMatchObject({
      name: "@keysmith/linux-x64-musl",
      version: "1.2.3",
      os: ["linux"],
      cpu: ["x64"],
      libc: ["musl"],
    });
    expect(readdirSync(musl).sort()).toEqual(["THIRD-PARTY-NOTICES", "keysmith", "keysmith.json", "package.json"]);
  });

  it("makes an archive for Pulumi of each executable, and sums them up", () => {
    const executables = path.join(folder, "executables");
    for (const target of ["linux-x64", "linux-x64-musl", "win32-x64"]) put(executables, target, "1.2.3");
    const { out, files } = release("release", {}, "--executables", executables);
    const archives = ["linux-amd64", "windows-amd64"].map((of) => `pulumi-resource-keysmith-v1.2.3-${of}.tar.gz`);
    expect([...files.keys()].filter((name) => name.startsWith("pulumi-"))).toEqual([
      ...archives,
      "pulumi-resource-keysmith_1.2.3_SHA256SUMS",
    ]);
    const sums = archives.map(
      (name) =>
        `${createHash("sha256")
          .update(files.get(name) ?? "")
          .digest("hex")}  ${name}\n`,
    );
    expect(String(files.get("pulumi-resource-keysmith_1.2.3_SHA256SUMS"))).toBe(sums.join(""));
    expect(String(files.get("terraform-provider-keysmith_1.2.3_SHA256SUMS"))).not.toContain("pulumi");
    const unpacked = path.join(folder, "unpacked");
    mkdirSync(unpacked);
    for (const name of archives) execFileSync("tar", ["-xzf", path.join(out, name), "-C", unpacked]);
    expect(readFileSync(path.join(unpacked, "pulumi-resource-keysmith"), "utf8")).toBe("for linux-x64");
    expect(readFileSync(path.join(unpacked, "pulumi-resource-keysmith.exe"), "utf8")).toBe("for win32-x64");
    expect(readFileSync(path.join(unpacked, "THIRD-PARTY-NOTICES"), "utf8")).toBe("of win32-x64");
    expect(statSync(path.join(unpacked, "pulumi-resource-keysmith")).mode & 0o777).toBe(0o755);
    expect(release("again", {}, "--executables", executables).files).toEqual(files);
  });

  it("refuses an executable of another version", () => {
    const executables = path.join(folder, "executables");
    put(executables, "linux-x64", "1.2.2");
    const { status, stderr } = release("release", {}, "--executables", executables);
    expect(status).toBe(1);
    expect(stderr).toContain("is of Keysmith 1.2.2, and this is 1.2.3");
  });

  it("says that the build must run when there is no bundle", () => {
    rmSync(path.join(folder, "dist"), { recursive: true });
    const { status, stderr } = release();
    expect(status).toBe(1);
    expect(stderr).toContain("npm run build");
  });
});

describeTerraform("a zip of the release", (engine) => {
  it("is installed, and its program stays executable", () => {
    const { out } = release();
    const mirror = path.join(folder, "terraform.d/plugins", engine.registry, "keysmith/keysmith");
    mkdirSync(mirror, { recursive: true });
    for (const platform of PLATFORMS) copyFileSync(path.join(out, zipOf(platform)), path.join(mirror, zipOf(platform)));
    const { output } = initialise(engine, folder);
    expect(output).toContain("keysmith/keysmith v1.2.3");
    const installed = path.join(folder, ".terraform/providers", engine.registry, "keysmith/keysmith/1.2.3");
    const files = readdirSync(installed, { recursive: true, encoding: "utf8" });
    const programs = files.filter((file) => file.includes("_v1.2.3"));
    expect(programs).toHaveLength(1);
    expect(statSync(path.join(installed, programs[0] ?? "")).mode & 0o111).toBe(0o111);
  });
});

describePulumi("an archive of the release", () => {
  it("is what pulumi plugin install takes from a server", async () => {
    const executables = path.join(folder, "executables");
    const target = targetOf(thisMachine()).replace("-musl", "");
    put(executables, target, "1.2.3");
    const { out } = release("release", {}, "--executables", executables);
    const server = createServer(({ url = "" }, response) => response.end(readFileSync(path.join(out, url))));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const engine = findEngine(PULUMI) as InstalledEngine;
      const env = { ...cleanEnvironment(engine.command), PULUMI_HOME: path.join(folder, "home") };
      const args = ["plugin", "install", "resource", "keysmith", "v1.2.3", "--server", url];
      const { exitCode, output } = await run({ executable: engine.command, args, cwd: folder, env });
      expect({ exitCode, output }).toEqual({ exitCode: 0, output: expect.any(String) });
      const plugin = path.join(folder, "home/plugins/resource-keysmith-v1.2.3/pulumi-resource-keysmith");
      expect(readFileSync(plugin, "utf8")).toBe(`for ${target}`);
      expect(statSync(plugin).mode & 0o111).toBe(0o111);
    } finally {
      server.close();
    }
  });
});
