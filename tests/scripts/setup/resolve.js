// Node finds this project's modules by package.json ("exports"), which says the same as the page's import map. The editor
// comes from the Python package of that name, wherever .venv has it: the very file that browsers load.
import { globSync } from "node:fs"
import { registerHooks } from "node:module"
import { pathToFileURL } from "node:url"

const EDITOR = /^django-prose-editor\/(editor|configurable)$/
const [folder] = globSync(".venv/lib/python*/site-packages/django_prose_editor/static/django_prose_editor")

registerHooks({
  resolve(name, context, next) {
    const part = EDITOR.exec(name)?.[1]
    if (!part) return next(name, context)
    return { url: pathToFileURL(`${folder}/${part}.js`).href, format: "module", shortCircuit: true }
  },
})
