"""What agents may do with an API key, over HTTP and over MCP: ask, and propose; never confirm."""
