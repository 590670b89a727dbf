import { revokeCommand } from "../../src/cli/revoke-command";
import type { Values } from "../../src/core/definition";
import byPulumi from "../recorded/0.1-pulumi.json";
import { inProcess } from "./in-process";
import { clientKeyRecord, rotatedRecord, stackExport } from "./recorded-keys";

const URN = "urn:pulumi:prod::shop::keysmith:index:ClientKey::orders";
const FIRST = stackExport("shop", "prod", { orders: clientKeyRecord });
const SECOND = stackExport("shop", "prod", { orders: rotatedRecord });

/** What `pulumi stack export | keysmith revoke` prints at a time, and its exit code. No service can be reached. */
async function revokeAt(time: string, input: string, ...words: readonly string[]) {
  const clock = { now: () => new Date(time) };
  try {
    return {
      ...(await inProcess((terminal) => revokeCommand(terminal, clock), words, { input })),
      code: process.exitCode ?? 0,
    };
  } finally {
    process.exitCode = undefined;
  }
}

const revoke = (input: string, ...words: readonly string[]) => revokeAt("2026-12-05T00:00:00Z", input, ...words);

it.each(["orders", 'ClientKey "orders"', URN])(
  "finds %s, and prints what there is to do in Pulumi's words",
  async (address) => {
    const { out, code } = await revoke(FIRST, address, "--now");
    expect(code).toBe(2);
    expect(out).toMatch(/^ClientKey "orders" hands out KAAP\.1, and nothing was ended/);
    expect(out).toContain('rotation.trigger: "KAAP.1 leaked"');
    expect(out).toContain("\n     pulumi up\n");
    expect(out).toContain(`pulumi stack export | keysmith revoke '${URN}' --leaked 'KAAP.1' --now`);
  },
);

it("ends also what was replaced before, once there is another one", async () => {
  const { out } = await revoke(SECOND, "orders");
  expect(out).toContain("3. End KAAP.2, KAAP.1:");
  expect((await revoke(SECOND, "orders", "--leaked", "KAAP.1")).out).toContain("ended at once: KAAP.1.");
});

// A bug: the run of step 2 failed, as a third key leaves no room for another.
describe("where two previous keys are in their overlap", () => {
  const [replaced] = rotatedRecord["previous"] as [Values];
  const before = { ...replaced, clientKeyId: "KAAP.0", createdAt: "2025-12-01T00:00:00Z" };
  const full = stackExport("shop", "prod", { orders: { ...rotatedRecord, previous: [replaced, before] } });
  const orders = ["orders", "--now"];

  it("first says how to make room", async () => {
    const { out, code } = await revoke(full, ...orders);
    expect(code).toBe(2);
    expect(out).toContain(
      [
        "0. KAAP.1 and KAAP.0 still work, and leave no room for another one. End KAAP.0, if nobody may use that any more:",
        `     pulumi stack export | keysmith revoke '${URN}' --leaked 'KAAP.0' --now`,
        "   or wait until 2026-12-09T00:00:00Z: from then on step 2 makes room itself.",
        "1. In the program",
      ].join("\n"),
    );
  });

  it("says nothing of it where there is room, or the run makes it", async () => {
    expect((await revoke(SECOND, ...orders)).out).not.toMatch(/^0\./m);
    expect((await revokeAt("2026-12-09T00:00:00Z", full, ...orders)).out).not.toMatch(/^0\./m);
  });
});

describe("of keys that were made at one time", () => {
  const [replaced] = rotatedRecord["previous"] as [Values];
  const createdAt = String(rotatedRecord["createdAt"]);
  const others = (...previous: readonly Values[]): string => {
    const keys = previous.map((key) => ({ ...replaced, createdAt, ...key }));
    return stackExport("shop", "prod", { orders: { ...rotatedRecord, previous: keys } });
  };

  // A bug: the older one was said to be made later, and was not ended.
  it("ends those that the state lists after the leaked one", async () => {
    const state = others({ clientKeyId: "KAAP.1" }, { clientKeyId: "KAAP.0" });
    expect((await revoke(state, "orders")).out).toContain("3. End KAAP.2, KAAP.1, KAAP.0:");
    const { out } = await revoke(state, "orders", "--leaked", "KAAP.1");
    expect(out).toContain("ended at once: KAAP.1, KAAP.0.");
    expect(out).not.toContain("made later");
    expect((await revoke(state, "orders", "--leaked", "KAAP.0")).out).toMatch(
      /ended at once: KAAP\.0\..*KAAP\.1, made later/,
    );
  });

  it("ends also one that was found, as nothing tells that it is newer", async () => {
    const state = others({ clientKeyId: "KAAP.9", origin: "found" }, { clientKeyId: "KAAP.1" });
    expect((await revoke(state, "orders", "--leaked", "KAAP.1")).out).toContain("ended at once: KAAP.1, KAAP.9.");
  });
});

