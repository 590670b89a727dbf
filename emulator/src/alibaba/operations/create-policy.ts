import { readAccessControlRules, readKmsInstance } from "../checks";
import { rejectedResourceExist } from "../errors";
import { arn, type Operation } from "../operation";

const noNetworkRules = JSON.stringify({ NetworkRules: [] });

/** Permissions and resources are stored as given: the service is known to store duplicates and empty lists. */
export const createPolicy: Operation = {
  name: "CreatePolicy",
  kind: "write",
  run: (context) => {
    const { parameters, region } = context;
    const name = parameters.required("Name");
    const permissions = parameters.requiredStrings("Permissions");
    const resources = parameters.requiredStrings("Resources");
    const kmsInstance = readKmsInstance(context);
    const accessControlRules = readAccessControlRules(context) ?? noNetworkRules;
    if (region.policies.has(name)) throw rejectedResourceExist(`policy ${name}`);

    const description = parameters.optional("Description") ?? "";
    region.policies.set(name, { name, description, kmsInstance, permissions, resources, accessControlRules });
    return {
      Arn: arn(context, `policy/${name}`),
      Name: name,
      Description: description,
      KmsInstance: kmsInstance,
      Permissions: JSON.stringify(permissions),
      Resources: JSON.stringify(resources),
      AccessControlRules: accessControlRules,
    };
  },
};
