import { createServer, type Http2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import { Server, ServerCredentials, status } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { PluginAttach, type PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { vendors } from "../../../src/catalog";
import type { Definition } from "../../../src/core/definition";
import { EngineLog } from "../../../src/pulumi/plugin/engine-log";
import { createPlugin } from "../../../src/pulumi/plugin/serve";
import { packageVersion } from "../../../src/version";
import { ToyService } from "../../toy/service";
import { shelf } from "../../toy/shelf";
import { toyVendor } from "../../toy/vendor";
import { call } from "../dynamic-process";
import { secretsIn } from "../provider-support";
import { AskedPlugin, urnOf, VERSION } from "./asked-plugin";

let plugin: AskedPlugin;
beforeEach(async () => {
  plugin = await AskedPlugin.start();
});
afterEach(() => plugin.stop());

describe("the package", () => {
  it("says at the handshake how it takes values: secrets with their marks, which it puts on its answers", async () => {
    const request = new messages.ProviderHandshakeRequest().setEngineAddress("");
    const reply = await call<messages.ProviderHandshakeResponse>((done) => plugin.client.handshake(request, done));
    expect(reply.toObject()).toMatchObject({ acceptSecrets: true, acceptResources: false, acceptOutputs: false });
    expect(await plugin.configure({})).toMatchObject({ acceptsecrets: true, supportspreview: true });
  });

  it("says its version, and its schema in the one form that there is", async () => {
    const info = await call<PluginInfo>((done) => plugin.client.getPluginInfo(new Empty(), done));
    expect(info.getVersion()).toBe(VERSION);
    const schema = (version: number): Promise<messages.GetSchemaResponse> =>
      call((done) => plugin.client.getSchema(new messages.GetSchemaRequest().setVersion(version), done));
    expect(JSON.parse((await schema(0)).getSchema())).toEqual({ name: "keysmith" });
    await expect(schema(1)).rejects.toThrow("the engine asks for schema version 1, and there is only 0");
  });

  it("is that of the vendors, in the version of the package", async () => {
    const real = createPlugin({});
    expect(real.vendors).toBe(vendors);
    expect(real.version).toBe(packageVersion());
    expect(await real.schema()).toMatchObject({ name: "keysmith", version: packageVersion() });
  });

  it("says of calls that it hasn't that they are unimplemented", async () => {
    const asked = call((done) => plugin.client.getMapping(new messages.GetMappingRequest(), done));
    await expect(asked).rejects.toMatchObject({ code: status.UNIMPLEMENTED });
  });
});

describe("a function", () => {
  it("answers with its secrets marked, and with settings for what is left out", async () => {
    await plugin.configure({ region: "north" });
    const answer = await plugin.invoke("keysmith:index:getShelf", { shelf: "orders" });
    expect(answer).toMatchObject({ colour: "none", key: { value: "key of north/orders" } });
    expect(secretsIn(answer)).toEqual(["key"]);
  });

  it("that acts doesn't act in a preview, and does in an update", async () => {
    const args = { crate: "C1", room: "attic" };
    expect(await plugin.invoke("keysmith:index:openCrate", args, { preview: true })).toEqual({});
    expect(plugin.service.calls).toEqual([]);
    const answer = await plugin.invoke("keysmith:index:openCrate", args);
    expect(answer).toMatchObject({ content: "straw of C1" });
    expect(secretsIn(answer)).toEqual(["code"]);
    expect(plugin.service.calls).toEqual(["put opened/C1"]);
  });

  // A bug: engines before 3.206 don't say that they only preview, and each preview rotated a key.
  it("that acts is refused where the engine doesn't say whether it only previews", async () => {
    await plugin.handshake(false);
    await expect(plugin.invoke("keysmith:index:openCrate", { crate: "C1", room: "attic" })).rejects.toThrow("3.206");
    expect(plugin.service.calls).toEqual([]);
  });

  it("tells what is wrong with its arguments without a secret of them, and refuses another package's", async () => {
    const bad = plugin.invoke("keysmith:index:openCrate", { crate: "C1", code: "123", room: "attic" });
    await expect(bad).rejects.toThrow(/openCrate: code/);
    await expect(bad).rejects.not.toThrow("123");
    for (const token of ["keysmith:index:Shelf", "keysmith:index:nothing", "keysmith:index:toString"])
      await expect(plugin.invoke(token, {})).rejects.toThrow(`${token}: is no function of this package`);
  });

  // A bug: of a token only the last part was looked at.
  it("of another package is not ours", async () => {
    await expect(plugin.invoke("other:index:getShelf", { shelf: "orders", region: "north" })).rejects.toThrow(
      "other:index:getShelf: is no function of this package",
    );
  });
});

describe("a cancel", () => {
  it("ends what waits, so that the call under way answers soon", async () => {
    let asleep = (): void => {};
    const begun = new Promise<void>((resolve) => {
      asleep = resolve;
    });
    const slow: Definition = {
      ...shelf,
      delete: async ({ timing }) => {
        asleep();
        await timing.sleep(600_000);
      },
    };
    const waiting = await AskedPlugin.start({ vendors: [{ ...toyVendor(new ToyService()), definitions: [slow] }] });
    const made = { id: "orders", properties: { name: "orders", region: "north" } };
    const ended = waiting.delete(urnOf("Shelf"), made).catch((error: unknown) => error);
    await begun;
    await waiting.cancel();
    expect(String(await ended)).toContain("interrupted");
    await waiting.stop();
  });
});

describe("what people should see", () => {
  const told: LogRequest.AsObject[] = [];
  let server: Server;
  let address: string;

  beforeEach(async () => {
    told.length = 0;
    server = new Server();
    server.addService(EngineService, {
      log: (call: { request: LogRequest }, done: (error: null, reply: Empty) => void) => {
        // Late enough to be missed by who doesn't wait for it.
        setTimeout(() => {
          told.push(call.request.toObject());
          done(null, new Empty());
        }, 200);
      },
      getRootResource: () => {},
      setRootResource: () => {},
      startDebugging: () => {},
    });
    const port = await new Promise<number>((resolve, reject) =>
      server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
    address = `127.0.0.1:${port}`;
  });
  afterEach(() => server.forceShutdown());

  const onStandardError = async (act: () => Promise<void>): Promise<string> => {
    let text = "";
    const write = jest.spyOn(process.stderr, "write").mockImplementation((chunk) => {
      text += String(chunk);
      return true;
    });
    try {
      await act();
    } finally {
      write.mockRestore();
    }
    return text;
  };

  it("is told to the engine as a warning, line by line, before the call ends", async () => {
    const log = new EngineLog();
    log.connect(address);
    const text = await onStandardError(async () => {
      log.warn("first: ü €");
      log.warn("second");
      await log.told();
    });
    expect(told.map(({ severity, message }) => [severity, message])).toEqual([
      [2, "first: ü €"],
      [2, "second"],
    ]);
    expect(text).toBe("");
    log.close();
  });

  it("stands on standard error before the engine has said where it listens", async () => {
    const log = new EngineLog();
    log.connect("");
    const text = await onStandardError(async () => {
      log.warn("nobody there");
      await log.told();
    });
    expect(text).toBe("keysmith: nobody there\n");
  });

  it("stands there too when the engine has gone, refuses it, or isn't one, and the next line goes on", async () => {
    const log = new EngineLog();
    log.connect(address);
    log.warn("there");
    await log.told();
    server.forceShutdown();
    const refusing = new Server();
    const other = await new Promise<number>((resolve) =>
      refusing.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (_error, bound) => resolve(bound)),
    );
    const text = await onStandardError(async () => {
      log.warn("gone");
      await log.told();
      log.connect(`127.0.0.1:${other}`);
      log.warn("refused");
      await log.told();
      log.connect("127.0.0.1:1");
      log.warn("unreachable");
      await log.told();
    });
    expect(text).toBe("keysmith: gone\nkeysmith: refused\nkeysmith: unreachable\n");
    expect(told).toHaveLength(1);
    refusing.forceShutdown();
    log.close();
  });

  it("stands there when the engine doesn't answer", async () => {
    const silent: Http2Server = createServer();
    silent.on("stream", (stream) => stream.on("error", () => {}));
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const log = new EngineLog();
    log.connect(`127.0.0.1:${(silent.address() as AddressInfo).port}`);
    const text = await onStandardError(async () => {
      log.warn("hello?");
      await log.told();
    });
    expect(text).toBe("keysmith: hello?\n");
    log.close();
    silent.close();
  });

  it.each<[string, (asked: AskedPlugin) => Promise<unknown>]>([
    [
      "at the handshake",
      ({ client }) =>
        call((done) => client.handshake(new messages.ProviderHandshakeRequest().setEngineAddress(address), done)),
    ],
    ["when it attaches", ({ client }) => call((done) => client.attach(new PluginAttach().setAddress(address), done))],
  ])("is told to the engine that says %s where it listens", async (_when, connect) => {
    const asked = await AskedPlugin.start({ env: {}, log: new EngineLog() });
    await connect(asked);
    await asked.check(urnOf("Token"), { shelf: "orders", region: "north", limits: { days: 3 } });
    expect(told).toMatchObject([{ severity: 2, message: expect.stringContaining("3 days are few") }]);
    await asked.stop();
  });
});
