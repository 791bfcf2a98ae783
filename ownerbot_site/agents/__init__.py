"""What agents may do with an API key, over HTTP and MCP: read and propose, never confirm."""
