import { randomBytes } from "node:crypto";
import { describePulumi } from "../pulumi/engine";
import { leftToAll } from "../support/describe-engine";
import { story } from "../support/story";
import { ExampleProject } from "./example-project";
import { liveKeys } from "./ibm-service";

const MADE = "2026-01-01T00:00:00Z";
const LATER = "2026-01-02T00:00:00Z";

const material = (bytes: number): string => randomBytes(bytes).toString("base64");

describePulumi(
  "examples/ibm-import",
  (engine) => {
    const [payload, otherPayload, dataKey] = [material(32), material(16), material(32)] as const;
    let example: ExampleProject;
    let keyId: string;
    let wrapped: string;

    beforeAll(async () => {
      example = await ExampleProject.open(engine, "ibm-import", MADE, () => ({ secret: { payload } }));
    }, 60_000);
    afterAll(() => example?.close());

    /** What an application does with the key. */
    const use = async (action: "wrap" | "unwrap", body: object): Promise<Record<string, unknown>> => {
      const reply = await example.emulator.ibm.request("POST", `/api/v2/keys/payments/actions/${action}`, { body });
      expect(reply.status).toBe(200);
      return reply.body as Record<string, unknown>;
    };

    story("lives through an import, another payload and its end", (step) => {
      step("makes the ring, and imports the key encrypted for the instance", async () => {
        expect((await example.up()).changeSummary).toEqual({ create: 3 });
        expect(await example.calls()).toEqual([
          ...["getToken", "createKeyRing"],
          ...["listKeys", "createImportToken", "getImportToken", "createKey"],
        ]);
        keyId = String((await example.stack.outputs())["keyId"]);
        expect(await liveKeys(example.emulator)).toMatchObject([
          { id: keyId, name: "payments", keyRingID: "payments", imported: true, aliases: ["payments"] },
        ]);
        wrapped = String((await use("wrap", { plaintext: dataKey }))["ciphertext"]);
      });

      step("makes no call while the payload stays", async () => {
        expect((await example.up()).changeSummary).toEqual({ same: 3 });
        expect(await example.calls()).toEqual([]);
      });

      step("previews another payload as an update in place, and doesn't show it", async () => {
        await example.at(LATER);
        await example.configure({ secret: { payload: otherPayload } });
        const preview = await example.stack.preview();
        expect(preview.changeSummary).toEqual({ same: 2, update: 1 });
        expect(preview.diagnostics).toContain(
          'RootKey "payments" changes in place: payload changes, which makes new key material',
        );
        expect(await example.calls()).toEqual([]);
      });

      step("rotates the key with it: the same key, which still unwraps what was wrapped before", async () => {
        const run = await example.up();
        expect(run.changeSummary).toEqual({ same: 2, update: 1 });
        expect(await example.calls()).toEqual(["getToken", "createImportToken", "getImportToken", "rotateKey"]);
        expect(await example.stack.outputs()).toEqual({ keyId, version: 2 });
        expect(await liveKeys(example.emulator)).toMatchObject([{ id: keyId, lastRotateDate: LATER }]);
        const unwrapped = await use("unwrap", { ciphertext: wrapped });
        expect(unwrapped["plaintext"]).toBe(dataKey);
        expect(unwrapped["ciphertext"]).not.toBe(wrapped);
      });

      step("is destroyed, the key before its ring", async () => {
        expect(await example.stack.destroy({ skipPreview: true })).toMatchObject({ ok: true });
        expect(await example.calls()).toEqual(["getToken", "listKeys", "deleteKey", "deleteKeyRing"]);
        expect(await liveKeys(example.emulator)).toEqual([]);
      });

      step("has left neither payload, the API key nor a token behind", () => {
        expect(example.leaks([keyId])).not.toEqual([]);
        expect(example.leaks([payload, otherPayload])).toEqual([]);
      });
    });
  },
  leftToAll,
);
