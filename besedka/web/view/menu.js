/** Menus: popovers whose entries are reached by the arrow keys. */

/**
 * Make a popover behave as a menu. An entry that is chosen closes it, and the focus goes back to where it was.
 *
 * @param {HTMLElement} menu
 */
export function makeMenu(menu) {
  const items = /** @type {HTMLElement[]} */ ([...menu.children]);
  for (const item of items) item.setAttribute("role", "menuitem");
  menu.addEventListener("toggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState === "open") items[0].focus();
  });
  menu.addEventListener("click", () => menu.hidePopover());
  menu.addEventListener("keydown", (event) => {
    const place = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const places = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: -1 };
    if (event.key === "Tab") menu.hidePopover();
    if (!Object.hasOwn(places, event.key)) return;
    event.preventDefault();
    items.at(places[/** @type {keyof typeof places} */ (event.key)] % items.length)?.focus();
  });
}

/**
 * Open a menu beside an element, inside of what can be seen.
 *
 * @param {HTMLElement} menu
 * @param {Element} beside
 */
export function openMenu(menu, beside) {
  const place = beside.getBoundingClientRect();
  // Told where it comes from, the drawer that holds `beside` stays open.
  menu.showPopover(/** @type {any} */ ({ source: beside }));
  const left = Math.min(place.left, innerWidth - menu.offsetWidth - 8);
  const below = place.bottom + menu.offsetHeight + 8 < innerHeight;
  menu.style.left = `${Math.max(8, left)}px`;
  menu.style.top = `${below ? place.bottom + 4 : Math.max(8, place.top - menu.offsetHeight - 4)}px`;
}
