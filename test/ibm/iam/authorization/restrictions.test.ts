import { defaultIbm } from "keysmith-emulator";
import type { Values } from "../../../../src/core/definition";
import { fromStore } from "../../../../src/core/lifecycle";
import { newNonce, successorOf } from "../../../../src/core/nonce";
import { plan } from "../../../../src/core/plan";
import { requireInputs } from "../../../../src/core/validate";
import { serviceAuthorization } from "../../../../src/ibm/iam/authorization/lifecycle";
import { IbmBench, type StoredPolicy } from "./bench";
import { guidOf, KEY_ID } from "./samples";

// What somebody else has added to a policy and no input can say. IAM's update puts all of a policy in place, so it would go with
// any change of ours, and the source could do more than before: SDKs of IBM, "replaceV2Policy".

const DECLARED: Values = {
  source: { service: "apprapp", instance: defaultIbm.appConfig },
  target: { service: "kms", account: defaultIbm.account, instance: guidOf(defaultIbm.keyProtect), key: KEY_ID },
  roles: ["Reader"],
  label: "shop/prod/flags",
};
const WRITER = { ...DECLARED, roles: ["Writer"] };

type Added = (policy: StoredPolicy) => Values;

const RULE = { key: "{{environment.attributes.day_of_week}}", operator: "dayOfWeekAnyOf", value: ["1+00:00"] };
const attribute = (key: string, operator: string, value: unknown): object => ({ key, operator, value });
const resourceWith = ({ resource }: StoredPolicy, ...added: readonly object[]): Values => ({
  resource: { ...resource, attributes: [...resource.attributes, ...added] },
});

const ADDED: readonly (readonly [string, Added, RegExp])[] = [
  ["a rule", () => ({ rule: RULE, pattern: "time-based-conditions:weekly:all-day" }), /day_of_week.*time-based/],
  [
    "access tags",
    ({ resource }) => ({ resource: { ...resource, tags: [attribute("env", "stringEquals", "prod")] } }),
    /the tags env stringEquals prod/,
  ],
  ["an attribute", (policy) => resourceWith(policy, attribute("region", "stringEquals", "us-south")), /region/],
  ["a pattern", (policy) => resourceWith(policy, attribute("resourceGroupId", "stringMatch", "a*")), /stringMatch a\*/],
];

let bench: IbmBench;

beforeEach(async () => {
  bench = await IbmBench.start();
});

afterEach(() => bench.stop());

const read = async (state: Values): Promise<Values> =>
  (await serviceAuthorization.read(bench.context, state)) ?? fail("it is gone");
const fail = (why: string): never => {
  throw new Error(why);
};
const only = async (): Promise<StoredPolicy> => (await bench.policies())[0] ?? fail("there is no policy");

/** Somebody else puts a policy in place. */
async function putElsewhere(change: Added): Promise<void> {
  const { id, ...policy } = await only();
  const path = `/v2/policies/${id}`;
  const { headers } = await bench.act("GET", path);
  const { subject, resource, control, description } = { ...policy, ...change({ id, ...policy }) } as StoredPolicy;
  const body = { ...change({ id, ...policy }), type: "authorization", subject, resource, control, description };
  const { status } = await bench.act("PUT", path, body, { "if-match": headers["etag"] ?? "" });
  expect(status).toBe(200);
  await bench.calls();
}

