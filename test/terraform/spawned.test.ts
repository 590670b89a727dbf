import { readdirSync } from "node:fs";
import { liveClientKeys } from "../examples/alibaba-service";
import { type Built, build } from "../executable/build";
import { becomes, isAlive } from "../support/command";
import { leftToAll } from "../support/describe-engine";
import { story } from "../support/story";
import { describeTerraform } from "./engines";
import { KEY, sealedStandard } from "./programs";
import { KINDS } from "./protocol/plugin-process";
import { Stage } from "./stage";
import { during } from "./strike";

describeTerraform(
  "the bundled provider, started by the engine",
  (engine) =>
    describe.each(KINDS)("%s", (kind) => {
      let built: Built | undefined;
      let stage: Stage;
      let started: readonly number[] = [];
      beforeAll(async () => {
        if (kind === "executable") built = build();
        stage = await Stage.open(engine, sealedStandard, { spawned: true, executable: built?.file });
      }, 120_000);
      afterAll(async () => {
        await stage?.close();
        built?.remove();
      });

      story("starts, ends, and is found again when it was orphaned", (step) => {
        step("is found without a registry, and does what it does everywhere", async () => {
          const { done, providers } = await during(stage, "CreatePolicy", { kill: "look", ms: 100 });
          started = providers;
          expect(Object.values(done)).toEqual(["create", "create", "create", "create"]);
          expect(await stage.workspace.exitCode()).toBe(0);
          expect(stage.workspace.attributes(KEY)).toMatchObject({ version: 1, secret_known: true });
        });

        step("leaves no process behind, nor a file", async () => {
          expect(started).not.toEqual([]);
          await becomes("every provider has ended", () => !started.some(isAlive), 5);
          expect(readdirSync(stage.workspace.temporary)).toEqual([]);
        });

        step("finishes what it is doing when the engine is killed, and ends then", async () => {
          stage.write(sealedStandard(stage.keys, { key: 'rotation { trigger = "now" }' }));
          const { providers } = await during(stage, "CreateClientKey", { kill: "engine", ms: 1500 });
          expect(providers.filter(isAlive)).not.toEqual([]);
          await becomes("the orphan has ended", () => !providers.some(isAlive), 10);
          expect(await liveClientKeys(stage.emulator, "orders-app")).toHaveLength(2);
        });

        step("takes what the orphan has made for a previous key, so that none is lost", async () => {
          await stage.workspace.apply();
          const { previous } = stage.workspace.attributes(KEY);
          expect(previous).toHaveLength(2);
          expect(await liveClientKeys(stage.emulator, "orders-app")).toHaveLength(3);
          expect(await stage.workspace.exitCode()).toBe(0);
        });
      });
    }),
  leftToAll,
);
