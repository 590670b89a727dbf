import { execSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Secret } from "../../src/core/secret";
import { open } from "../../src/sealing/open";
import { liveClientKeys } from "../examples/alibaba-service";
import { partsOf } from "../examples/terraform-example";
import { leftToAll } from "../support/describe-engine";
import { story } from "../support/story";
import { describeOnOne } from "../terraform/engines";
import { SynthesizedExample } from "./synthesized-example";

const MADE = "2026-01-01T00:00:00Z";

describe.each(["cdktf", "cdktn"])("examples/%s", (name) => {
  describeOnOne(
    "synthesized, and run",
    name === "cdktf" ? "terraform" : "tofu",
    (engine) => {
      const secrets: string[] = [];
      let example: SynthesizedExample;

      beforeAll(async () => {
        example = await SynthesizedExample.open(engine, name, MADE);
        example.synthesize();
      }, 120_000);
      afterAll(() => example?.close());

      const opened = async (): Promise<Readonly<Record<string, string>>> => {
        const { sealed } = await example.outputs();
        const values = await open(String(sealed), [new Secret(example.keys.identity)]);
        return Object.fromEntries(Object.entries(values).map(([key, secret]) => [key, secret.reveal()]));
      };

      story("lives through rotation and its end", (step) => {
        step("needs nothing but what the synthesis has left: no registry, no settings, an empty home", async () => {
          expect(existsSync(path.join(example.stackFolder, "cdk.tf.json"))).toBe(true);
          expect(await example.command("init", "-input=false", "-no-color")).toContain("keysmith/keysmith");
          expect(await example.command("validate", "-no-color")).toContain("The configuration is valid");
        });

        step("makes all four with one call each, and seals the client key to its recipient", async () => {
          const { done, exitCode } = await example.run("apply", "-auto-approve");
          expect(exitCode).toBe(0);
          expect(Object.values(done)).toEqual(["create", "create", "create", "create"]);
          expect(await example.calls()).toEqual([
            "CreateNetworkRule",
            "CreatePolicy",
            "CreateApplicationAccessPoint",
            "CreateClientKey",
          ]);
          const { client_key_id: id, rotate_at: rotateAt } = await example.outputs();
          expect(rotateAt).toBe("2026-12-02T00:00:00Z");
          const values = await opened();
          expect(JSON.parse(String(values["client_key_content"]))).toMatchObject({ KeyId: id });
          secrets.push(...partsOf(values));
        });

        step("has nothing to do after another synthesis, until the second before the key is due", async () => {
          example.synthesize();
          await example.at("2026-12-01T23:59:59Z");
          expect((await example.run("plan", "-detailed-exitcode")).exitCode).toBe(0);
        });

        step("rotates in place then, and has two keys for the overlap", async () => {
          const { client_key_id: first } = await example.outputs();
          await example.at("2026-12-02T00:00:00Z");
          expect((await example.run("apply", "-auto-approve")).done).toEqual({
            "keysmith_client_key.orders-key": "update",
          });
          const { client_key_id: second } = await example.outputs();
          expect(await liveClientKeys(example.emulator, "orders-app")).toEqual([first, second].sort());
          secrets.push(...partsOf(await opened()));
        });

        step(
          "ends with nothing left at the service, and with no secret in what the runs left and printed",
          async () => {
            expect((await example.run("destroy", "-auto-approve")).exitCode).toBe(0);
            expect((await example.calls()).filter((operation) => operation.startsWith("Delete"))).toEqual([
              "DeleteClientKey",
              "DeleteClientKey",
              "DeleteApplicationAccessPoint",
              "DeletePolicy",
              "DeleteNetworkRule",
            ]);
            const left = example.left();
            expect(left).toContain("orders-app");
            expect(secrets).toHaveLength(6);
            expect(secrets.filter((secret) => left.includes(secret))).toEqual([]);
          },
        );
      });
    },
    leftToAll,
  );
});

describe("the cdktf.json of the root", () => {
  const root = path.resolve(__dirname, "../..");
  const out = mkdtempSync(path.join(tmpdir(), "keysmith-synthesized-"));
  afterAll(() => rmSync(out, { recursive: true, force: true }));

  it("synthesizes the standard example", () => {
    const { app } = JSON.parse(readFileSync(path.join(root, "cdktf.json"), "utf8")) as { app: string };
    execSync(app, { cwd: root, env: { ...process.env, CDKTF_OUTDIR: out }, stdio: "pipe" });
    const stack = readFileSync(path.join(out, "stacks/orders/cdk.tf.json"), "utf8");
    expect(JSON.parse(stack)).toMatchObject({ resource: { keysmith_client_key: { "orders-key": {} } } });
    expect(existsSync(path.join(out, "stacks/orders/terraform.d/plugins"))).toBe(true);
  }, 120_000);
});
