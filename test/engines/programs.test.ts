import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeEngine } from "./index";
import { ToyProject } from "./toys/toy-project";

const thing = (prelude: string): string => `${prelude}
class Thing extends pulumi.CustomResource {}
new Thing("pulumi-nodejs:dynamic/toy:Thing", "app", {
  name: "app",
  __provider: "exports.handler = () => require(process.env.TOY_PROVIDER).toy;",
});
`;

describeEngine("a program", (engine) => {
  let toy: ToyProject;
  const inProject = (...path: string[]): string => join(toy.folder, "project", ...path);
  const write = (path: string, text: string): void => writeFileSync(inProject(path), text);

  beforeEach(() => {
    toy = new ToyProject();
  });
  afterEach(() => toy.remove());

  it("may be in TypeScript", async () => {
    write("Pulumi.yaml", "{ name: toy, runtime: nodejs }");
    rmSync(inProject("index.js"));
    write("index.ts", thing('import * as pulumi from "@pulumi/pulumi";\nexport const typed: number = 1;'));
    const stack = await engine.open(toy.options("kind"));
    expect(await stack.preview()).toMatchObject({ ok: true, changeSummary: { create: 2 } });
  });

  it("may be an ECMAScript module", async () => {
    write("package.json", '{ "name": "toy", "type": "module" }');
    write("index.js", thing('import * as pulumi from "@pulumi/pulumi";\nexport const out = 1;'));
    const stack = await engine.open(toy.options("kind"));
    expect(await stack.up({ skipPreview: true })).toMatchObject({ ok: true, changeSummary: { create: 2 } });
    expect(await stack.outputs()).toEqual({ out: 1 });
  });

  it("may lie in a folder of its own, in which the provider then runs", async () => {
    write("Pulumi.yaml", "{ name: toy, main: program, runtime: { name: nodejs, options: { typescript: false } } }");
    mkdirSync(inProject("program"));
    write("program/index.js", thing('const pulumi = require("@pulumi/pulumi");'));
    const stack = await engine.open({ ...toy.options("kind"), config: { "toy:greeting": "hi" } });
    expect(await stack.up({ skipPreview: true })).toMatchObject({ ok: true });
    expect(toy.service().configured).toEqual({ greeting: "hi", folder: inProject("program") });
  });
});
