import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const SCRIPT = path.resolve(__dirname, "../../scripts/release.mjs");
const RULE = "=".repeat(80);

export const VERSION = "1.2.3";
export const PROGRAM = "#!/bin/sh\n: the program\n";
export const LAUNCHER = '@node "%~dp0keysmith-provider.cjs" %*\r\n';
export const PLATFORMS = [
  "darwin_amd64",
  "darwin_arm64",
  "linux_amd64",
  "linux_arm64",
  "windows_amd64",
  "windows_arm64",
];
export const TARGETS = [
  "linux-x64",
  "linux-arm64",
  "linux-x64-musl",
  "linux-arm64-musl",
  "darwin-x64",
  "darwin-arm64",
  "win32-x64",
];

/** What the build says is inside a program. */
export const noticesOf = (...packages: readonly string[]): string =>
  `This program holds code of these packages.\n\n${packages.map((each) => `${RULE}\n${each}\nLicense: MIT\n\nA text.\n`).join("\n")}`;
export const NOTICES = noticesOf("zod 4.0.0");

/** A lock file: what the two packages bring along, and what they are built with. */
const LOCK = {
  packages: {
    "": { dependencies: { zod: "^4.0.0", undici: "^7.0.0" }, devDependencies: { typescript: "~5.9" } },
    "node_modules/undici/node_modules/zod": { version: "3.0.0", license: "MIT" },
    emulator: { dependencies: { luxon: "^3.0.0" } },
    "node_modules/zod": {
      version: "4.0.0",
      license: "MIT",
      integrity: `sha512-${Buffer.alloc(64, 1).toString("base64")}`,
    },
    "node_modules/undici": {
      version: "7.0.0",
      license: "MIT",
      dependencies: { "@scope/inner": "^1.0.0", zod: "^3.0.0" },
    },
    "node_modules/undici/node_modules/@scope/inner": { version: "1.0.0", license: "(ISC OR GPL-2.0)" },
    "node_modules/@scope/inner": { version: "2.0.0", license: "MIT", dev: true },
    "node_modules/luxon": { version: "3.0.0", license: "MIT" },
    "node_modules/typescript": { version: "5.9.0", license: "Apache-2.0", dev: true },
  },
};

export interface Release {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly out: string;
  /** What it made, by name, but for the image layout and the notes. */
  readonly files: ReadonlyMap<string, Buffer>;
}

/** A project of which there is a bundle, and in which releases are made. */
export class Stage {
  readonly folder = mkdtempSync(path.join(tmpdir(), "keysmith-release-"));
  readonly executables = path.join(this.folder, "executables");
  readonly packages = path.join(this.folder, "packages");

  constructor() {
    this.write(
      "package.json",
      JSON.stringify({ version: VERSION, repository: { type: "git", url: "git+https://x.test/k.git" } }),
    );
    this.write("package-lock.json", JSON.stringify(LOCK));
    this.write("CHANGELOG.md", `# Changelog\n\n## ${VERSION} (2026-11-30)\n\n- What changed.\n`);
    this.write("dist/terraform/terraform-provider-keysmith", PROGRAM);
    this.write("dist/terraform/terraform-provider-keysmith.cmd", LAUNCHER);
    this.write("dist/terraform/THIRD-PARTY-NOTICES", NOTICES);
  }

  write(name: string, content: string): void {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  /** An executable as the build leaves it, with what it says of it. */
  putExecutable(target: string, version = VERSION): void {
    const file = `executables/${target}/keysmith${target === "win32-x64" ? ".exe" : ""}`;
    const sha256 = createHash("sha256").update(`for ${target}`).digest("hex");
    this.write(file, `for ${target}`);
    this.write(`${file}.json`, JSON.stringify({ version, target, sha256 }));
    this.write(`executables/${target}/THIRD-PARTY-NOTICES`, noticesOf(`of-${target} 1.0.0`));
  }

  /** A package as it is packed, with the manifest that is given. */
  putPackage(name: string, more: object = {}, version = VERSION): void {
    const dependencies = name === "keysmith" ? { zod: "^4.0.0", undici: "^7.0.0" } : { luxon: "^3.0.0" };
    const manifest = { name, version, license: "Apache-2.0", dependencies, ...more };
    this.write(`unpacked/${name}/package/package.json`, JSON.stringify(manifest));
    mkdirSync(this.packages, { recursive: true });
    const tarball = path.join(this.packages, `${name}-${VERSION}.tgz`);
    execFileSync("tar", ["-czf", tarball, "-C", path.join(this.folder, "unpacked", name), "package"]);
  }

  /** All that a release has to have. */
  putEverything(): readonly string[] {
    for (const target of TARGETS) this.putExecutable(target);
    for (const name of ["keysmith", "keysmith-emulator"]) this.putPackage(name);
    return ["--executables", this.executables, "--packages", this.packages];
  }

  /** Runs the script, and reads what it made. */
  release(options: readonly string[] = [], name = "release", env: Readonly<Record<string, string>> = {}): Release {
    const out = path.join(this.folder, name);
    const mode = options.includes("--sign") || options.includes("--no-mode") ? [] : ["--dry-run"];
    const rest = options.filter((option) => option !== "--no-mode");
    const args = [SCRIPT, ...mode, "--out", out, "--bundle", path.join(this.folder, "dist/terraform"), ...rest];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      encoding: "utf8",
      env: { ...process.env, ...env },
    });
    const names = status === 0 ? readdirSync(out).filter((file) => !["oci", "NOTES.md"].includes(file)) : [];
    const files = new Map(names.sort().map((file) => [file, readFileSync(path.join(out, file))]));
    return { status, stdout, stderr, out, files };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export const zipOf = (platform: string): string => `terraform-provider-keysmith_${VERSION}_${platform}.zip`;

export const sha256 = (content: Buffer | undefined): string =>
  createHash("sha256")
    .update(content ?? "")
    .digest("hex");
