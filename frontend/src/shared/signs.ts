/** Signs of kinds and states: the same as in lantas/console/templatetags/console.py. */

const KINDS: Record<string, string> = {
  crash: "car-crash",
  congestion: "cars-queue",
  signal: "traffic-lights",
  stranded: "engine-off",
  obstruction: "barrier-block",
  reckless: "alert-triangle",
  racing: "gauge",
  parking: "parking",
  crime: "shield-exclamation",
  other: "dots",
};
const STATES: Record<string, [sign: string, tone: string]> = {
  reported: ["send", "new"],
  taken: ["eye", "held"],
  dispatched: ["steering-wheel", "sent"],
  on_scene: ["map-pin", "there"],
  resolved: ["circle-check", "good"],
  closed: ["lock", "calm"],
  rejected: ["ban", "bad"],
};

export function kindSign(kind: string): string {
  return KINDS[kind] ?? "dots";
}

export function stateSign(state: string): string {
  return STATES[state]?.[0] ?? "circle-dot";
}

/** The tone of a state; its style is `.state-<tone>`. */
export function stateTone(state: string): string {
  return STATES[state]?.[1] ?? "calm";
}
