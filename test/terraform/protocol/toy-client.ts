import type { Attributes, Provider } from "../../../src/terraform/protocol/provider";
import { GrpcClient } from "./grpc-client";
import { serveReattached } from "./reattached";
import { toyProvider } from "./toy-provider";

const open: { close(): unknown }[] = [];

/** A client of a toy that is served in this process. `overrides` replaces what a test wants to be different. */
export async function clientOf(overrides: Partial<Provider> = {}): Promise<GrpcClient> {
  const served = await serveReattached(toyProvider(overrides));
  const client = new GrpcClient(`unix:${served.reattach.Addr.String}`);
  open.push(served, client);
  return client;
}

/** Ends all that {@link clientOf} began. */
export async function closeAll(): Promise<void> {
  for (const each of open.splice(0).reverse()) await each.close();
}

const NOTHING: Attributes = {
  ...Object.fromEntries(["note", "size", "open", "tags", "ports", "labels", "place"].map((name) => [name, null])),
  ...{ limits: null, rules: null, seats: null, password_wo: null, id: null, made: null },
};

/** A whole thing, with null for what isn't given. */
export const thing = (given: object): Attributes => ({ ...NOTHING, name: "a", ...given });
