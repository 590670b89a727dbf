import { vendors } from "../../catalog";
import { Run } from "../../core/run";
import type { Environment } from "../../core/settings";
import { listen } from "../../grpc/listen";
import { keepStandardOutput, left, outliveStrayErrors, toldToEnd } from "../../grpc/process";
import { ProtocolServer } from "../../grpc/service";
import { packageVersion } from "../../version";
import { type Plugin, pluginCalls } from "./calls";
import { EngineLog } from "./engine-log";
import { MESSAGES, SERVICES } from "./messages";

/** The plugin of the package, for one provider resource of one run. */
export function createPlugin(env: Environment): Plugin {
  const log = new EngineLog();
  const schema = async () => (await import("./schema.js")).packageSchema(vendors, packageVersion());
  return { vendors, run: new Run({ env, log }), log, version: packageVersion(), schema };
}

export function pluginServer(plugin: Plugin): ProtocolServer<typeof MESSAGES, typeof SERVICES> {
  const services = new ProtocolServer({ messages: MESSAGES, services: SERVICES });
  services.serve("pulumirpc.ResourceProvider", pluginCalls(plugin), plugin.run.work);
  return services;
}

/**
 * Serves the plugin to the engine that has started this process, and takes care of signals, standard output and stray
 * errors. Resolves when the process is to end and no call is under way.
 * @param address where the engine listens; empty if the engine says so later
 */
export async function servePlugin(env: Environment, address: string): Promise<void> {
  const say = keepStandardOutput();
  outliveStrayErrors((text) => text);
  const told = toldToEnd();
  const plugin = createPlugin(env);
  plugin.log.connect(address);
  const listening = await listen(pluginServer(plugin), { network: "tcp" });
  say(`${listening.address.address.split(":").at(-1)}\n`);
  // Calls under way are waited for, whether or not they can be hurried.
  const stopped = told.then(() => plugin.run.interrupt());
  await Promise.race([left(listening, plugin.run.work), stopped]);
  await plugin.run.work.done();
  plugin.log.close();
  await listening.close();
}
