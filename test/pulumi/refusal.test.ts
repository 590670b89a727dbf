import { UNKNOWN_TEXT } from "../../src/pulumi/wire";
import { crate } from "../toy/crate";
import { ASLEEP, startToy } from "../toy/harness";
import { shelf } from "../toy/shelf";

const PROVIDER = { __provider: "exports.handler = …" };
const given = { name: "orders", size: 2, room: "attic", ...PROVIDER };

async function reasons(olds: Record<string, unknown>, news: Record<string, unknown>): Promise<(string | undefined)[]> {
  const { failures = [] } = await startToy(crate).provider.check(olds, news);
  return failures.map(({ property, reason }) => `${property}${reason}`);
}

describe("a check", () => {
  it("refuses a change that the definition refuses, before anything is written", async () => {
    expect(await reasons(given, { ...given, size: 1 })).toEqual(["size: 1 is less than 2: it can't shrink"]);
    expect(await reasons(given, { ...given, size: 3 })).toEqual([]);
  });

  it("knows the recorded secrets for what they are, and tells none", async () => {
    const locked = { ...given, code: "1234" };
    expect(await reasons(locked, given)).toEqual(["code: can't be taken off again"]);
    expect(await reasons(locked, { ...given, code: "5678" })).toEqual([]);
  });

  it("takes empty recorded inputs for a creation, also of a replacement", async () => {
    expect(await reasons({}, { ...given, size: 1 })).toEqual([]);
    expect(await reasons({}, { ...given, until: "2025-12-31" })).toEqual(["until: 2025-12-31 is over"]);
    expect(await reasons(given, { ...given, until: "2025-12-31" })).toEqual([]);
  });

  it("goes by the time of the run", async () => {
    const later = startToy(crate, { env: { ...ASLEEP, KEYSMITH_AS_OF: "2028-01-02T00:00:00Z" } });
    const { failures = [] } = await later.provider.check({}, { ...given, until: "2028-01-01" });
    expect(failures.map(({ reason }) => reason)).toEqual(["until: 2028-01-01 is over"]);
  });

  it("refuses nothing for a value that isn't known yet", async () => {
    expect(await reasons(given, { ...given, size: UNKNOWN_TEXT })).toEqual([]);
    expect(await reasons({}, { ...given, until: UNKNOWN_TEXT })).toEqual([]);
  });

  it("says what is wrong with the inputs themselves first", async () => {
    expect(await reasons(given, { ...given, size: "small" })).toEqual(['size: must be a number, not "small"']);
  });
});

// Once, a preview of two resources that are one object was clean, and the update failed in the middle.
describe("a check of two resources that are one object", () => {
  const office = { name: "office", tags: ["shop/office"], region: "north", __place: ["shop", "prod", "office"] };
  const second = { ...office, tags: ["shop/office2"], __place: ["shop", "prod", "office2"] };
  const checks = async (...asked: readonly (readonly [olds: object, news: object])[]): Promise<unknown[]> => {
    const { provider } = startToy(shelf);
    const found: unknown[] = [];
    for (const [olds, news] of asked) found.push((await provider.check({ ...olds }, { ...news })).failures ?? []);
    return found.map((failures) => (failures as { readonly reason: string }[]).map(({ reason }) => reason));
  };
  const reason =
    'name: another resource of the program is the same shelf "office": declare it once, or give them different names';

  it("refuses the second one, whether or not the first one exists", async () => {
    expect(await checks([{}, office], [{}, second])).toEqual([[], [reason]]);
    expect(await checks([office, office], [{}, second])).toEqual([[], [reason]]);
    expect(await checks([{}, second], [office, office])).toEqual([[], [reason]]);
  });

  it("refuses nothing in another place, or while the name isn't known", async () => {
    expect(await checks([{}, office], [{}, { ...second, region: "south" }])).toEqual([[], []]);
    const later = { ...office, name: UNKNOWN_TEXT };
    expect(await checks([{}, later], [{}, { ...later, __place: second.__place }])).toEqual([[], []]);
  });

  it("refuses no replacement, which is checked a second time without what is recorded, and no move", async () => {
    expect(await checks([office, office], [{}, office])).toEqual([[], []]);
    expect(await checks([office, second])).toEqual([[]]);
  });
});

describe("a diff", () => {
  it("refuses nothing: a refresh asks it with the roles inverted", async () => {
    const { provider } = startToy(crate);
    const state = { ...given, crateId: "C1", weight: 20 };
    expect(await provider.diff("C1", state, { ...given, size: 1 })).toMatchObject({ changes: true, replaces: [] });
  });
});

describe("an update of what is gone", () => {
  it("says how the engine can be told", async () => {
    const { provider } = startToy(crate);
    const error = provider.update("C1", { ...given, crateId: "C1", weight: 20 }, { ...given, size: 3 });
    await expect(error).rejects.toThrow(/^there is no crate C1\. Look for it\. .*run `pulumi refresh`/);
  });
});
