/** The command line of the board: what was typed, what it means, how it could go on. */

export interface Known {
  incidents: { number: string; kind_name: string; address: string; patrols: string[]; state: string }[];
  patrols: { call_sign: string; status: string; status_name: string }[];
  selected: string | null;
}

export type Command =
  | { verb: "dispatch" | "withdraw"; number: string; call_sign: string }
  | { verb: "take" | "reject" | "resolve" | "open"; number: string; note: string }
  | { verb: "patrol"; call_sign: string }
  | { verb: "find"; text: string }
  | { verb: "none" }
  | { verb: "unclear"; what: "incident" | "patrol" | "many"; word: string };

export interface Completion {
  text: string;
  label: string;
  hint: string;
}

type Verb = "dispatch" | "withdraw" | "take" | "reject" | "resolve" | "open" | "patrol" | "find";

/** Both languages' words, and the letter of each. */
export const VERBS: Record<string, Verb> = {
  d: "dispatch",
  dispatch: "dispatch",
  kirim: "dispatch",
  t: "take",
  take: "take",
  ambil: "take",
  r: "reject",
  reject: "reject",
  tolak: "reject",
  e: "resolve",
  end: "resolve",
  selesai: "resolve",
  w: "withdraw",
  withdraw: "withdraw",
  tarik: "withdraw",
  o: "open",
  open: "open",
  buka: "open",
  p: "patrol",
  patrol: "patrol",
  patroli: "patrol",
  f: "find",
  find: "find",
  cari: "find",
};

/** Incidents a word may mean: its whole number, the end of it, or "." for the one on the desk. */
export function incidentsFor(word: string, known: Known): string[] {
  const wanted = word.toUpperCase().replace("…", "");
  if (word === ".") return known.selected ? [known.selected] : [];
  const numbers = known.incidents.map((incident) => incident.number);
  const exact = numbers.filter((number) => number.toUpperCase() === wanted);
  if (exact.length) return exact;
  const digits = /^(?:INC-?)?0*(\d+)$/.exec(wanted)?.[1];
  if (digits) return numbers.filter((number) => /0*(\d+)$/.exec(number)?.[1] === digits);
  return wanted.length > 3 ? numbers.filter((number) => number.toUpperCase().endsWith(wanted)) : [];
}

/** Patrols a word may mean: a whole call sign before the end of one. */
export function patrolsFor(word: string, known: Known): string[] {
  const wanted = word.toUpperCase();
  const signs = known.patrols.map((patrol) => patrol.call_sign);
  const exact = signs.filter((sign) => sign.toUpperCase() === wanted);
  if (exact.length || !wanted) return exact;
  return signs.filter((sign) => sign.toUpperCase().endsWith(wanted));
}

/** Understand a line. What begins with no verb is looked for. */
export function parse(line: string, known: Known): Command {
  const words = line.trim().split(/\s+/);
  const first = (words[0] ?? "").toLowerCase();
  if (!first) return { verb: "none" };
  const verb = words.length > 1 ? VERBS[first] : undefined;
  const rest = words.slice(1);
  if (!verb) return { verb: "find", text: line.trim() };
  if (verb === "find") return { verb, text: rest.join(" ") };
  if (verb === "patrol") return patrol(rest[0] ?? "", known, (call_sign) => ({ verb, call_sign }));
  return one(incidentsFor(rest[0] ?? "", known), "incident", rest[0] ?? "", (number) =>
    verb === "dispatch" || verb === "withdraw"
      ? patrol(rest[1] ?? "", known, (call_sign) => ({ verb, number, call_sign }))
      : { verb, number, note: rest.slice(1).join(" ") },
  );
}

function patrol(word: string, known: Known, then: (call_sign: string) => Command): Command {
  return one(patrolsFor(word, known), "patrol", word, then);
}

function one(found: string[], what: "incident" | "patrol", word: string, then: (it: string) => Command): Command {
  if (found.length > 1) return { verb: "unclear", what: "many", word };
  return found[0] ? then(found[0]) : { verb: "unclear", what, word };
}

const MOST = 8;

/** How the line could go on, likeliest first. `ranked` are call signs in the order they were proposed. */
export function complete(line: string, known: Known, ranked: string[] = []): Completion[] {
  const words = line.replace(/^\s+/, "").split(/\s+/);
  const verb = words.length > 1 ? VERBS[(words[0] ?? "").toLowerCase()] : undefined;
  if (!verb || verb === "find") return [];
  const head = words.slice(0, -1).join(" ");
  const typed = (words[words.length - 1] ?? "").toUpperCase();
  if (verb === "patrol" && words.length === 2) return signs(head, typed, known, []);
  if (words.length === 2) return numbers(head, typed, known, verb);
  if (words.length === 3 && (verb === "dispatch" || verb === "withdraw")) return signs(head, typed, known, ranked, verb);
  return [];
}

function numbers(head: string, typed: string, known: Known, verb: Verb): Completion[] {
  const meant = new Set(incidentsFor(typed, known));
  const open = known.incidents.filter(({ state }) => verb !== "take" || state === "reported");
  return open
    .filter(
      (one) => !typed || meant.has(one.number) || `${one.number} ${one.kind_name} ${one.address}`.toUpperCase().includes(typed),
    )
    .sort((a, b) => Number(meant.has(b.number)) - Number(meant.has(a.number)))
    .slice(0, MOST)
    .map((one) => ({
      text: `${head} ${one.number}${verb === "dispatch" || verb === "withdraw" ? " " : ""}`,
      label: one.number,
      hint: `${one.kind_name} · ${one.address}`,
    }));
}

function signs(head: string, typed: string, known: Known, ranked: string[], verb?: Verb): Completion[] {
  const order = new Map(ranked.map((sign, n) => [sign, n]));
  const place = (sign: string) => order.get(sign) ?? ranked.length;
  const sent = verb === "withdraw" ? sentTo(head, known) : null;
  return known.patrols
    .filter((one) => (verb !== "dispatch" || one.status === "free") && (!sent || sent.has(one.call_sign)))
    .filter((one) => one.call_sign.toUpperCase().includes(typed))
    .sort((a, b) => place(a.call_sign) - place(b.call_sign))
    .slice(0, MOST)
    .map((one) => ({ text: `${head} ${one.call_sign}`, label: one.call_sign, hint: one.status_name }));
}

function sentTo(head: string, known: Known): Set<string> {
  const [number] = incidentsFor(head.split(" ")[1] ?? "", known);
  return new Set(known.incidents.find((one) => one.number === number)?.patrols);
}

/** Does an incident or patrol answer to what is looked for? Every word must be found. */
export function answers(text: string, ...said: string[]): boolean {
  const all = said.join(" ").toLocaleLowerCase();
  return text
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}
