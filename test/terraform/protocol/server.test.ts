import { existsSync } from "node:fs";
import { connect } from "node:net";
import path from "node:path";
import { countWork } from "../../../src/core/work";
import { type Listening, listen } from "../../../src/grpc/listen";
import { providerCalls } from "../../../src/terraform/protocol/calls";
import { makeIdentity } from "../../../src/terraform/protocol/certificate";
import { grpcServices } from "../../../src/terraform/protocol/grpc";
import { GrpcClient } from "./grpc-client";
import { toyProvider } from "./toy-provider";

const services = () => grpcServices(providerCalls(toyProvider()), countWork());

let listening: Listening;
let temporary: string | undefined;

beforeEach(() => {
  temporary = process.env["TMPDIR"];
});

afterEach(async () => {
  if (temporary === undefined) delete process.env["TMPDIR"];
  else process.env["TMPDIR"] = temporary;
  await listening.close();
});

it("listens on the loopback interface where there are no sockets in the file system", async () => {
  listening = await listen(services(), { network: "tcp" });
  expect(listening.address).toEqual({ network: "tcp", address: expect.stringMatching(/^127\.0\.0\.1:\d+$/) });
  const client = new GrpcClient(listening.address.address);
  expect(await client.provider("GetFunctions")).toHaveProperty("functions");
  client.close();
});

it("takes another folder when the path of the socket would be longer than systems allow", async () => {
  process.env["TMPDIR"] = path.join("/tmp", "x".repeat(120));
  listening = await listen(services(), {});
  expect(listening.address.address.length).toBeLessThan(100);
  const client = new GrpcClient(`unix:${listening.address.address}`);
  expect(await client.provider("GetFunctions")).toHaveProperty("functions");
  client.close();
});

it("leaves nothing behind when it is closed, also while a client is connected", async () => {
  listening = await listen(services(), {});
  const client = new GrpcClient(`unix:${listening.address.address}`);
  await client.provider("GetFunctions");
  expect(listening.connections.size).toBe(1);
  await listening.close();
  expect(existsSync(path.dirname(listening.address.address))).toBe(false);
  await expect(client.provider("GetFunctions")).rejects.toMatchObject({ code: 14 });
  client.close();
  listening = await listen(services(), {});
});

it("does not wait for who has connected and says nothing", async () => {
  const trust = { identity: makeIdentity(), client: makeIdentity().cert };
  listening = await listen(services(), { trust });
  const silent = connect(listening.address.address);
  const ended = new Promise((resolve) => silent.once("close", resolve));
  await new Promise((resolve) => silent.once("connect", resolve));
  while (listening.connections.size === 0) await new Promise((resolve) => setImmediate(resolve));
  await listening.close();
  await ended;
  listening = await listen(services(), {});
});
