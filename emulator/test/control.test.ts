import { generateKeyPairSync } from "node:crypto";
import * as https from "node:https";
import { networkInterfaces } from "node:os";
import { pki } from "node-forge";
import { connectEmulator, type EmulatorControl, EmulatorError } from "../src";
import { certify, toPem } from "../src/alibaba/certificate";
import { send } from "./raw-requests";
import { call, errorOf, useEmulator, withEmulator } from "./support";

const rule = { Name: "office", Type: "Private" };

describe.each(["in the same process", "over the admin routes"])("steering an emulator %s", (way) => {
  const emulator = useEmulator({ clock: "2026-01-01T00:00:00Z" });
  const control = (): EmulatorControl =>
    way === "in the same process" ? emulator.it : connectEmulator(emulator.it.url);

  it("moves its clock", async () => {
    const { clock } = control();
    expect(await clock.now()).toBe("2026-01-01T00:00:00.000Z");
    expect(await clock.advance("P1Y")).toBe("2027-01-01T00:00:00.000Z");
    expect(await clock.set("2030-01-01T00:00:00Z")).toBe("2030-01-01T00:00:00.000Z");
    expect(await clock.reset()).not.toBe("2030-01-01T00:00:00.000Z");
    await expect(clock.set("noon")).rejects.toThrow(EmulatorError);
    await expect(clock.advance("a while")).rejects.toMatchObject({ code: "EmulatorInput", status: 400 });
  });

  it("reads and clears the journal", async () => {
    await call(emulator.it, "CreateNetworkRule", { ...rule, Description: "x" });
    await errorOf(call(emulator.it, "DescribePolicy", { Name: "none" }));
    expect(await control().calls()).toMatchObject([
      {
        operation: "CreateNetworkRule",
        status: 200,
        parameters: { Name: "office", Type: "Private", Description: "x" },
      },
      { operation: "DescribePolicy", status: 404, errorCode: "Forbidden.ResourceNotFound" },
    ]);
    await control().clearCalls();
    expect(await control().calls()).toEqual([]);
  });

  it("sets faults and quotas and shows them", async () => {
    await control().setFaults([{ operation: "ListPolicies", kind: "503" }]);
    await errorOf(call(emulator.it, "ListPolicies"));
    expect(await control().faults()).toEqual([{ operation: "ListPolicies", kind: "503", seen: 1, hits: 1 }]);
    await control().setFaults([]);
    expect(await control().faults()).toEqual([]);
    await control().setQuotas({ readsPerSecond: 5 });
    expect(await control().quotas()).toEqual({ readsPerSecond: 5 });
    await expect(control().setQuotas({ readsPerSecond: -1 })).rejects.toThrow(EmulatorError);
  });

  it("does what somebody else might have done, unjournaled and spared by faults", async () => {
    await control().setFaults([{ operation: "*", kind: "500", times: 100 }]);
    await control().alibaba.call("CreateApplicationAccessPoint", { Name: "app", Policies: ["a", "b"] });
    const made = await control().alibaba.call("DescribeApplicationAccessPoint", { Name: "app" });
    expect(made).toMatchObject({ Policies: '["a","b"]' });
    await expect(control().alibaba.call("DescribePolicy", { Name: "none" })).rejects.toMatchObject({
      code: "Forbidden.ResourceNotFound",
      status: 404,
    });
    await expect(control().alibaba.call("Nonsense")).rejects.toMatchObject({ code: "InvalidAction.NotFound" });
    await control().alibaba.call("CreateNetworkRule", rule, "cn-shanghai");
    expect(await control().alibaba.call("ListNetworkRules")).toMatchObject({ TotalCount: 0 });
    expect(await control().alibaba.call("ListNetworkRules", {}, "cn-shanghai")).toMatchObject({ TotalCount: 1 });
    expect(await control().calls()).toEqual([]);
  });

  it("seeds secrets and shows the state without them", async () => {
    await control().alibaba.setSecrets({ "orders/db": "hunter2" });
    await call(emulator.it, "CreateNetworkRule", rule);
    expect(await call(emulator.it, "GetSecretValue", { SecretName: "orders/db" })).toMatchObject({
      SecretData: "hunter2",
    });
    const state = await control().state();
    expect(state).toMatchObject({
      clock: { frozenAt: "2026-01-01T00:00:00.000Z" },
      alibaba: { regions: { "cn-hangzhou": { networkRules: [{ name: "office" }] } } },
    });
    expect(JSON.stringify(state)).not.toContain("hunter2");
  });
});

