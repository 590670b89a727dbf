import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import { text as textOf } from "node:stream/consumers";
import { connectEmulator } from "../src";
import { certify, toPem } from "../src/alibaba/certificate";
import { type TlsFlags, tlsOption } from "../src/tls-flags";

const PROGRAM = path.resolve(__dirname, "../dist/main.js");

let folder: string;
let running: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "keysmith-emulator-"));
});
afterEach(() => {
  running?.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

const run = (...options: string[]) => {
  const child = spawn(process.execPath, [PROGRAM, "--port", "0", ...options]);
  running = child;
  return child;
};

/** What the program prints, up to its last line, and its address. */
async function started(...options: string[]): Promise<{ printed: string; url: string }> {
  const child = run(...options);
  let printed = "";
  for await (const chunk of child.stdout) {
    printed += chunk;
    if (printed.endsWith("\n\n")) break;
  }
  return { printed, url: /listening on (\S+)/.exec(printed)?.[1] ?? "" };
}

async function failed(...options: string[]): Promise<{ code: unknown; stderr: string }> {
  const child = run(...options);
  const ended = new Promise((resolve) => child.on("close", resolve));
  const stderr = await textOf(child.stderr);
  return { code: await ended, stderr };
}

function statusBy(ca: string, url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(`${url}/_emulator/clock`, { ca, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on("error", reject);
  });
}

describe("keysmith-emulator --tls", () => {
  it("has a certificate of its own CA, whose certificates it writes to a file", async () => {
    const file = path.join(folder, "ca.pem");
    const { printed, url } = await started("--tls", "--tls-ca", file);
    expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect(await statusBy(readFileSync(file, "utf8"), url)).toBe(200);
    expect(printed).toContain(`export KEYSMITH_ALIBABA_CA_FILE=${file} KEYSMITH_IBM_CA_FILE=${file}`);
    expect(printed).not.toContain("BEGIN");
  });

  it("prints them where no file is named", async () => {
    const { printed, url } = await started("--tls");
    const ca = /-----BEGIN.+END CERTIFICATE-----/s.exec(printed)?.[0] ?? "";
    expect(await statusBy(ca, url)).toBe(200);
    expect(printed).not.toContain("PRIVATE");
  });

  it("has the certificate that it is given", async () => {
    const { cert, key } = ownCertificate();
    const { url } = await started("--tls", "--tls-cert", cert, "--tls-key", key);
    expect(await statusBy(readFileSync(cert, "utf8"), url)).toBe(200);
  });

  it.each<[TlsFlags, string]>([
    [{ tlsCert: "CERT", tlsKey: "KEY" }, "need --tls"],
    [{ tlsCa: "ca.pem" }, "need --tls"],
    [{ tls: true, tlsCert: "CERT" }, "give --tls-key"],
    [{ tls: true, tlsKey: "KEY" }, "give --tls-cert"],
    [{ tls: true, tlsCa: "ca.pem", tlsCert: "CERT", tlsKey: "KEY" }, "--tls-ca is for"],
    [{ tls: true, tlsCert: "KEY", tlsKey: "KEY" }, "are not a certificate"],
  ])("is refused with %j: %s", (flags, message) => {
    const { cert, key } = ownCertificate();
    const named = Object.entries(flags).map(([name, value]) => [
      name,
      ({ CERT: cert, KEY: key } as Record<string, string>)[String(value)] ?? value,
    ]);
    const refused = { code: "EmulatorInput", message: expect.stringContaining(message) };
    expect(() => tlsOption(Object.fromEntries(named))).toThrow(expect.objectContaining(refused));
  });

  it.each([
    ["--tls-cert", "/none.pem", "--tls-key", "/none.pem"],
    ["--tls-ca", "/none/ca.pem"],
  ])("ends with %s %s, where there is nothing, and says so", async (...options) => {
    const { code, stderr } = await failed("--tls", ...options);
    expect(code).toBe(1);
    expect(stderr).toContain(options[1]);
    expect(stderr).not.toContain("    at ");
  });
});

describe("keysmith-emulator --state", () => {
  it("ends at once, and says why, where nothing can be written", async () => {
    const place = existsSync("/proc") ? "/proc/keysmith/state.json" : path.join(process.execPath, "state.json");
    const { code, stderr } = await failed("--state", place);
    expect(code).toBe(1);
    expect(stderr).toContain(`${place} cannot be written`);
    expect(stderr).not.toContain("    at ");
  });
});

describe("keysmith-emulator that holds answers back", () => {
  // A bug: with more than ten of them Node warned on the terminal of a leak of listeners, as all wait for one signal.
  it("does so without a warning, however many they are", async () => {
    const { url } = await started();
    const stderr = running?.stderr ? textOf(running.stderr) : undefined;
    const faults = [{ operation: "ListPolicies", kind: "slow-headers", ms: 300, times: 12 }];
    await fetch(`${url}/_emulator/faults`, { method: "PUT", body: JSON.stringify(faults) });
    await Promise.all(Array.from({ length: 12 }, () => fetch(`${url}/?Action=ListPolicies`)));
    running?.kill("SIGTERM");
    expect(await stderr).toBe("");
  });
});

/** The files of a certificate that signs itself. */
function ownCertificate(): { cert: string; key: string } {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const { certificate } = certify({
    key: privateKey,
    commonName: "localhost",
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 3_600_000),
    extensions: [{ name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] }],
  });
  const files = { cert: path.join(folder, "cert.pem"), key: path.join(folder, "key.pem") };
  writeFileSync(files.cert, toPem(certificate));
  writeFileSync(files.key, privateKey.export({ type: "pkcs8", format: "pem" }));
  return files;
}

describe("keysmith-emulator --instance", () => {
  it("serves the instance at an address of its own, with its CA", async () => {
    const { printed, url } = await started("--instance", "kst-hzz1");
    const endpoint = /KMS instance kst-hzz1: endpoint (127\.0\.0\.1:\d+)/.exec(printed)?.[1];
    expect(endpoint).toBeDefined();
    const { KmsInstance } = await connectEmulator(url).alibaba.call("GetKmsInstance", { KmsInstanceId: "kst-hzz1" });
    const { CaCertificateChainPem } = KmsInstance as { CaCertificateChainPem: string };
    expect(await statusBy(CaCertificateChainPem, `https://${endpoint}`)).toBe(200);
  });

  it.each([
    ["hzz1", "kst-hzz1=4011"],
    ["kst-hzz1=x", "from 0 to 65535"],
  ])("refuses %s", async (given, text) => {
    const { code, stderr } = await failed("--instance", given);
    expect(code).toBe(1);
    expect(stderr).toContain(text);
  });
});
