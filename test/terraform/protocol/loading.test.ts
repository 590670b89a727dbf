import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { AUTO_MTLS, bundled, ENGINE, PluginProcess } from "./plugin-process";

interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly {
      readonly functionName: string;
      readonly ranges: readonly { readonly count: number }[];
    }[];
  }[];
}

let file: string;
let folder: string;

beforeAll(() => {
  // The bundler wraps what may be loaded late into functions that it names after the files, unless names are shortened.
  file = bundled("../../../src/terraform/main.ts", "--readable");
  folder = mkdtempSync(path.join(tmpdir(), "keysmith-coverage-"));
}, 60_000);

afterAll(() => {
  for (const each of [path.dirname(file), folder]) rmSync(each, { recursive: true });
});

/** The files in the bundle that are loaded late, and whether they were in this run. */
function lateFiles(): ReadonlyMap<string, boolean> {
  const written = readdirSync(folder).map((name) => readFileSync(path.join(folder, name), "utf8"));
  const scripts = written.flatMap((text) => (JSON.parse(text) as Coverage).result);
  const functions = scripts
    .filter(({ url }) => url.endsWith("terraform-provider-keysmith"))
    .flatMap((each) => each.functions);
  const late = functions.filter(({ functionName }) => /^(node_modules|src)\//.test(functionName));
  return new Map(late.map(({ functionName, ranges }) => [functionName, (ranges[0]?.count ?? 0) > 0]));
}

it("a provider that is asked for its schema has loaded no client, no credentials and no encryption of values", async () => {
  const plugin = new PluginProcess(file, { ...AUTO_MTLS, NODE_V8_COVERAGE: folder });
  const client = await plugin.client(ENGINE);
  const { diagnostics } = await client.provider("GetProviderSchema");
  expect(diagnostics).toEqual([]);
  await client.call("plugin.GRPCController", "Shutdown");
  expect(await plugin.ended).toBe(0);
  client.close();

  const files = lateFiles();
  const of = (name: string) => [...files].filter(([each]) => each.includes(`/${name}/`));
  // What is loaded late at all, and was: otherwise the rest would say nothing.
  expect(of("node-forge").filter(([, loaded]) => loaded)).not.toEqual([]);
  for (const name of ["undici", "@alicloud/credentials", "age-encryption"]) {
    expect(of(name)).not.toEqual([]);
    expect(of(name).filter(([, loaded]) => loaded)).toEqual([]);
  }
}, 60_000);
