"""What all pages share: requests, headers, cookies, access, the current visit and
rendering."""
