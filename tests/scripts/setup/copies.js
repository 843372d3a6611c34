// Pages that keep local copies, in one browser: its store is made of memory; encryption and locks are node's own.
import { openPage } from "./page.js"
import { mock } from "node:test"
import { IDBFactory } from "fake-indexeddb"
import { localCopy } from "nap-tracker/writing/local-copy"

export const ENTRY = "/plans/numune-2020-2024/2024/NUMUNE/4.2.9/"
export const MINE = { localKey: "/key/", user: "7", label: "4.2.9 (2024)" }
/** @param {number} filling one number a key */
const keyOf = (filling) => Buffer.alloc(32, filling).toString("base64")
/** @type {string[]} */
const NONE = []
export const KEY = { json: { user: 7, key: keyOf(1), former: NONE } }
export const OTHERS_KEY = { json: { user: 8, key: keyOf(2), former: NONE } }
/** After the server's own key was changed, and with the former ones forgotten. */
export const CHANGED_KEY = { json: { user: 7, key: keyOf(3), former: [keyOf(9), keyOf(1)] } }
export const FORGOTTEN_KEY = { json: { user: 7, key: keyOf(3), former: NONE } }
export const CONTENT = {
  narrative: "<p>gizli söz</p>", status: "", nothing_to_report: false, nothing_reason: "", internal_note: "", figures: { 7: "1" },
}

/**
 * @param {string} page
 * @returns {Writing.Base}
 */
export const base = (page) => ({ version: 3, ancestorSide: null, settlesSide: null, page, pageSave: 2 })

/** @param {string} page */
export const pageOf = (page, entry = MINE) => localCopy(entry, page)

let pages = 0
/** A name that no other test has: the locks of a process are those of one browser. */
export const newName = () => `page${pages++}`

let ending = new AbortController()
const waits = mock.method(AbortSignal, "timeout", () => ending.signal)

/** How long pages wait for something; no clock ends it. */
export const patience = {
  end() {
    ending.abort(new DOMException("", "TimeoutError"))
  },
  /** The milliseconds that were asked for. */
  asked: () => waits.mock.calls.map(({ arguments: [ms] }) => ms),
}

/** Opens a page of the entry with an empty store, in a browser that can do all. */
export function openBrowser() {
  openPage("", ENTRY)
  giveStore(new IDBFactory())
  ending = new AbortController()
  waits.mock.resetCalls()
}

/** @param {IDBFactory} store */
function giveStore(store) {
  Object.assign(globalThis, { indexedDB: store })
  Object.assign(window, { indexedDB: store })
}

/** Another page of the same browser: another entry, or the same anew. */
export function openOther(path = ENTRY) {
  const store = indexedDB
  openPage("", path)
  giveStore(store)
}

/**
 * @template T
 * @param {(store: IDBObjectStore) => IDBRequest<T>} act
 * @returns {Promise<T>}
 */
export async function inStore(act) {
  const opening = indexedDB.open("nap-tracker", 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore("copies", { keyPath: "id" })
  await new Promise((resolve) => { opening.onsuccess = resolve })
  const asking = act(opening.result.transaction("copies", "readwrite").objectStore("copies"))
  await new Promise((resolve) => { asking.onsuccess = resolve })
  opening.result.close()
  return asking.result
}

/**
 * All that lies in the store, as it lies there.
 * @returns {Promise<import("nap-tracker/writing/local-copy").StoredCopy[]>}
 */
export const stored = () => inStore((store) => store.getAll())

/**
 * Waits until all is done that a page was told before: it does one thing after the other.
 * @param {Writing.LocalCopy} copy
 */
export const done = (copy) => copy.discard("nothing of that name")

/**
 * A copy of a page that is no longer open: nobody holds its lock.
 * @param {import("node:test").TestContext} t
 * @param {string} page
 */
export async function leaveBehind(t, page, content = CONTENT, entry = MINE) {
  const taken = t.mock.method(navigator.locks, "request", async () => {})
  const copy = localCopy(entry, page)
  taken.mock.restore()
  copy.write(content, base(page))
  await done(copy)
  return copy
}
