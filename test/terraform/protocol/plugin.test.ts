import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makeIdentity } from "../../../src/terraform/protocol/certificate";
import { dynamic, type GrpcClient, messageBytes } from "./grpc-client";
import { AUTO_MTLS, bundled, ENGINE, KINDS, PluginProcess } from "./plugin-process";
import { RawEngine } from "./raw-engine";

const SHUTDOWN = ["plugin.GRPCController", "Shutdown"] as const;

describe.each(KINDS)("a provider as a process of its own, %s", (kind) => {
  let file: string;
  let diary: string;
  const plugins: PluginProcess[] = [];

  beforeAll(() => {
    file = bundled("toy-main.ts", kind);
  }, 60_000);

  beforeEach(() => {
    diary = path.join(mkdtempSync(path.join(tmpdir(), "keysmith-diary-")), "diary");
  });

  afterEach(async () => {
    for (const plugin of plugins.splice(0)) {
      plugin.signal("SIGKILL");
      await plugin.ended;
    }
  });

  afterAll(() => rmSync(path.dirname(file), { recursive: true }));

  function start(env: NodeJS.ProcessEnv = {}): PluginProcess {
    const plugin = new PluginProcess(file, { TOY_DIARY: diary, ...env });
    plugins.push(plugin);
    return plugin;
  }

  const entries = () => (existsSync(diary) ? readFileSync(diary, "utf8").trim().split("\n") : []);

  async function until(told: () => boolean): Promise<void> {
    while (!told()) await sleep(10);
  }

  /** A create that takes `milliseconds`. */
  const slow = (milliseconds: number) => ({
    type_name: "toy_thing",
    prior_state: dynamic(null),
    planned_state: dynamic({ name: "a", size: milliseconds }),
  });

  /** Begins one, and waits until it is under way. */
  async function slowApply(client: GrpcClient, milliseconds: number): Promise<{ ended: Promise<unknown> }> {
    const ended = client.provider("ApplyResourceChange", slow(milliseconds));
    // It may lose its connection: whoever cares looks at it.
    ended.catch(() => {});
    await until(() => entries().includes("begun"));
    return { ended };
  }

  describe("the handshake", () => {
    it("is one line that says where the plugin is, with a certificate where one is asked for", async () => {
      const plugin = start(AUTO_MTLS);
      const { fields } = await plugin.handshake();
      expect(fields).toEqual([
        "1",
        "6",
        "unix",
        expect.stringMatching(/^\//),
        "grpc",
        expect.stringMatching(/^[\w+/]{200,}$/),
      ]);
      const client = await plugin.client(ENGINE);
      expect(await client.provider("GetFunctions")).toHaveProperty("functions");
      client.close();
    });

    it("has no certificate when the engine wants none", async () => {
      const plugin = start();
      const { fields } = await plugin.handshake();
      expect(fields.slice(4)).toEqual(["grpc", ""]);
      const client = await plugin.client();
      expect(await client.provider("GetFunctions")).toHaveProperty("functions");
      client.close();
    });

    it("tells an engine that asks that it takes one service a connection", async () => {
      const { fields } = await start({ PLUGIN_MULTIPLEX_GRPC: "true" }).handshake();
      expect(fields.slice(4)).toEqual(["grpc", "", "false"]);
    });

    it("lets in nobody but the engine", async () => {
      const plugin = start(AUTO_MTLS);
      const stranger = await plugin.client(makeIdentity());
      await expect(stranger.provider("GetFunctions")).rejects.toMatchObject({ code: 14 });
      const unencrypted = await plugin.client();
      await expect(unencrypted.provider("GetFunctions")).rejects.toMatchObject({ code: 14 });
      const engine = await plugin.client(ENGINE);
      expect(await engine.provider("GetFunctions")).toHaveProperty("functions");
      for (const client of [stranger, unencrypted, engine]) client.close();
    });

    it("has a socket that only its user can reach", async () => {
      const { fields } = await start().handshake();
      const folder = path.dirname(fields[3] ?? "");
      expect(statSync(folder).mode & 0o777).toBe(0o700);
    });
  });

  describe("the folder for sockets", () => {
    // It stayed for ever: a process that is killed can't tidy up.
    it("loses what killed providers have left when another one starts, and nothing of those that run", async () => {
      const TMPDIR = mkdtempSync(path.join(tmpdir(), "kill-"));
      const [killed, running] = [start({ TMPDIR }), start({ TMPDIR })];
      const left = path.dirname((await killed.handshake()).address);
      const used = path.dirname((await running.handshake()).address);
      killed.signal("SIGKILL");
      await killed.ended;
      expect([left, used].map(existsSync)).toEqual([true, true]);
      await start({ TMPDIR }).handshake();
      expect([left, used].map(existsSync)).toEqual([false, true]);
      rmSync(TMPDIR, { recursive: true });
    });
  });

  describe("standard output", () => {
    it("has nothing but the handshake in it, whatever libraries write", async () => {
      const plugin = start();
      const client = await plugin.client();
      await client.provider("ConfigureProvider", { terraform_version: "1.11.4" });
      await until(() => plugin.heard.stderr.includes("rejected beside"));
      expect(plugin.heard.stdout.trim().split("\n")).toHaveLength(1);
      expect(plugin.heard.stderr).toContain("a library talks\nand another one\n");
      client.close();
    });
  });

  describe("an error outside of every call", () => {
    it("goes to the engine's log, and ends nothing", async () => {
      const plugin = start();
      const client = await plugin.client();
      const { ended } = await slowApply(client, 300);
      await client.provider("ConfigureProvider", { terraform_version: "1.11.4" });
      await ended;
      const lines = plugin.heard.stderr.split("\n").filter((line) => line.startsWith("{"));
      const logged = lines.map((line) => JSON.parse(line));
      expect(logged).toHaveLength(2);
      for (const line of logged) expect(line).toMatchObject({ "@level": "error", "@module": "keysmith" });
      expect(logged.map((line) => line["@message"]).sort()).toEqual([
        "Keysmith failed outside of a call: Error: rejected beside every call",
        "Keysmith failed outside of a call: Error: thrown beside every call",
      ]);
      client.close();
    });
  });

  describe("the end", () => {
    it("comes at once when the engine says that it is done, and no socket stays", async () => {
      const plugin = start(AUTO_MTLS);
      const { fields } = await plugin.handshake();
      const client = await plugin.client(ENGINE);
      await client.provider("GetProviderSchema");
      expect(await client.call(...SHUTDOWN)).toEqual({});
      expect(await plugin.ended).toBe(0);
      expect(existsSync(path.dirname(fields[3] ?? ""))).toBe(false);
      client.close();
    });

    it("waits for what is under way when the engine says that it is done", async () => {
      const plugin = start();
      const client = await plugin.client();
      await slowApply(client, 700);
      await client.call(...SHUTDOWN);
      await sleep(200);
      expect(plugin.isRunning()).toBe(true);
      expect(await plugin.ended).toBe(0);
      expect(entries()).toEqual(["begun", "done"]);
      client.close();
    });

    it("comes when the engine is gone", async () => {
      const plugin = start();
      const { fields } = await plugin.handshake();
      const engine = new RawEngine(await plugin.handshake());
      engine.begin("/plugin.GRPCStdio/StreamStdio");
      expect(await engine.status("/tfplugin6.Provider/GetFunctions")).toBe("0");
      engine.cut();
      const since = Date.now();
      expect(await plugin.ended).toBe(0);
      expect(Date.now() - since).toBeGreaterThan(1_000);
      expect(existsSync(path.dirname(fields[3] ?? ""))).toBe(false);
    });

    it("waits for what is under way when the engine is gone", async () => {
      const plugin = start();
      const engine = new RawEngine(await plugin.handshake());
      engine.begin("/tfplugin6.Provider/ApplyResourceChange", messageBytes("ApplyResourceChange", slow(4_000)));
      await until(() => entries().includes("begun"));
      engine.cut();
      await sleep(3_000);
      expect(plugin.isRunning()).toBe(true);
      expect(await plugin.ended).toBe(0);
      expect(entries()).toEqual(["begun", "done"]);
    });

    it("does not come between two connections", async () => {
      const plugin = start();
      const first = await plugin.client();
      await first.provider("GetFunctions");
      first.close();
      await sleep(500);
      const second = await plugin.client();
      expect(await second.provider("GetFunctions")).toHaveProperty("functions");
      await sleep(2_500);
      expect(plugin.isRunning()).toBe(true);
      second.close();
    });

    it("is not decided by an interrupt from the keyboard", async () => {
      const plugin = start();
      const client = await plugin.client();
      plugin.signal("SIGINT");
      plugin.signal("SIGINT");
      await sleep(300);
      expect(await client.provider("GetFunctions")).toHaveProperty("functions");
      await client.provider("StopProvider");
      expect(entries()).toEqual(["stopped"]);
      expect(plugin.isRunning()).toBe(true);
      client.close();
    });

    it.each(["SIGTERM", "SIGHUP"] as const)("comes by %s, after what is under way", async (signal) => {
      const plugin = start();
      const client = await plugin.client();
      const { ended } = await slowApply(client, 700);
      plugin.signal(signal);
      expect(await ended).toMatchObject({ diagnostics: [] });
      expect(await plugin.ended).toBe(0);
      expect(entries()).toEqual(["begun", "stopped", "done"]);
      client.close();
    });
  });
});
