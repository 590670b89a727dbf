import { describeEngine } from "./index";
import { ToyProject } from "./toys/toy-project";
import type { ExportedResource, Stack } from "./types";

describeEngine("a killed run", (engine) => {
  let toy: ToyProject;
  let stack: Stack;
  const state = async (name: string): Promise<ExportedResource | undefined> =>
    (await stack.export()).deployment.resources?.find(({ urn }) => urn.endsWith(`::${name}`));
  const pending = async (): Promise<string[]> =>
    ((await stack.export()).deployment.pending_operations ?? []).map(({ type }) => type);

  beforeAll(async () => {
    toy = new ToyProject();
    stack = await engine.open(toy.options("crash"));
  });
  afterAll(() => toy.remove());
  beforeEach(() => void toy.takeLog());
  afterEach(() => toy.faults({}));

  it("keeps the steps that had answered, and of the one under way only that it had begun", async () => {
    toy.program({ resources: [{ name: "first" }, { name: "app", dependsOn: ["first"] }] });
    toy.faults({ "create app": "hang after" });
    const run = await stack.up({ skipPreview: true, killWhen: toy.asked("create app") });
    expect(run).toMatchObject({ ok: false, killed: true, exitCode: 137 });
    expect(await state("first")).toMatchObject({ id: "first-1" });
    expect(await state("app")).toBeUndefined();
    expect(await pending()).toEqual(["creating"]);
  });

  it("is followed by a run that starts from the state, and makes again what it cannot know of", async () => {
    const run = await stack.up({ skipPreview: true });
    expect(run).toMatchObject({ ok: true, changeSummary: { create: 1, same: 2 } });
    expect(run.diagnostics).toContain("warning");
    expect(Object.keys(toy.service().things)).toContain("app-2");
    expect(await state("app")).toMatchObject({ id: "app-2" });
  });

  it("leaves the outputs of an update under way as they were", async () => {
    toy.program({ resources: [{ name: "first" }, { name: "app", size: 2, dependsOn: ["first"] }] });
    toy.faults({ "update app": "hang after" });
    await stack.up({ skipPreview: true, killWhen: toy.asked("update app") });
    expect((await state("app"))?.outputs).toMatchObject({ version: 1 });
    toy.faults({});
    const run = await stack.up({ skipPreview: true });
    const update = run.calls.find(({ method }) => method === "Update");
    expect(update?.request).toMatchObject({ olds: { version: 1 }, news: { size: 2 } });
    expect((await state("app"))?.outputs).toMatchObject({ version: 2 });
  });

  it("deletes once more what it was deleting", async () => {
    toy.faults({ "delete app": "hang after" });
    await stack.destroy({ skipPreview: true, killWhen: toy.asked("delete app") });
    expect(await state("app")).toMatchObject({ id: "app-2" });
    toy.faults({});
    toy.takeLog();
    expect((await stack.destroy({ skipPreview: true })).ok).toBe(true);
    expect(toy.takeLog()).toEqual(["delete app", "delete first"]);
  });

  it("may be killed in its preview, and then changes nothing", async () => {
    const run = await stack.up({ killWhen: Promise.resolve() });
    expect(run).toMatchObject({ killed: true });
    expect(toy.takeLog()).toEqual([]);
    expect(await state("app")).toBeUndefined();
  });
});
