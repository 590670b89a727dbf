import { countWork } from "../../../src/core/work";
import { listen } from "../../../src/grpc/listen";
import { providerCalls } from "../../../src/terraform/protocol/calls";
import { grpcServices } from "../../../src/terraform/protocol/grpc";
import type { Provider } from "../../../src/terraform/protocol/provider";
import { PROTOCOL_VERSION } from "../../../src/terraform/protocol/serve";

/** A provider that is being served. */
export interface Served {
  /** How an engine finds a provider that it doesn't start itself: one entry of `TF_REATTACH_PROVIDERS`. */
  readonly reattach: {
    readonly Addr: { readonly Network: string; readonly String: string };
    readonly [name: string]: unknown;
  };
  /** Ends it. Calls that are under way lose their caller. */
  close(): Promise<void>;
}

/**
 * Serves a provider in this process to engines that are told where it is, in plain text; several can be served at once.
 * It goes on after an engine has said that it is done: other runs may follow.
 */
export async function serveReattached(provider: Provider): Promise<Served> {
  const { address, close } = await listen(grpcServices(providerCalls(provider), countWork()), {});
  const Addr = { Network: address.network, String: address.address };
  // With `Test` the engine leaves the process running.
  return {
    reattach: { Protocol: "grpc", ProtocolVersion: PROTOCOL_VERSION, Pid: process.pid, Test: true, Addr },
    close,
  };
}
