import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Emulator } from "keysmith-emulator";
import { makeAuthority, makeServer } from "../http/certificates";
import { serveProxy } from "../http/servers";
import { startEmulator } from "../support/emulator";
import { KINDS } from "../terraform/protocol/plugin-process";
import { environment } from "../terraform/stage";
import { problemsIn, product, recorded, Session } from "./session";

const HOST = "kms.keysmith.test";
const RULE = { name: "office", label: "shop/office", source_private_ips: ["10.20.0.0/16"] };

const [ours, theirs] = [makeAuthority(), makeAuthority()];

describe.each(KINDS)("the provider's connections to the service, %s", (kind) => {
  let provider: ReturnType<typeof product>;
  let emulator: Emulator;
  let folder: string;
  const sessions: Session[] = [];

  beforeAll(async () => {
    provider = product(kind);
    folder = mkdtempSync(path.join(tmpdir(), "keysmith-network-"));
    for (const [name, { cert }] of Object.entries({ ours, theirs })) writeFileSync(path.join(folder, name), cert);
    const { cert, key } = makeServer(HOST, ours);
    emulator = await startEmulator({ tls: { cert, key } });
  }, 120_000);

  afterAll(async () => {
    for (const session of sessions) await session.kill();
    await emulator?.close();
    provider?.remove();
    rmSync(folder, { recursive: true });
  });

  /** Makes a rule at the emulator, which is known by a name and reached by way of a proxy alone. */
  async function make(
    authority: "ours" | "theirs",
    name: string,
  ): Promise<{ made: unknown; wrong: string; asked: string[] }> {
    const proxy = await serveProxy(emulator.port);
    const session = await Session.open(provider.file, {
      ...environment(`https://${HOST}`),
      KEYSMITH_ALIBABA_CA_FILE: path.join(folder, authority),
      // By a name of this machine, as companies have one for theirs.
      HTTPS_PROXY: proxy.url.replace("127.0.0.1", "localhost"),
    });
    sessions.push(session);
    await session.configure({ stack: "shop" });
    const kept = await session.change("keysmith_network_rule", { ...RULE, name });
    const wrong = problemsIn(session).join("\n");
    return { made: wrong ? undefined : recorded(kept, "arn"), wrong, asked: [...new Set(proxy.asked)] };
  }

  it("go through a proxy, with an authority of one's own", async () => {
    const { made, wrong, asked } = await make("ours", "office");
    expect({ made, wrong }).toEqual({ made: expect.stringContaining("office"), wrong: "" });
    expect(asked).toEqual([`${HOST}:443`]);
    expect((await emulator.calls()).map(({ operation }) => operation)).toContain("CreateNetworkRule");
  }, 60_000);

  it("are not made where another authority has vouched for the service", async () => {
    await emulator.clearCalls();
    const { made, wrong } = await make("theirs", "branch");
    expect(made).toBeUndefined();
    expect(wrong).toMatch(/certificate/);
    expect(wrong).not.toContain("BEGIN CERTIFICATE");
    expect(await emulator.calls()).toEqual([]);
  }, 60_000);
});
