import { ENGINES, type EngineName, toyAddress, Workspace } from "./engines";
import { type Served, serveReattached } from "./reattached";
import { toyProvider } from "./toy-provider";

const served: Served[] = [];

afterEach(async () => {
  await Promise.all(served.splice(0).map((each) => each.close()));
});

async function workspace(engine: EngineName, provider = toyProvider()): Promise<Workspace> {
  const one = await serveReattached(provider);
  served.push(one);
  return new Workspace(engine, { TF_REATTACH_PROVIDERS: JSON.stringify({ [toyAddress(engine)]: one.reattach }) });
}

const EVERYTHING = `
resource "toy_thing" "first" {
  name     = "first"
  note     = "${"n".repeat(100 * 1024)}"
  size     = 0.1
  open     = false
  tags     = []
  ports    = [443, 80, 80]
  labels   = { a = "1", b = "" }
  place    = { row = 5, col = null }
  limits   = { most = 7 }
  rules    = [{ source = "a" }, { source = "b", why = "" }]
  seats    = [{ row = "2" }, { row = "1" }, {}]
}
resource "toy_thing" "second" {
  name   = toy_thing.first.id
  size   = toy_thing.first.made
  tags   = [toy_thing.first.id, "x"]
  ports  = [toy_thing.first.made]
  labels = { id = toy_thing.first.id }
  limits = { unit = toy_thing.first.id }
  rules  = [{ source = toy_thing.first.id }]
  seats  = [{ row = toy_thing.first.id }]
}
resource "toy_thing" "third" { name = "third" }
data "toy_fact" "a" { about = toy_thing.third.name }
output "fact" { value = data.toy_fact.a.answer }
`;

describe.each(ENGINES)("a provider that is reattached to $title", ({ name: engine, there }) => {
  const it = there ? test : test.skip;

  it("creates, plans nothing more, and removes", async () => {
    const work = await workspace(engine);
    work.write(EVERYTHING);
    await work.must("apply", "-auto-approve");
    const first = await work.attributes("toy_thing.first");
    expect(first).toMatchObject({
      note: "n".repeat(100 * 1024),
      size: 0.1,
      open: false,
      tags: [],
      ports: [80, 443],
      labels: { a: "1", b: "" },
      place: { row: 5, col: null },
      limits: { most: 7, unit: null },
      rules: [
        { source: "a", why: null },
        { source: "b", why: "" },
      ],
      id: "thing/first",
      made: 1,
    });
    expect(first.seats).toHaveLength(3);
    expect(await work.attributes("toy_thing.second")).toMatchObject({
      name: "thing/first",
      size: 1,
      tags: ["thing/first", "x"],
      ports: [1],
      rules: [{ source: "thing/first", why: null }],
    });
    expect(await work.attributes("toy_thing.third")).toMatchObject({
      tags: null,
      limits: null,
      rules: null,
      size: null,
    });
    expect(await work.must("output", "-raw", "fact")).toBe("all about third");
    expect((await work.run("plan", "-detailed-exitcode")).code).toBe(0);
    await work.must("destroy", "-auto-approve");
  });

  it("updates in place, and replaces where the plan says so", async () => {
    const toy = toyProvider();
    const provider = toyProvider({
      planChange: async (request) => {
        const other = request.prior && request.proposed && request.prior["size"] !== request.proposed["size"];
        const plan = await toy.planChange(request);
        return other ? { ...plan, requiresReplace: [["size"]] } : plan;
      },
    });
    const work = await workspace(engine, provider);
    work.write('resource "toy_thing" "a" {\n  name = "a"\n  size = 1\n}');
    await work.must("apply", "-auto-approve");
    work.write('resource "toy_thing" "a" {\n  name = "a"\n  size = 1\n  tags = []\n}');
    await work.must("apply", "-auto-approve");
    expect(await work.attributes("toy_thing.a")).toMatchObject({ tags: [], made: 2 });
    work.write('resource "toy_thing" "a" {\n  name = "a"\n  size = 2\n}');
    const plan = await work.must("plan", "-no-color");
    expect(plan).toMatch(/size +. 1 -> 2 # forces replacement/);
    await work.must("apply", "-auto-approve");
    expect(await work.attributes("toy_thing.a")).toMatchObject({ size: 2, tags: null, made: 1 });
  });

  it.each([
    [["name"], 7],
    [["rules", 1], 10],
    [["rules", 1, "source"], 10],
    [["limits", "unit"], 12],
    [["limits", "most"], 11],
  ])("shows an error of %j at its line", async (attribute, line) => {
    const diagnostic = { severity: "error" as const, summary: "Not that", detail: "Write another.", attribute };
    const work = await workspace(
      engine,
      toyProvider({ validateResource: async () => ({ diagnostics: [diagnostic] }) }),
    );
    work.write(`resource "toy_thing" "a" {
  name  = "a"
  rules = [
    { source = "x" },
    { source = "y" }]
  limits = {
    unit = "z"
  }
}`);
    const { code, output } = await work.run("validate", "-json");
    expect(code).toBe(1);
    const [shown] = JSON.parse(output).diagnostics;
    expect(shown).toMatchObject({ summary: "Not that", detail: "Write another.", address: "toy_thing.a" });
    expect(shown.range).toMatchObject({ filename: "main.tf", start: { line } });
  });

  it("keeps a thing that failed to change, and has none that failed to be created", async () => {
    let down = true;
    const toy = toyProvider();
    const provider = toyProvider({
      applyChange: (request) => (down ? Promise.reject(new Error("the service is down")) : toy.applyChange(request)),
    });
    const work = await workspace(engine, provider);
    work.write('resource "toy_thing" "a" { name = "a" }');
    const created = await work.run("apply", "-auto-approve", "-no-color");
    expect(created.output.replace(/[│\s]+/g, " ")).toContain("a defect worth a report: Error: the service is down");
    expect(await work.must("state", "list")).toBe("");
    down = false;
    await work.must("apply", "-auto-approve");
    down = true;
    work.write('resource "toy_thing" "a" {\n  name = "a"\n  note = "n"\n}');
    expect((await work.run("apply", "-auto-approve")).code).toBe(1);
    expect((await work.run("destroy", "-auto-approve")).code).toBe(1);
    expect(await work.attributes("toy_thing.a")).toMatchObject({ note: null, made: 1 });
  });

  it("imports, runs functions, and gives write-only values to nobody but the provider", async () => {
    const passwords: unknown[] = [];
    const toy = toyProvider();
    const provider = toyProvider({
      applyChange: (request) => {
        passwords.push(request.config?.["password_wo"]);
        return toy.applyChange(request);
      },
    });
    const work = await workspace(engine, provider);
    work.write(`
ephemeral "toy_word" "w" { about = "pw" }
resource "toy_thing" "a" {
  name        = join("-", provider::toy::repeat("a", 2))
  password_wo = ephemeral.toy_word.w.value
}
import {
  to = toy_thing.b
  id = "old"
}
resource "toy_thing" "b" { name = "old" }
`);
    await work.must("apply", "-auto-approve");
    expect(await work.attributes("toy_thing.a")).toMatchObject({ name: "a-a", password_wo: null });
    expect(await work.attributes("toy_thing.b")).toMatchObject({ id: "thing/old", made: 1 });
    expect(passwords).toContain("word of pw");
    expect((await work.run("plan", "-detailed-exitcode")).code).toBe(0);
  });
});
