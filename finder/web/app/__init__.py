"""What every page of the web stands on: requests, headers, cookies, access, the visit of a browser, and drawing."""
