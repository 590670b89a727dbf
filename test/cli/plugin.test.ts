import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pluginCommand } from "../../src/cli/plugin-command";
import { packageVersion } from "../../src/version";
import { inProcess, type Outcome } from "./in-process";

const VERSION = packageVersion();
const PROJECT = "# ours\nname: shop # short\nruntime: nodejs\n";
const ENTRY = (folder: string): string => `plugins:\n  providers:\n    - name: keysmith\n      path: ${folder}\n`;

let folder: string;
let warned: string[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "keysmith-plugin-"));
  warned = [];
  write("Pulumi.yaml", PROJECT);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
}

const read = (file: string): string => readFileSync(path.join(folder, file), "utf8");

/** Puts a package there as npm does; only what is looked at. */
function installPackage(version: string, under = "node_modules/keysmith"): void {
  write(`${under}/package.json`, JSON.stringify({ name: "keysmith", version }));
  write(`${under}/dist/pulumi-plugin/pulumi-resource-keysmith`, "#!/bin/sh\n");
}

const install = (words: readonly string[] = [], project = folder): Promise<Outcome> =>
  inProcess(
    (terminal) =>
      pluginCommand(
        { ...terminal, warn: (text) => void warned.push(text) },
        () => project,
        () => ({
          version: VERSION,
          files: [{ name: "pulumi-resource-keysmith", content: Buffer.from("the plugin") }],
          needsNode: false,
        }),
      ),
    ["install", ...words],
    { env: { PULUMI_HOME: path.join(folder, "home") } },
  );

describe("keysmith plugin install", () => {
  it("names the installed package in Pulumi.yaml, and says what programs need", async () => {
    installPackage(VERSION);
    const { out, error } = await install();
    expect(error).toBeUndefined();
    expect(read("Pulumi.yaml")).toBe(`${PROJECT}${ENTRY("node_modules/keysmith/dist/pulumi-plugin")}`);
    expect(out).toContain(`Pulumi.yaml now names the plugin ${VERSION} for Pulumi: node_modules/keysmith`);
    expect(out).toContain("  pulumi config set keysmith:plugin true\n");
  });

  it("changes nothing the second time", async () => {
    installPackage(VERSION);
    await install();
    const [before, { mtimeMs }] = [read("Pulumi.yaml"), statSync(path.join(folder, "Pulumi.yaml"))];
    expect((await install()).out).toContain(`Pulumi.yaml names the plugin ${VERSION}`);
    expect(read("Pulumi.yaml")).toBe(before);
    expect(statSync(path.join(folder, "Pulumi.yaml")).mtimeMs).toBe(mtimeMs);
  });

  // The store's path has the version in it, and would be wrong after the next update.
  it("names a package by the link that leads to it", async () => {
    installPackage(VERSION, `node_modules/.store/keysmith@${VERSION}`);
    symlinkSync(`.store/keysmith@${VERSION}`, path.join(folder, "node_modules/keysmith"));
    await install();
    expect(read("Pulumi.yaml")).toContain("path: node_modules/keysmith/dist/pulumi-plugin\n");
  });

  it("finds the package of a workspace above the project", async () => {
    installPackage(VERSION);
    write("apps/shop/Pulumi.yaml", PROJECT);
    await install([], path.join(folder, "apps/shop"));
    expect(read("apps/shop/Pulumi.yaml")).toContain("path: ../../node_modules/keysmith/dist/pulumi-plugin\n");
  });

  it("puts the plugin into a folder, and names that", async () => {
    const { out } = await install(["--dir", "plugin"]);
    expect(read("plugin/pulumi-resource-keysmith")).toBe("the plugin");
    expect(statSync(path.join(folder, "plugin/pulumi-resource-keysmith")).mode & 0o111).toBe(0o111);
    expect(read("Pulumi.yaml")).toBe(`${PROJECT}${ENTRY("plugin")}`);
    expect(out).toContain("It needs no Node.");
  });

  it("puts the plugin into the engine's cache, and needs no project for that", async () => {
    rmSync(path.join(folder, "Pulumi.yaml"));
    // The engine's own, of an earlier run.
    write(`home/plugins/resource-keysmith-v${VERSION}.lastused`, "");
    const { out, error } = await install(["--cache"]);
    expect(error).toBeUndefined();
    const place = path.join(folder, `home/plugins/resource-keysmith-v${VERSION}`);
    expect(readdirSync(place)).toEqual(["pulumi-resource-keysmith"]);
    expect(out).toContain(`The plugin ${VERSION} for Pulumi is in ${place}\nIt needs no Node.\n`);
    expect(warned).toEqual([]);
  });

  // On Windows, where the engine would take either.
  it("leaves nothing there of the other kind of plugin", async () => {
    write("plugin/pulumi-resource-keysmith.cmd", "@node");
    await install(["--dir", "plugin"]);
    expect(readdirSync(path.join(folder, "plugin"))).toEqual(["pulumi-resource-keysmith"]);
  });

  it("warns of another version in the cache, with both", async () => {
    mkdirSync(path.join(folder, "home/plugins/resource-keysmith-v9.1.0"), { recursive: true });
    await install(["--cache"]);
    expect(warned).toEqual([expect.stringContaining(`also has the plugin in version 9.1.0, and this is ${VERSION}`)]);
  });
});

describe("keysmith plugin install refuses, and writes nothing", () => {
  afterEach(() => expect(readdirSync(folder)).not.toContain("home"));

  it("where there is no project", async () => {
    rmSync(path.join(folder, "Pulumi.yaml"));
    installPackage(VERSION);
    expect((await install()).error).toMatch(/^there is no Pulumi\.yaml in .*--cache, which needs none\.$/);
  });

  it("where the package isn't installed", async () => {
    expect((await install()).error).toMatch(/^the package keysmith isn't in node_modules of .*--dir .*--cache/);
    expect(read("Pulumi.yaml")).toBe(PROJECT);
  });

  it("where the package is of another version, with both", async () => {
    installPackage("9.9.9");
    expect((await install()).error).toContain(`node_modules/keysmith is Keysmith 9.9.9, and this is ${VERSION}.`);
    expect(read("Pulumi.yaml")).toBe(PROJECT);
  });

  it("where the project asks for another version, with both", async () => {
    const text = `${PROJECT}${ENTRY("elsewhere")}      version: 9.9.9\n`;
    write("Pulumi.yaml", text);
    expect((await install(["--dir", "plugin"])).error).toContain(
      `Pulumi.yaml asks for version 9.9.9 of the plugin keysmith, and this is ${VERSION}.`,
    );
    expect(read("Pulumi.yaml")).toBe(text);
    expect(readdirSync(folder)).toEqual(["Pulumi.yaml"]);
  });

  it.each(["/proc/keysmith/plugin", "/dev/null/plugin"])("where the folder can't be made: %s", async (impossible) => {
    const { error } = await install(["--dir", impossible]);
    expect(error).toMatch(/^the plugin can't be put into .*plugin: ENO.*Give a folder that you may write to\.$/s);
    expect(read("Pulumi.yaml")).toBe(PROJECT);
  });

  it("where the project's file is no YAML", async () => {
    installPackage(VERSION);
    write("Pulumi.yaml", "name: [shop\n");
    expect((await install()).error).toMatch(
      /^Pulumi\.yaml is not readable YAML: .* at line 2, column 1\. Fix it first\.$/,
    );
  });
});
