/**
 * What the browser runs first: it begins the page, and where a module of it does not come, or cannot be read, shows what
 * the page has to say about that. It imports nothing itself, so that nothing else can keep it from doing so.
 */

const broken = document.getElementById("broken");

import("./main.js").then(
  () => broken?.remove(),
  (error) => {
    console.error(error);
    if (!broken) return;
    broken.className = "now";
    document.getElementById("banner")?.remove();
  },
);
