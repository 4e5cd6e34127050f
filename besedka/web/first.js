/**
 * What the browser runs first. It imports nothing itself, so that nothing else can keep it from saying that something has
 * not come; what it takes to talk (`main.js`, and what that imports) comes next.
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
