import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { requireInputs } from "../../../src/core/validate";
import { wrappedKey } from "../../../src/ibm/kms/wrapped-key";
import { keyCrn } from "../../../src/ibm/platform/crn";
import { FROM, Move, NOW, TO } from "./move";
import { openedWithTwins } from "./world";

// Data keys that a program records went over in no way: the program made others in their place, and nothing was left.

interface Answer {
  readonly ciphertexts: number;
  readonly programs: readonly { readonly resource: string; readonly next: string; readonly why: string }[];
  readonly left: readonly { readonly kind: string; readonly id: string; readonly why: string }[];
}

const IDS = [
  "11111111-1111-4111-8111-111111111111",
  "22222222-2222-4222-8222-222222222222",
  "33333333-3333-4333-8333-333333333333",
] as const;
const [INVOICES, LEDGER] = ["keysmith_wrapped_key.invoices", "keysmith_wrapped_key.ledger"];

let move: Move;
let keyId: string;

beforeEach(async () => {
  move = await Move.start();
  keyId = await move.key({ name: "payments" });
  await move.emulator.clock.set(NOW);
});
afterEach(() => move.stop());

function state(...resources: readonly Record<string, unknown>[]): readonly string[] {
  const recorded = resources.map(({ type = "wrapped_key", name, ...values }) => ({
    mode: "managed",
    type: `keysmith_${type}`,
    name,
    schema_version: 0,
    address: `keysmith_${type}.${name}`,
    values: { name, ...values },
  }));
  const content = { format_version: "1.0", values: { root_module: { resources: recorded } } };
  return ["--state", move.file("state.json", content)];
}

const written = (name: string): string => readFileSync(path.join(move.folder, "work/programs/state", name), "utf8");

it("wraps recorded data keys anew, has the program adopt them, and is not done before it has", async () => {
  const [one, two] = [await move.wrap(keyId, "one"), await move.wrap(keyId, "two", ['or"ders', "2026"])];
  const rest = { rewrap: "auto", wrapped_at: NOW };
  const words = state(
    { type: "root_key", name: "payments", key_id: keyId, instance: FROM },
    { name: "invoices", key: keyCrn(FROM, keyId), ciphertext: one.ciphertext, aad: [], data_key_id: IDS[0], ...rest },
    {
      name: "ledger",
      key: keyId.toUpperCase(),
      instance: FROM,
      ciphertext: two.ciphertext,
      aad: two.aad,
      data_key_id: IDS[1],
      ...rest,
    },
  );
  const planned = await move.json<Answer>("plan", words);
  const row = (resource?: string) => planned.programs.find((each) => each.resource === resource);
  for (const resource of [INVOICES, LEDGER])
    expect(row(resource)).toMatchObject({ next: "waits", why: expect.stringContaining("not wrapped anew yet") });
  const before = await move.call("check", words);
  expect(before.code).toBe(2);
  expect(before.out).toContain(`${INVOICES} in `);

  expect(await move.json<Answer>("run", words)).toMatchObject({ ciphertexts: 2 });
  const imports = [...written("imports.tf").matchAll(/to = (\S+)\n {2}id = (".*")/g)];
  const ids = new Map(imports.map(([, to = "", id = ""]) => [to, JSON.parse(id) as string]));
  expect(written("forget.sh")).toContain(INVOICES);
  for (const [address, dataKeyId, sent] of [
    [INVOICES ?? "", IDS[0], one],
    [LEDGER ?? "", IDS[1], two],
  ] as const) {
    const adopt = ids.get(address) ?? "";
    const told = wrappedKey.adopt?.place(adopt) ?? {};
    expect(told).toMatchObject({ dataKeyId, ...(sent.aad && { aad: sent.aad }) });
    expect(String(told["key"])).toContain(keyCrn(TO, ""));
    expect(await openedWithTwins(move, JSON.stringify(told))).toEqual([sent.plaintext]);
    expect(requireInputs(wrappedKey, "WrappedKey", { name: "a", key: told["key"], adopt })).toMatchObject({ adopt });
  }
  const after = await move.call("check", [...words, "--json"]);
  expect(after.code).toBe(2);
  expect((JSON.parse(after.out) as Answer).left).toEqual(
    expect.arrayContaining([expect.objectContaining({ kind: "program", id: INVOICES })]),
  );
  expect(await move.call("check", state())).toMatchObject({ code: 0 });
});

