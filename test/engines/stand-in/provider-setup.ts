import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { ifImplemented, named, type ProviderConnection, toStruct } from "./provider-connection";
import { DYNAMIC_PACKAGE } from "./urn";
import { forProvider, type Properties, reveal } from "./wire";

/** Identity of the provider resource, and the stack configuration that it passes on. */
export interface ProviderConfig {
  readonly urn: string;
  readonly id: string;
  readonly args: Properties;
}

/** Opens the conversation. A dynamic provider does not implement the handshake, and the engine goes on. */
export async function openProvider(connection: ProviderConnection, directory: string): Promise<void> {
  const flags = {
    configureWithUrn: true,
    supportsViews: true,
    supportsRefreshBeforeUpdate: true,
    invokeWithPreview: true,
  };
  const handshake = new messages.ProviderHandshakeRequest()
    .setRootDirectory(directory)
    .setProgramDirectory(directory)
    .setConfigureWithUrn(true)
    .setSupportsViews(true)
    .setSupportsRefreshBeforeUpdate(true)
    .setInvokeWithPreview(true);
  const request = { rootDirectory: directory, programDirectory: directory, ...flags };
  await ifImplemented(
    connection.call({ method: "Handshake", request }, (client, done) => client.handshake(handshake, done)),
  );
  await connection.call<PluginInfo>({ method: "GetPluginInfo", request: {} }, (client, done) =>
    client.getPluginInfo(new Empty(), done),
  );
}

export async function checkConfig(
  connection: ProviderConnection,
  urn: string,
  { olds, news }: { readonly olds: Properties; readonly news: Properties },
): Promise<void> {
  const request = { olds: forProvider(olds), news: forProvider(news) };
  const message = named(new messages.CheckRequest(), urn)
    .setOlds(toStruct(request.olds))
    .setNews(toStruct(request.news));
  await ifImplemented(
    connection.call({ method: "CheckConfig", urn, request }, (client, done) => client.checkConfig(message, done)),
  );
}

export async function diffConfig(
  connection: ProviderConnection,
  urn: string,
  { olds, news }: { readonly olds: Properties; readonly news: Properties },
): Promise<void> {
  const request = { olds: forProvider(olds), news: forProvider(news), oldInputs: forProvider(olds) };
  const message = named(new messages.DiffRequest(), urn)
    .setOlds(toStruct(request.olds))
    .setNews(toStruct(request.news))
    .setOldInputs(toStruct(request.oldInputs));
  await ifImplemented(
    connection.call({ method: "DiffConfig", urn, request }, (client, done) => client.diffConfig(message, done)),
  );
}

/** The one call in which secrets stay wrapped. */
export async function configure(connection: ProviderConnection, { urn, id, args }: ProviderConfig): Promise<void> {
  const flags = { acceptSecrets: true, acceptResources: true, sendsOldInputs: true, sendsOldInputsToDelete: true };
  const variables = configVariables(args);
  const message = named(new messages.ConfigureRequest(), urn)
    .setId(id)
    .setArgs(toStruct(args))
    .setAcceptsecrets(true)
    .setAcceptresources(true)
    .setSendsOldInputs(true)
    .setSendsOldInputsToDelete(true);
  for (const [key, value] of Object.entries(variables)) message.getVariablesMap().set(key, value);
  await connection.call({ method: "Configure", urn, request: { id, args, variables, ...flags } }, (client, done) =>
    client.configure(message, done),
  );
}

export async function cancelProvider(connection: ProviderConnection): Promise<void> {
  await connection.call({ method: "Cancel", request: {} }, (client, done) => client.cancel(new Empty(), done));
}

/** The configuration once more under its former names, in clear. */
function configVariables(args: Properties): Record<string, string> {
  const entries = Object.entries(args).map(([key, value]) => {
    const plain = reveal(value);
    return [`${DYNAMIC_PACKAGE}:config:${key}`, typeof plain === "string" ? plain : JSON.stringify(plain)];
  });
  return Object.fromEntries(entries) as Record<string, string>;
}
