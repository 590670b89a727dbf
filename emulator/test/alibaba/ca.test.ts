import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultInstanceId, type Emulator } from "../../src";
import { withEmulator } from "../support";

const pem = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\r?\n/g;

async function chainOf(emulator: Emulator, region = "cn-hangzhou"): Promise<string> {
  const answer = await emulator.alibaba.call("GetKmsInstance", { KmsInstanceId: defaultInstanceId }, region);
  return (answer["KmsInstance"] as { CaCertificateChainPem: string }).CaCertificateChainPem;
}

const certificatesIn = (chain: string) => (chain.match(pem) ?? []).map((one) => new X509Certificate(one));

/** The status of a request over TLS by a client that trusts nobody else. */
function statusBy(ca: string | undefined, url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(`${url}/_emulator/clock`, { ca, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on("error", reject);
  });
}

describe("the CA of the instances", () => {
  it("is a chain of two, the root first, as the service's: one root, and under it one CA for each region", async () => {
    await withEmulator({}, async (emulator) => {
      const chain = await chainOf(emulator);
      expect(chain.replace(pem, "")).toBe("");
      const [root, second, ...more] = certificatesIn(chain);
      const [otherRoot, otherSecond] = certificatesIn(await chainOf(emulator, "cn-shanghai"));
      if (!root || !second) throw new Error("there are no two certificates");
      expect(more).toEqual([]);
      expect([root.ca, second.ca]).toEqual([true, true]);
      expect(root.verify(root.publicKey)).toBe(true);
      expect(second.verify(root.publicKey)).toBe(true);
      expect(second.checkIssued(root)).toBe(true);
      expect(root.subject).toMatch(/CN=.*KMS Root CA$/);
      expect(second.subject).toMatch(/CN=.*KMS cn-hangzhou Second CA$/);
      expect(otherRoot?.fingerprint256).toBe(root.fingerprint256);
      expect(otherSecond?.subject).toMatch(/CN=.*KMS cn-shanghai Second CA$/);
      expect(otherSecond?.verify(root.publicKey)).toBe(true);
      expect(await chainOf(emulator)).toBe(chain);
      // Every region exists, whatever it is called.
      expect(certificatesIn(await chainOf(emulator, "root"))[1]?.subject).toMatch(/CN=.*KMS root Second CA$/);
    });
  });

  it.each(["2019-01-01T00:00:00Z", "2060-01-01T00:00:00Z"])(
    "is valid by the emulator's clock and by the clocks of clients: %s",
    async (clock) => {
      await withEmulator({ clock }, async (emulator) => {
        for (const { validFrom, validTo } of certificatesIn(await chainOf(emulator))) {
          for (const time of [Date.now(), Date.parse(clock)]) {
            expect(Date.parse(validFrom)).toBeLessThan(time);
            expect(Date.parse(validTo)).toBeGreaterThan(time);
          }
        }
      });
    },
  );
});

describe("an emulator that asks its own CA for a certificate", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "keysmith-emulator-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is trusted by who trusts the chain of its instances, and by nobody else", async () => {
    await withEmulator({ tls: true, clock: "2040-01-01T00:00:00Z" }, async (emulator) => {
      expect(emulator.url).toBe(`https://127.0.0.1:${emulator.port}`);
      const ca = await chainOf(emulator);
      expect(emulator.ca).toBe(ca);
      expect(await statusBy(ca, emulator.url)).toBe(200);
      expect(await statusBy(ca, emulator.url.replace("127.0.0.1", "localhost"))).toBe(200);
      // The root alone does, as the server sends the other one.
      expect(await statusBy(ca.match(pem)?.[0], emulator.url)).toBe(200);
      await expect(statusBy(undefined, emulator.url)).rejects.toThrow("certificate");
      // With keys of its own, where the tests use the same ones again.
      await withEmulator({ rsaKeys: [] }, async (other) => {
        await expect(statusBy(await chainOf(other), emulator.url)).rejects.toThrow("certificate");
      });
    });
  });

  it("is trusted after a restart too, as the CA's keys are kept, hidden from who looks at the state", async () => {
    const stateFile = join(folder, "state.json");
    let ca: string | undefined;
    await withEmulator({ stateFile, tls: true }, async (emulator) => {
      ca = emulator.ca;
      const { hidden } = JSON.parse(readFileSync(stateFile, "utf8"));
      const [key] = Object.values<string>(hidden.alibaba.ca);
      expect(key?.length).toBeGreaterThan(1000);
      expect(JSON.stringify(await emulator.state())).not.toContain(key);
    });
    await withEmulator({ stateFile, tls: true }, async (emulator) => {
      expect(emulator.ca).toBe(ca);
      expect(await statusBy(ca, emulator.url)).toBe(200);
    });
  });

  it("has a certificate for the name at which it listens", async () => {
    await withEmulator({ tls: true, host: "0.0.0.0" }, async (emulator) => {
      expect(await statusBy(emulator.ca, emulator.url)).toBe(200);
    });
  });
});
