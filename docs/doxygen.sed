# In the API reference, links of the guides to what is not part of it, and to headings, become plain text; a backslash is a backslash.
s/\[([^]]*)\]\((\.\.\/|#|security\.md|reliability\.md|performance\.md)[^)]*\)/\1/g
s/\\u([0-9a-f]{4})/\\\\u\1/g
