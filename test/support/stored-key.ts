import type { Emulator } from "keysmith-emulator";
import { alibaba } from "../../src/alibaba";
import type { AlibabaClient } from "../../src/alibaba/api/client";
import { signerOf } from "../../src/alibaba/data-plane/pkcs12";
import { getSecretValue } from "../../src/alibaba/functions/operations";
import { parseTime } from "../../src/core/clock";
import { Secret } from "../../src/core/secret";
import { realTiming } from "../../src/core/timing";
import { REGION } from "./alibaba";

/** What a ClientKey with `store` has put into a secret. */
export interface StoredKey {
  readonly clientKeyId: string;
  readonly clientKeyContent: string;
  readonly password: string;
  readonly notAfter: string;
}

export async function storedKey(
  { alibaba: service }: Emulator,
  secret: string,
  stage = "ACSCurrent",
): Promise<StoredKey> {
  const { SecretData } = await service.call("GetSecretValue", { SecretName: secret, VersionStage: stage });
  return JSON.parse(String(SecretData)) as StoredKey;
}

/** What a program must not have written down. */
export function secretsOf({ clientKeyContent, password }: StoredKey): readonly string[] {
  return [password, clientKeyContent, (JSON.parse(clientKeyContent) as { PrivateKeyData: string }).PrivateKeyData];
}

/** What a secret holds, as an application reads it with its key. */
export async function readWith(emulator: Emulator, key: StoredKey, secret: string, at: string): Promise<string> {
  const settings: Record<string, string> = { "alibaba.endpoint": emulator.url };
  const client = alibaba.connect((setting) => settings[setting.config], {
    clock: { now: () => parseTime(at) },
    timing: realTiming(),
    env: {},
  }) as AlibabaClient;
  const signer = signerOf(new Secret(key.clientKeyContent), new Secret(key.password));
  const { SecretData } = await client.call(getSecretValue, REGION, { SecretName: secret }, signer);
  return SecretData.reveal();
}
