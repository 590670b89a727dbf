import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { dynamic, type GrpcClient } from "./grpc-client";
import { AUTO_MTLS, bundled, ENGINE, PluginProcess } from "./plugin-process";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "keysmith-late-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** The packages of which a bundle has compiled the code while `calls` were made of it. */
async function loadedBy(file: string, calls: (client: GrpcClient) => Promise<unknown>): Promise<string[]> {
  const [hook, log] = [path.join(folder, "hook.cjs"), path.join(folder, "log")];
  writeFileSync(
    hook,
    `const vm = require("node:vm");
     vm.Script = class extends vm.Script {
       constructor(code, options) {
         super(code, options);
         if (!options.filename.startsWith("late/")) return;
         require("node:fs").appendFileSync(${JSON.stringify(log)}, options.filename + "\\n");
       }
     };`,
  );
  const plugin = new PluginProcess(file, { ...AUTO_MTLS, NODE_OPTIONS: `--require ${hook}` });
  try {
    const client = await plugin.client(ENGINE);
    await calls(client);
    await client.call("plugin.GRPCController", "Shutdown");
    await plugin.ended;
    client.close();
    return existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
  } finally {
    plugin.signal("SIGKILL");
    rmSync(path.dirname(file), { recursive: true });
  }
}

const schemaOf = async (client: GrpcClient) => {
  const { diagnostics } = await client.provider("GetProviderSchema");
  expect(diagnostics).toEqual([]);
};

it("the provider has loaded no client, no credentials and no encryption of values when it has told its schema", async () => {
  const file = bundled("../../../src/terraform/main.ts");
  const text = readFileSync(file, "utf8");
  for (const name of ["undici", "@alicloud/credentials", "age-encryption"]) expect(text).toContain(`"late/${name}"`);
  expect(await loadedBy(file, schemaOf)).toEqual([]);
}, 60_000);

it("what is loaded late is loaded when it is needed", async () => {
  const loaded = await loadedBy(bundled("toy-main.ts"), async (client) => {
    const { diagnostics } = await client.provider("ValidateProviderConfig", { config: dynamic({ region: null }) });
    expect(diagnostics).toEqual([]);
  });
  expect(loaded).toEqual(["late/undici"]);
}, 60_000);
