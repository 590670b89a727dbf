import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { defaultIbm } from "keysmith-emulator";
import { ibm } from "../../src/ibm/index";
import { run } from "../cli/support";
import { leftToAll } from "../support/describe-engine";
import { story } from "../support/story";
import { describeTerraform } from "../terraform/engines";
import { TerraformExample } from "./terraform-example";

const NOW = "2026-11-28T00:00:00Z";

const STAYING = 'keysmith_root_key.payments["orders"]';

describeTerraform(
  "examples/terraform/leave-hpcs",
  (engine) => {
    let example: TerraformExample;

    beforeAll(async () => {
      example = await TerraformExample.open(engine, "leave-hpcs", NOW);
    }, 60_000);
    afterAll(() => example?.close());

    const folder = (): string => path.join(example.workspace.temporary, "leave-hpcs");

    /** The command, with the state as the engine prints it. */
    const leave = async (
      part: string,
      edit = (shown: string): string => shown,
    ): Promise<{ readonly out: string; readonly code: number }> => {
      const state = path.join(example.workspace.temporary, "state.json");
      const shown = await example.workspace.command(["show", "-json"]);
      writeFileSync(state, edit(shown.stdout));
      const words = ["--from", defaultIbm.hpcs, "--to", defaultIbm.keyProtect, "--folder", folder(), "--state", state];
      const env = { KEYSMITH_IBM_ENDPOINT: example.emulator.url, IBMCLOUD_API_KEY: "emulator", KEYSMITH_AS_OF: NOW };
      const { out, error } = await run([ibm], ["ibm", "leave-hpcs", part, ...words], { env });
      expect(error).toBeUndefined();
      const code = Number(process.exitCode ?? 0);
      process.exitCode = undefined;
      return { out, code };
    };

    const written = (name: string): string => path.join(folder(), "programs", "state", name);

    /** Both ways, one on each engine. */
    const forget = {
      terraform: async () => {
        const env = { ...process.env, TF: engine.command };
        execFileSync("sh", [written("forget.sh")], { cwd: example.workspace.root, env, stdio: "pipe" });
      },
      tofu: async () => {
        const main = readFileSync(path.join(example.workspace.root, "main.tf"), "utf8");
        const without = main.slice(0, main.indexOf("resource "));
        example.workspace.write({ "main.tf": without, "removed.tf": readFileSync(written("removed.tf"), "utf8") });
        await example.apply();
        example.workspace.write({ "main.tf": main, "removed.tf": "" });
      },
    };

    story("goes over to Key Protect with imports alone", (step) => {
      step("makes everything in the old instance", async () => {
        expect(Object.values(await example.apply())).toEqual(Array.from({ length: 5 }, () => "create"));
        expect((await leave("check")).code).toBe(2);
      });

      step("has every plan refused where a block would be removed of which an instance stays", async () => {
        const { workspace } = example;
        const isThere = (name: string, value: unknown) => (name === "instance" ? defaultIbm.keyProtect : value);
        const moveOrders = (_: string, value: { readonly address?: string }) =>
          value?.address === STAYING ? (JSON.parse(JSON.stringify(value), isThere) as unknown) : value;
        expect((await leave("run", (shown) => JSON.stringify(JSON.parse(shown, moveOrders)))).code).toBe(0);
        workspace.write({ "removed.tf": readFileSync(written("removed.tf"), "utf8") });
        const { exitCode, output } = await workspace.command(["plan", "-no-color"]);
        workspace.write({ "removed.tf": "" });
        expect(exitCode).toBe(1);
        expect(output.replaceAll(/[\s│]+/g, " ")).toContain(`these, which stay as they are: ${STAYING}. `);
      });

      step("writes what forgets and what imports, once the twins are there", async () => {
        expect((await leave("run")).code).toBe(0);
        expect(readdirSync(path.dirname(written("x"))).sort()).toEqual(["forget.sh", "imports.tf", "removed.tf"]);
      });

      step("forgets, imports and changes nothing", async () => {
        const { workspace } = example;
        await example.calls();
        await forget[engine.kind]();
        expect(workspace.addresses()).toEqual([]);
        expect((await example.calls()).filter((name) => !/^(get|list)/.test(name))).toEqual([]);
        workspace.write({ "imports.tf": readFileSync(written("imports.tf"), "utf8") });
        workspace.setEnv({ TF_VAR_instance: defaultIbm.keyProtect });
        // What only the program can say is recorded; nothing is changed at a service.
        expect(await example.apply()).toEqual({
          'keysmith_root_key.payments["cards"]': "update",
          'keysmith_root_key.payments["orders"]': "update",
          "keysmith_service_authorization.buckets": "update",
        });
        expect((await example.calls()).filter((name) => !/^(get|list)/.test(name))).toEqual([]);
        expect(await workspace.exitCode()).toBe(0);
      });

      step("leaves nothing with the old instance", async () => {
        const { out, code } = await leave("check");
        expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^none$/m) });
      });
    });
  },
  leftToAll,
);
