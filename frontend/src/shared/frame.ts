/** What every page does: theme, menus, keeping the pages for times without signal. */

import { all } from "./page.ts";

export type Theme = "light" | "dark";

const system = matchMedia("(prefers-color-scheme: dark)");

export function theme(): Theme {
  const chosen = document.documentElement.dataset["bsTheme"];
  if (chosen === "light" || chosen === "dark") return chosen;
  return system.matches ? "dark" : "light";
}

/** Call `listener` whenever the theme changes, by the button or by the system. */
export function onTheme(listener: (theme: Theme) => void): void {
  document.addEventListener("lantas:theme", () => listener(theme()));
}

function showTheme(): void {
  document.documentElement.classList.toggle("theme-is-dark", theme() === "dark");
  document.dispatchEvent(new Event("lantas:theme"));
}

function switchTheme(): void {
  const other: Theme = theme() === "dark" ? "light" : "dark";
  document.documentElement.dataset["bsTheme"] = other;
  try {
    localStorage.setItem("theme", other);
  } catch {
    // A closed storage only means the choice ends with the page.
  }
  showTheme();
}

function closeMenus(event: Event): void {
  for (const menu of all<HTMLDetailsElement>("details[data-menu][open]")) {
    const away = !menu.contains(event.target as Node);
    const escaped = event instanceof KeyboardEvent && event.key === "Escape";
    if (!away && !escaped) continue;
    menu.open = false;
    if (escaped) menu.querySelector("summary")?.focus();
  }
}

function keepPages(): void {
  if ("serviceWorker" in navigator) void navigator.serviceWorker.register("/sw.js").catch(() => undefined);
}

export function frame(): void {
  system.addEventListener("change", showTheme);
  showTheme();
  for (const button of all("[data-theme-switch]")) button.addEventListener("click", switchTheme);
  document.addEventListener("click", closeMenus);
  document.addEventListener("keydown", closeMenus);
  addEventListener("load", keepPages);
}
