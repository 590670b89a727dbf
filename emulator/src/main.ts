import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { defaultIbm, type Emulator, EmulatorError, startEmulator } from "./index";
import { type TlsFlags, tlsOption } from "./tls-flags";

interface Flags extends TlsFlags {
  readonly port: number;
  readonly host: string;
  readonly state?: string;
  readonly clock?: string;
  readonly region: string;
  readonly strict: boolean;
  readonly instance: readonly InstanceFlag[];
}

/** An instance with a port of its own. */
interface InstanceFlag {
  readonly id: string;
  readonly port: number;
}

/** `keysmith-emulator`: the emulator as a program that runs until it is interrupted. */
function program(): Command {
  const manifest = JSON.parse(readFileSync(path.join(__dirname, "../package.json"), "utf8")) as { version: string };
  return new Command("keysmith-emulator")
    .description("A server that answers like the key management services of Alibaba Cloud and IBM")
    .version(manifest.version)
    .option("--port <number>", "port to listen on; 0 takes a free one", toPort, 4010)
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--state <file>", "keep the state in this file (default: in memory)")
    .option("--tls", "serve HTTPS, with a certificate that the emulator's CA issues")
    .option("--tls-ca <file>", "write the certificates of that CA to this file (default: print them)")
    .option("--tls-cert <file>", "serve HTTPS with this certificate instead, PEM, with those who issued it behind it")
    .option("--tls-key <file>", "the key of that certificate, PEM")
    .option("--clock <time>", "stop the clock at this time, such as 2026-01-01T00:00:00Z")
    .option("--region <id>", "region of requests to Alibaba Cloud that name none", "cn-hangzhou")
    .option(
      "--instance <id[=port]>",
      "serve this KMS instance over HTTPS at a port of its own, with a certificate of its CA; can be repeated",
      toInstance,
      [],
    )
    .option("--strict", "check also what the service is not known to check", false)
    .showHelpAfterError()
    .action(run);
}

async function run({ state: stateFile, tlsCa, instance, ...options }: Flags): Promise<void> {
  const emulator = await startEmulator({
    ...options,
    stateFile,
    tls: tlsOption({ ...options, tlsCa }),
    instances: instance.map(({ id }) => ({ instanceId: id })),
    endpoints: instance.map(({ id, port }) => ({ kmsInstance: id, port })),
  });
  try {
    if (tlsCa !== undefined && emulator.ca !== undefined) writeFileSync(tlsCa, emulator.ca);
    console.log(instructions(emulator, tlsCa));
    await interrupted();
  } finally {
    await emulator.close();
  }
}

function instructions({ url, ca, endpoints }: Emulator, caFile: string | undefined): string {
  const { apiKey, keyProtect, icpInstanceId } = defaultIbm;
  return [
    `emulator listening on ${url}`,
    "",
    `  export KEYSMITH_ALIBABA_ENDPOINT=${url}`,
    "  export ALIBABA_CLOUD_REGION_ID=cn-hangzhou",
    "  export ALIBABA_CLOUD_ACCESS_KEY_ID=emulator ALIBABA_CLOUD_ACCESS_KEY_SECRET=emulator",
    "",
    `  export KEYSMITH_IBM_ENDPOINT=${url}`,
    `  export KEYSMITH_IBM_INSTANCE=${keyProtect}`,
    `  export IBMCLOUD_API_KEY=${apiKey}`,
    "",
    ...endpoints.map(({ kmsInstance, url }) => `  KMS instance ${kmsInstance}: endpoint ${new URL(url).host}`),
    ...(endpoints.length > 0 ? ["  (its CA certificates: GetKmsInstance, or sdkBundle of a ClientKey)", ""] : []),
    ...(ca === undefined ? [] : [trust(ca, caFile), ""]),
    `  export KEYSMITH_ICP_API_KEY=${apiKey}  # service: "icp", url: "${url}", instanceId: "${icpInstanceId}"`,
    "",
  ].join("\n");
}

/** Tells how to make clients trust the emulator's own CA. */
function trust(ca: string, file: string | undefined): string {
  const name = file ?? "ca.pem";
  const settings = `  export KEYSMITH_ALIBABA_CA_FILE=${name} KEYSMITH_IBM_CA_FILE=${name}`;
  return file === undefined
    ? `${settings}  # a file with these certificates:\n\n${ca.replaceAll("\r\n", "\n")}`
    : settings;
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}

function toPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError("give a whole number from 0 to 65535");
}

function toInstance(text: string, before: readonly InstanceFlag[]): readonly InstanceFlag[] {
  const [, id, port = "0"] = /^(kst-[a-z0-9]+)(?:=(.+))?$/.exec(text) ?? [];
  if (id === undefined) throw new InvalidArgumentError("give an id such as kst-hzz1, or kst-hzz1=4011 with a port");
  return [...before, { id, port: toPort(port) }];
}

/** Lets the emulator run on when its output's reader, such as `head`, has left. */
function letReaderLeave(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}

async function main(): Promise<void> {
  process.stdout.on("error", letReaderLeave);
  try {
    await program().parseAsync();
  } catch (error) {
    // A port in use or a forbidden port needs no stack trace either.
    const known = error instanceof EmulatorError || (error instanceof Error && "syscall" in error);
    console.error(known ? `keysmith-emulator: ${error.message}` : error);
    process.exitCode = 1;
  }
}

void main();
