import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { unzipSync } from "fflate";
import { LAUNCHER, NOTICES, noticesOf, PLATFORMS, PROGRAM, Stage, sha256, TARGETS, zipOf } from "./stage";

let stage: Stage;

beforeEach(() => {
  stage = new Stage();
});

afterEach(() => stage.remove());

const PROVIDER_SUMS = "terraform-provider-keysmith_1.2.3_SHA256SUMS";

/** What a zip holds, by name. */
const contentsOf = (zip: Buffer | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(unzipSync(zip ?? Buffer.alloc(0))).map(([name, content]) => [name, Buffer.from(content).toString()]),
  );

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

describe("a release for registries of Terraform", () => {
  it("has a zip for each platform, the manifest and the checksums of both", () => {
    const { files } = stage.release();
    const provider = [...files.keys()].filter((name) => /^terraform-provider-.*(zip|json|SUMS)$/.test(name));
    const manifest = "terraform-provider-keysmith_1.2.3_manifest.json";
    const bill = "terraform-provider-keysmith_1.2.3.cdx.json";
    expect(provider.sort()).toEqual([PROVIDER_SUMS, manifest, bill, ...PLATFORMS.map(zipOf)].sort());
    expect(JSON.parse(String(files.get(manifest)))).toEqual({ version: 1, metadata: { protocol_versions: ["6.0"] } });
    const summed = [...PLATFORMS.map(zipOf), manifest].map((name) => `${sha256(files.get(name))}  ${name}`);
    expect(String(files.get(PROVIDER_SUMS)).trimEnd().split("\n").sort()).toEqual(summed.sort());
  });

  it("packs the bundle as it is, executable, with the notices of what is inside", () => {
    const { files } = stage.release();
    for (const platform of PLATFORMS) {
      const zip = files.get(zipOf(platform)) ?? Buffer.alloc(0);
      const program = "terraform-provider-keysmith_v1.2.3";
      const expected = platform.startsWith("windows")
        ? { [`${program}.cmd`]: LAUNCHER, "keysmith-provider.cjs": PROGRAM }
        : { [program]: PROGRAM };
      expect(contentsOf(zip)).toEqual({ ...expected, "THIRD-PARTY-NOTICES": NOTICES });
      const { "THIRD-PARTY-NOTICES": readable, ...programs } = modesIn(zip);
      expect(readable).toBe("100644");
      expect(new Set(Object.values(programs))).toEqual(new Set(["100755"]));
    }
  });

  it("has executables in the place of the scripts of their platforms", () => {
    for (const target of ["linux-x64", "linux-x64-musl", "win32-x64"]) stage.putExecutable(target);
    const { files, stderr } = stage.release(["--executables", stage.executables]);
    expect(stderr).toBe("");
    const program = "terraform-provider-keysmith_v1.2.3";
    const notices = "THIRD-PARTY-NOTICES";
    expect(contentsOf(files.get(zipOf("linux_amd64")))).toEqual({
      [program]: "for linux-x64",
      [notices]: noticesOf("of-linux-x64 1.0.0"),
    });
    expect(contentsOf(files.get(zipOf("linux_arm64")))).toEqual({ [program]: PROGRAM, [notices]: NOTICES });
    expect(contentsOf(files.get(zipOf("windows_amd64")))).toEqual({
      [`${program}.exe`]: "for win32-x64",
      [notices]: noticesOf("of-win32-x64 1.0.0"),
    });
  });
});