// A bug: nothing was said of it, though all that was made before what has leaked counted as ended.
describe("a key that was found with the same label, and that nothing records", () => {
  const stray = { clientKeyId: "KAAP.9", createdAt: "2026-01-01T00:00:00Z", notAfter: "2027-01-01T00:00:00Z" };
  const withStray = (more: Values = {}, others: Readonly<Record<string, Values>> = {}): string => {
    const strays = [{ ...stray, origin: "found", ...more }];
    return stackExport("shop", "prod", { orders: { ...rotatedRecord, strays }, ...others });
  };
  const LOOK =
    "Look at KAAP.9, made before and found with the same label: nothing records it, so nothing here ends it.";

  it("is named where what has leaked was made later", async () => {
    expect((await revoke(withStray(), "orders")).out).toContain(`\n4. ${LOOK}`);
    const { out } = await revoke(withStray(), "orders", "--leaked", "KAAP.1");
    expect(out).toContain(`ended at once: KAAP.1. Anything`);
    expect(out).toContain(LOOK);
  });

  it.each<[string, string]>([
    ["was made later", withStray({ createdAt: "2027-01-01T00:00:00Z" })],
    ["is of a run that could not record it", withStray({ origin: "ours" })],
    ["is another resource's", withStray({}, { billing: { ...clientKeyRecord, clientKeyId: "KAAP.9" } })],
  ])("is not named where it %s", async (_, state) => {
    expect((await revoke(state, "orders")).out).not.toContain("Look at");
  });

  // A bug: the run of step 2 failed, as the access point was full.
  it("takes a place, and another key is to go first", async () => {
    expect((await revoke(withStray(), "orders")).out).toContain(
      "0. KAAP.1 and KAAP.9 still work, and leave no room for another one. End KAAP.1, if nobody may use that any more:",
    );
  });

  // A bug: nothing was said of it where no recorded key could go, and the run of step 2 failed.
  it("has to go by hand where no recorded key can make room", async () => {
    const strays = ["KAAP.8", "KAAP.9"].map((clientKeyId) => ({ ...stray, clientKeyId, origin: "found" }));
    const orders = { ...clientKeyRecord, strays };
    const full = (others: Readonly<Record<string, Values>>) => stackExport("shop", "prod", { orders, ...others });
    const taken = "0. KAAP.8 and KAAP.9 still work, and leave no room for another one.";
    const first = async (state: string) => /^0\..*$/m.exec((await revoke(state, "orders")).out)?.[0];
    const held = (clientKeyId: string): Values => ({ ...clientKeyRecord, clientKeyId });
    expect(await first(full({}))).toMatch(`${taken} If no other program has KAAP.8 or KAAP.9, delete it by hand`);
    expect(await first(full({ a: held("KAAP.8") }))).toMatch(`${taken} If no other program has KAAP.9, delete it`);
    expect(await first(full({ a: held("KAAP.8"), b: held("KAAP.9") }))).toBe(
      `${taken} Other resources hand them out: one of those has to go first.`,
    );
  });

  // A bug: it was told that nothing is left to do if the key has ended, which works.
  it("can't be what has leaked, and what to do is said", async () => {
    for (const origin of ["found", "ours"]) {
      const { error } = await revoke(withStray({ origin }), "orders", "--leaked", "KAAP.9", "--now");
      expect(error).toContain("has found KAAP.9, but does not record it: nothing was ended");
      expect(error).toContain("If no other program has it, delete it by hand");
    }
    const billing = { billing: { ...clientKeyRecord, clientKeyId: "KAAP.9" } };
    const theirs = await revoke(withStray({}, billing), "orders", "--leaked", "KAAP.9", "--now");
    expect(theirs.error).toMatch(/Revoke it at 'urn.*billing', which hands it out/);
  });
});

it.each([
  ["a resource that isn't recorded", SECOND, ["billing"], /records no "billing".*Give one of 'urn:pulumi:prod/],
  [
    "an id that isn't recorded",
    SECOND,
    ["orders", "--leaked", "KAAP.0", "--now"],
    /records no KAAP\.0: it hands out KAAP\.2/,
  ],
  ["no state", "", ["orders"], /the input is empty/],
  ["what hands out no credential", rule(), ["office"], /NetworkRule, which hands out no credential/],
] as const)("refuses %s", async (_, input, words, problem) => {
  const { out, error } = await revoke(input, ...words);
  expect(out).toBe("");
  expect(error).toMatch(problem);
});

// A bug: it ended with a bare TypeError.
it.each([["previous"], ["clientKeyId"]])("names the resource whose recorded %s is missing", async (field) => {
  const state = stackExport("shop", "prod", { orders: clientKeyRecord, other: { ...clientKeyRecord, [field]: null } });
  const { error } = await revoke(state, "orders");
  expect(error).toContain(
    `ClientKey "other": its recorded ${field} is missing. If the state was edited by hand or cut`,
  );
});

// A bug: the dead key was said to be handed out.
it("refuses what Pulumi has deleted and not made again yet", async () => {
  const state = JSON.parse(FIRST);
  state.deployment.resources[0].pendingReplacement = true;
  const { error } = await revoke(JSON.stringify(state), "orders");
  expect(error).toBe(
    'ClientKey "orders" is deleted, and not made again yet. Run pulumi up first: it makes another one.',
  );
});

// A bug: a line of its own in the error was an order to a pipeline.
it("writes out what would break a line in an address", async () => {
  const odd = stackExport("shop", "prod", {
    "a\n::error::b": clientKeyRecord,
    c: { ...clientKeyRecord, clientKeyId: "K\n::error::" },
  });
  const { error } = await revoke(odd, "other");
  expect(error).toContain("::a\\u000a::error::b'");
  expect((await revoke(odd, "a\n::error::b")).out).not.toMatch(/^::/m);
  expect((await revoke(odd, "c")).error).toMatch(/^ClientKey "c": "K\\\\u000a::error::" is not an id/);
  expect(error).not.toContain("\n");
});

function rule(): string {
  const type = "keysmith:index:NetworkRule";
  const urn = `urn:pulumi:prod::shop::${type}::office`;
  const { state } = byPulumi.NetworkRule;
  return JSON.stringify({ version: 3, deployment: { resources: [{ urn, type, inputs: state, outputs: state }] } });
}
