import { roleOf } from "../../src/executable/role";

const NODE = ["runtime", "program"];

it.each([
  ["terraform-provider-keysmith_v0.1.0", []],
  ["/infra/.terraform/providers/terraform-provider-keysmith_v0.1.0.exe", []],
  ["keysmith", ["terraform-provider-keysmith"]],
])("is the provider of Terraform as %s %j", (argv0, args) =>
  expect(roleOf(argv0, [...NODE, ...args])).toBe("terraform"),
);

it.each([
  ["pulumi-resource-keysmith", ["127.0.0.1:4000"]],
  ["/home/user/.pulumi/plugins/resource-keysmith-v0.1.0/pulumi-resource-keysmith.exe", []],
  ["keysmith", ["pulumi-resource-keysmith", "127.0.0.1:4000"]],
  // The bundle of the package, which has but one name. That went first, and the engine got the other provider.
  ["/app/dist/terraform/terraform-provider-keysmith", ["pulumi-resource-keysmith", "127.0.0.1:4000"]],
])("is Pulumi's plugin as %s %j", (argv0, args) => expect(roleOf(argv0, [...NODE, ...args])).toBe("pulumi"));

it.each([
  ["keysmith", []],
  ["./keysmith", ["provider", "install"]],
  ["/opt/terraform-provider-keysmith/keysmith", ["due"]],
])("is the command as %s %j", (argv0, args) => expect(roleOf(argv0, [...NODE, ...args])).toBe("command"));
