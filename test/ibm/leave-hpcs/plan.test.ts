import { defaultIbm } from "keysmith-emulator";
import { formsOf } from "../../support/secrets";
import { guidOf } from "../iam/authorization/samples";
import { COS, FROM, MATERIAL, Move, NOW, STANDARD_SECRET, TO } from "./move";

interface Row {
  readonly id: string;
  readonly name: string;
  readonly next: string;
  readonly why?: string;
}
interface Answer {
  readonly daysLeft: number;
  readonly rings: readonly Row[];
  readonly keys: readonly Row[];
  readonly authorizations: readonly (Row & { readonly policy: string; readonly for: string; readonly key: string })[];
  readonly services: readonly Row[];
  readonly programs: readonly (Row & { readonly resource: string })[];
  readonly order: readonly { readonly work: string }[];
}

let move: Move;

beforeEach(async () => {
  move = await Move.start();
});

afterEach(() => move.stop());

async function planned(...words: readonly string[]): Promise<Answer> {
  await move.emulator.clock.set(NOW);
  return move.json<Answer>("plan", words);
}

const rowOf = ({ keys }: Answer, name: string): Row | undefined => keys.find((key) => key.name === name);

it("shows each key with what uses it, what moves and what waits, and the days left; and changes nothing", async () => {
  await move.ring("payments");
  const payments = await move.key(
    { name: "payments", aliases: ["pay"], rotation: { interval_month: 3 } },
    { ring: "payments" },
  );
  await move.key({ name: "imported", payload: MATERIAL });
  await move.key({ name: "webhook", extractable: true, payload: STANDARD_SECRET });
  await move.key({ name: "short", expirationDate: "2026-06-01T00:00:00Z" });
  const gone = await move.key({ name: "gone" });
  await move.emulator.clock.set(NOW);
  await move.ask("DELETE", `/api/v2/keys/${gone}`);
  await move.allow("cloud-object-storage", payments);
  await move.register(payments);
  const sent = await move.wrap(payments, "a data key", ["orders"]);
  const file = move.file("orders.jsonl", `${JSON.stringify(sent)}\n`);
  const before = await move.emulator.state();
  const answer = await planned("--ciphertexts", file);
  expect(answer.rings).toEqual([{ name: "payments", next: "moves" }]);
  expect(rowOf(answer, "payments")).toEqual({
    ...{ id: payments, name: "payments", kind: "root", state: "active", next: "moves", keyRing: "payments" },
    ...{ aliases: ["pay"], policies: ["rotation every 3 months"], authorizations: 1, services: 1, ciphertexts: 1 },
  });
  expect(rowOf(answer, "webhook")).toMatchObject({ next: "moves", kind: "standard" });
  expect(rowOf(answer, "imported")).toMatchObject({ next: "waits", why: expect.stringContaining("--material") });
  expect(rowOf(answer, "short")).toMatchObject({ next: "waits", why: expect.stringContaining("expired") });
  expect(rowOf(answer, "gone")).toMatchObject({ next: "stays", why: expect.stringContaining("deleted") });
  expect(answer.authorizations).toMatchObject([{ for: "cloud-object-storage", key: payments, next: "moves" }]);
  expect(answer.services).toMatchObject([{ service: COS, key: payments, next: "waits" }]);
  expect(answer.daysLeft).toBe(120);
  expect(answer.order.map(({ work }) => work).join("\n")).toContain(
    "keysmith ibm leave-hpcs run: 1 key ring, 2 keys, 1 authorization, 1 ciphertext",
  );
  expect({ ...(await move.emulator.state()), clock: 0 }).toEqual({ ...before, clock: 0 });
  for (const form of [...formsOf(MATERIAL), ...formsOf(STANDARD_SECRET)]) expect(move.printed).not.toContain(form);
});

it("prints a table for each kind of thing", async () => {
  await move.key({ name: "payments" });
  await move.emulator.clock.set(NOW);
  const { out, code } = await move.call("plan");
  expect(out).toMatch(/^daysLeft +120$/m);
  expect(out).toMatch(/^keys:\nid +name +kind +state +next\n\S+ +payments +root +active +moves$/m);
  expect(out).toMatch(/^order:\nstep +work\n1 +keysmith ibm leave-hpcs run: 1 key$/m);
  expect(code).toBe(0);
});

it("takes material that is given again, and a twin that somebody has made", async () => {
  const imported = await move.key({ name: "imported", payload: MATERIAL });
  const old = await move.key({ name: "old", expirationDate: "2026-06-01T00:00:00Z" });
  const twin = await move.key({ name: "new" }, { instance: TO });
  const material = move.file("material", MATERIAL);
  const answer = await planned("--material", `${imported}=${material}`, "--twin", `${old}=${twin}`);
  expect(rowOf(answer, "imported")).toMatchObject({ next: "moves" });
  expect(rowOf(answer, "old")).toMatchObject({ next: "moves", why: `to ${twin}, which exists already` });
});