describe("the admin routes", () => {
  const emulator = useEmulator();
  const ask = (method: string, route: string, body = "") =>
    send(`${emulator.it.url}/_emulator/${route}`, method, {}, body);

  it.each([
    ["GET", "nothing", "", 404],
    ["POST", "clock", "", 404],
    ["PUT", "clock", "{", 400],
    ["PUT", "clock", "", 400],
    ["PUT", "clock", '{"time":5}', 400],
    ["PUT", "faults", '{"operation":"A"}', 400],
    ["DELETE", "faults", "", 200],
    ["PUT", "alibaba/secrets", '{"a":1}', 400],
    ["POST", "alibaba/call", '{"parameters":{}}', 400],
  ])("%s %s with %j is answered %d", async (method, route, body, status) => {
    const answer = await ask(method, route, body);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toEqual(
      status === 200 ? {} : expect.objectContaining({ error: expect.any(String) }),
    );
  });

  // A page in a browser on this machine is a loopback caller too: by a name that leads here, or as another origin.
  it.each<[Record<string, string>, number]>([
    [{ host: "attacker.example" }, 403],
    [{ host: "attacker.example:4010" }, 403],
    [{ host: "127.0.0.1.attacker.example" }, 403],
    [{ host: "10.0.0.1" }, 403],
    [{ origin: "https://attacker.example" }, 403],
    [{ origin: "http://localhost:3000" }, 403],
    [{ origin: "null" }, 403],
    [{ host: "localhost:4010" }, 200],
    [{ host: "emulator.localhost" }, 200],
    [{ host: "127.1.2.3:80" }, 200],
    [{ host: "[::1]:4010" }, 200],
    [{ host: "localhost:4010", origin: "http://localhost:4010" }, 200],
    [{ host: "localhost:4010", origin: "http://localhost:4011" }, 403],
  ])("answer %j with %d", async (headers, status) => {
    const answer = await send(`${emulator.it.url}/_emulator/calls`, "DELETE", headers);
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      status,
      status === 200 ? {} : { error: expect.stringMatching(/Host|Origin/) },
    ]);
  });

  it("answer by the name that the emulator was told to listen at", async () => {
    await withEmulator({ host: "localhost" }, async ({ url }) => {
      expect((await send(`${url}/_emulator/calls`, "GET", {})).status).toBe(200);
    });
  });

  const outside = Object.values(networkInterfaces())
    .flat()
    .find((one) => one?.family === "IPv4" && !one.internal)?.address;

  (outside ? it : it.skip)("answer to nobody from outside, while the service does", async () => {
    await withEmulator({ host: "0.0.0.0" }, async (open) => {
      expect(open.url).toBe(`http://127.0.0.1:${open.port}`);
      expect((await send(`http://${outside}:${open.port}/_emulator/calls`, "GET", {})).status).toBe(403);
      expect((await send(`http://${outside}:${open.port}/?Action=ListPolicies`, "GET", {})).status).toBe(400);
      expect((await send(`${open.url}/_emulator/calls`, "GET", {})).status).toBe(200);
    });
  });
});

describe("an emulator with TLS", () => {
  it("shows the certificate it was given", async () => {
    const now = Date.now();
    const { certificate, privateKey } = certify({
      key: generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey,
      commonName: "localhost",
      notBefore: new Date(now - 60_000),
      notAfter: new Date(now + 3_600_000),
      extensions: [{ name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] }],
    });
    const cert = toPem(certificate);
    await withEmulator({ tls: { cert, key: pki.privateKeyToPem(privateKey) } }, async (emulator) => {
      expect(emulator.url).toBe(`https://127.0.0.1:${emulator.port}`);
      const status = await new Promise((resolve, reject) => {
        https
          .get(`${emulator.url}/_emulator/clock`, { ca: cert, agent: false }, (response) =>
            resolve(response.statusCode),
          )
          .on("error", reject);
      });
      expect(status).toBe(200);
    });
  });
});
