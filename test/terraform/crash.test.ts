import { liveClientKeys } from "../examples/alibaba-service";
import { describeOnOne } from "./engines";
import type { Strike } from "./engines/types";
import { KEY, sealedStandard } from "./programs";
import { Stage } from "./stage";
import { APPLY, DESTROY, killIn } from "./strike";

const DUE = "2026-12-02T00:00:00Z";
const OVER = "2026-12-09T00:00:00Z";

const DEATHS: readonly { readonly who: string; readonly kill: Strike; readonly on: "terraform" | "tofu" }[] = [
  { who: "the engine and the provider", kill: "all", on: "terraform" },
  { who: "the provider", kill: "provider", on: "tofu" },
];

/** Each suite on one of the engines, as a run that starts processes takes a second. */
for (const { who, kill, on } of DEATHS) {
  describeOnOne(`a run in which ${who} dies in the middle of a call`, on, (engine) => {
    let stage: Stage;

    beforeAll(async () => {
      stage = await Stage.open(engine, sealedStandard, { spawned: true });
    }, 60_000);
    afterAll(() => stage?.close());

    const dies = async (operation: string, args = APPLY): Promise<void> => {
      expect((await killIn(stage, operation, kill, args)).exitCode).not.toBe(0);
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

    it.each(["CreateNetworkRule", "CreatePolicy", "CreateApplicationAccessPoint", "CreateClientKey"])(
      "%s of the first run",
      (operation) => dies(operation),
      60_000,
    );

    it("has left nothing that the next run can't take up", async () => {
      await expectMended(2);
      await stage.at("2026-01-08T00:00:00Z");
      await expectMended(1);
    }, 60_000);

    it.each(["GetClientKey", "ListClientKeys", "CreateClientKey"])(
      "%s of a rotation",
      async (operation) => {
        await stage.at(DUE);
        await dies(operation);
      },
      60_000,
    );

    it("has rotated nothing away", () => expectMended(3), 60_000);

    it("DeleteClientKey of a retirement", async () => {
      await stage.at(OVER);
      await dies("DeleteClientKey");
      await expectMended(1);
    }, 60_000);

    it.each(["DeleteClientKey", "DeleteApplicationAccessPoint", "DeletePolicy", "DeleteNetworkRule"])(
      "%s of a destruction",
      (operation) => dies(operation, DESTROY),
      60_000,
    );

    it("ends with nothing left", async () => {
      await stage.workspace.destroy();
      for (const list of ["ListNetworkRules", "ListPolicies", "ListApplicationAccessPoints"]) {
        expect(await stage.emulator.alibaba.call(list)).toMatchObject({ TotalCount: 0 });
      }
    }, 60_000);
  });
}
