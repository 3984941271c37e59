"""What the rules consist of: conditions, tables, pages, texts."""
