import { accessPoint } from "../../src/alibaba/access-point";
import { clientKey } from "../../src/alibaba/client-key/client-key";
import { fateLine, type Leak } from "../../src/cli/revoke/report";
import { revokeCommand } from "../../src/cli/revoke-command";
import type { Values } from "../../src/core/definition";
import { Bench } from "../support/alibaba";
import { inProcess } from "./in-process";
import { stackExport } from "./recorded-keys";

const GIVEN = { accessPoint: "orders-app", label: "shop/prod/orders-app" };
const MADE = "2026-01-01T00:00:00Z";

let bench: Bench;
let [oldest, leaked, current]: [Values, Values, Values] = [{}, {}, {}];

const idOf = (state: Values): string => String(state["clientKeyId"]);

/** The keys that work, oldest first. */
const live = async (): Promise<string[]> => {
  const there = await bench.liveKeys("orders-app");
  return [oldest, leaked, current].map(idOf).filter((id) => there.includes(id));
};

/** What `keysmith revoke orders … --now` prints of a stack, and its exit code. */
async function revoke(records: Readonly<Record<string, Values>>, id: string, env: Record<string, string> = {}) {
  const input = stackExport("shop", "prod", records);
  const service = {
    ALIBABA_CLOUD_ACCESS_KEY_ID: "emulator",
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: "emulator",
    KEYSMITH_ALIBABA_ENDPOINT: bench.emulator.url,
    KEYSMITH_ALIBABA_WRITE_QPS: "1000",
    KEYSMITH_ALIBABA_DEADLINE: "PT2S",
  };
  try {
    const ran = await inProcess(
      (terminal) => revokeCommand(terminal, env["KEYSMITH_AS_OF"] ? undefined : bench.clock),
      ["orders", "--leaked", id, "--now"],
      { env: { ...service, ...env }, input },
    );
    return { ...ran, code: process.exitCode ?? 0 };
  } finally {
    process.exitCode = undefined;
  }
}

async function rotate(prior: Values, at: string): Promise<Values> {
  await bench.at(at);
  return (await bench.apply(clientKey, prior, { ...GIVEN, rotation: { trigger: at, overlap: "P30D" } })).state;
}

beforeEach(async () => {
  bench = await Bench.start({ clock: MADE });
  await bench.create(accessPoint, { name: "orders-app", policies: ["orders"] });
  oldest = await bench.create(clientKey, { ...GIVEN, rotation: { overlap: "P30D" } });
  leaked = await rotate(oldest, "2026-02-01T00:00:00Z");
  current = await rotate(leaked, "2026-02-02T00:00:00Z");
  await bench.calls();
});

afterEach(() => bench.stop());

describe("keysmith revoke --now", () => {
  it("ends what has leaked first, then what was made before it", async () => {
    const { out, code } = await revoke({ orders: current }, idOf(leaked));
    expect(out).toMatch(
      new RegExp(`^ended {4}${idOf(leaked)}\nended {4}${idOf(oldest)}\ncurrent {2}${idOf(current)}\n`),
    );
    expect(code).toBe(0);
    expect(await live()).toEqual([idOf(current)]);
  });

  // A bug: what was made after the one that has leaked, and may be in use, was ended too.
  it("leaves alone what was made later", async () => {
    const { out, code } = await revoke({ orders: current }, idOf(oldest));
    expect(out).toMatch(new RegExp(`^ended {4}${idOf(oldest)}\ncurrent {2}${idOf(current)}\n`));
    expect(code).toBe(0);
    expect(await live()).toEqual([idOf(leaked), idOf(current)]);
  });

  it("says what was ended and what was not, where a call fails", async () => {
    await bench.emulator.setFaults([{ operation: "DeleteClientKey", kind: "503", nth: 2, times: 99 }]);
    const { out, error } = await revoke({ orders: current }, idOf(leaked));
    expect(out).toBe(
      `ended    ${idOf(leaked)}\nleft     ${idOf(oldest)}: the call failed, so assume that it still works\n`,
    );
    expect(error).toBeDefined();
    expect(await live()).toEqual([idOf(oldest), idOf(current)]);
  });

  // A bug: it said that the key had ended, and the key worked on.
  it("keeps what another resource hands out, and says which", async () => {
    const { out, code } = await revoke({ orders: current, billing: leaked }, idOf(leaked));
    expect(out).toMatch(new RegExp(`^kept {5}${idOf(leaked)}: ClientKey "billing" hands it out`));
    expect(out).toContain(`ended    ${idOf(oldest)}`);
    expect(code).toBe(1);
    expect(await live()).toEqual([idOf(leaked), idOf(current)]);
  });

  // A bug: it said that the current key was gone, whatever had kept the other one.
  it("points to the warning about a key that stays for another reason", () => {
    const leak = { program: { resources: [] }, resource: {}, revocation: { address: () => undefined } };
    expect(fateLine(leak as unknown as Leak, "KAAP.1", "kept")).toBe("kept     KAAP.1: the warning about it says why");
  });

  // Bugs, too.
  it("ends nothing where what the state hands out has ended", async () => {
    await bench.at("2027-03-01T00:00:00Z");
    const { out, error } = await revoke({ orders: current }, idOf(leaked));
    expect(out).toBe("");
    expect(error).toMatch(
      new RegExp(`nothing was ended: ${idOf(current)}, which it hands out, ended on 2027-.*Run the engine first`),
    );
    expect(await bench.calls()).toEqual([]);
  });

  it("ends nothing while the clock is moved", async () => {
    const { out, error } = await revoke({ orders: current }, idOf(leaked), {
      KEYSMITH_AS_OF: "2026-02-03T00:00:00Z",
    });
    expect(out).toBe("");
    expect(error).toMatch(/nothing was ended: the clock is moved to 2026-02-03T00:00:00Z.*Unset KEYSMITH_AS_OF/);
    expect(await bench.calls()).toEqual([]);
  });
});
