import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultInstanceId, type Emulator } from "../src";
import { appConfigPolicy, ask, authorized as authorizedBy, callPolicies, keyProtectId } from "./ibm/iam/support";
import { collection, keyType } from "./ibm/kms/support";
import { privateKeyOf, readSecret } from "./raw-requests";
import { startEmulator } from "./start";
import { call, errorOf, gatewayPolicy, sampleAccessPoint, samplePassword, withEmulator } from "./support";

interface Keys {
  readonly resources: readonly unknown[];
}

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
      await call(emulator, "CreatePolicy", gatewayPolicy);
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

describe("a state file that can't be written", () => {
  const lock = () => {
    rmSync(join(folder, "new"), { recursive: true });
    writeFileSync(join(folder, "new"), "in the way");
  };
  const unlock = () => rmSync(join(folder, "new"));

  it("undoes what a call did, and the call is answered with the service's own failure that says why", async () => {
    await running(async (emulator) => {
      await call(emulator, "CreateNetworkRule", { Name: "office", Type: "Private" });
      lock();
      const made = await errorOf(call(emulator, "CreateNetworkRule", { Name: "home", Type: "Private" }));
      expect(made).toMatchObject({ status: 500, code: "InternalFailure" });
      expect(made.data["Message"]).toContain(`${stateFile} cannot be written`);
      await errorOf(call(emulator, "DeleteNetworkRule", { Name: "office" }));
      await errorOf(call(emulator, "GetKmsInstance", { KmsInstanceId: defaultInstanceId }));
      const rules = { NetworkRule: [{ Name: "office", Type: "Private" }] };
      expect((await call(emulator, "ListNetworkRules"))["NetworkRules"]).toEqual(rules);
      unlock();
      await call(emulator, "CreateNetworkRule", { Name: "home", Type: "Private" });
    });
    await running(async (emulator) => {
      expect(await call(emulator, "ListNetworkRules")).toMatchObject({ TotalCount: 2 });
    });
  });

  it("undoes what IBM's services did", async () => {
    await running(async (emulator) => {
      const keys = async () => ((await emulator.ibm.request("GET", "/api/v2/keys")).body as Keys).resources;
      const authorized = async (method: string, path: string, body?: unknown) =>
        ask(`${emulator.url}/api/v2${path}`, method, body, {
          ...(await authorizedBy(emulator)),
          "bluemix-instance": keyProtectId,
        });
      const key = (alias: string) => collection(keyType, { name: "payments", extractable: false, aliases: [alias] });
      await authorized("POST", "/keys", key("pay"));
      const before = await keys();
      lock();
      const answers = [
        await authorized("POST", "/keys", key("other")),
        await authorized("DELETE", "/keys/pay"),
        await authorized("POST", "/keys/pay/actions/rotate"),
        await authorized("POST", "/key_rings/team-a"),
        await authorized("POST", "/import_token", {}),
      ];
      for (const { status, json } of answers) {
        expect(status).toBe(500);
        expect(json.resources[0].reasons[0].message).toContain("cannot be written");
      }
      const policy = await callPolicies(emulator, "POST", "/v2/policies", appConfigPolicy());
      expect(policy).toMatchObject({
        status: 500,
        json: { errors: [{ message: expect.stringContaining("written") }] },
      });
      expect(await keys()).toEqual(before);
      expect((await authorized("GET", "/import_token")).status).toBe(409);
      unlock();
      expect((await authorized("POST", "/keys", key("other"))).status).toBe(201);
      expect((await authorized("POST", "/keys/pay/actions/wrap", {})).status).toBe(200);
      expect((await callPolicies(emulator, "POST", "/v2/policies", appConfigPolicy())).status).toBe(201);
    });
  });

  it("undoes what was steered, and says why", async () => {
    await running(
      async (emulator) => {
        lock();
        const refused = { code: "EmulatorState", message: expect.stringContaining(`${stateFile} cannot be written`) };
        await expect(emulator.clock.advance("P1Y")).rejects.toMatchObject(refused);
        await expect(emulator.alibaba.call("CreatePolicy", gatewayPolicy)).rejects.toMatchObject(refused);
        expect(await emulator.clock.now()).toBe("2026-01-01T00:00:00.000Z");
        expect(await emulator.alibaba.call("ListPolicies")).toMatchObject({ TotalCount: 0 });
        unlock();
      },
      { clock: "2026-01-01T00:00:00Z" },
    );
  });

  // In /proc Node's own way of making folders never comes to an end.
  it.each(["/proc/keysmith/emulator/state.json", "/dev/null/state.json", "/dev/zero", "/proc"])(
    "ends the start at once: %s",
    async (place) => {
      const refused = { code: "EmulatorState", message: expect.stringContaining(place) };
      await expect(startEmulator({ stateFile: place })).rejects.toMatchObject(refused);
    },
  );
});

describe("neither state nor journal, nor the state file beside the values of secrets", () => {
  it("holds a password, a private key, a secret or an access key's secret", async () => {
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
        const contents = JSON.parse(readFileSync(stateFile, "utf8"));
        // Values of secrets are what has to survive.
        expect(Object.values(contents.hidden.alibaba.values)).toEqual(["hunter2-is-secret"]);
        delete contents.hidden.alibaba.values;
        const file = JSON.stringify(contents);
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
