/**
 * What a selection over several entries is when it is copied: the messages, as a transcript has them. Only what begins a
 * line at its first column is an entry: a message's further lines are indented, so that none can look like another's.
 */

/** Take over the copying of entries, wherever in the page they are. */
export function copyMessages() {
  document.addEventListener("copy", (event) => {
    const lines = selected(getSelection()).map(line);
    // Within one message whoever selects knows what.
    if (lines.length < 2 || !event.clipboardData) return;
    event.clipboardData.setData("text/plain", lines.join("\n"));
    event.preventDefault();
  });
}

/** The entries of which something is selected. @param {Selection | null} selection */
function selected(selection) {
  if (!selection?.rangeCount || selection.isCollapsed) return [];
  const range = selection.getRangeAt(0);
  return [...document.querySelectorAll(".entry")].filter((entry) => {
    if (!range.intersectsNode(entry)) return false;
    // A selection of whole lines ends at the beginning of the next one.
    const within = range.cloneRange();
    if (!entry.contains(range.startContainer)) within.setStart(entry, 0);
    if (!entry.contains(range.endContainer)) within.setEnd(entry, entry.childNodes.length);
    return within.toString().trim() !== "";
  });
}

/** `14:03 bob (private → ann): text` @param {Element} entry */
function line(entry) {
  const words = (/** @type {string} */ part) => entry.querySelector(part)?.textContent ?? "";
  const texts = [...entry.querySelectorAll(".text")].map(({ textContent, previousElementSibling: before }) =>
    before?.matches(".given") ? `(${before.textContent}) ${textContent}` : (textContent ?? ""),
  );
  const indented = (/** @type {string[]} */ lines) => lines.join("\n").replaceAll("\n", "\n    ");
  const head = entry.querySelector(".head");
  if (!head) return indented([sentence(entry), ...texts]);
  const tags = [...head.querySelectorAll(".tag")].map((tag) => tag.textContent).join(", ");
  const kind = tags && ` (${tags})`;
  return `${words("time")} ${words(".head > .name")}${kind}: ${indented(texts)}`;
}

/** What the chat itself says, without its buttons. @param {Element} entry */
function sentence(entry) {
  const said = /** @type {Element | undefined} */ (entry.querySelector(".said")?.cloneNode(true));
  for (const button of said?.querySelectorAll("button") ?? []) button.remove();
  for (const tag of said?.querySelectorAll(".tag") ?? []) tag.textContent = `(${tag.textContent})`;
  return said?.textContent?.trim() ?? "";
}
