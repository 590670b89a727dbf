import type { Ask } from "../admin-route";

/** Alibaba Cloud KMS behind the emulator's back. */
export interface AlibabaControl {
  /**
   * Runs an operation as if somebody else had: unsigned, never faulty, not in the journal. Arrays and objects are sent as
   * the JSON strings that the operation wants. @throws EmulatorError with the vendor's code when the operation fails.
   */
  call(operation: string, parameters?: Record<string, unknown>, region?: string): Promise<Record<string, unknown>>;
  /** Puts secrets into the home region, text by name. A value that is not the current one becomes a new version. */
  setSecrets(secrets: Record<string, string>): Promise<void>;
  /**
   * Lets client keys last no longer than this from their making (`P20D`), whatever is asked for: those that there are, which end
   * earlier from now on, and those to come. Without a duration there is no such limit for those to come.
   */
  limitClientKeys(longest?: string): Promise<void>;
}

/** The client's side of the vendor's admin routes. */
export function alibabaControl(ask: Ask): AlibabaControl {
  return {
    call: (operation, parameters = {}, region) => ask("POST", "alibaba/call", { operation, parameters, region }),
    setSecrets: async (secrets) => {
      await ask("PUT", "alibaba/secrets", secrets);
    },
    limitClientKeys: async (longest) => {
      await ask("PUT", "alibaba/client-keys", { longest });
    },
  };
}
