import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Emulator } from "../../src";
import { startEmulator } from "../start";
import { withEmulator } from "../support";
import { collection, hpcs, icp, KeyCaller, keyProtect, policyType } from "./kms/support";

let folder: string;
let stateFile: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "keysmith-emulator-"));
  stateFile = join(folder, "state.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

const running = (work: (keys: KeyCaller, emulator: Emulator) => Promise<void>, clock?: string): Promise<void> =>
  withEmulator({ stateFile, clock }, (it) => work(new KeyCaller({ it }), it));

const dek = Buffer.from("thirty-two bytes of a secret key").toString("base64");
const material = Buffer.alloc(32, "material!").toString("base64");

describe("the state file with keys of IBM", () => {
  it("carries keys with their material over to the next start, and rings, aliases, policies and registrations", async () => {
    let id = "";
    const wrapped: string[] = [];
    let before: unknown;
    const look = async (keys: KeyCaller) => ({
      keys: (await keys.ask("GET", "/keys?state=1,2,3,5")).json,
      rings: (await keys.ask("GET", "/key_rings")).json,
      keyPolicies: (await keys.ask("GET", `/keys/${id}/policies`)).json,
      policies: (await keys.ask("GET", "/instance/policies")).json,
      registrations: (await keys.ask("GET", "/keys/registrations")).json,
      hpcs: (await keys.ask("GET", "/keys", undefined, { instance: hpcs })).json,
      icp: (await keys.ask("GET", "/keys", undefined, { instance: icp })).json,
    });
    await running(async (keys, { ibm, clock }) => {
      await clock.set("2026-01-01T00:00:00Z");
      ({ id } = await keys.create({ aliases: ["payments"], payload: material }));
      wrapped.push((await keys.act(id, "wrap", { plaintext: dek })).json.ciphertext);
      await keys.act(id, "rotate", { payload: Buffer.alloc(16, 1).toString("base64") });
      wrapped.push((await keys.act(id, "wrap", { plaintext: dek })).json.ciphertext);
      await keys.ask("POST", "/key_rings/team-a");
      await keys.ask("PUT", `/keys/${id}/policies`, collection(policyType, { dualAuthDelete: { enabled: true } }));
      const metrics = { policy_type: "metrics", policy_data: { enabled: true } };
      await keys.ask("PUT", "/instance/policies", collection(policyType, metrics));
      const { id: gone } = await keys.create();
      await keys.ask("DELETE", `/keys/${gone}`);
      await keys.create({}, { instance: hpcs });
      await keys.create({}, { instance: icp });
      await ibm.register({ key: id, resourceCrn: "crn:v1:bluemix:public:apprapp:us-south:a/1:2::" });
      await ibm.request("POST", "/api/v2/key_rings/team-b");
      before = await look(keys);
    });
    await running(async (keys) => {
      expect(await look(keys)).toEqual(before);
      for (const ciphertext of wrapped) {
        expect((await keys.act("payments", "unwrap", { ciphertext })).json.plaintext).toBe(dek);
      }
    });
  });

  it("keeps the versions that a policy made, once they were seen", async () => {
    let ciphertext = "";
    await running(async (keys) => {
      await keys.create({ aliases: ["payments"] });
      const policy = collection(policyType, { rotation: { interval_month: 1 } });
      await keys.ask("PUT", "/keys/payments/policies", policy);
    }, "2026-01-01T00:00:00Z");
    await running(async (keys) => {
      ({ ciphertext } = (await keys.act("payments", "wrap", { plaintext: dek })).json);
    }, "2026-02-02T00:00:00Z");
    await running(async (keys) => {
      expect((await keys.act("payments", "unwrap", { ciphertext })).json.plaintext).toBe(dek);
      expect((await keys.ask("GET", "/keys/payments/versions")).json.resources).toHaveLength(2);
    });
  });

  it("is the only place that shows material, for the owner only", async () => {
    await running(async (keys, emulator) => {
      await keys.create({ payload: material });
      const { id } = await keys.create({ extractable: true, payload: dek });
      await keys.ask("GET", `/keys/${id}`);
      const shown = JSON.stringify([await emulator.state(), await emulator.calls()]);
      expect(shown).toContain(id);
      for (const secret of [material, dek]) {
        expect(shown).not.toContain(secret);
        expect(shown).not.toContain(Buffer.from(secret, "base64").toString("hex"));
        expect(readFileSync(stateFile, "utf8")).toContain(secret);
      }
      expect(statSync(stateFile).mode & 0o077).toBe(0);
    });
  });

  it("forgets the material of what was purged", async () => {
    await running(async (keys, { clock }) => {
      const { id } = await keys.create({ payload: material });
      await keys.ask("DELETE", `/keys/${id}`);
      await clock.advance("PT4H");
      await keys.ask("DELETE", `/keys/${id}/purge`);
      expect(readFileSync(stateFile, "utf8")).not.toContain(material);
    });
  });

  it("is refused without the material of its keys", async () => {
    await running(async (keys) => {
      await keys.create();
    });
    const { hidden, ...rest } = JSON.parse(readFileSync(stateFile, "utf8"));
    expect(hidden.ibm.keys[keyProtect]).toEqual(expect.any(Object));
    writeFileSync(stateFile, JSON.stringify(rest));
    await expect(startEmulator({ stateFile })).rejects.toMatchObject({ code: "EmulatorState" });
  });
});
