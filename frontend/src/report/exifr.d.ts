declare module "exifr/dist/lite.esm.mjs" {
  export function gps(photo: Blob): Promise<{ latitude: number; longitude: number } | undefined>;
}
