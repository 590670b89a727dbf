import { liveClientKeys } from "../examples/alibaba-service";
import { type Declared, keyOf } from "../lifecycle/engine";
import { MADE } from "../lifecycle/samples";
import { type EmulatedServices, startEmulated } from "../lifecycle/services";
import { CallingEngine } from "./options/calling-engine";

const AAP: Declared = { type: "AccessPoint", name: "app", args: { name: "app", policies: ["orders"] } };
const CLIENT_KEY: Declared = { type: "ClientKey", name: "key", args: { accessPoint: "app", label: "shop/app" } };
const PROGRAM = [AAP, CLIENT_KEY];
/** A key of another resource on the same access point. */
const beside = (trigger: string): Declared => ({
  type: "ClientKey",
  name: "beside",
  args: { accessPoint: "app", label: "shop/beside", rotation: { trigger } },
});
const KEY = keyOf(CLIENT_KEY);
const DUE = "2026-12-02T00:00:00Z";
const OVER = "2026-12-09T00:00:00Z";

describe("a nonce in the state", () => {
  let services: EmulatedServices;
  let engine: CallingEngine;

  beforeEach(async () => {
    services = await startEmulated(MADE);
    engine = new CallingEngine(services.env, MADE);
    await engine.up(PROGRAM);
  });
  afterEach(() => services.emulator.close());

  const at = async (time: string): Promise<void> => {
    engine.at(time);
    await services.emulator.clock.set(time);
  };
  const live = (): Promise<string[]> => liveClientKeys(services.emulator, "app");
  const id = (): string => String(engine.state(KEY)?.["client_key_id"]);
  const losesARotation = async (): Promise<string> => {
    await at(DUE);
    const recorded = id();
    await engine.applyDying(await engine.plan(PROGRAM));
    const [lost = ""] = (await live()).filter((key) => key !== recorded);
    return lost;
  };

  // In private bytes the nonce was lost with them, and what the run had made was found from then on, by nobody's right to retire it.
  it("outlives the private bytes of a run that died: what it made is ours, and retired", async () => {
    const first = id();
    const nonce = engine.state(KEY)?.["nonce"];
    const lost = await losesARotation();
    await engine.refresh();
    expect(engine.state(KEY)).toMatchObject({ nonce, strays: [{ client_key_id: lost, origin: "ours" }] });
    await engine.up(PROGRAM);
    expect(await live()).toEqual([first, lost, id()].sort());
    await at(OVER);
    await engine.up(PROGRAM);
    await engine.up(PROGRAM);
    expect(await live()).toEqual([id()]);
    expect(engine.state(KEY)).toMatchObject({ nonce, previous: [], strays: [] });
  });

  // The deletion is handed the private bytes of what takes the place.
  it("is that of the old object in a replacement that deletes first, whose strays go with it", async () => {
    const nonce = engine.state(KEY)?.["nonce"];
    await losesARotation();
    await engine.up(PROGRAM, { replace: [KEY] });
    expect(await live()).toEqual([id()]);
    expect(engine.state(KEY)?.["nonce"]).not.toBe(nonce);
  });

  it.each(["in private bytes", "derived from the address"])(
    "is filled in by a refresh, and no change: %s",
    async (from) => {
      const nonce = engine.state(KEY)?.["nonce"];
      engine.edit(KEY, ({ state, private: bytes }) => ({
        state: { ...state, nonce: null },
        private: from === "in private bytes" ? Buffer.from(JSON.stringify({ nonce })) : bytes,
      }));
      expect((await engine.plan(PROGRAM, { refresh: false })).actions[KEY]).toBe("same");
      expect((await engine.plan(PROGRAM)).actions[KEY]).toBe("same");
      if (from === "in private bytes") expect(engine.state(KEY)?.["nonce"]).toBe(nonce);
      else expect(engine.state(KEY)?.["nonce"]).toMatch(/^z/);
    },
  );

  it("is told from a text that somebody has cut", async () => {
    engine.edit(KEY, (kept) => ({ ...kept, state: { ...kept.state, nonce: "0t5j" } }));
    await expect(engine.plan(PROGRAM)).rejects.toThrow("its recorded nonce was cut or edited");
  });
});

// Any key that the run had made on the access point counted as the one that had come in its place.
describe("a client key that is deleted while another resource's is made beside it", () => {
  let services: EmulatedServices;
  let engine: CallingEngine;

  beforeEach(async () => {
    services = await startEmulated(MADE);
    engine = new CallingEngine(services.env, MADE);
  });
  afterEach(() => services.emulator.close());

  const idOf = (declared: Declared): string => String(engine.state(keyOf(declared))?.["client_key_id"]);
  const live = (): Promise<string[]> => liveClientKeys(services.emulator, "app");

  it("is deleted first where it is replaced so", async () => {
    await engine.up([...PROGRAM, beside("one")]);
    const [old, before] = [idOf(CLIENT_KEY), idOf(beside("one"))];
    // The other one's is rotated first.
    await engine.up([AAP, beside("two"), CLIENT_KEY], { replace: [KEY] });
    expect(await live()).toEqual([before, idOf(beside("two")), idOf(CLIENT_KEY)].sort());
    expect(await live()).not.toContain(old);
  });

  it("stays for its overlap where a run died after it had made the next one", async () => {
    await engine.up(PROGRAM);
    const old = idOf(CLIENT_KEY);
    engine.at("2026-02-01T00:00:00Z");
    await services.emulator.clock.set("2026-02-01T00:00:00Z");
    const options = { replace: [KEY], createFirst: [KEY] };
    await engine.applyUntilDeleting(await engine.plan(PROGRAM, options));
    await engine.up(PROGRAM);
    expect(await live()).toEqual([old, idOf(CLIENT_KEY)].sort());
    expect(engine.said.join()).toContain(`client key ${old} is not deleted`);
  });
});
