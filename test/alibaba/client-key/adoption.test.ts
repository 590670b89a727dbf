import { accessPoint } from "../../../src/alibaba/access-point";
import { clientKey } from "../../../src/alibaba/client-key/client-key";
import { planProblems } from "../../../src/core/checks";
import type { Values } from "../../../src/core/definition";
import { deleteState } from "../../../src/core/lifecycle";
import { plan } from "../../../src/core/plan";
import { checkInputs } from "../../../src/core/validate";
import { expectTakenOver, formerlyOf, takeFrom, takeOver } from "../../support/adoption";
import { Bench, REGION } from "../../support/alibaba";

const MADE = "2026-01-01T00:00:00Z";
const SETTINGS = { region: REGION };
const GIVEN = { accessPoint: "orders-app", label: "shop/prod/adopted", region: REGION };
const KIND = "alicloud_kms_client_key";
/** The service shows them once, to who made the key. */
const SECRETS = ["clientKeyContent", "password"];

let bench: Bench;
let id: string;

beforeEach(async () => {
  bench = await Bench.start({ clock: MADE });
  await bench.create(accessPoint, { name: "orders-app", policies: ["orders"] });
  id = await makeElsewhere();
  await bench.calls();
});

afterEach(() => bench.stop());

async function makeElsewhere(): Promise<string> {
  const stamps = { NotBefore: "2025-06-01T12:30:15Z", NotAfter: "2028-06-01T12:30:15Z" };
  const made = await bench.emulator.alibaba.call("CreateClientKey", {
    AapName: "orders-app",
    Password: "Stranger-1",
    ...stamps,
  });
  return String(made["ClientKeyId"]);
}

const taken = async (): Promise<Values> =>
  expectIt(await takeOver(clientKey, bench.context, `orders-app/${id}`, SETTINGS));
const expectIt = (state: Values | undefined): Values =>
  expectTakenOver(clientKey, state, GIVEN, bench.clock.now(), SECRETS);
const idsOf = (state: Values): unknown[] =>
  (state["previous"] as { clientKeyId: string }[]).map(({ clientKeyId }) => clientKeyId);

describe("a client key that somebody else has made", () => {
  // It was found out in the apply only, once the key had been looked for.
  it.each(["billing-app/KEY", "eu-central-1/orders-app/KEY"])(
    "is refused in the plan as %s of orders-app here",
    (form) => {
      const adopt = form.replace("KEY", id);
      const { values } = checkInputs(clientKey, { ...GIVEN, adopt });
      expect(planProblems(clientKey, undefined, values, bench.clock.now())).toMatchObject([{ field: "adopt" }]);
      const { values: good } = checkInputs(clientKey, { ...GIVEN, adopt: `${REGION}/orders-app/${id}` });
      expect(planProblems(clientKey, undefined, good, bench.clock.now())).toEqual([]);
    },
  );

  it("is adopted with one call, with no secrets, and rotates by its own end", async () => {
    const state = await taken();
    expect(await bench.calls()).toEqual(["GetClientKey"]);
    expect(state).toMatchObject({
      accessPoint: "orders-app",
      clientKeyId: id,
      keyAlgorithm: "RSA_2048",
      notBefore: "2025-06-01T12:30:15Z",
      notAfter: "2028-06-01T12:30:15Z",
      createdAt: MADE,
      expiresAt: "2028-06-01T12:30:15Z",
      rotateAt: "2028-05-02T12:30:15Z",
      nextRunBy: "2028-05-02T12:30:15Z",
      version: 1,
      revision: Date.parse(MADE) / 1000,
      previous: [],
    });
    expect(await clientKey.read(bench.context, state)).toEqual(state);
    expect(await bench.calls()).toEqual(["ListClientKeys"]);
  });

  it("is adopted from the vendor's provider, without the password that is in its records", async () => {
    const record = {
      id,
      aap_name: "orders-app",
      create_time: MADE,
      not_after: "2028-06-01T12:30:15Z",
      not_before: "2025-06-01T12:30:15Z",
      password: "Stranger-1",
      private_key_data_file: "./key.json",
      timeouts: null,
    };
    expectIt(await takeFrom(clientKey, bench.context, KIND, record, SETTINGS));
    const bare = Object.fromEntries(Object.keys(record).map((name) => [name, null]));
    expectIt(await takeFrom(clientKey, bench.context, KIND, { ...bare, id }, SETTINGS));
    expect(formerlyOf(clientKey, KIND, bare)).toBeUndefined();
    expect(formerlyOf(clientKey, KIND, { ...record, id: "orders" })).toBeUndefined();
  });

  it("is none where it belongs to another access point, or is gone", async () => {
    expect(await takeOver(clientKey, bench.context, `billing-app/${id}`, SETTINGS)).toBeUndefined();
    expect(await takeOver(clientKey, bench.context, "orders-app/KAAP.nothing", SETTINGS)).toBeUndefined();
    await expect(takeOver(clientKey, bench.context, `orders-app/${id}`)).rejects.toMatchObject({
      code: "configuration",
    });
  });

  it.each([
    "",
    "KAAP.1",
    "orders-app",
    "orders-app/key-1",
    "cn-hangzhou/orders-app",
    "a/b/c/KAAP.1",
    "/KAAP.1",
    "A b/KAAP.1",
    "Hangzhou/orders-app/KAAP.1",
  ])("isn't told by %j", (text) => {
    expect(clientKey.adopt?.place(text)).toBeUndefined();
  });

  it("is told by its region too", () => {
    expect(clientKey.adopt?.place("eu-central-1/orders-app/KAAP.1")).toEqual({
      region: "eu-central-1",
      accessPoint: "orders-app",
      clientKeyId: "KAAP.1",
    });
  });

  it("is kept by changes that make no key, and its terms count at once", async () => {
    const state = await taken();
    await bench.calls();
    const given = { ...GIVEN, validity: "P2Y", rotation: { renewBefore: "P60D" } };
    const { state: changed } = await bench.apply(clientKey, state, given);
    expect(changed).toMatchObject({ clientKeyId: id, rotateAt: "2028-04-02T12:30:15Z", version: 1 });
    expect(changed["clientKeyContent"]).toBeUndefined();
    expect(changed["password"]).toBeUndefined();
    expect(await bench.calls()).toEqual([]);
  });
});

