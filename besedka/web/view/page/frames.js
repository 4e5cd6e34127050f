/** Drawing once a frame, however often it is asked for. */

/** A page in the background gets no frames. */
const LATEST = 250;

/**
 * `work`, to be called as often as one likes: it is done once, with the next frame, or a little later where there are
 * none, or where something in `place` is pressed just now. `pause`: the milliseconds between two times, at least.
 *
 * @param {() => void} work
 * @param {() => number} [pause]
 * @param {() => Element} [place] Where `work` may move things.
 * @returns {() => void}
 */
export function onceAFrame(work, pause = () => 0, place) {
  let frame = 0;
  /** @type {number | undefined} */
  let timer;
  let last = -Infinity;
  const run = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    timer = undefined;
    // What moved away under a press would lose it.
    if (place?.().matches(":active")) return void (timer = setTimeout(run, 50));
    last = performance.now();
    work();
  };
  return () => {
    if (timer !== undefined) return;
    const wait = last + pause() - performance.now();
    timer = setTimeout(run, wait > 0 ? wait : LATEST);
    if (wait <= 0) frame = requestAnimationFrame(run);
  };
}
