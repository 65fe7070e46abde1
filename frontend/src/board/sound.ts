/** Two short tones for a new report, three for a life in danger. Off until somebody turns it on. */

const KEY = "lantas-board-sound";

export class Sound {
  #context: AudioContext | null = null;
  on = remembered();

  toggle(): void {
    this.on = !this.on;
    try {
      localStorage.setItem(KEY, this.on ? "on" : "off");
    } catch {
      // Without storage the choice ends with the page.
    }
    if (this.on) this.ring(false);
  }

  ring(urgent: boolean): void {
    if (!this.on) return;
    try {
      this.#context ??= new AudioContext();
      void this.#context.resume();
      const tones = urgent ? [880, 660, 880] : [587, 784];
      tones.forEach((hertz, n) => this.#tone(hertz, n * 0.18));
    } catch {
      // A desk without loudspeakers is still a desk.
    }
  }

  #tone(hertz: number, after_s: number): void {
    const context = this.#context;
    if (!context) return;
    const [tone, loudness] = [context.createOscillator(), context.createGain()];
    const begin = context.currentTime + after_s;
    tone.frequency.value = hertz;
    loudness.gain.setValueAtTime(0, begin);
    loudness.gain.linearRampToValueAtTime(0.22, begin + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.001, begin + 0.16);
    tone.connect(loudness).connect(context.destination);
    tone.start(begin);
    tone.stop(begin + 0.17);
  }
}

function remembered(): boolean {
  try {
    return localStorage.getItem(KEY) === "on";
  } catch {
    return false;
  }
}
