/** Makes itself heard and felt until a job is answered; keeps the screen on while on duty. */

const AGAIN_MS = 3500;

export class Alarm {
  #context: AudioContext | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Browsers let only a touch unlock sound: call this from one. */
  unlock(): void {
    try {
      this.#context ??= new AudioContext();
      void this.#context.resume();
    } catch {
      // Then the phone still shakes.
    }
  }

  start(): void {
    if (this.#timer) return;
    this.#ring();
    this.#timer = setInterval(() => this.#ring(), AGAIN_MS);
  }

  stop(): void {
    if (!this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    if ("vibrate" in navigator) navigator.vibrate(0);
  }

  #ring(): void {
    if ("vibrate" in navigator) navigator.vibrate([500, 150, 500, 150, 900]);
    const context = this.#context;
    if (context?.state !== "running") return;
    [880, 660, 880, 660].forEach((hertz, n) => tone(context, hertz, context.currentTime + n * 0.22));
  }
}

function tone(context: AudioContext, hertz: number, begin: number): void {
  const [voice, loudness] = [context.createOscillator(), context.createGain()];
  voice.type = "square";
  voice.frequency.value = hertz;
  loudness.gain.setValueAtTime(0.0001, begin);
  loudness.gain.exponentialRampToValueAtTime(0.3, begin + 0.02);
  loudness.gain.exponentialRampToValueAtTime(0.0001, begin + 0.2);
  voice.connect(loudness).connect(context.destination);
  voice.start(begin);
  voice.stop(begin + 0.21);
}

/** Keep the screen lit where the phone can; it lets go whenever the page is hidden. */
export class Wakefulness {
  #lock: WakeLockSentinel | null = null;
  #wanted = false;

  constructor() {
    document.addEventListener("visibilitychange", () => void this.#hold());
  }

  want(wanted: boolean): void {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    if (wanted) void this.#hold();
    else void this.#lock?.release().catch(() => undefined);
  }

  async #hold(): Promise<void> {
    if (!this.#wanted || document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
    try {
      this.#lock = await navigator.wakeLock.request("screen");
    } catch {
      // An empty battery refuses; the app works on.
    }
  }
}
