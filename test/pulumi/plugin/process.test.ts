import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { pluginFolder } from "../../support/plugin";

/** A process that starts the plugin and is not its engine: what the plugin has said is what it says itself. */
const STARTER = `
const child = require("node:child_process").spawn(process.argv[1], [], { stdio: ["ignore", "pipe", "inherit"] });
child.stdout.pipe(process.stdout);
console.error(child.pid);
`;
const FILE = path.join(pluginFolder(), "pulumi-resource-keysmith");

let child: ChildProcess | undefined;
afterEach(() => void child?.kill("SIGKILL"));

async function firstLine(stream: NodeJS.ReadableStream | null): Promise<string> {
  if (!stream) throw new Error("there is nothing to read");
  const [line] = await once(createInterface(stream), "line");
  return String(line);
}

/** Asks who the plugin is, by a connection of its own. */
async function ask(port: string): Promise<unknown> {
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  try {
    return await new Promise((resolve, reject) =>
      client.getPluginInfo(new Empty(), (error, info) => (error ? reject(error) : resolve(info?.getVersion()))),
    );
  } finally {
    client.close();
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe("the process of the plugin", () => {
  // A bug: the engine closes a connection on which nothing has passed for half an hour, and found no plugin afterwards.
  it("stays when the engine has closed its connection, and ends by the interrupt with which the engine says goodbye", async () => {
    child = spawn(FILE, [], { stdio: ["ignore", "pipe", "inherit"] });
    const port = await firstLine(child.stdout);
    expect(await ask(port)).toMatch(/^\d/);
    await pause(3_000);
    expect(await ask(port)).toMatch(/^\d/);
    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  it("ends with the process that has started it", async () => {
    child = spawn(process.execPath, ["-e", STARTER, FILE], { stdio: ["ignore", "pipe", "pipe"] });
    const [port, pid] = await Promise.all([firstLine(child.stdout), firstLine(child.stderr)]);
    expect(await ask(port)).toMatch(/^\d/);
    child.kill("SIGKILL");
    for (let tries = 0; isRunning(Number(pid)) && tries < 100; tries++) await pause(100);
    expect(isRunning(Number(pid))).toBe(false);
  });
});
