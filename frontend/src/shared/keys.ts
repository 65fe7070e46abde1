/** Keyboard help: "?" opens the list of keys that the page's template wrote. */

/** Whether the person is typing, so that a letter is a letter and no command. */
export function isTyping(event: KeyboardEvent): boolean {
  const at = event.target as HTMLElement | null;
  return Boolean(at?.closest("input, textarea, select, [contenteditable], dialog[open]"));
}

/** Run `deeds[key]` for keys pressed alone, outside fields. */
export function keys(deeds: Record<string, (event: KeyboardEvent) => void>): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    const deed = deeds[event.key];
    if (!deed) return;
    event.preventDefault();
    deed(event);
  });
}

export function keysHelp(): void {
  const help = document.querySelector<HTMLDialogElement>("dialog#keys");
  if (!help) return;
  const show = (): void => help.showModal();
  keys({ "?": show });
  document.querySelector("[data-keys-help]")?.addEventListener("click", show);
}
