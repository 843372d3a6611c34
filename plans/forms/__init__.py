"""What people type, checked and named: a module for each page that takes it."""
