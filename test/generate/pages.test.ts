import path from "node:path";
import ts from "typescript";
import { referencePages } from "../../scripts/generate/reference-pages";
import { vendors } from "../../src/catalog";

const EXAMPLES = path.resolve(__dirname, "../../examples");

/** The TypeScript of all pages, by the file that each would be in the project of an example. */
function programs(): ReadonlyMap<string, string> {
  const blocks = [...referencePages(vendors)].flatMap(([page, text]) =>
    [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(
      ([, code = ""], index) => [path.join(EXAMPLES, "standard", `${page}-${index}.ts`), code] as const,
    ),
  );
  return new Map(blocks);
}

/** What the compiler says of texts in a project that is set up as the examples are. */
function complaintsAbout(texts: ReadonlyMap<string, string>): string[] {
  const file = path.join(EXAMPLES, "standard/tsconfig.json");
  const { config } = ts.readConfigFile(file, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, path.dirname(file));
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (name) => texts.get(name) ?? readFile.call(host, name);
  host.fileExists = (name) => texts.has(name) || fileExists.call(host, name);
  const program = ts.createProgram([...texts.keys()], { ...options, noEmit: true }, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ file: where, messageText }) =>
      [path.basename(where?.fileName ?? ""), ts.flattenDiagnosticMessageText(messageText, "; ")].join(" "),
    );
}

describe("the TypeScript of the pages", () => {
  it("is there for every resource and function", () => {
    const count = vendors.reduce((sum, { definitions, functions }) => sum + definitions.length + functions.length, 0);
    expect(programs().size).toBe(count);
  });

  it("compiles in a project of the examples' settings, which what can't be there does not", () => {
    const name = path.join(EXAMPLES, "standard", "wrong.ts");
    const wrong = 'import * as keysmith from "keysmith/pulumi";\nexport const found = await keysmith.countKeys({});\n';
    expect(complaintsAbout(new Map([...programs(), [name, wrong]]))).toEqual([
      "wrong.ts The current file is a CommonJS module and cannot use 'await' at the top level.",
    ]);
  }, 60_000);
});
