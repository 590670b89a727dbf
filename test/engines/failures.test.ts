import { describeEngine } from "./index";
import { ToyProject } from "./toys/toy-project";
import type { Stack } from "./types";

describeEngine("a failure", (engine) => {
  let toy: ToyProject;
  let stack: Stack;
  const recorded = async (): Promise<string[]> => {
    const { resources = [] } = (await stack.export()).deployment;
    return resources.filter(({ id }) => id !== undefined).map(({ urn }) => urn.split("::").at(-1) ?? "");
  };

  beforeAll(async () => {
    toy = new ToyProject();
    stack = await engine.open(toy.options("fail"));
  });
  afterAll(() => toy.remove());
  afterEach(() => toy.faults({}));

  it("of a check is printed with the value, and stops the run before anything is made", async () => {
    toy.program({ resources: [{ name: "app", size: 13 }] });
    const run = await stack.up();
    expect(run).toMatchObject({ ok: false, exitCode: 1 });
    expect(run.diagnostics).toContain("resource 'app': property size value {13} has a problem: thirteen is unlucky");
    expect(run.output).not.toContain("Updating");
    expect(toy.takeLog()).toEqual([]);
  });

  it("of a check is printed with the value even when that is a secret", async () => {
    toy.program({ resources: [{ name: "app", size: { secret: 13 } }] });
    const { diagnostics } = await stack.preview();
    expect(diagnostics).toContain("property size value {&{{13}}} has a problem");
  });

  it("of a check may concern the resource as a whole", async () => {
    toy.program({ resources: [{ name: "app", size: 14 }] });
    const { diagnostics } = await stack.preview();
    expect(diagnostics).toContain("resource 'app' has a problem: fourteen is worse");
  });

  it("comes from a name that is used twice", async () => {
    toy.program({ resources: [{ name: "app" }, { name: "app" }] });
    expect((await stack.preview()).diagnostics).toMatch(/Duplicate resource URN '.*::app'/);
  });

  it("to create is shown as it is, and leaves nothing behind", async () => {
    toy.program({ resources: [{ name: "app" }, { name: "dep", dependsOn: ["app"] }] });
    toy.faults({ "create app": "fail" });
    const run = await stack.up({ skipPreview: true });
    expect(run).toMatchObject({ ok: false, exitCode: 1 });
    expect(run.diagnostics).toContain("the service refused to create app");
    expect(await recorded()).toEqual(["default"]);
    expect(toy.takeLog()).toEqual(["create app"]);
  });

  it("of the provider process ends the run, and leaves nothing behind", async () => {
    toy.program({ resources: [{ name: "app" }] });
    toy.faults({ "create app": "die" });
    expect(await stack.up({ skipPreview: true })).toMatchObject({ ok: false, exitCode: 1, killed: false });
    expect(await recorded()).toEqual(["default"]);
    expect((await stack.export()).deployment.pending_operations).toBeUndefined();
  });

  it("to become ready keeps what was made, and the next run updates it in any case", async () => {
    toy.program({ resources: [{ name: "app" }] });
    toy.faults({ "create app": "half" });
    const run = await stack.up({ skipPreview: true });
    expect(run.ok).toBe(false);
    expect(run.diagnostics).toMatch(/2 errors occurred:\s+\* it is not ready\s+\* it needs time/);
    const app = (await stack.export()).deployment.resources?.find(({ urn }) => urn.endsWith("::app"));
    expect(app).toMatchObject({
      id: "app-1",
      outputs: { version: 1 },
      initErrors: ["it is not ready", "it needs time"],
    });
    toy.faults({});
    const next = await stack.up({ skipPreview: true });
    expect(next.changeSummary).toEqual({ same: 1, update: 1 });
    expect((await stack.preview({ expectNoChanges: true })).ok).toBe(true);
  });

  it("to become ready after a change keeps the old inputs with the new outputs", async () => {
    toy.program({ resources: [{ name: "app", size: 5 }] });
    toy.faults({ "update app": "half" });
    await stack.up({ skipPreview: true });
    const app = (await stack.export()).deployment.resources?.find(({ urn }) => urn.endsWith("::app"));
    expect(app?.inputs).not.toHaveProperty("size");
    expect(app?.outputs).toMatchObject({ size: 5 });
    toy.faults({});
    expect((await stack.up({ skipPreview: true })).changeSummary).toEqual({ same: 1, update: 1 });
  });

  it("to update or to delete leaves the resource as recorded", async () => {
    toy.program({ resources: [{ name: "app", size: 6 }] });
    toy.faults({ "update app": "fail", "delete app": "fail" });
    expect((await stack.up({ skipPreview: true })).diagnostics).toContain("the service refused to update app");
    expect((await stack.destroy({ skipPreview: true })).diagnostics).toContain("the service refused to delete app");
    const app = (await stack.export()).deployment.resources?.find(({ urn }) => urn.endsWith("::app"));
    expect(app).toMatchObject({ inputs: { size: 5 }, outputs: { size: 5 } });
  });

  it("to read one resource does not lose another", async () => {
    toy.program({
      resources: [
        { name: "app", size: 5 },
        { name: "other", size: 1 },
      ],
    });
    await stack.up({ skipPreview: true });
    toy.tamper(({ things }) => {
      for (const thing of Object.values(things)) thing["size"] = 99;
    });
    toy.faults({ "read app": "fail" });
    const run = await stack.refresh({ skipPreview: true });
    expect(run.ok).toBe(false);
    expect(run.diagnostics).toContain("the service refused to read app");
    const { resources = [] } = (await stack.export()).deployment;
    const size = (name: string): unknown => resources.find(({ urn }) => urn.endsWith(`::${name}`))?.outputs?.["size"];
    expect([size("app"), size("other")]).toEqual([5, 99]);
  });

  it("of the program keeps what it had made, and deletes nothing", async () => {
    toy.takeLog();
    toy.program({ resources: [{ name: "third" }], fails: "the program broke" });
    const run = await stack.up({ skipPreview: true });
    expect(run).toMatchObject({ ok: false, exitCode: 1 });
    expect(run.diagnostics).toContain("the program broke");
    expect((await recorded()).sort()).toEqual(expect.arrayContaining(["app", "other"]));
    expect(toy.takeLog()).not.toContain("delete app");
  });
});
