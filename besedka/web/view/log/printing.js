/** The log on paper, which has no window. */

/** @import { LogView } from "./log_view.js" */

/** Print all that the log keeps; afterwards everything is as it was. @param {LogView} view */
export function printAll(view) {
  addEventListener("beforeprint", () => {
    // What has just come, too.
    view.redraw();
    const { from, element } = view;
    const { scrollTop } = element;
    view.clear(view.log.first);
    view.extend(view.end);
    addEventListener(
      "afterprint",
      () => {
        view.clear(from);
        view.redraw();
        element.scrollTop = scrollTop;
      },
      { once: true },
    );
  });
}
