import { openPage, settle } from "../setup/page.js"
import { network, unreachable } from "../setup/network.js"
import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
import { IDBFactory } from "fake-indexeddb"
import { copiesOfAccount, localCopy } from "nap-tracker/writing/local-copy"

const DAY_MS = 24 * 60 * 60 * 1000
const ENTRY = "/plans/numune-2020-2024/2024/NUMUNE/4.2.9/"
const MINE = { localKey: "/key/", user: "7", label: "4.2.9 (2024)" }
const KEY = { json: { user: 7, key: Buffer.alloc(32, 1).toString("base64") } }
const OTHERS_KEY = { json: { user: 8, key: Buffer.alloc(32, 2).toString("base64") } }
const CONTENT = {
  narrative: "<p>gizli söz</p>", status: "", nothing_to_report: false, nothing_reason: "", internal_note: "", figures: { 7: "1" },
}

/**
 * @param {string} page
 * @returns {Writing.Base}
 */
const base = (page) => ({ version: 3, ancestorSide: null, settlesSide: null, page, pageSave: 2 })

/** @param {string} page */
const pageOf = (page, entry = MINE) => localCopy(entry, page)

let pages = 0
/** A name that no other test has: the locks of a process are those of one browser. */
const newName = () => `page${pages++}`

/** Opens a page of the entry with an empty store, in a browser that can do all. */
function openBrowser() {
  openPage("", ENTRY)
  giveStore(new IDBFactory())
}

/** @param {IDBFactory} store */
function giveStore(store) {
  Object.assign(globalThis, { indexedDB: store })
  Object.assign(window, { indexedDB: store })
}

/** Another page of the same browser: another entry, or the same anew. */
function openOther(path = ENTRY) {
  const store = indexedDB
  openPage("", path)
  giveStore(store)
}

/**
 * @template T
 * @param {(store: IDBObjectStore) => IDBRequest<T>} act
 * @returns {Promise<T>}
 */
