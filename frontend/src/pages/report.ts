/** The citizen's report: place, kind, photo; sent now or once there is signal. */
import "../shared/styles.ts";
import "../design/town.css";
import "../report/report.css";
import { NoSignal, Refused } from "../shared/api.ts";
import { frame } from "../shared/frame.ts";
import { all, announce, find, language } from "../shared/page.ts";
import { deliver, type Draft, keep, newId, type Receipt, sendWaiting } from "../report/draft.ts";
import { joined, showNear } from "../report/near.ts";
import { NoPhoto, shrink, TooBig } from "../report/photo.ts";
import { Place } from "../report/place.ts";
import { Steps, wrong } from "../report/steps.ts";
import { words } from "../report/words.ts";

frame();

const form = find<HTMLFormElement>("#report");
const what = find<HTMLTextAreaElement>("#id_what");
const phone = find<HTMLInputElement>("#id_phone");
const photoField = find<HTMLInputElement>("#id_photo");
const limit = Number(form.dataset["textLimit"] ?? 2000);
const clientId = newId();
const place = new Place();
let photo: Blob | null = null;

const steps = new Steps(form, (step) => {
  if (step === 1) place.resize();
  if (step === 3 && place.point) void showNear(place.point);
});

// Fields a refusal may name, and the step they stand in.
const HOMES: Record<string, [step: number, place: string]> = {
  lon: [1, "place"], lat: [1, "place"], accuracy_m: [1, "place"], place: [1, "place"],
  kind: [2, "kind"], what: [2, "what"],
  photo: [3, "photo"], phone: [3, "phone"],
};

function kind(): string {
  return form.querySelector<HTMLInputElement>("input[name=kind]:checked")?.value ?? "";
}

function checkStep(step: number): boolean {
  if (step === 1) return wrong("place", place.point ? "" : words.placeMissing);
  if (step !== 2) return true;
  const over = what.value.length - limit;
  const kindIsWell = wrong("kind", kind() ? "" : words.kindMissing);
  return wrong("what", over > 0 ? words.tooLong(over) : "") && kindIsWell;
}

async function takePhoto(file: File | undefined, alsoPlace: boolean): Promise<void> {
  if (!file) return;
  if (alsoPlace) await place.fromPhoto(file);
  try {
    photo = await shrink(file);
    wrong("photo", "");
    showPhoto(photo);
  } catch (fault) {
    photo = null;
    const said = fault instanceof TooBig ? words.photoBig : fault instanceof NoPhoto ? words.photoBad : words.photoBad;
    if (alsoPlace) place.say(said);
    wrong("photo", said);
  }
}

function showPhoto(shown: Blob | null): void {
  const box = find("#photo-shown");
  const image = find<HTMLImageElement>("img", box);
  if (image.src) URL.revokeObjectURL(image.src);
  box.hidden = shown === null;
  find("#photo-add").hidden = shown !== null;
  if (!shown) return image.removeAttribute("src");
  image.src = URL.createObjectURL(shown);
  find("#photo-note").textContent = words.shrunk(Math.round(shown.size / 1024));
}

function draft(): Draft {
  const { lon, lat, accuracy_m } = place.point!;
  const said = { what: what.value.trim(), phone: phone.value.trim() };
  return { client_id: clientId, lon, lat, accuracy_m, kind: kind(), language, joins: joined(), photo, ...said };
}

async function submit(): Promise<void> {
  for (const step of [1, 2]) {
    if (!checkStep(step)) return steps.go(step);
  }
  const ready = draft();
  busy(true);
  wrong("all", "");
  try {
    received(await deliver(ready, (share) => (find<HTMLProgressElement>("#sent").value = share)));
  } catch (fault) {
    if (fault instanceof NoSignal) await hold(ready);
    else if (fault instanceof Refused) refuse(fault);
    else throw fault;
  } finally {
    busy(false);
  }
}

function busy(on: boolean): void {
  find("#progress").hidden = !on;
  for (const button of all<HTMLButtonElement>(".report-go button")) button.disabled = on;
}

function refuse(fault: Refused): void {
  const [step, name] = HOMES[fault.field] ?? [steps.now, "all"];
  if (step !== steps.now) steps.go(step);
  wrong(name, fault.message);
}

function received(receipt: Receipt): void {
  const link = new URL(`/track/${receipt.token}/`, location.href).href;
  find<HTMLInputElement>("#link").value = link;
  find<HTMLAnchorElement>("#follow").href = link;
  find("#done-number span").textContent = receipt.number;
  find("#share").hidden = !("share" in navigator);
  turnTo("#done");
}

async function hold(ready: Draft): Promise<void> {
  await keep(ready);
  turnTo("#waiting");
}

function turnTo(page: string): void {
  form.hidden = true;
  for (const other of all(".done-page")) other.hidden = `#${other.id}` !== page;
  find(page).focus();
  scrollTo({ top: 0 });
}

async function retry(): Promise<void> {
  try {
    const receipt = await sendWaiting();
    if (receipt && !find("#waiting").hidden) received(receipt);
  } catch (fault) {
    if (!(fault instanceof Refused)) throw fault;
    form.hidden = false;
    find("#waiting").hidden = true;
    refuse(fault);
  }
}

async function copy(): Promise<void> {
  const link = find<HTMLInputElement>("#link");
  link.select();
  await navigator.clipboard.writeText(link.value);
  find("#copy span").textContent = words.copied;
  announce(words.copied);
}

what.addEventListener("input", () => {
  const left = limit - what.value.length;
  find("#what-left").textContent = left < 300 ? words.left(left) : "";
});
for (const tile of all<HTMLInputElement>("#kinds input")) tile.addEventListener("change", () => wrong("kind", ""));
find("#here").addEventListener("click", () => place.here());
find<HTMLInputElement>("#photo-first").addEventListener("change", (event) => void takePhoto((event.target as HTMLInputElement).files?.[0], true));
photoField.addEventListener("change", () => void takePhoto(photoField.files?.[0], false));
find("#photo-drop").addEventListener("click", () => {
  photo = null;
  photoField.value = "";
  showPhoto(null);
  find("#photo-note").textContent = "";
  photoField.focus();
});
find("#next").addEventListener("click", () => checkStep(steps.now) && steps.go(steps.now + 1));
find("#back").addEventListener("click", () => steps.go(steps.now - 1));
find("#copy").addEventListener("click", () => void copy());
find("#share").addEventListener("click", () => void navigator.share({ title: words.shareTitle, url: find<HTMLInputElement>("#link").value }));
find("#again").addEventListener("click", () => void retry());
addEventListener("online", () => void retry());
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (steps.isLast) void submit();
  else if (checkStep(steps.now)) steps.go(steps.now + 1);
});
// A way out that loses what was written asks first; what waits for signal is safe.
addEventListener("beforeunload", (event) => {
  if (!form.hidden && (what.value || photo)) event.preventDefault();
});

void place.open().catch(() => place.goWithout());
void retry();
