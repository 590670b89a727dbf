import { defaultIbm } from "keysmith-emulator";
import { clientKey } from "../../src/alibaba/client-key/client-key";
import { networkRule } from "../../src/alibaba/network-rule";
import type { Definition, Values } from "../../src/core/definition";
import { InterruptedError, NoReplyError } from "../../src/core/errors";
import { createState } from "../../src/core/lifecycle";
import { Run } from "../../src/core/run";
import { requireInputs } from "../../src/core/validate";
import { serviceAuthorization } from "../../src/ibm/iam/authorization/lifecycle";
import { rootKey } from "../../src/ibm/kms/root-key/lifecycle";
import { rejection } from "../http/searching";
import { AUTHORIZATION } from "../ibm/iam/authorization/samples";
import { TestClock } from "../support/alibaba";

const LOST = new NoReplyError("the reply was lost", "Look.", { sent: true });
const LABEL = "shop/prod/orders";

/** Answers as the service does until the create, whose reply is lost; then the run is interrupted. */
class Service {
  #isLost = false;

  create = async (): Promise<never> => {
    this.#isLost = true;
    throw LOST;
  };

  look = async <T>(answer: T): Promise<T> => {
    if (this.#isLost) throw new InterruptedError();
    return answer;
  };

  readonly alibaba = {
    call: ({ action }: { readonly action: string }) => (action.startsWith("Create") ? this.create() : this.look([])),
  };

  readonly ibm = {
    keys: () => ({ create: this.create, list: () => this.look([]) }),
    policies: { create: this.create, list: () => this.look([]) },
  };
}

// The look that was cut short threw that the run was interrupted, and so that nothing had been made.
it.each<[string, Definition, Values, "alibaba" | "ibm"]>([
  ["client key", clientKey, { accessPoint: "orders", region: "cn-hangzhou", label: LABEL }, "alibaba"],
  [
    "network rule",
    networkRule,
    { name: "office", sourcePrivateIps: ["10.0.0.0/8"], region: "cn-hangzhou", label: LABEL },
    "alibaba",
  ],
  ["root key", rootKey, { name: "payments", instance: defaultIbm.keyProtect, label: LABEL }, "ibm"],
  ["authorization", serviceAuthorization, AUTHORIZATION, "ibm"],
])(
  "an interrupt in the look for a %s whose create was answered by nobody says that it may be there",
  async (_what, definition, given, vendor) => {
    const run = new Run({ env: {}, log: { warn: () => {} }, clock: new TestClock("2026-01-01T00:00:00Z") });
    const context = run.context({ connect: () => new Service()[vendor] });
    const inputs = requireInputs(definition, definition.name, given);
    expect(await rejection(createState(definition, context, inputs))).toBe(LOST);
  },
);
