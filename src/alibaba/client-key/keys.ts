import type { Address } from "../../core/address";
import { isKeysmithError } from "../../core/errors";
import { unlessGone } from "../../core/patterns/gone";
import type { AlibabaContext } from "../api/client";
import * as operations from "../api/operations";
import type { ClientKeyReply } from "../api/wire";
import type { ClientKeyState } from "./fields";

// Which client keys there are, as the service says.

export function addressOfKey({ region, clientKeyId }: Readonly<Record<string, unknown>>): Address {
  const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
  return { kind: "client key", place: text(region), name: text(clientKeyId) };
}

/** The keys of an access point at this moment; none where it is gone. */
export async function listKeys(
  { client }: AlibabaContext,
  region: string,
  accessPoint: string,
): Promise<readonly ClientKeyReply[]> {
  const reply = await unlessGone(client.call(operations.listClientKeys, region, { AapName: accessPoint }));
  return (reply?.clientKeys ?? []).filter(({ aapName }) => aapName === accessPoint);
}

export function describeKey(
  { client }: AlibabaContext,
  region: string,
  clientKeyId: string,
): Promise<ClientKeyReply | undefined> {
  return unlessGone(client.call(operations.getClientKey, region, { ClientKeyId: clientKeyId }));
}

/** Done also when the key is gone already. */
export async function deleteKey(
  { client, ledger }: AlibabaContext,
  region: string,
  clientKeyId: string,
): Promise<void> {
  await unlessGone(client.call(operations.deleteClientKey, region, { ClientKeyId: clientKeyId }));
  ledger.deleted(addressOfKey({ region, clientKeyId }));
}

/** Notes a key that was made: a list that was read before doesn't show it. */
export function keyWasMade({ ledger, memo }: AlibabaContext, region: string, clientKeyId: string): void {
  memo.forget(regionKey(region));
  ledger.made(addressOfKey({ region, clientKeyId }));
}

/** Of one list of the region, which serves all keys of a run. What that doesn't show, as it is refused or cut, is asked for by itself. */
interface Sighting {
  /** Nothing when the key is gone. */
  readonly key: ClientKeyReply | undefined;
  /** The keys of its access point; nothing where the service doesn't let them be listed. */
  readonly all: readonly ClientKeyReply[] | undefined;
}

export async function sight(
  context: AlibabaContext,
  { region, accessPoint, clientKeyId }: Pick<ClientKeyState, "region" | "accessPoint" | "clientKeyId">,
): Promise<Sighting> {
  const listed = await keysOfRegion(context, region);
  const isIt = (key: ClientKeyReply): boolean => key.clientKeyId === clientKeyId;
  const isBeside = (key: ClientKeyReply): boolean => key.aapName === accessPoint;
  if (listed?.some(isIt)) return { key: listed.find(isIt), all: listed.filter(isBeside) };
  const key = await describeKey(context, region, clientKeyId);
  return { key, all: await unlessRefused(listKeys(context, region, accessPoint)) };
}

async function keysOfRegion(
  { client, ledger, memo }: AlibabaContext,
  region: string,
): Promise<readonly ClientKeyReply[] | undefined> {
  const listed = await memo.once(regionKey(region), async () => {
    const reply = await unlessRefused(client.call(operations.listClientKeys, region, {}));
    return reply?.clientKeys;
  });
  return listed?.filter(({ clientKeyId }) => !ledger.hasDeleted(addressOfKey({ region, clientKeyId })));
}

function regionKey(region: string): string {
  return `client keys of ${region}`;
}

/** A policy may allow to list the keys of one access point, or none; and whether one may be left out is for the service to say. */
async function unlessRefused<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isKeysmithError(error) && (error.code === "permission" || error.code === "rejected")) return undefined;
    throw error;
  }
}