it("makes no key a second time that looks as if it had been moved, unless it is told to", async () => {
  const mark = "cards (keysmith 0t5j2m8k3f9a2: shop/prod/cards)";
  await move.key({ name: "cards", description: mark });
  await move.key({ name: "cards, moved", description: mark }, { instance: TO });
  const plain = await move.key({ name: "plain" });
  await move.key({ name: "plain" }, { instance: TO });
  await move.key({ name: "aliased", aliases: ["pay"] });
  await move.key({ name: "other", aliases: ["pay"] }, { instance: TO });
  const answer = await planned();
  expect(rowOf(answer, "cards")).toMatchObject({ next: "waits", why: expect.stringContaining("has a key like it") });
  expect(rowOf(answer, "plain")).toMatchObject({ next: "waits", why: expect.stringContaining(`--twin ${plain}=new`) });
  expect(rowOf(answer, "aliased")).toMatchObject({ next: "waits", why: expect.stringContaining("alias pay") });
  expect(rowOf(await planned("--twin", `${plain}=new`), "plain")).toMatchObject({ next: "moves" });
});

it("says what becomes of authorizations of every form, and of App Configuration", async () => {
  const key = await move.key({ name: "flags" });
  const narrow = await move.allow("apprapp", key);
  const wide = await move.allow("cloud-object-storage", undefined, {
    resource: {
      attributes: [
        { key: "accountId", operator: "stringEquals", value: defaultIbm.account },
        { key: "serviceName", operator: "stringEquals", value: "hs-crypto" },
      ],
    },
  });
  const pattern = await move.allow("secrets-manager", undefined, {
    resource: {
      attributes: [
        { key: "accountId", operator: "stringEquals", value: defaultIbm.account },
        { key: "serviceName", operator: "stringEquals", value: "hs-crypto" },
        { key: "resource", operator: "stringMatch", value: "pay*" },
      ],
    },
  });
  const attribute = (name: string, value: string) => ({ key: name, operator: "stringEquals", value });
  const inService = [attribute("accountId", defaultIbm.account), attribute("serviceName", "hs-crypto")];
  const resource = (...more: readonly object[]) => ({ resource: { attributes: [...inService, ...more] } });
  const group = await move.allow("is", undefined, resource(attribute("resourceGroupId", "g1")));
  const elsewhere = await move.allow("is", undefined, resource(attribute("region", "eu-de")));
  await move.integrate(key);
  const { authorizations, services } = await planned();
  const of = (policy: string) => authorizations.find((each) => each.policy === policy);
  expect(of(narrow)).toMatchObject({ for: "apprapp", key, next: "moves" });
  expect(of(wide)).toMatchObject({ key: "all keys", next: "moves", why: expect.stringContaining("all instances") });
  expect(of(pattern)).toMatchObject({ next: "waits", why: expect.stringContaining("pattern") });
  expect(of(group)).toMatchObject({ next: "waits", why: expect.stringContaining("resource group") });
  expect(of(elsewhere)).toBeUndefined();
  expect(services).toMatchObject([{ next: "waits", why: expect.stringContaining("(integration flags)") }]);
});

it("copies no policy without its conditions, and shows them", async () => {
  const attribute = (key: string, value: string) => ({ key, operator: "stringEquals", value });
  const weekdays = { key: "{{environment.attributes.day_of_week}}", operator: "dayOfWeekAnyOf", value: ["1+00:00"] };
  const ruled = await move.allow("is", undefined, { rule: weekdays, pattern: "time-based-conditions:weekly:all-day" });
  const resource = [
    ["accountId", defaultIbm.account],
    ["serviceName", "hs-crypto"],
  ] as const;
  const tagged = await move.allow("secrets-manager", undefined, {
    resource: { attributes: resource.map(([name, value]) => attribute(name, value)), tags: [attribute("env", "prod")] },
  });
  const { authorizations, order } = await planned();
  const of = (policy: string) => authorizations.find((each) => each.policy === policy);
  expect(of(ruled)).toMatchObject({
    next: "waits",
    why: expect.stringMatching(/under conditions.*day_of_week.*weekly/),
  });
  expect(of(tagged)).toMatchObject({ next: "waits", why: expect.stringContaining("the tags env stringEquals prod") });
  expect(of(tagged)?.why).toContain(`--twin ${tagged}=`);
  expect(order[0]?.work).toBe("grant by hand what has no counterpart: 2");
});

