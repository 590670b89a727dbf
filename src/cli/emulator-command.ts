import { Command, InvalidArgumentError } from "commander";
import type { defaultIbm, Emulator } from "../emulator";

interface EmulatorFlags {
  readonly port: number;
  readonly host: string;
  readonly state?: string;
  readonly clock?: string;
  readonly region: string;
  readonly strict: boolean;
}

/** `keysmith emulator`: the emulated services as a program of their own, until it is interrupted. */
export function emulatorCommand(): Command {
  return new Command("emulator")
    .description("run a server that answers like the vendors' key management services")
    .option("--port <number>", "port to listen on; 0 takes a free one", toPort, 4010)
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--state <file>", "keep the state in this file (default: in memory)")
    .option("--clock <time>", "stop the clock at this time, such as 2026-01-01T00:00:00Z")
    .option("--region <id>", "region of requests to Alibaba Cloud that name none", "cn-hangzhou")
    .option("--strict", "check also what the service is not known to check", false)
    .action(run);
}

async function run(flags: EmulatorFlags): Promise<void> {
  // Loaded here, as certificates and key generation take a while that no other command should wait for.
  const { defaultIbm, startEmulator } = await import("../emulator/index.js");
  const { state: stateFile, ...options } = flags;
  const emulator = await startEmulator({ ...options, stateFile });
  console.log(instructions(emulator, defaultIbm));
  await interrupted();
  await emulator.close();
}

function instructions({ url }: Emulator, { apiKey, keyProtect, icpInstanceId }: typeof defaultIbm): string {
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
    `  export KEYSMITH_ICP_API_KEY=${apiKey}  # service: "icp", url: "${url}", instanceId: "${icpInstanceId}"`,
    "",
  ].join("\n");
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
