import type { FaultKind } from "keysmith-emulator";
import type { Values } from "../../../../src/core/definition";
import { serviceAuthorization } from "../../../../src/ibm/iam/authorization/lifecycle";
import { IbmBench, withoutWaiting } from "./bench";
import { AUTHORIZATION } from "./samples";

const { label: _, ...UNLABELLED } = AUTHORIZATION;

let bench: IbmBench;

beforeEach(async () => {
  bench = await IbmBench.start();
});

afterEach(async () => {
  jest.restoreAllMocks();
  await bench.stop();
});

const create = (given: Values = AUTHORIZATION): Promise<Values> => bench.create(serviceAuthorization, given);
const read = (state: Values): Promise<Values | undefined> => serviceAuthorization.read(bench.context, state);
const remove = (state: Values): Promise<void> => serviceAuthorization.delete(bench.context, state);

describe("an authorization whose reply is lost", () => {
  it.each<FaultKind>(["reset-before", "reset-after", "wrong-json", "slow-headers", "500"])(
    "is made once (%s)",
    async (kind) => {
      await bench.emulator.setFaults([{ operation: "createPolicy", kind, ms: 2000 }]);
      const state = await create();
      expect(await read(state)).toEqual(state);
      expect(await bench.policies()).toHaveLength(1);
    },
  );

  it("is made once when no label tells whose it is and the list lags", async () => {
    withoutWaiting(bench);
    await bench.emulator.ibm.setLags({ policy: { reads: 3 } });
    await bench.emulator.setFaults([{ operation: "createPolicy", kind: "reset-after" }]);
    const state = await create(UNLABELLED);
    expect(await bench.policies()).toMatchObject([{ id: state["policyId"] }]);
  });

  it.each(["replacePolicy", "deletePolicy"])("is changed or deleted all the same (%s)", async (operation) => {
    const state = await create();
    await bench.emulator.setFaults([{ operation, kind: "reset-after" }]);
    const { state: changed } = await bench.apply(serviceAuthorization, state, { ...AUTHORIZATION, roles: ["Writer"] });
    expect(await read(changed)).toMatchObject({ roles: ["Writer"] });
    await remove(changed);
    expect(await bench.policies()).toEqual([]);
  });
});