it("finds in the states of programs what is in the old instance, whoever's it is", async () => {
  const keyId = await move.key({ name: "payments" });
  const root = { mode: "managed", type: "keysmith_root_key", name: "payments", schema_version: 0 };
  const resources = [
    { ...root, address: "keysmith_root_key.payments", values: { name: "payments", key_id: keyId, instance: FROM } },
    { ...root, address: "keysmith_root_key.other", values: { name: "other", key_id: keyId, instance: TO } },
    { ...root, type: "ibm_kms_key", address: "ibm_kms_key.cards", values: { instance_id: guidOf(FROM) } },
  ];
  const state = move.file("state.json", { format_version: "1.0", values: { root_module: { resources } } });
  expect((await planned("--state", state)).programs).toMatchObject([
    { resource: "keysmith_root_key.payments", next: "waits", why: "its key has no twin yet: run first" },
    { resource: "ibm_kms_key.cards", next: "waits", why: expect.stringContaining("names the old instance") },
  ]);
});

describe("refuses", () => {
  const refused = async (...words: readonly string[]) => (await move.call("plan", words)).error;

  it("wrong instances", async () => {
    expect(await refused("--from", TO, "--to", TO)).toContain("from: is an instance of kms: give one of Hyper Protect");
    expect(await refused("--from", FROM, "--to", FROM)).toContain("to: is the same instance as from");
    expect(await refused("--from", "crn:nonsense", "--to", TO)).toContain("is not a CRN");
    expect(await refused("--from", FROM)).toContain("to: is missing");
    const unknown = FROM.replace(guidOf(FROM), "77777777-7777-4777-8777-777777777777");
    expect(await refused("--from", unknown, "--to", TO)).toContain("77777777");
  });

  it("keys that are not there, and texts that are no pairs", async () => {
    expect(await refused("--material", "nobody=file")).toContain('material: there is no key "nobody"');
    expect(await refused("--twin", "nobody")).toContain("write it as");
    const key = await move.key({ name: "payments", aliases: ["pay"] });
    expect(await refused("--twin", "pay=b", "--twin", "pay=c")).toContain("twin: pay is named twice");
    expect(await refused("--material", `${key}=b`, "--material", "pay=c")).toContain(
      `material: ${key} and pay name the same, ${key}`,
    );
  });

  it.each([
    ["", "holds no ciphertexts"],
    ['{"key": "payments", "cipher', "is not a ciphertext"],
    ['{"key": "payments"}', "ciphertext is missing"],
    ['[{"key": "payments", "ciphertext": "not base64!"}]', "is not one that wrap returned"],
    ['{"key": "payments", "ciphertext": "abc"}\n{"key": "pay', "line 2 is not a ciphertext"],
    ['{"key": "nobody", "ciphertext": "abc"}', 'there is no key "nobody"'],
    [
      `{"key": "${TO.replace("::", ":key:11111111-1111-4111-8111-111111111111")}", "ciphertext": "abc"}`,
      "another instance",
    ],
  ])("the ciphertexts %j", async (content, problem) => {
    await move.key({ name: "payments", aliases: ["payments"] });
    expect(await refused("--ciphertexts", move.file("wrapped.jsonl", content))).toContain(problem);
  });

  // A bug: the move wrote what it had wrapped anew over the given file, and what had not been moved was lost.
  it("ciphertexts in the place of those that it writes", async () => {
    await move.key({ name: "payments", aliases: ["payments"] });
    const file = move.file("ciphertexts/wrapped.jsonl", '{"key": "payments", "ciphertext": "abc"}');
    expect(await refused("--folder", move.folder, "--ciphertexts", file)).toContain("where the move writes");
  });

  it.each([
    ["no journal at all", "is not the journal of a move"],
    ["{}\n", "is not the journal of a move"],
    [`${JSON.stringify({ journal: "keysmith leave-hpcs", version: 2, from: FROM, to: TO })}\n`, "version 2"],
    [`${JSON.stringify({ journal: "keysmith leave-hpcs", version: 1, from: "crn:other", to: TO })}\n`, "another move"],
    [`${JSON.stringify({ journal: "keysmith leave-hpcs", version: 1, from: FROM, to: TO })}\n{"x":1}\n`, "line 2"],
  ])("the journal %j", async (content, problem) => {
    move.file("journal.jsonl", content);
    expect(await refused("--from", FROM, "--to", TO, "--folder", move.folder)).toContain(problem);
  });

  it("a caller without a right, and names the instance and the role", async () => {
    await move.stop();
    move = await Move.start([{ apiKey: "blind", actions: ["iam.*"] }]);
    const { error } = await move.call("plan", [], "blind");
    expect(error).toContain(
      `Give the caller the role Reader on Hyper Protect Crypto Services instance ${guidOf(FROM)}`,
    );
  });
});
