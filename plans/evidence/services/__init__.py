"""Evidence kept: records, files, their types, the virus scan."""
