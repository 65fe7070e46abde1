/** Draws what a page should look like; what is on the page already is changed only where it differs. */

export type Child = Node | string | number | null | undefined | false | Child[];
type Attrs = Record<string, unknown>;

const HANDLERS = new WeakMap<Element, Map<string, unknown>>();

/**
 * Make an element. `on…` functions become handlers, `key` keeps an element's identity among its
 * siblings, `own` leaves everything inside it to others (a map), `style` sets custom properties
 * (an inline style attribute is refused by our content policy).
 */
export function h(tag: string, attrs: Attrs = {}, ...children: Child[]): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attrs)) set(element, name, value);
  add(element, children);
  return element;
}

/** Make the children of `place` look like `children`, keeping focus, typed text and scroll. */
export function render(place: Element, ...children: Child[]): void {
  const fresh = place.cloneNode(false) as Element;
  add(fresh, children);
  meetChildren(place, fresh);
}

function set(element: HTMLElement, name: string, value: unknown): void {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) {
    // A handler that happens to return false would forbid the browser its part (typing, say).
    const run = (event: Event): void => void (value as (event: Event) => unknown)(event);
    handlers(element).set(name, run);
    (element as unknown as Attrs)[name] = run;
  } else if (name === "style") {
    for (const [key, said] of Object.entries(value as Record<string, string>)) element.style.setProperty(key, said);
  } else if (name === "value" || name === "checked") {
    (element as unknown as Attrs)[name] = value;
  } else if (name === "key" || name === "own") {
    element.setAttribute(`data-${name}`, String(value));
  } else {
    element.setAttribute(name, value === true ? "" : String(value));
  }
}

function handlers(element: Element): Map<string, unknown> {
  const found = HANDLERS.get(element) ?? new Map<string, unknown>();
  HANDLERS.set(element, found);
  return found;
}

function add(place: Element, children: Child[]): void {
  for (const child of children) {
    if (Array.isArray(child)) add(place, child);
    else if (child !== null && child !== undefined && child !== false)
      place.append(child instanceof Node ? child : String(child));
  }
}

function meet(old: Element, fresh: Element): void {
  meetAttributes(old, fresh);
  meetHandlers(old, fresh);
  if (old instanceof HTMLInputElement && fresh instanceof HTMLInputElement) {
    if (old.type === "radio" || old.type === "checkbox") old.checked = fresh.checked;
  }
  if (!old.hasAttribute("data-own") && !(old instanceof HTMLTextAreaElement)) meetChildren(old, fresh);
}

function meetAttributes(old: Element, fresh: Element): void {
  for (const { name } of [...old.attributes]) {
    // What others wrote there is theirs: an opened <details>, a ticking clock's class.
    if (name !== "open" && !fresh.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (name === "style") (old as HTMLElement).style.cssText = (fresh as HTMLElement).style.cssText;
    else if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

function meetHandlers(old: Element, fresh: Element): void {
  const now = handlers(fresh);
  const target = old as unknown as Attrs;
  for (const name of handlers(old).keys()) if (!now.has(name)) target[name] = null;
  for (const [name, value] of now) target[name] = value;
  HANDLERS.set(old, now);
}

function meetChildren(old: Element, fresh: Element): void {
  const keyed = leaveOut(old, fresh);
  let at: ChildNode | null = old.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    const found = match(wanted, at, keyed);
    if (!found) {
      old.insertBefore(wanted, at);
      continue;
    }
    if (found === at) at = at.nextSibling;
    else old.insertBefore(found, at);
    if (found instanceof Element) meet(found, wanted as Element);
    else if (found.nodeValue !== wanted.nodeValue) found.nodeValue = wanted.nodeValue;
  }
  while (at) {
    const next: ChildNode | null = at.nextSibling;
    at.remove();
    at = next;
  }
}

/** Remove what is no longer wanted, so that what stays need not move (a moved element loses the focus). */
function leaveOut(old: Element, fresh: Element): Map<string, Element> {
  const wanted = new Set([...fresh.children].map((child) => child.getAttribute("data-key")));
  const kept = new Map<string, Element>();
  for (const child of [...old.children]) {
    const key = child.getAttribute("data-key");
    if (!key) continue;
    if (wanted.has(key)) kept.set(key, child);
    else child.remove();
  }
  return kept;
}

function match(wanted: ChildNode, at: ChildNode | null, keyed: Map<string, Element>): ChildNode | null {
  if (!(wanted instanceof Element)) return at && at.nodeType === wanted.nodeType ? at : null;
  const key = wanted.getAttribute("data-key");
  if (key) {
    const found = keyed.get(key);
    keyed.delete(key);
    return found && found.tagName === wanted.tagName ? found : null;
  }
  const free = at instanceof Element && !at.hasAttribute("data-key") && at.tagName === wanted.tagName;
  return free ? at : null;
}