describe("a release with executables", () => {
  /** What an archive holds, unpacked in a folder of its own. */
  function unpacked(out: string, archive: string): string {
    const folder = path.join(stage.folder, "unpacked", archive);
    mkdirSync(folder, { recursive: true });
    execFileSync("tar", ["-xzf", path.join(out, archive), "-C", folder]);
    return folder;
  }

  it("has an archive for Pulumi of each, but those for musl, with checksums of their own", () => {
    for (const target of ["linux-x64", "linux-x64-musl", "win32-x64"]) stage.putExecutable(target);
    const { out, files } = stage.release(["--executables", stage.executables]);
    const archives = ["linux-amd64", "windows-amd64"].map((of) => `pulumi-resource-keysmith-v1.2.3-${of}.tar.gz`);
    const sums = "pulumi-resource-keysmith_1.2.3_SHA256SUMS";
    expect([...files.keys()].filter((name) => name.startsWith("pulumi-"))).toEqual([...archives, sums]);
    expect(String(files.get(sums))).toBe(archives.map((name) => `${sha256(files.get(name))}  ${name}\n`).join(""));
    expect(String(files.get(PROVIDER_SUMS))).not.toContain("pulumi");
    const [linux = "", windows = ""] = archives.map((name) => unpacked(out, name));
    expect(readFileSync(path.join(linux, "pulumi-resource-keysmith"), "utf8")).toBe("for linux-x64");
    expect(statSync(path.join(linux, "pulumi-resource-keysmith")).mode & 0o777).toBe(0o755);
    expect(readFileSync(path.join(windows, "pulumi-resource-keysmith.exe"), "utf8")).toBe("for win32-x64");
    expect(readFileSync(path.join(linux, "THIRD-PARTY-NOTICES"), "utf8")).toBe(noticesOf("of-linux-x64 1.0.0"));
  });

  it("has a package for npm and an archive of each, whose files KEYSMITH_EXECUTABLE can name", () => {
    for (const target of TARGETS) stage.putExecutable(target);
    const { out, files } = stage.release(["--executables", stage.executables]);
    const folders = TARGETS.flatMap((target) => [
      [target, unpacked(out, `keysmith_1.2.3_${target}.tar.gz`)],
      [target, path.join(unpacked(out, `keysmith-${target}-1.2.3.tgz`), "package")],
    ]);
    for (const [target, folder = ""] of folders) {
      const program = target === "win32-x64" ? "keysmith.exe" : "keysmith";
      expect(readFileSync(path.join(folder, program), "utf8")).toBe(`for ${target}`);
      expect(statSync(path.join(folder, program)).mode & 0o777).toBe(0o755);
      expect(JSON.parse(readFileSync(path.join(folder, `${program}.json`), "utf8"))).toMatchObject({ target });
    }
    const musl = path.join(stage.folder, "unpacked/keysmith-linux-x64-musl-1.2.3.tgz/package/package.json");
    expect(JSON.parse(readFileSync(musl, "utf8"))).toMatchObject({
      name: "@keysmith/linux-x64-musl",
      version: "1.2.3",
      repository: { type: "git" },
      os: ["linux"],
      cpu: ["x64"],
      libc: ["musl"],
    });
    const sums = String(files.get("keysmith_1.2.3_SHA256SUMS"));
    for (const target of TARGETS)
      expect(sums).toContain(`${sha256(files.get(`keysmith-${target}-1.2.3.tgz`))}  keysmith-${target}`);
  });

  it("refuses an executable of another version", () => {
    stage.putExecutable("linux-x64", "1.2.2");
    const { status, stderr } = stage.release(["--executables", stage.executables]);
    expect(status).toBe(1);
    expect(stderr).toContain("is from Keysmith 1.2.2, and this is 1.2.3");
  });

  it("refuses what is inside of one under a license that asks for more than its notice", () => {
    stage.putExecutable("linux-x64");
    const text = noticesOf("copyleft 2.0.0").replace("License: MIT", "License: GPL-3.0-only");
    stage.write("executables/linux-x64/THIRD-PARTY-NOTICES", text);
    const { status, stderr } = stage.release(["--executables", stage.executables]);
    expect(status).toBe(1);
    expect(stderr).toContain("the executable for linux-x64: copyleft 2.0.0 is under GPL-3.0-only");
  });
});

it("the same inputs give the same bytes at another time, in another time zone", () => {
  const everything = stage.putEverything();
  const first = stage.release(everything, "first", { TZ: "Asia/Shanghai" });
  const second = stage.release(everything, "second", { TZ: "America/New_York" });
  expect(second.files).toEqual(first.files);
  expect(first.files.size).toBeGreaterThan(40);
  const index = (out: string): string => readFileSync(path.join(out, "oci/index.json"), "utf8");
  expect(index(second.out)).toBe(index(first.out));
});

it("says that the build must run when there is no bundle", () => {
  rmSync(path.join(stage.folder, "dist"), { recursive: true });
  const { status, stderr } = stage.release();
  expect(status).toBe(1);
  expect(stderr).toContain("npm run build");
});
