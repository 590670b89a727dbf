import { find } from "../checks";
import { arn, type Operation } from "../operation";

export const describeNetworkRule: Operation = {
  name: "DescribeNetworkRule",
  kind: "read",
  run: (context) => {
    const { parameters, region } = context;
    const rule = find(region.networkRules, "network rule", parameters.required("Name"));
    // Unlike the other Describe operations, this one does not answer the name.
    return {
      Arn: arn(context, `network/${rule.name}`),
      Type: rule.type,
      Description: rule.description,
      SourcePrivateIp: JSON.stringify(rule.sourcePrivateIps),
    };
  },
};
