import { liveClientKeys } from "../examples/alibaba-service";
import { leftToAll } from "../support/describe-engine";
import { story } from "../support/story";
import { describeOnOne } from "./engines";
import type { Strike, TerraformEngine } from "./engines/types";
import { KEY, sealedStandard } from "./programs";
import { Stage } from "./stage";
import { killIn } from "./strike";

const DUE = "2026-12-02T00:00:00Z";

// What the next run makes of each call that may be cut off is told without an engine. Here is what the engine records.
interface Death {
  readonly title: string;
  readonly kill: Strike;
  readonly on: "terraform" | "tofu";
  readonly needed?: () => string | undefined;
}

const DEATHS: readonly Death[] = [
  // What the engine has saved by then differs; that nothing is lost is held in quick runs where the provider alone dies.
  {
    title: "a run in which engine and provider die in the middle of a call",
    kill: "all",
    on: "terraform",
    needed: leftToAll,
  },
  { title: "a run in which the provider dies in the middle of a call", kill: "provider", on: "tofu" },
];

/** Each suite on one of the engines, as a run that starts processes takes a second. */
for (const { title, kill, on, needed } of DEATHS) {
  const suite = (engine: TerraformEngine): void => {
    let stage: Stage;

    beforeAll(async () => {
      stage = await Stage.open(engine, sealedStandard, { spawned: true });
    }, 60_000);
    afterAll(() => stage?.close());

    const dies = async (operation: string): Promise<void> => {
      expect((await killIn(stage, operation, kill)).exitCode).not.toBe(0);
    };
    const recordedKeys = (): string[] => {
      const { client_key_id: current, previous } = stage.workspace.attributes(KEY);
      const others = previous as readonly { readonly client_key_id: string }[];
      return [String(current), ...others.map(({ client_key_id: id }) => id)].sort();
    };
    /** One more run mends everything, and one after it finds nothing to do: every live key is of record. */
    const expectMended = async (live: number): Promise<void> => {
      await stage.workspace.apply();
      expect(await liveClientKeys(stage.emulator, "orders-app")).toEqual(recordedKeys());
      expect(recordedKeys()).toHaveLength(live);
      expect(await stage.workspace.exitCode()).toBe(0);
    };

    story("is mended by the next", (step) => {
      step(
        "after the first client key was made, which nothing proves to be ours: it is named and left alone",
        async () => {
          await dies("CreateClientKey");
          const [left = ""] = await liveClientKeys(stage.emulator, "orders-app");
          await stage.workspace.apply();
          expect(stage.workspace.attributes(KEY)["strays"]).toMatchObject([{ client_key_id: left, origin: "found" }]);
          expect(await stage.workspace.plan()).toMatchObject({ planned: {}, shown: expect.stringContaining(left) });
          await stage.emulator.alibaba.call("DeleteClientKey", { ClientKeyId: left });
          await expectMended(1);
        },
      );

      // The engine loses what a provider that dies kept beside the state: the nonce was lost with it.
      step("after the client key was rotated, which nobody rotates away", async () => {
        const [before] = recordedKeys();
        await stage.at(DUE);
        await dies("CreateClientKey");
        await expectMended(3);
        expect(recordedKeys()).toContain(before);
      });
    });
  };
  describeOnOne(title, on, suite, needed);
}
