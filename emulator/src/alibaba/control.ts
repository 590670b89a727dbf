import type { Ask } from "../admin-route";

/** Direct access to Alibaba Cloud KMS, past the program under test. */
export interface AlibabaControl {
  /**
   * Runs an operation as another caller: unsigned, without faults, not in the journal. Arrays and objects are sent as the JSON
   * strings that the operation expects. @throws EmulatorError with the vendor's code when the operation fails.
   */
  call(operation: string, parameters?: Record<string, unknown>, region?: string): Promise<Record<string, unknown>>;
  /** Puts secrets into the home region: text by name. A value that differs from the current one becomes a new version. */
  setSecrets(secrets: Record<string, string>): Promise<void>;
  /**
   * Limits the lifetime of client keys, counted from their creation (`P20D`), whatever validity is requested. It applies to
   * existing keys too, which then end earlier. Without a duration, keys created from now on have no such limit.
   */
  limitClientKeys(longest?: string): Promise<void>;
}

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
