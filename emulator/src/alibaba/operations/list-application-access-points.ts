import type { Operation } from "../operation";
import { page } from "../paging";

export const listApplicationAccessPoints: Operation = {
  name: "ListApplicationAccessPoints",
  kind: "read",
  run: ({ parameters, region }) => {
    const { items, fields } = page(parameters, region.accessPoints.values());
    const accessPoints = items.map(({ name, authenticationMethod }) => ({
      Name: name,
      AuthenticationMethod: authenticationMethod,
    }));
    return { ApplicationAccessPoints: { ApplicationAccessPoint: accessPoints }, ...fields };
  },
};
