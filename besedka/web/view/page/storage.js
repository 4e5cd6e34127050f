/** What the page remembers: little enough to be lost without harm, since a browser may forbid it. */

/** @typedef {"name" | "language" | "notify" | "draft" | "session"} Key */

/** @param {Key} key @returns {string} Empty when nothing is remembered. */
export function remembered(key) {
  try {
    return sessionStorage.getItem(`besedka.${key}`) ?? localStorage.getItem(`besedka.${key}`) ?? "";
  } catch {
    return "";
  }
}

/**
 * For this tab, and for the next one that is opened: two tabs may have two names.
 *
 * @param {Key} key
 * @param {string} value
 * @param {boolean} [here] For this tab alone.
 */
export function remember(key, value, here = false) {
  try {
    sessionStorage.setItem(`besedka.${key}`, value);
    if (!here) localStorage.setItem(`besedka.${key}`, value);
  } catch {
    // Then it is asked again next time.
  }
}
