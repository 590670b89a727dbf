import { IbmRefusal, type IbmRequest, type Reply, type Route, type World } from "../operation";
import { isAllowed, reaches } from "../permission";
import { errorBody, plainErrorBody } from "./error-body";
import { KeyError } from "./errors";
import type { KeyOperation } from "./operation";
import { operations } from "./operations";
import { icpRefusals, keyRefusals } from "./refusals";
import type { KeyService } from "./service";

/** The operations of the key services: today's under `/api/v2`, those of IBM Cloud Private under `/kms/api/v2`. */
export function kmsRoutes(keys: KeyService): readonly Route[] {
  const today = operations.filter(({ on }) => on !== "icp").map((one) => toRoute(keys, one, "/api/v2", false));
  const icp = operations.filter(({ on }) => on !== undefined).map((one) => toRoute(keys, one, "/kms/api/v2", true));
  return [...today, ...icp];
}

function toRoute(keys: KeyService, operation: KeyOperation, base: string, icp: boolean): Route {
  return {
    operation: operation.operation,
    method: operation.method,
    path: base + operation.path,
    kind: operation.kind,
    refusals: icp ? icpRefusals : keyRefusals,
    ...(operation.query && { query: operation.query }),
    run: (request, world) =>
      answered(() => run(keys, operation, withoutEmptyQuery(request), world, icp), operation, icp),
  };
}

/** IBM's client for Python sends `?state=` when it asks for no state. */
function withoutEmptyQuery(request: IbmRequest): IbmRequest {
  return { ...request, query: new URLSearchParams([...request.query].filter(([, value]) => value !== "")) };
}

/** The answer, or an error in the service's form. */
function answered(work: () => Reply, { failure }: KeyOperation, icp: boolean): Reply {
  try {
    return work();
  } catch (error) {
    if (error instanceof IbmRefusal) return error.reply;
    if (!(error instanceof KeyError)) throw error;
    const { status, code, message, target } = error;
    const body = icp ? plainErrorBody(message) : errorBody({ status, code, message, what: failure, target });
    return { status, body, errorCode: code };
  }
}

function run(
  keys: KeyService,
  operation: KeyOperation,
  request: IbmRequest,
  { caller, now }: World,
  icp: boolean,
): Reply {
  // A token of one identity service is invalid at the services of the other.
  if (caller?.issuer !== (icp ? "icp" : "iam") || !isAllowed(caller, operation.action)) {
    throw new IbmRefusal(keyRefusals.unauthorized());
  }
  const instance = keys.instance(request.header(icp ? "icp-instance" : "bluemix-instance"), icp);
  if (!icp && !reaches(caller, instance.info.account)) throw new IbmRefusal(keyRefusals.unauthorized());
  keys.settle(instance, now);
  return operation.run({ instance, request, caller, now, importKeyBits: keys.importKeyBits });
}
