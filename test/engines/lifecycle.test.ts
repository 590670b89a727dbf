import { describeEngine } from "./index";
import { ToyProject, type ToyResource } from "./toys/toy-project";
import type { RunResult, Stack } from "./types";

const ops = ({ steps }: RunResult, name: string): string[] =>
  steps.filter((step) => step.name === name).map(({ op }) => op);
const methods = ({ calls }: RunResult, name: string): string[] =>
  calls.filter(({ urn }) => urn?.endsWith(`::${name}`)).map(({ method }) => method);

describeEngine("the life of a resource", (engine) => {
  const app: ToyResource = { name: "app", size: 1, secret: { secret: "s3cret" } };
  const dep: ToyResource = { name: "dep", hint: { of: "app", output: "version" } };
  let toy: ToyProject;
  let stack: Stack;

  beforeAll(async () => {
    toy = new ToyProject();
    stack = await engine.open(toy.options("life"));
  });
  afterAll(() => toy.remove());
  beforeEach(() => void toy.takeLog());

  it("is only checked by the preview that comes before its creation", async () => {
    toy.program({ resources: [app, dep], exports: { version: { of: "app", output: "version" } } });
    const run = await stack.up();
    expect(run).toMatchObject({ ok: true, exitCode: 0, killed: false, changeSummary: { create: 3 } });
    expect(methods(run, "app")).toEqual(["Check", "Check", "Create"]);
    expect(run.calls.filter(({ method }) => method === "Handshake")).toHaveLength(2);
    expect(toy.takeLog()).toEqual(["create app", "create dep"]);
    expect(await stack.outputs()).toEqual({ version: 1 });
  });

  it("is compared, and left alone, when nothing has changed", async () => {
    const run = await stack.preview({ expectNoChanges: true });
    expect(run).toMatchObject({ ok: true, changeSummary: { same: 3 } });
    expect(methods(run, "app")).toEqual(["Check", "Diff"]);
    expect(toy.takeLog()).toEqual([]);
  });

  it("gets old outputs, old inputs and new inputs when it is changed", async () => {
    toy.program({ resources: [{ ...app, size: 2 }, dep] });
    const run = await stack.up({ skipPreview: true });
    const update = run.calls.find(({ method, urn }) => method === "Update" && urn?.endsWith("::app"));
    expect(update?.request).toMatchObject({
      olds: { size: 1, version: 1, token: "token of app-1, version 1" },
      oldInputs: { size: 1, secret: "s3cret" },
      news: { size: 2, secret: "s3cret" },
    });
    expect(methods(run, "dep")).toEqual(["Check", "Diff", "Update"]);
    expect(run.changeSummary).toEqual({ same: 1, update: 2 });
  });

  it("hides all its outputs from the preview of a change", async () => {
    toy.program({ resources: [{ ...app, size: 3 }, dep] });
    const run = await stack.preview();
    const check = run.calls.find(({ method, urn }) => method === "Check" && urn?.endsWith("::dep"));
    expect(check?.request).toMatchObject({ news: { hint: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" } });
    expect(run.changeSummary).toEqual({ same: 1, update: 2 });
    expect(toy.takeLog()).toEqual([]);
  });

  it("can be due although its inputs did not change, and says so", async () => {
    toy.program({ resources: [{ ...app, size: 2 }] });
    await stack.up({ skipPreview: true });
    stack.setEnv({ TOY_DUE: "app" });
    expect(await stack.preview({ expectNoChanges: true })).toMatchObject({ ok: false, exitCode: 7 });
    const run = await stack.up();
    expect(run.diagnostics).toContain("app is due");
    expect(run.output.split("app is due").length).toBeGreaterThan(2);
    expect(run.changeSummary).toEqual({ same: 1, update: 1 });
    stack.setEnv({ TOY_DUE: "" });
  });

  it("was deleted when it was no longer in the program", () => {
    expect(Object.keys(toy.service().things)).toEqual(["app-1"]);
  });

  it("takes over what a refresh finds, and the next run puts it right", async () => {
    toy.tamper(({ things }) => Object.assign(things["app-1"] ?? {}, { size: 99 }));
    const refreshed = await stack.refresh({ skipPreview: true });
    expect(refreshed.changeSummary).toEqual({ same: 1, update: 1 });
    expect(methods(refreshed, "app")).toEqual(["Read", "Diff"]);
    const run = await stack.up({ skipPreview: true });
    const update = run.calls.find(({ method }) => method === "Update");
    expect(update?.request).toMatchObject({ olds: { size: 99 }, oldInputs: { size: 2 }, news: { size: 2 } });
  });

  it("is made again when a refresh finds it gone", async () => {
    toy.tamper(({ things }) => void delete things["app-1"]);
    const refreshed = await stack.refresh({ skipPreview: true });
    expect(refreshed.changeSummary).toEqual({ delete: 1, same: 1 });
    const run = await stack.up({ skipPreview: true });
    expect(ops(run, "app")).toEqual(["create"]);
  });

  it("is read, compared and changed in one process by an update that refreshes first", async () => {
    const id = Object.keys(toy.service().things)[0] ?? "";
    toy.tamper(({ things }) => Object.assign(things[id] ?? {}, { size: 99 }));
    const run = await stack.up({ skipPreview: true, refresh: true });
    expect(methods(run, "app")).toEqual(["Read", "Diff", "Check", "Diff", "Update"]);
    expect(run.calls.filter(({ method }) => method === "Configure")).toHaveLength(1);
  });

  it("goes with everything else when the stack is destroyed, dependents first", async () => {
    toy.program({ resources: [app, dep, { name: "last", dependsOn: ["dep"] }] });
    await stack.up({ skipPreview: true });
    toy.takeLog();
    const run = await stack.destroy({ skipPreview: true });
    expect(run.changeSummary).toEqual({ delete: 4 });
    expect(toy.takeLog()).toEqual(["delete last", "delete dep", "delete app"]);
    expect((await stack.export()).deployment.resources ?? []).toEqual([]);
  });
});
