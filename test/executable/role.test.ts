import { startsProvider } from "../../src/executable/role";

const NODE = ["runtime", "program"];

it.each([
  ["terraform-provider-keysmith_v0.1.0", []],
  ["/infra/.terraform/providers/terraform-provider-keysmith_v0.1.0.exe", []],
  ["keysmith", ["terraform-provider-keysmith"]],
])("is the provider as %s %j", (argv0, args) => expect(startsProvider(argv0, [...NODE, ...args])).toBe(true));

it.each([
  ["keysmith", []],
  ["./keysmith", ["provider", "install"]],
  ["/opt/terraform-provider-keysmith/keysmith", ["due"]],
])("is the command as %s %j", (argv0, args) => expect(startsProvider(argv0, [...NODE, ...args])).toBe(false));
