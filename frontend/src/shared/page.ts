/** What the page itself tells its scripts. */

export type Language = "id" | "en";

export const language: Language = document.documentElement.lang.startsWith("en") ? "en" : "id";

/** Return the element, or fail loudly: a missing one is a mistake in the template. */
export function find<T extends Element = HTMLElement>(selector: string, root: ParentNode = document): T {
  const found = root.querySelector<T>(selector);
  if (!found) throw new Error(`the page has no ${selector}`);
  return found;
}

export function all<T extends Element = HTMLElement>(selector: string, root: ParentNode = document): T[] {
  return [...root.querySelectorAll<T>(selector)];
}

/** Return the JSON a template left with `json_script`, or null. */
export function told<T>(id: string): T | null {
  const said = document.getElementById(id)?.textContent;
  return said ? (JSON.parse(said) as T) : null;
}

type Child = Node | string | null | undefined | false;

/** Make an element. Texts are texts: nothing a person typed can become markup. */
export function make(tag: string, attributes: Record<string, string | boolean> = {}, ...children: Child[]): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false) made.setAttribute(name, value);
  }
  made.append(...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false));
  return made;
}

/** Draw one icon of the sprite (src/icons.txt); decoration, so always beside words. */
export function icon(name: string, size = ""): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const drawn = document.createElementNS(space, "svg");
  drawn.setAttribute("class", size ? `icon icon-${size}` : "icon");
  drawn.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `${document.documentElement.dataset["icons"] ?? ""}#${name}`);
  drawn.append(use);
  return drawn;
}

/** Say something to screen readers without moving the focus. */
export function announce(text: string): void {
  let place = document.getElementById("announcer");
  if (!place) {
    place = make("div", { id: "announcer", class: "visually-hidden", "aria-live": "polite" });
    document.body.append(place);
  }
  place.textContent = text;
}
