/** What the dispatcher's doors answer (lantas/response/api/dispatch.py). */

export type IncidentState = "reported" | "taken" | "dispatched" | "on_scene" | "resolved" | "closed" | "rejected";
export type PatrolStatus = "free" | "offered" | "en_route" | "on_scene" | "off_duty";

export interface Incident {
  number: string;
  kind: string;
  kind_name: string;
  priority: string;
  state: IncidentState;
  state_name: string;
  lon: number;
  lat: number;
  address: string;
  unit: string;
  opened_at: string;
  due_at: string | null;
  late: boolean;
  tier: string;
  reports: number;
  patrols: string[];
}

export interface Patrol {
  call_sign: string;
  vehicle: string;
  status: PatrolStatus;
  status_name: string;
  lon: number | null;
  lat: number | null;
  fix_at: string | null;
  heading: number | null;
  speed_kmh: number | null;
  incident: string | null;
}

export interface Board {
  incidents: Incident[];
  patrols: Patrol[];
  stream: { url: string };
}

export interface Account {
  id: number;
  at: string;
  kind_name: string;
  what: string;
  lon: number;
  lat: number;
  accuracy_m: number | null;
  has_phone: boolean;
  stars: number | null;
}

export interface Job {
  number: string;
  call_sign: string;
  state: string;
  state_name: string;
  offered_at: string;
  accepted_at: string | null;
  on_scene_at: string | null;
  ended_at: string | null;
  expected_s: number | null;
  outcome: string;
  note: string;
}

export interface Line {
  name: string;
  subject: string;
  at: string;
  by: string;
}

export interface Detail extends Incident {
  taken_by: string;
  outcome: string;
  accounts: Account[];
  jobs: Job[];
  photos: string[];
  lines: Line[];
}

export interface Candidate {
  call_sign: string;
  eta_s: number | null;
  distance_m: number;
  fix_age_s: number;
  reasons: string[];
}

export interface Proposal {
  candidates: Candidate[];
  shortfalls: string[];
}

/** One patrol that moved, as the stream tells it. */
export interface Moved {
  call_sign: string;
  lon: number;
  lat: number;
  at: string;
  heading: number | null;
  speed_kmh: number | null;
}

/** One ledger line, as the stream tells it. */
export interface Change {
  name: string;
  subject: string;
  unit: number;
}

export interface Config {
  stream: string;
  me: { name: string; number: string; duties: string[] };
}
