// The editor itself, as the Python package brings it and as the form asks for it: plans/forms/entry.py, EDITOR_EXTENSIONS.
import { find, openPage } from "./page.js"
import {
  Bold, BulletList, createTextareaEditor, Document, HardBreak, History, Italic, Link, ListItem, OrderedList, Paragraph, Table, TableCell,
  TableHeader, TableRow, Text,
} from "django-prose-editor/editor"

const EXTENSIONS = [
  Document, Paragraph, Text, HardBreak, History, Bold, Italic, BulletList, OrderedList, ListItem, Table, TableRow, TableHeader, TableCell,
  Link.configure({ enableTarget: false, protocols: ["http", "https", "mailto"] }),
]

/**
 * Opens a page with the editor of a narrative in a form; `fields` are the others of the form.
 * @param {import("node:test").TestContext} t
 * @param {string} narrative
 * @param {string} [fields]
 * @param {import("django-prose-editor/editor").Extension[]} [more]
 */
export function openEditor(t, narrative, fields = "", more = []) {
  openPage(`<form id="entry-form"><div class="editor"><textarea name="narrative"></textarea></div>${fields}</form>`)
  /** @type {HTMLTextAreaElement} */
  const field = find("textarea")
  field.value = narrative
  const editor = createTextareaEditor(field, [...EXTENSIONS, ...more])
  t.after(() => editor.destroy())
  return editor
}