describe.each(ADDED)("%s that somebody has added to an authorization", (what, added, words) => {
  let made: Values;

  beforeEach(async () => {
    made = await bench.create(serviceAuthorization, DECLARED);
    await putElsewhere(added);
  });

  it("is seen by a refresh, named by every plan, and stays", async () => {
    const seen = await read(made);
    expect(seen).toMatchObject({ state: "active", restrictions: expect.any(Array) });
    expect(String(seen["restrictions"])).toMatch(words);
    const inputs = requireInputs(serviceAuthorization, "it", DECLARED);
    const { action, warnings } = plan(serviceAuthorization, seen, inputs, bench.context.clock.now());
    expect(action).toBe("none");
    expect(warnings.map(String)).toEqual([expect.stringMatching(words)]);
  });

  // Before, the update went through, and the source could do more than what somebody had left it.
  it("is kept from a change of ours, which the plan refuses", async () => {
    const before = await only();
    const seen = await read(made);
    await expect(bench.apply(serviceAuthorization, seen, WRITER)).rejects.toThrow(
      /roles.*Remove the restrictions from the policy.*undo the change, replace the authorization .*then change it/,
    );
    await expect(
      bench.apply(serviceAuthorization, seen, { ...DECLARED, description: "flags", label: "shop/prod/other" }),
    ).rejects.toThrow(/description.*label/s);
    expect(await only()).toEqual(before);
  });

  it.each(["not seen", "seen"])("is kept from an update where it was %s by the refresh", async (how) => {
    const state = how === "seen" ? await read(made) : made;
    const before = await only();
    await bench.calls();
    const reasons = [{ code: "changed", message: "roles", outputs: "all" }] as const;
    const update = serviceAuthorization.update(
      bench.context,
      state,
      requireInputs(serviceAuthorization, "it", WRITER),
      reasons,
    );
    await expect(update).rejects.toMatchObject({ code: "conflict" });
    expect(await bench.calls()).toEqual(["getPolicy"]);
    expect(await only()).toEqual(before);
  });

  it("isn't adopted, neither by id nor as an equal policy", async () => {
    const before = await only();
    const found = serviceAuthorization.adopt?.find(bench.context, { policyId: made["policyId"] });
    // A region can be declared, so such a policy can be adopted as it is.
    if (what === "an attribute")
      expect(await found).toMatchObject({ target: { region: "us-south" }, restrictions: [] });
    else await expect(found).rejects.toMatchObject({ code: "conflict" });
    bench.newRun();
    const equal = bench.create(serviceAuthorization, { ...DECLARED, adopt: true, label: "shop/prod/other" });
    if (what === "a rule") await expect(equal).rejects.toThrow(/can't be adopted: .*day_of_week/);
    else await equal;
    expect(await bench.policies()).toContainEqual(before);
  });

  it("is forgotten once it is taken out, and changes go through", async () => {
    const seen = await read(made);
    const { resource } = await only();
    const plain = (resource.attributes as readonly { key: string }[]).filter(
      ({ key }) => !["region", "resourceGroupId"].includes(key),
    );
    await putElsewhere(() => ({ rule: undefined, pattern: undefined, resource: { attributes: plain } }));
    const again = await read(seen);
    expect(again).toMatchObject({ restrictions: [] });
    const { state } = await bench.apply(serviceAuthorization, again, WRITER);
    expect(await read(state)).toMatchObject({ roles: ["Writer"], state: "active" });
  });

  it("goes where the authorization is replaced", async () => {
    const target = { ...Object(DECLARED["target"]), key: "22222222-2222-4222-8222-222222222222" };
    const { action } = await bench.apply(serviceAuthorization, await read(made), { ...WRITER, target });
    expect(action).toBe("replace");
  });
});

it("an authorization that was also widened isn't put right, as that would drop the rule, and the plan says so", async () => {
  const made = await bench.create(serviceAuthorization, DECLARED);
  await putElsewhere(({ resource }) => ({ rule: RULE, resource: { attributes: resource.attributes.slice(0, 3) } }));
  const seen = await read(made);
  expect(seen).toMatchObject({ state: "altered" });
  const inputs = requireInputs(serviceAuthorization, "it", DECLARED);
  const { action, warnings } = plan(serviceAuthorization, seen, inputs, bench.context.clock.now());
  expect([action, String(warnings)]).toEqual(["none", expect.stringMatching(/It isn't corrected either/)]);
});

// A bug: the record of a version that knew no restrictions was taken for one of a policy that has none, and its ETag was good.
it("is kept where a version refreshed it that knew no restrictions", async () => {
  const made = await bench.create(serviceAuthorization, DECLARED);
  await putElsewhere(() => ({ rule: RULE }));
  const { restrictions: _, ...recorded } = await read(made);
  const before = await only();
  const state = fromStore(serviceAuthorization, recorded);
  await expect(bench.apply(serviceAuthorization, state, WRITER)).rejects.toThrow(/is not changed: .*day_of_week/);
  expect(await only()).toEqual(before);
});

it("is no reason to call the resource's own policy somebody else's where it is replaced before it is deleted", async () => {
  const nonces = { own: newNonce(bench.context.clock.now()) };
  await bench.create(serviceAuthorization, DECLARED, nonces);
  await putElsewhere(() => ({ rule: RULE }));
  bench.newRun();
  const next = { own: successorOf(nonces.own), replaced: nonces.own };
  const again = bench.create(serviceAuthorization, DECLARED, next);
  await expect(again).rejects.toThrow(/belongs to this resource, can't be adopted: .*day_of_week/);
});

it("a record of 0.1 has no restrictions", () => {
  expect(fromStore(serviceAuthorization, { policyId: "a" })).toMatchObject({ restrictions: [] });
});
