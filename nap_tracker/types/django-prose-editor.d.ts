// What the scripts use of the editor, which comes from the Python package of that name: Tiptap and ProseMirror in one file.
declare module "django-prose-editor/editor" {
  import type { Node, Schema } from "prosemirror-model"
  import type { EditorState, Transaction } from "prosemirror-state"
  import type { EditorView } from "prosemirror-view"

  export interface Editor {
    readonly view: EditorView
    readonly state: EditorState
    readonly schema: Schema
    readonly isInitialized: boolean
    readonly isFocused: boolean
    readonly isEditable: boolean
    readonly commands: Commands
    can(): TableCommands
    on(event: "create" | "update" | "focus", hear: () => void): Editor
    on(event: "transaction", hear: (event: { transaction: Transaction }) => void): Editor
    off(event: "transaction", hear: (event: { transaction: Transaction }) => void): Editor
    getHTML(): string
    getText(options?: { blockSeparator?: string }): string
    setEditable(isEditable: boolean, tells?: boolean): void
  }

  export interface TableCommands {
    addRowBefore(): boolean
    addRowAfter(): boolean
    addColumnBefore(): boolean
    addColumnAfter(): boolean
    toggleHeaderRow(): boolean
    mergeCells(): boolean
    splitCell(): boolean
    deleteRow(): boolean
    deleteColumn(): boolean
    deleteTable(): boolean
  }

  export interface Commands extends TableCommands {
    focus(): boolean
  }

  /** The parts of ProseMirror itself. */
  export const pm: {
    model: typeof import("prosemirror-model")
    state: typeof import("prosemirror-state")
    transform: typeof import("prosemirror-transform")
  }

  export function createDocument(content: string, schema: Schema): Node
}

declare module "django-prose-editor/configurable" {
  import type { Editor } from "django-prose-editor/editor"

  export function createEditor(textarea: HTMLTextAreaElement): Promise<Editor | null>
}
