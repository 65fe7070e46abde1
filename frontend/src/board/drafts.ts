/** What somebody is writing: kept through refreshes, reloads and a look at another incident. */

export type FormName = "reject" | "resolve" | "withdraw" | "reopen";

export interface Draft {
  choice: string;
  note: string;
}

const KEY = "lantas-board-drafts";

export class Drafts {
  readonly #kept: Record<string, Draft>;

  constructor() {
    this.#kept = read();
  }

  get(number: string, form: FormName): Draft {
    return this.#kept[`${number}/${form}`] ?? { choice: "", note: "" };
  }

  set(number: string, form: FormName, said: Partial<Draft>): void {
    this.#kept[`${number}/${form}`] = { ...this.get(number, form), ...said };
    this.#write();
  }

  drop(number: string, form: FormName): void {
    delete this.#kept[`${number}/${form}`];
    this.#write();
  }

  #write(): void {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(this.#kept));
    } catch {
      // Without storage a draft still lives as long as the page.
    }
  }
}

function read(): Record<string, Draft> {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "{}") as Record<string, Draft>;
  } catch {
    return {};
  }
}
