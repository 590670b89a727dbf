import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { defaultIbm } from "keysmith-emulator";
import { ibm } from "../../src/ibm/index";
import { run } from "../cli/support";
import { describePulumi } from "../pulumi/engine";
import { leftToAll } from "../support/describe-engine";
import { story } from "../support/story";
import { ExampleProject } from "./example-project";

const NOW = "2026-11-28T00:00:00Z";

describePulumi(
  "examples/leave-hpcs",
  (engine) => {
    let folder: string;
    let example: ExampleProject;

    beforeAll(async () => {
      folder = mkdtempSync(path.join(tmpdir(), "keysmith-leave-"));
      example = await ExampleProject.open(engine, "leave-hpcs", NOW);
    }, 60_000);
    afterAll(async () => {
      await example?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    /** The command, with the state as the engine prints it. */
    const leave = async (part: string): Promise<{ readonly out: string; readonly code: number }> => {
      const state = path.join(folder, "stack.json");
      writeFileSync(state, JSON.stringify(await example.stack.export()));
      const place = ["--from", defaultIbm.hpcs, "--to", defaultIbm.keyProtect, "--folder", path.join(folder, "work")];
      const env = { KEYSMITH_IBM_ENDPOINT: example.emulator.url, IBMCLOUD_API_KEY: "emulator", KEYSMITH_AS_OF: NOW };
      const { out, error } = await run([ibm], ["ibm", "leave-hpcs", part, ...place, "--state", state], { env });
      expect(error).toBeUndefined();
      const code = Number(process.exitCode ?? 0);
      process.exitCode = undefined;
      return { out, code };
    };

    const written = (name: string): string => readFileSync(path.join(folder, "work/programs/stack", name), "utf8");

    const writes = async (): Promise<string[]> => (await example.calls()).filter((name) => !/^(get|list)/.test(name));

    story("goes over to Key Protect, and changes nothing", (step) => {
      step("makes everything in the old instance", async () => {
        expect((await example.up()).changeSummary).toEqual({ create: 6 });
        expect((await leave("check")).code).toBe(2);
      });

      step("forgets what is left, in the order in which the engine lets it go", async () => {
        expect((await leave("run")).code).toBe(0);
        await example.calls();
        const urns = [...written("forget.sh").matchAll(/^pulumi state delete --yes '(.*)'$/gm)].map(
          ([, urn = ""]) => urn,
        );
        expect(urns.map((urn) => urn.split("::").at(-1))).toHaveLength(5);
        for (const urn of urns) await example.stack.forget(urn);
        expect(await writes()).toEqual([]);
      });

      step("adopts the twins with what adopt.json says, and has nothing to do then", async () => {
        const configuration = { plain: { instance: defaultIbm.keyProtect, adopt: written("adopt.json") } };
        await example.configure(configuration);
        expect((await example.up()).changeSummary).toEqual({ create: 5, same: 1 });
        // The one is refused, and the ring that is there adopted; the other writes the new resource's mark.
        expect(await writes()).toEqual(["createKeyRing", "replacePolicy"]);
        expect((await example.up()).changeSummary).toEqual({ same: 6 });
      });

      step("leaves nothing with the old instance", async () => {
        expect(await leave("check")).toMatchObject({ code: 0 });
      });
    });
  },
  leftToAll,
);
