import { status } from "@grpc/grpc-js";
import { ConfigurationError } from "../../../src/core/errors";
import { Secret } from "../../../src/core/secret";
import { answered, dynamic } from "./grpc-client";
import { clientOf, closeAll, thing } from "./toy-client";

afterEach(closeAll);

describe("what the server doesn't have", () => {
  it.each(["GetMetadata"])("is answered as such: %s", async (method) => {
    const client = await clientOf();
    await expect(client.provider(method)).rejects.toMatchObject({ code: status.UNIMPLEMENTED });
    expect(await client.provider("GetFunctions")).toHaveProperty("functions");
  });
});

describe("a call that throws", () => {
  const apply = { type_name: "toy_thing", prior_state: dynamic(thing({ id: "x" })), planned_private: Uint8Array.of(3) };

  it("is an error of ours in two lines", async () => {
    const error = new ConfigurationError("the region\nis not known", "Set\n one.");
    const client = await clientOf({ configure: () => Promise.reject(error) });
    const { diagnostics } = await client.provider("ConfigureProvider", { terraform_version: "1.11.4" });
    const expected = { severity: "ERROR", summary: "the region is not known", detail: "Set one.", attribute: null };
    expect(diagnostics).toEqual([expected]);
  });

  it("is a defect, when the error isn't ours, and says so without a stack", async () => {
    const client = await clientOf({ validateResource: () => Promise.reject(new TypeError("x is\nundefined")) });
    const { diagnostics } = await client.provider("ValidateResourceConfig", {
      type_name: "toy_thing",
      config: dynamic(thing({})),
    });
    const summary = "Keysmith failed, which is a defect worth a report: TypeError: x is undefined";
    expect(diagnostics).toEqual([{ severity: "ERROR", summary, detail: "", attribute: null }]);
  });

  it("keeps what was recorded when it was to change it", async () => {
    const client = await clientOf({ applyChange: () => Promise.reject(new Error("down")) });
    const answer = await client.provider("ApplyResourceChange", {
      ...apply,
      planned_state: dynamic(thing({ note: "n" })),
    });
    expect(answered(answer.new_state)).toEqual(thing({ id: "x" }));
    expect([...(answer.private as Buffer)]).toEqual([3]);
    expect(answer.diagnostics).toMatchObject([{ severity: "ERROR" }]);
  });

  it("records nothing when there was nothing", async () => {
    const client = await clientOf({ applyChange: () => Promise.reject(new Error("down")) });
    const answer = await client.provider("ApplyResourceChange", {
      type_name: "toy_thing",
      prior_state: dynamic(null),
      planned_state: dynamic(thing({})),
    });
    expect(answered(answer.new_state)).toBeNull();
    expect(answer.diagnostics).toHaveLength(1);
  });

  it("is the error of a function and of a stop", async () => {
    const down = () => Promise.reject(new ConfigurationError("it is down", "Wait."));
    const client = await clientOf({ callFunction: down, stop: down });
    const request = { name: "repeat", arguments: [dynamic("a"), dynamic(1)] };
    expect(await client.provider("CallFunction", request)).toMatchObject({ error: { text: "it is down. Wait." } });
    expect(await client.provider("StopProvider")).toEqual({ Error: "it is down. Wait." });
  });

  it("is an error of the call when the request can't be read", async () => {
    const client = await clientOf();
    const config = { msgpack: Uint8Array.of(0xc1), json: Buffer.alloc(0) };
    const answer = await client.provider("ValidateResourceConfig", { type_name: "toy_thing", config });
    expect(answer.diagnostics).toMatchObject([{ severity: "ERROR" }]);
    const unknown = await client.provider("ValidateResourceConfig", { type_name: "toy_other", config: dynamic({}) });
    expect(unknown.diagnostics).toMatchObject([{ summary: expect.stringContaining("there is no type toy_other") }]);
  });

  it("never shows a secret", async () => {
    const client = await clientOf({ stop: () => Promise.reject(new Error(`with ${new Secret("hunter2")}`)) });
    expect(await client.provider("StopProvider")).toEqual({ Error: expect.stringContaining("with [secret]") });
  });
});

describe("the plugin system", () => {
  it("hears that the plugin is well", async () => {
    const client = await clientOf();
    expect(await client.call("grpc.health.v1.Health", "Check", { service: "plugin" })).toEqual({ status: "SERVING" });
  });

  it.each([
    ["plugin.GRPCStdio", "StreamStdio"],
    ["plugin.GRPCBroker", "StartStream"],
  ])("may keep %s open, which stays silent", async (service, method) => {
    const client = await clientOf();
    const heard: unknown[] = [];
    const stream = client.stream(service, method);
    stream.on("data", (data) => heard.push(data));
    stream.on("end", () => heard.push("end"));
    stream.on("error", (error) => heard.push(error));
    await client.provider("GetProviderSchema");
    expect(heard).toEqual([]);
    const cancelled = new Promise((resolve) => stream.on("error", resolve));
    stream.cancel();
    expect(await cancelled).toMatchObject({ code: status.CANCELLED });
  });

  it("may say that it is done: a provider that is reattached goes on", async () => {
    const client = await clientOf();
    expect(await client.call("plugin.GRPCController", "Shutdown")).toEqual({});
    expect(await client.provider("GetFunctions")).toHaveProperty("functions");
  });

  it("can have several providers in one process", async () => {
    const [first, second] = [await clientOf(), await clientOf({ stop: () => Promise.reject(new Error("the second")) })];
    expect(await first.provider("StopProvider")).toEqual({ Error: "" });
    expect(await second.provider("StopProvider")).toEqual({ Error: expect.stringContaining("the second") });
  });
});
