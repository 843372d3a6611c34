"""What a Word file is made of: styles, lists, tables, pages, contents, and the package around them. `word_file` joins it."""
