import { find } from "../checks";
import { arn, type Operation } from "../operation";

export const describeApplicationAccessPoint: Operation = {
  name: "DescribeApplicationAccessPoint",
  kind: "read",
  run: (context) => {
    const { parameters, region } = context;
    const accessPoint = find(region.accessPoints, "application access point", parameters.required("Name"));
    return {
      Arn: arn(context, `applicationaccesspoint/${accessPoint.name}`),
      Name: accessPoint.name,
      Description: accessPoint.description,
      AuthenticationMethod: accessPoint.authenticationMethod,
      Policies: JSON.stringify(accessPoint.policies),
    };
  },
};
