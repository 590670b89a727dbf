import { planProblems } from "../core/checks";
import { claimProblems } from "../core/claims";
import type { Definition, Values, Vendor } from "../core/definition";
import type { Problem } from "../core/errors";
import { labelFrom } from "../core/label";
import type { Ask } from "../core/left-out";
import type { Run } from "../core/run";
import { type Checked, checkInputs } from "../core/validate";
import { NAMING, physicalName } from "./naming";
import { fromWire, type Properties, placeFromWire } from "./wire";

/** Checks a program's resources of one definition. */
export class InputCheck {
  readonly #vendor: Vendor;
  readonly #definition: Definition;
  readonly #run: Run;
  /** The recorded inputs by the place of the resource: one that is replaced is checked again without them. */
  readonly #recorded = new Map<string, Values>();

  constructor(vendor: Vendor, definition: Definition, run: Run) {
    this.#vendor = vendor;
    this.#definition = definition;
    this.#run = run;
  }

  /** @param prior the recorded inputs; undefined for a create, including that of a replacement */
  check(news: Properties, prior: Values | undefined): Checked {
    const place = placeFromWire(news);
    const { values, problems } = this.#filledIn(news, place, prior);
    const misset = this.#run.settingProblems(this.#vendor);
    const bad = [...misset.map((reason) => ({ field: "", reason, secret: false })), ...problems];
    if (bad.length > 0) return { values, problems: bad };
    // Never checked in a diff, which a refresh calls with old and new swapped.
    const refused = planProblems(this.#definition, prior, values, this.#run.moment, (of) => this.#run.setting(of));
    return { values, problems: refused.length > 0 ? refused : this.#clashes(values, place) };
  }

  /** An input that is left out may take its recorded value, in a replacement too. */
  #filledIn(news: Properties, place: readonly string[] | undefined, prior: Values | undefined): Checked {
    const key = place && JSON.stringify(place);
    if (key && prior) this.#recorded.set(key, prior);
    const recorded = prior ?? (key ? this.#recorded.get(key) : undefined);
    return checkInputs(this.#definition, fromWire(news), this.asking(place), recorded);
  }

  /** Fills in left-out inputs from the run, and from the place of a resource in its program. */
  asking(place: readonly string[] | undefined): Ask {
    return (origin, field) => {
      if (origin === "label") return place && labelFrom(place);
      if (origin === "name") return place && physicalName(this.#run.configured(NAMING), place);
      return this.#run.ofSettings(origin, field);
    };
  }

  /** The place tells a resource that is being replaced from others. */
  #clashes(values: Values, place: readonly string[] | undefined): Problem[] {
    if (!place) return [];
    const [{ ledger }, definition, claimant] = [this.#run, this.#definition, JSON.stringify(place)];
    return claimProblems({ ledger, definition, values, claimant });
  }
}
