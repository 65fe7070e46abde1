/** A photo before it is sent: where it was taken, and small enough for a weak signal. */

import { gps } from "exifr/dist/lite.esm.mjs";

const LONGEST = 2560;
const MOST_BYTES = 12 * 1024 * 1024;
const QUALITY = 0.85;

export class NoPhoto extends Error {}
export class TooBig extends Error {}

/** Return where the photo was taken, or null; read here, before anything is sent. */
export async function placeOf(photo: File): Promise<[lon: number, lat: number] | null> {
  try {
    const found = await gps(photo);
    return found && Number.isFinite(found.longitude) && (found.longitude || found.latitude) ? [found.longitude, found.latitude] : null;
  } catch {
    return null;
  }
}

/** Return the photo as a JPEG of at most 2,560 pixels; the original if that fails but fits. */
export async function shrink(photo: File): Promise<Blob> {
  if (!photo.type.startsWith("image/")) throw new NoPhoto();
  try {
    const smaller = await redrawn(photo);
    return smaller.size < photo.size || photo.type !== "image/jpeg" ? smaller : photo;
  } catch {
    // A format this browser cannot draw (HEIC): the server may still understand it.
    if (photo.size > MOST_BYTES) throw new TooBig();
    if (/\.(heic|heif|jpe?g|png|webp)$/i.test(photo.name)) return photo;
    throw new NoPhoto();
  }
}

async function redrawn(photo: File): Promise<Blob> {
  const picture = await createImageBitmap(photo, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d")!.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((resolve, reject) => {
    canvas.toBlob((made) => (made ? resolve(made) : reject(new NoPhoto())), "image/jpeg", QUALITY);
  });
}
