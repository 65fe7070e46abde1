/** Notifications while the app is closed or the screen is off (web push). */

import { ask, send } from "../shared/api.ts";

export type Notices = "impossible" | "off" | "on" | "denied";

export function notices(): Notices {
  if (!("Notification" in window) || !("serviceWorker" in navigator) || !("PushManager" in window)) return "impossible";
  if (Notification.permission === "denied") return "denied";
  return Notification.permission === "granted" ? "on" : "off";
}

/** Ask the officer, then tell the server where this phone is reached. */
export async function subscribe(): Promise<Notices> {
  if ((await Notification.requestPermission()) !== "granted") return notices();
  const worker = await navigator.serviceWorker.ready;
  const { public_key } = await ask<{ public_key: string }>("/api/messages/push-key");
  const held = await worker.pushManager.getSubscription();
  const got = held ?? (await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: public_key }));
  const { endpoint, keys } = got.toJSON();
  await send("/api/messages/subscriptions", { endpoint, keys });
  return "on";
}
