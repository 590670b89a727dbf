// Made from the definitions by "npm run generate": edit those, not this.
import type { IResolvable } from "cdktn";
import type { Shape } from "./shape";

/** How Alibaba Cloud is reached. */
export interface KeysmithProviderAlibaba {
  /**
   * Where KMS is reached, in place of the vendor's endpoints: an emulator or a gateway of your own. Plain http
   * only to this machine. Else the environment variable KEYSMITH_ALIBABA_ENDPOINT.
   */
  readonly endpoint?: string | IResolvable | undefined;
  /**
   * Which of the vendor's endpoints: `public` (default) on the internet, or `vpc` from inside a VPC of the
   * region. Else the environment variable KEYSMITH_ALIBABA_NETWORK.
   */
  readonly network?: string | IResolvable | undefined;
  /**
   * A PEM file with the only certificate authorities to trust when the endpoint or an inspecting proxy has a
   * certificate of your own. Else the environment variable KEYSMITH_ALIBABA_CA_FILE.
   */
  readonly caFile?: string | IResolvable | undefined;
  /**
   * The most reads per second and region. Left out, a run begins with 50, as the vendor's quota for instances,
   * and goes faster until the service refuses a call. Else the environment variable KEYSMITH_ALIBABA_READ_QPS.
   */
  readonly readQps?: string | IResolvable | undefined;
  /**
   * The most writes per second and region. Left out, a run begins with 10, as the vendor's quota for instances,
   * and goes faster until the service refuses a call. Else the environment variable KEYSMITH_ALIBABA_WRITE_QPS.
   */
  readonly writeQps?: string | IResolvable | undefined;
  /**
   * Until when a connection must stand, as an ISO 8601 duration; `PT10S` by default. Else the environment
   * variable KEYSMITH_ALIBABA_CONNECT_TIMEOUT.
   */
  readonly connectTimeout?: string | IResolvable | undefined;
  /**
   * Until when a reply must begin, and go on after each pause; `PT30S` by default. Else the environment variable
   * KEYSMITH_ALIBABA_REPLY_TIMEOUT.
   */
  readonly replyTimeout?: string | IResolvable | undefined;
  /**
   * For how long a call that fails is tried again; `PT2M` by default. Else the environment variable
   * KEYSMITH_ALIBABA_DEADLINE.
   */
  readonly deadline?: string | IResolvable | undefined;
}

