import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { leftToAll } from "../../support/describe-engine";
import { AUTO_MTLS, bundled, ENGINE, KINDS, PluginProcess } from "./plugin-process";
import { RawEngine } from "./raw-engine";

const STARTS = leftToAll() ? 20 : 200;
const AT_ONCE = 4;

describe.each(KINDS)("%s", (kind) => {
  let file: string;

  beforeAll(() => {
    file = bundled("toy-main.ts", kind);
  }, 60_000);

  afterAll(() => rmSync(path.dirname(file), { recursive: true }));

  /** Starts a provider, asks it something over its encrypted connection, and says that it is done. */
  async function life(): Promise<{
    readonly statuses: readonly string[];
    readonly end: unknown;
    readonly socket: string;
  }> {
    const plugin = new PluginProcess(file, AUTO_MTLS);
    try {
      const handshake = await plugin.handshake();
      const engine = new RawEngine(handshake, ENGINE);
      const asked = await engine.status("/tfplugin6.Provider/GetProviderSchema");
      const told = await engine.status("/plugin.GRPCController/Shutdown");
      return { statuses: [asked, told], end: await plugin.ended, socket: handshake.address };
    } finally {
      plugin.signal("SIGKILL");
    }
  }

  it(`a provider that is started ${STARTS} times with certificates of their own serves and ends every time`, async () => {
    let left = STARTS;
    const lives: Awaited<ReturnType<typeof life>>[] = [];
    const starter = async () => {
      while (left-- > 0) lives.push(await life());
    };
    await Promise.all(Array.from({ length: AT_ONCE }, starter));
    expect(lives).toHaveLength(STARTS);
    for (const { statuses, end, socket } of lives) {
      expect([...statuses, end, existsSync(socket)]).toEqual(["0", "0", 0, false]);
    }
  }, 240_000);
});
