import { randomBytes } from "node:crypto";
import { defaultIbm } from "keysmith-emulator";
import { describePulumi } from "../pulumi/engine";
import { leftToAll } from "../support/describe-engine";
import { story } from "../support/story";
import { ExampleProject } from "./example-project";

const MADE = "2026-01-01T00:00:00Z";
const LATER = "2026-01-15T00:00:00Z";

/** What the program asks in each run, once the ciphertext is in its configuration. */
const ASKED = ["countKeys", "getKey", "getToken", "listKeys", "unwrapKey"];

const material = (): string => randomBytes(32).toString("base64");

/** A key as IBM Cloud Private shows it, as far as the suite looks. */
interface PrivateKey {
  readonly id: string;
  readonly name: string;
  readonly lastRotateDate?: string;
}

describePulumi(
  "examples/ibm-private-kms",
  (engine) => {
    const [payload, otherPayload, dataKey] = [material(), material(), material()] as const;
    let example: ExampleProject;
    let made: readonly PrivateKey[];
    let sessionKey: unknown;

    beforeAll(async () => {
      example = await ExampleProject.open(engine, "ibm-private-kms", MADE, ({ url }) => ({
        plain: { url, instanceId: defaultIbm.icpInstanceId },
        secret: { payload, dataKey },
      }));
    }, 60_000);
    afterAll(() => example?.close());

    /** Sorted: the program and the provider, which are two processes, don't wait for each other. */
    const calls = async (): Promise<string[]> => (await example.calls()).sort();
    const outputs = (): Promise<Record<string, unknown>> => example.stack.outputs({ showSecrets: true });
    const keys = async (): Promise<readonly PrivateKey[]> => {
      const { body } = await example.emulator.ibm.request("GET", "/kms/api/v2/keys");
      const { resources = [] } = body as { resources?: PrivateKey[] };
      return [...resources].sort((one, other) => one.name.localeCompare(other.name));
    };

    story("lives through use, rotation and its end", (step) => {
      step(
        "generates a key, imports one, makes a standard key, and uses, lists, counts and looks at them",
        async () => {
          expect((await example.up()).changeSummary).toEqual({ create: 4 });
          expect(await calls()).toEqual([
            "countKeys",
            ...["createKey", "createKey", "createKey"],
            ...["getKey", "getKey"],
            ...["getToken", "getToken"],
            ...["listKeys", "listKeys"],
            "unwrapKey",
            "wrapKey",
          ]);
          made = await keys();
          expect(made).toMatchObject([
            { name: "orders", extractable: false, imported: false },
            { name: "payments", extractable: false, imported: true },
            { name: "session", extractable: true },
          ]);
        },
      );

      step("gets back the plaintext that it wrapped, and what the service told of the keys", async () => {
        const { ciphertext, ...told } = await outputs();
        sessionKey = told["sessionKey"];
        expect(told).toEqual({
          names: ["orders", "payments", "session"],
          count: 3,
          state: "active",
          dataKey,
          sessionKey: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
        });
        expect(await example.stack.outputs()).toMatchObject({
          ciphertext,
          dataKey: "[secret]",
          sessionKey: "[secret]",
        });
        await example.configure({ plain: { ciphertext: String(ciphertext) } });
      });

      step("only unwraps what was wrapped before, and changes nothing", async () => {
        const before = await outputs();
        expect((await example.up()).changeSummary).toEqual({ same: 4 });
        expect(await calls()).toEqual(ASKED);
        expect(await outputs()).toEqual(before);
      });

      step("rotates the one key when told to and the other by its payload, and both stay what they are", async () => {
        const before = await outputs();
        await example.at(LATER);
        await example.configure({ plain: { rotate: "2026-01 audit" }, secret: { payload: otherPayload } });
        expect((await example.up()).changeSummary).toEqual({ same: 2, update: 2 });
        expect(await calls()).toEqual([...ASKED, "getToken", "rotateKey", "rotateKey"].sort());
        const [orders, payments, session] = made;
        expect(await keys()).toMatchObject([
          { id: orders?.id, lastRotateDate: LATER },
          { id: payments?.id, lastRotateDate: LATER },
          { id: session?.id },
        ]);
        expect(await outputs()).toEqual(before);
      });

      step("rotates the generated key 30 days after that by itself, and not the imported one", async () => {
        await example.at("2026-02-14T00:00:00Z");
        const { changeSummary, diagnostics } = await example.stack.preview();
        expect(changeSummary).toEqual({ same: 3, update: 1 });
        expect(diagnostics).toContain(
          `RootKey "orders" changes in place: rotation has been due since 2026-02-14T00:00:00Z`,
        );
        await calls();
      });

      step("deletes them for good, with one call each", async () => {
        expect(await example.stack.destroy({ skipPreview: true })).toMatchObject({ ok: true });
        expect(await calls()).toEqual(["deleteKey", "deleteKey", "deleteKey", "getToken", "listKeys"]);
        expect(await keys()).toEqual([]);
        expect(await example.emulator.ibm.request("GET", `/kms/api/v2/keys/${made[0]?.id}`)).toMatchObject({
          status: 404,
        });
      });

      step("has left none of the material, the API key or a token behind", () => {
        expect(example.leaks([String(made[0]?.id)])).not.toEqual([]);
        expect(example.leaks([payload, otherPayload, dataKey, String(sessionKey)])).toEqual([]);
      });
    });
  },
  leftToAll,
);
