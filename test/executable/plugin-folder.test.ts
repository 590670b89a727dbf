import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

const DIST = path.resolve(__dirname, "../../dist");
const PLUGIN = "pulumi-plugin/pulumi-resource-keysmith";

let folder: string;

// As a package manager has it that keeps packages in a store: with links to folders on the way, and a space in its path.
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "keysmith plugin "));
  const stored = path.join(folder, "store/keysmith@0.1.0/dist");
  for (const part of ["pulumi-plugin", "terraform/terraform-provider-keysmith"])
    cpSync(path.join(DIST, part), path.join(stored, part), { recursive: true });
  mkdirSync(path.join(folder, "commands"));
  symlinkSync("store/keysmith@0.1.0", path.join(folder, "keysmith"));
  symlinkSync("../commands/second", path.join(folder, "commands/first"));
  symlinkSync(path.join(folder, "keysmith/dist", PLUGIN), path.join(folder, "commands/second"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts a program as the engine does a plugin, and ends it. @returns what it says first */
async function said(file: string, args: readonly string[] = []): Promise<string> {
  const child = spawn(file, [...args, "127.0.0.1:1"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const ended = once(child, "exit");
  try {
    const streams = [child.stdout, child.stderr].map((stream) => once(stream.setEncoding("utf8"), "data"));
    return String(await Promise.race(streams));
  } finally {
    // The group: where there is a process in between, that one wouldn't pass it on.
    process.kill(-Number(child.pid), "SIGKILL");
    await ended;
  }
}

describe("the folder of the plugin in the package", () => {
  it.each(["keysmith/dist/pulumi-plugin/pulumi-resource-keysmith", "commands/second", "commands/first"])(
    "starts the plugin by the path %s",
    async (file) => expect(await said(path.join(folder, file))).toMatch(/^\d+\n$/),
  );

  const host = (): string[] => [
    "-e",
    `require(${JSON.stringify(path.join(folder, "keysmith/dist/pulumi-plugin"))})`,
    "--",
  ];

  it("starts it too as a program of the language host", async () => {
    expect(await said(process.execPath, host())).toMatch(/^\d+\n$/);
  });

  // A bug: the program ended alone, and left the plugin behind.
  it("ends there with what the plugin ends with, when it is told to", async () => {
    const child = spawn(process.execPath, [...host(), "127.0.0.1:1"], { stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(child, "exit");
    const [port] = await once(child.stdout.setEncoding("utf8"), "data");
    child.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
    await expect(once(connect(Number(port), "127.0.0.1"), "connect")).rejects.toThrow("ECONNREFUSED");
  });
});
