import { defaultIbm, type Emulator } from "keysmith-emulator";

/** A key as Key Protect shows it, as far as the suites look. */
export interface LiveKey {
  readonly id: string;
  readonly crn: string;
  readonly name: string;
  readonly state: number;
  readonly lastRotateDate?: string;
}

/** The keys that Key Protect has, without those that were deleted. */
export async function liveKeys(emulator: Emulator): Promise<LiveKey[]> {
  return (await ask<{ resources?: LiveKey[] }>(emulator, "/api/v2/keys")).resources ?? [];
}

/** Ids of the authorization policies that count. */
export async function livePolicies(emulator: Emulator): Promise<string[]> {
  const query = `account_id=${defaultIbm.account}&type=authorization&state=active`;
  const { policies } = await ask<{ policies: { id: string }[] }>(emulator, `/v2/policies?${query}`);
  return policies.map(({ id }) => id);
}

/** Which root key each integration of App Configuration encrypts with, by the integration's id. */
export async function liveIntegrations(emulator: Emulator): Promise<Record<string, string>> {
  const path = `/apprapp/feature/v1/instances/${defaultIbm.appConfig}/integrations?expand=true`;
  const { integrations } = await ask<{ integrations: Integration[] }>(emulator, path);
  return Object.fromEntries(integrations.map(({ integration_id, metadata }) => [integration_id, metadata.root_key_id]));
}

interface Integration {
  readonly integration_id: string;
  readonly metadata: { readonly root_key_id: string };
}

/** Rotates a generated root key behind the engine's back. */
export async function rotateElsewhere({ ibm }: Emulator, keyId: string): Promise<void> {
  const { status, body } = await ibm.request("POST", `/api/v2/keys/${keyId}/actions/rotate`);
  if (status !== 204) throw new Error(`not rotated: ${JSON.stringify(body)}`);
}

async function ask<T>({ ibm }: Emulator, path: string): Promise<T> {
  const { status, body } = await ibm.request("GET", path);
  if (status !== 200) throw new Error(`${path} was answered with ${status}: ${JSON.stringify(body)}`);
  return body as T;
}
