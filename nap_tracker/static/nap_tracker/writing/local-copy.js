// Unsaved text in this browser: one encrypted record for each open page of an entry. The key comes from the server and
// only to the account whose text it is; names of people and entries are not readable in the store either.
import { fromBase64, toHex } from "nap-tracker/base/bytes"
import { get } from "nap-tracker/base/request"

const DATABASE = "nap-tracker"
const STORE = "copies"
const KEPT_MS = 14 * 24 * 60 * 60 * 1000
const LOCK_PATIENCE_MS = 1_500 // so long may the browser take to notice that a page before this one is gone

const isPossible = () => window.isSecureContext && "indexedDB" in window && Boolean(crypto.subtle)
const encoder = new TextEncoder()

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

function openDatabase() {
  const opening = indexedDB.open(DATABASE, 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "id" })
  return settled(opening)
}

async function inStore(mode, act) {
  const database = await openDatabase()
  try {
    const transaction = database.transaction(STORE, mode, { durability: "strict" })
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve
      transaction.onabort = () => reject(transaction.error)
    })
    const result = await settled(act(transaction.objectStore(STORE)))
    await done
    return result
  } finally {
    database.close()
  }
}

async function tagOf(key, text) {
  const words = encoder.encode(text)
  const joined = new Uint8Array(key.length + words.length)
  joined.set(key)
  joined.set(words, key.length)
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", joined)))
}

/** The key of the account that is signed in as {user, bytes, secret}, or null where there is none to be had. */
async function fetchKey(address) {
  const { status, answer } = await get(address)
  if (status !== 200 || !answer) return null
  const { user, key } = answer
  const bytes = fromBase64(key)
  const secret = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"])
  return { user, bytes, secret, owner: await tagOf(bytes, "owner") }
}

async function opened(record, secret) {
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: record.iv }, secret, record.data)
  return JSON.parse(new TextDecoder().decode(plain))
}

const removeRecord = (id) => inStore("readwrite", (store) => store.delete(id))

/** Takes away what nobody has come back for in 14 days, whoever wrote it. */
async function removeOld() {
  for (const { id, at } of await inStore("readonly", (store) => store.getAll())) {
    if (Date.now() - at > KEPT_MS) await removeRecord(id)
  }
}

/**
 * The local copy of one open page of an entry. It is told where the key comes from, whose text it is and the entry's name
 * for people; `page` is this page's name.
 * Where the browser cannot do it (plain http, storage switched off) all of it does nothing.
 */
export function localCopy({ localKey, user, label }, page) {
  const place = location.pathname // the entry's address
  let key = null
  let isOff = !isPossible()
  let waiting = null
  let queue = Promise.resolve()

  async function ready() {
    if (isOff) return false
    if (key === null) {
      const fetched = await fetchKey(localKey)
      if (fetched && fetched.user === Number(user)) {
        key = { ...fetched, place: await tagOf(fetched.bytes, place) }
        await removeOld()
      }
    }
    return key !== null
  }

  /** One after the other; a browser that refuses ends it, a network that fails does not. */
  function then(act) {
    queue = queue.then(async () => {
      try {
        return (await ready()) ? await act() : null
      } catch (error) {
        if (error instanceof DOMException) isOff = true
        else if (!(error instanceof TypeError)) throw error
        console.warn("No local copy:", error.message)
        return null
      }
    })
    return queue
  }

  async function store() {
    if (!waiting) return
    const { content, base, at } = waiting
    waiting = null
    const iv = crypto.getRandomValues(new Uint8Array(12))
    const plain = encoder.encode(JSON.stringify({ content, base, label, place }))
    const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key.secret, plain)
    const record = { id: `${key.place}.${page}`, owner: key.owner, place: key.place, page, at, iv, data }
    await inStore("readwrite", (records) => records.put(record))
  }

  async function search() {
    const records = await inStore("readonly", (all) => all.getAll())
    const mine = records.filter((record) => record.place === key.place && record.page !== page)
    mine.sort((one, other) => other.at - one.at)
    const found = []
    for (const record of mine) {
      if (await isOpen(record.page)) continue // another tab that is being written in
      found.push({ id: record.id, at: record.at, ...(await opened(record, key.secret)) })
    }
    return found
  }

  if (!isOff) navigator.locks?.request(`page-${page}`, () => new Promise(() => {}))

  return {
    write(content, base) {
      waiting = { content, base, at: Date.now() }
      then(store)
    },
    remove() {
      waiting = null
      return then(() => removeRecord(`${key.place}.${page}`))
    },
    /** What pages of this entry have left behind, newest first: [{id, at, content, base}]. */
    find: async () => (await then(search)) ?? [],
    discard: (id) => then(() => removeRecord(id)),
  }
}

async function isOpen(page) {
  if (!navigator.locks) return false
  try {
    return await navigator.locks.request(`page-${page}`, { signal: AbortSignal.timeout(LOCK_PATIENCE_MS) }, () => false)
  } catch (error) {
    if (error.name !== "AbortError" && error.name !== "TimeoutError") throw error
    return true
  }
}

/** The label for people; "?" where the record cannot be read: it must not keep the others from being removed. */
async function labelOf(record, secret) {
  try {
    return (await opened(record, secret)).label
  } catch (error) {
    console.warn("A local copy cannot be read:", error.message)
    return "?"
  }
}

/** All copies of the account that is signed in: {labels, remove()}, or null where there are none. */
export async function copiesOfAccount(keyAddress) {
  if (!isPossible()) return null
  const records = await inStore("readonly", (store) => store.getAll())
  if (!records.length) return null
  const key = await fetchKey(keyAddress)
  const mine = key ? records.filter(({ owner }) => owner === key.owner) : []
  if (!mine.length) return null
  const labels = []
  for (const record of mine) labels.push(await labelOf(record, key.secret))
  return {
    labels: [...new Set(labels)],
    async remove() {
      for (const { id } of mine) await removeRecord(id)
    },
  }
}