async function inStore(act) {
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
const stored = () => inStore((store) => store.getAll())

/**
 * A copy of a page that is no longer open: nobody holds its lock.
 * @param {import("node:test").TestContext} t
 * @param {string} page
 */
async function leaveBehind(t, page, content = CONTENT, entry = MINE) {
  const taken = t.mock.method(navigator.locks, "request", async () => {})
  const copy = localCopy(entry, page)
  taken.mock.restore()
  copy.write(content, base(page))
  await settle()
  return copy
}

beforeEach(openBrowser)

test("what a page has left behind is found by the next one, with all that it needs to be saved", async (t) => {
  network(t, KEY, KEY)
  t.mock.timers.enable({ apis: ["Date"], now: 5_000_000 })
  const [old, page] = [newName(), newName()]
  await leaveBehind(t, old)
  const found = await pageOf(page).find()
  assert.equal(found.length, 1)
  const { id, ...copy } = found[0]
  assert.deepEqual(copy, { at: 5_000_000, content: CONTENT, base: base(old), label: "4.2.9 (2024)", place: ENTRY })
  assert.match(id, new RegExp(`^[0-9a-f]{64}\\.${old}$`))
})

test("a page finds neither its own copy, nor that of a page still open, nor that of another entry", async (t) => {
  network(t, KEY, KEY, KEY)
  const [here, open, elsewhere] = [newName(), newName(), newName()]
  openOther("/plans/numune-2020-2024/2024/NUMUNE/4.2.10/")
  await leaveBehind(t, elsewhere)
  openOther()
  pageOf(open).write(CONTENT, base(open))
  const copy = pageOf(here)
  copy.write(CONTENT, base(here))
  await settle()
  assert.equal((await stored()).length, 3)
  assert.deepEqual(await copy.find(), [])
})

test("the newest copy comes first", async (t) => {
  network(t, KEY, KEY, KEY)
  t.mock.timers.enable({ apis: ["Date"], now: 1000 })
  await leaveBehind(t, newName(), { ...CONTENT, narrative: "köhnə" })
  t.mock.timers.setTime(2000)
  await leaveBehind(t, newName(), { ...CONTENT, narrative: "yeni" })
  const found = await pageOf(newName()).find()
  assert.deepEqual(found.map(({ at, content }) => [at, content.narrative]), [[2000, "yeni"], [1000, "köhnə"]])
})

test("nothing that lies in the store can be read: neither text, nor entry, nor account", async (t) => {
  network(t, KEY)
  const page = newName()
  await leaveBehind(t, page)
  const [{ id, owner, place, data, iv, ...rest }] = await stored()
  assert.deepEqual(Object.keys(rest).toSorted(), ["at", "page"])
  assert.equal(iv.length, 12)
  for (const tag of [owner, place, id.split(".")[0]]) assert.match(tag, /^[0-9a-f]{64}$/)
  const bytes = Buffer.from(data).toString("latin1")
  for (const word of ["gizli", "4.2.9", "plans", "narrative"]) assert.equal(bytes.includes(word), false, word)
})

test("the same text is never encrypted alike", async (t) => {
  network(t, KEY, KEY)
  await leaveBehind(t, newName())
  await leaveBehind(t, newName())
  const [one, other] = await stored()
  assert.notDeepEqual(one.iv, other.iv)
  assert.notDeepEqual(one.data, other.data)
})

test("a second writing takes the place of the first, and of several in a row the last is kept", async (t) => {
  const { sent } = network(t, KEY, KEY)
  const page = newName()
  const copy = await leaveBehind(t, page)
  for (const word of ["bir", "iki", "üç"]) copy.write({ ...CONTENT, narrative: word }, base(page))
  await settle()
  copy.write({ ...CONTENT, narrative: "dörd" }, base(page))
  await settle()
  assert.equal((await stored()).length, 1)
  assert.equal(sent.length, 1) // the key is fetched once
  const [{ content }] = await pageOf(newName()).find()
  assert.equal(content.narrative, "dörd")
})

test("a copy that is removed or discarded is gone, the others stay", async (t) => {
  network(t, KEY, KEY, KEY)
  const [one, other] = [newName(), newName()]
  const copy = pageOf(one)
  copy.write(CONTENT, base(one))
  await leaveBehind(t, other)
  await copy.remove()
  assert.deepEqual((await stored()).map(({ page }) => page), [other])
  const third = pageOf(newName())
  const [{ id }] = await third.find()
  await third.discard("nothing of that name")
  assert.equal((await stored()).length, 1)
  await third.discard(id)
  assert.deepEqual(await stored(), [])
})

test("text that is removed before it is written is not written", async (t) => {
  network(t, KEY)
  const page = newName()
  const copy = pageOf(page)
  copy.write(CONTENT, base(page))
  await copy.remove()
  assert.deepEqual(await stored(), [])
})

test("another account that is signed in by now writes and finds nothing", async (t) => {
  network(t, KEY, OTHERS_KEY)
  await leaveBehind(t, newName())
  const page = newName()
  const copy = pageOf(page)
  copy.write({ ...CONTENT, narrative: "yad" }, base(page))
  await settle()
  assert.equal((await stored()).length, 1)
})

test("another account's own page finds only its own copies", async (t) => {
  network(t, KEY, OTHERS_KEY)
  await leaveBehind(t, newName())
  assert.deepEqual(await pageOf(newName(), { ...MINE, user: "8" }).find(), [])
})

test("copies of more than fourteen days go, whoever wrote them; those of just as many stay", async (t) => {
  network(t, KEY, OTHERS_KEY, KEY)
  const now = 100 * DAY_MS
  t.mock.timers.enable({ apis: ["Date"], now })
  await leaveBehind(t, newName())
  await leaveBehind(t, newName(), CONTENT, { ...MINE, user: "8" })
  t.mock.timers.setTime(now + 1)
  const kept = newName()
  network(t, KEY)
  await leaveBehind(t, kept)
  t.mock.timers.setTime(now + 1 + 14 * DAY_MS)
  network(t, KEY)
  await pageOf(newName()).find()
  assert.deepEqual((await stored()).map(({ page }) => page), [kept])
})

test("a network that fails costs one writing, not those that follow", async (t) => {
  network(t, unreachable(), { status: 401 }, KEY)
  const page = newName()
  const copy = pageOf(page)
  for (const word of ["bir", "iki"]) {
    copy.write({ ...CONTENT, narrative: word }, base(page))
    await settle()
    assert.deepEqual(await stored(), [])
  }
  copy.write({ ...CONTENT, narrative: "üç" }, base(page))
  await settle()
  assert.equal((await stored()).length, 1)
})

test("a browser that refuses to store is asked once", async (t) => {
  const { sent } = network(t, KEY)
  const warned = t.mock.method(console, "warn", () => {})
  t.mock.method(indexedDB, "open", () => { throw new DOMException("storage is off", "SecurityError") })
  const page = newName()
  const copy = pageOf(page)
  copy.write(CONTENT, base(page))
  await settle()
  copy.write(CONTENT, base(page))
  assert.deepEqual(await copy.find(), [])
  assert.deepEqual(warned.mock.calls.map(({ arguments: said }) => said), [["No local copy:", "storage is off"]])
  assert.equal(sent.length, 1)
})

test("a page that came without https does nothing and asks nobody", async (t) => {
  const { sent } = network(t)
  Object.assign(window, { isSecureContext: false })
  const copy = pageOf(newName())
  copy.write(CONTENT, base("x"))
  assert.deepEqual(await copy.find(), [])
  await copy.remove()
  assert.equal(await copiesOfAccount("/key/"), null)
  assert.equal(sent.length, 0)
})

// --- All copies of an account ----------------------------------------------------------------------------------------

test("an account's copies are named, each name once, and taken away together", async (t) => {
  network(t, KEY, KEY, OTHERS_KEY, KEY)
  await leaveBehind(t, newName())
  await leaveBehind(t, newName())
  const others = newName()
  await leaveBehind(t, others, CONTENT, { ...MINE, user: "8", label: "yad" })
  const copies = await copiesOfAccount("/key/")
  assert.deepEqual(copies.labels, ["4.2.9 (2024)"])
  await copies.remove()
  assert.deepEqual((await stored()).map(({ page }) => page), [others])
})

test("no copies are no question for the server; copies of others and a session that is over are none", async (t) => {
  const { sent, answer } = network(t)
  assert.equal(await copiesOfAccount("/key/"), null)
  assert.equal(sent.length, 0)
  answer(KEY, OTHERS_KEY, { status: 401 })
  await leaveBehind(t, newName())
  assert.equal(await copiesOfAccount("/key/"), null)
  assert.equal(await copiesOfAccount("/key/"), null)
})

test("a copy that cannot be read keeps the others neither from being named nor from being removed", async (t) => {
  network(t, KEY, KEY, KEY)
  const warned = t.mock.method(console, "warn", () => {})
  const broken = newName()
  await leaveBehind(t, broken)
  const [record] = await stored()
  await inStore((store) => store.put({ ...record, data: new ArrayBuffer(3) }))
  await leaveBehind(t, newName())
  const copies = await copiesOfAccount("/key/")
  assert.deepEqual(copies.labels.toSorted(), ["4.2.9 (2024)", "?"])
  assert.equal(warned.mock.callCount(), 1)
  await copies.remove()
  assert.deepEqual(await stored(), [])
})
