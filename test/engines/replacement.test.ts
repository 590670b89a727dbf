import { describeEngine } from "./index";
import { ToyProject, type ToyResource } from "./toys/toy-project";
import type { ProviderCall, RunResult, Stack } from "./types";

const writes = ({ calls }: RunResult): string[] =>
  calls
    .filter(({ method }) => ["Create", "Update", "Delete"].includes(method))
    .map(({ method, urn }) => `${method} ${urn?.split("::").at(-1)}`);
const callsOf = ({ calls }: RunResult, name: string): ProviderCall[] =>
  calls.filter(({ urn }) => urn?.endsWith(`::${name}`));

describeEngine("a replacement", (engine) => {
  const base: ToyResource = { as: "base", name: "one" };
  const peer: ToyResource = { name: "peer", peer: { of: "base", output: "plain" } };
  const hint: ToyResource = { name: "hint", hint: { of: "base", output: "plain" } };
  let toy: ToyProject;
  let stack: Stack;

  beforeAll(async () => {
    toy = new ToyProject();
    stack = await engine.open(toy.options("replace"));
    toy.program({ resources: [base, peer, hint] });
    await stack.up({ skipPreview: true });
  });
  afterAll(() => toy.remove());

  it("makes the new one, moves its dependents, and then deletes the old one", async () => {
    toy.program({ resources: [{ ...base, name: "two" }, hint] });
    const run = await stack.up({ skipPreview: true });
    expect(writes(run)).toEqual(["Create base", "Update hint", "Delete peer", "Delete base"]);
    const [first, diff, second, create, remove] = callsOf(run, "base");
    expect([first?.method, diff?.method, second?.method, create?.method, remove?.method]).toEqual([
      "Check",
      "Diff",
      "Check",
      "Create",
      "Delete",
    ]);
    expect(second?.request["olds"]).toEqual({});
    expect(second?.request["randomSeed"]).toEqual(first?.request["randomSeed"]);
    expect(remove?.request).toMatchObject({ id: "one-1", properties: { name: "one" }, oldInputs: { name: "one" } });
    expect(run.changeSummary).toEqual({ delete: 1, replace: 1, same: 1, update: 1 });
  });

  it("deletes first when the provider wants it, together with dependents that it would replace", async () => {
    toy.program({ resources: [{ ...base, name: "two" }, peer, hint] });
    await stack.up({ skipPreview: true });
    toy.program({ resources: [{ ...base, name: "three", deleteFirst: true }, peer, hint] });
    const run = await stack.up({ skipPreview: true });
    expect(writes(run)).toEqual(
      expect.arrayContaining(["Delete peer", "Delete base", "Create base", "Create peer", "Update hint"]),
    );
    expect(writes(run).slice(0, 3)).toEqual(["Delete peer", "Delete base", "Create base"]);
    const unknown = { hint: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" };
    expect(callsOf(run, "hint")[0]).toMatchObject({ method: "Diff", request: { news: unknown } });
    expect(callsOf(run, "peer").map(({ method }) => method)).toEqual(["Diff", "Delete", "Check", "Create"]);
    expect(run.changeSummary).toEqual({ replace: 2, same: 1, update: 1 });
  });

  it("deletes first when the program wants it", async () => {
    toy.program({ resources: [{ ...base, name: "four", deleteBeforeReplace: true }] });
    const run = await stack.up({ skipPreview: true });
    expect(writes(run).filter((call) => call.endsWith("base"))).toEqual(["Delete base", "Create base"]);
  });

  it("is shown and not done by a preview", async () => {
    toy.takeLog();
    toy.program({ resources: [{ ...base, name: "five" }] });
    const run = await stack.preview();
    expect(run.steps.map(({ op }) => op)).toEqual(["same", "create-replacement", "replace", "delete-replaced"]);
    expect(run.changeSummary).toEqual({ replace: 1, same: 1 });
    expect(toy.takeLog()).toEqual([]);
  });

  it("is not recorded when the new one cannot be made, and is tried again", async () => {
    toy.program({ resources: [{ ...base, name: "five" }] });
    toy.faults({ "create five": "fail" });
    expect(await stack.up({ skipPreview: true })).toMatchObject({ ok: false });
    toy.faults({});
    const run = await stack.up({ skipPreview: true });
    expect(writes(run)).toEqual(["Create base", "Delete base"]);
  });

  it("leaves the old one marked when only its deletion failed, and the next run deletes it", async () => {
    toy.program({ resources: [{ ...base, name: "six" }] });
    toy.faults({ "delete five": "fail" });
    expect(await stack.up({ skipPreview: true })).toMatchObject({ ok: false });
    const { resources = [] } = (await stack.export()).deployment;
    expect(resources.filter(({ urn }) => urn.endsWith("::base")).map((state) => state["delete"])).toEqual([
      undefined,
      true,
    ]);
    toy.faults({});
    expect(writes(await stack.up({ skipPreview: true }))).toEqual(["Delete base"]);
    expect(Object.keys(toy.service().things)).toHaveLength(1);
  });

  it("makes the new one when it was interrupted after deleting the old one", async () => {
    toy.program({ resources: [{ ...base, name: "seven", deleteFirst: true }] });
    toy.faults({ "create seven": "fail" });
    expect(await stack.up({ skipPreview: true })).toMatchObject({ ok: false });
    const { resources = [] } = (await stack.export()).deployment;
    expect(resources.find(({ urn }) => urn.endsWith("::base"))).toMatchObject({ pendingReplacement: true });
    toy.faults({});
    expect(writes(await stack.up({ skipPreview: true }))).toEqual(["Create base"]);
    expect((await stack.preview({ expectNoChanges: true })).ok).toBe(true);
  });
});

describeEngine("an id that is referred to", (engine) => {
  const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
  const base: ToyResource = { as: "base", name: "one" };
  const user: ToyResource = { name: "user", peer: { of: "base", output: "id" } };
  let toy: ToyProject;
  let stack: Stack;
  /** What each check of the referring resource was given for the id: the preview's, then the update's. */
  const seen = (run: RunResult): unknown[] =>
    callsOf(run, "user")
      .filter(({ method }) => method === "Check")
      .map(({ request }) => (request["news"] as Record<string, unknown>)["peer"]);
  const runWith = async (changes: Partial<ToyResource>): Promise<RunResult> => {
    toy.program({ resources: [{ ...base, ...changes }, user] });
    return await stack.up();
  };

  beforeAll(async () => {
    toy = new ToyProject();
    stack = await engine.open(toy.options("ids"));
  });
  afterAll(() => toy.remove());

  it("is not known in the preview of its creation", async () => {
    expect(seen(await runWith({}))).toEqual([UNKNOWN, "one-1"]);
  });

  it("is known in the preview of an update, unlike every output, so that nothing is replaced for it", async () => {
    const run = await runWith({ size: 2 });
    expect(seen(run)).toEqual(["one-1", "one-1"]);
    expect(run.changeSummary).toEqual({ same: 2, update: 1 });
  });

  it("is not known in the preview of a replacement", async () => {
    expect(seen(await runWith({ name: "two" }))[0]).toBe(UNKNOWN);
    expect(toy.service().things["user-2"]).toMatchObject({ peer: "two-1" });
  });

  it("is not known in the preview of a replacement that deletes first", async () => {
    expect(seen(await runWith({ name: "three", deleteFirst: true }))[0]).toBe(UNKNOWN);
    expect(toy.service().things["user-3"]).toMatchObject({ peer: "three-1" });
  });
});