/** How IBM is reached. */
export interface KeysmithProviderIbm {
  /**
   * The CRN of the Key Protect or Hyper Protect Crypto Services instance of resources that name none. Else the
   * environment variable KEYSMITH_IBM_INSTANCE.
   */
  readonly instance?: string | IResolvable | undefined;
  /**
   * The region of App Configuration instances, such as `us-south`. Else the environment variable
   * IBMCLOUD_REGION.
   */
  readonly region?: string | IResolvable | undefined;
  /**
   * An IBM Cloud API key, or `@` and the path of a file that holds it. It counts before a token and a trusted
   * profile. Else the environment variable IBMCLOUD_API_KEY.
   *
   * Secret.
   */
  readonly apiKey?: string | IResolvable | undefined;
  /**
   * An IAM token from outside, for a run that ends before it does. It counts before a compute resource's. Else
   * the environment variable IC_IAM_TOKEN.
   *
   * Secret.
   */
  readonly bearerToken?: string | IResolvable | undefined;
  /**
   * A trusted profile, by id (`Profile-…`), CRN or name: the one that this compute resource is linked to or,
   * with an API key, the one to assume. Else the environment variable IBMCLOUD_IAM_PROFILE_ID.
   */
  readonly profile?: string | IResolvable | undefined;
  /**
   * A trusted profile to assume on top of whichever credential there is, by id (`Profile-…`), CRN or name. Else
   * the environment variable KEYSMITH_IBM_ASSUMED_PROFILE.
   */
  readonly assumedProfile?: string | IResolvable | undefined;
  /**
   * The account of a trusted profile that is assumed by its name. Else the environment variable
   * IBMCLOUD_ACCOUNT_ID.
   */
  readonly account?: string | IResolvable | undefined;
  /**
   * The compute resource's token, or `@` and the path of its file; by default the files in which clusters and
   * Code Engine put it. Else the environment variable IBMCLOUD_CR_TOKEN.
   *
   * Secret.
   */
  readonly crToken?: string | IResolvable | undefined;
  /**
   * An API key of IBM Cloud Private, or `@` and the path of a file that holds it. It goes to the host of the
   * instance's `url` only. Else the environment variable KEYSMITH_ICP_API_KEY.
   *
   * Secret.
   */
  readonly icpApiKey?: string | IResolvable | undefined;
  /** A user of IBM Cloud Private, where there is no API key. Else the environment variable KEYSMITH_ICP_USER. */
  readonly icpUser?: string | IResolvable | undefined;
  /**
   * The password of that user. Else the environment variable KEYSMITH_ICP_PASSWORD.
   *
   * Secret.
   */
  readonly icpPassword?: string | IResolvable | undefined;
  /**
   * A token of IBM Cloud Private from outside, where there are no API key and no user. Else the environment
   * variable KEYSMITH_ICP_TOKEN.
   *
   * Secret.
   */
  readonly icpToken?: string | IResolvable | undefined;
  /**
   * Where all of IBM's services are reached, in place of their own endpoints: an emulator or a gateway of your
   * own. Plain http only to this machine. Else the environment variable KEYSMITH_IBM_ENDPOINT.
   */
  readonly endpoint?: string | IResolvable | undefined;
  /**
   * Which of the vendor's endpoints: `public` (default), or `private` from inside IBM Cloud. Else the
   * environment variable KEYSMITH_IBM_NETWORK.
   */
  readonly network?: string | IResolvable | undefined;
  /**
   * Where Key Protect is reached, as `https://host:port`. Else the environment variable
   * IBMCLOUD_KP_API_ENDPOINT.
   */
  readonly kmsEndpoint?: string | IResolvable | undefined;
  /** Where IAM is reached, for tokens and for policies. Else the environment variable IBMCLOUD_IAM_API_ENDPOINT. */
  readonly iamEndpoint?: string | IResolvable | undefined;
  /** Where App Configuration is reached. Else the environment variable IBMCLOUD_APP_CONFIG_ENDPOINT. */
  readonly appConfigEndpoint?: string | IResolvable | undefined;
  /**
   * Where the resource controller is reached, which knows the endpoints of instances. Else the environment
   * variable IBMCLOUD_RESOURCE_CONTROLLER_API_ENDPOINT.
   */
  readonly resourceControllerEndpoint?: string | IResolvable | undefined;
  /**
   * `true`: ask IBM Cloud for the endpoint of each instance, once a run, instead of making it from region and
   * GUID. Else the environment variable KEYSMITH_IBM_DISCOVER.
   */
  readonly discover?: string | IResolvable | undefined;
  /**
   * A PEM file with the only certificate authorities to trust when a cluster, a gateway or an inspecting proxy
   * has a certificate of your own. Else the environment variable KEYSMITH_IBM_CA_FILE.
   */
  readonly caFile?: string | IResolvable | undefined;
  /**
   * Until when a connection must stand, as an ISO 8601 duration; `PT10S` by default. Else the environment
   * variable KEYSMITH_IBM_CONNECT_TIMEOUT.
   */
  readonly connectTimeout?: string | IResolvable | undefined;
  /**
   * Until when a reply must begin, and go on after each pause; `PT30S` by default. Else the environment variable
   * KEYSMITH_IBM_REPLY_TIMEOUT.
   */
  readonly replyTimeout?: string | IResolvable | undefined;
  /**
   * For how long a call that fails is tried again; `PT2M` by default. Else the environment variable
   * KEYSMITH_IBM_DEADLINE.
   */
  readonly deadline?: string | IResolvable | undefined;
}

