import { clientKey } from "../../src/alibaba/client-key/client-key";
import { vendors } from "../../src/catalog";
import { UNKNOWN } from "../../src/core/unknown";
import { adoptionAdvice } from "../../src/pulumi/adopting";
import { startToy } from "../toy/harness";
import { shelf } from "../toy/shelf";
import { shelfInputs } from "./provider-support";

// A bug: a client key that another process of the run, or another run, gave up was deleted although a resource had adopted it, and
// nothing warned of that.

const said = (lines: readonly string[]): string[] => lines.filter((line) => line.startsWith("adopt: "));

it("What is adopted without a mark is announced before it happens, once, and not when it is recorded", async () => {
  const { provider, lines } = startToy(shelf);
  const news = { ...shelfInputs, adopt: true };
  await provider.check({}, { ...shelfInputs, name: "made" });
  await provider.check(news, news);
  expect(said(lines)).toEqual([]);
  await provider.check({}, news);
  await provider.check({}, { ...news, name: "another" });
  expect(said(lines)).toEqual([expect.stringMatching(/^adopt: no Shelf shows who .*`pulumi state delete`$/)]);
});

it("So is an object that isn't named yet, and none that shows its adoption or that no deletion ends", () => {
  expect(adoptionAdvice(clientKey, { adopt: UNKNOWN })).toHaveLength(1);
  const named = vendors.flatMap(({ definitions }) =>
    definitions.flatMap((definition) =>
      adoptionAdvice(definition, { adopt: "a" }).length > 0 ? [definition.name] : [],
    ),
  );
  expect(named.sort()).toEqual(["AppConfigIntegration", "ClientKey", "KeyRing", "KmsAlias", "RootKey", "StandardKey"]);
});
