import type { Server } from "@grpc/grpc-js";
import type { Work } from "../../core/work";
import { ProtocolServer } from "../../grpc/service";
import { MESSAGES, type ProviderCalls, SERVICES } from "./messages";

const SERVING = 1;

/** The gRPC services of the provider, and those that engines expect beside it. */
export interface GrpcServices {
  readonly server: Server;
  /** Resolves when an engine has said that it is done with the plugin, and waits for the process to end. */
  readonly shutDown: Promise<void>;
  /** Ends the streams that are kept open in silence. */
  endSilence(): void;
}

/** @param work counts the provider's calls */
export function grpcServices(calls: ProviderCalls, work: Work): GrpcServices {
  const services = new ProtocolServer({ messages: MESSAGES, services: SERVICES });
  const silence = keepSilence();
  services.serve("tfplugin6.Provider", calls, work);
  services.serve("grpc.health.v1.Health", { Check: () => ({ status: SERVING }) });
  services.add("plugin.GRPCStdio", { StreamStdio: silence.open });
  services.add("plugin.GRPCBroker", { StartStream: silence.open });
  const shutDown = new Promise<void>((resolve) => {
    const answer = () => {
      setImmediate(resolve);
      return {};
    };
    services.serve("plugin.GRPCController", { Shutdown: answer });
  });
  return { server: services.server, shutDown, endSilence: silence.end };
}

interface Stream {
  end(): void;
  once(event: "cancelled", told: () => void): void;
}

/** Streams that stay open and send nothing: engines hold on to them for as long as they need the plugin. */
function keepSilence(): { readonly open: (stream: Stream) => void; readonly end: () => void } {
  const streams = new Set<Stream>();
  return {
    open: (stream) => {
      streams.add(stream);
      stream.once("cancelled", () => streams.delete(stream));
    },
    end: () => {
      for (const stream of streams) stream.end();
    },
  };
}
