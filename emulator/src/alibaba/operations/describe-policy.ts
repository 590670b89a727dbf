import { find } from "../checks";
import { arn, type Operation } from "../operation";

export const describePolicy: Operation = {
  name: "DescribePolicy",
  kind: "read",
  run: (context) => {
    const { parameters, region } = context;
    const policy = find(region.policies, "policy", parameters.required("Name"));
    // Two real arrays beside one JSON string: the service answers this way, unlike its own CreatePolicy.
    return {
      Arn: arn(context, `policy/${policy.name}`),
      Name: policy.name,
      Description: policy.description,
      KmsInstance: policy.kmsInstance,
      Permissions: policy.permissions,
      Resources: policy.resources,
      AccessControlRules: policy.accessControlRules,
    };
  },
};
