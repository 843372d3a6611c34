import { until } from "../setup/page.js"
import {
  base, CHANGED_KEY, CONTENT, done, ENTRY, FORGOTTEN_KEY, inStore, KEY, leaveBehind, MINE, newName, openBrowser, openOther, OTHERS_KEY, pageOf, patience, stored,
} from "../setup/copies.js"
import { network, unreachable } from "../setup/network.js"
import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
import { SCHEMA } from "nap-tracker/writing/copy-schema"
import { copiesOfAccount } from "nap-tracker/writing/local-copy"

const DAY_MS = 24 * 60 * 60 * 1000

beforeEach(openBrowser)

test("what a page has left behind is found by the next one, with all that it needs to be saved", async (t) => {
  network(t, KEY, KEY)
  t.mock.timers.enable({ apis: ["Date"], now: 5_000_000 })
  const [old, page] = [newName(), newName()]
  await leaveBehind(t, old)
  const found = await pageOf(page).find()
  assert.equal(found.length, 1)
  const { id, ...copy } = found[0]
  assert.deepEqual(copy, { at: 5_000_000, schema: SCHEMA, content: CONTENT, base: base(old), label: "4.2.9 (2024)", place: ENTRY })
  assert.match(id, new RegExp(`^[0-9a-f]{64}\\.${old}$`))
})

test("a page finds neither its own copy, nor that of a page still open, nor that of another entry", async (t) => {
  network(t, KEY, KEY, KEY)
  const [here, open, elsewhere] = [newName(), newName(), newName()]
  openOther(ENTRY.replace("4.2.9", "4.2.8"))
  await leaveBehind(t, elsewhere)
  openOther()
  const other = pageOf(open)
  other.write(CONTENT, base(open))
  await done(other)
  const copy = pageOf(here)
  copy.write(CONTENT, base(here))
  await done(copy)
  assert.equal((await stored()).length, 3)
  const finding = copy.find()
  await until(() => navigator.locks.query(), ({ pending }) => pending.some(({ name }) => name === `page-${open}`))
  patience.end()
  assert.deepEqual(await finding, [])
  assert.equal(patience.asked().filter((ms) => ms === 1_500).length, 1) // for the one that is open
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
  assert.equal(sent.length, 1)
  const reader = pageOf(newName())
  const kept = async () => (await reader.find()).map(({ content }) => content.narrative)
  for (const word of ["bir", "iki", "üç"]) copy.write({ ...CONTENT, narrative: word }, base(page))
  await done(copy)
  assert.deepEqual(await kept(), ["üç"])
  copy.write({ ...CONTENT, narrative: "dörd" }, base(page))
  await done(copy)
  assert.deepEqual(await kept(), ["dörd"])
  assert.equal(sent.length, 2) // each page fetches the key once
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
  const encrypted = t.mock.method(crypto.subtle, "encrypt")
  const page = newName()
  const copy = pageOf(page)
  copy.write(CONTENT, base(page))
  await copy.remove()
  assert.deepEqual(await stored(), [])
  assert.equal(encrypted.mock.callCount(), 0)
})

test("after the server's key was changed, what the former one closed is found, and the new one closes", async (t) => {
  network(t, KEY, CHANGED_KEY, CHANGED_KEY, KEY)
  const [old, later] = [newName(), newName()]
  await leaveBehind(t, old)
  await leaveBehind(t, later)
  const [before, after] = await stored()
  assert.notEqual(before.owner, after.owner)
  assert.deepEqual((await pageOf(newName()).find()).map(({ base: { page } }) => page).sort(), [old, later].sort())
  assert.deepEqual((await pageOf(newName()).find()).map(({ base: { page } }) => page), [old]) // by the former key alone
})

test("after the server's key was changed, all copies are named and taken away; with the former one forgotten, none is", async (t) => {
  network(t, KEY, CHANGED_KEY, FORGOTTEN_KEY, CHANGED_KEY)
  await leaveBehind(t, newName())
  await leaveBehind(t, newName())
  const forgotten = await copiesOfAccount("/key/")
  assert.equal(forgotten.labels.length, 1)
  const found = await copiesOfAccount("/key/")
  assert.deepEqual(found.labels, ["4.2.9 (2024)"])
  await found.remove()
  assert.deepEqual(await stored(), [])
})

test("another account that is signed in by now writes and finds nothing", async (t) => {
  network(t, KEY, OTHERS_KEY, OTHERS_KEY)
  const mine = newName()
  await leaveBehind(t, mine)
  const before = await stored()
  assert.deepEqual(before.map(({ page }) => page), [mine])
  const page = newName()
  const copy = pageOf(page)
  copy.write({ ...CONTENT, narrative: "yad" }, base(page))
  assert.deepEqual(await copy.find(), [])
  assert.deepEqual(await stored(), before)
})

test("another account's own page finds only its own copies", async (t) => {
  network(t, KEY, OTHERS_KEY, OTHERS_KEY)
  const theirs = newName()
  await leaveBehind(t, newName())
  await leaveBehind(t, theirs, CONTENT, { ...MINE, user: "8" })
  assert.equal((await stored()).length, 2)
  const found = await pageOf(newName(), { ...MINE, user: "8" }).find()
  assert.deepEqual(found.map((copy) => copy.base.page), [theirs])
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
  const { sent, answer } = network(t)
  const page = newName()
  const copy = pageOf(page)
  for (const failure of [unreachable(), { status: 401 }]) {
    answer(failure, failure) // for the writing, and for what waits until it is done
    copy.write(CONTENT, base(page))
    await done(copy)
    assert.deepEqual(await stored(), [])
  }
  answer(KEY)
  copy.write(CONTENT, base(page))
  await done(copy)
  assert.deepEqual((await stored()).map((record) => record.page), [page])
  assert.equal(sent.length, 5)
})

test("a browser that refuses to store is asked once", async (t) => {
  const { sent } = network(t, KEY)
  const warned = t.mock.method(console, "warn", () => {})
  const asked = t.mock.method(indexedDB, "open", () => { throw new DOMException("storage is off", "SecurityError") })
  const page = newName()
  const copy = pageOf(page)
  copy.write(CONTENT, base(page))
  await done(copy)
  copy.write(CONTENT, base(page))
  assert.deepEqual(await copy.find(), [])
  assert.equal(asked.mock.callCount(), 1)
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