// A bug: the key went over without it. The program then named the twin in its `key`, and made another data key in its place.
it("holds back what a program has of a key, and its ring, while a data key of it waits", async () => {
  const rest = { aad: [], wrapped_at: NOW, rewrap: "auto" };
  const dataKey = async (name: string, of: string, id: string) => {
    const { ciphertext } = await move.wrap(of, name);
    return { name, key: keyCrn(FROM, of), ciphertext, data_key_id: id, ...rest };
  };
  await move.ring("cards");
  const [off, on] = [await move.key({ name: "off" }, { ring: "cards" }), await move.key({ name: "on" })];
  const [moved, waiting] = [await dataKey("moved", off, IDS[0]), await dataKey("waiting", off, IDS[1])];
  const policy = await move.allow("cloud-object-storage", off);
  expect((await move.call("run", state(moved))).code).toBe(0);
  await move.act(off, "disable");
  const words = state(
    { type: "key_ring", name: "cards", instance: FROM },
    { type: "root_key", name: "off", key_id: off, instance: FROM, key_ring: "cards" },
    { type: "root_key", name: "on", key_id: on, instance: FROM },
    moved,
    waiting,
    await dataKey("free", on, IDS[2]),
    {
      type: "service_authorization",
      name: "buckets",
      policy_id: policy,
      roles: ["Reader"],
      state: "active",
      target: { key: keyCrn(FROM, off) },
    },
  );
  expect((await move.call("run", words)).code).toBe(2);
  expect(written("forget.sh").match(/'keysmith_.*'/g)).toEqual([
    "'keysmith_root_key.on'",
    "'keysmith_wrapped_key.free'",
  ]);
  const { programs } = await move.json<Answer>("plan", words);
  const why = Object.fromEntries(programs.map((row) => [row.resource, row.next === "waits" && row.why]));
  const together = (of: string) => `it goes over together with ${of}, which waits`;
  expect(why).toMatchObject({
    "keysmith_key_ring.cards": together("keysmith_root_key.off"),
    "keysmith_root_key.off": together("keysmith_wrapped_key.waiting"),
    "keysmith_wrapped_key.moved": together("keysmith_wrapped_key.waiting"),
    "keysmith_service_authorization.buckets": together("keysmith_wrapped_key.waiting"),
    "keysmith_wrapped_key.waiting": expect.stringContaining("not wrapped anew yet"),
    "keysmith_root_key.on": false,
  });
});

it("says of a data key whose root key is gone that nobody can open it, and goes on", async () => {
  const gone = keyCrn(FROM, IDS[0]);
  const words = state({
    name: "invoices",
    key: gone,
    ciphertext: "b25l",
    aad: [],
    data_key_id: IDS[1],
    wrapped_at: NOW,
  });
  const { programs } = await move.json<Answer>("plan", words);
  expect(programs).toMatchObject([
    { resource: INVOICES, why: expect.stringContaining("nobody can open the data key") },
  ]);
  expect((await move.call("check", words)).code).toBe(2);
});

// A bug: it ended in `TypeError: … .toLowerCase is not a function`, after the journal was begun.
it.each([5, ["a"], {}])("names a data key with the damaged key %p, before anything is written", async (key) => {
  const values = { name: "invoices", instance: FROM, key, ciphertext: "abc", aad: [], data_key_id: IDS[0] };
  const { error } = await move.call("run", state(values));
  expect(String(error)).toMatch(/invoices in .*state\.json: its record can't be used/);
  expect(existsSync(path.join(move.folder, "work/journal.jsonl"))).toBe(false);
});
