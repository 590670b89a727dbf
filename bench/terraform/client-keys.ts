import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { type Emulator, startEmulator } from "keysmith-emulator";
import { type KeyAtService, keyIdAt } from "../alibaba/fleet";
import { observed } from "../call-count";
import { type Figure, figure, goal, promise, type Section } from "../figure";

const SIZE = 5000;
const MIB = 150;
const MADE = "2026-07-01T00:00:00Z";

interface Planned {
  readonly calls: readonly string[];
  readonly memory: number;
}

/** A refresh of very many client keys, at the pace with which a client begins: one list of the region serves them all. */
export const clientKeyFleet: Section = {
  name: "terraform-client-keys",
  title: "a plan of very many client keys, as the provider is asked for it",
  async measure() {
    const [one, many] = [await planOf(1), await planOf(SIZE)];
    return figuresOf(`${SIZE.toLocaleString("en-US")} client keys`, one, many);
  },
};

function figuresOf(what: string, one: Planned, many: Planned): readonly Figure[] {
  const named = ({ calls }: Planned): string => calls.join(", ");
  return [
    figure("1 client key: calls", one.calls.length, named(one)),
    promise(`${what}: calls`, many.calls.length, one.calls.length + 1, named(many)),
    goal(`${what}: MiB of memory of the provider, at most`, many.memory, MIB, `for one: ${Math.round(one.memory)}`),
  ];
}

async function planOf(size: number): Promise<Planned> {
  const folder = mkdtempSync(path.join(tmpdir(), "keysmith-keys-"));
  const stateFile = path.join(folder, "emulator.json");
  try {
    const key = await oneKey(stateFile);
    multiply(stateFile, size);
    const emulator = await startEmulator({ stateFile });
    const { result, operations } = await observed(emulator, () => plannedIn(emulator, size, key));
    await emulator.close();
    return { calls: operations, memory: result };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Makes a single key, because each takes the emulator a while, and returns the service's data on it. */
async function oneKey(stateFile: string): Promise<KeyAtService> {
  const emulator = await startEmulator({ clock: MADE, stateFile });
  const of = { AapName: "app-0" };
  await emulator.alibaba.call("CreateApplicationAccessPoint", {
    Name: of.AapName,
    Policies: '["orders"]',
    AuthenticationMethod: "ClientKey",
  });
  await emulator.alibaba.call("CreateClientKey", { ...of, Password: "Correct-Horse-7" });
  const { ClientKeys: keys } = await emulator.alibaba.call("ListClientKeys", of);
  await emulator.close();
  const [key] = keys as readonly Readonly<Record<string, string>>[];
  if (!key?.["NotBefore"] || !key["NotAfter"]) throw new Error("the emulator has made no client key");
  return { notBefore: key["NotBefore"], notAfter: key["NotAfter"] };
}

interface EmulatorFile {
  readonly sections: {
    readonly alibaba: { readonly regions: Readonly<Record<string, { clientKeys: readonly object[] }>> };
  };
}

/** Writes as many keys into the file, each with an access point of its own. */
function multiply(stateFile: string, size: number): void {
  const file = JSON.parse(readFileSync(stateFile, "utf8")) as EmulatorFile;
  for (const region of Object.values(file.sections.alibaba.regions))
    region.clientKeys = region.clientKeys.flatMap((key) =>
      Array.from({ length: size }, (_, index) => ({ ...key, id: keyIdAt(index), accessPoint: `app-${index}` })),
    );
  writeFileSync(stateFile, JSON.stringify(file));
}

/** @returns the largest memory of the provider, in MiB */
async function plannedIn({ url }: Emulator, size: number, key: KeyAtService): Promise<number> {
  const env = {
    PATH: process.env["PATH"],
    KEYSMITH_ALIBABA_ENDPOINT: url,
    ALIBABA_CLOUD_REGION_ID: "cn-hangzhou",
    ALIBABA_CLOUD_ACCESS_KEY_ID: "emulator",
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: "emulator",
    KEYSMITH_AS_OF: MADE,
  };
  const args = [path.join(__dirname, "keys-process.js"), String(size), JSON.stringify(key)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return Number(stdout);
}
