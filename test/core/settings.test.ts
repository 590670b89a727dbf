import { type Configuration, type Setting, settingProblems, settingValue } from "../../src/core/settings";

const setting: Setting = { config: "toy.room", env: "TOY_ROOM", otherEnv: ["ROOM", "CHAMBER"], doc: "The room." };
const none: Configuration = () => undefined;
const of =
  (values: Record<string, unknown>): Configuration =>
  (key) =>
    values[key];

describe("a setting", () => {
  it("is the configuration's before the environment's", () => {
    expect(settingValue(setting, of({ "toy.room": "cellar" }), { TOY_ROOM: "attic" })).toBe("cellar");
  });

  it.each([
    ["an object", { room: "cellar" }],
    ["an object as text", JSON.stringify({ room: "cellar" })],
  ])("may stand in %s", (_what, toy) => {
    expect(settingValue(setting, of({ toy }), {})).toBe("cellar");
  });

  it("is our own variable's before those of the vendor's tools, and these in their order", () => {
    expect(settingValue(setting, none, { CHAMBER: "c", ROOM: "b", TOY_ROOM: "a" })).toBe("a");
    expect(settingValue(setting, none, { CHAMBER: "c", ROOM: "b" })).toBe("b");
    expect(settingValue(setting, none, { CHAMBER: "c" })).toBe("c");
  });

  it("is none where nothing, or nothing but empty text, is given", () => {
    expect(settingValue(setting, none, {})).toBeUndefined();
    expect(settingValue(setting, of({ "toy.room": "" }), { TOY_ROOM: "", ROOM: "b" })).toBe("b");
    expect(settingValue(setting, of({ toy: "no object" }), { TOY_ROOM: "" })).toBeUndefined();
  });
});

describe("names that are no setting's", () => {
  const settings = [setting, { config: "region", env: "TOY_REGION", doc: "The region." }];

  it.each([
    ["an object", { rom: "cellar", room: "attic" }],
    ["an object as text", JSON.stringify({ rom: "cellar" })],
  ])("are told where they stand in %s", (_what, toy) => {
    expect(settingProblems(settings, of({ toy }))).toEqual([
      "keysmith:toy.rom is not a setting; did you mean keysmith:toy.room?",
    ]);
  });

  it("are none where all are known, or nothing is given", () => {
    expect(settingProblems(settings, of({ toy: { room: "cellar" }, region: "north" }))).toEqual([]);
    expect(settingProblems(settings, none)).toEqual([]);
  });
});
