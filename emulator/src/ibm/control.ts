import type { Ask } from "../admin-route";
import type { IbmLags, IbmRegistration } from "./options";

/** A request's body, and the instance that it is for. */
export interface IbmRequestOptions {
  /** The GUID of an instance of a key service. Default: the default instance of `service`. */
  readonly instance?: string | undefined;
  /** Default: by the path, `kms` or `icp`. */
  readonly service?: "kms" | "hs-crypto" | "icp" | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** A string is sent unchanged, any other value as JSON. */
  readonly body?: unknown;
}

/** An answer; `body` is the parsed JSON, absent when the answer has none. */
export interface IbmReply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

/** Direct access to IBM's services, past the program under test. */
export interface IbmControl {
  /**
   * Sends a request as another user with every permission: without a token, without faults, not in the journal, at the clock's
   * time. An error of the service is an answer like any other.
   *
   * @param path as at the service, with a query if needed: `/api/v2/keys?limit=5`
   */
  request(method: string, path: string, options?: IbmRequestOptions): Promise<IbmReply>;
  /** Registers another IBM service's use of a key. */
  register(registration: IbmRegistration): Promise<void>;
  unregister(registration: Pick<IbmRegistration, "instance" | "key" | "resourceCrn">): Promise<void>;
  /** Replaces all lags; `{}` removes them. */
  setLags(lags: IbmLags): Promise<void>;
  /** Ends all tokens before their time, as when the caller's access was removed for a moment. */
  revokeTokens(): Promise<void>;
}

export function ibmControl(ask: Ask): IbmControl {
  const tell = async (method: string, route: string, body?: unknown): Promise<void> => {
    await ask(method, route, body);
  };
  return {
    request: (method, path, options = {}) => ask("POST", "ibm/request", { ...options, method, path }),
    register: (registration) => tell("POST", "ibm/registrations", registration),
    unregister: (registration) => tell("DELETE", "ibm/registrations", registration),
    setLags: (lags) => tell("PUT", "ibm/lags", lags),
    revokeTokens: () => tell("DELETE", "ibm/tokens"),
  };
}
