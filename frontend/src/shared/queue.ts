/** What waits on this device until there is signal: kept in IndexedDB, sent once, in order. */

export interface Kept<T> {
  key: number;
  item: T;
}

/** A first-in, first-out queue that outlives the page. One database per queue. */
export class Queue<T> {
  readonly #name: string;
  #opened: Promise<IDBDatabase> | null = null;
  #sending: Promise<void> | null = null;

  constructor(name: string) {
    this.#name = `lantas-${name}`;
  }

  async add(item: T): Promise<number> {
    const key = await this.#do("readwrite", (store) => store.add({ item }));
    return Number(key);
  }

  async all(): Promise<Kept<T>[]> {
    return (await this.#do("readonly", (store) => store.getAll())) as Kept<T>[];
  }

  async count(): Promise<number> {
    return this.#do("readonly", (store) => store.count());
  }

  async put(kept: Kept<T>): Promise<void> {
    await this.#do("readwrite", (store) => store.put(kept));
  }

  async remove(key: number): Promise<void> {
    await this.#do("readwrite", (store) => store.delete(key));
  }

  /**
   * Hand the oldest to `deliver` until the queue is empty. What `deliver` settles is
   * removed; when it throws, the rest waits in its order for the next call.
   */
  flush(deliver: (item: T) => Promise<void>): Promise<void> {
    this.#sending ??= this.#locked(deliver).finally(() => {
      this.#sending = null;
    });
    return this.#sending;
  }

  async #locked(deliver: (item: T) => Promise<void>): Promise<void> {
    // Two open tabs must not send the same thing at once.
    if ("locks" in navigator) await navigator.locks.request(this.#name, () => this.#drain(deliver));
    else await this.#drain(deliver);
  }

  async #drain(deliver: (item: T) => Promise<void>): Promise<void> {
    for (const kept of await this.all()) {
      await deliver(kept.item);
      await this.remove(kept.key);
    }
  }

  async #do<R>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<R>): Promise<R> {
    const database = await (this.#opened ??= this.#open());
    return new Promise<R>((resolve, reject) => {
      const transaction = database.transaction("waiting", mode);
      const request = work(transaction.objectStore("waiting"));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? request.error);
    });
  }

  #open(): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open(this.#name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore("waiting", { keyPath: "key", autoIncrement: true });
      request.onsuccess = () => {
        request.result.onversionchange = () => request.result.close();
        resolve(request.result);
      };
      request.onerror = () => {
        this.#opened = null;
        reject(request.error);
      };
    });
  }
}
