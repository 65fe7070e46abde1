/** A report on its way: sent at once, or kept on the phone until there is signal. */

import { NoSignal, sendWithProgress } from "../shared/api.ts";
import { Queue } from "../shared/queue.ts";
import { remember } from "./mine.ts";

export interface Draft {
  client_id: string;
  lon: number;
  lat: number;
  accuracy_m: number | null;
  kind: string;
  what: string;
  phone: string;
  language: string;
  joins: string;
  photo: Blob | null;
}

export interface Receipt {
  token: string;
  tracking_url: string;
  number: string;
}

const waiting = new Queue<Draft>("reports");

/** A new identity for each report: the server answers the same one twice the same. */
export function newId(): string {
  if ("randomUUID" in crypto) return crypto.randomUUID();
  const bytes = (crypto as Crypto).getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

export async function deliver(draft: Draft, progress: (share: number) => void = () => undefined): Promise<Receipt> {
  const form = new FormData();
  for (const [name, value] of Object.entries(draft)) {
    if (value === null || value === "") continue;
    if (value instanceof Blob) form.set(name, value, "photo.jpg");
    else form.set(name, String(value));
  }
  const receipt = await sendWithProgress<Receipt>("/api/response/reports", form, progress);
  remember({ token: receipt.token, number: receipt.number, at: new Date().toISOString() });
  return receipt;
}

export function keep(draft: Draft): Promise<number> {
  return waiting.add(draft);
}

export function countWaiting(): Promise<number> {
  return waiting.count();
}

/** Send what waits, oldest first. Returns the receipt of the last that went out. */
export async function sendWaiting(): Promise<Receipt | null> {
  let last: Receipt | null = null;
  try {
    await waiting.flush(async (draft) => {
      last = await deliver(draft);
    });
  } catch (fault) {
    if (!(fault instanceof NoSignal)) throw fault;
  }
  return last;
}