describe("the rotation of a client key that was adopted", () => {
  it("comes on its day, keeps the old key for the overlap, then deletes it", async () => {
    const state = await taken();
    await bench.at("2028-05-02T12:30:14Z");
    expect(await bench.apply(clientKey, state, GIVEN)).toMatchObject({ action: "none" });
    await bench.at("2028-05-02T12:30:15Z");
    await bench.calls();
    const rotated = await bench.apply(clientKey, state, GIVEN);
    expect(rotated).toMatchObject({ reasons: ["rotate"], state: { version: 2, createdAt: "2028-05-02T12:30:15Z" } });
    expect(await bench.calls()).toEqual(["ListClientKeys", "CreateClientKey"]);
    expect(rotated.state["previous"]).toEqual([
      {
        clientKeyId: id,
        createdAt: MADE,
        notAfter: "2028-06-01T12:30:15Z",
        retireAfter: "2028-05-09T12:30:15Z",
        origin: "rotated",
      },
    ]);
    expect(String(rotated.state["password"])).toBe("[secret]");
    expect(await bench.liveKeys("orders-app")).toEqual([id, rotated.state["clientKeyId"]].sort());
    await bench.at("2028-05-09T12:30:15Z");
    const retired = await bench.apply(clientKey, rotated.state, GIVEN);
    expect(retired).toMatchObject({ reasons: ["retire"], state: { previous: [] } });
    expect(await bench.liveKeys("orders-app")).toEqual([rotated.state["clientKeyId"]]);
  });

  it("can be asked for at once, and leaves other people's keys alone", async () => {
    const theirs = await makeElsewhere();
    const state = await taken();
    const given = { ...GIVEN, rotation: { trigger: "adopted" } };
    const rotated = await bench.apply(clientKey, state, given);
    expect(rotated).toMatchObject({ reasons: ["rekey"], state: { version: 2 } });
    expect(idsOf(rotated.state)).toEqual([id]);
    await bench.at("2026-01-08T00:00:00Z");
    const retired = await bench.apply(clientKey, rotated.state, given);
    expect(await bench.liveKeys("orders-app")).toEqual([theirs, String(retired.state["clientKeyId"])].sort());
    expect(await bench.apply(clientKey, retired.state, given)).toMatchObject({ action: "none" });
  });

  it("leaves no overlap where revokePrevious is set, and no key behind when the reply is lost", async () => {
    const state = await taken();
    await bench.emulator.setFaults([{ operation: "CreateClientKey", kind: "reset-after" }]);
    const given = { ...GIVEN, rotation: { trigger: "adopted" }, revokePrevious: true };
    const rotated = await bench.apply(clientKey, state, given);
    expect(rotated.state["previous"]).toEqual([]);
    expect(await bench.liveKeys("orders-app")).toEqual([rotated.state["clientKeyId"]]);
  });

  it("makes a key for a password, as nobody knows the one that it has", async () => {
    const state = await taken();
    const desired = bench.inputs(clientKey, { ...GIVEN, password: "Stranger-1" });
    expect(plan(clientKey, state, desired, bench.clock.now()).reasons.map(({ code }) => code)).toEqual(["rekey"]);
  });

  it("keeps the old key from being deleted with the resource, where another one has adopted it", async () => {
    const given = { ...GIVEN, adopt: `orders-app/${id}` };
    const trigger = { rotation: { trigger: "taken over" } };
    const { state } = await bench.apply(clientKey, await taken(), { ...given, ...trigger });
    bench.newRun();
    await bench.create(clientKey, { ...given, label: "shop/prod/renamed" });
    await deleteState(clientKey, bench.context, state);
    expect(await bench.liveKeys("orders-app")).toEqual([id]);
  });

  it("ends with the key when the resource goes before", async () => {
    const theirs = await makeElsewhere();
    await clientKey.delete(bench.context, await taken());
    expect(await bench.liveKeys("orders-app")).toEqual([theirs]);
  });
});
