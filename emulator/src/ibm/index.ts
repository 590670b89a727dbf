import type { AdminRoutes } from "../admin-route";
import type { Clock } from "../clock";
import { EmulatorError } from "../error";
import type { Answer, ReceivedRequest, Refusal, Vendor, VendorCall } from "../vendor";
import { ibmAdmin } from "./admin";
import { appConfigRoutes } from "./app-config/routes";
import { IntegrationService } from "./app-config/service";
import { iamRoutes } from "./iam/routes";
import { IamService } from "./iam/service";
import { defaultIbm, type Instance, seedInstances } from "./instances";
import { keyRefusals } from "./kms/refusals";
import { kmsRoutes } from "./kms/routes";
import { KeyService } from "./kms/service";
import { Lags } from "./lags";
import {
  type Caller,
  IbmRefusal,
  type IbmRequest,
  type Refusals,
  type Reply,
  type Route,
  type Services,
} from "./operation";
import type { IbmOptions } from "./options";
import { isIcp, isServed } from "./paths";
import { bearerOf, toAnswer, toIbmRequest } from "./request";
import { resourceControllerRoutes } from "./resource-controller/routes";
import { Router } from "./router";

/** The caller of admin routes: an identity that no token has, so that a deletion can have two authorizations. */
const somebodyElse: Caller = { iamId: "IBMid-somebodyelse", account: defaultIbm.account, issuer: "iam" };

/** IBM: the key services, IAM, App Configuration, and the resource controller. */
export class IbmVendor implements Vendor {
  readonly name = "ibm";
  readonly admin: AdminRoutes;
  readonly #services: Services & { readonly keys: KeyService };
  readonly #router: Router;
  readonly #clock: Clock;

  /** @param save writes the state to the file after changes made outside a writing operation */
  constructor(options: IbmOptions, clock: Clock, save: () => void) {
    const lags = new Lags(options.lags);
    const instances = seedInstances(options.instances);
    const keys = new KeyService({ instances, lags, save, importKeyBits: options.importKeyBits ?? 4096 });
    this.#services = { keys, ...otherServices(options, instances, lags) };
    this.#router = new Router([...kmsRoutes(keys), ...iamRoutes, ...appConfigRoutes, ...resourceControllerRoutes]);
    this.#clock = clock;
    const runAsOther = (request: ReceivedRequest): Answer => this.#runAsOther(request, save);
    this.admin = ibmAdmin({ keys, iam: this.#services.iam, lags, now: () => clock.now(), runAsOther, save });
  }

  claims({ path }: ReceivedRequest): boolean {
    return isServed(path);
  }

  read(received: ReceivedRequest): VendorCall {
    const match = this.#router.find(received.method, received.path, new URLSearchParams(received.search));
    const request = toIbmRequest(received, match?.params);
    const caller = this.#callerOf(request);
    return {
      operation: match?.route.operation ?? "",
      kind: match?.route.kind ?? "read",
      ...(caller !== undefined && { accessKeyId: caller.iamId }),
      parameters: shown(request, match?.route),
      transport: { query: [...new Set(request.query.keys())], form: [] },
      perform: () => toAnswer(this.#perform(request, received.origin, match?.route, caller), request),
    };
  }

  refuse(refusal: Refusal, received: ReceivedRequest, message?: string): Answer {
    const match = this.#router.find(received.method, received.path, new URLSearchParams(received.search));
    return toAnswer(refusalsOf(match?.route).refuse(refusal, message), toIbmRequest(received));
  }

  snapshot(): unknown {
    const { keys, iam, integrations } = this.#services;
    return { keys: keys.snapshot(), iam: iam.snapshot(), integrations: integrations.snapshot() };
  }

  hidden(): unknown {
    const { keys, iam, integrations } = this.#services;
    return { keys: keys.hidden?.(), iam: iam.hidden?.(), integrations: integrations.hidden?.() };
  }

  restore(data: unknown, hidden: unknown = {}): void {
    const { keys, iam, integrations } = this.#services;
    for (const [name, section] of Object.entries({ keys, iam, integrations })) {
      section.restore(Reflect.get(Object(data), name), Reflect.get(Object(hidden), name));
    }
  }

  #callerOf(request: IbmRequest): Caller | undefined {
    const bearer = bearerOf(request);
    return bearer === undefined ? undefined : this.#services.iam.callerOf(bearer);
  }

  #perform(request: IbmRequest, origin: string, route: Route | undefined, caller: Caller | undefined): Reply {
    if (!route) return unserved(this.#router.knows(request.path));
    if (!route.open && !caller) return refusalsOf(route).unauthorized();
    try {
      return route.run(request, { services: this.#services, now: this.#clock.now(), origin, caller });
    } catch (error) {
      if (error instanceof EmulatorError) throw error;
      return error instanceof IbmRefusal ? error.reply : refusalsOf(route).refuse("failed");
    }
  }

  #runAsOther(received: ReceivedRequest, save: () => void): Answer {
    const match = this.#router.find(received.method, received.path, new URLSearchParams(received.search));
    const request = toIbmRequest(received, match?.params);
    const caller: Caller = { ...somebodyElse, issuer: isIcp(received.path) ? "icp" : "iam" };
    const reply = this.#perform(request, received.origin, match?.route, caller);
    if (match?.route.kind === "write" && reply.errorCode === undefined) save();
    return toAnswer(reply, request);
  }
}

function refusalsOf(route: Route | undefined): Refusals {
  return route?.refusals ?? keyRefusals;
}

/** @param elsewise whether the path is served with another method */
function unserved(elsewise: boolean): Reply {
  if (elsewise) return { status: 405, body: { message: "not with this method" }, errorCode: "METHOD_NOT_ALLOWED" };
  return { status: 404, body: { message: "nothing is served at this path" }, errorCode: "NOT_FOUND" };
}

function otherServices(options: IbmOptions, all: readonly Instance[], lags: Lags): Omit<Services, "keys"> {
  const { account } = defaultIbm;
  const instances = all.filter(({ service }) => service === "apprapp").map(({ id, region }) => ({ guid: id, region }));
  const refuseDelete = options.refuseIntegrationDelete;
  return {
    instances: all,
    iam: new IamService({ ...options, account, policyLag: lags.policy }),
    integrations: new IntegrationService({ account, instances, refuseDelete }),
  };
}

/** Path parameters and the query. On routes that issue tokens, a query's values are redacted: they may be misplaced secrets. */
function shown({ params, query }: IbmRequest, route: Route | undefined): Record<string, string> {
  const asked = [...query].map(([name, value]): [string, string] => [name, route?.open ? "***" : value]);
  return Object.fromEntries([...asked, ...Object.entries(params)]);
}
