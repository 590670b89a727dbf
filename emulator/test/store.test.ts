import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultInstanceId, type Emulator } from "../src";
import { privateKeyOf, readSecret } from "./raw-requests";
import { startEmulator } from "./start";
import { call, errorOf, sampleAccessPoint, samplePassword, samplePolicy, withEmulator } from "./support";

let folder: string;
let stateFile: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "keysmith-emulator-"));
  stateFile = join(folder, "new", "state.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

const running = (work: (emulator: Emulator) => Promise<void>, options: object = {}): Promise<void> =>
  withEmulator({ stateFile, ...options }, work);

describe("the state file", () => {
  it("carries everything over to the next start: resources, keys, clock, CA", async () => {
    const before: Record<string, unknown> = {};
    const look = async (emulator: Emulator): Promise<Record<string, unknown>> => ({
      rules: (await call(emulator, "ListNetworkRules"))["NetworkRules"],
      policy: { ...(await call(emulator, "DescribePolicy", { Name: "orders" })), RequestId: "" },
      accessPoints: (await call(emulator, "ListApplicationAccessPoints"))["ApplicationAccessPoints"],
      keys: (await call(emulator, "ListClientKeys"))["ClientKeys"],
      instance: (await call(emulator, "GetKmsInstance", { KmsInstanceId: defaultInstanceId }))["KmsInstance"],
      now: await emulator.clock.now(),
    });
    let key = { clientKeyId: "", privateKeyData: "", password: samplePassword };
    await running(async (emulator) => {
      await emulator.clock.set("2026-01-01T00:00:00Z");
      await call(emulator, "CreateNetworkRule", { Name: "office", Type: "Private" });
      await call(emulator, "CreatePolicy", samplePolicy);
      await call(emulator, "CreateApplicationAccessPoint", sampleAccessPoint);
      const made = await call(emulator, "CreateClientKey", { AapName: "orders-app", Password: samplePassword });
      key = { ...key, clientKeyId: String(made["ClientKeyId"]), privateKeyData: String(made["PrivateKeyData"]) };
      Object.assign(before, await look(emulator));
    });
    await running(
      async (emulator) => {
        expect(await look(emulator)).toEqual(before);
        expect((await readSecret(emulator.url, key, "orders/db")).status).toBe(200);
        await call(emulator, "DeleteClientKey", { ClientKeyId: key.clientKeyId });
      },
      { secrets: { "orders/db": "hunter2" } },
    );
    await running(async (emulator) => {
      expect(await call(emulator, "ListClientKeys")).toMatchObject({ ClientKeys: [] });
    });
  });

  it("gives way to a clock that is asked for", async () => {
    await running(async (emulator) => {
      await emulator.clock.set("2026-01-01T00:00:00Z");
    });
    await running(
      async (emulator) => {
        expect(await emulator.clock.now()).toBe("2030-01-01T00:00:00.000Z");
      },
      { clock: "2030-01-01T00:00:00Z" },
    );
  });

  it("is up to date before the answer is sent, even if that never arrives", async () => {
    await running(async (emulator) => {
      await emulator.setFaults([{ operation: "CreateNetworkRule", kind: "reset-after" }]);
      await expect(call(emulator, "CreateNetworkRule", { Name: "office", Type: "Private" })).rejects.toThrow();
      expect(readFileSync(stateFile, "utf8")).toContain('"office"');
    });
  });

  it("stands alone in its folder and is the owner's only", async () => {
    await running(async (emulator) => {
      await call(emulator, "CreateNetworkRule", { Name: "office", Type: "Private" });
    });
    expect(readdirSync(join(folder, "new"))).toEqual(["state.json"]);
    expect(statSync(stateFile).mode & 0o077).toBe(0);
  });

  it.each(["", "{", "[]", '{"version":2,"sections":{}}', '{"version":1,"sections":{"alibaba":{"regions":5}}}'])(
    "is refused, and left alone, when it holds %j",
    async (content) => {
      stateFile = join(folder, "state.json");
      writeFileSync(stateFile, content);
      await expect(startEmulator({ stateFile })).rejects.toMatchObject({ code: "EmulatorState" });
      expect(readFileSync(stateFile, "utf8")).toBe(content);
    },
  );
});

describe("neither state file nor journal nor state", () => {
  it("hold a password, a private key, a secret or an access key's secret", async () => {
    const credentials = [{ accessKeyId: "team", accessKeySecret: "acc3ss-key-s3cret" }];
    await running(
      async (emulator) => {
        await emulator.alibaba.setSecrets({ "orders/db": "hunter2-is-secret" });
        await call(emulator, "CreateApplicationAccessPoint", sampleAccessPoint);
        const wanted = { AapName: "orders-app", Password: samplePassword };
        const made = await call(emulator, "CreateClientKey", wanted);
        await emulator.alibaba.call("CreateClientKey", wanted);
        await errorOf(call(emulator, "CreateClientKey", { ...wanted, AapName: "none" }));
        await call(emulator, "GetSecretValue", { SecretName: "orders/db" });
        const privateKeyData = String(made["PrivateKeyData"]);
        const key = Buffer.from(
          privateKeyOf(privateKeyData, samplePassword).replace(/-----[^-]+-----|\s/g, ""),
          "base64",
        );
        const hidden = [samplePassword, privateKeyData.slice(100, 160), "hunter2-is-secret", "acc3ss-key-s3cret"];
        const middle = key.subarray(600, 660);
        hidden.push(middle.toString("base64").slice(4, -4), middle.toString("hex"));

        const journal = JSON.stringify(await emulator.calls());
        const state = JSON.stringify(await emulator.state());
        const file = readFileSync(stateFile, "utf8");
        expect(journal).toContain("CreateClientKey");
        expect(file).toContain(String(made["ClientKeyId"]));
        for (const secret of hidden) {
          for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64")]) {
            expect(journal).not.toContain(form);
            expect(state).not.toContain(form);
            expect(file).not.toContain(form);
          }
        }
        expect(file).not.toContain("PRIVATE KEY");
      },
      { credentials },
    );
  });
});
