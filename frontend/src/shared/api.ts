/** Talking with the server: JSON both ways, refusals with the field they are about. */

import { learn } from "./skew.ts";
import { words } from "./words.ts";

export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string;

  constructor(status: number, detail: string, code = "", field = "") {
    super(detail);
    this.status = status;
    this.code = code;
    this.field = field;
  }

  /** Whether the same request may succeed later without anybody changing it. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** No answer at all: no signal, or the server is away. */
export class NoSignal extends Refused {
  constructor() {
    super(0, words.noSignal);
  }
}

export async function ask<T>(address: string, init: RequestInit = {}): Promise<T> {
  const headers = new Headers(init.headers);
  headers.set("Accept", "application/json");
  let answer: Response;
  try {
    answer = await fetch(address, { credentials: "same-origin", ...init, headers });
  } catch {
    throw new NoSignal();
  }
  learn(answer.headers.get("Date"));
  if (!answer.ok) throw await refusal(answer);
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

export function send<T>(address: string, said: unknown, init: RequestInit = {}): Promise<T> {
  const form = said instanceof FormData;
  const headers = new Headers(init.headers);
  headers.set("X-CSRFToken", csrfToken());
  if (!form) headers.set("Content-Type", "application/json");
  return ask<T>(address, { method: "POST", ...init, headers, body: form ? said : JSON.stringify(said ?? {}) });
}

/** Send a form and tell how far it is (fetch cannot tell). */
export function sendWithProgress<T>(address: string, form: FormData, progress: (share: number) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.upload.onprogress = (event) => progress(event.lengthComputable ? event.loaded / event.total : 0);
    request.onerror = request.ontimeout = () => reject(new NoSignal());
    request.timeout = 120_000;
    request.onload = () => {
      const said = parse(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve(said as T);
      else reject(refused(request.status, said));
    };
    request.send(form);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

async function refusal(answer: Response): Promise<Refused> {
  return refused(answer.status, parse(await answer.text()));
}

/** Understand our own refusals and the framework's lists of faults alike. */
function refused(status: number, said: unknown): Refused {
  const { detail, code, field } = (said ?? {}) as { detail?: unknown; code?: string; field?: string };
  if (Array.isArray(detail)) {
    const first = (detail[0] ?? {}) as { loc?: string[]; msg?: string };
    return new Refused(status, first.msg ?? words.notUnderstood, "invalid", first.loc?.at(-1) ?? "");
  }
  const fallback = status === 429 ? words.tooOften : status >= 500 ? words.ourFault : words.notUnderstood;
  return new Refused(status, typeof detail === "string" && detail ? detail : fallback, code ?? "", field ?? "");
}

function csrfToken(): string {
  const kept = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  return kept ?? document.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
}
