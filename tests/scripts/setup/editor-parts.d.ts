// What only the tests use of the editor.
import "django-prose-editor/editor"

declare module "django-prose-editor/editor" {
  interface Editor {
    destroy(): void
  }

  interface Commands {
    setTextSelection(place: number | { from: number; to: number }): boolean
    undo(): boolean
    toggleBold(): boolean
    insertContentAt(place: number, content: string): boolean
  }

  interface Extension {
    configure(options: object): Extension
  }

  const Bold: Extension
  const BulletList: Extension
  const Document: Extension
  const HardBreak: Extension
  const History: Extension
  const Italic: Extension
  const Link: Extension
  const ListItem: Extension
  const Menu: Extension
  const OrderedList: Extension
  const Paragraph: Extension
  const Table: Extension
  const TableCell: Extension
  const TableHeader: Extension
  const TableRow: Extension
  const Text: Extension

  function createTextareaEditor(textarea: HTMLTextAreaElement, extensions: Extension[]): Editor
}
