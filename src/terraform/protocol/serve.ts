import type { Environment } from "../../core/settings";
import { countWork, type Work } from "../../core/work";
import { type GrpcServices, grpcServices } from "./grpc";
import { guarded } from "./guard";
import { checkVersions, clientCertificate, handshakeLine } from "./handshake";
import { abandoned, asked } from "./lifetime";
import { keepStandardOutput, outliveStrayErrors } from "./output";
import type { Provider } from "./provider";
import { providerCalls } from "./provider-calls";
import { listen, type Trust } from "./server";

/**
 * Serves a provider to the engine that has started this process, which it gives up to that: signals, standard output
 * and stray errors are taken care of. Resolves when the process is to end, with nothing under way and no socket left.
 * @throws ConfigurationError when the engine speaks no protocol of ours
 */
export async function servePlugin(provider: Provider, env: Environment): Promise<void> {
  checkVersions(env);
  const say = keepStandardOutput();
  outliveStrayErrors();
  const told = asked();
  const work = countWork();
  const trust = await trustFor(env);
  const services = servicesOf(provider, work);
  const listening = await listen(services, { trust });
  say(handshakeLine(listening.address, trust?.identity.der, env));
  // Whether it can be hurried or not, what is under way is waited for.
  const stopped = told.then(() => provider.stop()).catch(() => {});
  await Promise.race([services.shutDown, abandoned(listening, work), stopped]);
  await work.done();
  await listening.close();
}

/** What an engine can call of a provider. */
export function servicesOf(provider: Provider, work: Work): GrpcServices {
  return grpcServices(guarded(providerCalls(provider)), work);
}

/** The writer of certificates is loaded only where one is needed. */
async function trustFor(env: Environment): Promise<Trust | undefined> {
  const client = clientCertificate(env);
  if (client === undefined) return undefined;
  const { makeIdentity } = await import("./certificate.js");
  return { client, identity: makeIdentity() };
}
