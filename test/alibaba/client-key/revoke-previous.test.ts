import { accessPoint } from "../../../src/alibaba/access-point";
import type { AlibabaContext } from "../../../src/alibaba/api/client";
import * as operations from "../../../src/alibaba/api/operations";
import { clientKey } from "../../../src/alibaba/client-key/client-key";
import { revokePrevious } from "../../../src/alibaba/client-key/revoke-previous";
import type { Values } from "../../../src/core/definition";
import { noteRecorded } from "../../../src/core/lifecycle";
import { requireInputs } from "../../../src/core/validate";
import { Bench, REGION } from "../../support/alibaba";

const MADE = "2026-01-01T00:00:00Z";
const GIVEN = { accessPoint: "orders-app", label: "shop/prod/orders-app" };

let bench: Bench;
/** Of a key that was rotated once. */
let state: Values;
let old: string;
let current: string;

const revoke = (given: Values, context = bench.context): Promise<Values> =>
  revokePrevious.call(context, requireInputs(revokePrevious, "revokePrevious", { region: REGION, ...given }));
const live = (name = "orders-app"): Promise<readonly string[]> => bench.liveKeys(name);

beforeEach(async () => {
  const reader = { accessKeyId: "least", accessKeySecret: "emulator", actions: [...revokePrevious.actions] };
  bench = await Bench.start({ clock: MADE, credentials: [reader] });
  await bench.create(accessPoint, { name: "orders-app", policies: ["orders"] });
  const first = await bench.create(clientKey, GIVEN);
  old = String(first["clientKeyId"]);
  await bench.at("2026-01-02T00:00:00Z");
  ({ state } = await bench.apply(clientKey, first, { ...GIVEN, rotation: { trigger: "again" } }));
  current = String(state["clientKeyId"]);
});
afterEach(() => bench.stop());

it("ends what was replaced, and the next run knows and does nothing more", async () => {
  expect(await revoke({ current, previous: [old] })).toEqual({ ended: [old], gone: [] });
  expect(await live()).toEqual([current]);
  bench.newRun();
  const read = (await clientKey.read(bench.context, state)) as Values;
  expect(read).toMatchObject({ clientKeyId: current, state: "active", previous: [], strays: [] });
  expect(await bench.apply(clientKey, read, { ...GIVEN, rotation: { trigger: "again" } })).toMatchObject({
    action: "none",
  });
});

it("needs no more permissions than it declares", async () => {
  expect(await revoke({ current, previous: [old] }, bench.contextOf("least"))).toEqual({ ended: [old], gone: [] });
});

it("can be repeated", async () => {
  await revoke({ current, previous: [old] });
  expect(await revoke({ current, previous: [old] })).toEqual({ ended: [], gone: [old] });
  expect(await revoke({ current, previous: [] })).toEqual({ ended: [], gone: [] });
  expect(await live()).toEqual([current]);
});

it("ends nothing where the current key is gone or has ended", async () => {
  await bench.at("2027-06-01T00:00:00Z");
  await expect(revoke({ current, previous: [old] })).rejects.toThrow(/ended on .*nothing was ended/);
  await bench.at("2026-01-03T00:00:00Z");
  const other = "KAAP.00000000-0000-4000-8000-000000000000";
  await expect(revoke({ current: other, previous: [old] })).rejects.toMatchObject({
    code: "not-found",
    message: expect.stringContaining(`there is no client key ${other}`),
  });
  expect(await live()).toEqual(expect.arrayContaining([old, current]));
});

it("ends nothing where the current key begins later, and not because this machine's clock is slow", async () => {
  const context = bench.context as AlibabaContext;
  const NotBefore = "2026-06-01T00:00:00Z";
  const later = await context.client.call(operations.createClientKey, REGION, {
    ...{ AapName: "orders-app", Password: "Correct-Horse-7-Battery", NotBefore, NotAfter: "2027-06-01T00:00:00Z" },
  });
  await expect(revoke({ current: later.clientKeyId, previous: [old] })).rejects.toThrow(
    `works only from ${NotBefore} on, and nothing was ended`,
  );
  expect(await live()).toHaveLength(3);
  const slow = { now: () => new Date("2026-01-01T23:59:00Z") };
  expect(await revoke({ current, previous: [old] }, { ...context, clock: slow })).toEqual({ ended: [old], gone: [] });
});

it("ends nothing at all where one of them is another's", async () => {
  await bench.create(accessPoint, { name: "billing-app", policies: ["billing"] });
  const foreign = await bench.create(clientKey, { accessPoint: "billing-app", label: "shop/prod/billing-app" });
  await expect(revoke({ current, previous: [old, String(foreign["clientKeyId"])] })).rejects.toThrow(
    "belongs to the access point billing-app",
  );
  const { context } = bench;
  noteRecorded(clientKey, context.ledger, { ...state, clientKeyId: old });
  await expect(revoke({ current, previous: [old] }, context)).rejects.toThrow("another resource of this program");
  expect(await live()).toEqual(expect.arrayContaining([old, current]));
  expect(await live("billing-app")).toHaveLength(1);
});

it("refuses the current key among them, and what is no id", () => {
  const problems = (given: Values) => () =>
    requireInputs(revokePrevious, "revokePrevious", { region: REGION, current, previous: [old], ...given });
  expect(problems({ previous: [old, current] })).toThrow(`names ${current}, which is to stay`);
  expect(problems({ previous: ["orders-app"] })).toThrow("is not the id of a client key");
});

it("ends nothing on a clock that is moved", async () => {
  const context = bench.context;
  const clock = { now: () => bench.clock.now(), movedTo: "2027-01-01T00:00:00Z" };
  await expect(revoke({ current, previous: [old] }, { ...context, clock })).rejects.toMatchObject({
    code: "clock-moved",
  });
  expect(await live()).toHaveLength(2);
});
