import fs, {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ConfigurationError } from "../../src/core/errors";
import { HOSTS, installProvider, readScripts, scripts, withExecutable } from "../../src/terraform/mirror";
import { describeTerraform } from "./engines";
import { initialise } from "./plugin-folder";

const launcher = Buffer.from('@echo off\r\nnode "%~dp0keysmith-provider.cjs" %*\r\n');
const made = { version: "1.2.3", program: Buffer.from("#!/bin/sh\nexit 1\n"), launcher };
const bundle = scripts(made);
const PLATFORMS = ["darwin_amd64", "darwin_arm64", "linux_amd64", "linux_arm64", "windows_amd64", "windows_arm64"];

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "keysmith-mirror-"));
});

afterEach(() => {
  jest.restoreAllMocks();
  chmodSync(folder, 0o755);
  rmSync(folder, { recursive: true, force: true });
});

const packageFolder = (host: string, platform: string): string =>
  path.join(folder, host, "keysmith/keysmith/1.2.3", platform);

describe("installProvider", () => {
  it("takes the room of one program, however many names it has", () => {
    const inodes = installProvider(folder, bundle).map((file) => statSync(file).ino);
    expect(new Set(inodes).size).toBe(2);
  });

  it("puts one executable for each host and platform", () => {
    const files = installProvider(folder, bundle);
    expect(files).toHaveLength(16);
    for (const host of HOSTS) {
      expect(readdirSync(path.dirname(packageFolder(host, "x"))).sort()).toEqual(PLATFORMS);
      const program = path.join(packageFolder(host, "linux_arm64"), "terraform-provider-keysmith_v1.2.3");
      expect(files).toContain(program);
      expect(readFileSync(program)).toEqual(made.program);
      expect(statSync(program).mode & 0o777).toBe(0o755);
    }
  });

  it("puts a launcher for Windows, and beside it what the launcher starts, under a name that no engine starts", () => {
    installProvider(folder, bundle);
    const windows = packageFolder(HOSTS[0], "windows_amd64");
    expect(readdirSync(windows).sort()).toEqual(["keysmith-provider.cjs", "terraform-provider-keysmith_v1.2.3.cmd"]);
    expect(readFileSync(path.join(windows, "keysmith-provider.cjs"))).toEqual(made.program);
    expect(readFileSync(path.join(windows, "terraform-provider-keysmith_v1.2.3.cmd"))).toEqual(launcher);
  });

  it("refuses a launcher that starts what the engine would start itself", () => {
    const wrong = { ...made, launcher: Buffer.from('node "%~dp0terraform-provider-keysmith" %*') };
    expect(() => scripts(wrong)).toThrow("terraform-provider-keysmith");
  });

  it("puts the executable in the place of the script for its platform, and of no other", () => {
    const content = Buffer.from("an executable");
    installProvider(folder, withExecutable(bundle, { target: "linux-x64-musl", content }));
    const programs = ["linux_amd64", "linux_arm64"].map((platform) =>
      readFileSync(path.join(packageFolder(HOSTS[1], platform), "terraform-provider-keysmith_v1.2.3")),
    );
    expect(programs).toEqual([content, made.program]);
  });

  // The engine reckons every file of the folder into its checksum, and a launcher would need Node.
  it("takes away what another kind of provider of this version has left there", () => {
    installProvider(folder, bundle);
    const content = Buffer.from("an executable");
    installProvider(folder, withExecutable(bundle, { target: "win32-x64", content }));
    expect(readdirSync(packageFolder(HOSTS[0], "windows_amd64"))).toEqual(["terraform-provider-keysmith_v1.2.3.exe"]);
  });

  it("leaves alone what is there already, and replaces what is another build of the same version", () => {
    const files = installProvider(folder, bundle);
    const inodes = () => files.map((file) => statSync(file).ino);
    const before = inodes();
    expect(installProvider(folder, bundle)).toEqual(files);
    expect(inodes()).toEqual(before);

    const newer = scripts({ ...made, program: Buffer.from("#!/bin/sh\nexit 2\n") });
    expect(installProvider(folder, newer)).toEqual(files);
    const contents = files.filter((file) => !file.endsWith(".cmd")).map((file) => readFileSync(file, "utf8"));
    expect(new Set(contents)).toEqual(new Set(["#!/bin/sh\nexit 2\n"]));
  });

  it("makes executable what lost that", () => {
    const [file = ""] = installProvider(folder, bundle);
    chmodSync(file, 0o644);
    installProvider(folder, bundle);
    expect(statSync(file).mode & 0o777).toBe(0o755);
  });

  it("leaves no half-written file behind", () => {
    installProvider(folder, bundle);
    const left = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".tmp"));
    expect(left).toEqual([]);
  });

  it("goes on where another process has made a folder meanwhile", () => {
    const asked = new Set<string>();
    const { existsSync } = fs;
    jest.spyOn(fs, "existsSync").mockImplementation((name) => {
      if (asked.has(String(name)) || !String(name).startsWith(`${folder}${path.sep}`)) return existsSync(name);
      asked.add(String(name));
      mkdirSync(String(name), { recursive: true });
      return false;
    });
    expect(installProvider(path.join(folder, "plugins"), bundle)).toHaveLength(16);
  });

  it("says which folder can't be written to", () => {
    const taken = path.join(folder, "taken");
    writeFileSync(taken, "");
    expect(() => installProvider(taken, bundle)).toThrow(ConfigurationError);
    expect(() => installProvider(taken, bundle)).toThrow(/can't be put into .*taken: .* Give a folder/s);
  });
});

describe("readScripts", () => {
  it("says that the build must run when there is no bundle", () => {
    expect(() => readScripts(folder)).toThrow(ConfigurationError);
    expect(() => readScripts(folder)).toThrow(/no bundled provider.*npm run build/);
  });

  it("reads what the build made, with the version of the package", () => {
    const built = path.join(folder, "dist/terraform");
    mkdirSync(built, { recursive: true });
    writeFileSync(path.join(folder, "package.json"), '{"version":"4.5.6"}');
    writeFileSync(path.join(built, "terraform-provider-keysmith"), "program");
    writeFileSync(path.join(built, "terraform-provider-keysmith.cmd"), launcher);
    expect(readScripts(built)).toEqual(scripts({ version: "4.5.6", program: Buffer.from("program"), launcher }));
  });
});

describeTerraform("a configuration with the provider beside it", (engine) => {
  it("finds it without a registry", () => {
    installProvider(path.join(folder, "terraform.d/plugins"), bundle);
    const { output, lock } = initialise(engine, folder);
    expect(output).toContain("keysmith/keysmith v1.2.3");
    expect(lock).toContain(`${engine.registry}/keysmith/keysmith`);
  });
});
