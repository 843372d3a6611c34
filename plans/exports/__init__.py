"""Files that people take out: tables as XLSX and CSV. Bytes from what the queries have read; nothing is asked here."""
