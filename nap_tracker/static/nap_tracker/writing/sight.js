// The caret of the editor is never behind a bar: neither the head and the toolbar above nor the bar at the foot.
import { coveredAtFoot, followFoot } from "nap-tracker/base/foot"

const AIR = 8 // pixels between the line of the caret and a bar
const MOST = 0.35 // of the window: where there is little of it, both bars leave room for a line

/**
 * What the editor's view needs so that the line of the caret stands between the bars: to be given to `view.setProps`.
 * @param {Writing.Editor} editor
 */
export function sightProps(editor) {
  const toolbar = editor.view.dom.closest(".prose-editor").querySelector(".prose-menubar")
  /** @type {HTMLElement | null} */
  const head = document.querySelector(".entry-bar")
  /** @param {HTMLElement | null | undefined} bar */
  const heightOf = (bar) => (bar && getComputedStyle(bar).position === "sticky" ? bar.offsetHeight : 0)
  const most = () => (window.visualViewport?.height ?? window.innerHeight) * MOST
  const margin = {
    get top() {
      /** @type {NodeListOf<HTMLElement> | undefined} */
      const more = toolbar?.parentElement.querySelectorAll(".table-tools, .find-bar")
      return Math.min([head, toolbar, ...(more ?? [])].reduce((sum, bar) => sum + heightOf(bar), AIR), most())
    },
    get bottom() {
      return Math.min(coveredAtFoot() + AIR, most())
    },
    left: 0,
    right: 0,
  }
  return { scrollMargin: margin, scrollThreshold: margin }
}

/**
 * Keeps the caret in sight when the bar grows, or a keyboard comes onto the screen.
 * @param {Writing.Editor} editor
 */
export function keepInSight({ view }) {
  const show = () => {
    if (view.hasFocus() && !view.composing) view.dispatch(view.state.tr.scrollIntoView())
  }
  followFoot(show)
  window.visualViewport?.addEventListener("resize", show)
}
