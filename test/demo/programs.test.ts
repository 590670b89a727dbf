import { type Program, programs } from "../../scripts/demo/programs";
import type { Declared } from "../../scripts/direct/program";

/** What the program of an example declares, in its order. */
const mockDeclared: Declared[] = [];

// In the place of the resources of Pulumi: what only notes that it was declared, and can be referred to.
jest.mock(
  "keysmith/pulumi",
  () => {
    const resource = (type: string): unknown =>
      class {
        readonly $type = type;
        readonly $name: string;

        constructor(name: string, args: Declared["args"]) {
          this.$name = name;
          mockDeclared.push({ type, name, args });
        }
      };
    return new Proxy({}, { get: (_, name: string) => name === "__esModule" || resource(name) });
  },
  { virtual: true },
);
jest.mock(
  "@pulumi/pulumi",
  () => ({
    Config: class {
      getBoolean(): undefined {}
    },
  }),
  { virtual: true },
);

it.each(Object.entries(programs))(
  "without an engine, %s declares what the example of that name does",
  (name, program) => {
    mockDeclared.length = 0;
    const outputs = require(`../../examples/${name}/index`) as Readonly<Record<string, unknown>>;
    expect(mockDeclared.length).toBeGreaterThan(2);
    expect(program.resources({})).toEqual(mockDeclared);
    expect(Object.keys(program.outputs).sort()).toEqual(Object.keys(outputs).sort());
  },
);

it("allows the end of the encryption when it is told to", () => {
  const { resources } = programs["ibm-app-configuration"] as Program;
  const allowed = (settings: Record<string, string>): unknown =>
    resources(settings).find(({ name }) => name === "flags")?.args["allowReplace"];
  expect([allowed({}), allowed({ endEncryption: "true" })]).toEqual([false, true]);
});