/** What the provider may be told. */
export interface KeysmithProviderSettings {
  /**
   * age recipients, `age1…`: whoever has one of their identities can open the secrets that the state keeps
   * sealed.
   */
  readonly sealTo?: readonly (string | IResolvable)[] | IResolvable | undefined;
  /**
   * Whether the state keeps secrets in clear, as sensitive attributes: for an OpenTofu state that is encrypted
   * itself.
   */
  readonly plainSecrets?: boolean | IResolvable | undefined;
  /**
   * A file of age identities, with which a change of `sealTo` seals anew what the state holds. Else the
   * environment variable KEYSMITH_AGE_IDENTITY is read.
   */
  readonly ageIdentityFile?: string | IResolvable | undefined;
  /**
   * What the labels of constructs begin with, 1 to 80 characters, in place of the stack's id; expressions such
   * as `terraform.workspace` may stand in it. Two states of one program in one account (workspaces, or dev and
   * prod with backends of their own) need different ones.
   *
   * Left out: the stack's id.
   */
  readonly stack?: string | IResolvable | undefined;
  /**
   * The region of resources that name none, such as `cn-hangzhou`. Else the environment variable
   * ALIBABA_CLOUD_REGION_ID.
   */
  readonly region?: string | IResolvable | undefined;
  /** How Alibaba Cloud is reached. */
  readonly alibaba?: KeysmithProviderAlibaba | IResolvable | undefined;
  /** How IBM is reached. */
  readonly ibm?: KeysmithProviderIbm | IResolvable | undefined;
}

export const providerShape: Shape = {
  name: "KeysmithProvider",
  type: "keysmith",
  properties: {
    sealTo: { attribute: "seal_to", kind: "string", many: "list" },
    plainSecrets: { attribute: "plain_secrets", kind: "bool" },
    ageIdentityFile: { attribute: "age_identity_file", kind: "string" },
    stack: { attribute: "stack", kind: "string" },
    region: { attribute: "region", kind: "string" },
    alibaba: {
      attribute: "alibaba",
      kind: "object",
      fields: {
        endpoint: { attribute: "endpoint", kind: "string" },
        network: { attribute: "network", kind: "string" },
        caFile: { attribute: "ca_file", kind: "string" },
        readQps: { attribute: "read_qps", kind: "string" },
        writeQps: { attribute: "write_qps", kind: "string" },
        connectTimeout: { attribute: "connect_timeout", kind: "string" },
        replyTimeout: { attribute: "reply_timeout", kind: "string" },
        deadline: { attribute: "deadline", kind: "string" },
      },
    },
    ibm: {
      attribute: "ibm",
      kind: "object",
      fields: {
        instance: { attribute: "instance", kind: "string" },
        region: { attribute: "region", kind: "string" },
        apiKey: { attribute: "api_key", kind: "string" },
        bearerToken: { attribute: "bearer_token", kind: "string" },
        profile: { attribute: "profile", kind: "string" },
        assumedProfile: { attribute: "assumed_profile", kind: "string" },
        account: { attribute: "account", kind: "string" },
        crToken: { attribute: "cr_token", kind: "string" },
        icpApiKey: { attribute: "icp_api_key", kind: "string" },
        icpUser: { attribute: "icp_user", kind: "string" },
        icpPassword: { attribute: "icp_password", kind: "string" },
        icpToken: { attribute: "icp_token", kind: "string" },
        endpoint: { attribute: "endpoint", kind: "string" },
        network: { attribute: "network", kind: "string" },
        kmsEndpoint: { attribute: "kms_endpoint", kind: "string" },
        iamEndpoint: { attribute: "iam_endpoint", kind: "string" },
        appConfigEndpoint: { attribute: "app_config_endpoint", kind: "string" },
        resourceControllerEndpoint: { attribute: "resource_controller_endpoint", kind: "string" },
        discover: { attribute: "discover", kind: "string" },
        caFile: { attribute: "ca_file", kind: "string" },
        connectTimeout: { attribute: "connect_timeout", kind: "string" },
        replyTimeout: { attribute: "reply_timeout", kind: "string" },
        deadline: { attribute: "deadline", kind: "string" },
      },
    },
  },
};
