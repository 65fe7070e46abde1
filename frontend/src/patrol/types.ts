/** What the patrol officer's doors answer (lantas/response/api/duty.py). */

export type JobState = "offered" | "accepted" | "on_scene";
export type DeedName = "accept" | "decline" | "arrive" | "finish";

export interface Job {
  number: string;
  incident: string;
  state: string;
  state_name: string;
  priority: string;
  kind: string;
  kind_name: string;
  lon: number;
  lat: number;
  address: string;
  what: string;
  photos: string[];
  offered_at: string;
  due_at: string | null;
  route_url: string;
}

export interface Duty {
  patrol: string | null;
  patrols_free: { call_sign: string; vehicle: string }[];
  assignments: Job[];
  stream: { url: string };
}

/** One deed as it waits on the phone. */
export interface Deed {
  id: string;
  deed: DeedName;
  assignment: string;
  at: string;
  note: string;
  outcome: string;
}

export interface Answer {
  id: string;
  result: "done" | "already" | "refused";
  why: string;
}

export interface Photo {
  id: string;
  assignment: string;
  file: Blob;
  name: string;
}

export interface Fix {
  lon: number;
  lat: number;
  at: string;
  speed_kmh: number | null;
  heading: number | null;
  accuracy_m: number | null;
}

export interface Step {
  text_id: string;
  text_en: string;
  length_m: number;
  maneuver: string;
}

export interface Route {
  length_m: number;
  seconds: number;
  geometry: { type: "LineString"; coordinates: [number, number][] };
  steps: Step[];
}

export interface Config {
  stream: string;
  me: { name: string; number: string; duties: string[] };
}
