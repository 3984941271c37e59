"""PDFs and QR codes."""
