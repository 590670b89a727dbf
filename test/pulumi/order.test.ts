import { defaultIbm } from "keysmith-emulator";
import { vendors } from "../../src/catalog";
import type { Values } from "../../src/core/definition";
import { MADE } from "../lifecycle/samples";
import { type Service, startService } from "../lifecycle/services";
import { CalledStack, type Registered } from "./engine-calls";

// A replacement grants before it revokes: what has to be there is there until all that refers to it refers to its successor.

const refer = ($type: string, $name: string) => ({ $type, $name });
const policyArgs = { kmsInstance: "kst-hzz1", permissions: ["CryptoServiceSecretUser"], secrets: ["orders/*"] };

interface Names {
  readonly rule: string;
  readonly policy: string;
  readonly point: string;
}

function access({ rule, policy, point }: Names): readonly Registered[] {
  const named = (type: string, name: string, args: Values): Registered => ({
    type,
    name: "orders",
    args: { name, ...args },
  });
  return [
    named("NetworkRule", rule, { sourcePrivateIps: ["10.0.0.0/8"] }),
    named("Policy", policy, { ...policyArgs, networkRules: [refer("NetworkRule", "orders")] }),
    named("AccessPoint", point, { policies: [refer("Policy", "orders")] }),
    { type: "ClientKey", name: "orders", args: { accessPoint: refer("AccessPoint", "orders") } },
  ];
}

function authorization(source: string, roles: readonly string[]): readonly Registered[] {
  const args = { source: { service: source }, target: { service: "kms", instance: defaultIbm.keyProtect }, roles };
  return [{ type: "ServiceAuthorization", name: "orders", args }];
}

let service: Service;
beforeEach(async () => {
  service = await startService(MADE);
  Object.assign(process.env, service.env);
});
afterEach(() => service.stop());

/** The writes of the run that goes from one program to the other, in order. */
async function writes(from: readonly Registered[], to: readonly Registered[]): Promise<readonly string[]> {
  const stack = new CalledStack(vendors, service.env, MADE);
  await stack.up(from);
  await service.calls();
  await stack.up(to);
  return (await service.calls()).filter((operation) =>
    /^(?:Create|Update|Delete|create|update|delete)/.test(operation),
  );
}

const names = { rule: "rule", policy: "policy", point: "point" };

it.each<[keyof Names, readonly string[]]>([
  ["rule", ["CreateNetworkRule", "UpdatePolicy", "DeleteNetworkRule"]],
  ["policy", ["CreatePolicy", "UpdateApplicationAccessPoint", "DeletePolicy"]],
  ["point", ["CreateApplicationAccessPoint", "CreateClientKey", "DeleteClientKey", "DeleteApplicationAccessPoint"]],
])("Another name of a %s, with all that refers to it", async (name, order) => {
  expect(await writes(access(names), access({ ...names, [name]: "renamed" }))).toEqual(order);
});

it("All names at once, from the ground up and down again", async () => {
  const renamed = { rule: "rule-2", policy: "policy-2", point: "point-2" };
  const made = ["CreateNetworkRule", "CreatePolicy", "CreateApplicationAccessPoint", "CreateClientKey"];
  const gone = made.map((operation) => operation.replace("Create", "Delete")).reverse();
  expect(await writes(access(names), access(renamed))).toEqual([...made, ...gone]);
});

it("An authorization of another source", async () => {
  const other = await writes(
    authorization("cloud-object-storage", ["Reader"]),
    authorization("server-protect", ["Reader"]),
  );
  expect(other).toEqual(["createPolicy", "deletePolicy"]);
});
