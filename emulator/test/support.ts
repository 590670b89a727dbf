import type { Emulator, EmulatorOptions } from "../src";
import { startEmulator } from "./start";
import { callBy, plainWay, type Reply } from "./vendor-clients";

/** An error as one of the vendor's clients gives it, reduced to what came over the wire. */
export interface WireError {
  status: number;
  code: string;
  data: Record<string, unknown>;
}

/** Starts an emulator before each test of the surrounding `describe` and stops it afterwards. */
export function useEmulator(options: EmulatorOptions = {}): { readonly it: Emulator } {
  let running: Emulator | undefined;
  beforeEach(async () => {
    running = await startEmulator(options);
  });
  afterEach(() => running?.close());
  return {
    get it(): Emulator {
      if (running === undefined) throw new Error("the emulator runs during tests only");
      return running;
    },
  };
}

/** Runs an emulator for as long as `work` takes; a failing test must not leave it open. */
export async function withEmulator(
  options: EmulatorOptions,
  work: (emulator: Emulator) => Promise<void>,
): Promise<void> {
  const emulator = await startEmulator(options);
  try {
    await work(emulator);
  } finally {
    await emulator.close();
  }
}

/** Calls an operation by a vendor's client in the plainest way. */
export function call(emulator: Emulator, action: string, parameters: Record<string, unknown> = {}): Promise<Reply> {
  return callBy(plainWay, emulator, action, toTexts(parameters));
}

/** The error that a call ends in; a call that succeeds fails the test. */
export async function errorOf(pending: Promise<unknown>): Promise<WireError> {
  const outcome = await pending.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ("value" in outcome) throw new Error(`expected an error, got ${JSON.stringify(outcome.value)}`);
  // One of the clients puts the status into the data, the other beside it.
  const { code, data, statusCode } = outcome.error as { code: string; data?: Reply; statusCode?: number };
  return { code, status: Number(data?.["statusCode"] ?? statusCode), data: data ?? {} };
}

/** Arrays and objects as the JSON strings that the operations take. */
export function toTexts(parameters: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

export const samplePolicy: Record<string, unknown> = {
  Name: "orders",
  KmsInstance: "kst-hzz0000000000emulator",
  Permissions: ["RbacPermission/Template/CryptoServiceKeyUser", "RbacPermission/Template/CryptoServiceSecretUser"],
  Resources: ["key/*", "secret/orders/*"],
};

/** The same for the shared gateway, where secrets can be read and nothing else. */
export const gatewayPolicy: Record<string, unknown> = {
  ...samplePolicy,
  KmsInstance: "shared",
  Permissions: ["RbacPermission/Template/SecretUser"],
};

export const sampleAccessPoint: Record<string, unknown> = {
  Name: "orders-app",
  AuthenticationMethod: "ClientKey",
  Policies: ["orders"],
};

export const samplePassword = "Vq7~tr0mbone";
