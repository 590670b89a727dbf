import { readFileSync } from "node:fs";
import { describeEngine } from "./index";
import { ToyProject } from "./toys/toy-project";
import type { ExportedResource, ExportedStack, Stack } from "./types";

const PLAINTEXTS = ["s3cret input", "token of app-1", "hidden in app-1", "hush hush", "s3cret inside"];

describeEngine("a secret", (engine) => {
  let toy: ToyProject;
  let stack: Stack;
  const app = ({ deployment }: ExportedStack): ExportedResource | undefined =>
    deployment.resources?.find(({ urn }) => urn.endsWith("::app"));

  beforeAll(async () => {
    toy = new ToyProject();
    const config = { config: { "toy:greeting": "hello" }, secretConfig: { "toy:password": "hush hush" } };
    stack = await engine.open({ ...toy.options("secret"), ...config });
    const exports = { token: { of: "app", output: "token" }, plain: { of: "app", output: "plain" } };
    const app = {
      name: "app",
      secret: { secret: "s3cret input" },
      nested: { open: 1, closed: { secret: "s3cret inside" } },
    };
    toy.program({ resources: [app], exports });
    await stack.up();
    toy.program({ resources: [{ ...app, size: 2 }], exports });
    await stack.up({ skipPreview: true });
    await stack.refresh({ skipPreview: true });
  });
  afterAll(() => toy.remove());

  it("stands in no file and no output in clear", () => {
    const files = stack.files();
    expect(files.some((file) => file.endsWith(".bak"))).toBe(true);
    expect(files.some((file) => file.includes("backups") && file.endsWith(".json"))).toBe(true);
    const texts = [...files.map((file) => readFileSync(file, "utf8")), stack.output()];
    for (const plaintext of PLAINTEXTS) expect(texts.filter((text) => text.includes(plaintext))).toEqual([]);
    expect(texts.some((text) => text.includes("plain app"))).toBe(true);
  });

  it("reaches the provider in clear, by input and by configuration", async () => {
    expect(toy.service().configured).toMatchObject({ greeting: "hello", password: "hush hush" });
    const { calls } = await stack.preview();
    const diff = calls.find(({ method }) => method === "Diff");
    expect(diff?.request).toMatchObject({ news: { secret: "s3cret input" }, oldInputs: { secret: "s3cret input" } });
    expect(diff?.request).toMatchObject({ olds: { token: "token of app-1, version 2" } });
  });

  it("is ciphertext where it was wrapped, listed, or has the name of a secret input, at any depth", async () => {
    const { inputs, outputs } = app(await stack.export()) ?? {};
    const sealed = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
    const ciphertext = { ...sealed, ciphertext: expect.stringMatching(/^v1:/) };
    expect(inputs).toMatchObject({ secret: ciphertext, size: 2 });
    expect(outputs).toMatchObject({ secret: ciphertext, token: ciphertext, hidden: ciphertext, plain: "plain app" });
    expect(outputs).toMatchObject({ nested: { open: 1, closed: ciphertext } });
  });

  it("can be shown on demand", async () => {
    const { outputs } = app(await stack.export({ showSecrets: true })) ?? {};
    expect(outputs).toMatchObject({ token: { plaintext: '"token of app-1, version 2"' } });
    expect(await stack.outputs()).toEqual({ token: "[secret]", plain: "plain app" });
    expect(await stack.outputs({ showSecrets: true })).toMatchObject({ token: "token of app-1, version 2" });
  });

  it("survives export, import and a second opening of the stack", async () => {
    const exported = await stack.export();
    await stack.destroy({ skipPreview: true });
    toy.tamper((service) => Object.assign(service.things, { "app-1": { name: "app", size: 2, version: 2 } }));
    const again = await engine.open(toy.options("secret"));
    await again.import(exported);
    expect(await again.outputs({ showSecrets: true })).toMatchObject({ token: "token of app-1, version 2" });
    expect((await again.preview({ expectNoChanges: true })).ok).toBe(true);
  });
});
